//! The process of a foundation: what a change of its governing documents is, and who has to agree to it.
//!
//! [`changes()`] compares the documents before and after and lists what changes, each with its case (C1 to C11 for
//! repositories, P1 to P14 for people and documents). [`requirements()`] says for each change whose agreement its rule asks
//! for, and who may give it by the roles of the documents before. Which rule holds for which case is one table,
//! [`RULES`].
//!
//! **Invariant:** unknown is never agreement. A document that can't be read is in [`ProcessChanges::unknown`], a role that can't
//! be read is [`Eligible::Unknown`], and a change without a rule is in [`Requirements::without_rule`].

mod areas;
mod change;
mod changes;
mod documents;
mod electorate;
mod repositories;
mod requirements;
mod roles;
mod rules;
mod same;
#[cfg(test)]
mod stories;

pub use change::{Case, Change, ChangePlace, ChangeSubject, RoleList};
pub use changes::{ProcessChanges, UnreadDocument, changes};
pub use documents::TouchedPath;
pub use electorate::{Eligible, Party};
pub use requirements::{Assessment, Count, Requirement, Requirements, requirements};
pub use rules::{Agreement, Alternative, PartyRole, RULES, RuleSource, Threshold};
