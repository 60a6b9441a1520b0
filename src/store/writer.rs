//! One task stores deliveries, so that concurrent callers share one commit; with SQLite it does all the writing.
//!
//! A commit waits for the disk. Meanwhile the queue fills, and the next commit takes everything that waits. Deliveries
//! come in bursts, and two statements insert all of them. The queue is bounded: when it is full, callers wait.
//!
//! SQLite has one writer, so all writes go through the queue. PostgreSQL has many, and a transaction locks its rows
//! until it ends. There each write has its own concurrent transaction, so that no two wait for each other's rows.

use sqlx::AnyPool;
use tokio::sync::{mpsc, oneshot};
use tokio_util::task::TaskTracker;

use crate::clock::Clock;

use super::engine::Engine;
use super::error::StoreError;
use super::group_commit::Committer;
use super::intake::{Acceptance, Accepted, Deliveries};
use super::wakeup::WakeSignal;
use super::write::{Pending, Reply, Ticket, Write};

/// The most writes that share one commit, and the most that wait for the next.
const BATCH: usize = 1_000;

enum Command {
    Accept(Box<Accepted>, Reply<Acceptance>),
    Write(Box<dyn Pending>),
    Close(oneshot::Sender<()>),
}

/// Sends writes to the writer task.
#[derive(Debug, Clone)]
pub(super) struct Writer {
    queue: mpsc::Sender<Command>,
    committer: Committer,
    /// Writes that bypass the queue.
    beside: TaskTracker,
}

impl Writer {
    /// Starts the task; it ends when the last `Writer` is dropped or `close` was called.
    pub(super) fn start(pool: AnyPool, engine: Engine, bell: WakeSignal, clock: Clock) -> Self {
        let (queue, commands) = mpsc::channel(BATCH);
        let committer = Committer::new(pool, engine, bell);
        let beside = TaskTracker::new();
        tokio::spawn(Task { committer: committer.clone(), beside: beside.clone(), clock }.run(commands));
        Self { queue, committer, beside }
    }

    /// Returns when `write` is on disk.
    pub(super) async fn write<W: Write>(&self, write: W) -> Result<W::Answer, StoreError> {
        let (reply, answer) = oneshot::channel();
        let ticket = Box::new(Ticket::new(write, reply));
        match self.committer.engine() {
            Engine::Sqlite => self.send(Command::Write(ticket)).await?,
            Engine::Postgres if self.beside.is_closed() => return Err(StoreError::Closed),
            // A task of its own: cancelling the caller does not undo the write.
            Engine::Postgres => {
                let committer = self.committer.clone();
                self.beside.spawn(async move { committer.settle(vec![ticket]).await });
            }
        }
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Returns when the delivery is on disk.
    pub(super) async fn accept(&self, accepted: Accepted) -> Result<Acceptance, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.send(Command::Accept(Box::new(accepted), reply)).await?;
        answer.await.map_err(|_| StoreError::Closed)?
    }

    /// Returns when all earlier writes are on disk and the file is closed.
    pub(super) async fn close(&self) {
        let (reply, closed) = oneshot::channel();
        if self.send(Command::Close(reply)).await.is_ok() {
            // This fails if another call stopped the task, which has the same result.
            let _ = closed.await;
        }
    }

    async fn send(&self, command: Command) -> Result<(), StoreError> {
        self.queue.send(command).await.map_err(|_| StoreError::Closed)
    }
}

struct Task {
    committer: Committer,
    beside: TaskTracker,
    clock: Clock,
}

impl Task {
    async fn run(self, mut commands: mpsc::Receiver<Command>) {
        let mut waiting = Vec::with_capacity(BATCH);
        let mut closing = Vec::new();
        while closing.is_empty() && commands.recv_many(&mut waiting, BATCH).await > 0 {
            let batch = self.batch(waiting.drain(..), &mut closing);
            self.committer.settle(batch).await;
        }
        drop(commands);
        self.beside.close();
        self.beside.wait().await;
        self.committer.close().await;
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
                Command::Accept(accepted, reply) => deliveries.add(*accepted, reply),
                Command::Write(pending) => batch.push(pending),
                Command::Close(reply) => closing.push(reply),
            }
        }
        if !deliveries.is_empty() {
            batch.push(Box::new(deliveries));
        }
        batch
    }
}
