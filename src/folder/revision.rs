//! Git trees, read with the `git` program: without a shell, without writes or fetches, and with the limits of folders.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use super::{FolderEntry, MAX_FILES};
use crate::domain::document::MAX_CODEOWNERS;

/// The maximum size of a list of files, in bytes: ten times that of 50,000 files with usual names.
const MAX_LIST: u64 = 1 << 25;

/// The maximum size of other output of git, in bytes.
const MAX_WORDS: u64 = 4096;

/// A revision whose tree can't be read.
#[derive(Debug, thiserror::Error)]
pub enum RevisionError {
    /// There is no `git` program, or it can't be started.
    #[error("`git` cannot be started ({0}): install it, or name two folders")]
    NoGit(#[source] io::Error),
    /// The folder is not in a git checkout.
    #[error(
        "`{revision}` is not a folder, and {} is not in a git checkout: name a folder, or run this in a checkout to name a revision", folder.display()
    )]
    NoCheckout {
        /// The given revision.
        revision: String,
        /// The folder in which a checkout was expected.
        folder: PathBuf,
    },
    /// The repository has no such revision.
    #[error(
        "`{revision}` is neither a folder nor a revision of the git checkout at {}{}", folder.display(),
        if *is_shallow { ": it is a shallow clone, `git fetch --unshallow` fetches the rest" } else { ": name a folder, a branch, a tag or a commit" }
    )]
    Unknown {
        /// The given revision.
        revision: String,
        /// The checkout.
        folder: PathBuf,
        /// Whether the checkout is a shallow clone, which lacks most commits.
        is_shallow: bool,
    },
    /// It exceeds the limit of files.
    #[error("`{revision}`: more than {MAX_FILES} files, or names of more than {MAX_LIST} bytes")]
    TooLarge {
        /// The revision.
        revision: String,
    },
    /// Git failed, or an object is missing.
    #[error("git cannot read `{what}`: {said}")]
    Unreadable {
        /// The revision or object.
        what: String,
        /// Git's message.
        said: String,
    },
}

/// The git repository of a tree.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    checkout: PathBuf,
    pub(super) revision: String,
    /// Preloaded texts, by object.
    texts: BTreeMap<Box<str>, String>,
}

impl Kept {
    /// The files of a revision by their path.
    pub(super) fn list(
        checkout: &Path,
        revision: &str,
    ) -> Result<(Self, BTreeMap<String, FolderEntry>), RevisionError> {
        let tree = tree(checkout, revision)?;
        let mut child = started(git(checkout).args(["ls-tree", "-r", "-z", "--full-tree", &tree]))?;
        let mut list = Vec::new();
        let read = child.0.stdout.take().map(|out| out.take(MAX_LIST + 1).read_to_end(&mut list)).transpose();
        let unreadable = |said: String| RevisionError::Unreadable { what: revision.to_owned(), said };
        read.map_err(|error| unreadable(error.to_string()))?;
        let too_large = || RevisionError::TooLarge { revision: revision.to_owned() };
        if list.len() as u64 > MAX_LIST {
            return Err(too_large());
        }
        let ended = child.0.wait().map_err(|error| unreadable(error.to_string()))?;
        if !ended.success() {
            return Err(unreadable("`git ls-tree` failed".to_owned()));
        }
        let entries: BTreeMap<_, _> = list.split(|byte| *byte == 0).filter_map(entry).take(MAX_FILES + 1).collect();
        if entries.len() > MAX_FILES {
            return Err(too_large());
        }
        let kept = Self { checkout: checkout.to_owned(), revision: revision.to_owned(), texts: BTreeMap::new() };
        Ok((kept, entries))
    }

    /// Preloads the texts of objects, with one process for all of them.
    pub(super) fn load<'e>(&mut self, ids: impl Iterator<Item = &'e str>) -> Result<(), RevisionError> {
        let mut batch = Batch::start(&self.checkout)?;
        for id in ids {
            if !self.texts.contains_key(id) {
                self.texts.insert(id.into(), batch.text(id)?);
            }
        }
        Ok(())
    }

    /// The text of an object, truncated one byte above [`MAX_CODEOWNERS`].
    pub(super) fn text(&self, id: &str) -> Result<String, RevisionError> {
        match self.texts.get(id) {
            Some(text) => Ok(text.clone()),
            None => Batch::start(&self.checkout)?.text(id),
        }
    }
}

/// A process that is killed on drop.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

fn started(command: &mut Command) -> Result<Running, RevisionError> {
    command.stdout(Stdio::piped()).spawn().map(Running).map_err(RevisionError::NoGit)
}

fn git(checkout: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(checkout).env("LC_ALL", "C").env("GIT_NO_LAZY_FETCH", "1").env("GIT_TERMINAL_PROMPT", "0");
    // A git hook of another repository may have started this process.
    if checkout != Path::new(".") {
        command.env_remove("GIT_DIR").env_remove("GIT_WORK_TREE");
    }
    command.stdin(Stdio::null()).stderr(Stdio::null());
    command
}

/// The object id of a revision's tree. A revision that begins with a dash is not taken for an option.
fn tree(checkout: &Path, revision: &str) -> Result<String, RevisionError> {
    let said = words(git(checkout).args([
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        &format!("{revision}^{{tree}}"),
    ]))?;
    if let Some(id) = said.filter(|id| is_object(id)) {
        return Ok(id);
    }
    let (revision, folder) = (revision.to_owned(), checkout.to_owned());
    match words(git(checkout).args(["rev-parse", "--is-shallow-repository"]))?.as_deref() {
        None => Err(RevisionError::NoCheckout { revision, folder }),
        Some(shallow) => Err(RevisionError::Unknown { revision, folder, is_shallow: shallow == "true" }),
    }
}

/// The one-line output of a git command; `None` if it fails.
fn words(command: &mut Command) -> Result<Option<String>, RevisionError> {
    let mut child = started(command)?;
    let mut said = String::new();
    let read = child.0.stdout.take().map(|out| out.take(MAX_WORDS).read_to_string(&mut said));
    let is_done = child.0.wait().is_ok_and(|ended| ended.success()) && matches!(read, Some(Ok(_)));
    Ok(is_done.then(|| said.trim_end().to_owned()))
}

fn is_object(id: &str) -> bool {
    matches!(id.len(), 40 | 64) && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// `<mode> <type> <object>TAB<path>`.
fn entry(line: &[u8]) -> Option<(String, FolderEntry)> {
    let tab = line.iter().position(|byte| *byte == b'\t')?;
    let (head, path) = line.split_at(tab);
    let mut head = std::str::from_utf8(head).ok()?.split(' ');
    let mode = u32::from_str_radix(head.next()?, 8).ok()?;
    let id = head.nth(1).filter(|id| is_object(id))?;
    let path = String::from_utf8_lossy(path.get(1..)?).into_owned();
    Some((path, FolderEntry::Object { id: id.into(), mode }))
}

/// `git cat-file --batch`: reads a request line, and writes the object before it reads the next one.
struct Batch {
    ask: ChildStdin,
    answer: BufReader<ChildStdout>,
    _running: Running,
}

impl Batch {
    fn start(checkout: &Path) -> Result<Self, RevisionError> {
        let mut running = started(git(checkout).args(["cat-file", "--batch"]).stdin(Stdio::piped()))?;
        let (ask, answer) = (running.0.stdin.take(), running.0.stdout.take());
        let pipes = ask.zip(answer).ok_or_else(|| RevisionError::NoGit(io::Error::other("it has no pipes")))?;
        Ok(Self { ask: pipes.0, answer: BufReader::new(pipes.1), _running: running })
    }

    fn text(&mut self, id: &str) -> Result<String, RevisionError> {
        let unreadable = |error: io::Error| RevisionError::Unreadable { what: id.to_owned(), said: error.to_string() };
        self.answered(id).map_err(unreadable)
    }

    fn answered(&mut self, id: &str) -> io::Result<String> {
        writeln!(self.ask, "{id}")?;
        self.ask.flush()?;
        let mut head = String::new();
        (&mut self.answer).take(MAX_WORDS).read_line(&mut head)?;
        let size = match head.split_whitespace().collect::<Vec<_>>().as_slice() {
            [_, "blob", size] => size.parse::<u64>().map_err(io::Error::other)?,
            [_, "missing"] => {
                return Err(io::Error::other("the object is missing: fetch it, this may be a partial clone"));
            }
            _ => return Err(io::Error::other("git ended, or the object is not a file")),
        };
        let mut bytes = Vec::new();
        let taken = size.min(MAX_CODEOWNERS as u64 + 1);
        (&mut self.answer).take(taken).read_to_end(&mut bytes)?;
        // The rest of the object, and the newline after it.
        io::copy(&mut (&mut self.answer).take(size - taken + 1), &mut io::sink())?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}
