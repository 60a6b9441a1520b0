//! Makes user text safe to show on GitHub: it pings no one, contains no links and breaks no table.

use crate::domain::text::invisible::is_hidden;

/// GitHub's limit for a check's summary, in characters.
pub const SUMMARY: usize = 65_535;

/// The maximum length of a check's title.
pub const TITLE: usize = 60;

/// `text` as inline code: nothing in it has a meaning in Markdown.
///
/// Backticks become apostrophes, and line breaks become blanks. Invisible characters are written out, so that no name
/// can look like another one.
pub fn code(text: &str) -> String {
    let mut shown = String::with_capacity(text.len() + 2);
    shown.push('`');
    text.chars().for_each(|ch| show(&mut shown, ch));
    shown.push('`');
    shown
}

/// `text` as prose: every character with a meaning in Markdown, HTML or GitHub is escaped.
pub fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(ch) = chars.next() {
        match ch {
            // Before a blank, it starts neither a URL nor an emoji.
            ':' if chars.peek().is_none_or(|next| *next == ' ') => out.push(ch),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '|' => out.push_str("&#124;"),
            // GitHub looks for mentions in the rendered page, where `&#64;` is `@` again, so a zero-width space
            // follows.
            '@' => out.push_str("&#64;&#8203;"),
            '#' => out.push_str("&#35;&#8203;"),
            ':' => out.push_str("&#58;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '!' => {
                out.push('\\');
                out.push(ch);
            }
            _ => show(&mut out, ch),
        }
    }
    if out.contains("www.") { out.replace("www.", "www&#46;") } else { out }
}

/// Markdown as a table cell.
pub fn cell(markdown: &str) -> String {
    markdown.replace('|', "\\|")
}

/// `text` for a check's title, which is not Markdown: one line, without an `@` that could be a mention.
pub fn titled(text: &str) -> String {
    plain(text).replace('@', "＠")
}

/// `text` for a place without Markdown, such as a terminal.
pub fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    text.chars().for_each(|ch| show(&mut shown, ch));
    shown
}

/// `text` as in a document, for a place without Markdown: each invisible character becomes one `�`, so that every
/// character keeps its column. Tabs are kept.
pub fn verbatim(text: &str) -> String {
    let shown = |ch: char| if ch != '\t' && is_hidden(ch) { char::REPLACEMENT_CHARACTER } else { ch };
    text.chars().map(shown).collect()
}

/// The same for several lines, which stay lines.
pub fn verbatim_lines(text: &str) -> String {
    text.split('\n').map(verbatim).collect::<Vec<_>>().join("\n")
}

/// A message next to the output, on a terminal or in the log of a workflow: like [`verbatim`], but with line breaks. No
/// line is a command to the workflow, which the name of a file could otherwise contain.
pub fn spoken(text: &str) -> String {
    let line = |line: &str| {
        let is_command = line.trim_start().starts_with("::") || line.contains("##[");
        if is_command { format!("› {}", verbatim(line).replace("##[", "## [")) } else { verbatim(line) }
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// The first `most` characters, with an ellipsis if there are more.
pub fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// Cuts a summary that is too long for GitHub at the end of a line, and adds a note.
pub fn fit(text: &str) -> String {
    const NOTE: &str = "\n\n_Cut here: GitHub shows 65,535 characters._";
    const CLOSE: &str = "\n\n</details>";
    if text.chars().count() <= SUMMARY {
        return text.to_owned();
    }
    let kept = cut(text, SUMMARY - NOTE.len() - CLOSE.len());
    let kept = &kept[..kept.rfind('\n').unwrap_or(kept.len())];
    // Close the folded text first, or the note would be folded, too.
    let open = kept.matches("<details>").count() > kept.matches("</details>").count();
    let close = if open { CLOSE } else { "" };
    format!("{kept}{close}{NOTE}")
}

/// One of our sentences with user text in backticks: that as code, the rest as prose.
///
/// A backtick in the user text only changes what is code and what is prose: both are safe.
pub fn sentence(text: &str) -> String {
    let part = |(number, part): (usize, &str)| if number % 2 == 1 { code(part) } else { prose(part) };
    text.split('`').enumerate().filter(|(_, part)| !part.is_empty()).map(part).collect()
}

/// A text of several lines as a code block, in a fence that the text can't close.
pub fn block(language: &str, text: &str) -> String {
    let longest = text.split(|ch| ch != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    let mut shown = String::with_capacity(text.len());
    text.chars().for_each(|ch| if matches!(ch, '\n' | '`') { shown.push(ch) } else { show(&mut shown, ch) });
    format!("{fence}{language}\n{}\n{fence}", shown.trim_end_matches('\n'))
}

/// Running text as lines, each at most this many characters long unless a single word is longer.
pub fn broken(text: &str, width: usize) -> Vec<String> {
    let length = |text: &str| text.chars().count();
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if length(line) + 1 + length(word) <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Words with a capital letter at the beginning.
pub fn heading(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A path in a link: everything with a meaning there is percent-encoded, except slashes (RFC 3986).
pub fn linked_path(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'/');
    path.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// Writes a character visibly: control, zero-width and direction characters by their number.
fn show(out: &mut String, ch: char) {
    match ch {
        '\n' | '\r' | '\t' => out.push(' '),
        '`' => out.push('\''),
        ' '..='~' => out.push(ch),
        _ if is_hidden(ch) => out.push_str(&format!("⟨U+{:04X}⟩", u32::from(ch))),
        _ => out.push(ch),
    }
}

/// "1 file", "2 files".
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_pings_nobody_and_breaks_nothing() {
        assert_eq!(code("a`b|c\nd"), "`a'b|c d`");
        assert_eq!(cell(&code("a|b")), "`a\\|b`");
        assert_eq!(prose("@all [x](y) <img> #1"), "&#64;&#8203;all \\[x\\](y) &lt;img&gt; &#35;&#8203;1");
        assert_eq!(prose("www.x a|b"), "www&#46;x a&#124;b");
        assert_eq!(titled("@all\n"), "＠all ");
        assert_eq!(plain("a\u{1b}[31m\u{202e}b"), "a⟨U+001B⟩[31m⟨U+202E⟩b");
        assert_eq!(verbatim("a`\tb\u{1b}\u{202e}c\r"), "a`\tb��c�");
        assert_eq!(spoken("a\u{1b}[2J\n ::error::b\n##[x]"), "a�[2J\n›  ::error::b\n› ## [x]");
        assert_eq!(cut("abcdef", 4), "abc…");
    }
}
