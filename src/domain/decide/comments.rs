//! Comments below a pull request: replies to commands, and mentions for review requests.

use crate::domain::policy::Policy;
use crate::domain::pull::ownership_report::OwnershipReport;
use crate::domain::pull::plan::Action;
use crate::domain::pull::snapshot::{Answer, Snapshot};
use crate::domain::render;
use crate::domain::types::comment_topic::CommentTopic;

use super::write;

/// One comment with all replies, which replaces the previous text, and a reaction to each comment with commands.
pub(super) fn answers(snapshot: &Snapshot) -> Vec<Action> {
    let body = render::command_reply::comment(snapshot);
    let said = body.and_then(|body| write(snapshot, CommentTopic::Answers, body));
    let sign = |(comment, answer): (&u64, &Answer)| Action::React { comment: *comment, reaction: answer.reaction };
    said.into_iter().chain(snapshot.memory.answers.iter().map(sign)).collect()
}

/// Our only comment with mentions: of people who are reminded, and of people whom GitHub does not accept as reviewers.
pub(super) fn reviewers(snapshot: &Snapshot, verdict: &OwnershipReport, policy: &Policy) -> Option<Action> {
    let body = render::reviewers::comment(snapshot, verdict, policy)?;
    write(snapshot, CommentTopic::Reviewers, body)
}
