//! What happens to an open pull request besides reviews and labels.

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
    /// The author pushes one more commit; the base is the base branch as it is now.
    ///
    /// # Errors
    /// When the pull request, or a file that `changes` takes away, is not there.
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

    /// The author says that a draft is ready.
    ///
    /// # Errors
    /// When there is no such pull request.
    pub fn mark_ready(&self, name: &RepoName, number: u64) -> Result<(), Missing> {
        self.by_author(name, number, "ready_for_review", |pull| {
            pull.draft = false;
            (What::Plain("ready_for_review"), json!({}))
        })
    }

    /// The author takes a pull request back into work.
    ///
    /// # Errors
    /// When there is no such pull request.
    pub fn convert_to_draft(&self, name: &RepoName, number: u64) -> Result<(), Missing> {
        self.by_author(name, number, "converted_to_draft", |pull| {
            pull.draft = true;
            // The timeline says it in other words than the webhook.
            (What::Plain("convert_to_draft"), json!({}))
        })
    }

    /// The author gives it another title.
    ///
    /// # Errors
    /// When there is no such pull request.
    pub fn edit_title(&self, name: &RepoName, number: u64, title: &str) -> Result<(), Missing> {
        self.by_author(name, number, "edited", |pull| {
            let before = std::mem::replace(&mut pull.title, title.to_owned());
            let changes = json!({ "changes": { "title": { "from": before } } });
            (What::Renamed(before, title.to_owned()), changes)
        })
    }

    /// The author has it go to another branch.
    ///
    /// # Errors
    /// When the pull request or the branch is not there.
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
    /// When there is no such pull request.
    pub fn close_pull(&self, name: &RepoName, number: u64) -> Result<(), Missing> {
        let now = self.with(|state| state.clock.now());
        self.by_author(name, number, "closed", |pull| {
            pull.open = false;
            pull.closed_at = Some(now);
            (What::Plain("closed"), json!({}))
        })
    }

    /// The author opens it again.
    ///
    /// # Errors
    /// When there is no such pull request.
    pub fn reopen_pull(&self, name: &RepoName, number: u64) -> Result<(), Missing> {
        self.by_author(name, number, "reopened", |pull| {
            pull.open = true;
            pull.closed_at = None;
            (What::Plain("reopened"), json!({}))
        })
    }

    /// Changes a pull request in its author's name and tells of it: the timeline what happened, and the app what the
    /// change adds to the event.
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
