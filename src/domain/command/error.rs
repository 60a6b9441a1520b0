//! Why a command line is not understood.

use crate::domain::text::did_you_mean::nearest;

use super::{CommandArgument, Verb};

/// The longest word that is compared with commands, in bytes.
const COMPARED: usize = 32;

/// Why a line is not understood. Nothing in it is executed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misread {
    /// It has an invisible character, so readers can't tell its content.
    Unseen {
        /// The first such character.
        character: char,
    },
    /// It is only `/wg`.
    Empty,
    /// It is not a known command.
    Unknown {
        /// The word as written.
        word: String,
        /// The command with the most similar word, if there is one.
        nearest: Option<Verb>,
    },
    /// An argument is missing.
    Missing {
        /// The command.
        verb: Verb,
        /// The first missing argument.
        argument: CommandArgument,
    },
    /// An argument is not valid.
    Wrong {
        /// The command.
        verb: Verb,
        /// The first argument that is not valid.
        argument: CommandArgument,
        /// The text in its place.
        text: String,
    },
    /// There are more arguments than the command has.
    TooMany {
        /// The command.
        verb: Verb,
        /// The superfluous text.
        text: String,
    },
}

impl Misread {
    pub(super) fn unknown(word: &str) -> Self {
        let known = Verb::ALL.into_iter().map(|verb| (verb.word().to_owned(), verb));
        let nearest = if word.len() > COMPARED { None } else { nearest(word, known).into_iter().next() };
        Self::Unknown { word: word.to_owned(), nearest }
    }
}
