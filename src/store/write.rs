//! What the writing task takes: pieces of work that are on disk, or not, as a whole.

use std::future::Future;
use std::pin::Pin;

use sqlx::AnyConnection;
use tokio::sync::oneshot;

use super::error::StoreError;

/// Something to write in one piece.
///
/// **Invariant:** `write` may be called twice, when the commit that it was part of had to be rolled back.
pub(super) trait Write: Send + Sync + 'static {
    /// What the caller wants to know about it.
    type Answer: Send;

    /// Runs the statements, inside a transaction that others may share.
    fn write(&self, db: &mut AnyConnection) -> impl Future<Output = Result<Self::Answer, StoreError>> + Send;

    /// Whether a worker that sleeps should look again.
    fn wakes(&self, _answer: &Self::Answer) -> bool {
        false
    }
}

/// A write that waits for its commit, and its caller with it.
pub(super) trait Pending: Send {
    fn attempt<'a>(&'a mut self, db: &'a mut AnyConnection) -> Attempt<'a>;
    fn wakes(&self) -> bool;
    /// What may be done or fail each on its own.
    fn pieces(self: Box<Self>) -> Vec<Box<dyn Pending>>;
    fn settle(self: Box<Self>, committed: Result<(), StoreError>);
}

pub(super) type Attempt<'a> = Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send + 'a>>;

/// Who waits for an answer.
pub(super) type Reply<T> = oneshot::Sender<Result<T, StoreError>>;

/// A write with the caller who waits for its answer.
pub(super) struct Ticket<W: Write> {
    write: W,
    answer: Option<W::Answer>,
    reply: Reply<W::Answer>,
}

impl<W: Write> Ticket<W> {
    pub(super) fn new(write: W, reply: Reply<W::Answer>) -> Self {
        Self { write, answer: None, reply }
    }
}

impl<W: Write> Pending for Ticket<W> {
    fn attempt<'a>(&'a mut self, db: &'a mut AnyConnection) -> Attempt<'a> {
        Box::pin(async move {
            self.answer = Some(self.write.write(db).await?);
            Ok(())
        })
    }

    fn wakes(&self) -> bool {
        self.answer.as_ref().is_some_and(|answer| self.write.wakes(answer))
    }

    fn pieces(self: Box<Self>) -> Vec<Box<dyn Pending>> {
        vec![self]
    }

    fn settle(self: Box<Self>, committed: Result<(), StoreError>) {
        let Self { answer, reply, .. } = *self;
        let answer = committed.and_then(|()| answer.ok_or(StoreError::Closed));
        // A caller that has gone does not need the answer; what it asked for is done all the same.
        let _ = reply.send(answer);
    }
}
