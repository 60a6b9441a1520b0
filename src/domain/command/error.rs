//! Why a line that speaks to us is not understood.

use crate::domain::text::did_you_mean::nearest;

use super::{CommandArgument, Verb};

/// The longest word that is compared with those of the commands, in bytes.
const COMPARED: usize = 32;

/// Why a line is not understood. Nothing of it is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misread {
    /// It has a character that is not seen: nobody can tell what the line says.
    Unseen {
        /// The first such character.
        character: char,
    },
    /// It is nothing but `/wg`.
    Empty,
    /// No command has this word.
    Unknown {
        /// As it is written.
        word: String,
        /// The command that has the most similar word, if one has.
        nearest: Option<Verb>,
    },
    /// An argument is not there.
    Missing {
        /// The command.
        verb: Verb,
        /// The first argument that is not there.
        argument: CommandArgument,
    },
    /// An argument is not what it has to be.
    Wrong {
        /// The command.
        verb: Verb,
        /// The first argument that is wrong.
        argument: CommandArgument,
        /// What is written in its place.
        text: String,
    },
    /// There is more than the command takes.
    TooMany {
        /// The command.
        verb: Verb,
        /// What is too much.
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
