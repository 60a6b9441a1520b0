//! Which paths of a repository an asset means: a folder with all below it, or a pattern as CODEOWNERS has them.
//!
//! Patterns follow GitHub's CODEOWNERS, which are those of gitignore but for `!` and `[…]` (GitHub refuses a pattern with
//! `!` or with brackets that have no backslash before them), and for `docs/*`, which means the files in `docs` and not those
//! in its folders.

use std::fmt;

use crate::domain::types::ids::InvalidName;

use super::glob::{Glyph, Piece, fits, glyphs};

/// Which paths of a repository. GitHub tells upper from lower case in paths, and so do these.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Paths {
    text: Box<str>,
    is_folder: bool,
    steps: Box<[Step]>,
}

/// What stands between two slashes of a pattern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// A name.
    Name(Box<str>),
    /// A name with wildcards.
    Wild(Box<[Glyph]>),
    /// `*`: any one name.
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
    /// The file or folder at `text`, and all below it; slashes at both ends don't matter.
    ///
    /// # Errors
    /// There is no name in it, or one that no path has.
    pub fn folder(text: &str) -> Result<Self, InvalidName> {
        let text = text.trim_matches('/');
        let invalid = |rule| InvalidName { kind: "folder", text: text.to_owned(), rule };
        check(text).map_err(invalid)?;
        let names = text.split('/').map(|name| Step::Name(name.into()));
        Ok(Self { text: text.into(), is_folder: true, steps: names.chain([Step::Deep]).collect() })
    }

    /// The paths that fit a pattern.
    ///
    /// # Errors
    /// It is a pattern that CODEOWNERS does not have, or one that no path fits.
    pub fn pattern(text: &str) -> Result<Self, InvalidName> {
        let invalid = |rule| InvalidName { kind: "pattern for paths", text: text.to_owned(), rule };
        if text.starts_with('!') {
            return Err(invalid("CODEOWNERS has no `!`: name the paths that are meant"));
        }
        if instead(text).is_some() {
            return Err(invalid("GitHub wants a backslash before each `[` and `]`, and at most two `*` in a row"));
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
            // What lies in a folder, not a file of that name.
            _ if text.ends_with('/') => steps.extend([Step::Any, Step::Deep]),
            Some(Step::Deep) if steps.len() > 1 => _ = steps.splice(steps.len() - 1.., [Step::Any, Step::Deep]),
            Some(Step::Name(_) | Step::Wild(_)) => steps.push(Step::Deep),
            _ => {}
        }
        steps.dedup_by(|next, step| *next == Step::Deep && *step == Step::Deep);
        Ok(Self { text: text.into(), is_folder: false, steps: steps.into() })
    }

    /// The text from which it was read, without slashes at its ends if it is a folder.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether this is a folder or file with all below it, and no pattern.
    pub fn is_folder(&self) -> bool {
        self.is_folder
    }

    /// Whether a path of the repository is meant.
    pub fn contain(&self, path: &str) -> bool {
        fits(&self.steps, path.split('/'))
    }

    /// The folders with which every such path begins, joined by slashes, and what comes after them.
    pub(super) fn parts(&self) -> (String, &[Step]) {
        let names = self.steps.iter().map_while(|step| match step {
            Step::Name(name) => Some(&**name),
            _ => None,
        });
        let names: Vec<_> = names.collect();
        (names.join("/"), self.steps.get(names.len()..).unwrap_or_default())
    }
}

/// How a pattern has to be written that GitHub refuses for its brackets or stars; `None` for one without such a fault.
///
/// GitHub's words: "both `[` and `]` must be escaped with a `\`", and for `***/*.rb`: "Did you mean `**/*.rb`?".
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

/// What makes a text no path, slashes at its ends taken off.
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

    /// Pattern, paths that fit it, paths that do not.
    const CASES: &[(&str, &[&str], &[&str])] = &[
        ("*", &["a", "a/b"], &[]),
        ("**", &["a", "a/b/c"], &[]),
        // Without a slash: anywhere, files and folders alike.
        ("*.js", &["a.js", "a/b.js", "a.js/b"], &["a.jsx", "js"]),
        ("Makefile", &["Makefile", "a/Makefile", "Makefile/x"], &["makefile", "aMakefile"]),
        ("te?t", &["test", "x/text/y"], &["tet", "te/t"]),
        // With a slash at the end: what lies in such folders.
        ("apps/", &["apps/x", "a/apps/x/y"], &["apps", "a/apps"]),
        ("/apps/", &["apps/x/y"], &["apps", "a/apps/x"]),
        // With another slash: from the root.
        ("/*.js", &["a.js"], &["a/b.js"]),
        ("/docs", &["docs", "docs/a/b"], &["a/docs"]),
        ("docs/api", &["docs/api", "docs/api/x"], &["a/docs/api", "docs/apis"]),
        // A star stays in its folder; alone at the end it means files there, and nothing below.
        ("docs/*", &["docs/a.md"], &["docs", "docs/a/b.md", "x/docs/a.md"]),
        ("docs/*.md", &["docs/a.md"], &["docs/a/b.md"]),
        ("a/*/c", &["a/b/c", "a/b/c/d"], &["a/c", "a/b/b/c"]),
        // Two stars are folders, none included; at the end at least one name.
        ("**/logs", &["logs", "a/b/logs", "a/logs/x"], &["a/logsx"]),
        ("docs/**", &["docs/a", "docs/a/b"], &["docs", "x/docs/a"]),
        ("a/**/z", &["a/z", "a/b/z", "a/b/c/z/x"], &["a/bz", "z", "x/a/z"]),
        ("**/a/**/b/", &["a/b/x", "x/a/y/z/b/c"], &["a/b", "b/a/x"]),
        ("/a**b", &["ab", "axb", "ab/c"], &["a/b", "a/x/b"]),
        // A backslash takes the meaning from what follows, and brackets need one; braces have no meaning.
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
