//! Converts stored rows to domain documents, and chooses which version of each counts.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::governance::ownership::OwnershipDocument;
use crate::domain::policy::Governing;
use crate::domain::types::ids::Sha;
use crate::github::KnownTree;
use crate::store::StoredDocument;

/// The newest version of each path: the first of its rows.
pub(super) fn newest(stored: Vec<StoredDocument>) -> BTreeMap<String, StoredDocument> {
    let mut newest = BTreeMap::new();
    for document in stored {
        newest.entry(document.path.clone()).or_insert(document);
    }
    newest
}

/// The documents that define ownership: the newest version of each path, and the last good one if that differs.
pub(super) fn sources(stored: &[StoredDocument], governing: &Governing) -> Vec<OwnershipDocument> {
    let mut documents: Vec<OwnershipDocument> = Vec::new();
    for row in stored.iter().filter(|row| governing.is_source(&row.path)) {
        let text = row.text.clone();
        match documents.last_mut().filter(|document| document.path == row.path) {
            Some(document) => document.last_good = Some((text, row.read_at)),
            None => documents.push(OwnershipDocument { path: row.path.clone(), text, last_good: None }),
        }
    }
    documents
}

/// All documents in their current version, valid or not; `sha` names their tree or commit.
pub(super) fn known(stored: Vec<StoredDocument>, sha: Option<Sha>) -> KnownTree {
    let mut blobs = BTreeMap::new();
    let mut texts = BTreeMap::new();
    for (path, StoredDocument { blob, text, .. }) in newest(stored) {
        blobs.insert(path.clone(), blob);
        texts.insert(path, text);
    }
    KnownTree { sha, blobs, texts: Arc::new(texts) }
}
