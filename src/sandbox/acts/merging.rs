//! How a pull request gets into its base: by the merge queue's trial, by the merge itself.

use serde_json::json;

use crate::domain::ids::{Login, RepoName, Sha};
use crate::sandbox::events::{self, Scene};
use crate::sandbox::handle::Sandbox;
use crate::sandbox::missing::Missing;
use crate::sandbox::model::pull::{Merge, Pull};
use crate::sandbox::model::state::State;
use crate::sandbox::model::timeline::What;

impl Sandbox {
    /// Puts a pull request into the merge queue and says the trial merge, which waits for its checks.
    ///
    /// # Errors
    /// When there is no such pull request.
    pub fn enqueue_merge_group(&self, name: &RepoName, number: u64, by: &Login) -> Result<Sha, Missing> {
        self.with(|state| {
            state.admit_person(by);
            let trial = merge_commit(state, name, number, by)?;
            let pull = state.pull(name, number)?;
            let base_branch = pull.base_branch.clone();
            let base = state.tip(name, &base_branch)?;
            let branch = format!("gh-readonly-queue/{base_branch}/pr-{number}-{base}");
            state.move_branch(name, &branch, &trial)?;
            events::merge_group(state, Scene { repository: name, sender: by }, &base_branch, &branch)?;
            Ok(trial)
        })
    }

    /// Merges a pull request and says the merge commit: its base branch moves, and it is closed.
    ///
    /// # Errors
    /// When there is no such pull request.
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
    let Pull { title, head, base_branch, .. } = state.pull(name, number)?.clone();
    let base = state.tip(name, &base_branch)?;
    let files = state.objects.merged_files(&base, &head.sha);
    let message = format!("Merge pull request #{number} from {}/{}\n\n{title}", head.repository.owner(), head.branch);
    let note = state.note(by, &message);
    Ok(state.objects.keep_commit(files, vec![base, head.sha], &note))
}
