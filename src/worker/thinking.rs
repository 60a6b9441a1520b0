//! Computation on threads of its own, a few pieces at a time, so that webhooks are answered and leases extended on time
//! even if a decision is large.

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread::available_parallelism;

use tokio::sync::Semaphore;

/// Limits such work. Clones share the limit.
#[derive(Clone)]
pub struct Thinking {
    seats: Arc<Semaphore>,
    before: Arc<dyn Fn() + Send + Sync>,
}

impl Default for Thinking {
    /// All processors but one, which is left for network and disk work.
    fn default() -> Self {
        let processors = available_parallelism().map_or(1, NonZeroUsize::get);
        Self::watched(processors.saturating_sub(1).max(1), || {})
    }
}

impl Thinking {
    /// Allows `seats` pieces of work at a time. `before` is called on the thread of each piece before it begins.
    pub fn watched(seats: usize, before: impl Fn() + Send + Sync + 'static) -> Self {
        Self { seats: Arc::new(Semaphore::new(seats)), before: Arc::new(before) }
    }

    /// Runs a piece of work when there is capacity. If the caller is cancelled, the work keeps its place until it ends.
    ///
    /// # Panics
    /// If the work panics.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> T {
        // The semaphore is never closed.
        let seat = Arc::clone(&self.seats).acquire_owned().await.ok();
        let before = Arc::clone(&self.before);
        let done = tokio::task::spawn_blocking(move || {
            let _seat = seat;
            before();
            work()
        });
        match done.await {
            Ok(done) => done,
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            // The runtime is shutting down, and this task with it.
            Err(_) => std::future::pending().await,
        }
    }
}

impl fmt::Debug for Thinking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Thinking({})", self.seats.available_permits())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;

    use super::*;

    /// Increments the count for a moment and records the maximum.
    fn visit(there: &AtomicUsize, most: &AtomicUsize) {
        most.fetch_max(there.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        std::thread::yield_now();
        there.fetch_sub(1, Ordering::SeqCst);
    }

    #[tokio::test]
    async fn so_many_pieces_are_done_at_once_as_there_are_seats() {
        let (there, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let thinking = Thinking::watched(2, || {});
        let pieces = (0..20).map(|_| {
            let (thinking, there, most) = (thinking.clone(), Arc::clone(&there), Arc::clone(&most));
            tokio::spawn(async move { thinking.run(move || visit(&there, &most)).await })
        });
        for piece in pieces.collect::<Vec<_>>() {
            piece.await.unwrap();
        }
        assert!((1..=2).contains(&most.load(Ordering::SeqCst)));
    }

    #[tokio::test]
    async fn a_piece_that_nobody_waits_for_keeps_its_seat_and_one_that_panics_gives_it_back() {
        let thinking = Thinking::watched(1, || {});
        let ((go, wait), (tell, told)) = (mpsc::channel::<()>(), mpsc::channel());
        let piece = move || {
            tell.send(()).unwrap();
            _ = wait.recv();
        };
        let other = thinking.clone();
        let held = tokio::spawn(async move { other.run(piece).await });
        while told.try_recv().is_err() {
            tokio::task::yield_now().await;
        }
        held.abort();
        assert!(held.await.unwrap_err().is_cancelled());
        assert_eq!(thinking.seats.available_permits(), 0, "it is still at it");
        go.send(()).unwrap();
        let other = thinking.clone();
        let panicked = tokio::spawn(async move { other.run(|| -> u8 { panic!("so it is tested") }).await }).await;
        assert!(panicked.unwrap_err().is_panic());
        assert_eq!(thinking.run(|| 5).await, 5);
    }
}
