//! The difference between two folders: changed files as git would list them, including exact renames.

mod gone;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::domain::policy::Governing;
use crate::domain::pull::snapshot::{ChangedFile, DocumentChange, FileStatus, MAX_STRAYS};
use crate::folder::Folder;

use super::error::Failure;
use gone::{Gone, same};

/// The folder of an argument, or the revision of that name in the checkout at `root` or around the current folder.
pub(super) fn open(named: &Path, root: Option<&Path>) -> Result<Folder, Failure> {
    match named.to_str() {
        Some(revision) if !named.is_dir() => Ok(Folder::at_revision(root.unwrap_or(Path::new(".")), revision)?),
        _ => Ok(Folder::open(named)?),
    }
}

/// The error for a comparison of a folder with a revision.
pub(super) fn two_kinds(base: &Folder, head: &Folder) -> Option<Failure> {
    let (revision, folder) = match (base.is_revision(), head.is_revision()) {
        (true, false) => (base, head),
        (false, true) => (head, base),
        _ => return None,
    };
    Some(Failure::TwoKinds { revision: revision.name(), folder: folder.name() })
}

/// Preloads the documents of revisions.
pub(super) fn load(
    files: &[ChangedFile],
    base: &mut Folder,
    head: &mut Folder,
    governing: &Governing,
) -> Result<(), Failure> {
    let changed: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    base.load(|path| governing.is_document(path))?;
    head.load(|path| governing.is_document(path) && changed.contains(path))?;
    Ok(())
}

/// The changed files between two folders, ordered by path.
///
/// A removed file and a new one with the same bytes are one renamed file, as for `git diff -M100%`. If there are
/// several candidates, one with the same file name is preferred.
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

/// The governing documents among changed files, as they are in both folders.
pub(super) fn documents(
    files: &[ChangedFile],
    base: &Folder,
    head: &Folder,
    governing: &Governing,
) -> Result<BTreeMap<String, DocumentChange>, Failure> {
    let paths: BTreeSet<&String> = files.iter().flat_map(|file| file.previous.iter().chain([&file.path])).collect();
    // A charter may also have been added at another path.
    let new = files.iter().filter(|file| file.status.is_new()).map(|file| &file.path);
    let elsewhere: BTreeSet<_> = new.filter(|path| governing.may_be_stray(path)).collect();
    let elsewhere: BTreeSet<_> = elsewhere.into_iter().take(MAX_STRAYS).collect();
    let documents = paths.into_iter().filter(|path| governing.is_document(path) || elsewhere.contains(path));
    let change =
        |path: &String| Ok((path.clone(), DocumentChange { before: base.text(path)?, after: head.text(path)? }));
    documents.map(change).collect()
}

/// The top folder of the checkout around a folder: the nearest one with `.git`.
pub(super) fn checkout(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| fs::symlink_metadata(folder.join(".git")).is_ok())
}
