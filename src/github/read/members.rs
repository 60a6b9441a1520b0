//! Members of an organization. Webhooks report members with a private membership as outsiders.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::domain::types::ids::{InstallationId, Login};
use crate::domain::types::time::Timestamp;
use crate::github::transport::Call;
use crate::github::{GitHub, GitHubError, segment};

/// How long an answer is used: short, so that a new member does not wait long.
const HOLDS: Duration = Duration::from_secs(5 * 60);

/// The maximum of stored answers.
const MAX: usize = 1_000;

/// GitHub's answers and their times.
#[derive(Debug, Default)]
pub(in crate::github) struct Members(BTreeMap<(InstallationId, String, Login), (bool, Timestamp)>);

impl Members {
    fn known(&self, key: &(InstallationId, String, Login), now: Timestamp) -> Option<bool> {
        self.0.get(key).filter(|(_, at)| at.plus(HOLDS) > now).map(|(is_member, _)| *is_member)
    }

    fn keep(&mut self, key: (InstallationId, String, Login), is_member: bool, now: Timestamp) {
        self.0.retain(|_, (_, at)| at.plus(HOLDS) > now);
        if self.0.len() < MAX {
            self.0.insert(key, (is_member, now));
        }
    }
}

impl GitHub {
    /// Whether a user is a member of an organization, publicly or not; requested at most once in five minutes. Without
    /// the permission to read members the answer is `false`.
    ///
    /// `GET /orgs/{org}/members/{username}`: 204 for a member, 404 otherwise; 302 redirects to the public members if
    /// the app may not read private ones.
    ///
    /// # Errors
    /// A request fails.
    pub async fn is_member(
        &self,
        installation: InstallationId,
        organization: &str,
        login: &Login,
    ) -> Result<bool, GitHubError> {
        let key = (installation, organization.to_lowercase(), login.clone());
        if let Some(known) = self.members(|members| members.known(&key, self.now())) {
            return Ok(known);
        }
        let path = format!("/orgs/{}/members/{}", segment(organization), segment(login.as_str()));
        let is_member = match self.call(installation, &Call::get(path)).await {
            Ok(_) => true,
            Err(GitHubError::Gone { .. } | GitHubError::Forbidden { .. } | GitHubError::Refused { .. }) => false,
            Err(error) => return Err(error),
        };
        self.members(|members| members.keep(key, is_member, self.now()));
        Ok(is_member)
    }
}
