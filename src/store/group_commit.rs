//! One transaction for all waiting writes; if it fails, one transaction for each.

use sqlx::{AnyConnection, AnyPool, Connection};

use super::connect::CHANNEL;
use super::engine::Engine;
use super::error::StoreError;
use super::wakeup::WakeSignal;
use super::write::Pending;

/// How often a write is retried that PostgreSQL cancelled because of other transactions.
const MAX_CONFLICTS: usize = 5;

/// Makes commits and wakes workers if jobs became ready.
#[derive(Debug, Clone)]
pub(super) struct Committer {
    pool: AnyPool,
    engine: Engine,
    bell: WakeSignal,
}

/// Why a commit failed: because of one write, or because of the database.
enum Failure {
    Statement(StoreError),
    Database(StoreError),
}

impl Committer {
    pub(super) fn new(pool: AnyPool, engine: Engine, bell: WakeSignal) -> Self {
        Self { pool, engine, bell }
    }

    pub(super) fn engine(&self) -> Engine {
        self.engine
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }

    /// Commits the batch. If one write fails, each is committed separately, so that only that one fails.
    pub(super) async fn settle(&self, mut batch: Vec<Box<dyn Pending>>) {
        match self.commit(&mut batch).await {
            Err(Failure::Statement(error)) => {
                let pieces: Vec<_> = batch.into_iter().flat_map(Pending::pieces).collect();
                match pieces.len() {
                    1 => self.tell(pieces, &Err(error)),
                    _ => self.settle_each(pieces).await,
                }
            }
            Err(Failure::Database(error)) => self.tell(batch, &Err(error)),
            Ok(()) => self.tell(batch, &Ok(())),
        }
    }

    async fn settle_each(&self, pieces: Vec<Box<dyn Pending>>) {
        for piece in pieces {
            let mut piece = vec![piece];
            let result = match self.commit(&mut piece).await {
                Err(Failure::Statement(error) | Failure::Database(error)) => Err(error),
                Ok(()) => Ok(()),
            };
            self.tell(piece, &result);
        }
    }

    async fn commit(&self, batch: &mut [Box<dyn Pending>]) -> Result<(), Failure> {
        let mut conflicts = 0;
        loop {
            match self.try_commit(batch).await {
                Err(Failure::Statement(error) | Failure::Database(error))
                    if error.is_conflict() && conflicts < MAX_CONFLICTS =>
                {
                    conflicts += 1;
                }
                result => return result,
            }
        }
    }

    async fn try_commit(&self, batch: &mut [Box<dyn Pending>]) -> Result<(), Failure> {
        let database = |error: sqlx::Error| Failure::Database(error.into());
        let mut connection = self.pool.acquire().await.map_err(database)?;
        let begun = match self.engine {
            // Writes read before they write: no other write may come in between.
            Engine::Sqlite => connection.begin_with("BEGIN IMMEDIATE").await,
            Engine::Postgres => connection.begin().await,
        };
        let mut transaction = begun.map_err(database)?;
        let (outcome, is_over) = match self.attempt(&mut transaction, batch).await {
            Ok(()) => (transaction.commit().await.map_err(database), false),
            Err(failure) => (Err(failure), transaction.rollback().await.is_ok()),
        };
        // After a full disk or a lost server, the connection may assume a transaction that no longer exists.
        if outcome.is_err() && !is_over {
            connection.close_on_drop();
        }
        outcome
    }

    async fn attempt(&self, db: &mut AnyConnection, batch: &mut [Box<dyn Pending>]) -> Result<(), Failure> {
        for pending in &mut *batch {
            pending.attempt(db).await.map_err(Failure::Statement)?;
        }
        if self.engine == Engine::Postgres && batch.iter().any(|pending| pending.wakes()) {
            // Other processes receive this after the commit.
            let told = sqlx::query("SELECT CAST(pg_notify($1, '') AS TEXT)").bind(CHANNEL);
            told.execute(db).await.map_err(|error| Failure::Database(error.into()))?;
        }
        Ok(())
    }

    fn tell(&self, batch: Vec<Box<dyn Pending>>, committed: &Result<(), StoreError>) {
        if committed.is_ok() && batch.iter().any(|pending| pending.wakes()) {
            self.bell.ring();
        }
        for pending in batch {
            pending.settle(committed.clone());
        }
    }
}
