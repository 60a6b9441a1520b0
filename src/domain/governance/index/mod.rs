//! The index of working groups as a model: the list, a section for each group with mission, topic, artifacts and leads,
//! and the template, which is never a group. It reads both forms: the current one with its tables, and that of 2021,
//! which only has paragraphs.

mod people;
mod prose;
mod read;
mod section;
mod split;

use crate::domain::diagnostics::finding::Finding;
use crate::domain::document::markdown::{Link, Prose};
use crate::domain::document::{At, Span};
use crate::domain::text::slug::slug;
use crate::domain::types::ids::Login;

pub use people::{IndexPerson, People};
pub use read::read;
pub use split::{Cut, cut};

/// The content of an index, and the findings on its unreadable parts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Index {
    /// The names in the list of groups, in order, without placeholders of the template.
    pub groups: Vec<At<String>>,
    /// The section of each group, in document order.
    pub sections: Vec<Section>,
    /// Sections that are the template: in a comment, or visible under a heading that marks them.
    pub templates: Vec<Section>,
    /// Whether a comment or a code block has no end and hides everything after it.
    pub is_cut: bool,
    /// Unreadable parts (rule D1), in document order.
    pub findings: Vec<Finding>,
}

/// The section on one group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// From its heading to its last character.
    pub span: Span,
    /// The text of its heading.
    pub heading: At<String>,
    /// The text after `Mission:`, possibly empty; its span is the paragraph.
    pub mission: Option<At<String>>,
    /// The topic of the group's repositories.
    pub topic: Option<At<Topic>>,
    /// The text after `Technical assets:`, as in 2021; its span is the paragraph.
    pub assets: Option<At<String>>,
    /// The projects in the assets; without such a paragraph, the items of the section's list.
    pub projects: Vec<At<String>>,
    /// The table of artifacts.
    pub artifacts: Option<Artifacts>,
    /// The table of leads.
    pub leads: Option<People>,
}

/// The content of the sentence on topics.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// The topic as written, `cff-wg-docs`; its span is the word.
    Named(String),
    /// The group has no repositories in the organization; its span is the paragraph.
    NoRepositories,
}

/// The table of a group's artifacts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Artifacts {
    /// The whole table.
    pub span: Span,
    /// Its header.
    pub columns: Vec<At<String>>,
    /// Its rows.
    pub rows: Vec<Artifact>,
    /// Whether its columns are swapped: the links come first.
    pub swapped: bool,
}

/// A row of the table of artifacts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Artifact {
    /// The whole row.
    pub span: Span,
    /// The name: `Charter`, `Forum`, `Meeting Notes`.
    pub name: At<String>,
    /// The value: text and links.
    pub value: Prose,
}

impl Index {
    /// The section of the group of this slug.
    pub fn section(&self, slug: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.slug() == slug)
    }
}

impl Section {
    /// The slug of its heading, which charters and index use to identify each other.
    pub fn slug(&self) -> String {
        slug(&self.heading)
    }

    /// The people in the table of leads.
    pub fn people(&self) -> &[IndexPerson] {
        self.leads.as_ref().map_or(&[], |leads| &leads.rows)
    }

    /// The accounts of the leads, in the order of the table.
    pub fn logins(&self) -> impl Iterator<Item = At<Login>> {
        self.people().iter().filter_map(IndexPerson::login)
    }

    /// The links of the row that names the charter.
    pub fn charter_links(&self) -> impl Iterator<Item = &Link> {
        let row = self.artifact("Charter");
        row.into_iter().flat_map(|row| &row.value.links)
    }

    /// Whether it has the form of 2021: paragraphs and no tables.
    pub fn is_of_2021(&self) -> bool {
        self.assets.is_some() && self.artifacts.is_none() && self.leads.is_none()
    }

    /// Whether its heading is still that of the template.
    pub fn is_headed_as_template(&self) -> bool {
        read::is_template(&self.heading)
    }

    /// The artifact of this name, ignoring case.
    pub fn artifact(&self, name: &str) -> Option<&Artifact> {
        self.artifacts.as_ref()?.rows.iter().find(|row| row.name.eq_ignore_ascii_case(name))
    }

    /// The links of all artifacts, each with the artifact's name.
    pub fn links(&self) -> impl Iterator<Item = (&str, &Link)> {
        let rows = self.artifacts.iter().flat_map(|artifacts| &artifacts.rows);
        rows.flat_map(|row| row.value.links.iter().map(|link| (row.name.as_str(), link)))
    }
}
