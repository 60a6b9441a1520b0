//! The text of `wg/charter`: the problems that a change adds to the governing documents.

use crate::domain::pull::plan::{Check, Conclusion};
use crate::domain::render::effects;

use super::headline::{blocks, counted, title};
use super::{DocumentCheckInput, doubtful, plain, remarks};

/// The check under its name.
pub fn check(name: &str, papers: DocumentCheckInput<'_>) -> Check {
    let DocumentCheckInput { scrutiny, .. } = papers;
    let own = || scrutiny.remarks.iter();
    let found = || papers.what_blocks(own()).into_iter().chain(papers.what_is_open(own())).collect();
    if let Some(check) = doubtful(name, papers, found()) {
        return Check { annotations: remarks::annotations(own()), ..check };
    }
    if scrutiny.documents.is_empty() {
        let first = "No action needed from the author: this pull request changes no governing document.".to_owned();
        return plain(name, Conclusion::Success, "Not applicable: no governing document changed", &[first]);
    }
    let elsewhere = (blocks(scrutiny.of_proposals()) && !blocks(own())).then(|| {
        let counts = counted(scrutiny.of_proposals()).unwrap_or_default();
        format!("See wg/proposal: {counts}")
    });
    let good = (!blocks(scrutiny.all()) && counted(own()).is_none()).then(|| "No new problems".to_owned());
    let title = title([papers.orphans(), elsewhere, counted(own()), good, papers.impact(), papers.moves()]);
    let mut parts = vec![first(papers)];
    parts.extend(papers.agreements(own()));
    // If a group is proposed, `wg/proposal` shows the effects of merging.
    parts.extend(effects::summary(&scrutiny.effects).filter(|_| scrutiny.proposals.is_empty()));
    parts.extend(papers.suggestions(own()));
    parts.extend(papers.what_is_open(own()));
    if !scrutiny.proposals.is_empty() {
        parts.push(
            "The check `wg/proposal` has the problems of the proposed group, and what merging causes.".to_owned(),
        );
    }
    Check { annotations: remarks::annotations(own()), ..plain(name, papers.conclusion(), &title, &parts) }
}

fn first(papers: DocumentCheckInput<'_>) -> String {
    let DocumentCheckInput { scrutiny, .. } = papers;
    if let Some(errors) = papers.what_blocks(scrutiny.remarks.iter()) {
        return errors;
    }
    if blocks(scrutiny.of_proposals()) {
        return "**To do:** fix what the check `wg/proposal` shows. This check turns green with it.".to_owned();
    }
    match counted(scrutiny.remarks.iter()) {
        Some(counts) => format!("No action needed from the author before merging. Please check {counts} below."),
        None => "No action needed from the author: the change adds no problem to the governing documents.".to_owned(),
    }
}
