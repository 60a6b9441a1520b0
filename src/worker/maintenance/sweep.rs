//! The sweep: every open pull request that a policy covers is checked four times a day, whether or not a webhook
//! reported it, and also if it was opened before the app was installed.
//!
//! A check that finds no change writes nothing. A step covers one repository: its pull requests are checked one after
//! the other, then the next repository follows. Webhooks come first: the sweep waits while jobs are overdue or an
//! installation has little of its rate limit left.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use tracing::{info, warn};

use crate::domain::types::ids::{InstallationId, RepoName};
use crate::domain::types::target::Target;
use crate::domain::types::time::Timestamp;
use crate::github::{GitHubError, Installed, Reach};
use crate::store::{JobRequest, TaskProgress};
use crate::worker::chain;
use crate::worker::run::RunError;

use super::context::MaintenanceContext;

/// The name of the task, and the reason of its jobs: these wait while an installation has little of its rate limit
/// left.
pub const SWEEP_CHORE: &str = "sweep";

/// The time from the end of one sweep to the next. For a foundation of 720 repositories and some thousand open pull
/// requests a sweep takes a few thousand requests, of the 5,000 an hour that GitHub allows.
pub(in crate::worker) const PERIOD: Duration = Duration::from_secs(6 * 60 * 60);

/// The time between two pull requests: 360 an hour leave more than half of an installation's rate limit to webhooks.
const APART: Duration = Duration::from_secs(10);

/// The time after a repository without open pull requests.
const PAUSE: Duration = Duration::from_secs(2);

/// The sweep waits while a job has been due for this long.
const BEHIND: Duration = Duration::from_secs(30);

/// How long it waits then.
const WAIT: Duration = Duration::from_secs(30);

/// How often a failed request is retried before it is left to the next sweep, and the time between retries.
const TRIES: u32 = 3;
const RETRY: Duration = Duration::from_secs(60);

/// How long the list of an installation's repositories is used: it takes one request per hundred repositories.
const LISTED: Duration = Duration::from_secs(60 * 60);

/// This process's list of an installation's repositories. Each process reads its own.
#[derive(Debug)]
pub(in crate::worker) struct Listing {
    installation: InstallationId,
    /// The repositories that may have open pull requests.
    repositories: BTreeSet<RepoName>,
    read: Timestamp,
}

/// The progress of the sweep.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Cursor {
    /// The current installation; all before it are done.
    installation: u64,
    /// The last repository of it that is done.
    repository: Option<String>,
    /// How often the next one failed.
    tries: u32,
    /// Rate-limited installations. They come last and hold up no other.
    later: BTreeMap<u64, Later>,
    /// Whether only those are left.
    rest: bool,
}

/// When an installation may be swept, and after which repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Later {
    until: i64,
    repository: Option<String>,
}

/// Sweeps one repository.
pub(in crate::worker) async fn step(
    house: &MaintenanceContext,
    listing: &Mutex<Option<Listing>>,
    cursor: &str,
) -> Result<TaskProgress, RunError> {
    let now = house.clock.now();
    // An unreadable cursor was written by another version of this program: start from the beginning.
    let cursor: Cursor = serde_json::from_str(cursor).unwrap_or_default();
    if is_behind(house, now).await? {
        return Ok(cursor.then(now.plus(WAIT)));
    }
    let mut listing = listing.lock().await;
    let known = listing.take().filter(|known| known.is_of(&cursor, now));
    let listed = match known {
        Some(known) => known,
        None => match list(house, &cursor, now).await {
            Ok(Some(listed)) => listed,
            Ok(None) => return Ok(cursor.rest(now)),
            Err((Some(here), trouble)) => return here.again(now, trouble, Some(here.next_installation())),
            Err((None, trouble)) => return cursor.again(now, trouble, None),
        },
    };
    if let Err(until) = house.github.may_sweep(listed.installation) {
        return Ok(cursor.within(listed.installation).put_off(until).then(now));
    }
    let cursor = cursor.within(listed.installation);
    let Some(repository) = listed.after(&cursor) else { return Ok(cursor.next_installation().then(now)) };
    let swept = sweep(house, listed.installation, &repository, now).await;
    *listing = Some(listed);
    match swept {
        Ok(due) => Ok(cursor.past(&repository).then(due)),
        Err(trouble) => cursor.again(now, trouble, Some(cursor.past(&repository))),
    }
}

/// Enqueues the open pull requests of a repository, and returns when they will be done.
async fn sweep(
    house: &MaintenanceContext,
    installation: InstallationId,
    repository: &RepoName,
    now: Timestamp,
) -> Result<Timestamp, RunError> {
    let numbers = match house.github.open_pulls(installation, repository).await {
        // The repository was deleted or renamed after it was listed.
        Err(GitHubError::Gone { .. }) => Vec::new(),
        numbers => numbers?,
    };
    house.metrics.swept(numbers.len());
    if numbers.is_empty() {
        return Ok(now.plus(PAUSE));
    }
    let after = |place: usize| now.plus(APART.saturating_mul(u32::try_from(place).unwrap_or(u32::MAX)));
    let end = after(numbers.len());
    let wish = |(place, number)| JobRequest {
        target: Target::Pull { repository: repository.clone(), number },
        installation: Some(installation),
        due: after(place),
        why: SWEEP_CHORE.to_owned(),
    };
    house.store.enqueue_all(numbers.into_iter().enumerate().map(wish).collect()).await?;
    Ok(end)
}

/// The next installation with something to sweep, and its repositories; `None` at the end. An error names the
/// installation that can't be read.
async fn list(
    house: &MaintenanceContext,
    cursor: &Cursor,
    now: Timestamp,
) -> Result<Option<Listing>, (Option<Cursor>, RunError)> {
    let installed = house.github.installations().await.map_err(|error| (None, error.into()))?;
    warn_of(&installed, "installations");
    let is_covered = |account: &str| house.names.listed(account).is_some();
    let is_meant = |installed: &&Installed| {
        let Some(account) = installed.account.as_deref() else { return false };
        let foundation = house.names.listed(account);
        foundation.is_some_and(|foundation| foundation.policy.is_organization(account, installed.account_id))
    };
    let wanted = installed.entries.iter().filter(|installed| installed.suspended_at.is_none());
    let wanted = wanted.filter(is_meant);
    let next = wanted.map(|installed| installed.id).filter(|id| cursor.is_open(id.0)).min();
    let Some(installation) = next else { return Ok(None) };
    let here = || Some(cursor.within(installation));
    let reached = house.github.repositories(installation).await.map_err(|error| (here(), error.into()))?;
    warn_of(&reached, "repositories");
    let worth = reached.entries.into_iter().filter(|it| !it.read_only && it.may_have_open);
    let repositories = worth.map(|it| it.name).filter(|name| is_covered(name.owner())).collect();
    Ok(Some(Listing { installation, repositories, read: now }))
}

fn warn_of<T>(reach: &Reach<T>, what: &str) {
    if reach.cut {
        warn!(what, read = reach.entries.len(), "too many open pull requests, the rest is not swept");
    }
}

/// Whether jobs from webhooks are overdue.
async fn is_behind(house: &MaintenanceContext, now: Timestamp) -> Result<bool, RunError> {
    let oldest = house.store.oldest_due().await?;
    Ok(oldest.is_some_and(|due| due.plus(BEHIND) < now))
}

impl Listing {
    fn is_of(&self, cursor: &Cursor, now: Timestamp) -> bool {
        self.installation.0 == cursor.installation && now < self.read.plus(LISTED)
    }

    fn after(&self, cursor: &Cursor) -> Option<RepoName> {
        let last = cursor.repository.as_deref().and_then(|last| last.parse::<RepoName>().ok());
        let mut all = self.repositories.iter();
        all.find(|name| last.as_ref().is_none_or(|last| *name > last)).cloned()
    }
}

impl Cursor {
    /// The cursor within an installation, at its beginning if the cursor was in another one.
    fn within(&self, installation: InstallationId) -> Self {
        match self.installation == installation.0 {
            true => self.clone(),
            false => Self { installation: installation.0, repository: None, tries: 0, ..self.clone() },
        }
    }

    /// Whether an installation may come next.
    fn is_open(&self, installation: u64) -> bool {
        match self.rest {
            true => installation == self.installation,
            false => installation >= self.installation && !self.later.contains_key(&installation),
        }
    }

    fn next_installation(&self) -> Self {
        let installation = if self.rest { u64::MAX } else { self.installation.saturating_add(1) };
        Self { installation, repository: None, tries: 0, ..self.clone() }
    }

    fn past(&self, repository: &RepoName) -> Self {
        Self { repository: Some(repository.key()), tries: 0, ..self.clone() }
    }

    /// Continues with the next installation and leaves this one for later.
    fn put_off(&self, until: Timestamp) -> Self {
        let mut next = self.next_installation();
        next.later.insert(self.installation, Later { until: until.0, repository: self.repository.clone() });
        next
    }

    /// All other installations are done: sweeps the postponed ones when they are due, then ends.
    fn rest(&self, now: Timestamp) -> TaskProgress {
        let Some((installation, later)) = self.later.iter().min_by_key(|(_, later)| later.until) else {
            info!("all open pull requests are swept");
            return TaskProgress { cursor: String::new(), due: now.plus(PERIOD), done: true };
        };
        let until = Timestamp(later.until);
        if until > now {
            let waiting = Self { installation: u64::MAX, rest: true, ..self.clone() };
            return waiting.then(now.plus(now.until(until).min(PERIOD)));
        }
        let (installation, repository) = (*installation, later.repository.clone());
        let mut next = Self { installation, repository, tries: 0, rest: true, later: self.later.clone() };
        next.later.remove(&installation);
        next.then(now)
    }

    fn then(&self, due: Timestamp) -> TaskProgress {
        TaskProgress { cursor: serde_json::to_string(self).unwrap_or_default(), due, done: false }
    }

    /// Retries later; after several failures it continues at `past`. A rate limit holds up its own installation only.
    /// Without `past` the request was made as the app, and nothing can continue without it.
    fn again(&self, now: Timestamp, trouble: RunError, past: Option<Self>) -> Result<TaskProgress, RunError> {
        match trouble {
            RunError::GitHub(GitHubError::RateLimited { until }) if past.is_some() => Ok(self.put_off(until).then(now)),
            RunError::GitHub(GitHubError::RateLimited { until }) => {
                Ok(self.then(now.plus(now.until(until).min(PERIOD))))
            }
            RunError::GitHub(error) if self.tries + 1 >= TRIES => {
                warn!(error = %chain(&error), "pull request left to the next sweep");
                Ok(Self { tries: 0, ..past.unwrap_or_else(|| self.clone()) }.then(now.plus(PAUSE)))
            }
            RunError::GitHub(error) => {
                warn!(error = %chain(&error), "repository not swept, will retry");
                Ok(Self { tries: self.tries + 1, ..self.clone() }.then(now.plus(RETRY)))
            }
            other => Err(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    fn read(step: &TaskProgress) -> Cursor {
        serde_json::from_str(&step.cursor).unwrap()
    }

    #[test]
    fn what_github_does_not_give_is_left_after_three_times() {
        let begun = Cursor { installation: 7, repository: Some("acme/boiler".into()), ..Cursor::default() };
        let past = begun.past(&"acme/piston".parse().unwrap());
        let trouble = || RunError::GitHub(GitHubError::Gone { what: "x".into(), message: "Not Found".into() });
        let once = begun.again(NOW, trouble(), Some(past.clone())).unwrap();
        assert_eq!((read(&once).tries, once.due), (1, NOW.plus(RETRY)));
        let twice = read(&once).again(NOW, trouble(), Some(past.clone())).unwrap();
        let thrice = read(&twice).again(NOW, trouble(), Some(past.clone())).unwrap();
        assert_eq!(read(&thrice), past);
        let until = NOW.plus(PERIOD / 2);
        let limited = begun.again(NOW, RunError::GitHub(GitHubError::RateLimited { until }), None).unwrap();
        assert_eq!((read(&limited), limited.due), (begun, until), "that is nobody's fault");
    }

    #[test]
    fn an_installation_that_has_a_pause_comes_after_all_others_and_goes_on_where_it_was() {
        let begun = Cursor { installation: 7, repository: Some("acme/boiler".into()), ..Cursor::default() };
        let until = NOW.plus(PERIOD / 2);
        let limit = RunError::GitHub(GitHubError::RateLimited { until });
        let on = begun.again(NOW, limit, Some(begun.clone())).unwrap();
        assert_eq!(on.due, NOW, "the next one does not wait");
        let next = read(&on);
        assert!(next.is_open(8) && next.is_open(900) && !next.is_open(7) && !next.is_open(3));
        let others = next.within(InstallationId(900)).next_installation();
        let waiting = others.rest(NOW);
        assert_eq!((waiting.due, waiting.done), (until, false));
        assert!([7, 8, 900, 901].iter().all(|id| !read(&waiting).is_open(*id)));
        let resumed = read(&read(&waiting).rest(until));
        assert_eq!((resumed.installation, resumed.repository.as_deref()), (7, Some("acme/boiler")));
        assert!(resumed.is_open(7) && !resumed.is_open(8), "the others are swept already");
        assert!(resumed.next_installation().rest(until).done);
    }

    #[test]
    fn repositories_follow_each_other_by_name_also_when_the_last_one_has_gone() {
        let repositories = ["acme/boiler", "acme/Piston", "acme/valve"].map(|name| name.parse().unwrap());
        let listing = Listing { installation: InstallationId(7), repositories: repositories.into(), read: NOW };
        let mut cursor = Cursor::default().within(InstallationId(7));
        let mut seen = Vec::new();
        while let Some(repository) = listing.after(&cursor) {
            seen.push(repository.to_string());
            cursor = cursor.past(&repository);
        }
        assert_eq!(seen, ["acme/boiler", "acme/Piston", "acme/valve"]);
        let gone = cursor.past(&"acme/nozzle".parse().unwrap());
        assert_eq!(listing.after(&gone).unwrap().to_string(), "acme/Piston");
        assert!(listing.is_of(&cursor, NOW) && !listing.is_of(&cursor.next_installation(), NOW));
    }
}
