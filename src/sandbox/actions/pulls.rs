//! Changes of an open pull request other than reviews and labels.

use serde_json::{Value, json};

use crate::domain::types::ids::{RepoName, Sha};
use crate::sandbox::changes::FileChanges;
use crate::sandbox::events::{self, Scene};
use crate::sandbox::handle::Sandbox;
use crate::sandbox::model::pull::Pull;
use crate::sandbox::model::timeline::What;
use crate::sandbox::not_found::Missing;

use super::commits::add_commit;

impl Sandbox {
    /// The author pushes another commit; the base is the current tip of the base branch.
    ///
    /// # Errors
    /// The pull request, or a file that `changes` deletes, does not exist.
    pub fn push_to_pull(&self, name: &RepoName, number: u64, changes: &FileChanges) -> Result<Sha, Missing> {
        self.with(|state| {
            let Pull { author, head, base_branch, .. } = state.pull(name, number)?.clone();
            let base_tip = state.tip(name, &base_branch)?;
            let after = add_commit(state, &head.sha, changes, (&author, "One more commit"))?;
            state.move_branch(&head.repository, &head.branch, &after)?;
            state.repository_mut(name)?.commits.insert(after.clone());
            let pull = state.pull_mut(name, number)?;
            pull.head.sha = after.clone();
            pull.base_sha = base_tip;
            state.record(name, number, &author, What::Committed(after.clone()))?;
            let place = Scene { repository: &head.repository, sender: &author };
            events::push(state, place, &head.branch, Some(&head.sha))?;
            let more = json!({ "before": head.sha.as_str(), "after": after.as_str() });
            events::pull_request(state, Scene { repository: name, sender: &author }, number, "synchronize", more)?;
            Ok(after)
        })
    }

    /// The author marks a draft as ready for review.
    ///
    /// # Errors
    /// The pull request does not exist.
    pub fn mark_ready(&self, name: &RepoName, number: u64) -> Result<(), Missing> {
        self.by_author(name, number, "ready_for_review", |pull| {
            pull.draft = false;
            (What::Plain("ready_for_review"), json!({}))
        })
    }

    /// The author converts a pull request to a draft.
    ///
    /// # Errors
    /// The pull request does not exist.
    pub fn convert_to_draft(&self, name: &RepoName, number: u64) -> Result<(), Missing> {
        self.by_author(name, number, "converted_to_draft", |pull| {
            pull.draft = true;
            // The timeline has another name for it than the webhook.
            (What::Plain("convert_to_draft"), json!({}))
        })
    }

    /// The author changes the title.
    ///
    /// # Errors
    /// The pull request does not exist.
    pub fn edit_title(&self, name: &RepoName, number: u64, title: &str) -> Result<(), Missing> {
        self.by_author(name, number, "edited", |pull| {
            let before = std::mem::replace(&mut pull.title, title.to_owned());
            let changes = json!({ "changes": { "title": { "from": before } } });
            (What::Renamed(before, title.to_owned()), changes)
        })
    }

    /// The author changes the base branch.
    ///
    /// # Errors
    /// The pull request or the branch does not exist.
    pub fn change_base(&self, name: &RepoName, number: u64, branch: &str) -> Result<(), Missing> {
        let tip = self.with(|state| state.tip(name, branch))?;
        self.by_author(name, number, "edited", |pull| {
            let from = std::mem::replace(&mut pull.base_branch, branch.to_owned());
            let sha = std::mem::replace(&mut pull.base_sha, tip);
            let changes = json!({ "base": { "ref": { "from": from }, "sha": { "from": sha.as_str() } } });
            (What::Plain("base_ref_changed"), json!({ "changes": changes }))
        })
    }

    /// The author closes it without merging.
    ///
    /// # Errors
    /// The pull request does not exist.
    pub fn close_pull(&self, name: &RepoName, number: u64) -> Result<(), Missing> {
        let now = self.with(|state| state.clock.now());
        self.by_author(name, number, "closed", |pull| {
            pull.open = false;
            pull.closed_at = Some(now);
            (What::Plain("closed"), json!({}))
        })
    }

    /// The author reopens it.
    ///
    /// # Errors
    /// The pull request does not exist.
    pub fn reopen_pull(&self, name: &RepoName, number: u64) -> Result<(), Missing> {
        self.by_author(name, number, "reopened", |pull| {
            pull.open = true;
            pull.closed_at = None;
            (What::Plain("reopened"), json!({}))
        })
    }

    /// Changes a pull request in its author's name, adds it to the timeline, and sends a webhook with the additional
    /// fields.
    fn by_author(
        &self,
        name: &RepoName,
        number: u64,
        action: &str,
        change: impl FnOnce(&mut Pull) -> (What, Value),
    ) -> Result<(), Missing> {
        self.with(|state| {
            let pull = state.pull_mut(name, number)?;
            let author = pull.author.clone();
            let (what, more) = change(pull);
            state.record(name, number, &author, what)?;
            events::pull_request(state, Scene { repository: name, sender: &author }, number, action, more)
        })
    }
}
