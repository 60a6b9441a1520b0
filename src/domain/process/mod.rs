//! The process of a foundation: the changes of its governing documents, and the people who have to agree to them.
//!
//! [`changes()`] compares the documents before and after and lists what changes, each with its case (C1 to C11 for
//! repositories, P1 to P14 for people and documents). [`requirements()`] lists the parties that have to agree to each
//! change, and the people who may agree for them, by the roles before the change. The policy has the rules for each case
//! ([`Policy::agreements`](crate::domain::policy::Policy::agreements)). [`state()`] says who agreed, who objects, who is missing, and until when.
//!
//! **Invariant:** unknown is never agreement. Unreadable documents are in [`ProcessChanges::unknown`], an unreadable role
//! is [`Eligible::Unknown`], and changes without a rule are in [`Requirements::without_rule`].

mod areas;
mod change;
mod change_set;
mod changes;
mod documents;
mod electorate;
mod fewest;
mod repositories;
mod requirements;
mod roles;
mod same;
mod state;
#[cfg(test)]
mod stories;

pub use change::{Change, ChangePlace, ChangeSubject, RoleList};
pub use change_set::{Bypass, ChangeHistory, ChangeSet, MAX_CHANGE_SETS};
pub use changes::{ProcessChanges, UnreadDocument, changes};
pub use documents::TouchedPath;
pub use electorate::{Eligible, Party};
pub use fewest::fewest;
pub use requirements::{Assessment, Count, Requirement, Requirements, StandIn, requirements};
pub use state::{AgreementState, ApprovalState, NotCounted, Opinions, Progress, state};
