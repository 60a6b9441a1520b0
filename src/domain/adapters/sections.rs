//! An index of groups in Markdown, as far as ownership needs it: a section for each group, with tables of artifacts and of
//! leads, as many as there are.
//!
//! What makes an index right or wrong is asked elsewhere; here a section without a table is no group, and so is the
//! template, whether it stands in a comment or not.

use std::collections::BTreeSet;

use crate::domain::charter::index::{People, Person};
use crate::domain::document::markdown::{Block, Heading, Prose, Table, outline};
use crate::domain::document::{At, Fault, Span};
use crate::domain::finding::{Finding, Kind};
use crate::domain::ids::{GroupId, Login};
use crate::domain::lead::{Lead, Role};
use crate::domain::ownership::Group;
use crate::domain::slug::slug;

use super::version::blank;

/// What the index says of one group.
pub(super) struct Section {
    /// Its name.
    pub(super) heading: At<String>,
    /// Rows of the tables of artifacts: what is it, and where is it?
    pub(super) artifacts: Vec<(String, Prose)>,
    /// Rows of the tables of leads, former ones left out.
    people: Vec<Person>,
}

/// Words in the heads of tables whose persons lead no more.
const FORMER: [&str; 4] = ["emeritus", "emeriti", "former", "alumni"];

/// What a row is called that says what the group owns, without `GitHub` before it.
const OWNED: [&str; 6] = ["repo", "repos", "repository", "repositories", "repo prefix", "repo prefixes"];

/// Reads the sections.
///
/// # Errors
/// The document is too large, or it has no section of a group.
pub(super) fn sections(text: &str) -> Result<Vec<Section>, Fault> {
    let outline = outline(text)?;
    let mut sections: Vec<Section> = Vec::new();
    let mut open = false;
    for block in &outline.blocks {
        match block {
            Block::Heading(heading) if heading.level <= 2 => {
                open = heading.level == 2 && !is_template(heading);
                sections.extend(open.then(|| Section::of(heading)));
            }
            Block::Html(html) if html.starts_with("<!--") => open = false,
            Block::Table(table) if open => sections.last_mut().into_iter().for_each(|section| section.take(table)),
            _ => {}
        }
    }
    sections.retain(|section| !section.artifacts.is_empty() || !section.people.is_empty());
    if sections.is_empty() {
        let message = "this is no index of groups: add a section `## <Name>` with a table of its leads for each group";
        return Err(Fault::new(Span::START, message));
    }
    Ok(sections)
}

fn is_template(heading: &Heading) -> bool {
    heading.text.contains('<') || slug(&heading.text).ends_with("group-template")
}

impl Section {
    fn of(heading: &Heading) -> Self {
        let heading = At::new(heading.text.clone(), heading.span);
        Self { heading, artifacts: Vec::new(), people: Vec::new() }
    }

    fn take(&mut self, table: &Table) {
        let mut words = table.head.iter().flat_map(|cell| cell.text.split_whitespace());
        if words.any(|word| FORMER.iter().any(|former| word.eq_ignore_ascii_case(former))) {
            return;
        }
        if People::is_announced(&table.head) {
            self.people.extend(People::of(table).rows);
            return;
        }
        for row in &table.rows {
            if let [name, value, ..] = row.cells.as_slice() {
                self.artifacts.push((name.text.to_lowercase(), value.clone()));
            }
        }
    }

    /// The group of this section, with its leads and without areas.
    pub(super) fn group(&self, path: &str) -> Result<Group, Finding> {
        let id = slug(&self.heading).parse::<GroupId>().map_err(|invalid| {
            Finding::new(Kind::NotRead, self.heading.span, invalid.to_string()).with_help("name the group in letters")
        })?;
        let mut group = blank(id, &self.heading, path);
        group.names = vec![slug(&self.heading)];
        let mut leads = Leads::default();
        for person in &self.people {
            match person.login() {
                Some(login) => leads.take(Lead { role: role(&person.name.text), login: login.value }),
                None => group.unread.push(self.nameless(person)),
            }
        }
        group.leads = leads.all;
        Ok(group)
    }

    fn nameless(&self, person: &Person) -> Finding {
        let whom = if person.name.text.is_empty() { "somebody" } else { person.name.text.as_str() };
        let message = format!("the row of `{whom}` in a table of leads of `{}` names no account", self.heading);
        let help = "link the profile, as in `[@octocat](https://github.com/octocat)`";
        Finding::new(Kind::NotRead, person.span, message).with_help(help)
    }

    /// The cells that say what the group owns, each with whether it has beginnings of names.
    pub(super) fn owned(&self) -> impl Iterator<Item = (&Prose, bool)> {
        self.artifacts.iter().filter_map(|(name, value)| {
            let name = name.strip_prefix("github ").unwrap_or(name).trim();
            OWNED.contains(&name).then_some((value, name.contains("prefix")))
        })
    }
}

/// Leads, each person once.
#[derive(Default)]
pub(super) struct Leads {
    /// In the order in which they were taken.
    pub(super) all: Vec<Lead>,
    seen: BTreeSet<Login>,
}

impl Leads {
    /// Takes a lead who is none yet.
    pub(super) fn take(&mut self, lead: Lead) {
        if self.seen.insert(lead.login.clone()) {
            self.all.push(lead);
        }
    }
}

/// The role in a name such as `Ada (Technical)`.
fn role(name: &str) -> Role {
    let name = name.to_lowercase();
    match (name.contains("(technical"), name.contains("(execution")) {
        (true, false) => Role::Technical,
        (false, true) => Role::Execution,
        _ => Role::Lead,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INDEX: &str = "# Groups\n\n## How to join\n\nProse.\n\n## Stoves\n\n| Artifact | Link |\n|-|-|\n| GitHub \
        Repository | x |\n| Forum | y |\n\n| &nbsp; | Emeritus Leads | Profile |\n|-|-|-|\n| | E | \
        [eve](https://github.com/eve) |\n\n| &nbsp; | Leads | Profile |\n|-|-|-|\n| | Ada (Technical) | \
        [ada](https://github.com/ada) |\n| | Bob | TBD now |\n\n| Lead | Profile |\n|-|-|\n| G | \
        [grace](https://github.com/grace) |\n\n<!--\n## Template\n-->\n| Leads | Profile |\n|-|-|\n| X | x |\n\n## <Name>\n\n\
        | Leads | Profile |\n|-|-|\n| X | x |\n";

    #[test]
    fn a_group_has_the_leads_of_all_its_tables_but_the_former_ones() {
        let sections = sections(INDEX).unwrap();
        let [stoves] = &sections[..] else { panic!("{} sections", sections.len()) };
        let group = stoves.group("INDEX.md").unwrap();
        let leads: Vec<_> = group.leads.iter().map(|lead| format!("{} {}", lead.login, lead.role)).collect();
        assert_eq!(leads, ["ada technical lead", "grace lead"]);
        assert_eq!(group.unread.len(), 1);
        assert!(group.unread[0].message.contains("`Bob`"), "{:?}", group.unread);
        assert_eq!(stoves.owned().map(|(cell, _)| cell.text.as_str()).collect::<Vec<_>>(), ["x"]);
    }

    #[test]
    fn what_has_no_group_is_no_index() {
        assert!(sections("# A\n\n## B\n\nprose\n").is_err());
    }
}
