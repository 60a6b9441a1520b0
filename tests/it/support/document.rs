//! Tests as documents: Markdown for people, with fenced blocks for input and expected output.
//!
//! `BLESS=1 cargo test` rewrites the expected output; review the diff.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

/// A kind of block: the text after its opening fence, and its meaning.
pub(crate) type Kinds<K> = [(&'static str, K)];

/// All documents of a folder of tests, but not its `README.md`.
fn all(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let is_told = |path: &PathBuf| path.extension().is_some_and(|it| it == "md") && !path.ends_with("README.md");
    entries.filter(is_told).collect::<BTreeSet<_>>().into_iter().collect()
}

/// Compares every document of a folder with the result of `told_anew` for its path and text, or rewrites it.
pub(crate) fn play(folder: &str, mut told_anew: impl FnMut(&Path, &str) -> String) {
    let bless = std::env::var_os("BLESS").is_some_and(|value| value == "1");
    let mut told = Vec::new();
    let documents = all(folder);
    assert!(documents.len() > 10, "only {} documents in {folder}", documents.len());
    for path in documents {
        let text = std::fs::read_to_string(&path).unwrap();
        let anew = told_anew(&path, &text);
        if bless {
            std::fs::write(&path, &anew).unwrap();
        } else if anew != text {
            told.push(format!("{}\n{}", path.display(), difference(&text, &anew)));
        }
    }
    let way_out = "`BLESS=1 cargo test --test it` writes down what comes out now; read its diff";
    assert!(told.is_empty(), "{}\n\n{way_out}", told.join("\n\n"));
}

/// Parses a block; panics with the problem of an invalid one.
pub(crate) fn parse<T: DeserializeOwned>(text: &str) -> T {
    serde_saphyr::from_str(text).unwrap_or_else(|error| panic!("{error}\n\nin\n\n{text}"))
}

/// The document with new bodies of its blocks from `body`.
pub(crate) fn rewrite<K: Copy>(
    text: &str,
    kinds: &Kinds<K>,
    mut body: impl FnMut(K, &str) -> Option<String>,
) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((line, behind)) = rest.split_once('\n') {
        out.push_str(line);
        out.push('\n');
        rest = behind;
        let Some((fence, kind)) = opening(line, kinds) else { continue };
        let end = end(rest, fence);
        let there = &rest[..end];
        out.push_str(&body(kind, there).unwrap_or_else(|| there.to_owned()));
        rest = &rest[end..];
    }
    out + rest
}

/// The fence and the kind of the block that a line opens, if it opens one.
fn opening<'l, K: Copy>(line: &'l str, kinds: &Kinds<K>) -> Option<(&'l str, K)> {
    let info = line.trim_start_matches('`');
    let fence = &line[..line.len() - info.len()];
    if fence.len() < 3 || info.is_empty() {
        return None;
    }
    match kinds.iter().find(|(name, _)| *name == info) {
        Some((_, kind)) => Some((fence, *kind)),
        None => panic!("`{info}` is not a kind of block: see the README.md beside the document"),
    }
}

fn end(text: &str, fence: &str) -> usize {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_end() == fence {
            return at;
        }
        at += line.len();
    }
    panic!("a block has no closing fence `{fence}`");
}

/// The lines in which two texts differ, without their common beginning and end.
pub(crate) fn difference(old: &str, new: &str) -> String {
    let (begins, gone, come) = changed(old, new);
    let gone = gone.iter().map(|line| format!("- {line}"));
    let come = come.iter().map(|line| format!("+ {line}"));
    let lines: Vec<_> = std::iter::once(format!("from line {}:", begins + 1)).chain(gone).chain(come).collect();
    lines.join("\n")
}

/// The length of the common beginning of two texts in lines, and the lines of each up to their common end.
pub(crate) fn changed<'t>(old: &'t str, new: &'t str) -> (usize, Vec<&'t str>, Vec<&'t str>) {
    let (old, new): (Vec<_>, Vec<_>) = (old.lines().collect(), new.lines().collect());
    let begins = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - begins;
    let ends = old.iter().rev().zip(new.iter().rev()).take(rest).take_while(|(a, b)| a == b).count();
    (begins, old[begins..old.len() - ends].to_vec(), new[begins..new.len() - ends].to_vec())
}
