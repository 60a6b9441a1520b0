//! The lines of a CODEOWNERS file: patterns with their owners, and the lines that GitHub skips.

use crate::domain::diagnostics::finding::{Argument, Finding, Kind};
use crate::domain::document::{Fault, Lines, MAX_CODEOWNERS, Span};
use crate::domain::governance::ownership::{Asset, TeamName, instead};
use crate::domain::types::ids::{Login, RepoName};

/// An owner in a line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    Team(TeamName),
    Person(Login),
    Address(String),
}

/// The content of a file: assets by owner, patterns without owners.
#[derive(Default)]
pub(super) struct Said {
    pub(super) owned: Vec<(Owner, Asset)>,
    pub(super) unowned: Vec<Asset>,
    pub(super) findings: Vec<Finding>,
}

/// A line with content.
struct Line<'t> {
    text: &'t str,
    /// Its number, from 1.
    rank: u32,
    span: Span,
}

/// Reads a file.
///
/// # Errors
/// The file is larger than GitHub's limit.
pub(super) fn said(text: &str, repository: &RepoName) -> Result<Said, Fault> {
    if text.len() > MAX_CODEOWNERS {
        let message = "the file is larger than 3 MB, and GitHub ignores it: name folders instead of files";
        return Err(Fault::new(Span::START, message));
    }
    let lines = Lines::of(text);
    let mut said = Said::default();
    let mut start = 0;
    for (rank, line) in (1..).zip(text.split('\n')) {
        let span = || lines.span(start..start + line.len());
        let found = words(line.trim_start_matches('\u{feff}'));
        if !found.is_empty() {
            said.line(&Line { text: line.trim(), rank, span: span() }, &found, repository);
        }
        start += line.len() + 1;
    }
    Ok(said)
}

/// The words of a line up to a comment. A backslash makes a blank or `#` part of a word; it is kept, because patterns
/// use the same escapes.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut escaped = false;
    for ch in line.chars() {
        if !escaped && ch.is_whitespace() {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
        } else if !escaped && ch == '#' && word.is_empty() {
            break;
        } else {
            word.push(ch);
        }
        escaped = !escaped && ch == '\\';
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

impl Said {
    fn line(&mut self, line: &Line<'_>, words: &[String], repository: &RepoName) {
        let [pattern, owners @ ..] = words else { return };
        if is_section(line.text) {
            let message = format!(
                "`{}` reads as the head of a section, which GitHub does not have: it skips the line",
                line.text
            );
            return self.skipped(line, message, "begin the line with `#`, and name the owners in each line below it");
        }
        if owners.is_empty() && owner(pattern).is_some() {
            let message =
                format!("the line begins with the owner `{pattern}` and has no pattern, so it assigns no owner");
            return self.skipped(line, message, &format!("write `* {pattern}`"));
        }
        if let Some(name) = pattern.strip_prefix("\\#") {
            let message = format!("GitHub does not accept a backslash before the `#` at the beginning of `{pattern}`");
            return self.skipped(line, message, &format!("write `**/#{name}`, or `/#{name}` at the root"));
        }
        match (Asset::pattern(repository.clone(), pattern, line.rank), instead(pattern)) {
            (Ok(asset), _) => self.owners(line, &asset, owners),
            (Err(_), Some(better)) if !pattern.starts_with('!') => {
                let fault = match pattern.contains(['[', ']']) {
                    true => "has brackets without a backslash before them",
                    false => "has more than two `*` in a row",
                };
                let message = format!("`{pattern}` {fault}, and GitHub skips the line");
                self.skipped(line, message, &format!("write `{better}`"));
            }
            (Err(invalid), _) => {
                self.skipped(line, format!("{invalid}, and GitHub skips the line"), "fix or remove it")
            }
        }
    }

    fn owners(&mut self, line: &Line<'_>, asset: &Asset, words: &[String]) {
        let mut owners = Vec::new();
        for word in words {
            match owner(word) {
                Some(owner) => owners.push(owner),
                None if word.contains('@') && !word.starts_with('@') => {
                    let message = format!("the account of the address `{word}` is not known here");
                    let finding = Finding::new(Kind::NotRead, line.span, message).about(Argument::text(word));
                    self.findings.push(finding.with_help("name the account, as in `@octocat`"));
                    owners.push(Owner::Address(word.to_lowercase()));
                }
                None => {
                    let message = format!("`{word}` is not an owner, and GitHub skips the line");
                    return self.skipped(line, message, "write `@login` or `@organization/team`");
                }
            }
        }
        if owners.is_empty() {
            self.unowned.push(asset.clone());
        }
        self.owned.extend(owners.into_iter().map(|owner| (owner, asset.clone())));
    }

    /// Reports a line that GitHub skips.
    fn skipped(&mut self, line: &Line<'_>, message: String, help: &str) {
        let finding = Finding::new(Kind::LineIgnored, line.span, message).about(Argument::text(line.text));
        self.findings.push(finding.with_help(help));
    }
}

fn owner(word: &str) -> Option<Owner> {
    let name = word.strip_prefix('@')?;
    match name.contains('/') {
        true => name.parse().ok().map(Owner::Team),
        false => name.parse().ok().map(Owner::Person),
    }
}

/// Whether a line is the header of a GitLab section: `[Docs]`, `^[Docs][2] @octocat`.
fn is_section(line: &str) -> bool {
    let behind = line.strip_prefix('^').unwrap_or(line).strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let Some((_, behind)) = behind else { return false };
    let count = behind.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let behind = match count {
        Some((digits, rest)) if digits.bytes().all(|byte| byte.is_ascii_digit()) => rest,
        _ => behind,
    };
    behind.is_empty() || behind.starts_with(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_a_pattern_and_owners_up_to_a_comment() {
        assert_eq!(words("/a\\ b/*  @x\t@y/z # @no"), ["/a\\ b/*", "@x", "@y/z"]);
        assert_eq!(words("\\#x @x#y"), ["\\#x", "@x#y"]);
        assert!(words("# all").is_empty() && words(" \r").is_empty());
    }

    #[test]
    fn an_owner_is_a_team_or_a_person() {
        assert_eq!(owner("@Acme/Cooks"), Some(Owner::Team("acme/cooks".parse().unwrap())));
        assert!(matches!(owner("@octocat"), Some(Owner::Person(_))));
        for word in ["octocat", "@", "@a/b/c", "@a b", "a@b.org"] {
            assert_eq!(owner(word), None, "{word}");
        }
    }

    #[test]
    fn a_line_that_github_skips_owns_nothing_and_is_said_with_what_to_write() {
        for (line, message, help) in [
            ("/app/[id]/ @a", "`/app/[id]/` has brackets without a backslash", "write `/app/\\[id\\]/`"),
            ("***/*.rb @a", "`***/*.rb` has more than two `*`", "write `**/*.rb`"),
            ("@acme/cooks", "the line begins with the owner `@acme/cooks`", "write `* @acme/cooks`"),
            ("  @ada # all", "the line begins with the owner `@ada`", "write `* @ada`"),
            ("[Stoves]", "`[Stoves]` reads as the head of a section", "begin the line with `#`"),
            (
                "^[Big Stoves][2] @acme/cooks",
                "`^[Big Stoves][2] @acme/cooks` reads as the head",
                "begin the line with `#`",
            ),
            ("\\#x @a", "GitHub does not accept a backslash", "write `**/#x`"),
            ("!x @a", "`!x` is not a pattern", "fix or remove it"),
            ("* @ octocat", "`@` is not an owner", "write `@login`"),
        ] {
            let Said { owned, unowned, findings } = said(line, &"acme/x".parse().unwrap()).unwrap();
            let [finding] = &findings[..] else { panic!("{line}: {findings:?}") };
            assert!(owned.is_empty() && unowned.is_empty(), "{line}");
            assert_eq!(finding.kind, Kind::LineIgnored, "{line}");
            assert!(finding.message.starts_with(message) && finding.help.starts_with(help), "{line}: {finding:?}");
        }
    }

    #[test]
    fn what_looks_like_a_fault_and_is_none_is_read() {
        for line in ["/\\[x\\]/ @a", "@types/ @a", "@types/node @a", "icon@2x.png", "/docs/"] {
            let Said { owned, unowned, findings } = said(line, &"acme/x".parse().unwrap()).unwrap();
            assert!(findings.is_empty() && owned.len() + unowned.len() == 1, "{line}: {findings:?}");
        }
    }
}
