//! I: the index of working groups, its list, the paragraphs of a section and its template.

use super::{About, CHARTER, INDEX, Snippet, sources};

const LIST: &str = "\
The current working groups are:

- Docs
- Observability
- Paketo
";

const SECTION: &str = "\
## Observability

Mission: Makes a running platform visible.

The GitHub repos this WG manages in the `cloudfoundry` GitHub organization are
to be labeled with the `cff-wg-observability` topic.
";

pub(super) static I1: About = About {
    why: "The index begins with a list of all groups, and people take what is not in it for not being there. In a file of many \
          sections a new one at the end is easily missed. First versions of proposals have left it out.",
    sources: &[&sources::INDEX],
    mend: "Add the group's name to the list at its place in the alphabet.",
    wrong: &[Snippet::markdown(
        INDEX,
        "\
The current working groups are:

- Docs
- Paketo
",
    )],
    right: &[Snippet::markdown(INDEX, LIST)],
};

pub(super) static I2: About = About {
    why: "People look a group up by its name, and expect it where the alphabet puts it. A list in order also keeps two proposals \
          from adding to the same last line, which would be a conflict for the second one. It stops nobody: it is said for \
          information.",
    sources: &[&sources::INDEX],
    mend: "Move the entry to its place in the alphabet.",
    wrong: &[Snippet::markdown(
        INDEX,
        "\
The current working groups are:

- Docs
- Paketo
- Observability
",
    )],
    right: &[Snippet::markdown(INDEX, LIST)],
};

pub(super) static I3: About = About {
    why: "The section is the group's page for everybody else: mission, meetings, channel, leads. Tools find it by its heading, \
          which is the group's name. A heading that was left as the template has it belongs to no group.",
    sources: &[&sources::INDEX],
    mend: "Copy the template below the last section, and put the group's name into its heading.",
    wrong: &[Snippet::markdown(
        INDEX,
        "\
## Working Group Template

Mission: Makes a running platform visible.
",
    )],
    right: &[Snippet::markdown(INDEX, "## Observability\n\nMission: Makes a running platform visible.\n")],
};

pub(super) static I4: About = About {
    why: "One sentence lets people see whether they are in the right place, before they open a charter. Without it the section \
          is a table of links. The sentence is there already: it is the mission of the charter.",
    sources: &[&sources::INDEX],
    mend: "Write `Mission:` and behind it what the charter says, in one sentence.",
    wrong: &[Snippet::markdown(INDEX, "## Observability\n\nMission:\n")],
    right: &[Snippet::markdown(INDEX, "## Observability\n\nMission: Makes a running platform visible.\n")],
};

pub(super) static I5: About = About {
    why: "Repositories carry the topic `cff-wg-` with the group's name, and by it people find what a group owns. A misspelt topic \
          in the index finds nothing, or gets copied into repositories. One stayed for almost four years.",
    sources: &[&sources::INDEX],
    mend: "Write `cff-wg-` and the group's name in kebab case, or say that the group has no repositories.",
    wrong: &[Snippet::markdown(
        INDEX,
        "\
## Observability

Mission: Makes a running platform visible.

The GitHub repos this WG manages in the `cloudfoundry` GitHub organization are
to be labeled with the `cff-wg-obsevrability` topic.
",
    )],
    right: &[Snippet::markdown(INDEX, SECTION)],
};

pub(super) static I13: About = About {
    why: "The template at the end of the index is what the next proposer copies. If it was filled in, moved out of its comment or \
          removed, the next proposal starts from something else. A placeholder such as `<name>` outside of it was copied and \
          never replaced.",
    sources: &[&sources::INDEX],
    mend: "Put the template back into its comment as it was, and replace placeholders outside of it.",
    wrong: &[Snippet::markdown(
        INDEX,
        "\
## Observability

Mission: Makes a running platform visible.

The GitHub repos this WG manages in the `cloudfoundry` GitHub organization are
to be labeled with the `cff-wg-<wg-name-in-kebab-case>` topic.
",
    )],
    right: &[Snippet::markdown(INDEX, SECTION)],
};

pub(super) static I14: About = About {
    why: "Charter and index each tell the mission, and over the years the two drift apart. Only the charter was agreed on. The \
          index should say the same, or a shorter form that nobody can take for another mission.",
    sources: &[&sources::INDEX, &sources::PRINCIPLES],
    mend: "Copy the charter's mission into the index.",
    wrong: &[
        Snippet::markdown(CHARTER, "## Mission\n\nMakes a running platform visible.\n"),
        Snippet::markdown(INDEX, "## Observability\n\nMission: Stores the logs of all applications.\n"),
    ],
    right: &[
        Snippet::markdown(CHARTER, "## Mission\n\nMakes a running platform visible.\n"),
        Snippet::markdown(INDEX, "## Observability\n\nMission: Makes a running platform visible.\n"),
    ],
};
