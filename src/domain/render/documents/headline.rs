//! The result of a document check in one line, and the first thing to do.

use crate::domain::diagnostics::finding::{Kind, Severity};
use crate::domain::pull::document_report;
use crate::domain::pull::plan::Conclusion;
use crate::domain::render::text::{TITLE, count};
use crate::domain::rules::Diagnostic;

use super::DocumentCheckInput;
use super::remarks::{LISTED, more};

/// The errors and warnings, in the same form everywhere: `1 error, 3 warnings`; `None` if there are none.
pub(super) fn counted<'a>(remarks: impl Iterator<Item = &'a Diagnostic>) -> Option<String> {
    let remarks: Vec<_> = remarks.collect();
    let number = |severity| document_report::count(remarks.iter().copied(), severity);
    let kinds = [(Severity::Error, "error", "errors"), (Severity::Warning, "warning", "warnings")];
    let kinds = kinds.map(|(severity, one, many)| (number(severity), one, many));
    let counts: Vec<_> = kinds
        .into_iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, many)| count(number, one, many))
        .collect();
    (!counts.is_empty()).then(|| counts.join(", "))
}

/// Whether a finding blocks merging.
pub(super) fn blocks<'a>(mut remarks: impl Iterator<Item = &'a Diagnostic>) -> bool {
    remarks.any(|remark| remark.severity == Severity::Error)
}

/// The most important parts come first; the text has those that do not fit into the title.
pub(super) fn title(parts: impl IntoIterator<Item = Option<String>>) -> String {
    let mut title = String::new();
    for part in parts.into_iter().flatten() {
        let separator = if title.is_empty() { "" } else { "; " };
        if title.is_empty() || title.chars().count() + separator.len() + part.chars().count() <= TITLE {
            title.extend([separator, part.as_str()]);
        }
    }
    title
}

impl DocumentCheckInput<'_> {
    /// Repositories that lose their owner.
    pub(super) fn orphans(&self) -> Option<String> {
        match self.scrutiny.orphans() {
            0 => None,
            1 => Some("1 repository would lose its owner".to_owned()),
            many => Some(format!("{many} repositories would lose their owner")),
        }
    }

    /// The losses: `34 people lose access, 2 teams go`.
    pub(super) fn impact(&self) -> Option<String> {
        let (people, teams) = (self.scrutiny.effects.reduced().len(), self.scrutiny.effects.removed_teams());
        let people = (people > 0).then(|| format!("{} access", count(people, "person loses", "people lose")));
        let teams = (teams > 0).then(|| count(teams, "team goes", "teams go"));
        let parts: Vec<_> = people.into_iter().chain(teams).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// Repositories that move between groups, both of which have to agree.
    pub(super) fn moves(&self) -> Option<String> {
        let moved = self.scrutiny.moved();
        (moved > 0).then(|| count(moved, "repository moves", "repositories move"))
    }

    /// The conclusion for the whole change, which both document checks share.
    pub(super) fn conclusion(&self) -> Conclusion {
        if blocks(self.scrutiny.all()) { Conclusion::Failure } else { Conclusion::Success }
    }

    /// The repositories that move, with the groups that have to agree; not folded, so that every reader sees them.
    pub(super) fn agreements<'a>(&self, remarks: impl Iterator<Item = &'a Diagnostic>) -> Option<String> {
        let moved: Vec<_> = remarks.filter(|remark| remark.finding.kind == Kind::RepositoryTaken).collect();
        let lines: Vec<_> = moved.iter().take(LISTED).map(|remark| format!("- {}", self.line(remark))).collect();
        (!lines.is_empty()).then(|| {
            let (lines, more) = (lines.join("\n"), more(moved.len()));
            format!("**Agreement needed:** the leads of both groups agree to each move.\n\n{lines}{more}")
        })
    }
}
