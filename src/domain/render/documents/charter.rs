//! The text of `wg/charter`: what a change adds to the governing documents that is against the rules.

use super::{Papers, doubtful, plain, remarks};
use crate::domain::finding::Severity;
use crate::domain::plan::{Check, Conclusion};
use crate::domain::render::effects;
use crate::domain::render::text::count;
use crate::domain::scrutiny;

/// The check under its name.
pub fn check(name: &str, papers: Papers<'_>) -> Check {
    let Papers { scrutiny, .. } = papers;
    if let Some(doubt) = &scrutiny.doubt {
        return doubtful(name, doubt);
    }
    if scrutiny.documents.is_empty() {
        let first = "Nothing to do: this pull request changes no charter, nor the index or the org file.".to_owned();
        return plain(name, Conclusion::Success, "Not applicable: no governing document changed", &[first]);
    }
    let blocking = scrutiny::count(scrutiny.remarks.iter(), Severity::Error);
    let open = scrutiny::count(scrutiny.remarks.iter(), Severity::Warning);
    let look = if open > 0 { format!(", {open} to look at") } else { String::new() };
    let (conclusion, title) = match blocking {
        0 if open == 0 => (Conclusion::Success, "Nothing against the rules is added".to_owned()),
        0 => (Conclusion::Success, format!("Nothing blocks{look}")),
        many => (Conclusion::Failure, format!("{} this change{look}", count(many, "thing blocks", "things block"))),
    };
    let mut parts = vec![papers.what_blocks(scrutiny.remarks.iter()).unwrap_or_else(|| fine(open))];
    // Where a group is proposed, that check tells what merging brings about.
    parts.extend(effects::summary(&scrutiny.effects).filter(|_| scrutiny.proposals.is_empty()));
    parts.extend(papers.suggestions(scrutiny.remarks.iter()));
    parts.extend(papers.what_is_open(scrutiny.remarks.iter()));
    if !scrutiny.proposals.is_empty() {
        parts.push(
            "What concerns the proposed group, and what merging brings about, stands in the check `wg/proposal`."
                .to_owned(),
        );
    }
    Check { annotations: remarks::annotations(scrutiny.remarks.iter()), ..plain(name, conclusion, &title, &parts) }
}

fn fine(open: usize) -> String {
    match open {
        0 => "Nothing to do for you: what this pull request changes in the documents keeps to the rules.".to_owned(),
        1 => "Nothing blocks. One thing to look at stands below.".to_owned(),
        many => format!("Nothing blocks. {many} things to look at stand below."),
    }
}
