//! One transaction for all that came together; if it can't be done, one for each.

use sqlx::AnyPool;

use super::changes::Bell;
use super::connect::{CHANNEL, Engine};
use super::error::StoreError;
use super::write::Pending;

/// How often a write is tried that PostgreSQL gave up on because of others.
const MOST_CONFLICTS: usize = 5;

/// Makes commits, and rings for what they made ready.
#[derive(Debug, Clone)]
pub(super) struct Committer {
    pool: AnyPool,
    engine: Engine,
    bell: Bell,
}

/// Why a commit came to nothing: one write could not be done, or the database could not.
enum Failure {
    Statement(StoreError),
    Database(StoreError),
}

impl Committer {
    pub(super) fn new(pool: AnyPool, engine: Engine, bell: Bell) -> Self {
        Self { pool, engine, bell }
    }

    pub(super) fn engine(&self) -> Engine {
        self.engine
    }

    pub(super) async fn close(&self) {
        self.pool.close().await;
    }

    /// Commits the batch; if one of it can't be done, each on its own, so that it fails alone.
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
                    if error.is_conflict() && conflicts < MOST_CONFLICTS =>
                {
                    conflicts += 1;
                }
                result => return result,
            }
        }
    }

    async fn try_commit(&self, batch: &mut [Box<dyn Pending>]) -> Result<(), Failure> {
        let database = |error: sqlx::Error| Failure::Database(error.into());
        let begun = match self.engine {
            // Writes read before they write: nobody may come in between.
            Engine::Sqlite => self.pool.begin_with("BEGIN IMMEDIATE").await,
            Engine::Postgres => self.pool.begin().await,
        };
        let mut transaction = begun.map_err(database)?;
        for pending in &mut *batch {
            pending.attempt(&mut transaction).await.map_err(Failure::Statement)?;
        }
        if self.engine == Engine::Postgres && batch.iter().any(|pending| pending.wakes()) {
            // Heard by other processes once this is committed.
            let told = sqlx::query("SELECT CAST(pg_notify($1, '') AS TEXT)").bind(CHANNEL);
            told.execute(&mut *transaction).await.map_err(database)?;
        }
        transaction.commit().await.map_err(database)
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
