//! A table of people, as used for leads in the index and for members in the oversight's document: a picture, a name, a
//! company and a link to the profile.

use std::collections::BTreeMap;

use crate::domain::document::markdown::{Link, Prose, Row, Table};
use crate::domain::document::{At, Span, shown};
use crate::domain::types::ids::Login;

/// A table of people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    /// The whole table.
    pub span: Span,
    /// Its header; the column of the pictures has no name.
    pub columns: Vec<At<String>>,
    /// Its rows.
    pub rows: Vec<IndexPerson>,
}

/// A row of such a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndexPerson {
    /// The whole row.
    pub span: Span,
    /// The picture's URL; its span is the tag.
    pub image: Option<At<String>>,
    /// The person's name.
    pub name: Prose,
    /// The company; `&nbsp;` is empty.
    pub company: Prose,
    /// The account with its link.
    pub profile: Prose,
    /// The cells of other columns by the name of the column, in lower case.
    pub others: BTreeMap<String, Prose>,
}

/// The position of each column; if the header does not show it, the template's position.
struct Columns {
    image: usize,
    name: usize,
    company: usize,
    profile: usize,
}

impl Columns {
    fn of(head: &[Prose]) -> Self {
        let called = |names: &[&str]| head.iter().position(|cell| names.iter().any(|name| is(cell, name)));
        Self {
            image: called(&[""]).unwrap_or(0),
            name: called(&["leads", "lead", "member", "name"]).unwrap_or(1),
            company: called(&["company", "employer"]).unwrap_or(2),
            profile: called(&["profile"]).unwrap_or(3),
        }
    }

    fn has(&self, column: usize) -> bool {
        [self.image, self.name, self.company, self.profile].contains(&column)
    }
}

impl People {
    /// Whether a table with this header is one of people.
    pub fn is_announced(head: &[Prose]) -> bool {
        head.iter().any(|cell| ["leads", "lead", "member", "profile"].iter().any(|name| is(cell, name)))
    }

    /// Reads a table; every row is a person.
    pub fn of(table: &Table) -> Self {
        let columns = Columns::of(&table.head);
        Self {
            span: table.span,
            columns: table.head.iter().map(|cell| At::new(cell.text.clone(), cell.span)).collect(),
            rows: table.rows.iter().map(|row| IndexPerson::of(row, &columns, &table.head)).collect(),
        }
    }
}

impl IndexPerson {
    fn of(row: &Row, columns: &Columns, head: &[Prose]) -> Self {
        let cell = |column: usize| row.cells.get(column).cloned().unwrap_or_default();
        let others = row.cells.iter().zip(head).enumerate().filter(|(column, _)| !columns.has(*column));
        Self {
            span: row.span,
            image: row.cells.get(columns.image).and_then(image),
            name: cell(columns.name),
            company: cell(columns.company),
            profile: cell(columns.profile),
            // Every row repeats the names of the columns, so they must not be too long.
            others: others.map(|(_, (cell, head))| (shown(&head.text).to_lowercase(), cell.clone())).collect(),
        }
    }

    /// The account: from the link, else from the link's text, else from the picture.
    pub fn login(&self) -> Option<At<Login>> {
        self.linked().or_else(|| self.written()).or_else(|| self.pictured())
    }

    /// The account that the profile links; its span is the link.
    pub fn linked(&self) -> Option<At<Login>> {
        self.profile.links.iter().find_map(|Link { url, span, .. }| Some(At::new(account(url)?, *span)))
    }

    /// The account in the profile's text, with `@` or as a link's text; its span is the cell. A bare word is not an
    /// account: it may be `TBD`.
    pub fn written(&self) -> Option<At<Login>> {
        let text = &self.profile.text;
        let name = text.strip_prefix('@').or_else(|| (!self.profile.links.is_empty()).then_some(text))?;
        Some(At::new(name.parse().ok()?, self.profile.span))
    }

    /// The account that the cell of the company links: an earlier cell is missing, so all others moved.
    pub fn moved_up(&self) -> Option<At<Login>> {
        let empty = self.profile.text.trim().is_empty() && self.profile.links.is_empty();
        let links = self.company.links.iter().filter(|_| empty);
        links.into_iter().find_map(|Link { url, span, .. }| Some(At::new(account(url)?, *span)))
    }

    /// The account in the picture's URL; its span is the tag.
    pub fn pictured(&self) -> Option<At<Login>> {
        let image = self.image.as_ref()?;
        let name = image.split(['?', '#']).next()?;
        Some(At::new(account(name.strip_suffix(".png").unwrap_or(name))?, image.span))
    }
}

fn is(cell: &Prose, name: &str) -> bool {
    cell.text.eq_ignore_ascii_case(name)
}

/// The source of the first picture in a cell: a tag, or an image of Markdown.
fn image(cell: &Prose) -> Option<At<String>> {
    let tag = cell.tags.iter().find_map(|tag| Some(At::new(source(tag)?.to_owned(), tag.span)));
    tag.or_else(|| cell.links.first().map(|link| At::new(link.url.clone(), link.span)))
}

/// The value of `src` in `<img … src="…">`.
fn source(tag: &str) -> Option<&str> {
    let lower = tag.to_ascii_lowercase();
    let start = lower.strip_prefix("<img")?.find("src=")? + "<img".len() + "src=".len();
    let value = tag.get(start..)?;
    let quote = value.chars().next().filter(|ch| matches!(ch, '"' | '\''));
    match quote {
        Some(quote) => value.get(1..)?.split(quote).next(),
        None => value.split([' ', '>']).next(),
    }
}

/// The account of `https://github.com/octocat`, with or without scheme.
fn account(url: &str) -> Option<Login> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (_, path) = rest.split(['?', '#']).next()?.split_once('/')?;
    path.trim_end_matches('/').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::document::markdown::{Block, outline};

    fn people(text: &str) -> People {
        let Block::Table(table) = outline(text).unwrap().blocks.remove(0) else { panic!("no table") };
        People::of(&table)
    }

    #[test]
    fn a_row_is_a_person_in_whatever_order_the_columns_stand() {
        let people = people(
            "| Leads | &nbsp; | Profile | Company | Term End\n|--|--|--|--|--\n| Ä B | <img width=\"30px\" \
             src=\"https://github.com/Gerg.png?size=9\"> | [@gerg](github.com/gerg/) | &nbsp; | 2028 |\n",
        );
        let IndexPerson { image, name, company, others, .. } = &people.rows[0];
        assert_eq!(image.as_ref().unwrap().value, "https://github.com/Gerg.png?size=9");
        assert_eq!((name.text.as_str(), company.text.as_str(), others["term end"].text.as_str()), ("Ä B", "", "2028"));
        let row = &people.rows[0];
        let logins = [row.linked(), row.written(), row.pictured()].map(|login| login.unwrap().to_string());
        assert_eq!(logins, ["gerg", "gerg", "Gerg"]);
        assert_eq!(people.columns[1].value, "");
    }

    #[test]
    fn the_rows_of_the_template_name_nobody() {
        for profile in ["[@<GitHub handle>](https://github.com/<GitHub handle>)", "TBD", "[x y]()", ""] {
            let text =
                format!("| &nbsp; | Leads | Company | Profile |\n|-|-|-|-|\n| <img src='/'> | n | c | {profile} |");
            assert_eq!(people(&text).rows[0].login(), None, "{profile}");
        }
    }
}
