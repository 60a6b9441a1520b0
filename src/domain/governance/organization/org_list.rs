//! The list of the foundation's organizations (`ORGS.md`), and which of them its automation manages (RFC-0036).

use crate::domain::diagnostics::finding::{Argument, Finding, Kind};
use crate::domain::document::markdown::{self, Prose, Row, Table};
use crate::domain::document::{At, Span};

/// The content of the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// The organizations, in the order of the list.
    pub organizations: Vec<ListedOrg>,
    /// Unreadable parts (rule D1), in document order.
    pub findings: Vec<Finding>,
}

/// An organization of the foundation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedOrg {
    /// The whole row.
    pub span: Span,
    /// Its account.
    pub name: At<String>,
    /// Whether the automation manages it; `None` if that is unreadable.
    pub managed: Option<At<bool>>,
}

impl Listing {
    /// An organization, ignoring case.
    pub fn organization(&self, name: &str) -> Option<&ListedOrg> {
        self.organizations.iter().find(|listed| listed.name.eq_ignore_ascii_case(name))
    }

    /// Whether the automation manages an organization; one that is not listed is not managed.
    pub fn is_managed(&self, name: &str) -> bool {
        self.organization(name).and_then(|listed| listed.managed).is_some_and(|managed| managed.value)
    }
}

/// Reads the list: the table with a column for organizations and one for whether they are managed.
pub fn read(text: &str) -> Listing {
    let outline = match markdown::outline(text) {
        Ok(outline) => outline,
        Err(fault) => {
            return Listing { findings: vec![Finding::of(Kind::DocumentSyntax, fault)], ..Listing::default() };
        }
    };
    let mut listing = Listing::default();
    let table = outline.tables().find_map(|table| Some((table, columns(table)?)));
    let Some((table, (name, managed))) = table else {
        let message = "this is not a list of organizations: it has no table with the required columns";
        let help = "add one with `GitHub Organization Name` and `Is it Managed?`";
        listing.findings.push(Finding::new(Kind::DocumentForeign, Span::START, message).with_help(help));
        return listing;
    };
    for row in &table.rows {
        listing.row(row, name, managed);
    }
    listing
}

/// The columns of the organization and of the management.
fn columns(table: &Table) -> Option<(usize, usize)> {
    let called = |word: &str| table.head.iter().position(|cell| cell.text.to_ascii_lowercase().contains(word));
    Some((called("organization")?, called("managed")?))
}

impl Listing {
    fn row(&mut self, row: &Row, name: usize, managed: usize) {
        let cell = |column: usize| row.cells.get(column).cloned().unwrap_or_default();
        let Prose { text: name, span, .. } = cell(name);
        let managed = cell(managed);
        let answer = ["yes", "no"].iter().position(|answer| managed.text.eq_ignore_ascii_case(answer));
        if name.is_empty() {
            let finding = Finding::new(Kind::EntryIncomplete, row.span, "the row names no organization");
            return self.findings.push(finding.with_help("write its account in the first column, or remove the row"));
        }
        if answer.is_none() {
            let message = format!("it is not clear whether `{name}` is managed");
            let finding = Finding::new(Kind::FieldType, managed.span, message).about(Argument::text(&name));
            self.findings.push(finding.with_help("write `Yes` or `No`"));
        }
        let managed = answer.map(|answer| At::new(answer == 0, managed.span));
        self.organizations.push(ListedOrg { span: row.span, name: At::new(name, span), managed });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organizations_are_read_with_whether_they_are_managed() {
        let text = "# Orgs\n\n| GitHub Organization Name | Is it Managed? |\n|--|--|\n| [Foundry](https://github.com/Foundry) | Yes \
            |\n| other | no |\n| third | ? |\n| | Yes |\n";
        let listing = read(text);
        assert!(listing.is_managed("foundry") && !listing.is_managed("other") && !listing.is_managed("unknown"));
        assert_eq!(listing.organization("Third").unwrap().managed, None);
        let findings: Vec<_> = listing.findings.iter().map(ToString::to_string).collect();
        assert_eq!(findings.len(), 2, "{findings:?}");
        assert_eq!(
            findings[0],
            "line 7, column 11: D1: it is not clear whether `third` is managed: write `Yes` or `No`"
        );
    }

    #[test]
    fn a_document_without_the_table_is_a_finding() {
        for text in ["", "\0\u{1}", "| a | b |\n|-|-|\n", &"x".repeat(1 << 20)] {
            assert_eq!(read(text).findings.len(), 1, "{:?}", text.chars().take(9).collect::<String>());
        }
    }
}
