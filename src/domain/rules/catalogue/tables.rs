//! I: the two tables of a section of the index, artifacts and leads.

use super::{About, CHARTER, INDEX, Snippet, sources};

const ARTIFACTS: &str = "\
| Artifact | Link |
|---|---|
| Charter | [observability.md](./observability.md) |
| Forum | [Video chat](https://zoom.example/j/1) |
| Community Meeting Calendar | [Mondays](https://calendar.example/1) |
| Meeting Notes | [Document](https://docs.example/1) |
| Slack Channel | [&#x23;wg-observability](https://slack.example/archives/C1) |
";

const LEADS: &str = "\
|&nbsp;| Leads | Company | Profile |
|---|---|---|---|
|<img src=\"https://github.com/mo.png\">| Mo | Ace | [@mo](https://github.com/mo)|
|<img src=\"https://github.com/al.png\">| Al | Zed | [@al](https://github.com/al)|
";

pub(super) static I6: About = About {
    why: "Five rows are what somebody needs who wants to join: charter, forum, calendar, notes and channel. In every section they \
          stand under the same names, so that people and programs find them. A row of another name, or none, looks as if the \
          group did not meet.",
    sources: &[&sources::INDEX],
    mend: "Add the rows Charter, Forum, Community Meeting Calendar, Meeting Notes and Slack Channel; further ones may follow.",
    wrong: &[Snippet::markdown(
        INDEX,
        "\
| Artifact | Link |
|---|---|
| Charter | [observability.md](./observability.md) |
| Chat | [&#x23;wg-observability](https://slack.example/archives/C1) |
",
    )],
    right: &[Snippet::markdown(INDEX, ARTIFACTS)],
};

pub(super) static I7: About = About {
    why: "All groups should hold regular meetings, put them into the shared calendar, and invite the community's list. A row that \
          says TBD, or a link to nowhere, is a meeting that nobody can come to. On the day of a proposal that may be so; a \
          person decides how long.",
    sources: &[&sources::INDEX, &sources::PRINCIPLES],
    mend: "Put a link into the row as soon as there is one.",
    wrong: &[Snippet::markdown(
        INDEX,
        "\
| Artifact | Link |
|---|---|
| Charter | [observability.md](./observability.md) |
| Forum | [Video chat TBD]() |
| Community Meeting Calendar | TBD |
| Meeting Notes | |
| Slack Channel | [&#x23;wg-observability](https://slack.example/archives/C1) |
",
    )],
    right: &[Snippet::markdown(INDEX, ARTIFACTS)],
};

pub(super) static I8: About = About {
    why: "From the index people go to the charter by this link. After a section was copied it often leads to the charter of the \
          group it came from. A link that names the file beside the index keeps working in forks and on other branches.",
    sources: &[&sources::INDEX],
    mend: "Link the group's own file, relative to the index: `[observability.md](./observability.md)`.",
    wrong: &[Snippet::markdown(
        INDEX,
        "\
| Artifact | Link |
|---|---|
| Charter | [observability.md](./docs.md) |
",
    )],
    right: &[Snippet::markdown(
        INDEX,
        "\
| Artifact | Link |
|---|---|
| Charter | [observability.md](./observability.md) |
",
    )],
};

pub(super) static I9: About = About {
    why: "People look here for whom to ask. Names, companies and accounts stand in columns of the same names in every section, \
          and programs read them by these. A table without them reads like one of something else.",
    sources: &[&sources::INDEX],
    mend: "Copy the template's table, with the columns Leads, Company and Profile.",
    wrong: &[Snippet::markdown(
        INDEX,
        "\
| Who | Where |
|---|---|
| Mo | Ace |
",
    )],
    right: &[Snippet::markdown(INDEX, LEADS)],
};

pub(super) static I10: About = About {
    why: "The charter's block gives rights, the index tells people whom to ask. Where they differ somebody is asked who may do \
          nothing, or somebody leads whom nobody knows of. It happens whenever a lead changes and only one of the two files \
          is edited.",
    sources: &[&sources::INDEX, &sources::RFC_0024],
    mend: "Name the same people in the charter's block and in the table of the index.",
    wrong: &[
        Snippet::yaml(
            CHARTER,
            "\
execution_leads:
- name: Mo
  github: mo
technical_leads:
- name: Mo
  github: mo
",
        ),
        Snippet::markdown(INDEX, LEADS),
    ],
    right: &[
        Snippet::yaml(
            CHARTER,
            "\
execution_leads:
- name: Mo
  github: mo
technical_leads:
- name: Al
  github: al
",
        ),
        Snippet::markdown(INDEX, LEADS),
    ],
};

pub(super) static I11: About = About {
    why: "A row shows one person three times: picture, text and link. When a row is copied one of the three often stays as it was, \
          and people write to somebody else. GitHub has the picture of an account at its name with `.png`.",
    sources: &[&sources::INDEX],
    mend: "Use the same login in the picture, in the text and in the link.",
    wrong: &[Snippet::markdown(
        INDEX,
        "\
|&nbsp;| Leads | Company | Profile |
|---|---|---|---|
|<img src=\"https://github.com/mo.png\">| Al | Zed | [@al](https://github.com/al)|
",
    )],
    right: &[Snippet::markdown(
        INDEX,
        "\
|&nbsp;| Leads | Company | Profile |
|---|---|---|---|
|<img src=\"https://github.com/al.png\">| Al | Zed | [@al](https://github.com/al)|
",
    )],
};

pub(super) static I12: About = About {
    why: "By the company people see whether a group depends on one employer. An empty cell leaves open whether somebody works for \
          themselves or forgot it. It is said for information: nobody has to tell it.",
    sources: &[&sources::INDEX, &sources::KNATIVE_LEADS],
    mend: "Write the company, or `independent`.",
    wrong: &[Snippet::markdown(
        INDEX,
        "\
|&nbsp;| Leads | Company | Profile |
|---|---|---|---|
|<img src=\"https://github.com/al.png\">| Al | | [@al](https://github.com/al)|
",
    )],
    right: &[Snippet::markdown(
        INDEX,
        "\
|&nbsp;| Leads | Company | Profile |
|---|---|---|---|
|<img src=\"https://github.com/al.png\">| Al | Zed | [@al](https://github.com/al)|
",
    )],
};

pub(super) static I15: About = About {
    why: "A section is made by copying another group's, and a link that stays leads to that group's channel, notes or meeting. \
          The words of the link are right, so nobody sees it. Slack's links hide it best: they have a number and no name.",
    sources: &[&sources::INDEX, &sources::DOCS_PROPOSAL],
    mend: "Open the link, and replace it with that of your own group.",
    wrong: &[Snippet::markdown(
        INDEX,
        "\
## Docs

| Artifact | Link |
|---|---|
| Slack Channel | [&#x23;wg-docs](https://slack.example/archives/C2) |

## Observability

| Artifact | Link |
|---|---|
| Slack Channel | [&#x23;wg-observability](https://slack.example/archives/C2) |
",
    )],
    right: &[Snippet::markdown(
        INDEX,
        "\
## Docs

| Artifact | Link |
|---|---|
| Slack Channel | [&#x23;wg-docs](https://slack.example/archives/C2) |

## Observability

| Artifact | Link |
|---|---|
| Slack Channel | [&#x23;wg-observability](https://slack.example/archives/C1) |
",
    )],
};
