//! # Architecture
//!
//! **A webhook names a pull request. The worker reads a snapshot of it, [`decide`](domain::decide::decide) turns
//! snapshot, ownership and policy into a plan, and the worker applies the plan without any further decision.**
//!
//! ```text
//! GitHub ── POST /webhook ──▶ http ── verify, read (pure) ──▶ store.accept(delivery, targets)       202
//!                                                              │ one row per target, deliveries coalesce
//!                    worker: lease ─▶ github.snapshot ─▶ decide ─▶ github.apply ─▶ finish
//!                                      reads only         pure      writes only     └▶ retry later · dead
//!     simulate, owners ── the same decide, nothing applied         demo ── the same app, a GitHub in memory
//! ```
//!
//! - **Level-triggered.** A job holds a [`Target`](domain::types::target::Target), not a payload. A webhook, a
//!   redelivery and a restart all run the same code on the current state of the pull request, and a second run changes
//!   nothing. Only two kinds of events carry more: a request to re-run a check is a target of its own, and comments with
//!   commands are stored with their delivery until they are run.
//! - **Intents first.** A run stores what it intends (commands to run, reminders that are due) before it writes anything
//!   on GitHub. If the run is cut off, no command runs twice, and the next run does the rest.
//! - **Durable before 202.** A delivery is on disk before it is acknowledged; many deliveries share one commit. A run
//!   that was cut off during its writes is marked, and the next run asks GitHub what was written before it writes.
//! - **One run per target**, by a lease with a fencing token. A job is removed only if no event arrived during its run.
//!   A lease is short and extended during the run, so another process soon takes over the work of a dead one; on SQLite,
//!   where only one process works, that process continues it at its next start. Recording a write also checks the lease,
//!   and a process that was frozen for a while checks it before its next write. So no run writes after it lost its
//!   target.
//! - **Any number of processes** share a PostgreSQL server, without a leader. A process leases jobs and skips rows that
//!   another process has locked. A maintenance task (missed deliveries, the sweep, the purge) is a row with a due date
//!   and a cursor; the process that finds it due takes it with one statement. Governing documents have a count of
//!   changes, so a push that reaches one process reaches all. The server's clock is the only clock, so machines need not
//!   agree on the time.
//! - **Installations share the workers.** The installation with the fewest runs comes first. A rate limit is stored, and
//!   the jobs of that installation wait in the store. A run that waits to write lends its slot to others.
//! - **Missed events are found.** The worker compares GitHub's list of deliveries with the store and sweeps all open pull
//!   requests, both at a pace that leaves room for webhooks.
//! - **API calls are the cost.** A pull request in a repository with one owner takes two reads. The text of a check is
//!   the same before and after its own review requests, so an unchanged pull request takes no write. Immutable objects
//!   (a blob, the documents of a tree, a comparison of two commits) are read once: a proposal takes six reads, and two
//!   when it is rechecked. Mutable objects are requested with their ETag: a response without changes does not count
//!   against GitHub's hourly limit. The writes of an installation are made one at a time and at a limited pace.
//! - **A change of the charters affects everything that is checked against them.** The new documents and the job that
//!   rechecks the open pull requests of the governing repository are stored in one commit, so no crash separates them.
//! - **The app knows what it wrote.** The store records the reviews it requested, the labels it added and the comments
//!   it wrote; the timeline of a pull request shows what people did. The app does not redo what people undo, and does
//!   not rewrite a deleted comment.
//! - **Unknown is never success.** If a charter can't be read, its last good version stays in use, and every check that
//!   depends on it says so and is neutral.
//!
//! # Rooms
//!
//! A room is a top-level module. Rooms have no circular dependencies, and neither have the modules within a room.
//! `tests/it/architecture` compares the source code with this table.
//!
//! | room | does | may name |
//! |---|---|---|
//! | [`domain`] | decides: pure, total, deterministic; `domain::render` writes the text of checks, comments and pages | no room |
//! | [`telemetry`] | sets up logging | no room |
//! | [`metrics`] | defines the Prometheus metrics, without names of repositories or users | no room |
//! | [`clock`] | provides the time | `domain` |
//! | [`config`] | reads settings and secrets | `domain` |
//! | [`folder`] | reads document trees from disk | `domain` |
//! | [`policies`] | reads policies and asset lists | `domain`, `folder` |
//! | [`github`] | calls GitHub's API and reads its JSON | `domain`, `clock` |
//! | [`store`] | contains all SQL | `domain`, `clock` |
//! | [`sandbox`] | simulates GitHub, for the demo and for tests | `domain`, `clock` |
//! | [`worker`] | connects GitHub and the store: runs, retries, charters | `domain`, `clock`, `config`, `metrics`, `policies`, `github`, `store` |
//! | [`http`] | serves HTTP: webhooks, health, pages | `domain`, `clock`, `config`, `metrics`, `policies`, `github`, `store`, `worker` |
//! | [`app`] | starts and stops everything | `domain`, `clock`, `config`, `metrics`, `policies`, `github`, `store`, `worker`, `http` |
//! | [`demo`] | plays a demonstration on the sandbox | `domain`, `clock`, `config`, `policies`, `store`, `sandbox`, `app` |
//! | [`cli`] | reads arguments and sets exit codes | `domain`, `clock`, `config`, `policies`, `folder`, `telemetry`, `github`, `store`, `app`, `demo` |
//!
//! `github` and `store` do not know each other. SQL stays in `store`, and Prometheus in `metrics`.

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
