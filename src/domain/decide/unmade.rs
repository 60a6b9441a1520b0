//! The checks of a commit whose run fails.

use std::collections::BTreeMap;

use crate::domain::policy::{APPROVALS_CHECK, CHARTER_CHECK, OWNERSHIP_CHECK, PROPOSAL_CHECK, Policy};
use crate::domain::pull::plan::Action;
use crate::domain::pull::snapshot::PostedCheck;
use crate::domain::render::waiting;
use crate::domain::types::ids::{RepoName, Sha};

use super::modes::moded;

/// Puts the checks in progress, or sets them to failed once the run has failed permanently. A check that has a result
/// on the commit keeps it. `standing` has the checks on the commit, by name.
pub fn unmade(
    commit: &Sha,
    repository: &RepoName,
    standing: &BTreeMap<String, PostedCheck>,
    policy: &Policy,
    failed: bool,
) -> Vec<Action> {
    let governs = *repository == policy.governing.repository && policy.judges_documents();
    let names = if governs {
        &[OWNERSHIP_CHECK, PROPOSAL_CHECK, CHARTER_CHECK, APPROVALS_CHECK][..]
    } else {
        &[OWNERSHIP_CHECK]
    };
    let action = |name: &&str| {
        let posted = standing.get(*name);
        let check = moded(waiting::given_up(name), policy)?;
        let has_result = posted.is_some_and(|posted| !posted.fingerprint.is_empty());
        let commit = commit.clone();
        match (failed, posted) {
            _ if has_result => None,
            (true, _) => Some(Action::PostCheck { commit, replaces: posted.map(|posted| posted.run), check }),
            (false, Some(_)) => None,
            (false, None) => {
                let (title, summary) = waiting::in_progress();
                Some(Action::HoldCheck { commit, name: check.name, title, summary })
            }
        }
    };
    names.iter().filter_map(action).collect()
}
