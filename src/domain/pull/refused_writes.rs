//! Writes that GitHub refused. The check reports them, and they are retried only after a while.

use std::fmt;
use std::str::FromStr;

use crate::domain::types::comment_topic::CommentTopic;
use crate::domain::types::ids::InvalidName;

use super::plan::Action;

/// One effect of a write. Its name is the same in every run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Write {
    /// Create this label in the repository.
    CreateLabel(String),
    /// Change this label's name or look.
    ChangeLabel(String),
    /// Add this label to the pull request.
    AddLabel(String),
    /// Remove this label from the pull request.
    RemoveLabel(String),
    /// Write the comment on this topic.
    Comment(CommentTopic),
    /// Remove review requests.
    TakeBack,
}

/// GitHub's answer to a write that it refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteRefusal {
    /// GitHub's reason.
    pub why: String,
    /// Whether the refusal is old enough to retry the write.
    pub due: bool,
}

impl Write {
    /// The writes of an action. Review requests are not included: a refusal is remembered for each reviewer. Checks are
    /// not included either, because a refusal would be reported on the check itself. Reactions are not, because no one
    /// waits for them.
    pub fn of(action: &Action) -> Vec<Self> {
        match action {
            Action::CreateLabel { label, .. } => vec![Self::CreateLabel(label.name.clone())],
            Action::ChangeLabel { label, .. } => vec![Self::ChangeLabel(label.name.clone())],
            Action::AddLabels { names, .. } => names.iter().cloned().map(Self::AddLabel).collect(),
            Action::RemoveLabel { name } => vec![Self::RemoveLabel(name.clone())],
            Action::WriteComment { topic, .. } => vec![Self::Comment(*topic)],
            Action::TakeBack { .. } => vec![Self::TakeBack],
            Action::RequestReview { .. }
            | Action::PostCheck { .. }
            | Action::HoldCheck { .. }
            | Action::React { .. } => Vec::new(),
        }
    }
}

/// The stored form; [`FromStr`] reads it back.
impl fmt::Display for Write {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CreateLabel(name) => write!(f, "create-label {name}"),
            Self::ChangeLabel(name) => write!(f, "change-label {name}"),
            Self::AddLabel(name) => write!(f, "add-label {name}"),
            Self::RemoveLabel(name) => write!(f, "remove-label {name}"),
            Self::Comment(topic) => write!(f, "comment {topic}"),
            Self::TakeBack => f.write_str("take-back"),
        }
    }
}

impl FromStr for Write {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let (verb, rest) = text.split_once(' ').unwrap_or((text, ""));
        let name = rest.to_owned();
        match verb {
            "create-label" => Ok(Self::CreateLabel(name)),
            "change-label" => Ok(Self::ChangeLabel(name)),
            "add-label" => Ok(Self::AddLabel(name)),
            "remove-label" => Ok(Self::RemoveLabel(name)),
            "comment" => rest.parse().map(Self::Comment),
            "take-back" => Ok(Self::TakeBack),
            _ => Err(InvalidName { kind: "write", text: text.to_owned(), rule: "a verb and what it is about" }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_write_is_read_back_as_it_was_kept() {
        let name = "wg/docs and more".to_owned();
        for write in [
            Write::CreateLabel(name.clone()),
            Write::ChangeLabel(name.clone()),
            Write::AddLabel(name.clone()),
            Write::RemoveLabel(name),
            Write::Comment(CommentTopic::Proposal),
            Write::TakeBack,
        ] {
            assert_eq!(write.to_string().parse(), Ok(write));
        }
        assert!("paint-label x".parse::<Write>().is_err());
    }
}
