//! D: documents beside charter and index.

use super::{About, Snippet, sources};

pub(super) static D1: About = About {
    why: "Charters are compared with other documents: the org file, the list of contributors, the list of organizations, the \
          table of the oversight's members. What can't be read there can't be compared, and a mistake in a charter goes \
          unseen. Mostly a heading, a column or a key was renamed.",
    sources: &[&sources::AUTOMATION, &sources::ORGS],
    mend: "Give the document the table, column or key back that the message names.",
    wrong: &[Snippet::markdown(
        "ORGS.md",
        "\
| Organization | Automated |
|---|---|
| [cloudfoundry](https://github.com/cloudfoundry) | Yes |
",
    )],
    right: &[Snippet::markdown(
        "ORGS.md",
        "\
| Github Organization Name | Is it Managed? |
|---|---|
| [cloudfoundry](https://github.com/cloudfoundry) | Yes |
",
    )],
};
