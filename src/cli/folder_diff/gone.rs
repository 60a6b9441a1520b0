//! Removed files, and which of them were renamed: those with the same bytes as a new file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::hash::{DefaultHasher, Hasher};
use std::io::Read;
use std::path::Path;

use crate::cli::error::Failure;
use crate::folder::FolderEntry;

/// GitHub's maximum size of a file.
const LARGEST: u64 = 100 << 20;

/// How many bytes of a file are read at once.
const PART: u64 = 1 << 16;

/// The object ids of an empty file, by SHA-1 and SHA-256.
const EMPTY: [&str; 2] =
    ["e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813"];

/// A summary of a file's content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Content {
    /// Its size and a hash.
    Bytes(u64, u64),
    /// Its object id.
    Object(Box<str>),
}

/// Removed files, by their content.
pub(super) struct Gone<'a> {
    pub(super) paths: BTreeSet<&'a str>,
    by_content: BTreeMap<Content, Vec<(&'a str, &'a FolderEntry)>>,
}

impl<'a> Gone<'a> {
    pub(super) fn of(gone: impl Iterator<Item = (&'a String, &'a FolderEntry)>) -> Result<Self, Failure> {
        let mut all = Self { paths: BTreeSet::new(), by_content: BTreeMap::new() };
        for (path, entry) in gone {
            all.paths.insert(path);
            if let Some(key) = content(entry)? {
                all.by_content.entry(key).or_default().push((path, entry));
            }
        }
        Ok(all)
    }

    /// The removed file that was renamed to `path`.
    pub(super) fn take(&mut self, path: &str, entry: &FolderEntry) -> Result<Option<&'a str>, Failure> {
        let Some(alike) = content(entry)?.and_then(|key| self.by_content.get_mut(&key)) else { return Ok(None) };
        let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let same_name = alike.iter().position(|(old, _)| name(old) == name(path));
        let any = (!alike.is_empty()).then_some(0);
        let Some((old, before)) = same_name.or(any).map(|at| alike.remove(at)) else { return Ok(None) };
        // Two contents may have the same hash.
        if !same_bytes(before, entry)? {
            alike.push((old, before));
            return Ok(None);
        }
        self.paths.remove(old);
        Ok(Some(old))
    }
}

/// The content of a file; `None` for links and empty files, which all look the same.
fn content(entry: &FolderEntry) -> Result<Option<Content>, Failure> {
    if let Some(id) = entry.object().filter(|id| !EMPTY.contains(id)) {
        return Ok(Some(Content::Object(id.into())));
    }
    let FolderEntry::File { at, size: size @ 1.., .. } = entry else { return Ok(None) };
    let mut hasher = DefaultHasher::new();
    let mut file = open(at, *size)?;
    loop {
        let bytes = part(&mut file, at)?;
        if bytes.is_empty() {
            return Ok(Some(Content::Bytes(*size, hasher.finish())));
        }
        hasher.write(&bytes);
    }
}

/// Whether two entries are equal, including the executable bit.
pub(super) fn same(before: &FolderEntry, after: &FolderEntry) -> Result<bool, Failure> {
    match (before, after) {
        (FolderEntry::Link { target: old }, FolderEntry::Link { target: new }) => Ok(old == new),
        (FolderEntry::Object { .. }, FolderEntry::Object { .. }) => Ok(before == after),
        (FolderEntry::File { executable: old, .. }, FolderEntry::File { executable: new, .. }) => {
            Ok(old == new && same_bytes(before, after)?)
        }
        _ => Ok(false),
    }
}

fn same_bytes(before: &FolderEntry, after: &FolderEntry) -> Result<bool, Failure> {
    if let Some((old, new)) = before.object().zip(after.object()) {
        return Ok(old == new);
    }
    let (FolderEntry::File { at: old, size: before, .. }, FolderEntry::File { at: new, size: after, .. }) =
        (before, after)
    else {
        return Ok(false);
    };
    if before != after {
        return Ok(false);
    }
    let (mut one, mut other) = (open(old, *before)?, open(new, *after)?);
    loop {
        let (left, right) = (part(&mut one, old)?, part(&mut other, new)?);
        if left != right || left.is_empty() {
            return Ok(left == right);
        }
    }
}

fn part(file: &mut File, at: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    file.take(PART).read_to_end(&mut bytes).map_err(|error| Failure::unreadable(at, error))?;
    Ok(bytes)
}

fn open(at: &Path, size: u64) -> Result<File, Failure> {
    if size > LARGEST {
        return Err(Failure::TooLarge { file: at.display().to_string(), most: LARGEST });
    }
    File::open(at).map_err(|error| Failure::unreadable(at, error))
}
