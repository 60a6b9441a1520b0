//! A small GitHub in memory, for the demo and for tests of the whole app.
//!
//! It holds exactly what the app calls. `acts` is what people do there, each with the webhooks that follow; `api` is
//! what the app asks and writes over HTTP, checked against GitHub's own description; both work on the same `model`,
//! and `shapes` writes it as JSON. **Invariant:** it is deterministic: the same acts and requests give the same bytes,
//! as far as the clock does.

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
