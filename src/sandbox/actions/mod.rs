//! Actions of users on GitHub: each changes the sandbox and queues the webhooks that GitHub would send.

mod accounts;
mod checks;
mod comments;
mod commits;
mod issues;
mod labels;
mod merging;
pub(crate) mod opening;
mod pulls;
mod repositories;
mod reviews;
mod teams;
