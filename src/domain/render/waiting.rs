//! Checks that are waiting or have failed, because GitHub does not return the data that they need.

use crate::domain::pull::plan::{Check, Conclusion};

/// The title and the text of a check that is in progress.
pub fn in_progress() -> (String, String) {
    let title = "Waiting for GitHub".to_owned();
    let summary = "GitHub has not returned everything that this check needs. No action needed: the check is retried \
                   automatically.";
    (title, summary.to_owned())
}

/// A check whose run failed permanently.
pub fn given_up(name: &str) -> Check {
    let summary = "This check could not be completed after several tries: GitHub did not return what it needs, or the app \
                   has a problem that its operators see. **To do:** re-run this check later. If that does not help, ask the \
                   people who run this app.";
    Check {
        name: name.to_owned(),
        conclusion: Conclusion::Failure,
        title: "Could not be checked".to_owned(),
        summary: summary.to_owned(),
        annotations: Vec::new(),
    }
}
