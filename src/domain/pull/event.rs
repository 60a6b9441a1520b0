//! A GitHub event that may cause work: the webhook's data without its payload.

use crate::domain::types::ids::{InstallationId, RepoName, Sha};
use crate::domain::types::target::Target;
use crate::domain::types::time::Timestamp;

use super::snapshot::CommandComment;

/// A webhook event, reduced to the facts that select a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The installation that sent the event. GitHub omits it from webhooks that do not belong to an app.
    pub installation: Option<InstallationId>,
    /// The account that the event concerns: the repository's owner, or the account of the installation.
    pub account: Option<String>,
    /// The account behind the event, in lower case: the author of the pull request or, where GitHub names none, the
    /// sender.
    pub author: Option<String>,
    /// GitHub's numeric id of that account. It never changes and no other account gets it.
    pub account_id: Option<u64>,
    /// The webhook's action, such as `opened`. Not every event has one.
    pub action: Option<String>,
    /// What happened.
    pub happening: EventKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventKind {
    /// GitHub tests whether the endpoint answers.
    Ping,
    /// A pull request changed in a way that may change its owners, reviewers, labels or checks.
    PullChanged {
        /// Its repository.
        repository: RepoName,
        /// Its number.
        number: u64,
        /// Its head, if the webhook reports it.
        head: Option<Head>,
    },
    /// A user pressed "re-run" on a check or a check suite.
    CheckWanted {
        /// The repository.
        repository: RepoName,
        /// The commit.
        commit: Sha,
    },
    /// A user wrote a comment with commands on a pull request.
    Commented {
        /// Its repository.
        repository: RepoName,
        /// Its number.
        number: u64,
        /// The comment.
        told: CommandComment,
    },
    /// An issue was opened in a repository or transferred to it.
    IssueOpened {
        /// The repository.
        repository: RepoName,
        /// Its number in that repository.
        number: u64,
    },
    /// A merge queue created a trial merge and waits for its checks.
    QueueTrial {
        /// The repository.
        repository: RepoName,
        /// The trial merge.
        commit: Sha,
        /// The base commit of the trial merge.
        base: Sha,
        /// The pull request that the queue's branch is named after: the last one of its group.
        number: u64,
    },
    /// A branch was pushed to.
    Pushed {
        /// The repository.
        repository: RepoName,
        /// The branch without `refs/heads/`.
        branch: String,
        /// Whether it is the default branch.
        default: bool,
        /// The branch's new head, if the webhook reports it.
        head: Option<Head>,
    },
    /// An installation was created or changed: cached tokens are invalid.
    InstallationChanged,
    /// An installation is no longer suspended: its dead jobs can be retried.
    Unsuspended,
    /// The app was removed: its stored data has to be deleted.
    Withdrawn {
        /// The affected repositories; `None` means the whole account.
        repositories: Option<Vec<RepoName>>,
    },
    /// A repository got a new name.
    Named(Named),
    /// An event that causes no work, with a short reason.
    Nothing {
        /// The reason: `closed`, `not handled` …
        why: &'static str,
    },
}

/// A repository that was created, renamed or transferred from another account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its current name.
    pub repository: RepoName,
    /// Its previous name; `None` for a new repository.
    pub former: Option<RepoName>,
    /// GitHub's numeric id of the repository. It stays the same when the repository is renamed.
    pub id: u64,
    /// When the repository was last changed, according to the webhook.
    pub as_of: Timestamp,
}

/// The head of a branch, as a webhook reports it. GitHub's API may return an older head for a few seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The commit.
    pub commit: Sha,
    /// When the pull request or the repository was last changed, according to the webhook, in whole seconds.
    pub as_of: Timestamp,
}

impl Event {
    /// The head that the event reports.
    pub fn head(&self) -> Option<&Head> {
        match &self.happening {
            EventKind::PullChanged { head, .. } | EventKind::Pushed { head, .. } => head.as_ref(),
            _ => None,
        }
    }

    /// The targets that have to be processed because of this event. `governing` is the repository of the charters.
    pub fn targets(&self, governing: &RepoName) -> Vec<Target> {
        match &self.happening {
            EventKind::PullChanged { repository, number, .. } | EventKind::Commented { repository, number, .. } => {
                vec![Target::Pull { repository: repository.clone(), number: *number }]
            }
            EventKind::IssueOpened { repository, number } => {
                vec![Target::Issue { repository: repository.clone(), number: *number }]
            }
            // This ignores the pull requests in the payload: GitHub lists none for forks, and a requested re-run is
            // more than a changed pull request. It ignores the branch, too, because any user can name a branch like a
            // merge queue's. Only the merge queue's own event shows that a commit is a trial merge.
            EventKind::CheckWanted { repository, commit } => {
                vec![Target::Head { repository: repository.clone(), commit: commit.clone() }]
            }
            EventKind::QueueTrial { repository, commit, base, number } => vec![Target::Queue {
                repository: repository.clone(),
                commit: commit.clone(),
                base: base.clone(),
                number: *number,
            }],
            EventKind::Pushed { repository, default: true, .. } if repository == governing => {
                vec![Target::Charters { repository: repository.clone() }]
            }
            // The charters may have become readable.
            EventKind::InstallationChanged | EventKind::Unsuspended | EventKind::Withdrawn { .. } => {
                vec![Target::Charters { repository: governing.clone() }]
            }
            // From now on, owners are looked up by other names.
            EventKind::Named(Named { repository, former, .. }) => {
                let repository = if former.as_ref() == Some(governing) { repository } else { governing };
                vec![Target::Charters { repository: repository.clone() }]
            }
            EventKind::Ping | EventKind::Pushed { .. } | EventKind::Nothing { .. } => Vec::new(),
        }
    }
}

/// The pull request that a merge queue's branch is named after. For
/// `refs/heads/gh-readonly-queue/main/pr-12-6dcb09b5…`, in the queue of `refs/heads/main`, it is 12. `None` if the name
/// differs from GitHub's format in any part.
pub fn queued_number(branch: &str, base: &str) -> Option<u64> {
    let base = base.strip_prefix("refs/heads/")?;
    let named = branch.strip_prefix("refs/heads/gh-readonly-queue/")?.strip_prefix(base)?.strip_prefix("/pr-")?;
    let (digits, sha) = named.split_once('-')?;
    sha.parse::<Sha>().ok()?;
    // No sign and no leading zero: each number has exactly one spelling.
    digits.parse().ok().filter(|number: &u64| *number > 0 && number.to_string() == digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(happening: EventKind) -> Event {
        Event {
            installation: Some(InstallationId(1)),
            account: Some("cloudfoundry".into()),
            author: None,
            account_id: None,
            action: None,
            happening,
        }
    }

    #[test]
    fn a_queues_branch_names_a_pull_request_and_nothing_that_only_looks_like_one_does() {
        const SHA: &str = "6dcb09b5b57875f334f61aebed695e2e4193db5e";
        let named = |branch: &str, base: &str| queued_number(&branch.replace("SHA", SHA), base);
        assert_eq!(named("refs/heads/gh-readonly-queue/main/pr-104-SHA", "refs/heads/main"), Some(104));
        assert_eq!(named("refs/heads/gh-readonly-queue/release/v1/pr-7-SHA", "refs/heads/release/v1"), Some(7));
        for branch in [
            "gh-readonly-queue/main/pr-104-SHA",
            "refs/heads/me/gh-readonly-queue/main/pr-104-SHA",
            "refs/heads/gh-readonly-queue/other/pr-104-SHA",
            "refs/heads/gh-readonly-queue/main/../pr-104-SHA",
            "refs/heads/gh-readonly-queue/main/x/pr-104-SHA",
            "refs/heads/gh-readonly-queue/main/pr-0-SHA",
            "refs/heads/gh-readonly-queue/main/pr--1-SHA",
            "refs/heads/gh-readonly-queue/main/pr-+1-SHA",
            "refs/heads/gh-readonly-queue/main/pr-007-SHA",
            "refs/heads/gh-readonly-queue/main/pr-18446744073709551616-SHA",
            "refs/heads/gh-readonly-queue/main/pr-104-abc",
            "refs/heads/gh-readonly-queue/main/pr-104",
            "refs/heads/gh-readonly-queue/main/pr-x-SHA",
        ] {
            assert_eq!(named(branch, "refs/heads/main"), None, "{branch}");
        }
    }

    #[test]
    fn a_check_that_is_wanted_anew_is_found_by_its_commit() {
        let repository: RepoName = "cloudfoundry/uaa".parse().unwrap();
        let commit: Sha = "c".repeat(40).parse().unwrap();
        let wanted = event(EventKind::CheckWanted { repository: repository.clone(), commit: commit.clone() });
        assert_eq!(wanted.targets(&repository), [Target::Head { repository: repository.clone(), commit }]);
    }

    #[test]
    fn only_the_governing_default_branch_changes_the_charters() {
        let governing: RepoName = "cloudfoundry/community".parse().unwrap();
        let pushed = |name: &str, default| {
            let repository: RepoName = name.parse().unwrap();
            event(EventKind::Pushed { repository, branch: "main".into(), default, head: None })
                .targets(&governing)
                .len()
        };
        assert_eq!(pushed("CloudFoundry/Community", true), 1);
        assert_eq!(pushed("cloudfoundry/community", false), 0);
        assert_eq!(pushed("cloudfoundry/uaa", true), 0);
    }
}
