//! A small GitHub in memory, for the demo and for tests of the whole app.
//!
//! It implements exactly what the app uses. `actions` contains the actions of users, each with its webhooks. `api` is
//! the REST API that the app calls, checked against GitHub's own description. Both work on the same `model`, and `json`
//! writes it as JSON. **Invariant:** it is deterministic: the same actions and requests give the same bytes, provided
//! the clock returns the same times.

mod actions;
mod api;
mod base64;
mod changes;
mod delivery;
mod effects;
mod events;
mod handle;
mod injected_response;
mod inspect;
mod journal;
mod json;
pub mod key;
mod model;
mod not_found;
mod outage;
mod serve;

pub use actions::opening::{NewHead, NewPull};
pub use changes::FileChanges;
pub use delivery::Delivery;
pub use handle::{InvalidKey, Sandbox, SandboxConfig};
pub use injected_response::InjectedResponse;
pub use inspect::{CheckRunView, CommentView, PullView};
pub use journal::Exchange;
pub use model::account::Association;
pub use model::hook::Outcome;
pub use model::pull::ReviewState;
pub use model::repository::RepositoryOptions;
pub use not_found::Missing;
pub use outage::{Outage, OutageKind};
