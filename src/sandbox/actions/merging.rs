//! Merging a pull request: the trial merge of the queue, and the merge itself.

use serde_json::json;

use crate::domain::types::ids::{Login, RepoName, Sha};
use crate::sandbox::events::{self, Scene};
use crate::sandbox::handle::Sandbox;
use crate::sandbox::model::pull::{Merge, Pull};
use crate::sandbox::model::state::State;
use crate::sandbox::model::timeline::What;
use crate::sandbox::not_found::Missing;

impl Sandbox {
    /// Adds a pull request to the merge queue; returns the trial merge, which waits for its checks.
    ///
    /// # Errors
    /// The pull request does not exist.
    pub fn enqueue_merge_group(&self, name: &RepoName, number: u64, by: &Login) -> Result<Sha, Missing> {
        self.enqueue_merge_group_on(name, None, &[number], by)
    }

    /// Adds pull requests to the merge queue as one group: on top of `on`, a trial merge ahead of it in the queue, or
    /// on the base branch.
    ///
    /// # Errors
    /// A pull request or the commit does not exist, or `numbers` is empty.
    pub fn enqueue_merge_group_on(
        &self,
        name: &RepoName,
        on: Option<&Sha>,
        numbers: &[u64],
        by: &Login,
    ) -> Result<Sha, Missing> {
        self.with(|state| {
            state.admit_person(by);
            let last = *numbers.last().ok_or_else(|| Missing("a pull request".to_owned()))?;
            let base_branch = state.pull(name, last)?.base_branch.clone();
            let base = on.map_or_else(|| state.tip(name, &base_branch), |on| Ok(on.clone()))?;
            let merged = |trial, number: &u64| merge_commit_on(state, name, (*number, trial), by);
            let trial = numbers.iter().try_fold(base.clone(), merged)?;
            let branch = format!("gh-readonly-queue/{base_branch}/pr-{last}-{base}");
            state.move_branch(name, &branch, &trial)?;
            events::merge_group(state, Scene { repository: name, sender: by }, (&base_branch, &base), &branch)?;
            Ok(trial)
        })
    }

    /// Merges a pull request and returns the merge commit: the base branch moves, and the pull request is closed.
    ///
    /// # Errors
    /// The pull request does not exist.
    pub fn merge_pull(&self, name: &RepoName, number: u64, by: &Login) -> Result<Sha, Missing> {
        self.with(|state| {
            state.admit_person(by);
            let sha = merge_commit(state, name, number, by)?;
            let at = state.clock.now();
            let pull = state.pull_mut(name, number)?;
            pull.open = false;
            pull.closed_at = Some(at);
            pull.merged = Some(Merge { sha: sha.clone(), by: by.clone(), at });
            let branch = pull.base_branch.clone();
            let before = state.tip(name, &branch)?;
            state.move_branch(name, &branch, &sha)?;
            state.record(name, number, by, What::Merged(sha.clone()))?;
            state.record(name, number, by, What::Plain("closed"))?;
            let scene = Scene { repository: name, sender: by };
            events::pull_request(state, scene, number, "closed", json!({}))?;
            events::push(state, scene, &branch, Some(&before))?;
            Ok(sha)
        })
    }
}

fn merge_commit(state: &mut State, name: &RepoName, number: u64, by: &Login) -> Result<Sha, Missing> {
    let base_branch = state.pull(name, number)?.base_branch.clone();
    let base = state.tip(name, &base_branch)?;
    merge_commit_on(state, name, (number, base), by)
}

fn merge_commit_on(state: &mut State, name: &RepoName, (number, base): (u64, Sha), by: &Login) -> Result<Sha, Missing> {
    let Pull { title, head, .. } = state.pull(name, number)?.clone();
    let files = state.objects.merged_files(&base, &head.sha);
    let message = format!("Merge pull request #{number} from {}/{}\n\n{title}", head.repository.owner(), head.branch);
    let note = state.note(by, &message);
    Ok(state.objects.keep_commit(files, vec![base, head.sha], &note))
}
