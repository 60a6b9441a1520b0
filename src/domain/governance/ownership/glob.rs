//! Wildcards: `*` for any characters and `?` for one. One algorithm matches a sequence of pattern pieces against a
//! sequence of characters or of folders.
//!
//! **Invariant:** a match takes at most pattern length times text length steps, so no pattern can make it slow.

/// A piece of a pattern for sequences of `T`.
pub(super) trait Piece<T> {
    /// Whether it matches any number of items, including none.
    fn is_run(&self) -> bool;
    /// Whether it matches this one item.
    fn fits(&self, thing: T) -> bool;
}

/// A character or a wildcard in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Glyph {
    /// This character.
    One(char),
    /// `?`.
    Any,
    /// `*`.
    Run,
}

impl Piece<char> for Glyph {
    fn is_run(&self) -> bool {
        *self == Self::Run
    }

    fn fits(&self, thing: char) -> bool {
        match self {
            Self::One(ch) => *ch == thing,
            Self::Any => true,
            Self::Run => false,
        }
    }
}

/// Reads a name with wildcards. A backslash escapes the character after it; `None` if there is no such character.
pub(super) fn glyphs(text: &str) -> Option<Vec<Glyph>> {
    let mut glyphs = Vec::new();
    let mut chars = text.chars();
    while let Some(ch) = chars.next() {
        glyphs.push(match ch {
            '\\' => Glyph::One(chars.next()?),
            '?' => Glyph::Any,
            // Two stars in a name mean the same as one.
            '*' if glyphs.last() == Some(&Glyph::Run) => continue,
            '*' => Glyph::Run,
            ch => Glyph::One(ch),
        });
    }
    Some(glyphs)
}

/// Whether the whole sequence matches the whole pattern.
///
/// Only the last run is extended, one item at a time: everything before it already matched as early as possible.
pub(super) fn fits<T: Copy, P: Piece<T>>(pattern: &[P], row: impl Iterator<Item = T> + Clone) -> bool {
    let mut pieces = pattern.iter();
    let mut rest = row;
    let mut last_run = None;
    loop {
        let before = (pieces.clone(), rest.clone());
        match (pieces.next(), rest.next()) {
            (None, None) => return true,
            (Some(piece), _) if piece.is_run() => {
                rest = before.1;
                last_run = Some((pieces.clone(), rest.clone()));
            }
            (Some(piece), Some(thing)) if piece.fits(thing) => {}
            _ => {
                let Some((after, mut from)) = last_run else { return false };
                if from.next().is_none() {
                    return false;
                }
                pieces = after.clone();
                rest = from.clone();
                last_run = Some((after, from));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_any_characters_and_a_question_mark_is_one() {
        let fits = |pattern: &str, text: &str| super::fits(&glyphs(pattern).unwrap(), text.chars());
        for (pattern, text) in
            [("*", ""), ("*", "x"), ("a*", "a"), ("a*c", "abcbc"), ("*.js", "a.b.js"), ("?", "ä"), ("\\*", "*")]
        {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("a*c", "abcb"), ("?", ""), ("\\*", "x"), ("*.js", "a.jsx"), ("a", ""), ("", "a")] {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
        assert_eq!(glyphs("a\\"), None);
    }

    #[test]
    fn a_pattern_with_many_stars_takes_no_longer_than_its_length_times_the_texts() {
        let pattern = glyphs(&"a*".repeat(200)).unwrap();
        let pattern: Vec<_> = pattern.into_iter().chain([Glyph::One('b')]).collect();
        assert!(!fits(&pattern, "a".repeat(20_000).chars()));
    }
}
