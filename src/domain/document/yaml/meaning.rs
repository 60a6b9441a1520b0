//! What a plain scalar means in YAML 1.1, which the organization's own generator reads (with `PyYAML`): there `no` is a
//! boolean, `007` a number and `2021-01-01` a day, so that a login of that form must be quoted.
//!
//! Source: <https://yaml.org/type/>, with `PyYAML`'s differences: a float has a dot, `y` and `n` are text.

use std::sync::LazyLock;

use regex::Regex;

/// What a plain scalar is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Text.
    Text,
    /// Nothing: ``, `~`, `null`.
    Null,
    /// `true`, `yes`, `on` and their opposites.
    Boolean,
    /// Digits, with a sign or in another base, or minutes and seconds such as `12:34`.
    Integer,
    /// Digits with a dot.
    Float,
    /// A day or a time.
    Timestamp,
    /// `<<` or `=`: words of YAML itself, for which there is no value.
    Reserved,
}

#[expect(clippy::expect_used, reason = "the pattern is a constant and is compiled by a test")]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is valid")
}

static INTEGER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$",
    )
});

static FLOAT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$",
    )
});

static TIMESTAMP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?)$",
    )
});

impl Meaning {
    /// The meaning of a scalar without quotes.
    pub fn of(text: &str) -> Self {
        match text {
            "" | "~" | "null" | "Null" | "NULL" => return Self::Null,
            "<<" | "=" => return Self::Reserved,
            "yes" | "Yes" | "YES" | "no" | "No" | "NO" | "true" | "True" | "TRUE" | "false" | "False" | "FALSE"
            | "on" | "On" | "ON" | "off" | "Off" | "OFF" => return Self::Boolean,
            _ => {}
        }
        let numeric = text.starts_with(|ch: char| ch.is_ascii_digit() || matches!(ch, '+' | '-' | '.'));
        match text {
            _ if !numeric => Self::Text,
            _ if INTEGER.is_match(text) => Self::Integer,
            _ if FLOAT.is_match(text) => Self::Float,
            _ if TIMESTAMP.is_match(text) => Self::Timestamp,
            _ => Self::Text,
        }
    }

    /// In words, with an article.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::Null => "nothing",
            Self::Boolean => "a truth value",
            Self::Integer | Self::Float => "a number",
            Self::Timestamp => "a date",
            Self::Reserved => "a word of YAML itself",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Meaning::{self, *};

    #[test]
    fn scalars_mean_what_the_generator_takes_them_for() {
        let cases: [(Meaning, &[&str]); 7] = [
            (Text, &["octocat", "y", "n", "1e3", "nan", "08", "12:60", "2021-1-1", "é", "1.2.3", "0b2", "-", "no way"]),
            (Null, &["", "~", "null", "Null"]),
            (Boolean, &["no", "On", "TRUE", "off"]),
            (Integer, &["0", "007", "-12", "+1", "1_000", "0x1F", "0b101", "12:34"]),
            (Float, &["1.5", ".5", "1.", "-.inf", ".NaN", "1.5e+3", "12:34.5"]),
            (Timestamp, &["2021-01-01", "2021-1-1 1:02:03", "2021-01-01T01:02:03.4Z"]),
            (Reserved, &["<<", "="]),
        ];
        for (meaning, texts) in cases {
            for text in texts {
                assert_eq!(Meaning::of(text), meaning, "`{text}`");
            }
        }
    }
}
