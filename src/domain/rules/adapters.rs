//! D: what the policy's adapter can't read in the documents that say who owns what.

use crate::domain::diagnostics::finding::{Finding, Kind, Severity};
use crate::domain::governance::tree::Tree;

use super::context::RuleContext;
use super::diagnostic::Remarks;

/// Says it: a document that can't be read blocks, a part of it is a person's to decide. Of charters their own families do.
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
