//! The input of a check: a whole checkout, or files, each under the name that the user gave.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::domain::policy::Policy;
use crate::domain::rules::{Diagnostic, Edit};
use crate::folder::{Folder, FolderEntry};
use crate::policies::{Foundation, Foundations};

use super::super::error::Failure;
use super::super::folder_diff::checkout;
use super::Options;
use super::input_file::{Located, Named};

/// The input of a check, and the policy.
pub(super) struct Input<'a> {
    pub(super) foundation: &'a Foundation,
    /// Documents that are checked together; none if there are no governing documents.
    pub(super) batches: Vec<Batch>,
    /// The number of files that are not governing documents.
    pub(super) passed_over: usize,
    /// Links among the files, which are not followed.
    pub(super) links: Vec<PathBuf>,
}

/// Documents that are checked together.
#[derive(Default)]
pub(super) struct Batch {
    /// Their texts, by their paths in the governing repository.
    pub(super) documents: BTreeMap<String, String>,
    /// Their files, by the same paths.
    pub(super) located: BTreeMap<String, Located>,
    /// Whether they are all documents of the repository.
    pub(super) is_whole: bool,
    /// The prefix of the path of a missing document.
    prefix: PathBuf,
}

impl<'a> Input<'a> {
    pub(super) fn read(options: &Options, foundations: &'a Foundations) -> Result<Self, Failure> {
        match options.paths.as_slice() {
            [] => {
                let here = env::current_dir().map_err(|source| Failure::no_input(Path::new("."), source))?;
                let root = checkout(&here).unwrap_or(&here);
                let up = here.strip_prefix(root).map_or(0, |below| below.iter().count());
                Self::of_checkout(options, root, &PathBuf::from("../".repeat(up)), foundations)
            }
            [root] if root.is_dir() => Self::of_checkout(options, root, root, foundations),
            paths => match paths.iter().find(|path| path.is_dir()) {
                Some(folder) => Err(Failure::FolderAmongFiles(folder.clone())),
                None if options.base.is_some() && paths.iter().any(|path| path.is_file()) => {
                    Err(Failure::FilesAgainstBase)
                }
                None => Self::of_files(options, foundations),
            },
        }
    }

    fn of_checkout(
        options: &Options,
        root: &Path,
        prefix: &Path,
        foundations: &'a Foundations,
    ) -> Result<Self, Failure> {
        let folder = Folder::open(root)?;
        let has_documents =
            |foundation: &Foundation| folder.entries().keys().any(|path| foundation.policy.governing.is_document(path));
        let foundation = choose(options, foundations, has_documents)?;
        let batch = Batch::of_folder(&folder, prefix, &foundation.policy)?;
        Ok(Self { foundation, batches: vec![batch], passed_over: 0, links: Vec::new() })
    }

    fn of_files(options: &Options, foundations: &'a Foundations) -> Result<Self, Failure> {
        let (mut named, mut links): (Vec<Named>, Vec<PathBuf>) = (Vec::new(), Vec::new());
        for path in options.paths.as_slice() {
            let about = fs::symlink_metadata(path).map_err(|source| Failure::no_input(path, source))?;
            match about.is_file() {
                true => named.push(Named::of(path)?),
                false => links.push(path.clone()),
            }
        }
        let is_of =
            |foundation: &Foundation| named.iter().any(|named| named.place(&foundation.policy.governing).is_some());
        let foundation = choose(options, foundations, is_of)?;
        let (mut batches, mut passed_over): (Vec<Batch>, usize) = (Vec::new(), 0);
        let mut seen = BTreeSet::new();
        for named in named.into_iter().filter(|named| seen.insert(named.located.at.clone())) {
            match named.read(&foundation.policy.governing)? {
                Some((path, text)) => put(&mut batches, path, text, named.located),
                None => passed_over += 1,
            }
        }
        Ok(Self { foundation, batches, passed_over: passed_over + links.len(), links })
    }
}

/// The foundation whose rules apply: the named one, the only one, or the only one that matches.
fn choose<'a>(
    options: &Options,
    foundations: &'a Foundations,
    fits: impl Fn(&Foundation) -> bool,
) -> Result<&'a Foundation, Failure> {
    if let Some(repository) = &options.repository {
        let mut all = foundations.iter();
        let named = all.find(|foundation| foundation.policy.governing.repository == *repository);
        return named.ok_or_else(|| Failure::governs_nothing(repository, foundations));
    }
    if let Some(foundation) = foundations.only() {
        return Ok(foundation);
    }
    let fitting: Vec<_> = foundations.iter().filter(|foundation| fits(foundation)).collect();
    match fitting.as_slice() {
        [foundation] => Ok(foundation),
        _ => Err(Failure::WhichRepository),
    }
}

/// Adds a document to the first batch without one at its path.
fn put(batches: &mut Vec<Batch>, path: String, text: String, located: Located) {
    let free = batches.iter().position(|batch| !batch.documents.contains_key(&path));
    let index = free.unwrap_or_else(|| {
        batches.push(Batch::default());
        batches.len() - 1
    });
    if let Some(batch) = batches.get_mut(index) {
        batch.documents.insert(path.clone(), text);
        batch.located.insert(path, located);
    }
}

/// Whether a document may be a misplaced charter; others are not parsed.
fn speaks_of_charters(text: &str) -> bool {
    text.contains("Charter") || text.contains("yaml")
}

impl Batch {
    /// All documents of a checkout before a change; there may be none.
    pub(super) fn of_base(root: &Path, policy: &Policy) -> Result<Self, Failure> {
        let (batch, _) = Self::within(&Folder::open(root)?, root, policy)?;
        Ok(batch)
    }

    /// All documents of a checkout; `prefix` is the user's path of its top folder.
    fn of_folder(folder: &Folder, prefix: &Path, policy: &Policy) -> Result<Self, Failure> {
        match Self::within(folder, prefix, policy)? {
            (batch, true) => Ok(batch),
            (_, false) => Err(Failure::NoDocuments {
                root: folder.root().to_owned(),
                governing: policy.governing.repository.to_string(),
            }),
        }
    }

    /// The documents of a folder, and whether one of them is governing.
    fn within(folder: &Folder, prefix: &Path, policy: &Policy) -> Result<(Self, bool), Failure> {
        let governing = &policy.governing;
        let mut batch = Self { is_whole: true, prefix: prefix.to_owned(), ..Self::default() };
        let mut governed = false;
        for (path, entry) in folder.entries() {
            let FolderEntry::File { at, .. } = entry else { continue };
            let is_document = governing.is_document(path);
            governed |= is_document;
            if !is_document && !governing.may_be_stray(path) {
                continue;
            }
            let Some(text) = folder.text(path)?.filter(|text| is_document || speaks_of_charters(text)) else {
                continue;
            };
            let located = Located { name: batch.name(path), at: at.clone(), root: folder.root().to_owned() };
            batch.documents.insert(path.clone(), text);
            batch.located.insert(path.clone(), located);
        }
        Ok((batch, governed))
    }

    /// The user's name of a document.
    pub(super) fn name(&self, path: &str) -> String {
        let known = self.located.get(path).map(|located| located.name.clone());
        known.unwrap_or_else(|| match self.prefix == Path::new(".") {
            true => path.to_owned(),
            false => self.prefix.join(path).display().to_string(),
        })
    }

    /// The same finding with the user's name of the file.
    pub(super) fn named(&self, mut remark: Diagnostic) -> Diagnostic {
        remark.path = self.name(&remark.path);
        let edits = remark.fix.iter_mut().flat_map(|fix| &mut fix.edits);
        edits.for_each(|Edit { path, .. }| *path = self.name(path));
        remark
    }

    /// The documents whose text equals their file, byte by byte. Others were truncated or are not UTF-8.
    pub(super) fn mendable(&self) -> BTreeSet<String> {
        let is_whole = |path: &&String| {
            let (located, text) = (self.located.get(*path), self.documents.get(*path));
            located.zip(text).is_some_and(|(located, text)| located.holds(text).unwrap_or(false))
        };
        self.documents.keys().filter(is_whole).cloned().collect()
    }
}
