//! The commands in a comment on a pull request: lines that begin with `/wg`.
//!
//! Only running text counts, according to the Markdown parser, and nothing that is quoted, listed or shown as code. A
//! line is read as written, not as Markdown renders it.

mod argument;
mod error;
mod parse;
mod verb;

pub use argument::{CommandArgument, Limit};
pub use error::Misread;
pub use parse::Command;
pub use verb::Verb;

use crate::domain::document::markdown::running_lines;
use crate::domain::text::invisible::is_unseen;

/// How many commands of one comment are executed.
pub const MAX: usize = 10;

/// The longest text that is read, in bytes: GitHub's limit for comments is 65,536 characters.
const MAX_BYTES: usize = 4 * 65_536;

/// The commands of a comment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spoken {
    /// The first ten lines, in order.
    pub lines: Vec<CommandLine>,
    /// How many more there are.
    pub more: usize,
}

/// One command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandLine {
    /// The line as written, without blanks around it.
    pub text: String,
    /// Its meaning.
    pub said: Result<Command, Misread>,
}

/// Reads the commands of a comment. A text longer than any comment has none.
pub fn read(body: &str) -> Spoken {
    let mut spoken = Spoken::default();
    if body.len() > MAX_BYTES || !may_speak(body) {
        return spoken;
    }
    for line in running_lines(body).into_iter().filter(|line| is_ours(line)) {
        if spoken.lines.len() < MAX {
            let text = line.trim_matches(is_blank);
            spoken.lines.push(CommandLine { text: text.to_owned(), said: parse::read(text) });
        } else {
            spoken.more += 1;
        }
    }
    spoken
}

/// Whether a text may contain a command: a cheap test that is true for every text with one.
pub fn may_speak(body: &str) -> bool {
    // A backslash may break the line.
    body.split(['\n', '\r']).any(|line| is_ours(line.strip_suffix('\\').unwrap_or(line)))
}

/// Whether a line begins with `/wg`, ignoring case, followed by a blank or nothing. A line with invisible characters
/// still counts, and is then misread.
fn is_ours(line: &str) -> bool {
    let mut chars = line.trim_start_matches(is_blank).chars().peekable();
    for wanted in ['/', 'w', 'g'] {
        while chars.next_if(|ch| is_unseen(*ch) && !is_blank(*ch)).is_some() {}
        if chars.next().is_none_or(|ch| ch.to_ascii_lowercase() != wanted) {
            return false;
        }
    }
    chars.next().is_none_or(|ch| is_blank(ch) || is_unseen(ch))
}

/// Separators of words.
fn is_blank(ch: char) -> bool {
    matches!(ch, ' ' | '\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(body: &str) -> Vec<String> {
        let shown =
            |line: CommandLine| line.said.map_or_else(|misread| format!("{misread:?}"), |command| command.to_string());
        read(body).lines.into_iter().map(shown).collect()
    }

    #[test]
    fn a_comment_says_what_its_own_lines_say() {
        let body = "Thanks!\r\n/WG Recheck\r\n\r\n> /wg back\r\n\r\n  /wg\treroll  @octocat \r\n```\r\n/wg back\r\n```\r\n\
            - /wg back\r\n\r\n`/wg back`\r\nnot /wg back, /wgx or\r\n/wgback\r\n<!-- /wg back\r\n/wg back -->\r\n/wg help";
        assert_eq!(said(body), ["/wg recheck", "/wg reroll octocat", "/wg help"]);
        assert_eq!(read(body).lines[1].text, "/wg\treroll  @octocat");
    }

    #[test]
    fn ten_lines_are_read_and_the_others_counted() {
        let spoken = read(&"/wg help\n\n".repeat(500));
        assert_eq!((spoken.lines.len(), spoken.more), (10, 490));
        let spoken = read(&"/wg\n".repeat(10));
        assert_eq!((spoken.lines.len(), spoken.more), (10, 0));
    }

    #[test]
    fn a_character_that_is_not_seen_makes_a_misread_and_nothing_else() {
        for (body, character) in [
            ("/wg\u{200b}help", '\u{200b}'),
            ("/w\u{ad}g help", '\u{ad}'),
            ("\u{202e}/wg help", '\u{202e}'),
            ("/wg\u{a0}back", '\u{a0}'),
            ("/wg explain a\u{200d}b", '\u{200d}'),
            ("/wg request docs\u{3164}", '\u{3164}'),
            ("/wg help\u{0}", '\0'),
        ] {
            let lines = read(body).lines;
            assert_eq!(
                lines.iter().map(|it| it.said.clone()).collect::<Vec<_>>(),
                [Err(Misread::Unseen { character })]
            );
        }
        assert!(read("/ẇg help\n/ｗg help\n/wgһ").lines.is_empty());
    }

    #[test]
    fn a_comment_made_to_tire_the_reader_is_read_at_once() {
        let pieces = [
            "> ",
            "- ",
            "* ",
            "`",
            "``` ",
            "[",
            "![",
            "](",
            "<",
            "<!--",
            "*_",
            "&",
            "\\\n",
            "|-",
            "a\n-|\n",
            "[^1]: ",
            "<a b='",
            "1. ",
            "\t",
            "/wg\n",
            "/wg `\n",
            "/wg [a](\n",
            "# /wg\n",
            "- /wg\n\n",
            "\u{200b}",
            "/\u{200b}",
            "[a]: b\n",
        ];
        for piece in pieces {
            let body = piece.repeat(65_536 / piece.chars().count());
            read(&format!("{body}\n\n/wg help"));
            read(&format!("/wg {body}"));
        }
        assert_eq!(read(&format!("{}\n\n/wg help", "> ".repeat(32_000))).lines.len(), 1);
        assert_eq!(read(&format!("/wg help\n{}", "x".repeat(MAX_BYTES))), Spoken::default());
    }

    #[test]
    fn a_text_without_a_line_for_us_need_not_be_read() {
        assert!(
            may_speak("a\r  /WG help")
                && may_speak("/wg\\\n")
                && may_speak("> x\n/\u{200b}wg")
                && !may_speak("see /wg help\n> /wg\n/wgs")
        );
    }
}
