//! R: what a group owns.

use super::{About, CHARTER, INDEX, ORG_FILE, OTHER, Snippet, sources};

const TRACING: &str = "\
areas:
- name: Tracing
  approvers: []
  repositories:
  - cloudfoundry/trace-viewer
";

pub(super) static R1: About = About {
    why: "A repository belongs to whoever lists it in exactly the form `owner/name`. An address, a leading slash or a bare name \
          looks right to people and is another name to every program: the repository stays without an owner. Nobody notices \
          before a pull request there finds no reviewer.",
    sources: &[&sources::RFC_0007, &sources::GENERATOR],
    mend: "Write it as it stands at the top of its page on GitHub: `owner/name`.",
    wrong: &[Snippet::yaml(
        CHARTER,
        "\
areas:
- name: Tracing
  approvers: []
  repositories:
  - https://github.com/cloudfoundry/trace-viewer
  - /cloudfoundry/trace-agent
",
    )],
    right: &[Snippet::yaml(
        CHARTER,
        "\
areas:
- name: Tracing
  approvers: []
  repositories:
  - cloudfoundry/trace-viewer
  - cloudfoundry/trace-agent
",
    )],
};

pub(super) static R2: About = About {
    why: "Repositories are made from the org file, and permissions in them from the charters. One that only the charter names \
          does not exist, or is misspelt: the automation has nothing to give access to. A new repository therefore comes with \
          both files in one pull request.",
    sources: &[&sources::RFC_0007],
    mend: "Mend the spelling, or add the repository to `orgs/orgs.yml` in the same pull request.",
    wrong: &[
        Snippet::yaml(
            ORG_FILE,
            "\
orgs:
  cloudfoundry:
    repos:
      trace-viewer:
        has_projects: true
",
        ),
        Snippet::yaml(
            CHARTER,
            "\
areas:
- name: Tracing
  approvers: []
  repositories:
  - cloudfoundry/trace-veiwer
",
        ),
    ],
    right: &[
        Snippet::yaml(
            ORG_FILE,
            "\
orgs:
  cloudfoundry:
    repos:
      trace-viewer:
        has_projects: true
",
        ),
        Snippet::yaml(CHARTER, TRACING),
    ],
};

pub(super) static R3: About = About {
    why: "Every repository has one owner; the oversight and the staff count as groups, too. With two owners each waits for the \
          other to review, release and mend, and both get rights to merge. GitHub does not tell upper case from lower case in \
          names, so `CLAW` and `claw` are one repository.",
    sources: &[&sources::RFC_0007],
    mend: "Remove it from one of the two charters, with the consent of that group's leads.",
    wrong: &[
        Snippet::yaml(CHARTER, TRACING),
        Snippet::yaml(
            OTHER,
            "\
areas:
- name: Guides
  approvers: []
  repositories:
  - cloudfoundry/Trace-Viewer
",
        ),
    ],
    right: &[
        Snippet::yaml(CHARTER, TRACING),
        Snippet::yaml(
            OTHER,
            "\
areas:
- name: Guides
  approvers: []
  repositories:
  - cloudfoundry/trace-guide
",
        ),
    ],
};

pub(super) static R4: About = About {
    why: "A group has repositories of one organization only: its teams are made there, and a team has no rights in another \
          organization. A repository of another organization looks owned, and nobody of the group may merge there. Where \
          the automation does not manage that organization anyway, it is said for information.",
    sources: &[&sources::RFC_0036, &sources::ORGS],
    mend: "Move the repository into the group's organization, or leave it to a group of its own organization.",
    wrong: &[Snippet::yaml(
        CHARTER,
        "\
name: Observability
org: cloudfoundry
areas:
- name: Tracing
  approvers: []
  repositories:
  - concourse/trace-viewer
",
    )],
    right: &[Snippet::yaml(
        CHARTER,
        "\
name: Observability
org: cloudfoundry
areas:
- name: Tracing
  approvers: []
  repositories:
  - cloudfoundry/trace-viewer
",
    )],
};

pub(super) static R5: About = About {
    why: "A list that names a repository twice was merged by hand or written in haste, and often the second one was meant to be \
          another. It changes nothing today. Whoever takes the repository out later removes one entry and believes it is gone.",
    sources: &[&sources::RFC_0007],
    mend: "Remove the second entry, or write the name that was meant.",
    wrong: &[Snippet::yaml(
        CHARTER,
        "\
areas:
- name: Tracing
  approvers: []
  repositories:
  - cloudfoundry/trace-viewer
  - cloudfoundry/trace-agent
  - cloudfoundry/trace-viewer
",
    )],
    right: &[Snippet::yaml(
        CHARTER,
        "\
areas:
- name: Tracing
  approvers: []
  repositories:
  - cloudfoundry/trace-viewer
  - cloudfoundry/trace-agent
",
    )],
};

pub(super) static R6: About = About {
    why: "An archived repository can't be changed, so there is nothing to own. When a group archives one, the same pull request \
          marks it in the org file and takes it out of the charter. What stays there makes the group look larger than it is.",
    sources: &[&sources::RFC_0007],
    mend: "Take the repository out of the charter, or out of its archive in `orgs/orgs.yml` if it is still needed.",
    wrong: &[
        Snippet::yaml(
            ORG_FILE,
            "\
orgs:
  cloudfoundry:
    repos:
      trace-viewer:
        archived: true
",
        ),
        Snippet::yaml(CHARTER, TRACING),
    ],
    right: &[
        Snippet::yaml(
            ORG_FILE,
            "\
orgs:
  cloudfoundry:
    repos:
      trace-viewer:
        archived: true
",
        ),
        Snippet::yaml(
            CHARTER,
            "\
areas:
- name: Tracing
  approvers: []
  repositories: []
",
        ),
    ],
};

pub(super) static R7: About = About {
    why: "The index tells by which topic a group's repositories are found. If the group has none the search comes up empty, and \
          nobody knows whether that is right or whether topics were forgotten. One sentence settles it.",
    sources: &[&sources::INDEX],
    mend: "Write into the group's section that it has no repositories in the organization.",
    wrong: &[
        Snippet::yaml(CHARTER, "name: Observability\nareas: []\n"),
        Snippet::markdown(
            INDEX,
            "\
## Observability

Mission: Makes a running platform visible.

The GitHub repos this WG manages in the `cloudfoundry` GitHub organization are
to be labeled with the `cff-wg-observability` topic.
",
        ),
    ],
    right: &[
        Snippet::yaml(CHARTER, "name: Observability\nareas: []\n"),
        Snippet::markdown(
            INDEX,
            "\
## Observability

Mission: Makes a running platform visible.

This working group has no repositories in the `cloudfoundry` GitHub
organization.
",
        ),
    ],
};

pub(super) static R8: About = About {
    why: "A repository that moves is given by one group and taken by another. The leads of both have to agree, and the oversight \
          as well. The proposal of Docs took 13 repositories from three groups; here you see early whom to ask.",
    sources: &[&sources::RFC_0007, &sources::DOCS_PROPOSAL],
    mend: "Take it out of the other charter in the same pull request, and ask that group's leads for their approval.",
    wrong: &[
        Snippet::yaml(CHARTER, TRACING),
        Snippet::yaml(
            OTHER,
            "\
areas:
- name: Guides
  approvers: []
  repositories:
  - cloudfoundry/trace-viewer
",
        ),
    ],
    right: &[
        Snippet::yaml(CHARTER, TRACING),
        Snippet::yaml(
            OTHER,
            "\
areas:
- name: Guides
  approvers: []
  repositories: []
",
        ),
    ],
};

pub(super) static R9: About = About {
    why: "A repository without an owner has nobody who reviews, releases or fixes it, and the sync takes away the access of \
          everybody who had some. It happens when an area, an entry or a whole charter is removed without saying where its \
          repositories go. RFC-0007 wants every repository to have one group.",
    sources: &[&sources::RFC_0007, &sources::INDEX],
    mend: "Move the repository to the charter of another group or to `toc/ADMIN.md`, or archive it in `orgs/orgs.yml`.",
    wrong: &[Snippet::yaml(
        CHARTER,
        "\
areas:
- name: Tracing
  approvers: []
  repositories: []  # cloudfoundry/trace-viewer is removed
",
    )],
    right: &[Snippet::yaml(
        ORG_FILE,
        "\
orgs:
  cloudfoundry:
    repos:
      trace-viewer:
        archived: true
",
    )],
};
