//! O: what the organization's sync makes of the documents, and refuses to make.

use super::{About, CHARTER, Snippet, sources};

pub(super) static O1: About = About {
    why: "The organization's sync has guards: it stops when an organization would have fewer owners than it demands, when an \
          owner that it requires is missing, or when more than a quarter of the members would be removed. A stopped sync \
          applies nothing, to any repository. The numbers are in the policy.",
    sources: &[&sources::SYNC, &sources::PERIBOLOS],
    mend: "Bring the owners back in `toc/TOC.md`, or split the removal over several pull requests.",
    wrong: &[Snippet::yaml(
        "toc/TOC.md",
        "\
execution_leads: []
technical_leads: []
",
    )],
    right: &[Snippet::yaml(
        "toc/TOC.md",
        "\
execution_leads:
- name: The Octocat
  github: octocat
technical_leads:
- name: The Linux Foundation
  github: thelinuxfoundation
",
    )],
};

pub(super) static O2: About = About {
    why: "The generator compares logins letter by letter, GitHub and the sync do not care about case. An account that two \
          documents spell differently becomes an owner and a member of one organization, or a maintainer and a member of one team. \
          The sync refuses that and applies nothing; this once stopped the whole organization.",
    sources: &[&sources::GENERATOR, &sources::PERIBOLOS, &sources::OUTAGE],
    mend: "Write the login in every document as on the profile page of the account.",
    wrong: &[Snippet::yaml(
        CHARTER,
        "\
execution_leads:
- name: The Octocat
  github: octocat
technical_leads: []
areas:
- name: Tracing
  approvers:
  - name: The Octocat
    github: Octocat
  repositories: []
",
    )],
    right: &[Snippet::yaml(
        CHARTER,
        "\
execution_leads:
- name: The Octocat
  github: octocat
technical_leads: []
areas:
- name: Tracing
  approvers:
  - name: The Octocat
    github: octocat
  repositories: []
",
    )],
};
