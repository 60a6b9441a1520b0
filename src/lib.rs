//! # Architecture
//!
//! **A delivery names a pull request. The worker takes a snapshot, [`decide`](domain::decide::decide) turns snapshot,
//! ownership and policy into a plan, and applying the plan leaves nothing to decide.**
//!
//! ```text
//! GitHub ── POST /webhook ──▶ http ── verify, read (pure) ──▶ store.accept(delivery, targets)       202
//!                                                              │ one row per target, deliveries coalesce
//!                    worker: lease ─▶ github.snapshot ─▶ decide ─▶ github.apply ─▶ finish
//!                                      reads only         pure      writes only     └▶ again later · given up
//!     simulate, owners ── the same decide, nothing applied         demo ── the same app, a GitHub in memory
//! ```
//!
//! - **Level-triggered.** A job holds a [`Target`](domain::types::target::Target), not a payload. A webhook, a redelivery and
//!   a restart run the same code on the pull request as it is then; doing it twice changes nothing more. The one thing
//!   that an event adds is that a check is wanted anew, and that is a target of its own; and comments with commands, which
//!   are kept with their delivery until they are obeyed.
//! - **Noted before done.** What a run establishes (commands that it obeys, reminders that are due) is on disk before it
//!   writes anything on GitHub: a run that is cut off obeys nothing twice, and the next one does what is still to be done.
//! - **Durable before 202.** A delivery is on disk before it is acknowledged; many share one commit. A run that was cut
//!   off among its writes is marked, so that the next one asks GitHub what stands there before it writes.
//! - **One run per target**, by a lease with a fencing token; the job is forgotten only if nothing came meanwhile. A lease
//!   is short and extended while the run goes on, so that the work of a dead process is soon taken over; on SQLite, where
//!   one process works, at its next start. Keeping what a write did says whether the lease still holds, and who was
//!   frozen for a while asks before the next write: so nobody writes into the work of another.
//! - **Any number of processes** share a PostgreSQL server, and nobody leads. Jobs are leased past rows that others
//!   hold; what is done from time to time (recovery, the sweep, purging) is a row with a date and a cursor, taken with
//!   one statement by whoever finds it due; governing documents carry a count of changes, so that a push that one hears
//!   of counts for all; and the server's clock is the clock, so that machines need not agree on the time.
//! - **Installations share the workers.** The one with the fewest runs comes first. Where GitHub says to wait, that is
//!   kept in the store and the jobs of that installation wait there; a run that writes, each time in its turn, lends
//!   its slot to others.
//! - **What was lost is found.** GitHub's own list of deliveries is held against the store, and all open pull requests
//!   are swept, both at a pace that leaves room for webhooks.
//! - **Cost is API calls.** A pull request in a repository that is owned as a whole takes two reads. The text of a
//!   check is the same before and after its own requests, so an unchanged pull request takes no write. What never
//!   changes under its name (a text by its blob, the documents of a tree, two commits compared) is read once: a proposal
//!   takes six reads, and two when it is looked at again. What changes is asked for with the ETag that it had: unchanged
//!   it costs nothing of GitHub's hourly limit. Writes of an installation come one by one and at a pace.
//! - **A change of the charters is one of all that is judged by them.** The documents and the wish to look again at the
//!   open pull requests of the governing repository are on disk together, so no crash comes between.
//! - **Memory and the timeline tell what is ours.** Whom we asked, which labels we put and which comments are ours is kept;
//!   what people did stands in the timeline of the pull request. What people undo stays undone, and a comment that somebody
//!   deleted is not written again.
//! - **Unknown is never success.** A charter that can't be read keeps its last good version, and every check that it
//!   concerns says so and is neutral.
//!
//! # Rooms
//!
//! | room | does | may name |
//! |---|---|---|
//! | [`domain`] | decides: pure, total, deterministic; `domain::render` words checks, comments and pages | no room |
//! | [`telemetry`] | sets up the log | no room |
//! | [`metrics`] | knows Prometheus: what is counted, without a name of a repository or a person | no room |
//! | [`clock`] | knows what time it is | `domain` |
//! | [`config`] | reads settings and secrets | `domain` |
//! | [`folder`] | reads trees of documents from disk | `domain` |
//! | [`policies`] | reads policies and asset lists | `domain`, `folder` |
//! | [`github`] | calls GitHub's API and reads its JSON | `domain`, `clock` |
//! | [`store`] | knows SQL | `domain`, `clock` |
//! | [`sandbox`] | pretends to be GitHub, for the demo and for tests | `domain`, `clock` |
//! | [`worker`] | brings GitHub and store together: runs, retries, charters | `domain`, `clock`, `config`, `metrics`, `policies`, `github`, `store` |
//! | [`http`] | answers over HTTP: webhooks, health, pages | `domain`, `clock`, `config`, `metrics`, `policies`, `github`, `store`, `worker` |
//! | [`app`] | starts and stops everything | `domain`, `clock`, `config`, `metrics`, `policies`, `github`, `store`, `worker`, `http` |
//! | [`demo`] | plays the story of the app on the sandbox | `domain`, `clock`, `config`, `policies`, `store`, `sandbox`, `app` |
//! | [`cli`] | reads arguments and sets exit codes | `domain`, `clock`, `config`, `policies`, `folder`, `telemetry`, `github`, `store`, `app`, `demo` |
//!
//! `github` and `store` never meet; SQL stays in `store`, Prometheus in `metrics`. There is no circle, neither here nor
//! within a room. `tests/it/architecture` compares the sources with this table.

#![forbid(unsafe_code)]

pub mod app;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod domain;
pub mod folder;
pub mod github;
pub mod http;
pub mod metrics;
pub mod policies;
pub mod sandbox;
pub mod store;
pub mod telemetry;
pub mod worker;
