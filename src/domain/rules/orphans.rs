//! R9: repositories that would lose their owner.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::diagnostics::finding::{Finding, Kind};
use crate::domain::document::Span;
use crate::domain::governance::ownership::{Group, Standing as Readable};
use crate::domain::types::ids::{GroupId, RepoName};

use super::context::{DocumentStatus, RuleContext};
use super::diagnostic::Remarks;

/// How many repositories are named in a sentence.
const SHOWN: usize = 5;

/// Checks a change against the rule: for each group whose repositories lose their owner, one finding about all of them.
///
/// A group whose charter is unreadable keeps its repositories here, because other rules report the charter. A
/// repository that is archived or deleted in the org file needs no owner. A renamed one (`previously`) does not exist
/// under its old name.
pub(super) fn check(survey: &RuleContext<'_>, remarks: &mut Remarks<'_>) {
    let Some(base) = survey.base.filter(|base| !base.partial && !survey.tree.partial) else { return };
    let mut lost: BTreeMap<&GroupId, Vec<&RepoName>> = BTreeMap::new();
    let unread: BTreeSet<&GroupId> = survey.tree.ownership.unreadable().map(|(id, ..)| id).collect();
    for repository in base.ownership.repositories() {
        let after = &survey.tree.ownership;
        if !after.owners(repository).is_empty() || !is_there_and_alive(survey, repository) {
            continue;
        }
        let owners = base.ownership.owners(repository);
        let known = |group: &Group| {
            let id = survey.now(&group.id);
            !unread.contains(id) && group.standing == Readable::Current && !is_ignored(survey, id)
        };
        if owners.iter().all(|claim| known(claim.group)) {
            owners.iter().for_each(|claim| lost.entry(&claim.group.id).or_default().push(repository));
        }
    }
    for (id, repositories) in lost {
        say(survey, id, &repositories, remarks);
    }
}

/// Whether the generator skips the group because of its block: rule Y1 reports that, and the fix is to repair the
/// block.
fn is_ignored(survey: &RuleContext<'_>, id: &GroupId) -> bool {
    let file = survey.tree.charter(id);
    file.is_some_and(|file| file.charter().is_none() && file.reading.obstacle().is_some())
}

fn is_there_and_alive(survey: &RuleContext<'_>, repository: &RepoName) -> bool {
    matches!(survey.standing(repository), DocumentStatus::There(entry) if !entry.is_archived())
}

fn say(survey: &RuleContext<'_>, id: &GroupId, repositories: &[&RepoName], remarks: &mut Remarks<'_>) {
    let Some(group) = survey.base.and_then(|base| base.ownership.group(id)) else { return };
    let now = survey.now(id);
    let file = survey.tree.charter(now);
    let (path, span) = match file {
        Some(file) => (file.path.as_str(), file.charter().map_or(Span::START, |charter| charter.name.span)),
        None => (group.path.as_str(), Span::START),
    };
    let mut shown: Vec<_> = repositories.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    if repositories.len() > SHOWN {
        shown.push(format!("{} more", repositories.len() - SHOWN));
    }
    let message = match repositories {
        [one] => format!("`{one}` of {} would lose its owner", group.name),
        many => format!("{} repositories of {} would lose their owner: {}", many.len(), group.name, shown.join(", ")),
    };
    let staff = survey.policy.governing.staff().map_or_else(String::new, |path| format!(", move them to `{path}`"));
    let help = format!(
        "name their new charter{staff}, or archive them in the org file: the oversight and the receiving groups decide"
    );
    let finding = Finding::new(Kind::RepositoryOrphaned, span, message).with_help(help);
    let finding = repositories.iter().fold(finding, |finding, name| finding.about(*name));
    remarks.say_in(path, Some(now), finding);
}
