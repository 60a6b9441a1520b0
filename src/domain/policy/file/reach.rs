//! Finds patterns that match no path of a repository, and rules that no path ever reaches.

use std::collections::BTreeMap;

/// How many alternatives of a pattern are checked one by one; a pattern with more is not split.
const MAX: usize = 256;

/// The longest pattern that is split into alternatives, in bytes: GitHub has no longer paths.
const LONGEST: usize = 4096;

/// Why a pattern, or one of its alternatives, matches no path of a repository, and the correct pattern.
pub(super) fn flaw(pattern: &str) -> Option<String> {
    let alternatives = alternatives(pattern);
    let (alternative, rule) = alternatives.iter().find_map(|path| rule_against(path).map(|rule| (path, rule)))?;
    let named = match alternative == pattern {
        true => format!("`{pattern}` matches no path"),
        false => format!("`{pattern}`: the alternative `{alternative}` matches no path"),
    };
    let way_out = better(alternative).map(|better| format!(". Write `{better}`")).unwrap_or_default();
    Some(format!("{named}: {rule}{way_out}"))
}

fn rule_against(path: &str) -> Option<&'static str> {
    let parts = || path.split('/');
    match path {
        "" => Some("it is empty"),
        _ if path.starts_with('/') => Some("paths of a repository do not start with `/`"),
        _ if parts().any(|part| part == "..") => Some("paths of a repository have no `..`"),
        _ if parts().any(|part| part == ".") => Some("paths of a repository have no `.` between slashes"),
        _ if path.contains("//") => Some("paths of a repository have no `//`"),
        _ if path.ends_with('/') => Some("paths of files do not end with `/`"),
        _ => None,
    }
}

/// The pattern that the author probably meant.
fn better(path: &str) -> Option<String> {
    let mut parts: Vec<_> = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    if path.ends_with('/') && parts.last() != Some(&"**") {
        parts.push("**");
    }
    (!path.is_empty() && !parts.is_empty() && !parts.contains(&"..")).then(|| parts.join("/"))
}

/// Earlier rules, with their lines.
#[derive(Default)]
pub(super) struct Earlier {
    patterns: BTreeMap<String, u32>,
    alternatives: BTreeMap<String, u32>,
    folders: BTreeMap<String, u32>,
    all: Option<u32>,
}

/// Why no path reaches a rule, with the line of the rule that covers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Covered {
    /// It has the same pattern.
    Same(u32),
    /// It matches every path.
    All(u32),
    /// This rule and the rules before it match every path that the covered rule matches.
    Whole(u32),
}

impl Earlier {
    /// Adds the next rule, and reports if no path can reach it. A pattern with `<group>` only covers the same pattern,
    /// because it only matches if the group exists.
    pub(super) fn then(&mut self, pattern: &str, line: u32) -> Option<Covered> {
        let own = alternatives(pattern);
        let same = self.patterns.get(pattern).copied().map(Covered::Same);
        let covered = same.or(self.all.map(Covered::All)).or_else(|| {
            let lines: Option<Vec<u32>> = own.iter().map(|path| self.line_of(path)).collect();
            lines?.into_iter().max().map(Covered::Whole)
        });
        self.patterns.entry(pattern.to_owned()).or_insert(line);
        for path in own.into_iter().filter(|path| !path.contains("<group>")) {
            if matches!(path.as_str(), "**" | "**/*" | "**/**") {
                self.all.get_or_insert(line);
            }
            let folder = path.strip_suffix("/**").filter(|folder| !folder.contains(['*', '?', '[', '{', '<', '\\']));
            folder.map(|folder| self.folders.entry(folder.to_owned()).or_insert(line));
            self.alternatives.entry(path).or_insert(line);
        }
        covered
    }

    /// The rule that matches every path of one alternative.
    fn line_of(&self, path: &str) -> Option<u32> {
        let folders = path.match_indices('/').filter(|(at, _)| at + 1 < path.len());
        let mut folders = folders.filter_map(|(at, _)| self.folders.get(path.get(..at)?));
        self.alternatives.get(path).or_else(|| folders.next()).copied()
    }
}

/// A pattern with each of its alternatives in braces written out; empty if there are too many, or if its braces are not
/// valid.
fn alternatives(pattern: &str) -> Vec<String> {
    if pattern.len() > LONGEST {
        return Vec::new();
    }
    let (mut open, mut done) = (vec![pattern.to_owned()], Vec::new());
    while let Some(next) = open.pop() {
        match braces(&next) {
            None => done.push(next),
            Some((before, inner, after)) => {
                open.extend(inner.iter().rev().map(|one| format!("{before}{one}{after}")));
            }
        }
        if open.len() + done.len() > MAX {
            return Vec::new();
        }
    }
    done
}

/// The text before the first pair of braces, its alternatives, and the text after it. Escaped characters and characters
/// in a class have no meaning.
fn braces(text: &str) -> Option<(&str, Vec<&str>, &str)> {
    let (mut depth, mut start, mut cuts) = (0_usize, 0, Vec::new());
    let (mut is_escaped, mut in_class) = (false, false);
    for (at, ch) in text.char_indices() {
        match ch {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            _ if in_class => {}
            '{' => {
                depth += 1;
                if depth == 1 {
                    start = at;
                }
            }
            ',' if depth == 1 => cuts.push(at),
            '}' if depth == 1 => {
                let ends = cuts.iter().copied().chain([at]);
                let starts = [start].into_iter().chain(cuts.iter().copied());
                let inner = starts.zip(ends).filter_map(|(from, to)| text.get(from + 1..to)).collect();
                return Some((text.get(..start)?, inner, text.get(at + 1..)?));
            }
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_that_no_path_fits_are_found_with_what_is_meant() {
        for (pattern, meant) in [
            ("/docs/**", "docs/**"),
            ("guides/", "guides/**"),
            ("./img/**", "img/**"),
            ("src//x", "src/x"),
            ("a/./b", "a/b"),
            ("/", "**"),
            ("", ""),
            ("../x", ""),
            ("a/../b", ""),
            ("a/**/", "a/**"),
            ("{/docs,src}/x", "docs/x"),
            ("{a,{b/,c}}/d", "b/d"),
            ("{,x}/y", "y"),
        ] {
            let said = flaw(pattern).unwrap_or_else(|| panic!("{pattern} is taken for a good one"));
            assert_eq!(
                said.split_once("Write ").map_or("", |(_, meant)| meant),
                if meant.is_empty() { String::new() } else { format!("`{meant}`") },
                "{said}"
            );
        }
        for pattern in
            ["**", "{toc/,}TOC.md", "{.github/,,docs/}CODEOWNERS", ".*", "a/.b/..c", "a\\{b", "[{]/x", "<group>/**"]
        {
            assert_eq!(flaw(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn a_rule_behind_one_that_fits_all_its_paths_is_never_reached() {
        for (earlier, later, found) in [
            ("a", "a", Some(Covered::Same(1))),
            ("<group>/**", "<group>/**", Some(Covered::Same(1))),
            ("**", "<group>.md", Some(Covered::All(1))),
            ("**/*", "a/b", Some(Covered::All(1))),
            ("{x,**}", "a", Some(Covered::All(1))),
            ("toc/**", "toc/rfc/**", Some(Covered::Whole(1))),
            ("{b,a}/**", "{a,b}/x", Some(Covered::Whole(1))),
            ("{a,b}", "b", Some(Covered::Whole(1))),
            ("<group>/**", "docs/**", None),
            ("toc/**", "toc", None),
            ("toc/**", "toc*/x", None),
            ("toc/*", "toc/a/b", None),
            ("a", "{a,b}", None),
            ("t*c/**", "tic/x", None),
        ] {
            let mut rules = Earlier::default();
            assert_eq!(rules.then(earlier, 1), None);
            assert_eq!(rules.then(later, 2), found, "{earlier} before {later}");
        }
        let mut rules = Earlier::default();
        let found = ["a/**", "b", "{a/x,b}"].map(|pattern| rules.then(pattern, 7));
        assert_eq!(found, [None, None, Some(Covered::Whole(7))], "two rules together");
    }

    #[test]
    fn a_pattern_with_endless_alternatives_is_taken_as_it_is() {
        let bomb = "{a,/b}".repeat(200);
        for pattern in [bomb.as_str(), &"{".repeat(4000), &"{a,".repeat(1000), &"/x".repeat(250_000), "{a", "a}"] {
            assert!(alternatives(pattern).len() <= MAX);
            let mut rules = Earlier::default();
            assert_eq!((rules.then(pattern, 1), rules.then("b", 2)), (None, None));
        }
    }
}
