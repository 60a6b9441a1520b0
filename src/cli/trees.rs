//! What lies between two folders: changed files as git would name them, exact renames included.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hasher};
use std::io::Read;
use std::path::Path;

use crate::domain::policy::Governing;
use crate::domain::snapshot::{ChangedFile, DocumentChange, FileStatus, MOST_STRAYS};
use crate::folder::{Entry, Folder};

use super::failure::Failure;

/// GitHub takes no larger file.
const LARGEST: u64 = 100 << 20;

/// How much of a file is read at once.
const PART: u64 = 1 << 16;

/// The changed files between two folders, ordered by path.
///
/// A file that goes and one that comes with the same bytes are one renamed file, as for `git diff -M100%`; with
/// several to choose from, one with the same name in another folder.
pub(super) fn compare(base: &Folder, head: &Folder) -> Result<Vec<ChangedFile>, Failure> {
    let (old, new) = (base.entries(), head.entries());
    let mut files = Vec::new();
    for (path, before) in old {
        if let Some(after) = new.get(path)
            && !same(before, after)?
        {
            files.push(changed(path, None, FileStatus::Modified));
        }
    }
    let mut gone = Gone::of(old.iter().filter(|(path, _)| !new.contains_key(*path)))?;
    for (path, entry) in new.iter().filter(|(path, _)| !old.contains_key(*path)) {
        let previous = gone.take(path, entry)?;
        let status = if previous.is_some() { FileStatus::Renamed } else { FileStatus::Added };
        files.push(changed(path, previous, status));
    }
    files.extend(gone.paths.into_iter().map(|path| changed(path, None, FileStatus::Removed)));
    files.sort();
    Ok(files)
}

fn changed(path: &str, previous: Option<&str>, status: FileStatus) -> ChangedFile {
    ChangedFile { path: path.to_owned(), previous: previous.map(str::to_owned), status }
}

/// The governing documents among changed files, as they stand in both folders.
pub(super) fn documents(
    files: &[ChangedFile],
    base: &Folder,
    head: &Folder,
    governing: &Governing,
) -> Result<BTreeMap<String, DocumentChange>, Failure> {
    let paths: BTreeSet<&String> = files.iter().flat_map(|file| file.previous.iter().chain([&file.path])).collect();
    // Elsewhere, too, somebody may have put a charter.
    let new = files.iter().filter(|file| file.status.is_new()).map(|file| &file.path);
    let elsewhere: BTreeSet<_> = new.filter(|path| governing.may_be_stray(path)).collect();
    let elsewhere: BTreeSet<_> = elsewhere.into_iter().take(MOST_STRAYS).collect();
    let documents = paths.into_iter().filter(|path| governing.is_document(path) || elsewhere.contains(path));
    let change =
        |path: &String| Ok((path.clone(), DocumentChange { before: base.text(path)?, after: head.text(path)? }));
    documents.map(change).collect()
}

/// The top folder of the checkout that a folder is in: the nearest one with `.git`.
pub(super) fn checkout(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| fs::symlink_metadata(folder.join(".git")).is_ok())
}

/// Files that are gone, by what was in them.
struct Gone<'a> {
    paths: BTreeSet<&'a str>,
    by_content: BTreeMap<(u64, u64), Vec<(&'a str, &'a Entry)>>,
}

impl<'a> Gone<'a> {
    fn of(gone: impl Iterator<Item = (&'a String, &'a Entry)>) -> Result<Self, Failure> {
        let mut all = Self { paths: BTreeSet::new(), by_content: BTreeMap::new() };
        for (path, entry) in gone {
            all.paths.insert(path);
            if let Some(key) = content(entry)? {
                all.by_content.entry(key).or_default().push((path, entry));
            }
        }
        Ok(all)
    }

    /// The one that has become the file at `path`.
    fn take(&mut self, path: &str, entry: &Entry) -> Result<Option<&'a str>, Failure> {
        let Some(alike) = content(entry)?.and_then(|key| self.by_content.get_mut(&key)) else { return Ok(None) };
        let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let same_name = alike.iter().position(|(old, _)| name(old) == name(path));
        let any = (!alike.is_empty()).then_some(0);
        let Some((old, before)) = same_name.or(any).map(|at| alike.remove(at)) else { return Ok(None) };
        // Two contents may have one hash.
        if !same_bytes(before, entry)? {
            alike.push((old, before));
            return Ok(None);
        }
        self.paths.remove(old);
        Ok(Some(old))
    }
}

/// Size and hash of what is in a file; nothing for links and empty files, which are all alike.
fn content(entry: &Entry) -> Result<Option<(u64, u64)>, Failure> {
    let Entry::File { at, size: size @ 1.., .. } = entry else { return Ok(None) };
    let mut hasher = DefaultHasher::new();
    let mut file = open(at, *size)?;
    loop {
        let bytes = part(&mut file, at)?;
        if bytes.is_empty() {
            return Ok(Some((*size, hasher.finish())));
        }
        hasher.write(&bytes);
    }
}

/// Whether nothing changed between two entries, the right to run included.
fn same(before: &Entry, after: &Entry) -> Result<bool, Failure> {
    match (before, after) {
        (Entry::Link { target: old }, Entry::Link { target: new }) => Ok(old == new),
        (Entry::File { executable: old, .. }, Entry::File { executable: new, .. }) => {
            Ok(old == new && same_bytes(before, after)?)
        }
        _ => Ok(false),
    }
}

fn same_bytes(before: &Entry, after: &Entry) -> Result<bool, Failure> {
    let (Entry::File { at: old, size: before, .. }, Entry::File { at: new, size: after, .. }) = (before, after) else {
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
