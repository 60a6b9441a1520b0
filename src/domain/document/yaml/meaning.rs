//! The meaning of a plain scalar in YAML 1.1, which the organization's own generator reads (with `PyYAML`): there, `no`
//! is a boolean, `007` a number and `2021-01-01` a date, so a login of that form must be quoted.
//!
//! Source: <https://yaml.org/type/>, with `PyYAML`'s differences: a float has a dot, `y` and `n` are text.

use std::ops::RangeInclusive;

/// The type that a plain scalar is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Text.
    Text,
    /// Null: ``, `~`, `null`.
    Null,
    /// `true`, `yes`, `on` and their opposites.
    Boolean,
    /// Digits, with a sign or in another base, or minutes and seconds such as `12:34`.
    Integer,
    /// Digits with a dot.
    Float,
    /// A date or a time.
    Timestamp,
    /// `<<` or `=`: reserved words of YAML without a value.
    Reserved,
}

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
            _ if integer(unsigned(text)) => Self::Integer,
            _ if float(text) => Self::Float,
            _ if timestamp(text) => Self::Timestamp,
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

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['-', '+']).unwrap_or(text)
}

/// One or more characters of a kind.
fn run(text: &str, kind: fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(kind)
}

/// Up to two digits below 60.
fn sixtieth(text: &str) -> bool {
    run(text, |ch| ch.is_ascii_digit()) && (text.len() == 1 || text.len() == 2 && text < "60")
}

/// `12_000`, beginning with a digit.
fn decimal(text: &str) -> bool {
    text.starts_with(|ch: char| ch.is_ascii_digit()) && run(text, |ch| ch.is_ascii_digit() || ch == '_')
}

/// Without its sign: in base 2, 8, 10, 16 or 60.
fn integer(text: &str) -> bool {
    if let Some(bits) = text.strip_prefix("0b") {
        return run(bits, |ch| matches!(ch, '0' | '1' | '_'));
    }
    if let Some(hex) = text.strip_prefix("0x") {
        return run(hex, |ch| ch.is_ascii_hexdigit() || ch == '_');
    }
    if let Some(octal) = text.strip_prefix('0') {
        return octal.is_empty() || run(octal, |ch| matches!(ch, '0'..='7' | '_'));
    }
    let mut parts = text.split(':');
    parts.next().is_some_and(decimal) && parts.all(sixtieth)
}

fn float(text: &str) -> bool {
    let Some((whole, rest)) = text.split_once('.') else { return false };
    if matches!(rest, "inf" | "Inf" | "INF") && unsigned(whole).is_empty() {
        return true;
    }
    if whole.is_empty() {
        return matches!(rest, "nan" | "NaN" | "NAN") || decimal(mantissa(rest));
    }
    let mut parts = unsigned(whole).split(':');
    let rest = if whole.contains(':') { rest } else { mantissa(rest) };
    parts.next().is_some_and(decimal)
        && parts.all(sixtieth)
        && (rest.is_empty() || run(rest, |ch| ch.is_ascii_digit() || ch == '_'))
}

/// The part before the exponent (`e` with a sign and digits), if there is one.
fn mantissa(text: &str) -> &str {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return text };
    let signed = exponent.strip_prefix(['-', '+']).is_some_and(|digits| run(digits, |ch| ch.is_ascii_digit()));
    if signed { mantissa } else { text }
}

/// `2021-01-01`, or a date with a time and perhaps a time zone.
fn timestamp(text: &str) -> bool {
    let Some(end) = text.find(['T', 't', ' ', '\t']) else { return digits(text, '-', &[4..=4, 2..=2, 2..=2]) };
    let (day, rest) = text.split_at(end);
    let rest = rest.strip_prefix(['T', 't']).unwrap_or(rest.trim_start_matches([' ', '\t']));
    let zone = rest.find(|ch: char| !matches!(ch, '0'..='9' | ':' | '.')).unwrap_or(rest.len());
    let (time, zone) = rest.split_at(zone);
    let (time, fraction) = time.split_once('.').unwrap_or((time, ""));
    let zone = zone.trim_start_matches([' ', '\t']);
    let offset = zone.strip_prefix(['-', '+']);
    let zoned = |zone: &str| digits(zone, ':', &[1..=2]) || digits(zone, ':', &[1..=2, 2..=2]);
    digits(day, '-', &[4..=4, 1..=2, 1..=2])
        && digits(time, ':', &[1..=2, 2..=2, 2..=2])
        && fraction.chars().all(|ch| ch.is_ascii_digit())
        && (matches!(zone, "" | "Z") || offset.is_some_and(zoned))
}

/// Groups of digits with the given lengths.
fn digits(text: &str, between: char, groups: &[RangeInclusive<usize>]) -> bool {
    let parts: Vec<_> = text.split(between).collect();
    let fits = |(part, lengths): (&&str, &RangeInclusive<usize>)| {
        lengths.contains(&part.len()) && part.chars().all(|ch| ch.is_ascii_digit())
    };
    parts.len() == groups.len() && parts.iter().zip(groups).all(fits)
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
