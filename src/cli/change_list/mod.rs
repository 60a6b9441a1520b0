//! Lists of changed files: the output of `git diff --name-status`, with `-z` or without, or GitHub's words, one file
//! per line.

mod quoted;

use std::fmt;

use crate::domain::pull::snapshot::{ChangedFile, FileStatus};

use quoted::unquoted;

/// A problem in a list, and its place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BadChange {
    pub(super) place: Place,
    pub(super) fault: String,
}

/// A place in a list, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Line(usize),
    /// The status of a file in a list with `-z`, which has no lines.
    Entry(usize),
}

/// Which of the two paths of a rename or a copy comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum First {
    /// The path after the change.
    Path,
    /// The path before the change: a status with a score comes from git, which writes that path first.
    Former,
}

/// Parses a list. Blank lines are ignored. A NUL byte shows that the list was written with `-z`.
pub(super) fn parse(bytes: &[u8]) -> Result<Vec<ChangedFile>, BadChange> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        let fault = "the list is UTF-16: save it as UTF-8".to_owned();
        return Err(BadChange { place: Place::Line(1), fault });
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.contains(&0) { entries(bytes) } else { lines(bytes) }
}

/// Fields separated by tabs, one file per line.
fn lines(bytes: &[u8]) -> Result<Vec<ChangedFile>, BadChange> {
    let lines = (1..).zip(bytes.split(|byte| *byte == b'\n')).filter(|(_, line)| !line.trim_ascii().is_empty());
    let read = |line: &[u8]| change(text(line.strip_suffix(b"\r").unwrap_or(line))?);
    lines.map(|(number, line)| read(line).map_err(|fault| BadChange { place: Place::Line(number), fault })).collect()
}

fn change(line: &str) -> Result<ChangedFile, String> {
    let mut fields = line.split('\t');
    let status = Status::of(fields.next().unwrap_or_default())?;
    let Some(one) = fields.next() else { return Err("the path is missing: write a tab and the path".to_owned()) };
    let one = unquoted(one)?;
    let other = fields.next().map(unquoted).transpose()?;
    match fields.next() {
        Some(_) => Err("there are more than three fields".to_owned()),
        None => status.of_paths(one, other),
    }
}

/// Fields that each end with a NUL byte, as in `git diff --name-status -z`: no path is quoted.
fn entries(bytes: &[u8]) -> Result<Vec<ChangedFile>, BadChange> {
    let mut fields = bytes.strip_suffix(b"\0").unwrap_or(bytes).split(|byte| *byte == 0);
    let mut files = Vec::new();
    while let Some(word) = fields.next() {
        let place = Place::Entry(files.len() + 1);
        files.push(entry(word, &mut fields).map_err(|fault| BadChange { place, fault })?);
    }
    Ok(files)
}

fn entry<'b>(word: &'b [u8], fields: &mut impl Iterator<Item = &'b [u8]>) -> Result<ChangedFile, String> {
    let status = Status::of(text(word)?)?;
    let mut path = || fields.next().map(|bytes| text(bytes).map(str::to_owned)).transpose();
    let Some(one) = path()? else { return Err("the list ends before the path".to_owned()) };
    let other = if status.has_two() { path()? } else { None };
    status.of_paths(one, other)
}

fn text(bytes: &[u8]) -> Result<&str, String> {
    let not_text = |_| format!("`{}` is not UTF-8: such a path cannot be read here", bytes.escape_ascii());
    std::str::from_utf8(bytes).map_err(not_text)
}

/// The status of a file.
struct Status {
    status: FileStatus,
    first: First,
}

impl Status {
    /// Git's letters, `R`, `C` and `M` with an optional score, or GitHub's words.
    fn of(word: &str) -> Result<Self, String> {
        let letter = word.trim_end_matches(|ch: char| ch.is_ascii_digit());
        let score = word.get(letter.len()..).filter(|score| !score.is_empty());
        let is_percentage = |score: &str| score.parse::<u8>().is_ok_and(|score| score <= 100);
        let status = match (letter, score) {
            (_, Some(score)) if !is_percentage(score) => None,
            ("R", _) | ("renamed", None) => Some(FileStatus::Renamed),
            ("C", _) | ("copied", None) => Some(FileStatus::Copied),
            ("M", _) | ("T" | "modified" | "changed", None) => Some(FileStatus::Modified),
            ("A" | "added", None) => Some(FileStatus::Added),
            ("D" | "removed", None) => Some(FileStatus::Removed),
            _ => None,
        };
        let first = if score.is_some() { First::Former } else { First::Path };
        let unknown = || format!("`{}` is not a status", word.escape_debug());
        status.map(|status| Self { status, first }).ok_or_else(unknown)
    }

    fn has_two(&self) -> bool {
        matches!(self.status, FileStatus::Renamed | FileStatus::Copied)
    }

    /// The change of a file with these paths, in the order of the list.
    fn of_paths(&self, one: String, other: Option<String>) -> Result<ChangedFile, String> {
        let (path, previous) = match (other, self.first) {
            (None, _) if self.has_two() => return Err("the second path of the rename or copy is missing".to_owned()),
            (Some(_), _) if !self.has_two() => return Err("only a rename or a copy has a second path".to_owned()),
            (Some(other), First::Former) => (other, Some(one)),
            (other, _) => (one, other),
        };
        let path = checked_path(&path)?;
        let previous = previous.as_deref().map(checked_path).transpose()?;
        Ok(ChangedFile { path, previous, status: self.status })
    }
}

/// Checks a path of a file in a repository; returns why it is not valid.
pub(super) fn checked_path(path: &str) -> Result<String, &'static str> {
    if path.is_empty() {
        return Err("the path is empty");
    }
    if path.starts_with('/') {
        return Err("a path in a repository begins without `/`");
    }
    if path.split('/').any(|part| matches!(part, "." | ".." | "")) {
        return Err("a path in a repository has no `.`, `..` or empty part");
    }
    if path.contains('\0') {
        return Err("a path has no NUL byte");
    }
    Ok(path.to_owned())
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "{line}:"),
            Self::Entry(entry) => write!(f, " entry {entry}:"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The path, former path and status of each file.
    fn read(list: &[u8]) -> Vec<(String, Option<String>, FileStatus)> {
        parse(list).unwrap().into_iter().map(|file| (file.path, file.previous, file.status)).collect()
    }

    fn file(path: &str, previous: Option<&str>, status: FileStatus) -> (String, Option<String>, FileStatus) {
        (path.to_owned(), previous.map(str::to_owned), status)
    }

    #[test]
    fn letters_and_words_without_a_score_have_the_path_after_the_change_first() {
        let files = read(b"\xef\xbb\xbfA\ta b.md\r\nremoved\tc\n\nR\tnew\told\ncopied\tto\tfrom\n");
        let expected = [
            file("a b.md", None, FileStatus::Added),
            file("c", None, FileStatus::Removed),
            file("new", Some("old"), FileStatus::Renamed),
            file("to", Some("from"), FileStatus::Copied),
        ];
        assert_eq!(files, expected);
    }

    #[test]
    fn a_status_with_a_score_comes_from_git_which_writes_the_former_path_first() {
        let files = read(b"R087\told\tnew\nC100\tfrom\tto\nM095\trewritten\n");
        let expected = [
            file("new", Some("old"), FileStatus::Renamed),
            file("to", Some("from"), FileStatus::Copied),
            file("rewritten", None, FileStatus::Modified),
        ];
        assert_eq!(files, expected);
    }

    #[test]
    fn paths_in_quotes_are_read_as_git_quotes_them() {
        let files =
            read(b"A\t\"docs/caf\\303\\251.md\"\nR100\t\"a\\tb\"\t\"c\\\"d\"\nmodified\t\"e\"\nM\tcaf\xc3\xa9\n");
        let expected = [
            file("docs/café.md", None, FileStatus::Added),
            file("c\"d", Some("a\tb"), FileStatus::Renamed),
            file("e", None, FileStatus::Modified),
            file("café", None, FileStatus::Modified),
        ];
        assert_eq!(files, expected);
    }

    #[test]
    fn a_list_with_nul_bytes_is_read_as_git_writes_it_with_z() {
        let files = read(b"A\0\"a\"\nb\0R100\0old\0new\0D\0c\0");
        let expected = [
            file("\"a\"\nb", None, FileStatus::Added),
            file("new", Some("old"), FileStatus::Renamed),
            file("c", None, FileStatus::Removed),
        ];
        assert_eq!(files, expected);
    }

    #[test]
    fn a_bad_line_is_named_by_its_number() {
        for bad in [
            "X\ta",
            "M",
            "M a",
            "A100\ta",
            "R101\ta\tb",
            "R\ta",
            "M\ta\tb",
            "A\ta\tb\tc",
            "A\t",
            "A\t/a",
            "A\ta/../b",
            "\ta",
            "R100\ta",
            "A\t\"a",
            "A\t\"\\q\"",
            "A\t\"\\000\"",
            "A\t\"../a\"",
            "R100\t../a\tb",
            "renamed5\ta\tb",
        ] {
            assert_eq!(parse(format!("A\tx\n{bad}\n").as_bytes()).unwrap_err().place, Place::Line(2), "{bad:?}");
        }
    }

    #[test]
    fn a_bad_entry_is_named_by_its_number() {
        for bad in ["X\0a\0", "R100\0a\0", "M\0/a\0", "M\0", "M\0\0", "\n\0a\0"] {
            let found = parse(format!("A\0x\0{bad}").as_bytes()).unwrap_err();
            assert_eq!(found.place, Place::Entry(2), "{bad:?}: {}", found.fault);
        }
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_reported() {
        for list in [&b"A\tcaf\xe9\n"[..], b"A\t\"caf\\351\"\n", b"A\0caf\xe9\0"] {
            let found = parse(list).unwrap_err();
            assert!(found.fault.contains("caf\\") && found.fault.contains("is not UTF-8"), "{}", found.fault);
        }
        let utf_16: Vec<u8> = "\u{feff}A\ta\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(parse(&utf_16).unwrap_err().fault.contains("UTF-16"));
    }

    #[test]
    fn a_large_list_is_read_in_one_go() {
        let (lines, entries) = ("A\t\"\\303\\251\\\\\"\n".repeat(50_000), "R100\0a\0b\0".repeat(50_000));
        assert_eq!((read(lines.as_bytes()).len(), read(entries.as_bytes()).len()), (50_000, 50_000));
        let quote = format!("A\t\"{}", "\\\"".repeat(250_000));
        assert_eq!(parse(quote.as_bytes()).unwrap_err().place, Place::Line(1));
    }
}
