//! Topics of our comments: a pull request has one comment per topic, which is edited in place.

use std::fmt;
use std::str::FromStr;

use super::ids::InvalidName;

/// The topic of a comment of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CommentTopic {
    /// The parts that are still missing in a proposal.
    Proposal,
    /// Review requests that are renewed, or that GitHub refused.
    Reviewers,
    /// Replies to the latest comments with commands.
    Answers,
}

impl CommentTopic {
    /// The topic of a comment, by the mark at its beginning.
    pub fn of_body(body: &str) -> Option<Self> {
        let (topic, _) = body.strip_prefix("<!-- wg-steward: ")?.split_once(" -->")?;
        topic.parse().ok()
    }

    /// The hidden first line of the comment, which identifies it.
    pub fn mark(self) -> String {
        format!("<!-- wg-steward: {self} -->")
    }
}

/// The stored form; [`FromStr`] reads it back.
impl fmt::Display for CommentTopic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Proposal => f.write_str("proposal"),
            Self::Reviewers => f.write_str("reviewers"),
            Self::Answers => f.write_str("answers"),
        }
    }
}

impl FromStr for CommentTopic {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        match text {
            "proposal" => Ok(Self::Proposal),
            "reviewers" => Ok(Self::Reviewers),
            "answers" => Ok(Self::Answers),
            _ => {
                Err(InvalidName { kind: "topic", text: text.to_owned(), rule: "`proposal`, `reviewers` or `answers`" })
            }
        }
    }
}
