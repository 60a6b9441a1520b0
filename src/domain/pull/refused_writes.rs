//! Writes that GitHub refused: they are reported on the check, and not tried again at once.

use std::fmt;
use std::str::FromStr;

use crate::domain::types::comment_topic::CommentTopic;
use crate::domain::types::ids::InvalidName;

use super::plan::Action;

/// One thing that a write does, under a name that stays the same from look to look.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Write {
    /// Make this label in the repository.
    CreateLabel(String),
    /// Give a label this name, or another look.
    ChangeLabel(String),
    /// Put this label on the pull request.
    AddLabel(String),
    /// Take this label off the pull request.
    RemoveLabel(String),
    /// Write the comment on this topic.
    Comment(CommentTopic),
    /// Take requests for reviews back.
    TakeBack,
}

/// GitHub's answer to a write that it refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteRefusal {
    /// GitHub's reason.
    pub why: String,
    /// Whether it was so long ago that the write is tried again.
    pub due: bool,
}

impl Write {
    /// What an action writes. Requests for reviews are not here: each reviewer who can't be asked is remembered on their
    /// own. Nor are checks, on which it would be reported, and signs on comments, for which nobody waits.
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

/// As it is kept; [`FromStr`] reads it back.
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
