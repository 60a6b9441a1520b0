//! Who is there, and where the app is installed.

use crate::domain::types::ids::{InstallationId, InvalidName, Login, RepoName};
use crate::sandbox::events;
use crate::sandbox::handle::Sandbox;
use crate::sandbox::model::account::{AccountKind, Association};
use crate::sandbox::model::state::{Caller, HOURLY_LIMIT, Installation};
use crate::sandbox::not_found::Missing;

impl Sandbox {
    /// Makes a person known, or an app where the login ends with `[bot]`.
    pub fn add_user(&self, login: &Login) {
        self.with(|state| state.admit_person(login));
    }

    /// Says how an account stands to the repositories here; who was not spoken of has [`Association::None`].
    pub fn set_association(&self, login: &Login, association: Association) {
        self.with(|state| {
            state.admit_person(login);
            if let Some(account) = state.accounts.get_mut(login) {
                account.association = association;
            }
        });
    }

    /// Suspends a person, who can't be asked for anything from now on.
    pub fn suspend_account(&self, login: &Login) {
        self.with(|state| {
            state.admit_person(login);
            if let Some(account) = state.accounts.get_mut(login) {
                account.suspended = true;
            }
        });
    }

    /// Gives an account another login; the old one is nobody's from now on.
    ///
    /// # Errors
    /// When there is no such account.
    pub fn rename_account(&self, old: &Login, new: &Login) -> Result<(), Missing> {
        self.with(|state| state.rename_account(old, new))
    }

    /// Lets only `people` be asked for a review in a repository.
    ///
    /// # Errors
    /// When the repository is not there.
    pub fn allow_reviewers(&self, name: &RepoName, people: impl IntoIterator<Item = Login>) -> Result<(), Missing> {
        let people = people.into_iter().collect();
        self.with(|state| {
            state.repository_mut(name)?.options.collaborators = Some(people);
            Ok(())
        })
    }

    /// Lets only members see a repository from now on, or everybody; the app hears of neither.
    ///
    /// # Errors
    /// When the repository is not there.
    pub fn set_private(&self, name: &RepoName, private: bool) -> Result<(), Missing> {
        self.with(|state| {
            state.repository_mut(name)?.options.private = private;
            Ok(())
        })
    }

    /// Installs the app on all repositories of an account: an organization unless it is known as a person.
    ///
    /// # Errors
    /// When `account` is no login.
    pub fn install(&self, account: &str, id: InstallationId) -> Result<(), InvalidName> {
        let account: Login = account.parse()?;
        self.with(|state| {
            state.admit(&account, AccountKind::Organization);
            let created_at = state.clock.now();
            state.installations.insert(id, Installation { id, account: account.clone(), members: true, created_at });
            events::installation(state, id, "created", &account);
        });
        Ok(())
    }

    /// Takes the app off an account again: its tokens are worth nothing from now on.
    pub fn uninstall(&self, id: InstallationId) {
        self.revoke_tokens(id);
        self.with(|state| {
            if let Some(account) = state.installations.get(&id).map(|installed| installed.account.clone()) {
                events::installation(state, id, "deleted", &account);
                state.installations.remove(&id);
            }
        });
    }

    /// Makes all tokens of an installation worthless, long before their hour is over.
    pub fn revoke_tokens(&self, id: InstallationId) {
        self.with(|state| state.tokens.retain(|_, token| token.installation != id));
    }

    /// Leaves an installation no more than `remaining` requests of the hour that runs.
    pub fn leave_requests(&self, id: InstallationId, remaining: u64) {
        self.with(|state| {
            let caller = Some(Caller::Installation(id));
            let mut spent = state.spent_by(caller);
            spent.used = spent.used.max(HOURLY_LIMIT.saturating_sub(remaining));
            state.spent.insert(caller, spent);
        });
    }

    /// Tries the webhook out, as GitHub does when it is set up.
    pub fn ping(&self) {
        self.with(events::ping);
    }
}
