//! Writes that GitHub refused, in the words of the check.

use crate::domain::pull::refused_writes::Write;
use crate::domain::types::comment_topic::CommentTopic;

use super::text::{code, sentence};

/// One line: the refused write, and the reason.
pub(super) fn line(write: &Write, why: &str) -> String {
    let what = match write {
        Write::CreateLabel(name) => format!("create the label {}", code(name)),
        Write::ChangeLabel(name) => format!("change the label {}", code(name)),
        Write::AddLabel(name) => format!("add the label {}", code(name)),
        Write::RemoveLabel(name) => format!("remove the label {}", code(name)),
        Write::Comment(CommentTopic::Proposal) => "post the comment on the proposal".to_owned(),
        Write::Comment(CommentTopic::Reviewers) => "post the comment to the reviewers".to_owned(),
        Write::Comment(CommentTopic::Answers) => "post the answer to a command".to_owned(),
        Write::TakeBack => "withdraw a review request".to_owned(),
    };
    format!("- GitHub refused to {what}: {}", sentence(why.trim_end_matches('.')))
}
