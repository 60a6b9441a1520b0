//! The texts of a decision's page, around those of its checks.

use crate::domain::pull::plan::Conclusion;
use crate::domain::pull::published_decision::{Decision, PublishedCheck};
use crate::domain::types::time::Timestamp;

use super::html::html;

/// The link to the pull request.
pub const ON_GITHUB: &str = "The pull request on GitHub";

/// The title if there is no decision to show.
pub const NOTHING: &str = "There is no decision to show here";

/// The reason there may be none: the same text for every request.
pub const WHY_NOTHING: &str = "There was no decision in the last 30 days, or only members may see the repository. \
    The check on GitHub shows everything that this page would show.";

/// The fix.
pub const WAY_OUT: &str = "To get a new decision, re-run the check on GitHub.";

/// The title of the page.
pub fn title(decision: &Decision) -> String {
    format!("{}#{}", decision.repository, decision.number)
}

/// The address of the pull request.
pub fn url(site: &str, decision: &Decision) -> String {
    format!("{site}/{}/pull/{}", decision.repository, decision.number)
}

/// When the decision was made.
pub fn decided(at: Timestamp) -> String {
    let moment = at.to_string();
    match moment.trim_end_matches('Z').split_once('T') {
        Some((day, time)) => format!("Decided on {day} at {time} UTC"),
        None => format!("Decided at {moment}"),
    }
}

/// A check, for a browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckView<'d> {
    /// Its content.
    pub said: &'d PublishedCheck,
    /// Its summary as HTML.
    pub summary: String,
}

impl<'d> CheckView<'d> {
    /// The view of a check.
    pub fn of(said: &'d PublishedCheck) -> Self {
        Self { said, summary: html(&said.summary) }
    }

    /// Its result, in GitHub's word.
    pub fn conclusion(&self) -> &'static str {
        self.said.conclusion.as_str()
    }

    /// The symbol before the result.
    pub fn mark(&self) -> &'static str {
        match self.said.conclusion {
            Conclusion::Success => "✓",
            Conclusion::Neutral => "–",
            Conclusion::Failure => "✗",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_said_in_words() {
        assert_eq!(decided(Timestamp(1_785_888_000_000)), "Decided on 2026-08-05 at 00:00:00 UTC");
        assert_eq!(decided(Timestamp(i64::MAX)), format!("Decided at {} ms", i64::MAX));
    }
}
