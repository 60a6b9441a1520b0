//! The rules that charters, index and org file are checked against, one file for each family. The text about each rule is
//! on its page, `pages/<ID>.md`.
//!
//! Pure: trees of documents in, remarks out, ordered by file and place. Source of the rules: the foundation's RFCs, its
//! template, and what reviewers of six years asked for; each rule's page names them.

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

/// Everything that the rules say of a tree as it stands, ordered by file and place.
///
/// Rules that compare documents are silent where one of them is not in the tree: a charter by itself is checked for what
/// it shows by itself.
pub fn audit(tree: &Tree, policy: &Policy) -> Vec<Diagnostic> {
    judged(tree, None, policy)
}

/// The same for a tree that is to follow on `base`: besides, what a change has to heed.
pub fn judged(tree: &Tree, base: Option<&Tree>, policy: &Policy) -> Vec<Diagnostic> {
    counted(tree, base, Remarks::of(policy)).0
}

/// The same with the number of remarks that are not among them, where no more are kept.
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
