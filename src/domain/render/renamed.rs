//! What to change if a repository was renamed.

use crate::domain::types::ids::RepoName;

use super::text::code;

/// For operators: the policy uses a former name of the governing repository.
pub fn policy(listed: &RepoName, present: &RepoName) -> String {
    format!("`{listed}` is now `{present}`: change `repository` in the policy")
}

/// For the check: the charters or the policy list the repository under a former name.
pub fn listed(former: &RepoName, present: &RepoName) -> String {
    let [former, present] = [former, present].map(|name| code(name.as_str()));
    format!("- This repository is listed under its former name: change {former} to {present}.")
}
