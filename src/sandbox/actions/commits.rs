//! Repositories, and commits to their branches.

use crate::domain::types::ids::{Login, RepoName, Sha};
use crate::sandbox::changes::{Committer, FileChanges};
use crate::sandbox::events::{self, Scene};
use crate::sandbox::handle::Sandbox;
use crate::sandbox::model::account::AccountKind;
use crate::sandbox::model::git::{Files, Signature};
use crate::sandbox::model::repository::RepositoryOptions;
use crate::sandbox::model::state::State;
use crate::sandbox::not_found::Missing;

impl Sandbox {
    /// Creates a repository with one empty commit on its default branch. An existing one stays as it is.
    pub fn add_repository(&self, name: &RepoName, options: RepositoryOptions) {
        self.with(|state| {
            let Ok(owner) = name.owner().parse::<Login>() else { return };
            state.admit(&owner, AccountKind::Organization);
            let branch = options.default_branch.clone();
            state.found(name, false, options);
            if state.tip(name, &branch).is_err() {
                let note = state.note(&owner, "Initial commit");
                let root = state.objects.keep_commit(Files::new(), Vec::new(), &note);
                drop(state.move_branch(name, &branch, &root));
            }
        });
    }

    /// Creates a branch at a commit, without a webhook.
    ///
    /// # Errors
    /// The repository does not exist.
    pub fn create_branch(&self, name: &RepoName, branch: &str, at: &Sha) -> Result<(), Missing> {
        self.with(|state| state.move_branch(name, branch, at).map(|_| ()))
    }

    /// Commits to a branch without a webhook. A new branch starts at the tip of the default branch.
    ///
    /// # Errors
    /// The repository, or a file that `changes` deletes, does not exist.
    pub fn commit(&self, name: &RepoName, branch: &str, changes: impl Into<FileChanges>) -> Result<Sha, Missing> {
        let changes = changes.into();
        self.with(|state| {
            let owner = state.repository(name)?.name.owner().parse::<Login>().map_err(|it| Missing(it.to_string()))?;
            let from = match state.tip(name, branch) {
                Ok(tip) => tip,
                Err(_) => state.tip(name, &state.repository(name)?.options.default_branch)?,
            };
            let tip = add_commit(state, &from, &changes, (&owner, "Change files"))?;
            state.move_branch(name, branch, &tip)?;
            Ok(tip)
        })
    }

    /// A user pushes a commit to the default branch.
    ///
    /// # Errors
    /// The repository, or a file that `changes` deletes, does not exist.
    pub fn push_to_default_branch(&self, name: &RepoName, by: &Login, changes: &FileChanges) -> Result<Sha, Missing> {
        self.with(|state| {
            state.admit_person(by);
            let branch = state.repository(name)?.options.default_branch.clone();
            let before = state.tip(name, &branch)?;
            let after = add_commit(state, &before, changes, (by, "Change files"))?;
            state.move_branch(name, &branch, &after)?;
            events::push(state, Scene { repository: name, sender: by }, &branch, Some(&before))?;
            Ok(after)
        })
    }
}

/// A commit on top of another, with the given author and message unless the changes name others; it is on no branch
/// yet.
pub(crate) fn add_commit(
    state: &mut State,
    onto: &Sha,
    changes: &FileChanges,
    said: (&Login, &str),
) -> Result<Sha, Missing> {
    let files = state.objects.apply(state.objects.files(onto), changes)?;
    let (author, message) = (changes.by().unwrap_or(said.0), changes.said().unwrap_or(said.1));
    state.admit_person(author);
    let mut note = state.note(author, message);
    note.signature = changes.signed_by().map(|by| match by {
        Committer::Person(login) => Signature { name: login.to_string(), email: state.email(login) },
        Committer::Web => Signature { name: "GitHub".to_owned(), email: "noreply@github.com".to_owned() },
    });
    Ok(state.objects.keep_commit(files, vec![onto.clone()], &note))
}
