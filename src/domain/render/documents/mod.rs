//! The texts of `wg/proposal` and `wg/charter`: what the documents of a change still lack, at which lines, and the way out.

mod charter;
mod checklist;
mod proposal;
mod remarks;

use crate::domain::plan::{Check, Conclusion};
use crate::domain::policy::Policy;
use crate::domain::scrutiny::{Doubt, Scrutiny};
use crate::domain::snapshot::Snapshot;

use super::text::{TITLE, cut, fit};

pub use charter::check as charter;
pub use proposal::{check as proposal, comment};

/// What a check of documents is written from.
#[derive(Debug, Clone, Copy)]
pub struct Papers<'a> {
    /// The change.
    pub snapshot: &'a Snapshot,
    /// What was found out about it.
    pub scrutiny: &'a Scrutiny,
    /// By whose rules.
    pub policy: &'a Policy,
}

/// A check without remarks on lines.
fn plain(name: &str, conclusion: Conclusion, title: &str, parts: &[String]) -> Check {
    Check {
        name: name.to_owned(),
        conclusion,
        title: cut(title, TITLE),
        summary: fit(&parts.join("\n\n")),
        annotations: Vec::new(),
    }
}

/// What to say where something may have been missed.
fn doubtful(name: &str, doubt: &Doubt) -> Check {
    let (title, first) = match doubt {
        Doubt::Files { listed, of } => (
            format!("Only {listed} of {of} files could be looked at"),
            format!(
                "GitHub lists {listed} of the {of} changed files; what is in the others is not known. **To do:** split \
                 the pull request, so that all of its documents can be looked at."
            ),
        ),
        Doubt::Documents { read, of } => (
            format!("Only {read} of {of} documents could be looked at"),
            format!(
                "This pull request changes {of} governing documents, of which {read} were read. **To do:** split it, so \
                 that all of them can be looked at."
            ),
        ),
        Doubt::Base => (
            "The documents could not be looked at".to_owned(),
            "Nothing to do in this pull request: the documents of the base branch can't be read at present. The check is \
             written anew as soon as they can."
                .to_owned(),
        ),
    };
    plain(name, Conclusion::Neutral, &title, &[first])
}
