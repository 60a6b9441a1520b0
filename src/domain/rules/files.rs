//! F: the path and name of a charter.

use std::collections::BTreeMap;

use crate::domain::diagnostics::finding::{Finding, Kind};
use crate::domain::document::markdown::Heading;
use crate::domain::governance::charter::one_line;
use crate::domain::governance::tree::CharterFile;
use crate::domain::text::slug::slug;

use super::diagnostic::{Remarks, Subject};

const ENDING: &str = ": Working Group Charter";

/// Checks a charter against the rules of this family.
pub(super) fn check(subject: &Subject<'_>, remarks: &mut Remarks<'_>) {
    if subject.file.fixed {
        return;
    }
    placed(subject, remarks);
    in_ascii(subject, remarks);
    called_alike(subject, remarks);
    titled(subject, remarks);
}

/// F1: no tool finds a charter in another place.
fn placed(subject: &Subject<'_>, remarks: &mut Remarks<'_>) {
    let file = subject.file;
    if file.placed {
        return;
    }
    let message = format!("this looks like the charter of `{}`, but it is not in the place of charters", file.name());
    let help = match subject.survey.policy.governing.charter_path(&file.id) {
        Some(path) => format!("move it to `{path}`"),
        None => "move it to the other charters".to_owned(),
    };
    remarks.say(subject, Finding::new(Kind::CharterMisplaced, subject.title(), message).with_help(help));
}

/// F2: GitHub's topics only allow the letters a to z, and team names leave other letters out.
fn in_ascii(subject: &Subject<'_>, remarks: &mut Remarks<'_>) {
    let file = subject.file;
    let block = file.charter().map(|charter| (one_line(&charter.name), charter.name.span));
    let names = [(file.stem().to_owned(), subject.title())].into_iter().chain(block);
    let Some((name, span)) = names.into_iter().find(|(name, _)| !slug(name).is_ascii()) else { return };
    let message =
        format!("`{name}` has letters other than a to z: GitHub does not accept the topic `cff-wg-{}`", slug(&name));
    let help =
        "use only the letters a to z in the names of the file and the group; the prose may use the usual spelling";
    remarks.say(subject, Finding::new(Kind::NameNotAscii, span, message).with_help(help));
}

/// F2: topics come from the file's name, teams and labels from the block's, and people search for the title's.
fn called_alike(subject: &Subject<'_>, remarks: &mut Remarks<'_>) {
    let file = subject.file;
    if !file.placed {
        return;
    }
    let stem = slug(file.stem());
    let block = file.charter().map(|charter| ("the block", slug(&charter.name), charter.name.span));
    let title = title(file).map(|title| ("the title", slug(title), subject.title()));
    // I3 reports a heading that is still the template's.
    let section = subject.section.filter(|section| !section.is_headed_as_template());
    let index = section.map(|section| ("the index", section.slug(), subject.title()));
    let others: Vec<_> = [block, title, index].into_iter().flatten().collect();
    // The first place where the charter differs from the file's name.
    let Some((_, _, span)) = others.iter().find(|(_, name, _)| *name != stem) else { return };
    let mut names: BTreeMap<&str, Vec<&str>> = BTreeMap::from([(stem.as_str(), vec!["the file"])]);
    others.iter().for_each(|(who, name, _)| names.entry(name).or_default().push(who));
    let said = names.into_iter().map(|(name, who)| format!("`{name}` by {}", listed(&who)));
    let message = format!("the group is called {}", said.collect::<Vec<_>>().join(", and "));
    let help = "use the same name everywhere: teams, labels and topics are named after it";
    remarks.say(subject, Finding::new(Kind::NamesDiffer, *span, message).with_help(help));
}

/// `a, b and c`.
fn listed(words: &[&str]) -> String {
    match words {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        words => words.concat(),
    }
}

/// F3: the title shows people and tools that a document is a charter.
fn titled(subject: &Subject<'_>, remarks: &mut Remarks<'_>) {
    let file = subject.file;
    // D1 reports an unreadable document.
    if file.outline.blocks.is_empty() {
        return;
    }
    let first = file.outline.headings().next();
    if title(file).is_some() && first.is_some_and(|first| first.level == 1 && is_title(first)) {
        return;
    }
    let (span, message) = match first {
        Some(first) => {
            let marks = "#".repeat(first.level.into());
            (first.span, format!("the first heading is `{marks} {}`", first.text))
        }
        None => (subject.title(), "the charter has no heading".to_owned()),
    };
    let name = file.charter().map_or_else(|| "<Name>".to_owned(), |charter| one_line(&charter.name));
    let help = format!("begin the document with `# {name}{ENDING}`");
    remarks.say(subject, Finding::new(Kind::TitleDiffers, span, message).with_help(help));
}

/// The name in the title, unless it is the template's.
fn title(file: &CharterFile) -> Option<&str> {
    let title = file.reading.title.as_ref()?.trim();
    (!title.is_empty() && !title.starts_with('<')).then_some(title)
}

/// Whether a heading of any level looks like the title of a charter.
pub(super) fn is_title(heading: &Heading) -> bool {
    heading.text.ends_with(ENDING)
}
