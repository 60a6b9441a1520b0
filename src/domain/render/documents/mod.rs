//! The texts of `wg/proposal` and `wg/charter`: what the documents of a change still lack, at which lines, and the way out.

mod charter;
mod checklist;
mod headline;
mod proposal;
mod remarks;

use crate::domain::plan::{Check, Conclusion};
use crate::domain::policy::Policy;
use crate::domain::scrutiny::{Doubt, Scrutiny};
use crate::domain::snapshot::Snapshot;

use super::text::{TITLE, count, cut, fit};

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
            format!("Only {listed} of {of} files were checked"),
            format!(
                "GitHub lists {listed} of the {of} changed files; the others were not checked. **To do:** split the pull \
                 request, so that all of its documents can be checked."
            ),
        ),
        Doubt::Documents { read, of } => (
            format!("Only {read} of {of} documents were checked"),
            format!(
                "This pull request changes {of} governing documents, of which {read} were read. **To do:** split it, so \
                 that all of them can be checked."
            ),
        ),
        Doubt::Base => (
            "Not checked: the base can't be read".to_owned(),
            "No action needed from the author: the documents of the base branch can't be read at present. This check runs \
             again as soon as they can."
                .to_owned(),
        ),
        Doubt::Texts(unread) => (
            format!("Not checked: {} not read", count(*unread, "document was", "documents were")),
            format!(
                "{} in this change, and only the paths are known, not what is in them. Nothing was checked. **To do:** run \
                 the check with the contents, as with `--base` and `--head`.",
                count(*unread, "governing document is", "governing documents are"),
            ),
        ),
    };
    plain(name, Conclusion::Neutral, &title, &[first])
}
