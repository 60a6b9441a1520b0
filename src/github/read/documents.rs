//! Changed documents, before and after: at the merge base and at the head.
//!
//! The current base branch would be wrong for "before": it contains changes of others. A text is read by its blob,
//! unless the caller or the immutable cache has it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::pull::snapshot::{DocumentChange, FileStatus, MAX_DOCUMENT_TEXT, MAX_STRAYS};
use crate::domain::types::ids::{InstallationId, RepoName, Sha};
use crate::github::comparison::{ListedFile, MergeBase};
use crate::github::transport::Call;
use crate::github::{GitHub, GitHubError, segment};

use super::snapshot_request::{DocumentsWanted, KnownTree, SnapshotWanted};
use super::tree::{MAX_BYTES, TreeRead};

/// The maximum of documents to read per pull request.
const MAX_DOCUMENTS: usize = 100;

/// The documents that were read.
#[derive(Default)]
pub(super) struct DocumentsRead {
    /// The change of each document, by path.
    pub(super) changes: BTreeMap<String, DocumentChange>,
    /// The number of documents read and of all documents, if there are more.
    pub(super) cut: Option<(usize, usize)>,
}

/// The sides on which a document has to be read.
#[derive(Default)]
struct Sides<'a> {
    before: bool,
    /// In the head, by its blob if that is known.
    after: Option<Option<&'a Sha>>,
}

/// How to read the texts of one side.
struct Side<'a> {
    installation: InstallationId,
    repository: &'a RepoName,
    commit: &'a Sha,
    known: &'a KnownTree,
}

impl<'a> Side<'a> {
    fn of(wanted: &SnapshotWanted<'a>, documents: &DocumentsWanted<'a>, commit: &'a Sha) -> Self {
        let SnapshotWanted { installation, repository, .. } = *wanted;
        Self { installation, repository, commit, known: documents.known }
    }
}

impl GitHub {
    /// Caches the documents that `former` has and `present` lacks: open pull requests are based on them.
    pub fn shelve(&self, former: &KnownTree, present: &KnownTree) {
        self.shelf(|shelf| {
            if let Some(sha) = &former.sha {
                shelf.trees.keep(sha.clone(), Arc::new(former.blobs.clone()), former.blobs.len() + 1);
            }
            for (path, blob) in former.blobs.iter().filter(|(path, blob)| present.blobs.get(*path) != Some(*blob)) {
                if let Some(text) = former.texts.get(path) {
                    shelf.texts.keep(blob.clone(), text.as_str().into(), text.len());
                }
            }
        });
    }

    /// The documents among `files`, by path; a renamed one is listed under both paths.
    pub(super) async fn documents(
        &self,
        wanted: &SnapshotWanted<'_>,
        head: &Sha,
        base: &MergeBase,
        files: &[ListedFile],
    ) -> Result<DocumentsRead, GitHubError> {
        let Some(documents) = &wanted.documents else { return Ok(DocumentsRead::default()) };
        let places = places(files, documents.is_document);
        let of = places.len();
        // Existing documents come first, so that new ones can't hide a change of them.
        let (known, new): (Vec<_>, Vec<_>) = places.into_iter().partition(|(_, sides)| sides.before);
        let places: Vec<_> = known.into_iter().chain(new).take(MAX_DOCUMENTS).collect();
        let side = |commit| Side::of(wanted, documents, commit);
        let (before, after) = (side(&base.commit), side(head));
        let needs_base = places.iter().any(|(_, sides)| sides.before);
        let listing = if needs_base { self.listing(&before, base, documents).await? } else { None };
        let (mut changes, mut room) = (BTreeMap::new(), MAX_DOCUMENT_TEXT);
        for (path, sides) in places.into_iter().chain(strays(files, documents)) {
            let mut change = DocumentChange::default();
            if sides.before {
                change.before = self.text_before(&before, path, listing.as_deref()).await?;
            }
            if let Some(blob) = sides.after {
                change.after = self.text(&after, path, blob).await?;
                if change.after.is_none() {
                    // GitHub lists it in the head, so the document was not removed but could not be read.
                    wanted.missing(format!("the text of {path} at {}", after.commit))?;
                    continue;
                }
            }
            let size = change.before.iter().chain(&change.after).map(String::len).sum();
            // A document that was only read on one side would look added or removed.
            let Some(left) = room.checked_sub(size) else { break };
            room = left;
            changes.insert(path.to_owned(), change);
        }
        let read = changes.keys().filter(|path| (documents.is_document)(path)).count();
        Ok(DocumentsRead { changes, cut: (read < of).then_some((read, of)) })
    }

    /// All documents at a commit; `None` if GitHub's list is incomplete or there are too many to read.
    pub(super) async fn all_documents(
        &self,
        wanted: &SnapshotWanted<'_>,
        at: &MergeBase,
    ) -> Result<Option<BTreeMap<String, String>>, GitHubError> {
        let Some(documents) = &wanted.documents else { return Ok(None) };
        let side = Side::of(wanted, documents, &at.commit);
        let Some(listing) = self.listing(&side, at, documents).await? else { return Ok(None) };
        let unknown = listing.values().filter(|blob| documents.known.text(blob).is_none()).count();
        if unknown > MAX_DOCUMENTS {
            return Ok(None);
        }
        let mut texts = BTreeMap::new();
        for (path, blob) in listing.iter() {
            match self.text(&side, path, Some(blob)).await? {
                Some(text) => _ = texts.insert(path.clone(), text),
                None => {
                    wanted.missing(format!("the text of {path} at {}", at.commit))?;
                    return Ok(None);
                }
            }
        }
        Ok(Some(texts))
    }

    /// The documents at the merge base; `None` if GitHub's list is incomplete.
    async fn listing(
        &self,
        side: &Side<'_>,
        base: &MergeBase,
        documents: &DocumentsWanted<'_>,
    ) -> Result<Option<Arc<BTreeMap<String, Sha>>>, GitHubError> {
        let names: Vec<&Sha> = base.tree.iter().chain([&base.commit]).collect();
        if documents.known.sha.as_ref().is_some_and(|sha| names.contains(&sha)) {
            return Ok(Some(Arc::new(documents.known.blobs.clone())));
        }
        if let Some(listing) = names.iter().find_map(|name| self.shelf(|shelf| shelf.trees.find(name))) {
            return Ok(Some(listing));
        }
        let name = names[0];
        let read = match self.tree(side.installation, side.repository, name.as_str(), None).await {
            Err(GitHubError::Gone { .. } | GitHubError::Refused { .. }) => return Ok(None),
            outcome => outcome?,
        };
        let TreeRead::Tree { entries, truncated: false, .. } = read else { return Ok(None) };
        let blobs = entries.into_iter().filter(|(path, _)| (documents.is_document)(path));
        let blobs: Arc<BTreeMap<String, Sha>> = Arc::new(blobs.collect());
        self.shelf(|shelf| shelf.trees.keep(name.clone(), Arc::clone(&blobs), blobs.len() + 1));
        Ok(Some(blobs))
    }

    async fn text_before(
        &self,
        side: &Side<'_>,
        path: &str,
        listing: Option<&BTreeMap<String, Sha>>,
    ) -> Result<Option<String>, GitHubError> {
        match listing.map(|listing| listing.get(path)) {
            Some(None) => Ok(None),
            Some(Some(blob)) => self.text(side, path, Some(blob)).await,
            None => self.text(side, path, None).await,
        }
    }

    /// A document's text, truncated at 1 MiB; `None` if it does not exist.
    async fn text(&self, side: &Side<'_>, path: &str, blob: Option<&Sha>) -> Result<Option<String>, GitHubError> {
        let known = blob.and_then(|blob| side.known.text(blob).map(str::to_owned));
        if let Some(text) = known {
            return Ok(Some(text));
        }
        let read = match blob {
            Some(blob) => self.proposed_blob(side.installation, side.repository, blob).await,
            None => self.content(side, path).await,
        };
        match read {
            Ok(text) => Ok(Some(text)),
            Err(GitHubError::Gone { .. }) => Ok(None),
            // Above 100 MB GitHub returns no content. Spaces of that length have the same result: too large.
            Err(GitHubError::Forbidden { message, .. }) if message.contains("too large") => {
                Ok(Some(" ".repeat(MAX_BYTES)))
            }
            Err(error) => Err(error),
        }
    }

    /// A file's text by its path, if its blob is not known.
    async fn content(&self, side: &Side<'_>, path: &str) -> Result<String, GitHubError> {
        let segments: Vec<String> = path.split('/').map(segment).collect();
        let path = format!("/repos/{}/contents/{}?ref={}", side.repository, segments.join("/"), side.commit);
        let answer = self.call(side.installation, &Call::get(path).raw(MAX_BYTES)).await?;
        Ok(String::from_utf8_lossy(&answer.body).into_owned())
    }
}

/// The documents to read, and on which side.
fn places<'a>(files: &'a [ListedFile], is_document: &dyn Fn(&str) -> bool) -> BTreeMap<&'a str, Sides<'a>> {
    let mut places: BTreeMap<&str, Sides<'_>> = BTreeMap::new();
    for ListedFile { file, blob } in files {
        if is_document(&file.path) {
            let sides = places.entry(&file.path).or_default();
            sides.before |= matches!(file.status, FileStatus::Removed | FileStatus::Modified);
            if file.status != FileStatus::Removed {
                sides.after = Some(blob.as_ref());
            }
        }
        let former = file.previous.as_deref().filter(|path| file.status == FileStatus::Renamed && is_document(path));
        if let Some(path) = former {
            places.entry(path).or_default().before = true;
        }
    }
    places
}

/// New files that may be misplaced documents: the first few by path.
fn strays<'a>(files: &'a [ListedFile], documents: &DocumentsWanted<'_>) -> Vec<(&'a str, Sides<'a>)> {
    let new = files.iter().filter(|file| file.file.status.is_new());
    let new = new.filter(|file| (documents.may_be_stray)(&file.file.path));
    let sides =
        |file: &'a ListedFile| (file.file.path.as_str(), Sides { before: false, after: Some(file.blob.as_ref()) });
    let mut strays: Vec<_> = new.map(sides).collect();
    strays.sort_by_key(|(path, _)| *path);
    strays.truncate(MAX_STRAYS);
    strays
}
