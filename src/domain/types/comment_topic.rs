//! What a comment of ours is about: there is one for each topic of a pull request, edited in place.

use std::fmt;
use std::str::FromStr;

use super::ids::InvalidName;

/// What a comment of ours is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CommentTopic {
    /// What is still missing of a proposal.
    Proposal,
    /// Requests for reviews that are renewed, or that GitHub did not take.
    Reviewers,
    /// Answers to the comments with commands that were obeyed last.
    Answers,
}

impl CommentTopic {
    /// The topic of a comment that begins with a mark.
    pub fn of_body(body: &str) -> Option<Self> {
        let (topic, _) = body.strip_prefix("<!-- wg-steward: ")?.split_once(" -->")?;
        topic.parse().ok()
    }

    /// The hidden first line of the comment, by which it is found again.
    pub fn mark(self) -> String {
        format!("<!-- wg-steward: {self} -->")
    }
}

/// As it is kept; [`FromStr`] reads it back.
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
