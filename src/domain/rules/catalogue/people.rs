//! L: who leads a group.

use super::{About, CHARTER, INDEX, Snippet, sources};

/// Two leads, for several rules.
const TWO_LEADS: &str = "\
execution_leads:
- name: Mo
  github: mo
technical_leads:
- name: Al
  github: al
";

pub(super) static L1: About = About {
    why: "The execution lead runs the group: meetings, notes, roadmap, reports. The technical lead answers for designs and for \
          what is merged. Without either of them requests for review go nowhere, and the oversight has nobody to ask. One \
          person may be both.",
    sources: &[&sources::ROLES, &sources::RFC_0024],
    mend: "Name at least one person under `execution_leads` and one under `technical_leads`.",
    wrong: &[Snippet::yaml(
        CHARTER,
        "\
execution_leads: []
technical_leads:
- name: Al
  github: al
",
    )],
    right: &[Snippet::yaml(CHARTER, TWO_LEADS)],
};

pub(super) static L2: About = About {
    why: "A group with one lead stands still when that person is on leave or changes jobs. Nobody can stand in for them, and \
          the oversight has to look for a successor in a hurry. Knative, where this process came from, asks for two leads and \
          better three, and lets a young group begin with one: a person decides.",
    sources: &[&sources::KNATIVE_LEADS],
    mend: "Ask a second person to lead, as execution lead or as technical lead.",
    wrong: &[Snippet::yaml(
        CHARTER,
        "\
execution_leads:
- name: Mo
  github: mo
technical_leads:
- name: Mo
  github: mo
",
    )],
    right: &[Snippet::yaml(CHARTER, TWO_LEADS)],
};

pub(super) static L3: About = About {
    why: "A group whose leads all work for one company follows that company's plans, or is taken to do so. When the company \
          turns elsewhere the group loses all of them at once. It is no reason to refuse a group: this is said so that you \
          can look for somebody.",
    sources: &[&sources::KNATIVE_LEADS, &sources::PRINCIPLES],
    mend: "Look for a lead from another company, and until then leave it as it is.",
    wrong: &[Snippet::markdown(
        INDEX,
        "\
|&nbsp;| Leads | Company | Profile |
|---|---|---|---|
|<img src=\"https://github.com/mo.png\">| Mo | Ace | [@mo](https://github.com/mo)|
|<img src=\"https://github.com/al.png\">| Al | Ace | [@al](https://github.com/al)|
",
    )],
    right: &[Snippet::markdown(
        INDEX,
        "\
|&nbsp;| Leads | Company | Profile |
|---|---|---|---|
|<img src=\"https://github.com/mo.png\">| Mo | Ace | [@mo](https://github.com/mo)|
|<img src=\"https://github.com/al.png\">| Al | Zed | [@al](https://github.com/al)|
",
    )],
};

pub(super) static L4: About = About {
    why: "A lead has to be a member of the community, and gets rights to change the settings of all repositories of the group. \
          A login that nobody has seen before may be misspelt, and then a stranger gets them. So the login is looked for in \
          the list of contributors and in the charters as they were before.",
    sources: &[&sources::ROLES, &sources::RFC_0008],
    mend: "Mend the spelling of the login, or add the person to `orgs/contributors.yml`.",
    wrong: &[
        Snippet::yaml(
            "orgs/contributors.yml",
            "\
orgs:
  cloudfoundry:
    contributors:
    - al
",
        ),
        Snippet::yaml(CHARTER, TWO_LEADS),
    ],
    right: &[
        Snippet::yaml(
            "orgs/contributors.yml",
            "\
orgs:
  cloudfoundry:
    contributors:
    - al
    - mo
",
        ),
        Snippet::yaml(CHARTER, TWO_LEADS),
    ],
};

pub(super) static L5: About = About {
    why: "Whoever stands in a list twice counts twice for a reader, and once for the automation: an area of four approvers has \
          three. A reviewer is somebody on the way to becoming an approver, so nobody is both in one area. Two spellings of a \
          login are one person for GitHub; scripts that compare letter by letter take them for two.",
    sources: &[&sources::RFC_0012, &sources::RFC_0014],
    mend: "Keep one entry, in the spelling of the person's profile on GitHub.",
    wrong: &[Snippet::yaml(
        CHARTER,
        "\
areas:
- name: Tracing
  approvers:
  - name: Al
    github: al
  reviewers:
  - name: Al
    github: Al
  repositories: []
",
    )],
    right: &[Snippet::yaml(
        CHARTER,
        "\
areas:
- name: Tracing
  approvers:
  - name: Al
    github: al
  repositories: []
",
    )],
};
