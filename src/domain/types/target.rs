//! The targets of webhooks, timers and commands: the thing to process, never what to do with it.
//!
//! Work is level-triggered: a target is processed in its current state when the worker gets to it. So many deliveries
//! about one pull request are one piece of work, and doing it twice changes nothing more.

use std::fmt;
use std::str::FromStr;

use super::ids::{InvalidName, RepoName, Sha};

/// A thing that the worker can bring up to date.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A pull request.
    Pull {
        /// The repository that it targets.
        repository: RepoName,
        /// Its number in that repository.
        number: u64,
    },
    /// An issue that is not a pull request.
    Issue {
        /// Its repository.
        repository: RepoName,
        /// Its number in that repository.
        number: u64,
    },
    /// A commit whose check a user wants to run again. Its pull request has to be found, because GitHub names none for
    /// forks.
    Head {
        /// The repository of the check.
        repository: RepoName,
        /// The commit that waits for the check.
        commit: Sha,
    },
    /// The head of a merge queue's trial merge, which also needs the check.
    Queue {
        /// The repository of the queue.
        repository: RepoName,
        /// The trial merge.
        commit: Sha,
        /// The base of the trial merge: the base branch, or the trial merge of the pull requests ahead in the queue.
        base: Sha,
        /// The pull request in the name of the queue's branch.
        number: u64,
    },
    /// The charters of the governing repository, which changed.
    Charters {
        /// The governing repository.
        repository: RepoName,
    },
    /// All open pull requests of a repository, because the basis of their decisions changed.
    OpenPulls {
        /// The repository.
        repository: RepoName,
    },
}

impl Target {
    /// The target's repository.
    pub fn repository(&self) -> &RepoName {
        match self {
            Self::Pull { repository, .. }
            | Self::Issue { repository, .. }
            | Self::Head { repository, .. }
            | Self::Queue { repository, .. }
            | Self::Charters { repository }
            | Self::OpenPulls { repository } => repository,
        }
    }

    /// A text that is the same for every spelling of its repository: the key of its work.
    pub fn key(&self) -> String {
        let repository = self.repository().key();
        match self {
            Self::Pull { number, .. } => format!("pull:{repository}#{number}"),
            Self::Issue { number, .. } => format!("issue:{repository}#{number}"),
            Self::Head { commit, .. } => format!("head:{repository}@{commit}"),
            Self::Queue { commit, base, number, .. } => format!("queue:{repository}#{number}@{commit}^{base}"),
            Self::Charters { .. } => format!("charters:{repository}"),
            Self::OpenPulls { .. } => format!("open:{repository}"),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.key())
    }
}

/// Reads a stored [`Target::key`] back.
impl FromStr for Target {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let invalid =
            || InvalidName { kind: "target", text: text.to_owned(), rule: "`pull:owner/name#1` and the like" };
        let (kind, rest) = text.split_once(':').ok_or_else(invalid)?;
        let number = |digits: &str| digits.parse::<u64>().map_err(|_| invalid());
        match kind {
            "pull" => {
                let (repository, digits) = rest.split_once('#').ok_or_else(invalid)?;
                Ok(Self::Pull { repository: repository.parse()?, number: number(digits)? })
            }
            "issue" => {
                let (repository, digits) = rest.split_once('#').ok_or_else(invalid)?;
                Ok(Self::Issue { repository: repository.parse()?, number: number(digits)? })
            }
            "head" => {
                let (repository, commit) = rest.split_once('@').ok_or_else(invalid)?;
                Ok(Self::Head { repository: repository.parse()?, commit: commit.parse()? })
            }
            "queue" => {
                let (named, commits) = rest.split_once('@').ok_or_else(invalid)?;
                let (commit, base) = commits.split_once('^').ok_or_else(invalid)?;
                let (repository, digits) = named.split_once('#').ok_or_else(invalid)?;
                let (commit, base) = (commit.parse()?, base.parse()?);
                Ok(Self::Queue { repository: repository.parse()?, commit, base, number: number(digits)? })
            }
            "charters" => Ok(Self::Charters { repository: rest.parse()? }),
            "open" => Ok(Self::OpenPulls { repository: rest.parse()? }),
            _ => Err(invalid()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_as_the_target_that_wrote_it() {
        let repository: RepoName = "cloudfoundry/CLAW".parse().unwrap();
        let [commit, base]: [Sha; 2] = ["a", "b"].map(|digit| digit.repeat(40).parse().unwrap());
        for target in [
            Target::Pull { repository: repository.clone(), number: 12 },
            Target::Head { repository: repository.clone(), commit: commit.clone() },
            Target::Queue { repository: repository.clone(), commit, base, number: 3 },
            Target::Charters { repository: repository.clone() },
            Target::OpenPulls { repository },
        ] {
            assert_eq!(target.key().parse::<Target>().unwrap(), target);
            assert_eq!(target.key(), target.key().to_lowercase());
        }
        assert!("pull:cloudfoundry/claw".parse::<Target>().is_err());
    }
}
