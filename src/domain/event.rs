//! What happened on GitHub, as far as it makes work: the words of a webhook without its payload.

use super::ids::{InstallationId, RepoName, Sha};
use super::snapshot::Told;
use super::target::Target;

/// A webhook's event, reduced to what picks a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The installation that it came through; GitHub leaves it out of webhooks that are not an app's.
    pub installation: Option<InstallationId>,
    /// The account whose organization it concerns: the repository's owner, or the account of the installation.
    pub account: Option<String>,
    /// Who made what it is about, in lower case: the author of the pull request, or whoever did it where GitHub names none.
    pub author: Option<String>,
    /// What was done, in GitHub's word, as `opened`; not every event has it.
    pub action: Option<String>,
    /// What happened.
    pub happening: Happening,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// GitHub tests whether somebody listens.
    Ping,
    /// A pull request changed in a way that may change its owners, reviewers, labels or checks.
    PullChanged {
        /// Its repository.
        repository: RepoName,
        /// Its number.
        number: u64,
    },
    /// Somebody pressed "re-run" on a check or a suite.
    CheckWanted {
        /// The repository.
        repository: RepoName,
        /// The commit.
        commit: Sha,
        /// The branch that the commit stands on, if GitHub says so: a merge queue's branch names its pull request.
        branch: Option<String>,
    },
    /// Somebody wrote a comment with commands on a pull request.
    Commented {
        /// Its repository.
        repository: RepoName,
        /// Its number.
        number: u64,
        /// The comment.
        told: Told,
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
        /// The queue's branch, `refs/heads/gh-readonly-queue/main/pr-12-…`.
        branch: String,
    },
    /// A branch was pushed to.
    Pushed {
        /// The repository.
        repository: RepoName,
        /// The branch without `refs/heads/`.
        branch: String,
        /// Whether it is the default branch.
        default: bool,
    },
    /// An installation came, went or changed its repositories: cached tokens are void.
    InstallationChanged,
    /// Something that makes no work, with the reason in a word or two.
    Nothing {
        /// Why not: `closed`, `not handled` …
        why: &'static str,
    },
}

impl Event {
    /// What is to be looked at because of it; `governing` is the repository of the charters.
    pub fn targets(&self, governing: &RepoName) -> Vec<Target> {
        match &self.happening {
            Happening::PullChanged { repository, number } | Happening::Commented { repository, number, .. } => {
                vec![Target::Pull { repository: repository.clone(), number: *number }]
            }
            Happening::IssueOpened { repository, number } => {
                vec![Target::Issue { repository: repository.clone(), number: *number }]
            }
            // The pull requests that GitHub names are passed over: for forks it names none, and a check that is wanted
            // anew is more than a pull request that changed.
            Happening::CheckWanted { repository, commit, branch } => {
                let (repository, commit) = (repository.clone(), commit.clone());
                match branch.as_deref().and_then(queued_number) {
                    Some(number) => vec![Target::Queue { repository, commit, number }],
                    None => vec![Target::Head { repository, commit }],
                }
            }
            Happening::QueueTrial { repository, commit, branch } => {
                let trial = |number| Target::Queue { repository: repository.clone(), commit: commit.clone(), number };
                queued_number(branch).map(trial).into_iter().collect()
            }
            Happening::Pushed { repository, default: true, .. } if repository == governing => {
                vec![Target::Charters { repository: repository.clone() }]
            }
            // The charters may be readable from now on.
            Happening::InstallationChanged => vec![Target::Charters { repository: governing.clone() }],
            Happening::Ping | Happening::Pushed { .. } | Happening::Nothing { .. } => Vec::new(),
        }
    }
}

/// The pull request that a merge queue's branch is named after: `gh-readonly-queue/main/pr-12-6dcb09b5…` is 12.
fn queued_number(branch: &str) -> Option<u64> {
    let (_, name) = branch.split_once("gh-readonly-queue/")?;
    let (_, numbered) = name.rsplit_once("/pr-")?;
    numbered.split_once('-')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(happening: Happening) -> Event {
        Event {
            installation: Some(InstallationId(1)),
            account: Some("cloudfoundry".into()),
            author: None,
            action: None,
            happening,
        }
    }

    #[test]
    fn a_trial_merge_is_the_pull_request_that_its_branch_names() {
        let repository: RepoName = "cloudfoundry/community".parse().unwrap();
        let commit: Sha = "c".repeat(40).parse().unwrap();
        let branch = "refs/heads/gh-readonly-queue/release/v1/pr-104-6dcb09b5b57875f334f61aebed695e2e4193db5e";
        let trial = event(Happening::QueueTrial {
            repository: repository.clone(),
            commit: commit.clone(),
            branch: branch.to_owned(),
        });
        assert_eq!(trial.targets(&repository), [Target::Queue { repository: repository.clone(), commit, number: 104 }]);
        assert_eq!(queued_number("gh-readonly-queue/main/pr-x-1"), None);
    }

    #[test]
    fn a_check_that_is_wanted_anew_is_found_by_its_commit() {
        let repository: RepoName = "cloudfoundry/uaa".parse().unwrap();
        let commit: Sha = "c".repeat(40).parse().unwrap();
        let wanted =
            event(Happening::CheckWanted { repository: repository.clone(), commit: commit.clone(), branch: None });
        assert_eq!(wanted.targets(&repository), [Target::Head { repository: repository.clone(), commit }]);
    }

    #[test]
    fn only_the_governing_default_branch_changes_the_charters() {
        let governing: RepoName = "cloudfoundry/community".parse().unwrap();
        let pushed = |name: &str, default| {
            let repository: RepoName = name.parse().unwrap();
            event(Happening::Pushed { repository, branch: "main".into(), default }).targets(&governing).len()
        };
        assert_eq!(pushed("CloudFoundry/Community", true), 1);
        assert_eq!(pushed("cloudfoundry/community", false), 0);
        assert_eq!(pushed("cloudfoundry/uaa", true), 0);
    }
}
