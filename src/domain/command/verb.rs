//! The commands that there are.

use std::fmt;

/// What a command is about: its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// Lists the commands.
    Help,
    /// Says who owns what is changed, or a path, and why.
    Explain,
    /// Reads everything again and decides anew.
    Recheck,
    /// Asks somebody else.
    Reroll,
    /// Asks somebody of a group.
    Request,
    /// Says who owns a repository, or a path in it.
    WhoOwns,
    /// Asks nothing of the author of the comment until a day.
    Away,
    /// Ends that.
    Back,
    /// Limits how many reviews the author of the comment is asked for.
    Capacity,
}

impl Verb {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::Help,
        Self::Explain,
        Self::Recheck,
        Self::Reroll,
        Self::Request,
        Self::WhoOwns,
        Self::Away,
        Self::Back,
        Self::Capacity,
    ];

    /// The command of a word, in any case of letters.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verb| verb.word().eq_ignore_ascii_case(word))
    }

    /// The word behind `/wg`: stable.
    pub fn word(self) -> &'static str {
        match self {
            Self::Help => "help",
            Self::Explain => "explain",
            Self::Recheck => "recheck",
            Self::Reroll => "reroll",
            Self::Request => "request",
            Self::WhoOwns => "who-owns",
            Self::Away => "away",
            Self::Back => "back",
            Self::Capacity => "capacity",
        }
    }

    /// How it is written: capital letters stand for what is to be filled in, brackets around what may be left out.
    pub fn usage(self) -> &'static str {
        match self {
            Self::Help => "/wg help",
            Self::Explain => "/wg explain [PATH]",
            Self::Recheck => "/wg recheck",
            Self::Reroll => "/wg reroll [LOGIN]",
            Self::Request => "/wg request GROUP",
            Self::WhoOwns => "/wg who-owns OWNER/NAME [PATH]",
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
