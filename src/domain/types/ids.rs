//! GitHub's identifiers: parsed once at the edge, trusted afterwards.
//!
//! GitHub compares logins and repository names case-insensitively and shows them in their owner's spelling. So do these
//! types: equality, order and hash ignore ASCII case, and `Display` keeps the spelling.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::sync::Arc;

/// A text that is not a valid name of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a {kind}: {rule}")]
pub struct InvalidName {
    /// The expected kind, in words.
    pub kind: &'static str,
    /// The text as it was found.
    pub text: String,
    /// The format of such a name.
    pub rule: &'static str,
}

/// A text that is shown as written and compared without ASCII case. It stores the written text, followed by the
/// lower-case text for comparisons. **Invariant:** it is ASCII, so both halves have the same length.
#[derive(Clone)]
struct Caseless(Arc<str>);

impl Caseless {
    fn of(text: &str) -> Self {
        // A slash sorts before everything else, so that the repositories of one owner are adjacent.
        let fold = |ch: char| if ch == '/' { '\0' } else { ch.to_ascii_lowercase() };
        Self(text.chars().chain(text.chars().map(fold)).collect::<String>().into())
    }

    fn text(&self) -> &str {
        self.0.split_at(self.0.len() / 2).0
    }

    fn folded(&self) -> &str {
        self.0.split_at(self.0.len() / 2).1
    }
}

impl PartialEq for Caseless {
    fn eq(&self, other: &Self) -> bool {
        self.folded() == other.folded()
    }
}

impl Eq for Caseless {}

impl PartialOrd for Caseless {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Caseless {
    fn cmp(&self, other: &Self) -> Ordering {
        self.folded().cmp(other.folded())
    }
}

impl Hash for Caseless {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.folded().hash(state);
    }
}

/// A GitHub account's login: 1 to 100 ASCII letters, digits, dashes, underscores or dots, with `[bot]` at the end for
/// apps.
///
/// Managed users have an underscore, apps a suffix. Only GitHub knows whether the account exists.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Login(Caseless);

impl Login {
    /// The login in its owner's spelling, without `@`.
    pub fn as_str(&self) -> &str {
        self.0.text()
    }

    /// Whether this is the account of a GitHub App, which can't be a reviewer.
    pub fn is_app(&self) -> bool {
        self.0.text().ends_with("[bot]")
    }
}

impl FromStr for Login {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let name = text.strip_suffix("[bot]").unwrap_or(text);
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        if (1..=100).contains(&name.len()) && name.bytes().all(allowed) {
            return Ok(Self(Caseless::of(text)));
        }
        let rule = "letters, digits and dashes, without `@`";
        Err(InvalidName { kind: "GitHub login", text: text.to_owned(), rule })
    }
}

/// A repository's full name, `owner/name`: one text, shared by all copies.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RepoName(Caseless);

impl RepoName {
    /// The organization or person it belongs to.
    pub fn owner(&self) -> &str {
        self.halves().0
    }

    /// The name without its owner.
    pub fn name(&self) -> &str {
        self.halves().1
    }

    /// The full name in its owner's spelling.
    pub fn as_str(&self) -> &str {
        self.0.text()
    }

    /// The full name in lower case: the same for every spelling, so it can be used as a key.
    pub fn key(&self) -> String {
        self.as_str().to_ascii_lowercase()
    }

    /// Whether it belongs to `organization`, ignoring case.
    pub fn belongs_to(&self, organization: &str) -> bool {
        self.owner().eq_ignore_ascii_case(organization)
    }

    /// **Invariant:** there is exactly one slash, because the name is valid.
    fn halves(&self) -> (&str, &str) {
        self.as_str().split_once('/').unwrap_or_default()
    }
}

impl FromStr for RepoName {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let invalid = || InvalidName {
            kind: "repository name",
            text: text.to_owned(),
            rule: "`owner/name` of letters, digits, dots, dashes and underscores",
        };
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let fits =
            |part: &str| (1..=100).contains(&part.len()) && part.bytes().all(allowed) && part != "." && part != "..";
        let (owner, name) = text.split_once('/').ok_or_else(invalid)?;
        if !fits(owner) || !fits(name) {
            return Err(invalid());
        }
        Ok(Self(Caseless::of(text)))
    }
}

/// A commit's or blob's object name: 40 hex digits (64 if a repository uses SHA-256), lower case.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha(Box<str>);

impl Sha {
    /// The id that Git uses for no object.
    pub fn none() -> Self {
        Self("0".repeat(40).into())
    }

    /// The hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Sha {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        if matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(Self(text.to_ascii_lowercase().into()));
        }
        Err(InvalidName { kind: "commit", text: text.to_owned(), rule: "40 or 64 hex digits" })
    }
}

/// The id of a webhook delivery from `X-GitHub-Delivery`: a GUID in practice, any short token in principle.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeliveryId(Box<str>);

impl DeliveryId {
    /// The header's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for DeliveryId {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        if (1..=64).contains(&text.len()) && text.bytes().all(allowed) {
            return Ok(Self(text.to_ascii_lowercase().into()));
        }
        Err(InvalidName { kind: "delivery id", text: text.to_owned(), rule: "up to 64 letters, digits and dashes" })
    }
}

/// GitHub's id of an app installation on one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstallationId(pub u64);

/// A working group's id: its charter's file stem (`docs`), or the id in the policy (`toc`, `admin`).
///
/// It is not the slug of its name: the group of `docs.md` is named "Documentation".
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(Box<str>);

impl GroupId {
    /// The id as written in policies, commands and JSON.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for GroupId {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let allowed = |ch: char| !ch.is_control() && !matches!(ch, '/' | '\\' | '`' | '|' | '<' | '>');
        if (1..=100).contains(&text.len()) && text.chars().all(allowed) {
            return Ok(Self(text.into()));
        }
        Err(InvalidName { kind: "group id", text: text.to_owned(), rule: "a file name without its ending" })
    }
}

macro_rules! shown_as_text {
    ($($name:ident: |$it:ident| $text:expr;)+) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let $it = self;
                write!(f, "{}", $text)
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{self}")
            }
        }
    )+};
}

shown_as_text! {
    Login: |it| it.0.text();
    RepoName: |it| it.0.text();
    Sha: |it| it.0;
    DeliveryId: |it| it.0;
    GroupId: |it| it.0;
}

impl fmt::Display for InstallationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_compare_without_case_and_keep_their_spelling() {
        let a: RepoName = "CloudFoundry/CLAW".parse().unwrap();
        let b: RepoName = "cloudfoundry/claw".parse().unwrap();
        assert_eq!(a, b);
        assert_eq!(a.to_string(), "CloudFoundry/CLAW");
        assert_eq!(a.key(), "cloudfoundry/claw");
        assert!(a.belongs_to("cloudfoundry"));
    }

    #[test]
    fn names_in_any_spelling_have_one_hash_and_an_owners_repositories_stand_together() {
        let hash = |name: &str| {
            let mut hasher = std::hash::DefaultHasher::new();
            name.parse::<RepoName>().unwrap().hash(&mut hasher);
            hasher.finish()
        };
        let long = format!("acme/{}", "x".repeat(90));
        assert_eq!(hash(&long), hash(&long.to_uppercase()));
        assert_ne!(hash("acme/x"), hash("acme/y"));
        let mut names: Vec<RepoName> = ["a-b/x", "A/z", "a/Y", "a.b/x"].map(|name| name.parse().unwrap()).into();
        names.sort();
        assert_eq!(format!("{names:?}"), "[a/Y, A/z, a-b/x, a.b/x]");
    }

    #[test]
    fn what_github_would_not_accept_is_no_name() {
        for text in ["", "x", "/a/b", "a/b/c", "a/..", "https://github.com/a/b", "a/b c", "ä/b"] {
            assert!(text.parse::<RepoName>().is_err(), "{text}");
        }
        for text in ["", "@octocat", "a b", "a\u{202e}b", "a\u{200b}"] {
            assert!(text.parse::<Login>().is_err(), "{text}");
        }
        assert!("dependabot[bot]".parse::<Login>().unwrap().is_app());
        assert!("g".repeat(40).parse::<Sha>().is_err());
        assert!("a|b".parse::<GroupId>().is_err());
    }
}
