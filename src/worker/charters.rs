//! Current ownership: the charters of each foundation, read from GitHub, stored, and revalidated by ETag.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tracing::{debug, info, warn};

use crate::clock::Clock;
use crate::domain::diagnostics::finding::Finding;
use crate::domain::governance::adapters;
use crate::domain::governance::ownership::{Ownership, Stray};
use crate::domain::types::ids::{InstallationId, RepoName, Sha};
use crate::domain::types::target::Target;
use crate::domain::types::time::Timestamp;
use crate::github::{GitHub, GitHubError, KnownTree, TreeRead};
use crate::policies::Foundation;
use crate::store::{FormerName, JobRequest, NewDocument, Store, ToldHead};

use super::run::{RunError, meant};
use super::{Thinking, chain, document_versions};

/// How often charters are revalidated. A push to the governing repository starts a refresh; this covers pushes whose
/// webhook was lost. A check costs nothing if nothing has changed.
const LOOK_AGAIN: Duration = Duration::from_secs(10 * 60);

/// The same while only the stored version is known, because GitHub could not be reached.
const ASK_AGAIN: Duration = Duration::from_secs(30);

/// The charters of all foundations. Clones share them.
#[derive(Clone)]
pub struct Charters {
    store: Store,
    github: GitHub,
    clock: Clock,
    thinking: Thinking,
    /// Whether this process writes on GitHub.
    live: bool,
    known: Arc<Mutex<BTreeMap<RepoName, CharterState>>>,
    /// Repositories that no installation of the app can read.
    waiting: Arc<Mutex<BTreeSet<RepoName>>>,
    /// Allows one refresh at a time.
    turn: Arc<tokio::sync::Mutex<()>>,
}

/// What is known of one foundation's charters.
#[derive(Clone)]
pub struct CharterState {
    /// Which group owns what.
    pub ownership: Arc<Ownership>,
    /// All governing documents; pull requests to their repository are checked against them.
    pub documents: Arc<KnownTree>,
    /// When GitHub last confirmed them; `None` if they come from the store because GitHub could not be reached.
    pub confirmed: Option<Timestamp>,
    looked: Timestamp,
    /// The store's count of changes when they were read.
    revision: i64,
}

impl Charters {
    /// Makes this process read the charters in `repository` again before it uses them.
    pub(super) fn doubt(&self, repository: &RepoName) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(state) = known.get_mut(repository) {
            state.looked = Timestamp(0);
        }
    }

    pub(super) fn new(store: Store, github: GitHub, thinking: Thinking, live: bool) -> Self {
        let (clock, known, waiting) = (store.clock(), Arc::default(), Arc::default());
        Self { store, github, clock, thinking, live, known, waiting, turn: Arc::default() }
    }

    /// What is known of the charters in `repository`; `None` until they are read for the first time.
    pub fn state(&self, repository: &RepoName) -> Option<CharterState> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).get(repository).cloned()
    }

    /// Whether the charters in `repository` have been read.
    pub fn is_known(&self, repository: &RepoName) -> bool {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).contains_key(repository)
    }

    /// Whether no installation of the app can read the charters in `repository`.
    pub fn is_waiting(&self, repository: &RepoName) -> bool {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).contains(repository)
    }

    /// Records whether an installation is missing, and logs it when that begins.
    fn wait_for(&self, repository: &RepoName, waits: bool) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if !waits {
            waiting.remove(repository);
        } else if waiting.insert(repository.clone()) {
            info!(%repository, organization = repository.owner(), "waiting for an installation");
        }
    }

    /// Ownership and documents of the same moment. Reads the charters if they were never read, if they are too old, or
    /// if any process has received a push or read a newer version. If GitHub can't be reached, the stored version is
    /// used.
    pub(super) async fn current(&self, foundation: &Arc<Foundation>) -> Result<CharterState, RunError> {
        let repository = &foundation.policy.governing.repository;
        if let Some(state) = self.fresh(repository).await? {
            return Ok(state);
        }
        let _turn = self.turn.lock().await;
        if let Some(state) = self.fresh(repository).await? {
            return Ok(state);
        }
        match self.read(foundation).await {
            Ok(()) => {}
            // The known version is outdated: a pull request that follows a push is checked against the pushed version.
            Err(trouble @ RunError::GitHub(GitHubError::Behind { .. })) => return Err(trouble),
            Err(trouble) => self.make_do(foundation, trouble).await?,
        }
        self.state(repository).ok_or_else(|| RunError::NoCharters(repository.clone()))
    }

    /// The known state, unless it has to be revalidated.
    async fn fresh(&self, repository: &RepoName) -> Result<Option<CharterState>, RunError> {
        let Some(state) = self.state(repository) else { return Ok(None) };
        let holds = if state.confirmed.is_some() { LOOK_AGAIN } else { ASK_AGAIN };
        let is_fresh =
            self.clock.now() < state.looked.plus(holds) && state.revision == self.revision(repository).await?;
        Ok(is_fresh.then_some(state))
    }

    async fn revision(&self, repository: &RepoName) -> Result<i64, RunError> {
        Ok(self.store.tree_state(repository).await?.map_or(0, |tree| tree.revision))
    }

    /// Reads the charters again if they have changed.
    pub(super) async fn refresh(&self, foundation: &Arc<Foundation>) -> Result<(), RunError> {
        let _turn = self.turn.lock().await;
        // An earlier run may have read this change already.
        match self.fresh(&foundation.policy.governing.repository).await? {
            Some(state) if state.confirmed.is_some() => Ok(()),
            _ => self.read(foundation).await,
        }
    }

    /// Falls back to the known or stored version when GitHub can't be reached.
    async fn make_do(&self, foundation: &Arc<Foundation>, trouble: RunError) -> Result<(), RunError> {
        let repository = &foundation.policy.governing.repository;
        // The stored documents were purged because the app was uninstalled. That does not mean that nothing has an
        // owner.
        if self.store.documents(repository).await?.is_empty() {
            self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(repository);
            return Err(match trouble {
                waiting @ RunError::Waiting(_) => waiting,
                trouble => {
                    warn!(%repository, error = %chain(&trouble), "charters not readable");
                    RunError::NoCharters(repository.clone())
                }
            });
        }
        warn!(%repository, error = %chain(&trouble), "charters not readable, using the last good version");
        let confirmed = self.state(repository).and_then(|state| state.confirmed);
        let revision = self.revision(repository).await?;
        self.publish(foundation, confirmed, revision).await
    }

    async fn read(&self, foundation: &Arc<Foundation>) -> Result<(), RunError> {
        let repository = &foundation.policy.governing.repository;
        let found = self.github.installation_of(repository).await?;
        self.wait_for(repository, found.is_none());
        let found = found.ok_or_else(|| RunError::Waiting(repository.clone()))?;
        let installation = meant(found, repository, Some(&foundation.policy))?;
        if self.live && self.state(repository).is_none() {
            // Pull requests that are opened from now on are newer than the installation.
            self.store.begin_live(installation).await?;
        }
        // The first refresh of a process reads the whole tree: the policy may have changed, and with it the set of
        // charters.
        let stored = self.store.tree_state(repository).await?;
        let is_first = stored.is_none();
        let mut revision = stored.as_ref().map_or(0, |state| state.revision);
        let told = stored.as_ref().and_then(|state| state.told.clone());
        let told = told.filter(|told| super::may_be_behind(told, self.clock.now()));
        let etag = stored.and_then(|state| state.etag);
        let etag = etag.filter(|_| self.state(repository).is_some_and(|state| state.confirmed.is_some()));
        match self.newest(installation, repository, told.as_ref(), etag.as_deref()).await? {
            TreeRead::Unchanged => {}
            TreeRead::Tree { truncated: true, .. } => return Err(RunError::TreeCut(repository.clone())),
            TreeRead::Tree { etag, sha, entries, truncated: false } => {
                let (documents, removed) = self.changed(foundation, installation, entries).await?;
                info!(%repository, changed = documents.len(), removed = removed.len(), "charters read");
                let is_same = documents.is_empty() && removed.is_empty();
                let again = (!is_first && !is_same).then(|| self.look_again(repository, installation));
                let read = crate::store::TreeRead { etag, version: sha.to_string(), documents, removed, again };
                // This increases the count of changes, so no run uses the earlier documents. If another process
                // increases it too, the state published here counts as outdated.
                self.store.keep_documents(repository, read).await?;
                revision += i64::from(!is_first);
            }
        }
        self.publish(foundation, Some(self.clock.now()), revision).await
    }

    /// The newest tree. After a push the worker asks for the pushed commit: for some seconds GitHub may return an older
    /// commit as the head of the branch.
    async fn newest(
        &self,
        installation: InstallationId,
        repository: &RepoName,
        told: Option<&ToldHead>,
        etag: Option<&str>,
    ) -> Result<TreeRead, GitHubError> {
        let Some(ToldHead { head, .. }) = told else {
            return self.github.tree(installation, repository, "HEAD", etag).await;
        };
        match self.github.tree(installation, repository, head.commit.as_str(), None).await {
            // An ETag is valid for its own URL only: the next refresh asks for the branch.
            Ok(TreeRead::Tree { sha, entries, truncated, .. }) => {
                Ok(TreeRead::Tree { etag: None, sha, entries, truncated })
            }
            Err(GitHubError::Gone { what, .. }) => Err(GitHubError::Behind { what }),
            outcome => outcome,
        }
    }

    /// The job that rechecks all open pull requests of the governing repository: the change may have given a repository
    /// a second owner, or none. Not needed after the first read, since no pull request was checked before it.
    fn look_again(&self, repository: &RepoName, installation: InstallationId) -> JobRequest {
        JobRequest {
            target: Target::OpenPulls { repository: repository.clone() },
            installation: Some(installation),
            due: self.clock.now(),
            why: "the governing documents changed".to_owned(),
        }
    }

    /// The documents that differ from the stored ones, and the paths of the removed ones.
    async fn changed(
        &self,
        foundation: &Arc<Foundation>,
        installation: InstallationId,
        entries: Vec<(String, Sha)>,
    ) -> Result<(Vec<NewDocument>, Vec<String>), RunError> {
        let governing = &foundation.policy.governing;
        let stored = document_versions::newest(self.store.documents(&governing.repository).await?);
        let mut gone: Vec<String> = stored.keys().cloned().collect();
        let mut changed = Vec::new();
        // A charter whose name is not a valid id is not a document, but it is a source and has to be reported.
        let wanted = |path: &str| governing.is_document(path) || governing.is_source(path);
        for (path, blob) in entries.into_iter().filter(|(path, _)| wanted(path)) {
            gone.retain(|stored| *stored != path);
            if stored.get(&path).is_some_and(|document| document.blob == blob) {
                continue;
            }
            let text = self.github.blob(installation, &governing.repository, &blob).await?;
            // Only documents that define ownership need a last good version. All others are checked as they are.
            let foundation = Arc::clone(foundation);
            let document = move || {
                let governing = &foundation.policy.governing;
                let good = !governing.is_source(&path) || adapters::is_readable(&path, &text, governing);
                NewDocument { path, blob, text, good }
            };
            changed.push(self.thinking.run(document).await);
        }
        Ok((changed, gone))
    }

    /// Makes the stored version the current state.
    async fn publish(
        &self,
        foundation: &Arc<Foundation>,
        confirmed: Option<Timestamp>,
        revision: i64,
    ) -> Result<(), RunError> {
        let governing = &foundation.policy.governing;
        let stored = self.store.documents(&governing.repository).await?;
        if stored.is_empty() && confirmed.is_none() {
            return Err(RunError::NoCharters(governing.repository.clone()));
        }
        // Until this process has read the tree itself, the stored documents may belong to another policy.
        let tree = self.store.tree_state(&governing.repository).await?.filter(|_| confirmed.is_some());
        let sha = tree.and_then(|tree| tree.version.parse().ok());
        let renamed = self.store.former_names().await?;
        let read = {
            let foundation = Arc::clone(foundation);
            move || {
                let governing = &foundation.policy.governing;
                let ownership = Ownership::of(&document_versions::sources(&stored, governing), governing);
                let renamed = renamed.into_iter().map(|FormerName { repository, former }| (repository, former));
                let has_rules = |name: &RepoName| foundation.policy.path_rules(name).is_some();
                let ownership = ownership.with_former_names(renamed, has_rules);
                (ownership, document_versions::known(stored, sha))
            }
        };
        let (ownership, known) = self.thinking.run(read).await;
        log(&ownership);
        if let Some(former) = self.state(&governing.repository) {
            self.github.shelve(&former.documents, &known);
        }
        let (ownership, documents, looked) = (Arc::new(ownership), Arc::new(known), self.clock.now());
        let state = CharterState { ownership, documents, confirmed, looked, revision };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(governing.repository.clone(), state);
        Ok(())
    }
}

/// Logs what can't be read: place and rule. The message is left out, because it may quote a private repository.
fn log(ownership: &Ownership) {
    for (group, _, fault) in ownership.unreadable() {
        let line = fault.place().line;
        warn!(%group, line, "charter not readable, see `/readyz`");
        debug!(%group, line, fault = fault.message, "charter not readable");
    }
    for (group, finding) in ownership.unread() {
        log_entry(group.id.as_str(), finding);
    }
    for Stray { path, finding } in ownership.strays() {
        log_entry(path, finding);
    }
}

fn log_entry(document: &str, finding: &Finding) {
    let (line, rule) = (finding.span.start.line, finding.rule());
    warn!(document, line, %rule, "entry not readable");
    debug!(document, line, %rule, finding = finding.message, "entry not readable");
}

impl fmt::Debug for Charters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Charters").finish_non_exhaustive()
    }
}
