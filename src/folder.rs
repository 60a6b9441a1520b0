//! Folders of documents on this machine, read with limits: links are not followed, nothing outside is touched.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::domain::document::MAX_BYTES;
use crate::domain::ownership::Document;
use crate::domain::policy::Governing;

/// How many files a folder may hold; the community's repository has 150.
pub const MAX_FILES: usize = 50_000;

/// How deep folders may be nested.
const MAX_DEPTH: usize = 64;

/// A folder that can't be read.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// A file or folder in it.
    #[error("{}: {source}: name a folder whose files can all be read", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: io::Error,
    },
    /// More than is looked at.
    #[error("{}: more than {MAX_FILES} files, or folders more than {MAX_DEPTH} deep: name the folder of a checkout", path.display())]
    TooLarge {
        /// The folder.
        path: PathBuf,
    },
}

/// All files of a folder by their path in it, as git would list them. `.git` is no part of it.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
    entries: BTreeMap<String, Entry>,
}

/// Something that git would keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Entry {
    /// A file.
    File {
        /// Where it is on this machine.
        at: PathBuf,
        /// Its size in bytes.
        size: u64,
        /// Whether it may be run.
        executable: bool,
    },
    /// A link, of which only the target's name counts.
    Link {
        /// The name.
        target: PathBuf,
    },
}

impl Folder {
    /// Lists a folder.
    pub fn open(root: &Path) -> Result<Self, FolderError> {
        let mut folder = Self { root: root.to_owned(), entries: BTreeMap::new() };
        let mut open = vec![(root.to_owned(), String::new(), 0)];
        while let Some((at, prefix, depth)) = open.pop() {
            if depth > MAX_DEPTH || folder.entries.len() > MAX_FILES {
                return Err(FolderError::TooLarge { path: root.to_owned() });
            }
            open.extend(folder.list(&at, &prefix)?.into_iter().map(|(at, prefix)| (at, prefix, depth + 1)));
        }
        Ok(folder)
    }

    /// Takes the files of one folder and returns the folders in it.
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
    pub fn entries(&self) -> &BTreeMap<String, Entry> {
        &self.entries
    }

    /// The text at a path, at most [`MAX_BYTES`] and one byte more; `None` if no file is there.
    pub fn text(&self, path: &str) -> Result<Option<String>, FolderError> {
        let Some(Entry::File { at, .. }) = self.entries.get(path) else { return Ok(None) };
        let text = text(at).map_err(|source| FolderError::Unreadable { path: at.clone(), source })?;
        Ok(Some(text))
    }

    /// The documents that say who owns what.
    pub fn charters(&self, governing: &Governing) -> Result<Vec<Document>, FolderError> {
        let paths = self.entries.keys().filter(|path| governing.is_source(path));
        let document = |path: &String| {
            let text = self.text(path)?;
            Ok(text.map(|text| Document { path: path.clone(), text, last_good: None }))
        };
        paths.filter_map(|path| document(path).transpose()).collect()
    }

    /// All governing documents, by path.
    pub fn documents(&self, governing: &Governing) -> Result<BTreeMap<String, String>, FolderError> {
        let paths = self.entries.keys().filter(|path| governing.is_document(path));
        let document = |path: &String| Ok(self.text(path)?.map(|text| (path.clone(), text)));
        paths.filter_map(|path| document(path).transpose()).collect()
    }

    /// The folder as it was named.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

/// A file's text, at most [`MAX_BYTES`] and one byte more, so that a reader sees that it is too large.
pub fn text(at: &Path) -> io::Result<String> {
    text_within(at, MAX_BYTES)
}

/// The same with a limit of one's own, in bytes.
pub fn text_within(at: &Path, most: usize) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(at)?.take(most as u64 + 1).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What lies at `at`; nothing for sockets, pipes and devices.
fn entry(at: &Path) -> io::Result<Option<Entry>> {
    let about = fs::symlink_metadata(at)?;
    if about.is_symlink() {
        return Ok(Some(Entry::Link { target: fs::read_link(at)? }));
    }
    let file = || Entry::File { at: at.to_owned(), size: about.len(), executable: executable(&about) };
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
