//! Accounts, and where the app is installed.

use crate::domain::types::ids::{InstallationId, InvalidName, Login, RepoName};
use crate::sandbox::events;
use crate::sandbox::handle::Sandbox;
use crate::sandbox::model::account::{AccountKind, Association};
use crate::sandbox::model::state::{Caller, HOURLY_LIMIT, Installation};
use crate::sandbox::not_found::Missing;

impl Sandbox {
    /// Adds a user, or an app if the login ends with `[bot]`.
    pub fn add_user(&self, login: &Login) {
        self.with(|state| state.admit_person(login));
    }

    /// Sets an account's association with the repositories; the default is [`Association::None`].
    pub fn set_association(&self, login: &Login, association: Association) {
        self.with(|state| {
            state.admit_person(login);
            if let Some(account) = state.accounts.get_mut(login) {
                account.association = association;
            }
        });
    }

    /// Suspends a user, from whom no review can be requested from now on.
    pub fn suspend_account(&self, login: &Login) {
        self.with(|state| {
            state.admit_person(login);
            if let Some(account) = state.accounts.get_mut(login) {
                account.suspended = true;
            }
        });
    }

    /// Renames an account; the old login belongs to no account from now on.
    ///
    /// # Errors
    /// The account does not exist.
    pub fn rename_account(&self, old: &Login, new: &Login) -> Result<(), Missing> {
        self.with(|state| state.rename_account(old, new))
    }

    /// Allows review requests in a repository from `people` only.
    ///
    /// # Errors
    /// The repository does not exist.
    pub fn allow_reviewers(&self, name: &RepoName, people: impl IntoIterator<Item = Login>) -> Result<(), Missing> {
        let people = people.into_iter().collect();
        self.with(|state| {
            state.repository_mut(name)?.options.collaborators = Some(people);
            Ok(())
        })
    }

    /// Makes a repository private or public; the app gets no webhook.
    ///
    /// # Errors
    /// The repository does not exist.
    pub fn set_private(&self, name: &RepoName, private: bool) -> Result<(), Missing> {
        self.with(|state| {
            state.repository_mut(name)?.options.private = private;
            Ok(())
        })
    }

    /// Installs the app on all repositories of an account: an organization unless it is known as a user.
    ///
    /// # Errors
    /// `account` is not a valid login.
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

    /// Uninstalls the app from an account: its tokens are invalid from now on.
    pub fn uninstall(&self, id: InstallationId) {
        self.revoke_tokens(id);
        self.with(|state| {
            if let Some(account) = state.installations.get(&id).map(|installed| installed.account.clone()) {
                events::installation(state, id, "deleted", &account);
                state.installations.remove(&id);
            }
        });
    }

    /// Revokes all tokens of an installation before they expire.
    pub fn revoke_tokens(&self, id: InstallationId) {
        self.with(|state| state.tokens.retain(|_, token| token.installation != id));
    }

    /// Leaves an installation only `remaining` requests of the current hour.
    pub fn leave_requests(&self, id: InstallationId, remaining: u64) {
        self.with(|state| {
            let caller = Some(Caller::Installation(id));
            let mut spent = state.spent_by(caller);
            spent.used = spent.used.max(HOURLY_LIMIT.saturating_sub(remaining));
            state.spent.insert(caller, spent);
        });
    }

    /// Sends a ping, as GitHub does when a webhook is set up.
    pub fn ping(&self) {
        self.with(events::ping);
    }
}
