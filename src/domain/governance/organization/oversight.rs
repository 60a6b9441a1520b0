//! The members of the oversight, as in the table in its document (`TOC.md`). The charter block of the same document
//! decides on their permissions.

use crate::domain::diagnostics::finding::{Argument, Finding, Kind};
use crate::domain::document::markdown::{self, Block, Outline, Table};
use crate::domain::document::{At, Span};
use crate::domain::governance::index::{IndexPerson, People};
use crate::domain::types::ids::Login;

/// The content of the table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Oversight {
    /// The members, in the order of the table.
    pub members: Vec<Member>,
    /// Unreadable parts (rule D1), in document order.
    pub findings: Vec<Finding>,
}

/// A member of the oversight.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The account.
    pub login: At<Login>,
    /// The row: name, company, picture, profile.
    pub person: IndexPerson,
    /// Whether the name is followed by `(TOC Chair)`.
    pub chair: bool,
    /// The beginning of the term, as written: `2025-07-01`.
    pub term_start: Option<At<String>>,
    /// The end of the term, as written: `2027`.
    pub term_end: Option<At<String>>,
}

/// Reads the table of members: the first table of people below the heading `Members`, formerly `Committee Members`.
pub fn read(text: &str) -> Oversight {
    let outline = match markdown::outline(text) {
        Ok(outline) => outline,
        Err(fault) => {
            return Oversight { findings: vec![Finding::of(Kind::DocumentSyntax, fault)], ..Oversight::default() };
        }
    };
    let mut oversight = Oversight::default();
    let Some(table) = table(&outline) else {
        let message = "there is no table of members below a heading `Members`";
        let help = "add one with the columns Member, Company, Profile, Term Start and Term End";
        oversight.findings.push(Finding::new(Kind::DocumentForeign, Span::START, message).with_help(help));
        return oversight;
    };
    for person in People::of(table).rows {
        match person.login() {
            Some(login) => oversight.members.push(member(login, person)),
            None => {
                let finding = Finding::new(
                    Kind::EntryIncomplete,
                    person.span,
                    "the row of the table of members names no account",
                );
                let help = "link the profile, as in `[@octocat](https://github.com/octocat)`";
                oversight.findings.push(finding.with_help(help).about(Argument::text(&person.name.text)));
            }
        }
    }
    oversight
}

fn table(outline: &Outline) -> Option<&Table> {
    let headed = outline.blocks.iter().skip_while(|block| match block {
        Block::Heading(heading) => !heading.text.to_ascii_lowercase().ends_with("members"),
        _ => true,
    });
    let below = headed.skip(1).take_while(|block| !matches!(block, Block::Heading(_)));
    below.filter_map(Block::table).find(|table| People::is_announced(&table.head))
}

fn member(login: At<Login>, person: IndexPerson) -> Member {
    let term = |column: &str| {
        let cell = person.others.get(column).filter(|cell| !cell.text.is_empty())?;
        Some(At::new(cell.text.clone(), cell.span))
    };
    let (term_start, term_end) = (term("term start"), term("term end"));
    Member { login, chair: person.name.text.to_ascii_lowercase().contains("chair)"), person, term_start, term_end }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_read_with_company_and_term() {
        let text = "## Meetings\n\n| Artifact | Link |\n|-|-|\n| x | y |\n\n## Members\n\nText.\n\n| &nbsp; | Member | Company | Profile | \
            Term Start | Term End\n|-|-|-|-|-|-\n| | A (TOC Chair)| B | [@a](https://github.com/A) | 2025-07-01 | 2027 |\n\
            | | c | d | e f | | |\n";
        let oversight = read(text);
        let [member] = &oversight.members[..] else { panic!("{oversight:?}") };
        assert_eq!((member.login.as_str(), member.chair, member.person.company.text.as_str()), ("A", true, "B"));
        assert_eq!(member.term_start.as_deref().unwrap(), "2025-07-01");
        assert_eq!(member.term_end.as_deref().unwrap(), "2027");
        assert_eq!(oversight.findings[0].span.start.line, 14);
    }

    #[test]
    fn a_document_without_the_table_is_a_finding() {
        for text in ["", "\0\u{1}", "## Members\n\n## x\n\n| Member |\n|-|\n", &"x".repeat(1 << 20)] {
            assert_eq!(read(text).findings.len(), 1, "{:?}", text.chars().take(9).collect::<String>());
        }
    }
}
