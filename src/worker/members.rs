//! Members whose membership is private: the worker asks GitHub before it refuses their commands.

use crate::domain::decide::of_doubtful_membership;
use crate::domain::pull::snapshot::Snapshot;
use crate::policies::Foundation;

use super::run::RunError;
use super::{CharterState, Worker};

/// How many users the worker looks up in one run; the others keep the association from their webhook.
const MAX_ASKED: usize = 5;

impl Worker {
    /// Looks up the membership of users whose commands require it.
    pub(super) async fn know_members(
        &self,
        charters: &CharterState,
        foundation: &Foundation,
        snapshot: &mut Snapshot,
    ) -> Result<(), RunError> {
        let Some(installation) = snapshot.installation else { return Ok(()) };
        let doubtful = of_doubtful_membership(snapshot, &charters.ownership, &foundation.policy);
        for login in doubtful.into_iter().take(MAX_ASKED) {
            if self.github.is_member(installation, snapshot.repository.owner(), &login).await? {
                let theirs = snapshot.commands.iter_mut().filter(|told| told.author == login);
                theirs.for_each(|told| told.member = true);
            }
        }
        Ok(())
    }
}
