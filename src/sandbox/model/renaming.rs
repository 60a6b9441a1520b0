//! Renames of accounts and repositories: every reference is updated.

use std::collections::BTreeSet;

use crate::domain::types::ids::{Login, RepoName};
use crate::sandbox::not_found::Missing;

use super::pull::Pull;
use super::repository::Repository;
use super::state::State;
use super::timeline::{Asked, What};

impl State {
    /// Renames an account. Git data is unchanged: commits keep the old login.
    pub(crate) fn rename_account(&mut self, old: &Login, new: &Login) -> Result<(), Missing> {
        let absent = || Missing(format!("account `{old}`"));
        let mut account = self.accounts.remove(old).ok_or_else(absent)?;
        account.login = new.clone();
        self.accounts.insert(new.clone(), account);
        let renaming = Renaming { old, new };
        let repositories = std::mem::take(&mut self.repositories);
        self.repositories = repositories
            .into_values()
            .map(|mut repository| {
                renaming.repository(&mut repository);
                (repository.name.clone(), repository)
            })
            .collect();
        Ok(())
    }

    /// Renames a repository. The old names redirect to it until another repository takes them.
    pub(crate) fn rename_repository(&mut self, old: &RepoName, new: &RepoName) -> Result<(), Missing> {
        let absent = || Missing(format!("repository `{old}`"));
        let mut repository = self.repositories.remove(old).ok_or_else(absent)?;
        repository.name = new.clone();
        for pull in repository.pulls.values_mut().filter(|pull| pull.head.repository == *old) {
            pull.head.repository = new.clone();
        }
        self.repositories.insert(new.clone(), repository);
        self.redirects.values_mut().filter(|to| *to == old).for_each(|to| *to = new.clone());
        self.redirects.insert(old.clone(), new.clone());
        self.redirects.remove(new);
        Ok(())
    }
}

struct Renaming<'a> {
    old: &'a Login,
    new: &'a Login,
}

impl Renaming<'_> {
    fn repository(&self, repository: &mut Repository) {
        self.name(&mut repository.name);
        if let Some(collaborators) = &mut repository.options.collaborators {
            let renamed = std::mem::take(collaborators).into_iter().map(|mut login| {
                self.login(&mut login);
                login
            });
            *collaborators = renamed.collect::<BTreeSet<_>>();
        }
        repository.pulls.values_mut().for_each(|pull| self.pull(pull));
        repository.issues.values_mut().for_each(|issue| self.login(&mut issue.author));
        for comment in repository.comments.values_mut() {
            self.login(&mut comment.author);
            comment.reactions.iter_mut().for_each(|reaction| self.login(&mut reaction.by));
        }
        for happening in repository.timelines.values_mut().flatten() {
            self.login(&mut happening.actor);
            if let What::ReviewRequested(Asked::Person(who)) | What::ReviewRequestRemoved(Asked::Person(who)) =
                &mut happening.what
            {
                self.login(who);
            }
        }
    }

    fn pull(&self, pull: &mut Pull) {
        self.login(&mut pull.author);
        self.name(&mut pull.head.repository);
        pull.requested.iter_mut().for_each(|login| self.login(login));
        pull.reviews.iter_mut().for_each(|review| self.login(&mut review.author));
        if let Some(merge) = &mut pull.merged {
            self.login(&mut merge.by);
        }
    }

    fn name(&self, name: &mut RepoName) {
        if name.belongs_to(self.old.as_str())
            && let Ok(renamed) = format!("{}/{}", self.new, name.name()).parse()
        {
            *name = renamed;
        }
    }

    fn login(&self, login: &mut Login) {
        if login == self.old {
            *login = self.new.clone();
        }
    }
}
