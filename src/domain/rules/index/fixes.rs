//! Automatic fixes in the index: entry, section, topic, rows.

use crate::domain::document::{Place, Span};
use crate::domain::governance::charter::Person;
use crate::domain::governance::index::{Artifact, Artifacts, Index};
use crate::domain::governance::tree::Named;
use crate::domain::proposal::{Insertion, list_entry, section, section_place};
use crate::domain::rules::diagnostic::{Fix, Subject};
use crate::domain::text::placeholder::is_placeholder;

use super::View;

/// I1: the group's entry, in alphabetical order.
pub(super) fn entry(subject: &Subject<'_>, index: &Named<Index>) -> Option<Fix> {
    let name = super::listed_name(subject);
    let Insertion { span, text } = list_entry(&index.text, &index.read, &name)?;
    Some(Fix::edit(format!("add `{name}` to the list of groups"), &index.path, span, text))
}

/// I3: the section, as far as the charter contains it. Without a mission, the section would only cause the next error.
pub(super) fn whole_section(subject: &Subject<'_>, index: &Named<Index>) -> Option<Fix> {
    subject.file.charter()?;
    let name = subject.file.name();
    let entry = section::Entry::of(subject.file, &index.path, subject.survey.policy);
    if entry.mission.trim().is_empty() || is_placeholder(&entry.mission) {
        return None;
    }
    let written = section::section(&entry);
    let Insertion { span, text } = section_place(&index.text, &index.read, &name, &written);
    Some(Fix::edit(format!("add the section `{name}` from the charter's own data"), &index.path, span, text))
}

impl View<'_> {
    /// I5, R7: a separate sentence below the mission.
    pub(super) fn below_the_mission(&self, sentence: &str) -> Option<Fix> {
        let above = self.section.mission.as_ref().map_or(self.section.heading.span, |mission| mission.span);
        let text = format!("\n\n{sentence}");
        Some(Fix::edit("add the sentence on the topic", &self.index.path, Span::from(above.end), text))
    }

    /// I5: replaces a text.
    pub(super) fn instead(&self, title: String, span: Span, text: String) -> Option<Fix> {
        Some(Fix::edit(title, &self.index.path, span, text))
    }

    /// I6: a row at the end of the table; unknown values are `TBD`.
    pub(super) fn row(&self, artifacts: &Artifacts, name: &str) -> Option<Fix> {
        let value = match (name, self.file) {
            (section::CHARTER, Some(file)) => section::charter_link(&self.index.path, &file.path),
            _ => section::TBD.to_owned(),
        };
        let row = section::artifact_row(name, &value);
        Some(self.below(artifacts.span, format!("add the row `{name}`"), &row))
    }

    /// I8: the link to the charter.
    pub(super) fn linked(&self, row: &Artifact, path: &str) -> Option<Fix> {
        let span = row.value.span;
        let written = !row.value.text.trim().is_empty() || !row.value.links.is_empty();
        written.then(|| {
            Fix::edit("link the charter", &self.index.path, span, section::charter_link(&self.index.path, path))
        })
    }

    /// I10: a row for a lead of the charter.
    pub(super) fn lead(&self, lead: &Person) -> Option<Fix> {
        let leads = self.section.leads.as_ref()?;
        let name = lead.name.as_ref().map_or_else(|| lead.login.to_string(), |name| name.value.clone());
        let row = section::lead_row(&name, None, &lead.login);
        Some(self.below(leads.span, format!("add a row for `{}`", lead.login.value), &row))
    }

    fn below(&self, table: Span, title: String, row: &str) -> Fix {
        let end: Place = table.end;
        Fix::edit(title, &self.index.path, Span::from(end), format!("\n{row}"))
    }
}
