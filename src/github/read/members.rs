//! Who belongs to an organization. Webhooks show members whose membership is private as outsiders.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::domain::types::ids::{InstallationId, Login};
use crate::domain::types::time::Timestamp;
use crate::github::transport::Call;
use crate::github::{GitHub, GitHubError, segment};

/// How long an answer holds: who was just made a member does not wait for long.
const HOLDS: Duration = Duration::from_secs(5 * 60);

/// Answers that are remembered at most.
const MAX: usize = 1_000;

/// What GitHub answered, and when.
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
    /// Whether somebody is a member of an organization, publicly or not: asked at most once in five minutes. Without the
    /// permission to know, nobody is.
    ///
    /// `GET /orgs/{org}/members/{username}`: 204 for a member, 404 for anybody else; 302 leads to the public members where
    /// the app itself is not one that may know.
    ///
    /// # Errors
    /// Those of the requests.
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
