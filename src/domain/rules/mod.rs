//! The rules that charters, index and org file are held against, one file for each family.
//!
//! Pure: trees of documents in, remarks out, ordered by file and place.

pub mod catalogue;

use super::document::Span;
use super::finding::{Finding, Severity};
use super::ids::GroupId;
use super::policy::Policy;
use super::tree::Tree;

/// A finding in a file, and what it weighs in this foundation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remark {
    /// The file, by its path in the governing repository.
    pub path: String,
    /// What is wrong, and where in the file.
    pub finding: Finding,
    /// How much it weighs here.
    pub severity: Severity,
    /// The group that it concerns; `None` where it concerns no one group.
    pub group: Option<GroupId>,
    /// How to mend it mechanically, if that is possible.
    pub fix: Option<Fix>,
}

/// A change of text that mends a finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fix {
    /// What it does, as an instruction: "add `bots: []`".
    pub title: String,
    /// The edits, which don't overlap.
    pub edits: Vec<Edit>,
}

/// One replacement in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The file.
    pub path: String,
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// By what.
    pub text: String,
}

/// Everything that the rules say of a tree as it stands, ordered by file and place.
///
/// Rules that compare documents are silent where one of them is not in the tree: a charter by itself is checked for what
/// it shows by itself.
pub fn audit(_tree: &Tree, _policy: &Policy) -> Vec<Remark> {
    Vec::new()
}

/// What a change adds to that: the remarks on `after` that `before` does not give reason for, in the order of [`audit`].
pub fn added(_before: &Tree, _after: &Tree, _policy: &Policy) -> Vec<Remark> {
    Vec::new()
}
