//! The paths of a repository that an asset matches: a folder with everything below it, or a CODEOWNERS pattern.
//!
//! Patterns follow GitHub's CODEOWNERS. They are gitignore patterns with two exceptions. There is no `!` and no `[…]`:
//! GitHub refuses a pattern with `!` or with unescaped brackets. And `docs/*` matches the files in `docs`, but not
//! those in its subfolders.

use std::fmt;

use crate::domain::types::ids::InvalidName;

use super::glob::{Glyph, Piece, fits, glyphs};

/// A set of paths of a repository. Like GitHub, it is case-sensitive.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Paths {
    text: Box<str>,
    is_folder: bool,
    steps: Box<[Step]>,
}

/// The text between two slashes of a pattern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// A name.
    Name(Box<str>),
    /// A name with wildcards.
    Wild(Box<[Glyph]>),
    /// `*`: any single name.
    Any,
    /// `**`: any number of names.
    Deep,
}

impl Piece<&str> for Step {
    fn is_run(&self) -> bool {
        *self == Self::Deep
    }

    fn fits(&self, thing: &str) -> bool {
        match self {
            Self::Name(name) => **name == *thing,
            Self::Wild(wild) => fits(wild, thing.chars()),
            Self::Any => true,
            Self::Deep => false,
        }
    }
}

impl Paths {
    /// The file or folder at `text`, and everything below it. Slashes at both ends are ignored.
    ///
    /// # Errors
    /// `text` has no name in it, or one that no path can have.
    pub fn folder(text: &str) -> Result<Self, InvalidName> {
        let text = text.trim_matches('/');
        let invalid = |rule| InvalidName { kind: "folder", text: text.to_owned(), rule };
        check(text).map_err(invalid)?;
        let names = text.split('/').map(|name| Step::Name(name.into()));
        Ok(Self { text: text.into(), is_folder: true, steps: names.chain([Step::Deep]).collect() })
    }

    /// The paths that match a pattern.
    ///
    /// # Errors
    /// It is not a CODEOWNERS pattern, or no path matches it.
    pub fn pattern(text: &str) -> Result<Self, InvalidName> {
        let invalid = |rule| InvalidName { kind: "pattern for paths", text: text.to_owned(), rule };
        if text.starts_with('!') {
            return Err(invalid("CODEOWNERS does not support `!`: name the paths instead"));
        }
        if instead(text).is_some() {
            return Err(invalid("GitHub requires a backslash before each `[` and `]`, and at most two `*` in a row"));
        }
        let body = text.strip_prefix('/').unwrap_or(text);
        let body = body.strip_suffix('/').unwrap_or(body);
        check(body).map_err(invalid)?;
        let anchored = text.starts_with('/') || body.contains('/');
        let names: Option<Vec<Step>> = body.split('/').map(step).collect();
        let mut steps = names.ok_or_else(|| invalid("a backslash needs a character after it"))?;
        if !anchored {
            steps.insert(0, Step::Deep);
        }
        match steps.last() {
            // The content of a folder, and not a file with that name.
            _ if text.ends_with('/') => steps.extend([Step::Any, Step::Deep]),
            Some(Step::Deep) if steps.len() > 1 => _ = steps.splice(steps.len() - 1.., [Step::Any, Step::Deep]),
            Some(Step::Name(_) | Step::Wild(_)) => steps.push(Step::Deep),
            _ => {}
        }
        steps.dedup_by(|next, step| *next == Step::Deep && *step == Step::Deep);
        Ok(Self { text: text.into(), is_folder: false, steps: steps.into() })
    }

    /// The source text; for a folder, without slashes at its ends.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether this is a folder or file with everything below it, and not a pattern.
    pub fn is_folder(&self) -> bool {
        self.is_folder
    }

    /// Whether a path of the repository is in this set.
    pub fn contain(&self, path: &str) -> bool {
        fits(&self.steps, path.split('/'))
    }

    /// The folders that every such path begins with, joined by slashes, and the steps after them.
    pub(super) fn parts(&self) -> (String, &[Step]) {
        let names = self.steps.iter().map_while(|step| match step {
            Step::Name(name) => Some(&**name),
            _ => None,
        });
        let names: Vec<_> = names.collect();
        (names.join("/"), self.steps.get(names.len()..).unwrap_or_default())
    }
}

/// The valid spelling of a pattern that GitHub refuses for its brackets or stars; `None` for a pattern without such a
/// fault.
///
/// GitHub's messages: "both `[` and `]` must be escaped with a `\`", and for `***/*.rb`: "Did you mean `**/*.rb`?".
pub fn instead(pattern: &str) -> Option<String> {
    let mut written = String::with_capacity(pattern.len() + 2);
    let mut is_escaped = false;
    for ch in pattern.chars() {
        match ch {
            '[' | ']' if !is_escaped => written.extend(['\\', ch]),
            '*' if !is_escaped && written.ends_with("**") && !written.ends_with("\\**") => {}
            ch => written.push(ch),
        }
        is_escaped = ch == '\\' && !is_escaped;
    }
    (written != pattern).then_some(written)
}

/// Why a text is not a path; slashes at its ends have to be removed before.
fn check(text: &str) -> Result<(), &'static str> {
    if text.chars().any(char::is_control) {
        return Err("a path has no control characters");
    }
    if text.split('/').any(|name| matches!(name, "" | "." | "..")) {
        return Err("names with one slash between them, none of them `.` or `..`");
    }
    Ok(())
}

fn step(name: &str) -> Option<Step> {
    match name {
        "*" => return Some(Step::Any),
        "**" => return Some(Step::Deep),
        _ => {}
    }
    let glyphs = glyphs(name)?;
    let plain = |glyph: &Glyph| match glyph {
        Glyph::One(ch) => Some(*ch),
        Glyph::Any | Glyph::Run => None,
    };
    Some(match glyphs.iter().map(plain).collect::<Option<String>>() {
        Some(name) => Step::Name(name.into()),
        None => Step::Wild(glyphs.into()),
    })
}

impl fmt::Debug for Paths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text)
    }
}

impl fmt::Display for Paths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pattern, matching paths, other paths.
    const CASES: &[(&str, &[&str], &[&str])] = &[
        ("*", &["a", "a/b"], &[]),
        ("**", &["a", "a/b/c"], &[]),
        // Without a slash: anywhere, both files and folders.
        ("*.js", &["a.js", "a/b.js", "a.js/b"], &["a.jsx", "js"]),
        ("Makefile", &["Makefile", "a/Makefile", "Makefile/x"], &["makefile", "aMakefile"]),
        ("te?t", &["test", "x/text/y"], &["tet", "te/t"]),
        // With a slash at the end: the content of such folders.
        ("apps/", &["apps/x", "a/apps/x/y"], &["apps", "a/apps"]),
        ("/apps/", &["apps/x/y"], &["apps", "a/apps/x"]),
        // With a slash elsewhere: from the root.
        ("/*.js", &["a.js"], &["a/b.js"]),
        ("/docs", &["docs", "docs/a/b"], &["a/docs"]),
        ("docs/api", &["docs/api", "docs/api/x"], &["a/docs/api", "docs/apis"]),
        // A star stays within its folder; alone at the end, it matches files there and nothing below.
        ("docs/*", &["docs/a.md"], &["docs", "docs/a/b.md", "x/docs/a.md"]),
        ("docs/*.md", &["docs/a.md"], &["docs/a/b.md"]),
        ("a/*/c", &["a/b/c", "a/b/c/d"], &["a/c", "a/b/b/c"]),
        // Two stars match folders, including none; at the end, at least one name.
        ("**/logs", &["logs", "a/b/logs", "a/logs/x"], &["a/logsx"]),
        ("docs/**", &["docs/a", "docs/a/b"], &["docs", "x/docs/a"]),
        ("a/**/z", &["a/z", "a/b/z", "a/b/c/z/x"], &["a/bz", "z", "x/a/z"]),
        ("**/a/**/b/", &["a/b/x", "x/a/y/z/b/c"], &["a/b", "b/a/x"]),
        ("/a**b", &["ab", "axb", "ab/c"], &["a/b", "a/x/b"]),
        // A backslash escapes the next character, and brackets need one; braces have no meaning.
        ("/a\\*b", &["a*b"], &["axb"]),
        ("/with\\ blank.md", &["with blank.md"], &["with\\ blank.md"]),
        ("/app/\\[id\\]/{x}.tsx", &["app/[id]/{x}.tsx"], &["app/i/x.tsx"]),
        ("/\u{c4}*", &["\u{c4}x"], &["x\u{c4}"]),
    ];

    #[test]
    fn patterns_mean_what_they_mean_in_codeowners() {
        for (pattern, fitting, others) in CASES {
            let paths = Paths::pattern(pattern).unwrap();
            fitting.iter().for_each(|path| assert!(paths.contain(path), "`{pattern}` means `{path}`"));
            others.iter().for_each(|path| {
                assert!(!paths.contain(path), "`{pattern}` does not mean `{path}`");
            });
        }
    }

    #[test]
    fn a_folder_is_itself_and_all_below_it() {
        let folder = Paths::folder("/pkg/a*i/").unwrap();
        assert_eq!(folder.as_str(), "pkg/a*i");
        assert!(folder.contain("pkg/a*i") && folder.contain("pkg/a*i/x/y"));
        assert!(!folder.contain("pkg/a*ix") && !folder.contain("pkg") && !folder.contain("pkg/api"));
    }

    #[test]
    fn what_no_path_can_fit_is_no_pattern() {
        for text in ["", "/", "//", "a//b", "../a", "a/./b", "!a", "a\\", "a\nb", "[a]", "a]", "***/a"] {
            assert!(Paths::pattern(text).is_err(), "{text:?}");
        }
        assert!(Paths::folder("/").is_err() && Paths::folder("a/../b").is_err());
    }

    #[test]
    fn what_github_refuses_is_written_otherwise() {
        for (text, expected) in [
            ("/app/[id]/", Some("/app/\\[id\\]/")),
            ("a\\[b]", Some("a\\[b\\]")),
            ("***/*.rb", Some("**/*.rb")),
            ("a****b", Some("a**b")),
            ("/\\[id\\]/**/*", None),
            ("\\***", None),
            ("a\\\\", None),
        ] {
            assert_eq!(instead(text).as_deref(), expected, "{text}");
        }
    }
}
