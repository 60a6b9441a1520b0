//! Decides whether a tier applies. **Invariant:** a condition that can't be evaluated counts as true.

use crate::domain::governance::ownership::{Area, Group};
use crate::domain::policy::{AuthorKind, OnlyIf};
use crate::domain::pull::snapshot::{Changes, Snapshot};

/// Whether all conditions hold for a group.
pub(super) fn holds(only_if: &OnlyIf, snapshot: &Snapshot, group: &Group) -> bool {
    let OnlyIf { paths, lines_from, lines_to, authors } = only_if;
    let large_enough = |from: u64| snapshot.lines.is_none_or(|lines| lines >= from);
    let small_enough = |to: u64| snapshot.lines.is_none_or(|lines| lines <= to);
    (paths.is_empty() || touches(snapshot, |path| paths.iter().any(|pattern| pattern.fits(path))))
        && lines_from.is_none_or(large_enough)
        && lines_to.is_none_or(small_enough)
        && (authors.is_empty() || author(snapshot, group).is_none_or(|kind| authors.contains(&kind)))
}

/// Whether one of the changed paths matches; both names of a renamed file count.
fn touches(snapshot: &Snapshot, fits: impl Fn(&str) -> bool) -> bool {
    let Changes::Files { files, of } = &snapshot.changes else { return true };
    of.is_some()
        || files.iter().flat_map(|file| [Some(&file.path), file.previous.as_ref()]).flatten().any(|it| fits(it))
}

/// The author's role in the group; `None` if the author is unknown.
fn author(snapshot: &Snapshot, group: &Group) -> Option<AuthorKind> {
    let author = snapshot.author.as_ref()?;
    let login = &author.login;
    let in_area =
        |is_in: fn(&Area, &crate::domain::types::ids::Login) -> bool| group.areas.iter().any(|area| is_in(area, login));
    Some(if author.bot || group.has_bot(login) {
        AuthorKind::Bot
    } else if group.leads.iter().any(|lead| lead.login == *login) {
        AuthorKind::Lead
    } else if in_area(|area, login| area.approvers.contains(login)) {
        AuthorKind::Approver
    } else if in_area(|area, login| area.reviewers().contains(login)) {
        AuthorKind::Reviewer
    } else {
        AuthorKind::Other
    })
}
