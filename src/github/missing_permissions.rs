//! Permissions that the app lacks, as reported by GitHub's refusals.
//!
//! Such a refusal has the message "Resource not accessible by integration". Its header `x-accepted-github-permissions`
//! lists the sets of permissions that would suffice: semicolons separate the sets, and commas the permissions of a set,
//! all of which are needed. See
//! <https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#insufficient-permissions>.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tracing::warn;

use crate::domain::types::ids::InstallationId;
use crate::domain::types::time::Timestamp;

use super::error::GitHubError;
use super::transport::Answer;

/// How long a permission counts as missing after a refusal.
const HOLDS: Duration = Duration::from_secs(24 * 60 * 60);

/// The maximum of stored pairs of installation and permission.
const MAX: usize = 1_000;

/// How many characters of GitHub's header are read.
const MAX_OF_A_HEADER: usize = 300;

/// Missing permissions by installation, each with its last refusal.
#[derive(Debug, Default)]
pub(super) struct MissingPermissions(Mutex<BTreeMap<(InstallationId, String), Timestamp>>);

impl MissingPermissions {
    /// Records a missing permission that an error reports, and logs it the first time.
    pub(super) fn heed(&self, installation: InstallationId, error: &GitHubError, now: Timestamp) {
        let GitHubError::Forbidden { what, message, permission } = error else { return };
        if !message.contains("not accessible by integration") {
            return;
        }
        let named = permission.clone().unwrap_or_else(|| "that GitHub does not name".to_owned());
        let is_new = self.with(|known| {
            known.retain(|_, at| at.plus(HOLDS) > now);
            known.len() < MAX && known.insert((installation, named.clone()), now).is_none()
        });
        if is_new {
            warn!(%installation, permission = named, request = what, "permission missing: {}", way_out(&named));
        }
    }

    /// Drops the missing permissions of an installation: it was changed, so they may have been granted.
    pub(super) fn forget(&self, installation: InstallationId) {
        self.with(|known| known.retain(|(of, _), _| *of != installation));
    }

    /// Drops all missing permissions.
    pub(super) fn forget_all(&self) {
        self.with(BTreeMap::clear);
    }

    /// One sentence per missing permission.
    pub(super) fn problems(&self, now: Timestamp) -> Vec<String> {
        self.with(|known| {
            let recent = known.iter().filter(|(_, at)| at.plus(HOLDS) > now);
            let line = |((installation, named), _): (&(InstallationId, String), _)| {
                format!("installation {installation} lacks the permission {named}: {}", way_out(named))
            };
            recent.map(line).collect()
        })
    }

    fn with<T>(&self, touch: impl FnOnce(&mut BTreeMap<(InstallationId, String), Timestamp>) -> T) -> T {
        touch(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn way_out(permission: &str) -> String {
    format!(
        "set {permission} under \"Permissions & events\" in the app's settings on GitHub, and have an owner of the \
         organization accept it"
    )
}

/// The permissions that would suffice, such as `issues: write`; `None` if the response does not name them.
pub(super) fn wanted(answer: &Answer) -> Option<String> {
    let header = answer.header("x-accepted-github-permissions").filter(|text| text.len() <= MAX_OF_A_HEADER)?;
    let sets = header.split(';').map(|set| {
        let each = set.split(',').map(|permission| {
            let (name, access) = permission.trim().split_once('=')?;
            let is_word = |word: &str| !word.is_empty() && word.bytes().all(|it| it.is_ascii_lowercase() || it == b'_');
            (is_word(name) && is_word(access)).then(|| format!("`{name}: {access}`"))
        });
        Some(each.collect::<Option<Vec<_>>>()?.join(" and "))
    });
    Some(sets.collect::<Option<Vec<_>>>()?.join(" or "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(header: &str) -> Answer {
        let name = http::HeaderName::from_static("x-accepted-github-permissions");
        let headers = [(name, header.parse().unwrap())].into_iter().collect();
        Answer { what: String::new(), status: http::StatusCode::FORBIDDEN, headers, body: Vec::new() }
    }

    fn refused(permission: &str, message: &str) -> GitHubError {
        let permission = Some(permission.to_owned());
        GitHubError::Forbidden { what: "POST /x".to_owned(), message: message.to_owned(), permission }
    }

    #[test]
    fn githubs_header_is_read_in_words() {
        let words = |header| wanted(&answer(header));
        assert_eq!(words("checks=write").as_deref(), Some("`checks: write`"));
        let sets = "issues=write; pull_requests=write,contents=read";
        assert_eq!(words(sets).as_deref(), Some("`issues: write` or `pull_requests: write` and `contents: read`"));
        for odd in ["", "issues", "issues=write; <b>=x", "a=b,"] {
            assert_eq!(words(odd), None, "{odd}");
        }
        assert_eq!(words(&"a=b;".repeat(100)), None);
    }

    #[test]
    fn a_missing_permission_is_a_problem_for_a_day_or_until_the_installation_changes() {
        let (lacks, begin) = (MissingPermissions::default(), Timestamp(0));
        let missing = "Resource not accessible by integration";
        lacks.heed(InstallationId(1), &refused("`issues: write`", missing), begin);
        lacks.heed(InstallationId(1), &refused("`issues: write`", missing), begin);
        lacks.heed(InstallationId(2), &refused("`checks: write`", missing), begin);
        lacks.heed(InstallationId(3), &refused("`checks: write`", "Repository was archived"), begin);
        let problems = lacks.problems(begin);
        assert_eq!(problems.len(), 2);
        assert!(problems[0].starts_with("installation 1 lacks the permission `issues: write`: set"), "{problems:?}");
        lacks.forget(InstallationId(1));
        assert_eq!(lacks.problems(begin).len(), 1);
        assert_eq!(lacks.problems(begin.plus(HOLDS)).len(), 0);
    }
}
