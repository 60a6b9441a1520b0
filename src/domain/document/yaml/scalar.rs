//! A text as a YAML scalar that every parser reads as that text: as people write it if it can't be misread, otherwise
//! in double quotes.

use super::Meaning;

/// Characters without a meaning inside a plain scalar, whatever is next to them.
const MARKS: &str = " -_./()[]@&',+!?=;%*~$^\u{2013}\u{2014}\u{2019}";

/// `text` as a value or an entry on a line of its own; not for flow collections.
pub fn scalar(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

/// Whether no parser of YAML 1.1 or 1.2 reads the text without quotes as anything else.
fn is_plain(text: &str) -> bool {
    let begins = text.starts_with(|ch: char| ch.is_alphanumeric() || matches!(ch, '.' | '/' | '('));
    // A colon before a blank makes a key; one within a URL does not.
    let harmless = |(at, ch): (usize, char)| match ch {
        ':' => text.get(at + 1..).is_some_and(|rest| rest.starts_with(|next: char| !next.is_whitespace())),
        _ => ch.is_alphanumeric() || MARKS.contains(ch),
    };
    let word = matches!(text, "y" | "Y" | "n" | "N") || Meaning::of(text) != Meaning::Text;
    begins && text.char_indices().all(harmless) && !text.ends_with(' ') && !word && !is_numeric(text)
}

/// Whether a text looks like a number in some version of YAML: `1e3`, `0o7`, `12:60`.
fn is_numeric(text: &str) -> bool {
    let part = |ch: char| ch.is_ascii_hexdigit() || matches!(ch, '.' | '_' | ':' | '-' | '+' | 'x' | 'X' | 'o' | 'O');
    text.starts_with(|ch: char| ch.is_ascii_digit() || ch == '.') && text.chars().all(part)
}

/// In double quotes; characters that are invisible, or not the same to every parser, become escapes.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for ch in text.chars() {
        match ch {
            '"' | '\\' => out.extend(['\\', ch]),
            ch if ch.is_alphanumeric() || ch.is_ascii_graphic() || MARKS.contains(ch) => out.push(ch),
            ch => out.push_str(&format!("\\U{:08X}", u32::from(ch))),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::parse;
    use super::*;

    #[test]
    fn what_people_write_without_quotes_has_none() {
        for text in ["Wayne E. Seguin", "Jan von Löwenstein", "AT&T", "3scale", ".github", "https://x.y/z", "a [b]"] {
            assert_eq!(scalar(text), text);
        }
        for text in ["no", "007", "1e3", "2021-01-01", "", " a", "a ", "a: b", "a #b", "- a", "*a", "&a", "@a", "a:"] {
            assert!(scalar(text).starts_with('"'), "{text}");
        }
    }

    proptest! {
        /// Alone, as a value and as an entry, it reads back as the same text.
        #[test]
        fn a_scalar_reads_back(text in "\\PC{0,12}|[ -~]{0,12}|(?s).{0,8}|[0-9a-fxoTZ:._+-]{0,8}") {
            let document = parse(&format!("key: {0}\nlist:\n- {0}\n", scalar(&text))).unwrap();
            prop_assert_eq!(&document.faults, &vec![]);
            let value = document.root.find("key").unwrap();
            prop_assert_eq!(value.text(), Some(text.as_str()));
            prop_assert_eq!(value.meaning(), Some(Meaning::Text));
            prop_assert_eq!(document.root.find("list").unwrap().items()[0].text(), Some(text.as_str()));
        }
    }
}
