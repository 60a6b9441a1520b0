//! What to change where a repository has another name by now.

use crate::domain::types::ids::RepoName;

use super::text::code;

/// For operators: the policy names the governing repository as it was called.
pub fn policy(listed: &RepoName, present: &RepoName) -> String {
    format!("`{listed}` is now `{present}`: change `repository` in the policy")
}

/// For the check: charters, or the policy, list the repository as it was called.
pub fn listed(former: &RepoName, present: &RepoName) -> String {
    let [former, present] = [former, present].map(|name| code(name.as_str()));
    format!("- This repository is listed under its former name: change {former} to {present}.")
}
