//! A pull request as it is at one moment.

use super::documents::DocumentsRead;
use super::files::ListedFile;
use super::pull::Pull;
use super::timeline::History;
use super::wanted::SnapshotWanted;
use crate::domain::availability::People;
use crate::domain::snapshot::{Changes, Memory, PullState, Snapshot};
use crate::github::{GitHub, GitHubError};

impl GitHub {
    /// Reads a pull request; `None` if GitHub does not know it (any more, or yet: just after it was opened).
    ///
    /// Its memory is empty: that is the caller's.
    ///
    /// # Errors
    /// Those of the requests.
    pub async fn snapshot(&self, wanted: &SnapshotWanted<'_>) -> Result<Option<Snapshot>, GitHubError> {
        let path = format!("/repos/{}/pulls/{}", wanted.repository, wanted.number);
        let pull: Pull = match self.fetch(wanted.installation, path).await {
            Ok(pull) => pull,
            Err(GitHubError::Gone { .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        let queued = wanted.at.is_some();
        let state = pull.state();
        // Nothing is decided about a closed one.
        let alive = state != PullState::Closed || queued;
        let history = if wanted.history && alive { self.history(wanted).await? } else { History::default() };
        let (changes, documents) =
            if alive { self.changes(wanted, &pull).await? } else { (Changes::NotRead, DocumentsRead::default()) };
        let present_name = pull.base.repo.as_ref().and_then(|repo| repo.full_name.parse().ok());
        Ok(Some(Snapshot {
            repository: present_name.unwrap_or_else(|| wanted.repository.clone()),
            site: wanted.site.to_owned(),
            pages: None,
            installation: Some(wanted.installation),
            number: Some(wanted.number),
            now: self.now(),
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
            taken_off: history.taken_off,
            replaced: history.replacements.found(),
            asked_since: history.asked_since,
            ready_since: history.ready_since,
            history_cut: history.cut,
            co_authors: history.co_authors,
            unlabeled: history.unlabeled,
            labels_by_others: history.labels_by_others,
            commit: Some(wanted.at.cloned().unwrap_or(pull.head.sha)),
            queued,
            changes,
            documents: documents.changes,
            documents_cut: documents.cut,
            base: None,
            commands: Vec::new(),
            people: People::default(),
            memory: Memory::default(),
        }))
    }

    /// The changed files, and the documents among them.
    ///
    /// Where documents matter a comparison tells both; only if it does not list all files, as beyond 300, are they read
    /// from the pull request, which lists 3,000.
    async fn changes(&self, wanted: &SnapshotWanted<'_>, pull: &Pull) -> Result<(Changes, DocumentsRead), GitHubError> {
        if wanted.documents.is_none() {
            let changes = if wanted.files { listed(&self.files(wanted).await?, pull) } else { Changes::NotRead };
            return Ok((changes, DocumentsRead::default()));
        }
        let comparison = self.comparison(wanted, pull).await?;
        let all = if count(&comparison.files) < pull.changed_files { Some(self.files(wanted).await?) } else { None };
        let files = all.as_ref().unwrap_or(&comparison.files);
        let documents = self.documents(wanted, pull, &comparison.base, files).await?;
        Ok((listed(files, pull), documents))
    }
}

/// The files, and how many there are in truth if that is more.
fn listed(files: &[ListedFile], pull: &Pull) -> Changes {
    let of = (count(files) < pull.changed_files).then_some(pull.changed_files);
    Changes::Files { files: files.iter().map(|listed| listed.file.clone()).collect(), of }
}

fn count(files: &[ListedFile]) -> u64 {
    u64::try_from(files.len()).unwrap_or(u64::MAX)
}
