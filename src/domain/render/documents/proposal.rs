//! The text of `wg/proposal`: what the process still asks of a proposed group.

use super::{Papers, checklist, doubtful, plain, remarks};
use crate::domain::finding::Severity;
use crate::domain::plan::{Check, Conclusion};
use crate::domain::render::effects;
use crate::domain::render::text::{TITLE, count, cut, fit, prose, sentence};
use crate::domain::rules::Remark;
use crate::domain::scrutiny;
use crate::domain::topic::Topic;

/// The check under its name.
pub fn check(name: &str, papers: Papers<'_>) -> Check {
    let Papers { scrutiny, .. } = papers;
    if let Some(doubt) = &scrutiny.doubt {
        return doubtful(name, doubt);
    }
    if scrutiny.proposals.is_empty() {
        let first = "Nothing to do: this pull request proposes no working group.".to_owned();
        return plain(name, Conclusion::Success, "Not applicable: no group is proposed", &[first]);
    }
    let (conclusion, title) = result(papers);
    let mut parts = vec![first(papers)];
    parts.extend(papers.checklists());
    parts.extend(effects::summary(&scrutiny.effects));
    parts.extend(papers.suggestions(scrutiny.of_proposals()));
    parts.extend(papers.what_is_open(scrutiny.of_proposals()));
    parts.extend(papers.unseen());
    Check { annotations: remarks::annotations(scrutiny.of_proposals()), ..plain(name, conclusion, &title, &parts) }
}

/// The checklist as a comment, with the hidden mark by which it is found again; `None` where no group is proposed.
pub fn comment(papers: Papers<'_>) -> Option<String> {
    let Papers { scrutiny, .. } = papers;
    if scrutiny.proposals.is_empty() || scrutiny.doubt.is_some() {
        return None;
    }
    let (_, title) = result(papers);
    let mut parts = vec![format!("{}\n**{}**", Topic::Proposal.mark(), prose(&title)), first(papers)];
    parts.extend(papers.checklists());
    parts.extend(papers.unseen());
    parts.push("_This comment is kept up to date with each push; the check `wg/proposal` has the details._".to_owned());
    Some(fit(&parts.join("\n\n")))
}

fn result(papers: Papers<'_>) -> (Conclusion, String) {
    let remarks = || papers.scrutiny.of_proposals();
    let blocking = scrutiny::count(remarks(), Severity::Error);
    let open = scrutiny::count(remarks(), Severity::Warning);
    let whose = match papers.scrutiny.proposals.as_slice() {
        [_] => "this proposal".to_owned(),
        many => format!("these {} proposals", many.len()),
    };
    let look = if open > 0 { format!(", {open} to look at") } else { String::new() };
    let (conclusion, title) = match blocking {
        0 if open == 0 => (Conclusion::Success, format!("Nothing is missing in {whose}")),
        0 => (Conclusion::Success, format!("Nothing blocks {whose}{look}")),
        1 => (Conclusion::Failure, format!("1 thing blocks {whose}{look}")),
        _ => (Conclusion::Failure, format!("{blocking} things block {whose}{look}")),
    };
    (conclusion, cut(&title, TITLE))
}

/// What to do next.
fn first(papers: Papers<'_>) -> String {
    let remarks: Vec<&Remark> = papers.scrutiny.of_proposals().collect();
    papers.what_blocks(remarks.iter().copied()).unwrap_or_else(|| {
        let open = scrutiny::count(remarks.iter().copied(), Severity::Warning);
        match open {
            0 => "Nothing to do for you: everything that files can show is there.".to_owned(),
            _ => format!(
                "Nothing blocks. {} below; the people who decide on the proposal will look at the same.",
                match open {
                    1 => "One thing to look at stands".to_owned(),
                    many => format!("{} to look at stand", count(many, "thing", "things")),
                }
            ),
        }
    })
}

impl Papers<'_> {
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
        (!steps.is_empty())
            .then(|| format!("Not visible in files, and asked for all the same:\n\n{}", steps.join("\n")))
    }
}
