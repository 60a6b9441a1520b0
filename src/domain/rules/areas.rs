//! A: the areas of a group.

use std::collections::BTreeSet;

use crate::domain::diagnostics::finding::{Argument, Finding, Kind};
use crate::domain::governance::charter::{Area, entries, one_line};
use crate::domain::governance::ownership::reviews;

use super::diagnostic::{Remarks, Subject};

/// Checks a charter against the rules of this family.
pub(super) fn check(subject: &Subject<'_>, remarks: &mut Remarks<'_>) {
    // The oversight and the staff have areas without approvers: their leads approve in all of them.
    let Some(charter) = subject.file.charter().filter(|_| !subject.file.fixed) else { return };
    for area in charter.areas.iter().filter(|area| !entries(&area.repositories).is_empty()) {
        approved(subject, area, remarks);
    }
}

/// A1, A2: an area has an approver, and enough of them that someone other than the author can review.
fn approved(subject: &Subject<'_>, area: &Area, remarks: &mut Remarks<'_>) {
    // Y3 reports a missing list.
    let Some(list) = &area.approvers else { return };
    let approvers: BTreeSet<_> = list.iter().map(|person| &person.login.value).collect();
    let name = one_line(&area.name);
    if approvers.is_empty() {
        let message = format!("the area `{name}` has repositories, but no approvers for their pull requests");
        let help = "name at least one approver";
        remarks.say(
            subject,
            Finding::new(Kind::ApproverMissing, list.span, message).about(Argument::area(&name)).with_help(help),
        );
    } else if approvers.len() <= reviews::FEW {
        let message = format!(
            "the area `{name}` has {}: with {} or fewer no review is required in its repositories",
            if approvers.len() == 1 { "one approver".to_owned() } else { format!("{} approvers", approvers.len()) },
            reviews::FEW,
        );
        let help = "name more approvers if each pull request should need a review";
        remarks.say(
            subject,
            Finding::new(Kind::ApproversFew, area.name.span, message).about(Argument::area(&name)).with_help(help),
        );
    }
}
