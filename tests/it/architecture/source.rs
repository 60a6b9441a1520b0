//! A Rust file for the architecture test: code without comments and strings, and the modules that it uses.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use regex::Regex;

type Pattern = LazyLock<Regex>;

static IMPORT: Pattern = LazyLock::new(|| Regex::new(r"\buse\s+([^;]+);").unwrap());
static RENAMED: Pattern = LazyLock::new(|| Regex::new(r"\s+as\s+\w+").unwrap());
static PATH: Pattern = LazyLock::new(|| Regex::new(r"\b(?:crate|super|wg_steward)(?:::\w+)+").unwrap());

/// Comments, characters, and string literals, whose text is a group.
pub(super) static NO_CODE: Pattern = LazyLock::new(|| {
    let pattern =
        r##"(?s)//[^\n]*|/\*.*?\*/|b?r#"(.*?)"#|b?r"([^"]*)"|b?"((?:\\.|[^"\\])*)"|'(?:\\[^\n]{1,9}?|[^\\'\n])'"##;
    Regex::new(pattern).unwrap()
});

/// A source file.
pub(super) struct Source {
    /// Its path from the root of the project.
    pub(super) path: String,
    /// The module, from the crate's root: `domain::policy::raw`; empty for `lib.rs`.
    pub(super) module: Vec<String>,
    /// All of it.
    pub(super) text: String,
    /// Its code without comments and strings, and without the tests at its end.
    pub(super) code: String,
}

impl Source {
    pub(super) fn of(path: &str, text: &str) -> Self {
        let stem = path.strip_prefix("src/").unwrap_or(path).trim_end_matches(".rs");
        let module = stem.split('/').filter(|part| !matches!(*part, "mod" | "lib")).map(str::to_owned).collect();
        let product = text.split("#[cfg(test)]").next().unwrap_or_default();
        Self { path: path.to_owned(), module, text: text.to_owned(), code: bare(product) }
    }

    /// All files below a folder of the project.
    pub(super) fn all(folder: &str) -> Vec<Self> {
        files(folder, "rs").iter().map(|(path, text)| Self::of(path, text)).collect()
    }

    /// The room: the first part of the module.
    pub(super) fn room(&self) -> &str {
        self.module.first().map_or("", String::as_str)
    }

    /// The absolute paths in the code, in imports and elsewhere.
    pub(super) fn names(&self) -> BTreeSet<Vec<String>> {
        let mut paths: Vec<String> = Vec::new();
        for found in IMPORT.captures_iter(&self.code) {
            let tree: String = RENAMED.replace_all(&found[1], "").split_whitespace().collect();
            expand("", &tree, &mut paths);
        }
        let elsewhere = IMPORT.replace_all(&self.code, "");
        paths.extend(PATH.find_iter(&elsewhere).map(|found| found.as_str().to_owned()));
        paths.iter().filter_map(|path| self.absolute(path)).collect()
    }

    fn absolute(&self, path: &str) -> Option<Vec<String>> {
        let mut parts: Vec<&str> = path.split("::").collect();
        let mut base: Vec<String> = match parts[0] {
            "crate" | "wg_steward" => Vec::new(),
            "self" | "super" => self.module.clone(),
            _ => return None,
        };
        if parts[0] != "super" {
            parts.remove(0);
        }
        let ups = parts.iter().take_while(|part| **part == "super").count();
        base.truncate(base.len().saturating_sub(ups));
        base.extend(parts[ups..].iter().map(|part| (*part).to_owned()));
        Some(base)
    }
}

/// All files below a folder of the project with an ending, in order: the path from the root, and the text.
pub(super) fn files(folder: &str, ending: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    walk(&root.join(folder), ending, &mut paths);
    paths.sort();
    let read = |path: &PathBuf| {
        let name = path.strip_prefix(root).unwrap().to_str().unwrap();
        (name.to_owned(), std::fs::read_to_string(path).unwrap())
    };
    paths.iter().map(read).collect()
}

fn walk(folder: &Path, ending: &str, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, ending, paths);
        } else if path.extension().is_some_and(|it| it == ending) {
            paths.push(path);
        }
    }
}

/// `a::{b, c::{d, e}}` as `a::b`, `a::c::d`, `a::c::e`.
fn expand(prefix: &str, tree: &str, paths: &mut Vec<String>) {
    let Some((head, rest)) = tree.split_once('{') else {
        paths.push(format!("{prefix}{tree}"));
        return;
    };
    let inner = rest.strip_suffix('}').unwrap_or(rest);
    let (mut depth, mut start) = (0, 0);
    for (at, ch) in inner.char_indices().chain([(inner.len(), ',')]) {
        match ch {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                if at > start {
                    expand(&format!("{prefix}{head}"), &inner[start..at], paths);
                }
                start = at + 1;
            }
            _ => {}
        }
    }
}

/// Code without comments, strings and characters.
fn bare(text: &str) -> String {
    let blank = |found: &regex::Captures| if found[0].starts_with('/') { "" } else { "\"\"" };
    NO_CODE.replace_all(text, blank).into_owned()
}

#[test]
fn what_a_file_names_is_found_in_imports_and_elsewhere() {
    let text = "//! Doc crate::no.\nuse crate::{a, b::{c, d::E as F}};\nuse super::super::f;\nuse std::fmt;\n\
        fn x() -> super::g::G { \"crate::no\"; 'x'; crate::h::i() }\n#[cfg(test)]\nmod tests { use crate::z; }\n";
    let source = Source::of("src/domain/policy/raw.rs", text);
    let names: Vec<_> = source.names().iter().map(|path| path.join("::")).collect();
    assert_eq!(names, ["a", "b::c", "b::d::E", "domain::f", "domain::policy::g::G", "h::i"]);
    assert_eq!(source.module, ["domain", "policy", "raw"]);
}
