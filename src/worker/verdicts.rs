//! A check belongs to a commit, a verdict to a pull request: several pull requests may have the same head, to different
//! branches.
//!
//! A run stores the verdict of its pull request before it writes on GitHub, and the check shows the verdicts of all of
//! them. The second run reads what the first one stored. A run that wrote before another verdict was stored is followed
//! by another run.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::decide::decide;
use crate::domain::pull::plan::{Action, Plan};
use crate::domain::pull::snapshot::{PullState, Siblings, Snapshot};
use crate::domain::types::ids::Sha;
use crate::domain::types::target::Target;
use crate::store::{JobRequest, Lease, RecordSubject, Verdicts};

use super::apply::holds;
use super::run::{Look, RunError};
use super::{CharterState, Worker};

impl Worker {
    /// Stores the verdict of the pull request, and decides with the verdicts of other pull requests on the same commit.
    pub(super) async fn decided(
        &self,
        look: &Look<'_>,
        charters: &CharterState,
        snapshot: Snapshot,
    ) -> Result<(Snapshot, Plan), RunError> {
        let (mut snapshot, plan) = self.judge(look.foundation, charters, snapshot, decide).await;
        if self.config.dry_run {
            return Ok((snapshot, plan));
        }
        if look.trial.is_none() {
            let is_closed = snapshot.state == PullState::Closed;
            let head = if is_closed { None } else { snapshot.commit.clone() };
            if snapshot.memory.said_elsewhere || (is_closed && !snapshot.memory.verdicts.is_empty()) {
                self.leave_commits(look, head).await?;
            }
        }
        match self.begin(look.lease, &plan, verdicts(look, &snapshot, &plan)).await? {
            Some(siblings) if siblings != snapshot.memory.siblings => {
                snapshot.memory.siblings = siblings;
                Ok(self.judge(look.foundation, charters, snapshot, decide).await)
            }
            _ => Ok((snapshot, plan)),
        }
    }

    /// Records that this run now writes on GitHub, if it does, and stores its verdict for the commit. Returns the other
    /// verdicts for the commit if a verdict was stored.
    pub(super) async fn begin(
        &self,
        lease: &Lease,
        plan: &Plan,
        verdicts: Option<Verdicts>,
    ) -> Result<Option<Siblings>, RunError> {
        let keeps = verdicts.is_some();
        if self.config.dry_run || (plan.actions.is_empty() && !keeps) {
            return Ok(None);
        }
        let (hold, siblings) = self.store.begin_writes(lease, verdicts).await?;
        holds(hold)?;
        Ok(keeps.then_some(siblings))
    }

    /// Removes the verdicts of this pull request from commits that are not its head.
    pub(super) async fn leave_commits(&self, look: &Look<'_>, head: Option<Sha>) -> Result<(), RunError> {
        let on = RecordSubject { repository: look.repository.clone(), number: look.number };
        Ok(self.store.leave(on, head, look.lease.installation()).await?)
    }

    /// Enqueues a recheck of this pull request if another verdict on the commit changed since the decision, and of pull
    /// requests that GitHub no longer lists as open, since their webhook may be lost.
    pub(super) async fn heed_siblings(
        &self,
        look: &Look<'_>,
        snapshot: &Snapshot,
        plan: &Plan,
    ) -> Result<(), RunError> {
        let (Some(commit), Some(installation)) = (&snapshot.commit, snapshot.installation) else { return Ok(()) };
        if self.config.dry_run || look.trial.is_some() {
            return Ok(());
        }
        let mut again = BTreeSet::new();
        let wrote = plan.actions.iter().any(|action| matches!(action, Action::PostCheck { .. }));
        let seen = &snapshot.memory.siblings;
        if wrote && self.store.siblings(look.repository, look.number, commit).await? != *seen {
            again.insert(look.number);
        }
        let siblings: BTreeSet<u64> = seen.values().flat_map(BTreeMap::keys).copied().collect();
        if !siblings.is_empty() {
            let open = self.github.pulls_with_head(installation, look.repository, commit).await?;
            again.extend(siblings.difference(&open));
        }
        if again.is_empty() {
            return Ok(());
        }
        let wish = |number| JobRequest {
            target: Target::Pull { repository: look.repository.clone(), number },
            installation: Some(installation),
            due: self.clock.now(),
            why: "other pull requests have the same head".to_owned(),
        };
        Ok(self.store.enqueue_all(again.into_iter().map(wish).collect()).await?)
    }
}

/// The verdict of the pull request on its commit, if it is not stored yet.
fn verdicts(look: &Look<'_>, snapshot: &Snapshot, plan: &Plan) -> Option<Verdicts> {
    let commit = snapshot.commit.clone()?;
    let said: BTreeMap<String, String> =
        plan.checks.iter().map(|check| (check.name.clone(), check.fingerprint())).collect();
    // The verdict of a check that the policy has disabled since expires by age.
    let is_known = said.iter().all(|(name, said)| snapshot.memory.verdicts.get(name) == Some(said));
    if is_known && plan.change_set.is_none() {
        return None;
    }
    Some(Verdicts {
        on: RecordSubject { repository: look.repository.clone(), number: look.number },
        commit,
        trial_base: look.trial.map(|trial| trial.base.clone()),
        checks: plan.checks.clone(),
        change_set: plan.change_set.clone(),
    })
}
