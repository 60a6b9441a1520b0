//! Folders of documents on this machine, read with limits. Links are followed within the folder only; nothing outside
//! is read. A git revision can also be read as a folder.

mod revision;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::domain::document::{MAX_BYTES, MAX_CODEOWNERS};
use crate::domain::governance::ownership::OwnershipDocument;
use crate::domain::policy::Governing;
use crate::domain::text::symlink;

use revision::Kept;

pub use revision::RevisionError;

/// The maximum of files in a folder; the community's repository has 150.
pub const MAX_FILES: usize = 50_000;

/// The maximum depth of nested folders.
const MAX_DEPTH: usize = 64;

/// A folder that can't be read.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// A file or folder in it can't be read.
    #[error("{}: {source}: name a folder whose files can all be read", path.display())]
    Unreadable {
        /// Its path.
        path: PathBuf,
        /// The system's error.
        #[source]
        source: io::Error,
    },
    /// It exceeds the limits.
    #[error("{}: more than {MAX_FILES} files, or folders more than {MAX_DEPTH} deep: name the folder of a checkout", path.display())]
    TooLarge {
        /// The folder.
        path: PathBuf,
    },
    /// A git revision can't be read.
    #[error(transparent)]
    Revision(#[from] RevisionError),
}

/// All files of a folder by their path in it, as git would list them, without `.git`.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
    entries: BTreeMap<String, FolderEntry>,
    kept: Option<Kept>,
    /// Files behind links, by the path through the link: their real path in the folder.
    linked: BTreeMap<String, String>,
}

/// An entry that git would track.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FolderEntry {
    /// A file.
    File {
        /// Its path on this machine.
        at: PathBuf,
        /// Its size in bytes.
        size: u64,
        /// Whether it is executable.
        executable: bool,
    },
    /// A link, which git stores as the path of its target.
    Link {
        /// The path of its target.
        target: PathBuf,
    },
    /// A git object.
    Object {
        /// Its object id.
        id: Box<str>,
        /// Its mode in git, in octal digits: 100644, 100755 for an executable, 120000 for a link, 160000 for a
        /// submodule.
        mode: u32,
    },
}

impl FolderEntry {
    /// The git object of a file.
    pub fn object(&self) -> Option<&str> {
        match self {
            Self::Object { id, mode: 0o100_000..=0o100_777 } => Some(id),
            _ => None,
        }
    }
}

impl Folder {
    /// Lists a folder.
    pub fn open(root: &Path) -> Result<Self, FolderError> {
        let mut folder = Self { root: root.to_owned(), entries: BTreeMap::new(), linked: BTreeMap::new(), kept: None };
        let mut open = vec![(root.to_owned(), String::new(), 0)];
        while let Some((at, prefix, depth)) = open.pop() {
            if depth > MAX_DEPTH || folder.entries.len() > MAX_FILES {
                return Err(FolderError::TooLarge { path: root.to_owned() });
            }
            open.extend(folder.list(&at, &prefix)?.into_iter().map(|(at, prefix)| (at, prefix, depth + 1)));
        }
        folder.linked = folder.follow();
        Ok(folder)
    }

    /// The tree of a revision of the git checkout at `checkout`.
    pub fn at_revision(checkout: &Path, revision: &str) -> Result<Self, RevisionError> {
        let (kept, entries) = Kept::list(checkout, revision)?;
        Ok(Self { root: checkout.to_owned(), entries, linked: BTreeMap::new(), kept: Some(kept) })
    }

    /// Preloads texts of a revision, which is cheaper than reading them one by one. Does nothing for a folder on disk.
    pub fn load(&mut self, is_wanted: impl Fn(&str) -> bool) -> Result<(), RevisionError> {
        let Some(kept) = &mut self.kept else { return Ok(()) };
        let wanted = self.entries.iter().filter(|(path, _)| is_wanted(path));
        kept.load(wanted.filter_map(|(_, entry)| entry.object()))
    }

    /// Whether this is a revision.
    pub fn is_revision(&self) -> bool {
        self.kept.is_some()
    }

    /// The folder's name for people: its path, or the revision.
    pub fn name(&self) -> String {
        self.kept.as_ref().map_or_else(|| self.root.display().to_string(), |kept| kept.revision.clone())
    }

    /// The name of one of its files for people.
    pub fn name_of(&self, path: &str) -> String {
        match &self.kept {
            Some(kept) => format!("{}:{path}", kept.revision),
            None => self.root.join(path).display().to_string(),
        }
    }

    /// The files behind links to a file or folder in this folder. Links behind a link to a folder are not followed.
    fn follow(&self) -> BTreeMap<String, String> {
        let mut linked = BTreeMap::new();
        let links = self.entries.iter().filter(|(_, entry)| matches!(entry, FolderEntry::Link { .. }));
        for (path, end) in links.filter_map(|(path, _)| Some((path, self.end(path)?))) {
            if matches!(self.entries.get(&end), Some(FolderEntry::File { .. })) {
                linked.insert(path.clone(), end);
                continue;
            }
            let folder = if end.is_empty() { end } else { end + "/" };
            let below = self.entries.range(folder.clone()..).take_while(|(file, _)| file.starts_with(&folder));
            let files = below.filter(|(_, entry)| matches!(entry, FolderEntry::File { .. })).map(|(file, _)| file);
            let through = |file: &String| Some((format!("{path}/{}", file.strip_prefix(&folder)?), file.clone()));
            linked.extend(files.filter_map(through).take(MAX_FILES.saturating_sub(linked.len())));
        }
        linked
    }

    /// The target of the link at a path; `None` if it is outside or circular.
    fn end(&self, path: &str) -> Option<String> {
        let mut at = path.to_owned();
        for _ in 0..symlink::MAX {
            let Some(FolderEntry::Link { target }) = self.entries.get(&at) else { return Some(at) };
            at = symlink::target(&at, target.to_str()?)?;
        }
        None
    }

    /// Adds the files of one folder and returns its subfolders.
    fn list(&mut self, at: &Path, prefix: &str) -> Result<Vec<(PathBuf, String)>, FolderError> {
        let unreadable = |source| FolderError::Unreadable { path: at.to_owned(), source };
        let mut folders = Vec::new();
        for found in fs::read_dir(at).map_err(unreadable)? {
            let found = found.map_err(unreadable)?;
            let name = found.file_name().to_string_lossy().into_owned();
            if name == ".git" {
                continue;
            }
            let path = format!("{prefix}{name}");
            let kind = found.file_type().map_err(unreadable)?;
            if kind.is_dir() {
                folders.push((found.path(), format!("{path}/")));
            } else if let Some(entry) = entry(&found.path()).map_err(unreadable)? {
                self.entries.insert(path, entry);
            }
        }
        Ok(folders)
    }

    /// All entries, ordered by path.
    pub fn entries(&self) -> &BTreeMap<String, FolderEntry> {
        &self.entries
    }

    /// The text at a path, truncated one byte above the limit for such a file; `None` if there is no file. Links are
    /// followed.
    pub fn text(&self, path: &str) -> Result<Option<String>, FolderError> {
        self.text_within(path, most_bytes(Path::new(path)))
    }

    fn text_within(&self, path: &str, most: usize) -> Result<Option<String>, FolderError> {
        let path = self.linked.get(path).map_or(path, String::as_str);
        if let Some((kept, id)) = self.kept.as_ref().zip(self.entries.get(path).and_then(FolderEntry::object)) {
            return Ok(Some(kept.text(id)?));
        }
        let Some(FolderEntry::File { at, .. }) = self.entries.get(path) else { return Ok(None) };
        let text = text_within(at, most).map_err(|source| FolderError::Unreadable { path: at.clone(), source })?;
        Ok(Some(text))
    }

    /// The documents that define ownership.
    pub fn charters(&self, governing: &Governing) -> Result<Vec<OwnershipDocument>, FolderError> {
        let documents = self.fitting(governing, |path| governing.is_source(path))?.into_iter();
        Ok(documents.map(|(path, text)| OwnershipDocument { path, text, last_good: None }).collect())
    }

    /// All governing documents, by path.
    pub fn documents(&self, governing: &Governing) -> Result<BTreeMap<String, String>, FolderError> {
        self.fitting(governing, |path| governing.is_document(path))
    }

    fn fitting(
        &self,
        governing: &Governing,
        fits: impl Fn(&str) -> bool,
    ) -> Result<BTreeMap<String, String>, FolderError> {
        let paths = self.entries.keys().chain(self.linked.keys()).filter(|path| fits(path));
        let document = |path: &String| {
            let text = self.text_within(path, governing.adapter.most_bytes())?;
            Ok(text.map(|text| (path.clone(), text)))
        };
        paths.filter_map(|path| document(path).transpose()).collect()
    }

    /// The index of groups.
    pub fn index(&self, governing: &Governing) -> Result<Option<OwnershipDocument>, FolderError> {
        let is_index = |path: &str| governing.index.as_ref().is_some_and(|pattern| pattern.captures(path).is_some());
        let found = self.fitting(governing, is_index)?.into_iter().next();
        Ok(found.map(|(path, text)| OwnershipDocument { path, text, last_good: None }))
    }

    /// Links at the paths of documents that define ownership, with their targets, and whether each leads to a file in
    /// this folder, which is then read.
    pub fn links(&self, governing: &Governing) -> impl Iterator<Item = (&str, &Path, bool)> {
        let links = self.entries.iter().filter(|(path, _)| governing.is_source(path));
        links.filter_map(|(path, entry)| match entry {
            FolderEntry::Link { target } => Some((path.as_str(), target.as_path(), self.linked.contains_key(path))),
            FolderEntry::File { .. } | FolderEntry::Object { .. } => None,
        })
    }

    /// The folder as given.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

/// A file's text, truncated one byte above the limit for such a file, so that a reader sees that it is too large.
pub fn text(at: &Path) -> io::Result<String> {
    text_within(at, most_bytes(at))
}

/// The maximum size of a document with this name, in bytes.
fn most_bytes(path: &Path) -> usize {
    if path.file_name().is_some_and(|name| name == "CODEOWNERS") { MAX_CODEOWNERS } else { MAX_BYTES }
}

/// The same with the given limit in bytes.
pub fn text_within(at: &Path, most: usize) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(at)?.take(most as u64 + 1).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The entry at `at`; `None` for sockets, pipes and devices.
fn entry(at: &Path) -> io::Result<Option<FolderEntry>> {
    let about = fs::symlink_metadata(at)?;
    if about.is_symlink() {
        return Ok(Some(FolderEntry::Link { target: fs::read_link(at)? }));
    }
    let file = || FolderEntry::File { at: at.to_owned(), size: about.len(), executable: executable(&about) };
    Ok(about.is_file().then(file))
}

#[cfg(unix)]
fn executable(about: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    about.permissions().mode() & 0o100 != 0
}

#[cfg(not(unix))]
fn executable(_: &fs::Metadata) -> bool {
    false
}
