//! D: problems that the policy's adapter finds in the documents that define ownership.

use crate::domain::diagnostics::finding::{Finding, Kind, Severity};
use crate::domain::governance::tree::Tree;

use super::context::RuleContext;
use super::diagnostic::Remarks;

/// Reports them: an unreadable document blocks merging, and a person decides on an unreadable part. The other families
/// report problems in charters.
pub(super) fn check(survey: &RuleContext<'_>, remarks: &mut Remarks<'_>) {
    let Tree { ownership, charters, .. } = survey.tree;
    for stray in ownership.strays().iter().filter(|stray| !charters.contains_key(&stray.path)) {
        remarks.say_lighter(&stray.path, None, stray.finding.clone(), Severity::Warning);
    }
    if survey.policy.governing.has_charters() {
        return;
    }
    for (id, group, fault) in ownership.unreadable() {
        let finding = Finding::of(Kind::DocumentSyntax, fault.clone());
        remarks.say_in(&group.path, Some(id), finding);
    }
    for (group, finding) in ownership.unread() {
        remarks.say_lighter(&group.path, Some(&group.id), finding.clone(), Severity::Warning);
    }
}
