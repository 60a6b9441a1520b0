//! The text of `wg/proposal`: what is still missing in a proposed group.

use crate::domain::pull::plan::{Check, Conclusion};
use crate::domain::render::effects;
use crate::domain::render::text::{fit, prose, sentence};
use crate::domain::types::comment_topic::CommentTopic;

use super::headline::{blocks, counted, title};
use super::{DocumentCheckInput, checklist, doubtful, plain, remarks};

/// The check under its name.
pub fn check(name: &str, papers: DocumentCheckInput<'_>) -> Check {
    let DocumentCheckInput { scrutiny, .. } = papers;
    let own = || scrutiny.of_proposals();
    let found = || papers.what_blocks(own()).into_iter().chain(papers.what_is_open(own())).collect();
    if let Some(check) = doubtful(name, papers, found()) {
        return Check { annotations: remarks::annotations(own()), ..check };
    }
    if scrutiny.proposals.is_empty() {
        let first = "No action needed from the author: this pull request proposes no working group.".to_owned();
        return plain(name, Conclusion::Success, "Not applicable: no group is proposed", &[first]);
    }
    let title = result(papers);
    let mut parts = vec![first(papers)];
    parts.extend(papers.checklists());
    parts.extend(papers.agreements(own()));
    parts.extend(effects::summary(&scrutiny.effects));
    parts.extend(papers.suggestions(own()));
    parts.extend(papers.what_is_open(own()));
    parts.extend(papers.unseen());
    Check { annotations: remarks::annotations(own()), ..plain(name, papers.conclusion(), &title, &parts) }
}

/// The checklist as a comment, with the hidden mark that identifies it; `None` if no group is proposed.
pub fn comment(papers: DocumentCheckInput<'_>) -> Option<String> {
    let DocumentCheckInput { scrutiny, .. } = papers;
    if scrutiny.proposals.is_empty() || !scrutiny.doubts.is_empty() {
        return None;
    }
    let title = result(papers);
    let mut parts = vec![format!("{}\n**{}**", CommentTopic::Proposal.mark(), prose(&title)), first(papers)];
    parts.extend(papers.checklists());
    parts.extend(papers.unseen());
    parts.push("_This comment is updated with each push. The check `wg/proposal` has the details._".to_owned());
    Some(fit(&parts.join("\n\n")))
}

fn result(papers: DocumentCheckInput<'_>) -> String {
    let DocumentCheckInput { scrutiny, .. } = papers;
    let own = || scrutiny.of_proposals();
    let elsewhere = (blocks(scrutiny.remarks.iter()) && !blocks(own())).then(|| {
        let counts = counted(scrutiny.remarks.iter()).unwrap_or_default();
        format!("See wg/charter: {counts}")
    });
    let good = (!blocks(scrutiny.all()) && counted(own()).is_none()).then(|| "No problems found".to_owned());
    title([elsewhere, counted(own()), good, papers.moves()])
}

/// What to do next.
fn first(papers: DocumentCheckInput<'_>) -> String {
    let DocumentCheckInput { scrutiny, .. } = papers;
    if let Some(errors) = papers.what_blocks(scrutiny.of_proposals()) {
        return errors;
    }
    if blocks(scrutiny.remarks.iter()) {
        return "**To do:** fix what the check `wg/charter` shows. This check turns green with it.".to_owned();
    }
    match counted(scrutiny.of_proposals()) {
        Some(counts) => format!(
            "No action needed from the author before merging. Please check {counts} below: the people who decide on the \
             proposal will, too."
        ),
        None => "No action needed from the author: everything that files can show is there.".to_owned(),
    }
}

impl DocumentCheckInput<'_> {
    /// One checklist for each group.
    fn checklists(&self) -> Vec<String> {
        let proposals = &self.scrutiny.proposals;
        let one = proposals.len() == 1;
        let heading = |name: &str| if one { String::new() } else { format!("### {}\n\n", prose(name)) };
        proposals.iter().map(|it| format!("{}{}", heading(&it.proposal.name), checklist::table(it))).collect()
    }

    /// Steps that no file shows, as the policy names them.
    fn unseen(&self) -> Option<String> {
        let steps: Vec<_> = self.policy.proposal_steps.iter().map(|step| format!("- {}", sentence(step))).collect();
        (!steps.is_empty()).then(|| format!("**Not checked here**, and part of the process:\n\n{}", steps.join("\n")))
    }
}
