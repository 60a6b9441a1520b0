//! A list of changed files, one a line: `status<TAB>path`, and `<TAB>previous` for a rename or a copy.

use crate::domain::snapshot::{ChangedFile, FileStatus};

/// What is wrong with a line, and its number from 1.
pub(super) type BadLine = (usize, String);

/// Reads a list. Blank lines mean nothing.
pub(super) fn parse(text: &str) -> Result<Vec<ChangedFile>, BadLine> {
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(number, line)| change(line).map_err(|fault| (number, fault))).collect()
}

fn change(line: &str) -> Result<ChangedFile, String> {
    let mut fields = line.trim_end_matches('\r').split('\t');
    let word = fields.next().unwrap_or_default();
    let status = status(word).ok_or_else(|| format!("`{}` is no status", word.escape_debug()))?;
    let Some(path) = fields.next() else { return Err("the path is missing behind a tab".to_owned()) };
    let path = checked_path(path)?;
    let previous = fields.next().map(checked_path).transpose()?;
    if fields.next().is_some() {
        return Err("more than three fields".to_owned());
    }
    let has_two = matches!(status, FileStatus::Renamed | FileStatus::Copied);
    match previous {
        None if has_two => Err("the previous path is missing behind a second tab".to_owned()),
        Some(_) if !has_two => Err("only a rename or a copy has a previous path".to_owned()),
        previous => Ok(ChangedFile { path, previous, status }),
    }
}

/// Git's letters, `R` and `C` with their score if they have one, or GitHub's words.
fn status(word: &str) -> Option<FileStatus> {
    let letter = word.trim_end_matches(|ch: char| ch.is_ascii_digit());
    let scored = letter.len() < word.len();
    Some(match letter {
        "R" => FileStatus::Renamed,
        "C" => FileStatus::Copied,
        _ if scored => return None,
        "A" | "added" => FileStatus::Added,
        "D" | "removed" => FileStatus::Removed,
        "M" | "T" | "modified" | "changed" => FileStatus::Modified,
        "renamed" => FileStatus::Renamed,
        "copied" => FileStatus::Copied,
        _ => return None,
    })
}

/// A path as it stands in a repository; says what is wrong with one that can't stand there.
pub(super) fn checked_path(path: &str) -> Result<String, &'static str> {
    if path.is_empty() {
        return Err("the path is empty");
    }
    if path.starts_with('/') {
        return Err("a path in a repository begins without `/`");
    }
    if path.split('/').any(|part| matches!(part, "." | ".." | "")) {
        return Err("`.`, `..` and empty parts are no names in a repository");
    }
    if path.contains('\0') {
        return Err("a path has no zero byte");
    }
    Ok(path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_words_are_read_path_first() {
        let files = parse("A\ta b.md\r\nremoved\tc\n\nR087\tnew\told\nmodified\t\"d\"\n").unwrap();
        let shown: Vec<_> = files.iter().map(|file| (file.status, file.path.as_str())).collect();
        let expected = [
            (FileStatus::Added, "a b.md"),
            (FileStatus::Removed, "c"),
            (FileStatus::Renamed, "new"),
            (FileStatus::Modified, "\"d\""),
        ];
        assert_eq!(shown, expected);
        assert_eq!(files[2].previous.as_deref(), Some("old"));
    }

    #[test]
    fn a_bad_line_is_named_by_its_number() {
        for bad in ["X\ta", "M", "M a", "A100\ta", "R\ta", "M\ta\tb", "A\ta\tb\tc", "A\t", "A\t/a", "A\ta/../b", "\ta"]
        {
            let (line, _) = parse(&format!("A\tx\n{bad}\n")).unwrap_err();
            assert_eq!(line, 2, "{bad:?}");
        }
    }
}
