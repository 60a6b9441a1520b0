//! S: the sections of a charter.

use crate::domain::diagnostics::finding::{Argument, Finding, Kind};
use crate::domain::document::Span;
use crate::domain::document::markdown::{Block, Heading, Outline};
use crate::domain::text::placeholder::is_placeholder;

use super::diagnostic::{Remarks, Subject};
use super::files::is_title;

/// The sections of a charter in order; the last one came with the block, in March 2022.
const ORDER: [&str; 5] = ["Mission", "Goals", "Scope", "Non-Goals", ROLES];

const ROLES: &str = "Roles & Technical Assets";

/// A section with its content.
pub(super) struct Part<'o> {
    pub(super) heading: &'o Heading,
    pub(super) blocks: &'o [Block],
}

/// Checks a charter against the rules of this family.
pub(super) fn check(subject: &Subject<'_>, remarks: &mut Remarks<'_>) {
    if subject.file.fixed || subject.file.outline.blocks.is_empty() {
        return;
    }
    let parts = parts(&subject.file.outline);
    complete(subject, &parts, remarks);
    ordered(subject, &parts, remarks);
    // F3 reports a title of the wrong level.
    for part in parts.iter().filter(|part| !is_title(part.heading)) {
        filled(subject, part, remarks);
        no_draft(subject, part, remarks);
    }
}

/// The sections of level 2, each up to the next heading of level 1 or 2.
pub(super) fn parts(outline: &Outline) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = outline.blocks.as_slice();
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        let Block::Heading(heading @ Heading { level: 2, .. }) = first else { continue };
        let ends = |block: &Block| matches!(block, Block::Heading(heading) if heading.level <= 2);
        let (blocks, next) = behind.split_at(behind.iter().position(ends).unwrap_or(behind.len()));
        parts.push(Part { heading, blocks });
        rest = next;
    }
    parts
}

/// The section of this name, in any case and with or without a colon.
pub(super) fn find<'p, 'o>(parts: &'p [Part<'o>], name: &str) -> Option<&'p Part<'o>> {
    parts.iter().find(|part| is(part.heading, name))
}

fn is(heading: &Heading, name: &str) -> bool {
    let text = heading.text.trim().trim_end_matches(':').trim().replace(" and ", " & ");
    text.eq_ignore_ascii_case(name)
}

/// S1, S2: no section is missing.
fn complete(subject: &Subject<'_>, parts: &[Part<'_>], remarks: &mut Remarks<'_>) {
    for name in ORDER.into_iter().filter(|name| find(parts, name).is_none()) {
        let kind = if name == ROLES { Kind::RolesMissing } else { Kind::SectionMissing };
        let help = match name {
            "Mission" => "add `## Mission` with a sentence or two on what the group is for".to_owned(),
            ROLES => format!("add `## {ROLES}` with the block of leads, areas and repositories"),
            name => format!("add `## {name}` with a list"),
        };
        let finding = match nearly(&subject.file.outline, name) {
            Some((span, written)) => {
                let kind = if name == ROLES { Kind::RolesLevel } else { Kind::SectionLevel };
                let message = format!("the heading of the section `{name}` is written `{written}`");
                Finding::new(kind, span, message).with_help(format!("write `## {name}`"))
            }
            None => {
                let message = format!("the section `{name}` is missing");
                Finding::new(kind, subject.title(), message).with_help(help)
            }
        };
        remarks.say(subject, finding.about(Argument::word(name)));
    }
}

/// A heading that is probably meant for the section: on another level, with text before or after the name, or without
/// the blank after its marks.
fn nearly(outline: &Outline, name: &str) -> Option<(Span, String)> {
    let bare = |text: &str| {
        let text = text.replace(" and ", " & ").to_lowercase();
        text.trim_matches(|ch: char| !ch.is_alphabetic()).to_owned()
    };
    let meant = bare(name);
    outline.blocks.iter().find_map(|block| match block {
        Block::Heading(heading) if bare(&heading.text) == meant => {
            Some((heading.span, format!("{} {}", "#".repeat(heading.level.into()), heading.text)))
        }
        Block::Paragraph(prose) if prose.text.starts_with('#') && bare(&prose.text) == meant => {
            Some((prose.span, prose.text.clone()))
        }
        _ => None,
    })
}

/// S3: the existing sections are in the usual order.
fn ordered(subject: &Subject<'_>, parts: &[Part<'_>], remarks: &mut Remarks<'_>) {
    let place = |part: &Part<'_>| ORDER.iter().position(|name| is(part.heading, name));
    let mut latest = 0;
    for part in parts {
        let Some(place) = place(part) else { continue };
        if place < latest {
            let before = ORDER[latest];
            let message = format!("the section `{}` comes after `{before}`", ORDER[place]);
            let help = format!("put the sections in the order {}", ORDER.join(", "));
            remarks.say(
                subject,
                Finding::new(Kind::SectionOrder, part.heading.span, message)
                    .about(Argument::word(ORDER[place]))
                    .with_help(help),
            );
            return;
        }
        latest = place;
    }
}

/// S4: each section has content.
fn filled(subject: &Subject<'_>, part: &Part<'_>, remarks: &mut Remarks<'_>) {
    let name = part.heading.text.trim();
    let texts = texts(part.blocks);
    let written = part.blocks.iter().any(|block| !is_comment(block));
    let shown = part.blocks.iter().any(is_shown);
    let open: Vec<_> = texts.iter().filter(|(text, _)| is_placeholder(text)).collect();
    let (kind, span, message) = match open.first() {
        _ if !written => (Kind::SectionEmpty, part.heading.span, format!("the section `{name}` is empty")),
        // Text between angle brackets that is not an HTML tag is invisible on the page.
        None if !shown => {
            let message = format!("the section `{name}` shows nothing: GitHub reads text between `<` and `>` as HTML");
            (Kind::SectionPlaceholder, part.heading.span, message)
        }
        Some((_, span)) if open.len() == texts.len() => {
            (Kind::SectionPlaceholder, *span, format!("the section `{name}` is only a placeholder"))
        }
        Some((_, span)) => (Kind::SectionPlaceholder, *span, format!("the section `{name}` has a placeholder")),
        None => return,
    };
    let help = "write it out; if there is nothing to say, say so in a sentence";
    remarks.say(subject, Finding::new(kind, span, message).about(Argument::text(name)).with_help(help));
}

/// S5: the group answered its questions from before its founding.
fn no_draft(subject: &Subject<'_>, part: &Part<'_>, remarks: &mut Remarks<'_>) {
    let name = part.heading.text.trim();
    let lower = name.to_lowercase();
    let help = if lower.starts_with("open question") {
        "answer the questions, and remove the section"
    } else if lower.starts_with("proposed ") {
        "write it as it is to be when this is merged, into `Roles & Technical Assets`"
    } else {
        return;
    };
    let message = format!("the section `{name}` is one of a draft");
    remarks.say(
        subject,
        Finding::new(Kind::DraftSection, part.heading.span, message).about(Argument::text(name)).with_help(help),
    );
}

/// The running texts of blocks, with their positions.
fn texts(blocks: &[Block]) -> Vec<(&str, Span)> {
    let mut texts = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(prose) => texts.push((prose.text.as_str(), prose.span)),
            Block::List(items) => {
                texts.extend(items.iter().map(|item| (item.prose.text.as_str(), item.prose.span)));
            }
            Block::Table(table) => {
                let cells = table.rows.iter().flat_map(|row| &row.cells);
                texts.extend(cells.map(|cell| (cell.text.as_str(), cell.span)));
            }
            Block::Heading(_) | Block::Fence(_) | Block::Html(_) => {}
        }
    }
    texts.retain(|(text, _)| !text.trim().is_empty());
    texts
}

/// Whether any of a block is visible on the page.
fn is_shown(block: &Block) -> bool {
    match block {
        Block::Heading(_) | Block::Fence(_) => true,
        Block::Html(html) => !html.starts_with("<!--") && (is_text_outside_of_tags(html) || html.contains("<img")),
        other => !texts(std::slice::from_ref(other)).is_empty(),
    }
}

fn is_text_outside_of_tags(html: &str) -> bool {
    html.split('<')
        .any(|part| part.rsplit('>').next().is_some_and(|text| !text.trim().is_empty()) && part.contains('>'))
}

fn is_comment(block: &Block) -> bool {
    matches!(block, Block::Html(html) if html.starts_with("<!--"))
}
