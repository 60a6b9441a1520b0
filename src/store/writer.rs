//! One task does all the writing, so that callers who come together share one commit.
//!
//! A commit waits for the disk; meanwhile the queue fills, and the next commit takes all that waits. Deliveries, which
//! come in bursts, go in with two statements for all of them. The queue is bounded: when it is full, callers wait.

use std::slice;

use sqlx::SqlitePool;
use tokio::sync::{mpsc, oneshot};

use crate::clock::Clock;

use super::changes::Bell;
use super::error::StoreError;
use super::intake::{Acceptance, Accepted, Deliveries};
use super::write::{Pending, Reply, Ticket, Write};

/// The most that share one commit, and the most that wait for the next.
const BATCH: usize = 1_000;

enum Command {
    Accept(Accepted, Reply<Acceptance>),
    Write(Box<dyn Pending>),
    Close(oneshot::Sender<()>),
}

/// The way to the writing task.
#[derive(Debug, Clone)]
pub(super) struct Writer(mpsc::Sender<Command>);

impl Writer {
    /// Starts the task; it ends when the last `Writer` is gone or `close` was called.
    pub(super) fn start(pool: SqlitePool, bell: Bell, clock: Clock) -> Self {
        let (queue, commands) = mpsc::channel(BATCH);
        tokio::spawn(Task { pool, bell, clock }.run(commands));
        Self(queue)
    }

    /// Returns when `write` is on disk.
    pub(super) async fn write<W: Write>(&self, write: W) -> Result<W::Answer, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.send(Command::Write(Box::new(Ticket::new(write, reply)))).await?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Returns when the delivery is on disk.
    pub(super) async fn accept(&self, accepted: Accepted) -> Result<Acceptance, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.send(Command::Accept(accepted, reply)).await?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Returns when all that came before is on disk and the file is closed.
    pub(super) async fn close(&self) {
        let (reply, closed) = oneshot::channel();
        if self.send(Command::Close(reply)).await.is_ok() {
            // Fails if the task was stopped by somebody else's call, which is as good.
            let _ = closed.await;
        }
    }

    async fn send(&self, command: Command) -> Result<(), StoreError> {
        self.0.send(command).await.map_err(|_| StoreError::Closed)
    }
}

struct Task {
    pool: SqlitePool,
    bell: Bell,
    clock: Clock,
}

/// Why a commit came to nothing: one write could not be done, or the database could not.
enum Failure {
    Statement(StoreError),
    Database(StoreError),
}

impl Task {
    async fn run(self, mut commands: mpsc::Receiver<Command>) {
        let mut waiting = Vec::with_capacity(BATCH);
        let mut closing = Vec::new();
        while closing.is_empty() && commands.recv_many(&mut waiting, BATCH).await > 0 {
            let batch = self.batch(waiting.drain(..), &mut closing);
            self.settle(batch).await;
        }
        drop(commands);
        self.pool.close().await;
        for reply in closing {
            let _ = reply.send(());
        }
    }

    fn batch(
        &self,
        commands: impl Iterator<Item = Command>,
        closing: &mut Vec<oneshot::Sender<()>>,
    ) -> Vec<Box<dyn Pending>> {
        let mut deliveries = Deliveries::new(self.clock.now());
        let mut batch: Vec<Box<dyn Pending>> = Vec::new();
        for command in commands {
            match command {
                Command::Accept(accepted, reply) => deliveries.add(accepted, reply),
                Command::Write(pending) => batch.push(pending),
                Command::Close(reply) => closing.push(reply),
            }
        }
        if !deliveries.is_empty() {
            batch.push(Box::new(deliveries));
        }
        batch
    }

    /// Commits the batch; if one of it can't be done, each on its own, so that it fails alone.
    async fn settle(&self, mut batch: Vec<Box<dyn Pending>>) {
        let result = match self.commit(&mut batch).await {
            Err(Failure::Statement(_)) if batch.len() > 1 => return self.settle_each(batch).await,
            Err(Failure::Statement(error) | Failure::Database(error)) => Err(error),
            Ok(()) => Ok(()),
        };
        self.tell(batch, &result);
    }

    async fn settle_each(&self, batch: Vec<Box<dyn Pending>>) {
        for mut pending in batch {
            let result = match self.commit(slice::from_mut(&mut pending)).await {
                Err(Failure::Statement(error) | Failure::Database(error)) => Err(error),
                Ok(()) => Ok(()),
            };
            self.tell(vec![pending], &result);
        }
    }

    /// `BEGIN IMMEDIATE`, because writes read before they write: nobody may come in between.
    async fn commit(&self, batch: &mut [Box<dyn Pending>]) -> Result<(), Failure> {
        let database = |error: sqlx::Error| Failure::Database(error.into());
        let mut transaction = self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(database)?;
        for pending in batch {
            pending.attempt(&mut transaction).await.map_err(Failure::Statement)?;
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
