//! What is said below a pull request: answers to commands, and requests that need a mention.

use crate::domain::plan::Action;
use crate::domain::policy::Policy;
use crate::domain::render;
use crate::domain::snapshot::{Answer, Snapshot};
use crate::domain::topic::Topic;
use crate::domain::verdict::Verdict;

use super::write;

/// A sign on each comment with commands and, where there is something to say, a comment of ours.
pub(super) fn answers(snapshot: &Snapshot) -> Vec<Action> {
    let answer = |(comment, answer): (&u64, &Answer)| {
        let Answer { reaction, text } = answer.clone();
        let said = text.and_then(|body| write(snapshot, Topic::Answer(*comment), body));
        let sign = Action::React { comment: *comment, reaction, last: said.is_none() };
        std::iter::once(sign).chain(said)
    };
    snapshot.memory.answers.iter().flat_map(answer).collect()
}

/// Our one comment with mentions: of people who are reminded, and of those who can't be asked in another way.
pub(super) fn reviewers(snapshot: &Snapshot, verdict: &Verdict, policy: &Policy) -> Option<Action> {
    let body = render::reviewers::comment(snapshot, verdict, policy)?;
    write(snapshot, Topic::Reviewers, body)
}
