//! The list of commands.

use std::fmt;

/// A command without its arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// Lists the commands.
    Help,
    /// Explains who owns the changes, or a path, and why.
    Explain,
    /// Reads everything again and makes a new decision.
    Recheck,
    /// Requests the review from another reviewer.
    Reroll,
    /// Requests a review from a group.
    Request,
    /// Shows who owns a repository, or a path in it.
    WhoOwns,
    /// Shows who has to agree to the changes, and who has.
    Approvals,
    /// Bypasses the rules that a member of the oversight may bypass.
    Bypass,
    /// Stops requests to the author of the comment until a day.
    Away,
    /// Allows them again.
    Back,
    /// Limits the open requests of the author of the comment.
    Capacity,
}

impl Verb {
    /// All of them, in display order.
    pub const ALL: [Self; 11] = [
        Self::Help,
        Self::Explain,
        Self::Recheck,
        Self::Reroll,
        Self::Request,
        Self::WhoOwns,
        Self::Approvals,
        Self::Bypass,
        Self::Away,
        Self::Back,
        Self::Capacity,
    ];

    /// The command for a word, ignoring case.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.word().eq_ignore_ascii_case(word))
    }

    /// The word after `/wg`: stable.
    pub fn word(self) -> &'static str {
        match self {
            Self::Help => "help",
            Self::Explain => "explain",
            Self::Recheck => "recheck",
            Self::Reroll => "reroll",
            Self::Request => "request",
            Self::WhoOwns => "who-owns",
            Self::Approvals => "approvals",
            Self::Bypass => "bypass",
            Self::Away => "away",
            Self::Back => "back",
            Self::Capacity => "capacity",
        }
    }

    /// How it is written: capital letters are arguments, brackets mean optional.
    pub fn usage(self) -> &'static str {
        match self {
            Self::Help => "/wg help",
            Self::Explain => "/wg explain [PATH]",
            Self::Recheck => "/wg recheck",
            Self::Reroll => "/wg reroll [LOGIN]",
            Self::Request => "/wg request GROUP",
            Self::WhoOwns => "/wg who-owns OWNER/NAME [PATH]",
            Self::Approvals => "/wg approvals",
            Self::Bypass => "/wg bypass REASON",
            Self::Away => "/wg away until DATE",
            Self::Back => "/wg back",
            Self::Capacity => "/wg capacity N",
        }
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_known_in_any_case_and_begins_its_usage() {
        for verb in Verb::ALL {
            assert_eq!(Verb::of(&verb.word().to_uppercase()), Some(verb));
            assert!(verb.usage().starts_with(&format!("/wg {verb}")));
        }
        assert_eq!(Verb::of("bac\u{212a}"), None);
    }
}
