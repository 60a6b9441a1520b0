//! Writes for the writer task: each is on disk as a whole, or not at all.

use std::future::Future;
use std::pin::Pin;

use sqlx::AnyConnection;
use tokio::sync::oneshot;

use super::error::StoreError;

/// A write that is made as a whole.
///
/// **Invariant:** `write` may be called twice, when the commit that it was part of had to be rolled back.
pub(super) trait Write: Send + Sync + 'static {
    /// The result for the caller.
    type Answer: Send;

    /// Runs the statements, inside a transaction that others may share.
    fn write(&self, db: &mut AnyConnection) -> impl Future<Output = Result<Self::Answer, StoreError>> + Send;

    /// Whether the write may wake a sleeping worker.
    fn wakes(&self, _answer: &Self::Answer) -> bool {
        false
    }
}

/// A write that waits for its commit, with its caller.
pub(super) trait Pending: Send {
    fn attempt<'a>(&'a mut self, db: &'a mut AnyConnection) -> Attempt<'a>;
    fn wakes(&self) -> bool;
    /// Its parts, which can be written or fail separately.
    fn pieces(self: Box<Self>) -> Vec<Box<dyn Pending>>;
    fn settle(self: Box<Self>, committed: Result<(), StoreError>);
}

pub(super) type Attempt<'a> = Pin<Box<dyn Future<Output = Result<(), StoreError>> + Send + 'a>>;

/// Sends the result to the waiting caller.
pub(super) type Reply<T> = oneshot::Sender<Result<T, StoreError>>;

/// A write with its waiting caller.
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
        // A caller that was cancelled does not need the reply; the write is made anyway.
        let _ = reply.send(answer);
    }
}
