//! Who owns what at this moment: the charters of each foundation, read live, kept in the store, checked by ETag.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tracing::{info, warn};

use crate::clock::Clock;
use crate::domain::adapters;
use crate::domain::ids::{InstallationId, RepoName, Sha};
use crate::domain::ownership::{Document, Ownership, Stray};
use crate::domain::time::Timestamp;
use crate::github::{GitHub, TreeRead};
use crate::policies::Foundation;
use crate::store::{NewDocument, Store, StoredDocument};

use super::chain;
use super::run::Trouble;

/// A push to the governing repository makes a refresh; this is for pushes that never reached us. A look costs nothing
/// if nothing changed.
const LOOK_AGAIN: Duration = Duration::from_secs(10 * 60);

/// The charters of all foundations. Clones share them.
#[derive(Clone)]
pub struct Charters {
    store: Store,
    github: GitHub,
    clock: Clock,
    known: Arc<Mutex<BTreeMap<RepoName, CharterState>>>,
    /// One refresh at a time.
    turn: Arc<tokio::sync::Mutex<()>>,
}

/// What is known of one foundation's charters.
#[derive(Clone)]
pub struct CharterState {
    /// Who owns what.
    pub ownership: Arc<Ownership>,
    /// When GitHub last said so; `None` if it is what the store had, and GitHub could not be asked.
    pub confirmed: Option<Timestamp>,
    looked: Timestamp,
}

impl Charters {
    /// Says that the charters in `repository` have changed: whoever needs them waits until they are read again.
    pub fn doubt(&self, repository: &RepoName) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(state) = known.get_mut(repository) {
            state.looked = Timestamp(0);
        }
    }

    pub(super) fn new(store: Store, github: GitHub, clock: Clock) -> Self {
        Self { store, github, clock, known: Arc::default(), turn: Arc::default() }
    }

    /// What is known of the charters in `repository`; `None` before they were read for the first time.
    pub fn state(&self, repository: &RepoName) -> Option<CharterState> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(repository).cloned()
    }

    /// Who owns what. Reads the charters if nobody has yet, or not for some time; if GitHub can't be asked, what the
    /// store has will do.
    pub(super) async fn current(&self, foundation: &Foundation) -> Result<Arc<Ownership>, Trouble> {
        let repository = &foundation.policy.governing.repository;
        let fresh = |state: &CharterState| self.clock.now() < state.looked.plus(LOOK_AGAIN);
        if let Some(state) = self.state(repository).filter(fresh) {
            return Ok(state.ownership);
        }
        let _turn = self.turn.lock().await;
        if let Some(state) = self.state(repository).filter(fresh) {
            return Ok(state.ownership);
        }
        match self.read(foundation).await {
            Ok(()) => {}
            Err(trouble) => self.make_do(foundation, &trouble).await?,
        }
        self.state(repository).map(|state| state.ownership).ok_or_else(|| Trouble::NoCharters(repository.clone()))
    }

    /// Reads the charters again, if they have changed.
    pub(super) async fn refresh(&self, foundation: &Foundation) -> Result<(), Trouble> {
        let _turn = self.turn.lock().await;
        self.read(foundation).await
    }

    /// GitHub can't be asked: what was known holds, or what the store has.
    async fn make_do(&self, foundation: &Foundation, trouble: &Trouble) -> Result<(), Trouble> {
        let repository = &foundation.policy.governing.repository;
        warn!(%repository, error = %chain(trouble), "the charters can't be read; what was read before holds");
        let confirmed = self.state(repository).and_then(|state| state.confirmed);
        self.publish(foundation, confirmed).await
    }

    async fn read(&self, foundation: &Foundation) -> Result<(), Trouble> {
        let repository = &foundation.policy.governing.repository;
        let found = self.github.installation_of(repository).await?;
        let installation = found.ok_or_else(|| Trouble::NoInstallation(repository.clone()))?;
        // The first look of a process reads the whole tree: the policy may have changed, and with it what is a charter.
        let stored = self.store.tree_state(repository).await?.and_then(|state| state.etag);
        let etag = stored.filter(|_| self.state(repository).is_some_and(|state| state.confirmed.is_some()));
        match self.github.tree(installation, repository, "HEAD", etag.as_deref()).await? {
            TreeRead::Unchanged => {}
            TreeRead::Tree { truncated: true, .. } => return Err(Trouble::TreeCut(repository.clone())),
            TreeRead::Tree { etag, sha, entries, truncated: false } => {
                let read = self.changed(foundation, installation, entries).await?;
                let (documents, removed) = read;
                info!(%repository, changed = documents.len(), removed = removed.len(), "charters read");
                let read = crate::store::TreeRead { etag, version: sha.to_string(), documents, removed };
                self.store.keep_documents(repository, read).await?;
            }
        }
        self.publish(foundation, Some(self.clock.now())).await
    }

    /// The charters that are not as the store has them, and those that are gone.
    async fn changed(
        &self,
        foundation: &Foundation,
        installation: InstallationId,
        entries: Vec<(String, Sha)>,
    ) -> Result<(Vec<NewDocument>, Vec<String>), Trouble> {
        let governing = &foundation.policy.governing;
        let stored = newest(self.store.documents(&governing.repository).await?);
        let mut gone: Vec<String> = stored.keys().cloned().collect();
        let mut documents = Vec::new();
        for (path, blob) in entries.into_iter().filter(|(path, _)| governing.is_source(path)) {
            gone.retain(|stored| *stored != path);
            if stored.get(&path).is_some_and(|document| document.blob == blob) {
                continue;
            }
            let text = self.github.blob(installation, &governing.repository, &blob).await?;
            let good = adapters::is_readable(&path, &text, governing);
            documents.push(NewDocument { path, blob, text, good });
        }
        Ok((documents, gone))
    }

    /// Makes what the store has the present state.
    async fn publish(&self, foundation: &Foundation, confirmed: Option<Timestamp>) -> Result<(), Trouble> {
        let governing = &foundation.policy.governing;
        let documents = documents(self.store.documents(&governing.repository).await?);
        if documents.is_empty() && confirmed.is_none() {
            return Err(Trouble::NoCharters(governing.repository.clone()));
        }
        let ownership = Ownership::of(&documents, governing);
        log(&ownership);
        let state = CharterState { ownership: Arc::new(ownership), confirmed, looked: self.clock.now() };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(governing.repository.clone(), state);
        Ok(())
    }
}

/// Logs what can't be read.
fn log(ownership: &Ownership) {
    for (group, _, fault) in ownership.unreadable() {
        warn!(%group, line = fault.place().line, fault = fault.message, "a charter can't be read");
    }
    for (group, finding) in ownership.unread() {
        let (line, rule) = (finding.span.start.line, finding.rule);
        warn!(group = %group.id, line, %rule, finding = finding.message, "an entry of a charter can't be read");
    }
    for Stray { path, finding } in ownership.strays() {
        let (line, rule) = (finding.span.start.line, finding.rule);
        warn!(path, line, %rule, finding = finding.message, "an entry of a governing document can't be read");
    }
}

/// The newest version of each path: the first of its rows.
fn newest(stored: Vec<StoredDocument>) -> BTreeMap<String, StoredDocument> {
    let mut newest = BTreeMap::new();
    for document in stored {
        newest.entry(document.path.clone()).or_insert(document);
    }
    newest
}

/// Each path's newest version, with the last good one where that is another.
fn documents(stored: Vec<StoredDocument>) -> Vec<Document> {
    let mut documents: Vec<Document> = Vec::new();
    for row in stored {
        match documents.last_mut().filter(|document| document.path == row.path) {
            Some(document) => document.last_good = Some((row.text, row.read_at)),
            None => documents.push(Document { path: row.path, text: row.text, last_good: None }),
        }
    }
    documents
}

impl fmt::Debug for Charters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Charters").finish_non_exhaustive()
    }
}
