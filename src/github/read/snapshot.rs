//! A pull request at one point in time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::domain::pull::snapshot::{Changes, PullState, Snapshot};
use crate::domain::types::ids::Sha;
use crate::github::{GitHub, GitHubError};

use super::documents::DocumentsRead;
use super::pull::Pull;
use super::snapshot_request::{SnapshotWanted, Trial};
use super::timeline::History;
use crate::github::comparison::ListedFile;

/// The maximum of files that a comparison lists.
const MAX_COMPARED: usize = 300;

/// The content of a change, as far as requested.
struct Content {
    changes: Changes,
    /// The ids of the files after the change.
    blobs: BTreeMap<String, Sha>,
    documents: DocumentsRead,
    /// The governing documents at the base of a trial merge.
    base: Option<Arc<BTreeMap<String, String>>>,
    /// The pull requests of a trial merge, as its commits name them.
    merged: BTreeSet<u64>,
}

impl Content {
    fn of(changes: Changes) -> Self {
        let (blobs, merged) = (BTreeMap::new(), BTreeSet::new());
        Self { changes, blobs, documents: DocumentsRead::default(), base: None, merged }
    }
}

impl GitHub {
    /// Reads a pull request; `None` if GitHub does not know it, or not yet, just after it was opened.
    ///
    /// Its memory is empty: the caller adds it.
    ///
    /// # Errors
    /// A request fails.
    pub async fn snapshot(&self, wanted: &SnapshotWanted<'_>) -> Result<Option<Snapshot>, GitHubError> {
        let path = format!("/repos/{}/pulls/{}", wanted.repository, wanted.number);
        let early = async { if wanted.history && wanted.open { Some(self.history(wanted).await) } else { None } };
        let (pull, early) = tokio::join!(self.fetch(wanted.installation, path), early);
        let pull: Pull = match pull {
            Ok(pull) => pull,
            Err(GitHubError::Gone { .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        if let Some(told) = wanted.told.filter(|told| pull.is_behind(told)) {
            return Err(GitHubError::Behind { what: told.commit.to_string() });
        }
        let queued = wanted.trial.is_some();
        let state = pull.state();
        // Nothing is decided for a closed pull request.
        let alive = state != PullState::Closed || queued;
        let mut history = if alive { self.history_after(wanted, early).await? } else { History::default() };
        let content = if alive { self.content_of(wanted, &pull).await? } else { Content::of(Changes::NotRead) };
        let Content { changes, blobs, documents, base, merged } = content;
        let (signers, co_authors) = std::mem::take(&mut history.writers).at(&pull.head.sha);
        let present_name = pull.base.repo.as_ref().and_then(|repo| repo.full_name.parse().ok());
        Ok(Some(Snapshot {
            repository: present_name.unwrap_or_else(|| wanted.repository.clone()),
            site: wanted.site.to_owned(),
            installation: Some(wanted.installation),
            number: Some(wanted.number),
            now: self.now(),
            created: pull.created(),
            private: pull.private(),
            author: pull.author(),
            state,
            requested: pull.requested(),
            requested_teams: pull.requested_teams(),
            labels: pull.labels(),
            unstyled: pull.unstyled(),
            lines: pull.lines(),
            reviewed_head: history.reviewed_at(&pull.head.sha),
            reviewed: history.reviewed.into_keys().collect(),
            reviews: history.opinions.submitted(),
            taken_off: history.taken_off,
            replaced: history.replacements.found(),
            asked_since: history.asked_since,
            ready_since: history.ready_since,
            proposed_since: history.proposed_since,
            retargeted: history.retargeted,
            history_cut: history.cut,
            signers,
            co_authors,
            unlabeled: history.unlabeled,
            labels_by_others: history.labels_by_others,
            commit: Some(wanted.trial.map_or(pull.head.sha, |trial| trial.commit.clone())),
            queued,
            merge_group: if queued { merged.into_iter().chain([wanted.number]).collect() } else { BTreeSet::new() },
            changes,
            blobs,
            documents: documents.changes,
            documents_cut: documents.cut,
            base,
            ..Snapshot::bare(wanted.repository.clone())
        }))
    }

    /// The history that was read together with the pull request, or that is read now.
    async fn history_after(
        &self,
        wanted: &SnapshotWanted<'_>,
        early: Option<Result<History, GitHubError>>,
    ) -> Result<History, GitHubError> {
        match early {
            Some(history) => history,
            None if wanted.history => self.history(wanted).await,
            None => Ok(History::default()),
        }
    }

    /// The changed files, and the documents among them.
    ///
    /// If documents are needed, a comparison returns both. Only if it does not list all files, because there are more
    /// than 300, are the files of the pull request read, up to 3,000. A trial merge is compared with its base: it may
    /// contain several pull requests, and be based on others that are not merged yet.
    async fn content_of(&self, wanted: &SnapshotWanted<'_>, pull: &Pull) -> Result<Content, GitHubError> {
        if wanted.documents.is_none() {
            let changes = if wanted.files { listed(&self.files(wanted).await?, pull) } else { Changes::NotRead };
            return Ok(Content::of(changes));
        }
        if let Some(trial) = &wanted.trial {
            return self.content_of_trial(wanted, trial).await;
        }
        let comparison = self.comparison(wanted, (pull.base.sha.clone(), pull.head.sha.clone())).await?;
        let all = if count(&comparison.files) < pull.changed_files { Some(self.files(wanted).await?) } else { None };
        let files = all.as_ref().unwrap_or(&comparison.files);
        let documents = self.documents(wanted, &pull.head.sha, &comparison.base, files).await?;
        Ok(Content { documents, blobs: blobs(files), ..Content::of(listed(files, pull)) })
    }

    async fn content_of_trial(&self, wanted: &SnapshotWanted<'_>, trial: &Trial<'_>) -> Result<Content, GitHubError> {
        let comparison = self.comparison(wanted, (trial.base.clone(), trial.commit.clone())).await?;
        let files = &comparison.files;
        let documents = self.documents(wanted, trial.commit, &comparison.base, files).await?;
        let base = self.all_documents(wanted, &comparison.base).await?;
        // GitHub does not report how many files there are beyond the maximum, nor any if it can't compare.
        let is_cut = files.len() >= MAX_COMPARED || comparison.base.tree.is_none();
        let of = is_cut.then(|| count(files) + 1);
        let changes = Changes::Files { files: files.iter().map(|listed| listed.file.clone()).collect(), of };
        let (blobs, merged) = (blobs(files), comparison.merged.clone());
        Ok(Content { changes, blobs, documents, base: base.map(Arc::new), merged })
    }
}

/// The files, and their true number if that is higher.
fn listed(files: &[ListedFile], pull: &Pull) -> Changes {
    let of = (count(files) < pull.changed_files).then_some(pull.changed_files);
    Changes::Files { files: files.iter().map(|listed| listed.file.clone()).collect(), of }
}

fn blobs(files: &[ListedFile]) -> BTreeMap<String, Sha> {
    files.iter().filter_map(|listed| Some((listed.file.path.clone(), listed.blob.clone()?))).collect()
}

fn count(files: &[ListedFile]) -> u64 {
    u64::try_from(files.len()).unwrap_or(u64::MAX)
}
