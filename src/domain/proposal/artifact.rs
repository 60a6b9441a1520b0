//! The artifacts of a group: the rows of the table that the index requires in addition to the charter.

use crate::domain::governance::charter::one_line;

use super::plain;

/// A row of the table of artifacts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProposedArtifact {
    /// Where the group meets or talks.
    Forum,
    /// When the group meets.
    Calendar,
    /// Its meeting notes.
    Notes,
    /// Its channel.
    Slack,
}

impl ProposedArtifact {
    /// All, in the order of the table.
    pub const ALL: [Self; 4] = [Self::Forum, Self::Calendar, Self::Notes, Self::Slack];

    /// The first cell of its row.
    pub fn row(self) -> &'static str {
        match self {
            Self::Forum => "Forum",
            Self::Calendar => "Community Meeting Calendar",
            Self::Notes => "Meeting Notes",
            Self::Slack => "Slack Channel",
        }
    }

    /// The default text of a link.
    fn words(self) -> &'static str {
        match self {
            Self::Forum => "Video chat",
            Self::Calendar => "Calendar",
            Self::Notes => "Meeting notes",
            Self::Slack => "Slack",
        }
    }
}

/// The user's text on an artifact as a table cell: words, a URL, or words followed by a URL. Markdown with a link is
/// kept.
pub fn linked(artifact: ProposedArtifact, said: &str) -> String {
    let said = one_line(said);
    if said.contains("](") && !said.contains('|') {
        return said;
    }
    let (words, address) = match said.rsplit_once(' ') {
        _ if is_address(&said) => (artifact.words(), said.as_str()),
        Some((words, address)) if is_address(address) => (words, address),
        _ => return sharp(&plain::cell(&said)),
    };
    format!("[{}]({})", sharp(&plain::cell(words)), encoded(address))
}

fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
}

/// Escapes `#1`, which GitHub reads as an issue: the community writes its channels with `#`.
fn sharp(markdown: &str) -> String {
    markdown.replace("\\#", "#").replace('#', "&#x23;")
}

/// A URL that can't end the link or the cell.
fn encoded(address: &str) -> String {
    let marks = [('(', "%28"), (')', "%29"), ('|', "%7C"), ('<', "%3C"), ('>', "%3E"), ('\\', "%5C"), ('`', "%60")];
    marks.into_iter().fold(address.to_owned(), |address, (mark, code)| address.replace(mark, code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_an_address_become_a_link() {
        let linked = |said| linked(ProposedArtifact::Slack, said);
        assert_eq!(linked("#a-b https://x.y/C1"), "[&#x23;a-b](https://x.y/C1)");
        assert_eq!(linked("https://x.y/(1)|2"), "[Slack](https://x.y/%281%29%7C2)");
        assert_eq!(linked("Weekly on Thursdays | 10:30"), "Weekly on Thursdays \\| 10:30");
        assert_eq!(linked("[&#x23;a](https://x) in [B](https://y)"), "[&#x23;a](https://x) in [B](https://y)");
    }
}
