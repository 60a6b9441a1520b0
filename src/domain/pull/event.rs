//! What happened on GitHub, as far as it makes work: the words of a webhook without its payload.

use crate::domain::types::ids::{InstallationId, RepoName, Sha};
use crate::domain::types::target::Target;
use crate::domain::types::time::Timestamp;

use super::snapshot::CommandComment;

/// A webhook's event, reduced to what picks a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The installation that it came through; GitHub leaves it out of webhooks that are not an app's.
    pub installation: Option<InstallationId>,
    /// The account whose organization it concerns: the repository's owner, or the account of the installation.
    pub account: Option<String>,
    /// Who made what it is about, in lower case: the author of the pull request, or whoever did it where GitHub names none.
    pub author: Option<String>,
    /// GitHub's number of that account, which no other account ever has, whatever it is called.
    pub account_id: Option<u64>,
    /// What was done, in GitHub's word, as `opened`; not every event has it.
    pub action: Option<String>,
    /// What happened.
    pub happening: EventKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventKind {
    /// GitHub tests whether somebody listens.
    Ping,
    /// A pull request changed in a way that may change its owners, reviewers, labels or checks.
    PullChanged {
        /// Its repository.
        repository: RepoName,
        /// Its number.
        number: u64,
        /// Its head, where the webhook says it.
        head: Option<Head>,
    },
    /// Somebody pressed "re-run" on a check or a suite.
    CheckWanted {
        /// The repository.
        repository: RepoName,
        /// The commit.
        commit: Sha,
    },
    /// Somebody wrote a comment with commands on a pull request.
    Commented {
        /// Its repository.
        repository: RepoName,
        /// Its number.
        number: u64,
        /// The comment.
        told: CommandComment,
    },
    /// An issue came into a repository.
    IssueOpened {
        /// The repository.
        repository: RepoName,
        /// Its number there.
        number: u64,
    },
    /// A merge queue made a trial merge and waits for its checks.
    QueueTrial {
        /// The repository.
        repository: RepoName,
        /// The trial merge.
        commit: Sha,
        /// What it was made on.
        base: Sha,
        /// The pull request that the queue's branch names: the last one of its group.
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
        /// Where it ends now, where the webhook says it.
        head: Option<Head>,
    },
    /// An installation came or changed: cached tokens are void.
    InstallationChanged,
    /// An installation is no longer suspended: its dead jobs can be retried.
    Unsuspended,
    /// The app was taken away: what is kept is to be forgotten.
    Withdrawn {
        /// From these repositories; `None`: from the account, with all that it has.
        repositories: Option<Vec<RepoName>>,
    },
    /// A repository has a name that it did not have before.
    Named(Named),
    /// Something that makes no work, with the reason in a word or two.
    Nothing {
        /// Why not: `closed`, `not handled` …
        why: &'static str,
    },
}

/// A repository that is new, was renamed, or came from another account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its name now.
    pub repository: RepoName,
    /// Its name until now; `None` for a new one.
    pub former: Option<RepoName>,
    /// GitHub's number of it, which stays the same under every name.
    pub id: u64,
    /// When it was last changed, according to the webhook.
    pub as_of: Timestamp,
}

/// The head of a branch, as a webhook reports it. GitHub's API may show an older one for some seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The commit.
    pub commit: Sha,
    /// When the pull request or the repository was last changed, according to the webhook, in whole seconds.
    pub as_of: Timestamp,
}

impl Event {
    /// The head that it reports.
    pub fn head(&self) -> Option<&Head> {
        match &self.happening {
            EventKind::PullChanged { head, .. } | EventKind::Pushed { head, .. } => head.as_ref(),
            _ => None,
        }
    }

    /// What is to be looked at because of it; `governing` is the repository of the charters.
    pub fn targets(&self, governing: &RepoName) -> Vec<Target> {
        match &self.happening {
            EventKind::PullChanged { repository, number, .. } | EventKind::Commented { repository, number, .. } => {
                vec![Target::Pull { repository: repository.clone(), number: *number }]
            }
            EventKind::IssueOpened { repository, number } => {
                vec![Target::Issue { repository: repository.clone(), number: *number }]
            }
            // The pull requests that GitHub names are passed over: for forks it names none, and a check that is wanted
            // anew is more than a pull request that changed. Nor does the branch count: anybody may call one as a queue
            // calls its own. Whether the commit is a trial merge is known from the event of the queue.
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
            // The charters may be readable from now on.
            EventKind::InstallationChanged | EventKind::Unsuspended | EventKind::Withdrawn { .. } => {
                vec![Target::Charters { repository: governing.clone() }]
            }
            // Who owns what is looked up by other names from now on.
            EventKind::Named(Named { repository, former, .. }) => {
                let repository = if former.as_ref() == Some(governing) { repository } else { governing };
                vec![Target::Charters { repository: repository.clone() }]
            }
            EventKind::Ping | EventKind::Pushed { .. } | EventKind::Nothing { .. } => Vec::new(),
        }
    }
}

/// The pull request that a merge queue's branch is named after: of `refs/heads/gh-readonly-queue/main/pr-12-6dcb09b5…`, the
/// queue of `refs/heads/main`, it is 12. `None` where the whole name is not as GitHub makes it.
pub fn queued_number(branch: &str, base: &str) -> Option<u64> {
    let base = base.strip_prefix("refs/heads/")?;
    let named = branch.strip_prefix("refs/heads/gh-readonly-queue/")?.strip_prefix(base)?.strip_prefix("/pr-")?;
    let (digits, sha) = named.split_once('-')?;
    sha.parse::<Sha>().ok()?;
    // No sign, no leading zero: one number has one name.
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
