//! The rules that charters, index and org file are checked against, one file for each family. The text about each rule
//! is on its page, `pages/<ID>.md`.
//!
//! Pure: the input is document trees, the output is findings, ordered by file and position. The rules come from the
//! foundation's RFCs, its template, and six years of review comments; each rule's page names its sources.

mod adapters;
mod added;
mod areas;
mod block;
mod context;
mod diagnostic;
mod documents;
mod files;
pub mod fix;
mod index;
mod line_removal;
mod orphans;
mod people;
mod proposals;
mod repositories;
mod sections;
mod similar;
mod sync;

use super::governance::tree::Tree;
use super::policy::Policy;

pub use added::{Added, Baseline, added};
pub use diagnostic::{Diagnostic, Edit, Fix, MAX_REMARKS, Safety};
pub use proposals::{Proposal, proposals, renamed};
pub use similar::similar;

use context::RuleContext;
use diagnostic::{Remarks, Subject};

/// All findings on a tree as it is, ordered by file and position.
///
/// A rule that compares documents reports nothing if one of them is missing: a single charter is only checked by
/// itself.
pub fn audit(tree: &Tree, policy: &Policy) -> Vec<Diagnostic> {
    judged(tree, None, policy)
}

/// The same for a tree that replaces `base`, with the additional rules for changes.
pub fn judged(tree: &Tree, base: Option<&Tree>, policy: &Policy) -> Vec<Diagnostic> {
    counted(tree, base, Remarks::of(policy)).0
}

/// The same with the number of further findings above the limit.
fn counted(tree: &Tree, base: Option<&Tree>, mut remarks: Remarks<'_>) -> (Vec<Diagnostic>, usize) {
    let policy = remarks.policy();
    let survey = RuleContext::of(tree, base, policy);
    for file in tree.charters.values() {
        let subject = Subject::of(&survey, file);
        files::check(&subject, &mut remarks);
        sections::check(&subject, &mut remarks);
        block::check(&subject, &mut remarks);
        people::check(&subject, &mut remarks);
        areas::check(&subject, &mut remarks);
        repositories::check(&subject, &mut remarks);
        index::check(&subject, &mut remarks);
    }
    index::whole(&survey, &mut remarks);
    documents::check(&survey, &mut remarks);
    adapters::check(&survey, &mut remarks);
    orphans::check(&survey, &mut remarks);
    sync::check(&survey, &mut remarks);
    remarks.counted()
}
