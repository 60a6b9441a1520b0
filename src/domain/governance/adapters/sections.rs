//! An index of groups in Markdown, as far as ownership needs it: a section for each group, with any number of tables of
//! artifacts and of leads, or only with `Mission:` and `Technical assets:`, as in 2021.
//!
//! Other modules check whether an index is correct. Here, a section without leads, mission and assets is not a group.
//! Neither is the template, in a comment or not, nor anything below a heading for former groups.

use std::collections::BTreeSet;

use crate::domain::diagnostics::finding::{Argument, Finding, Kind};
use crate::domain::document::markdown::{Block, Heading, Prose, Table, outline};
use crate::domain::document::{At, Fault, Span};
use crate::domain::governance::index;
use crate::domain::governance::index::{Index, IndexPerson, People};
use crate::domain::governance::ownership::{Group, TeamName, Words};
use crate::domain::text::slug::slug;
use crate::domain::types::ids::{GroupId, Login};
use crate::domain::types::role::{Lead, Role};

use super::github_links::team_at;

/// The content of an index.
pub(super) struct Sections {
    /// The sections of groups, in the order of the document: at least one.
    pub(super) groups: Vec<Section>,
    /// Sections that look like groups, but are not read as groups.
    pub(super) others: Vec<Finding>,
}

/// The index's section on one group.
pub(super) struct Section {
    /// Its name.
    pub(super) heading: At<String>,
    /// Rows of the tables of artifacts: name and value.
    pub(super) artifacts: Vec<(String, Prose)>,
    /// Rows of the tables of leads, without former ones.
    people: Vec<IndexPerson>,
    /// Mission and technical assets.
    words: Words,
    has_table: bool,
    has_leads: bool,
    has_former: bool,
}

/// Words in headings and table headers that mark former groups or people.
const FORMER: [&str; 5] = ["emeritus", "emeriti", "former", "alumni", "retired"];

/// Names of rows with a group's assets, without `GitHub` before them.
const OWNED: [&str; 6] = ["repo", "repos", "repository", "repositories", "repo prefix", "repo prefixes"];

/// Reads the sections.
///
/// # Errors
/// The document is too large, or has no section for a group.
pub(super) fn sections(text: &str) -> Result<Sections, Fault> {
    let outline = outline(text)?;
    let mut reader = Reader { index: index::read(text), sections: Vec::new(), open: false, former: None };
    outline.blocks.iter().for_each(|block| reader.block(block));
    let Reader { index, sections, .. } = reader;
    let (groups, others): (Vec<_>, Vec<_>) = sections.into_iter().partition(Section::is_group);
    let listed: BTreeSet<String> = index.groups.iter().map(|name| slug(name)).collect();
    let meant = |section: &&Section| section.has_table || listed.contains(&slug(&section.heading));
    let others: Vec<_> = others.iter().filter(meant).map(Section::not_a_group).collect();
    if groups.is_empty() {
        let message = "this index has no section of a group: begin one with `## <Name>`, and write `Mission:` or add a table \
                       with a column `Leads` to it";
        let place = others.first().map_or(Span::START, |finding| finding.span);
        return Err(Fault::new(place, message));
    }
    Ok(Sections { groups, others })
}

/// The sections read so far.
struct Reader {
    index: Index,
    sections: Vec<Section>,
    /// Whether the following blocks belong to the last section.
    open: bool,
    /// The level of the heading that everything former is below.
    former: Option<u8>,
}

impl Reader {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(heading) if heading.level <= 2 => self.heading(heading),
            Block::Html(html) if html.starts_with("<!--") => self.open = false,
            Block::Table(table) if self.open => {
                self.sections.last_mut().into_iter().for_each(|section| section.take(table));
            }
            _ => {}
        }
    }

    fn heading(&mut self, heading: &Heading) {
        let is_below = self.former.is_some_and(|level| heading.level > level);
        if !is_below {
            self.former = is_former(&heading.text).then_some(heading.level);
        }
        self.open = heading.level == 2 && self.former.is_none() && !is_template(heading);
        if self.open {
            self.sections.push(Section::of(heading, &self.index));
        }
    }
}

fn is_template(heading: &Heading) -> bool {
    heading.text.contains('<') || slug(&heading.text).ends_with("group-template")
}

fn is_former(text: &str) -> bool {
    let words = || text.split(|ch: char| !ch.is_alphanumeric());
    words().any(|word| FORMER.iter().any(|former| word.eq_ignore_ascii_case(former)))
}

impl Section {
    fn of(heading: &Heading, index: &Index) -> Self {
        let said = index.sections.iter().find(|section| section.heading.span.start.line == heading.span.start.line);
        Self {
            heading: At::new(heading.text.clone(), heading.span),
            artifacts: Vec::new(),
            people: Vec::new(),
            words: said.map(words).unwrap_or_default(),
            has_table: false,
            has_leads: false,
            has_former: false,
        }
    }

    fn take(&mut self, table: &Table) {
        self.has_table = true;
        if table.head.iter().any(|cell| is_former(&cell.text)) {
            self.has_former = true;
            return;
        }
        if People::is_announced(&table.head) {
            self.has_leads = true;
            self.people.extend(People::of(table).rows);
            return;
        }
        for row in &table.rows {
            if let [name, value, ..] = row.cells.as_slice() {
                self.artifacts.push((name.text.to_lowercase(), value.clone()));
            }
        }
    }

    fn is_group(&self) -> bool {
        let is_said = self.words != Words::default();
        self.has_leads || is_said || self.owned().next().is_some() || !self.teams().is_empty()
    }

    /// Whether only former leads are named, so that the group may be a former one.
    pub(super) fn is_former(&self) -> bool {
        self.has_former && !self.has_leads
    }

    fn not_a_group(&self) -> Finding {
        let message = format!(
            "the section `{}` is not read as a group: it has no mission, and no table with a column `Leads` or a row \
             `Repositories`",
            self.heading
        );
        let finding = Finding::new(Kind::NotRead, self.heading.span, message).about(Argument::text(&self.heading));
        finding.with_help("if it is a group, write `Mission:` or add such a table")
    }

    /// Reports that the group is not read because its leads are former ones.
    pub(super) fn not_a_group_any_more(&self) -> Finding {
        let message = format!("the section `{}` names only former leads, so it is not read as a group", self.heading);
        let finding = Finding::new(Kind::NotRead, self.heading.span, message).about(Argument::text(&self.heading));
        finding.with_help("if the group is still active, add a table with a column `Leads`")
    }

    /// The group of this section, with its leads and without areas.
    pub(super) fn group(&self, path: &str) -> Result<Group, Finding> {
        let id = slug(&self.heading).parse::<GroupId>().map_err(|invalid| {
            Finding::new(Kind::NotRead, self.heading.span, invalid.to_string())
                .with_help("use letters in the group's name")
        })?;
        let mut group =
            Group { words: self.words.clone(), teams: self.teams(), ..Group::blank(id, &self.heading, path) };
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

    fn nameless(&self, person: &IndexPerson) -> Finding {
        let whom = if person.name.text.is_empty() { "a person" } else { person.name.text.as_str() };
        let message = format!("the row of `{whom}` in a table of leads of `{}` names no account", self.heading);
        let help = "link the profile, as in `[@octocat](https://github.com/octocat)`";
        Finding::new(Kind::NotRead, person.span, message).with_help(help)
    }

    /// The cells with the group's assets, and whether each has prefixes of names.
    pub(super) fn owned(&self) -> impl Iterator<Item = (&Prose, bool)> {
        self.artifacts.iter().filter_map(|(name, value)| {
            let name = name.strip_prefix("github ").unwrap_or(name).trim();
            OWNED.contains(&name).then_some((value, name.contains("prefix")))
        })
    }

    /// The teams on GitHub that rows of artifacts link, without duplicates.
    fn teams(&self) -> Vec<TeamName> {
        let links = self.artifacts.iter().flat_map(|(_, value)| &value.links);
        let teams: BTreeSet<TeamName> = links.filter_map(|link| team_at(&link.url)).collect();
        teams.into_iter().collect()
    }
}

/// The index's description of a group in prose.
fn words(section: &index::Section) -> Words {
    let text =
        |found: &Option<At<String>>| found.as_ref().map(|found| found.value.clone()).filter(|text| !text.is_empty());
    let assets = text(&section.assets);
    // Without such a paragraph, the list in a section may contain anything.
    let projects = section.projects.iter().filter(|_| assets.is_some()).map(|name| name.value.clone());
    Words { mission: text(&section.mission), projects: projects.collect(), assets }
}

/// Leads, without duplicates.
#[derive(Default)]
pub(super) struct Leads {
    /// In the order in which they were added.
    pub(super) all: Vec<Lead>,
    seen: BTreeSet<Login>,
}

impl Leads {
    /// Adds a lead who is not in the list yet.
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
        let Sections { groups, others } = sections(INDEX).unwrap();
        let [stoves] = &groups[..] else { panic!("{} sections", groups.len()) };
        assert_eq!(others, []);
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

    fn names(text: &str) -> Vec<String> {
        sections(text).unwrap().groups.into_iter().map(|section| section.heading.value).collect()
    }

    #[test]
    fn what_is_below_a_heading_of_former_groups_is_not_a_group_up_to_the_next_such_heading() {
        let group =
            |name: &str| format!("## {name}\n\n| Leads | Profile |\n|-|-|\n| A | [a](https://github.com/a) |\n\n");
        for heading in ["# Emeritus Groups", "# Former: all of them", "# retired", "# Alumni\n\n### Old"] {
            let text =
                [group("A"), format!("{heading}\n\n"), group("B"), "# Others\n\n".to_owned(), group("C")].concat();
            assert_eq!(names(&text), ["A", "C"], "{heading}");
        }
        assert_eq!(names(&[group("A"), group("B (retired)"), group("C")].concat()), ["A", "C"]);
    }

    #[test]
    fn a_section_with_a_mission_is_a_group_and_one_with_another_table_is_said() {
        let text = "# Working Groups\n\n- Pots\n- Lids\n\n## Pots\n\nMission: To boil.\n\nTechnical assets: Includes components \
                    from the Steel, Tin projects.\n\n## Lids\n\nNothing yet.\n\n## Dates\n\n| When | Where |\n|-|-|\n| x | y |\n\n## \
                    How to join\n\n- Ask.\n";
        let Sections { groups, others } = sections(text).unwrap();
        let pots = groups[0].group("X.md").unwrap();
        assert_eq!((groups.len(), pots.words.mission.as_deref(), pots.leads.len()), (1, Some("To boil."), 0));
        assert_eq!(pots.words.projects, ["Steel", "Tin"]);
        let said: Vec<_> = others.iter().map(|finding| (finding.span.start.line, finding.message.as_str())).collect();
        assert_eq!(said.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [12, 16], "{said:?}");
        assert!(said[1].1.starts_with("the section `Dates` is not read as a group"), "{said:?}");
    }
}
