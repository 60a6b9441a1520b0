//! Opening a pull request: from a branch of the repository itself or of a fork.

use serde_json::json;

use crate::domain::types::ids::{Login, RepoName, Sha};
use crate::domain::types::time::Timestamp;
use crate::sandbox::changes::FileChanges;
use crate::sandbox::events::{self, Scene};
use crate::sandbox::handle::Sandbox;
use crate::sandbox::model::account::AccountKind;
use crate::sandbox::model::pull::{Pull, PullHead};
use crate::sandbox::model::state::State;
use crate::sandbox::model::timeline::What;
use crate::sandbox::not_found::Missing;

use super::commits::add_commit;

/// The place of a new pull request's commits.
#[derive(Debug, Clone)]
pub enum NewHead {
    /// A new branch of the repository itself.
    Branch(String),
    /// A new branch of the author's fork, which is created if it does not exist.
    Fork(String),
}

/// A pull request to open.
#[derive(Debug, Clone)]
pub struct NewPull {
    /// The repository to change.
    pub repository: RepoName,
    /// The author.
    pub author: Login,
    /// Its title.
    pub title: String,
    /// The base branch; `None` is the default branch.
    pub base: Option<String>,
    /// The place of its commit.
    pub head: NewHead,
    /// The changes of its one commit.
    pub changes: FileChanges,
    /// Whether it is a draft.
    pub draft: bool,
}

impl Sandbox {
    /// Opens a pull request and returns its number.
    ///
    /// # Errors
    /// The repository, the base branch, or a file that the changes delete, does not exist.
    pub fn open_pull(&self, new: NewPull) -> Result<u64, Missing> {
        self.with(|state| {
            let number = open(state, &new)?;
            let scene = Scene { repository: &new.repository, sender: &new.author };
            events::pull_request(state, scene, number, "opened", json!({}))?;
            Ok(number)
        })
    }
}

impl Sandbox {
    /// Sets the time at which a pull request was opened.
    ///
    /// # Errors
    /// The pull request does not exist.
    pub fn date_pull(&self, name: &RepoName, number: u64, created_at: Timestamp) -> Result<(), Missing> {
        self.with(|state| {
            state.pull_mut(name, number)?.created_at = created_at;
            Ok(())
        })
    }

    /// Opens another pull request with the head of `number`, to another branch, and returns its number.
    ///
    /// # Errors
    /// The pull request or the branch does not exist.
    pub fn open_pull_again(&self, name: &RepoName, number: u64, base: &str) -> Result<u64, Missing> {
        self.with(|state| {
            let (first, base_sha) = (state.pull(name, number)?.clone(), state.tip(name, base)?);
            let (id, now) = (state.next_id(), state.clock.now());
            let (author, head) = (first.author.clone(), first.head.sha.clone());
            let home = state.repository_mut(name)?;
            let number = home.next_number();
            let (labels, requested, requested_teams, reviews) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
            let (base_branch, created_at, updated_at) = (base.to_owned(), now, now);
            let second =
                Pull { number, id, base_branch, base_sha, labels, requested, requested_teams, reviews, ..first };
            home.pulls.insert(number, Pull { created_at, updated_at, ..second });
            state.record(name, number, &author, What::Committed(head))?;
            events::pull_request(state, Scene { repository: name, sender: &author }, number, "opened", json!({}))?;
            Ok(number)
        })
    }
}

fn open(state: &mut State, new: &NewPull) -> Result<u64, Missing> {
    let NewPull { repository, author, title, base, head, changes, draft } = new;
    state.admit_person(author);
    let default_branch = state.repository(repository)?.options.default_branch.clone();
    let base_branch = base.clone().unwrap_or(default_branch);
    let base_sha = state.tip(repository, &base_branch)?;
    let number = state.repository_mut(repository)?.next_number();
    // The number makes commits distinct that would be identical while the clock is fixed.
    let message = format!("{title}\n\nFor pull request {number}");
    let sha = add_commit(state, &base_sha, changes, (author, &message))?;
    let head = place_head(state, repository, author, (head, sha.clone()))?;
    let (id, now) = (state.next_id(), state.clock.now());
    let reachable = state.objects.ancestors(&head.sha);
    let home = state.repository_mut(repository)?;
    home.commits.extend(reachable);
    let pull = Pull {
        number,
        id,
        title: title.clone(),
        body: String::new(),
        author: author.clone(),
        head,
        base_branch,
        base_sha,
        draft: *draft,
        open: true,
        merged: None,
        labels: Vec::new(),
        requested: Vec::new(),
        requested_teams: Vec::new(),
        reviews: Vec::new(),
        created_at: now,
        updated_at: now,
        closed_at: None,
    };
    home.pulls.insert(number, pull);
    state.record(repository, number, author, What::Committed(sha))?;
    Ok(number)
}

/// Creates the branch, and the fork if needed, and sends the push webhook if the app is installed there.
fn place_head(
    state: &mut State,
    repository: &RepoName,
    author: &Login,
    wanted: (&NewHead, Sha),
) -> Result<PullHead, Missing> {
    let (head, sha) = wanted;
    let (place, branch) = match head {
        NewHead::Branch(branch) => (repository.clone(), branch.clone()),
        NewHead::Fork(branch) => (fork(state, repository, author)?, branch.clone()),
    };
    state.move_branch(&place, &branch, &sha)?;
    events::push(state, Scene { repository: &place, sender: author }, &branch, None)?;
    Ok(PullHead { repository: place, branch, sha })
}

fn fork(state: &mut State, repository: &RepoName, owner: &Login) -> Result<RepoName, Missing> {
    let place = format!("{owner}/{}", repository.name());
    let place: RepoName = place.parse().map_err(|_| Missing(format!("fork `{place}`")))?;
    state.admit(owner, AccountKind::User);
    let options = state.repository(repository)?.options.clone();
    let branch = options.default_branch.clone();
    let tip = state.tip(repository, &branch)?;
    state.found(&place, true, options);
    if state.tip(&place, &branch).is_err() {
        state.move_branch(&place, &branch, &tip)?;
    }
    Ok(place)
}
