//! The section of a group in the index, in the community's format; its lines are also available separately.

use std::collections::BTreeMap;

use crate::domain::governance::charter::Charter;
use crate::domain::governance::tree::CharterFile;
use crate::domain::policy::Policy;
use crate::domain::text::slug::slug;
use crate::domain::types::ids::Login;

use super::{Person, ProposedArtifact, plain};

/// The row that links the charter.
pub const CHARTER: &str = "Charter";

/// The text for unknown values.
pub const TBD: &str = "TBD";

/// The text for an unknown company.
const NO_COMPANY: &str = "&nbsp;";

const LEADS: &str = "\
| &nbsp;                                                   | Leads            | Company | Profile                                  |
| -------------------------------------------------------- | ---------------- | ------- | ---------------------------------------- |
";

/// The index's data on one group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The group's name.
    pub name: String,
    /// The end of the topic of its repositories.
    pub slug: String,
    /// The mission, as Markdown in one line.
    pub mission: String,
    /// The organization that the sentence about repositories names.
    pub organization: String,
    /// Whether the group has repositories there.
    pub has_repositories: bool,
    /// The link from the index to the charter: `[docs.md](./docs.md)`.
    pub charter: String,
    /// The rows of the table of artifacts, as Markdown; missing ones are `TBD`.
    pub artifacts: BTreeMap<ProposedArtifact, String>,
    /// The leads, without duplicates.
    pub leads: Vec<Person>,
}

impl Entry {
    /// The data that a charter alone provides, for an index at the path `index`. Charters contain neither companies nor
    /// artifacts.
    pub fn of(file: &CharterFile, index: &str, policy: &Policy) -> Self {
        let organization = policy.governing.repository.owner();
        let none = Charter::default();
        let charter = file.charter().unwrap_or(&none);
        let mut leads: Vec<Person> = Vec::new();
        for lead in charter.leads() {
            let login = &lead.login.value;
            if leads.iter().all(|known| known.login != *login) {
                let name = lead.name.as_ref().map_or_else(|| login.to_string(), |name| name.value.clone());
                leads.push(Person { login: login.clone(), name, company: None });
            }
        }
        Self {
            name: file.name(),
            slug: slug(file.stem()),
            mission: file.mission().map(plain::paragraph).unwrap_or_default(),
            organization: organization.to_owned(),
            has_repositories: charter.repositories().any(|repository| repository.belongs_to(organization)),
            charter: charter_link(index, &file.path),
            artifacts: BTreeMap::new(),
            leads,
        }
    }
}

/// The section, from its heading to the end of its last line.
pub fn section(entry: &Entry) -> String {
    let Entry { name, slug, mission, organization, has_repositories, charter, artifacts, leads } = entry;
    let topic = match has_repositories {
        true => topic_sentence(organization, slug),
        false => no_repositories_sentence(organization),
    };
    let mut text = format!("{}\n\nMission: {mission}\n\n{topic}\n\n", heading(name));
    text.push_str("| Artifact                   | Link |\n| -------------------------- | ---- |\n");
    let mut row = |name: &str, value: &str| text.push_str(&format!("{}\n", artifact_row(name, value)));
    row(CHARTER, charter);
    for artifact in ProposedArtifact::ALL {
        row(artifact.row(), artifacts.get(&artifact).map_or(TBD, String::as_str));
    }
    text.push_str(&format!("\n{LEADS}"));
    for Person { login, name, company } in leads {
        text.push_str(&format!("{}\n", lead_row(name, company.as_deref(), login)));
    }
    text
}

/// The heading of a section.
pub fn heading(name: &str) -> String {
    format!("## {}", plain::heading(name))
}

/// The sentence about the topic of a group's repositories.
pub fn topic_sentence(organization: &str, slug: &str) -> String {
    format!(
        "The GitHub repos this WG manages in the `{organization}` GitHub organization are to be labeled with the \
         `cff-wg-{slug}` topic."
    )
}

/// The sentence that replaces it if a group has none.
pub fn no_repositories_sentence(organization: &str) -> String {
    format!("This working group has no repositories in the `{organization}` GitHub organization.")
}

/// A row of the table of artifacts; the value is Markdown.
pub fn artifact_row(name: &str, value: &str) -> String {
    format!("| {name:<26} | {value} |")
}

/// A row of the table of leads.
pub fn lead_row(name: &str, company: Option<&str>, login: &Login) -> String {
    let name = plain::cell(name);
    let company = company.map_or_else(|| NO_COMPANY.to_owned(), plain::cell);
    format!(
        "| <img width=\"30px\" src=\"https://github.com/{login}.png\"> | {name} | {company} | \
         [@{login}](https://github.com/{login}) |"
    )
}

/// The value of the charter's row: a link from the index to it, both by their paths in the repository.
pub fn charter_link(index: &str, path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    format!("[{}]({})", plain::cell(name), link(index, path))
}

/// A link from one document to another, both by their paths in the repository.
fn link(from: &str, to: &str) -> String {
    let folder: Vec<&str> = from.split('/').collect();
    let folder = folder.split_last().map_or(&[][..], |(_, folder)| folder);
    let parts: Vec<&str> = to.split('/').collect();
    let common = folder.iter().zip(&parts).take_while(|(one, other)| one == other).count();
    let up = match folder.len() - common {
        0 => "./".to_owned(),
        levels => "../".repeat(levels),
    };
    let down = parts.get(common..).unwrap_or_default().join("/");
    up + &down.replace('%', "%25").replace(' ', "%20").replace('(', "%28").replace(')', "%29")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_is_written_as_the_others_are() {
        let entry = Entry {
            name: "Baking".to_owned(),
            slug: "baking".to_owned(),
            mission: "To bake.".to_owned(),
            organization: "guild".to_owned(),
            has_repositories: false,
            charter: charter_link("groups/INDEX.md", "groups/baking.md"),
            artifacts: BTreeMap::from([(ProposedArtifact::Slack, "[&#x23;a](https://s/C1)".to_owned())]),
            leads: vec![Person { login: "mona".parse().unwrap(), name: "Mona | Lisa".to_owned(), company: None }],
        };
        let text = section(&entry);
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines[..5], ["## Baking", "", "Mission: To bake.", "", &no_repositories_sentence("guild")]);
        assert_eq!(lines[8], "| Charter                    | [baking.md](./baking.md) |");
        assert_eq!(lines[9], "| Forum                      | TBD |");
        assert_eq!(lines[12], "| Slack Channel              | [&#x23;a](https://s/C1) |");
        assert_eq!(
            lines[16],
            "| <img width=\"30px\" src=\"https://github.com/mona.png\"> | Mona \\| Lisa | &nbsp; | \
             [@mona](https://github.com/mona) |"
        );
        assert!(section(&Entry { has_repositories: true, ..entry }).contains("the `cff-wg-baking` topic."));
    }

    #[test]
    fn a_link_goes_from_folder_to_folder() {
        assert_eq!(link("toc/wg/INDEX.md", "toc/wg/a.md"), "./a.md");
        assert_eq!(link("INDEX.md", "wg/a b.md"), "./wg/a%20b.md");
        assert_eq!(link("toc/wg/INDEX.md", "toc/TOC.md"), "../TOC.md");
    }
}
