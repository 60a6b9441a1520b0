//! The texts of `wg/proposal` and `wg/charter`: the problems in a change's documents, with lines and fixes.

mod charter;
mod checklist;
mod headline;
mod proposal;
mod remarks;

use crate::domain::policy::Policy;
use crate::domain::pull::document_report::{DocumentReport, Uncertainty};
use crate::domain::pull::plan::{Check, Conclusion};
use crate::domain::pull::snapshot::Snapshot;

use super::text::{TITLE, code, count, cut, fit};

pub use charter::check as charter;
pub use proposal::{check as proposal, comment};

/// The data that a document check is written from.
#[derive(Debug, Clone, Copy)]
pub struct DocumentCheckInput<'a> {
    /// The change.
    pub snapshot: &'a Snapshot,
    /// The report on it.
    pub scrutiny: &'a DocumentReport,
    /// The policy that applies.
    pub policy: &'a Policy,
}

/// A check without annotations.
fn plain(name: &str, conclusion: Conclusion, title: &str, parts: &[String]) -> Check {
    Check {
        name: name.to_owned(),
        conclusion,
        title: cut(title, TITLE),
        summary: fit(&parts.join("\n\n")),
        annotations: Vec::new(),
    }
}

/// A check that is incomplete, without findings; `None` if everything was read.
pub fn incomplete(name: &str, papers: DocumentCheckInput<'_>) -> Option<Check> {
    doubtful(name, papers, Vec::new())
}

/// A document check that is incomplete: it fails, and reports the findings on the rest.
fn doubtful(name: &str, papers: DocumentCheckInput<'_>, found: Vec<String>) -> Option<Check> {
    let doubts = &papers.scrutiny.doubts;
    let title = doubts.first()?.title();
    let mut parts: Vec<String> = doubts.iter().map(Uncertainty::sentence).collect();
    if !found.is_empty() {
        parts.push("**Found in what was checked:**".to_owned());
        parts.extend(found);
    }
    // `simulate` with paths only: there is no pull request that could pass.
    let unasked = doubts.iter().all(|doubt| matches!(doubt, Uncertainty::Texts(_)));
    Some(plain(name, if unasked { Conclusion::Neutral } else { Conclusion::Failure }, &title, &parts))
}

impl Uncertainty {
    fn title(&self) -> String {
        match self {
            Self::Files { listed, of } => format!("Only {listed} of {of} files were checked"),
            Self::Documents { read, of, .. } => format!("Only {read} of {of} documents were checked"),
            Self::Findings(_) => "Too many problems to check all documents".to_owned(),
            Self::Effects => "Too many effects to check all of them".to_owned(),
            Self::Base => "Not checked: the base can't be read".to_owned(),
            Self::Texts(unread) | Self::Missing(unread) => {
                format!("Not checked: {} not read", count(*unread, "document was", "documents were"))
            }
        }
    }

    /// The part that was not checked, and what to do.
    fn sentence(&self) -> String {
        match self {
            Self::Files { listed, of } => format!(
                "GitHub lists {listed} of the {of} changed files; the others were not checked. **To do:** split the pull \
                 request, so that all of its documents can be checked."
            ),
            Self::Documents { read, of, unread } => {
                let named: Vec<_> = unread.iter().map(|path| format!("- {}", code(path))).collect();
                let more = of.saturating_sub(read + named.len());
                let more = if more > 0 { format!("\n- and {more} more") } else { String::new() };
                let named = if named.is_empty() {
                    String::new()
                } else {
                    format!("\n\nNot checked:\n\n{}{more}", named.join("\n"))
                };
                format!(
                    "This pull request changes {of} governing documents, of which {read} were read. **To do:** split it, \
                     so that all of them can be checked.{named}"
                )
            }
            Self::Findings(more) => format!(
                "The rules find so many problems that {more} or more are not listed, and what else this change adds is not \
                 known. **To do:** fix what is listed, or split the pull request."
            ),
            Self::Effects => {
                "This change affects so many people, teams and repositories that its effects were not computed. \
                              **To do:** split the pull request."
                    .to_owned()
            }
            Self::Base => {
                "GitHub does not return the documents of the base branch at present. No action needed from the \
                           author: this check runs again as soon as they can be read."
                    .to_owned()
            }
            Self::Texts(unread) => format!(
                "{} in this change, and only the paths are known, not what is in them. Nothing was checked. **To do:** run \
                 the check with the contents, as with `--base` and `--head`.",
                count(*unread, "governing document is", "governing documents are"),
            ),
            Self::Missing(unread) => format!(
                "GitHub lists {} in this pull request and does not return the text, also after several tries. **To do:** \
                 re-run this check. If that does not help, push the commit again; a document has to be a plain file.",
                count(*unread, "governing document", "governing documents"),
            ),
        }
    }
}
