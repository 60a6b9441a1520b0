//! The arguments of a command, read from left to right.

use std::str::FromStr;

use crate::domain::types::ids::{GroupId, InvalidName, Login};

use super::{Misread, Verb, is_blank};

/// The longest path that is read, in bytes: Linux does not open longer ones.
const PATH: usize = 4_096;

/// The longest reason, in characters.
const REASON: usize = 500;

/// A user's own limit of open requests: 0 to 1,000, or `none` for the default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(pub Option<u32>);

/// The largest limit that users can set for themselves.
const LARGEST: u32 = 1_000;

impl FromStr for Limit {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        if text.eq_ignore_ascii_case("none") {
            return Ok(Self(None));
        }
        let number = text.parse().ok().filter(|number| *number <= LARGEST && !text.starts_with('+'));
        let invalid =
            || InvalidName { kind: "limit", text: text.to_owned(), rule: "a number from 0 to 1,000, or `none`" };
        number.map(|number| Self(Some(number))).ok_or_else(invalid)
    }
}

/// A part of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CommandArgument {
    /// The path of a file: one line of at most 4,096 bytes.
    Path,
    /// An account, with `@` or without.
    Login,
    /// A group's id.
    Group,
    /// A repository's full name.
    Repository,
    /// A reason: the rest of the line, at most 500 characters.
    Reason,
    /// The word `until`.
    Until,
    /// A day of the calendar.
    Date,
    /// A number from 0 to 1,000, or `none`.
    Capacity,
}

/// The rest of a line.
pub(super) struct Rest<'t> {
    pub(super) verb: Verb,
    pub(super) text: &'t str,
}

impl<'t> Rest<'t> {
    /// The next argument, which is one word.
    pub(super) fn one<T: FromStr>(&mut self, argument: CommandArgument) -> Result<T, Misread> {
        let text = self.needed(argument)?;
        text.parse().map_err(|_| self.wrong(argument, text))
    }

    /// A login, if there is a word.
    pub(super) fn login(&mut self) -> Result<Option<Login>, Misread> {
        let Some(text) = self.word() else { return Ok(None) };
        let login = text.strip_prefix('@').unwrap_or(text).parse();
        login.map(Some).map_err(|_| self.wrong(CommandArgument::Login, text))
    }

    /// The word `until`.
    pub(super) fn until(&mut self) -> Result<(), Misread> {
        let text = self.needed(CommandArgument::Until)?;
        if text.eq_ignore_ascii_case("until") { Ok(()) } else { Err(self.wrong(CommandArgument::Until, text)) }
    }

    /// A limit; `None` for the word `none`.
    pub(super) fn capacity(&mut self) -> Result<Option<u32>, Misread> {
        let Limit(most) = self.one(CommandArgument::Capacity)?;
        Ok(most)
    }

    /// A group's id: the whole rest, because an id may contain blanks.
    pub(super) fn group(&mut self) -> Result<GroupId, Misread> {
        let text = self.all().ok_or(Misread::Missing { verb: self.verb, argument: CommandArgument::Group })?;
        text.parse().map_err(|_| self.wrong(CommandArgument::Group, text))
    }

    /// A path, if there is one: the whole rest.
    pub(super) fn path(&mut self) -> Result<Option<String>, Misread> {
        let Some(text) = self.all() else { return Ok(None) };
        if text.contains('\t') {
            return Err(Misread::Unseen { character: '\t' });
        }
        if text.len() > PATH {
            return Err(self.wrong(CommandArgument::Path, text));
        }
        Ok(Some(text.to_owned()))
    }

    /// A reason: the whole rest.
    pub(super) fn reason(&mut self) -> Result<String, Misread> {
        let text = self.all().ok_or(Misread::Missing { verb: self.verb, argument: CommandArgument::Reason })?;
        if text.chars().count() > REASON {
            return Err(self.wrong(CommandArgument::Reason, text));
        }
        Ok(text.to_owned())
    }

    /// Fails if there is any text left.
    pub(super) fn end(mut self) -> Result<(), Misread> {
        match self.all() {
            Some(text) => Err(Misread::TooMany { verb: self.verb, text: text.to_owned() }),
            None => Ok(()),
        }
    }

    fn needed(&mut self, argument: CommandArgument) -> Result<&'t str, Misread> {
        self.word().ok_or(Misread::Missing { verb: self.verb, argument })
    }

    fn word(&mut self) -> Option<&'t str> {
        let (word, rest) = first(self.text);
        self.text = rest;
        (!word.is_empty()).then(|| bare(word))
    }

    fn all(&mut self) -> Option<&'t str> {
        let all = std::mem::take(&mut self.text).trim_matches(is_blank);
        (!all.is_empty()).then(|| bare(all))
    }

    fn wrong(&self, argument: CommandArgument, text: &str) -> Misread {
        Misread::Wrong { verb: self.verb, argument, text: text.to_owned() }
    }
}

/// The first word of a text, and the rest.
pub(super) fn first(text: &str) -> (&str, &str) {
    let text = text.trim_start_matches(is_blank);
    text.split_once(is_blank).unwrap_or((text, ""))
}

/// The text without surrounding backticks, the same number at both ends, and without blanks inside of them.
pub(super) fn bare(text: &str) -> &str {
    let inner = text.trim_start_matches('`');
    let (ticks, _) = text.split_at(text.len() - inner.len());
    let ended =
        inner.strip_suffix(ticks).filter(|inner| !inner.ends_with('`')).map(|inner| inner.trim_matches(is_blank));
    ended.filter(|inner| !inner.is_empty()).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backticks_around_a_text_go_and_others_stay() {
        for (text, without) in [("`a b`", "a b"), ("`` `a` ``", "`a`"), ("a", "a"), ("`a`b`", "a`b")] {
            assert_eq!(bare(text), without, "{text}");
        }
        for text in ["`a", "a`", "``a`", "`a``", "`", "``", "``` ```", "` `"] {
            assert_eq!(bare(text), text);
        }
    }
}
