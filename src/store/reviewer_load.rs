//! How many review requests each user has in a foundation.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::domain::types::availability::People;
use crate::domain::types::ids::{Login, RepoName};

use super::Store;
use super::columns::{bigint, count, name};
use super::error::StoreError;

/// Above this number of open requests in total, they are counted once in a while instead of for each run: counting then
/// takes about a millisecond, and one request more or less hardly matters.
const MANY: u64 = 1_000;
const WHILE: Duration = Duration::from_secs(1);

type Counts = Arc<BTreeMap<Login, u64>>;

/// The last counts of large foundations. Clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Loads(Arc<Mutex<BTreeMap<String, (Instant, Counts)>>>);

impl Loads {
    fn find(&self, foundation: &str) -> Option<Counts> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (counted, counts) = kept.get(foundation)?;
        (counted.elapsed() < WHILE).then(|| Arc::clone(counts))
    }

    fn keep(&self, foundation: String, counts: &Counts) {
        if counts.values().sum::<u64>() > MANY {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            kept.insert(foundation, (Instant::now(), Arc::clone(counts)));
        }
    }
}

impl Store {
    /// The users of a foundation with their load, without this pull request.
    ///
    /// # Errors
    /// The database read fails.
    pub async fn people(
        &self,
        foundation: &RepoName,
        repository: &RepoName,
        number: u64,
    ) -> Result<People, StoreError> {
        let mut people = self.everybody(foundation).await?;
        let here: Vec<String> =
            // A repository belongs to one foundation; naming the foundation here would make the database choose the
            // wrong index.
            sqlx::query_scalar("SELECT login FROM requests WHERE repository = $1 AND number = $2")
                .bind(repository.key())
                .bind(bigint(number))
                .fetch_all(&self.readers)
                .await?;
        for login in here {
            let login: Login = name(&login)?;
            let open = people.open.remove(&login).map_or(0, |open| open.saturating_sub(1));
            if open > 0 {
                people.open.insert(login, open);
            }
        }
        Ok(people)
    }

    /// The users of a foundation with their load.
    ///
    /// # Errors
    /// The database read fails.
    pub async fn everybody(&self, foundation: &RepoName) -> Result<People, StoreError> {
        let mut people = People { are_counted: true, ..People::default() };
        for (login, open) in self.counts(foundation).await?.iter() {
            people.open.insert(login.clone(), u32::try_from(*open).unwrap_or(u32::MAX));
        }
        let said: Vec<(String, Option<String>, Option<i64>)> =
            sqlx::query_as("SELECT login, away_until, capacity FROM availability WHERE foundation = $1")
                .bind(foundation.key())
                .fetch_all(&self.readers)
                .await?;
        for (login, until, capacity) in said {
            let login: Login = name(&login)?;
            if let Some(until) = until {
                people.away_until.insert(login.clone(), name(&until)?);
            }
            if let Some(most) = capacity {
                people.capacity.insert(login, u32::try_from(most).unwrap_or(u32::MAX));
            }
        }
        Ok(people)
    }

    async fn counts(&self, foundation: &RepoName) -> Result<Counts, StoreError> {
        let key = foundation.key();
        if let Some(counts) = self.loads.find(&key) {
            return Ok(counts);
        }
        let rows: Vec<(String, i64)> =
            sqlx::query_as("SELECT login, count(*) FROM requests WHERE foundation = $1 GROUP BY login")
                .bind(&key)
                .fetch_all(&self.readers)
                .await?;
        let counted = rows.into_iter().map(|(login, open)| Ok((name(&login)?, count(open))));
        let counts: Counts = Arc::new(counted.collect::<Result<_, StoreError>>()?);
        self.loads.keep(key, &counts);
        Ok(counts)
    }
}
