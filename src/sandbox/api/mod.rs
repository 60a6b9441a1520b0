//! GitHub's REST API, as far as the app uses it.
//!
//! `exchange` takes a request through faults, authentication and the hourly limit to the operation that `route` finds,
//! and writes the journal. There is one file per resource. Operations take a [`call::Call`] and return an
//! [`answer::Answer`] or an [`answer::Refusal`].

pub(crate) mod access;
pub(crate) mod answer;
mod apps;
mod authentication;
pub(crate) mod call;
mod checks;
mod comments;
mod compare;
mod contents;
pub(crate) mod exchange;
mod hooks;
mod labels;
mod limits;
mod members;
mod outage;
mod paging;
mod pulls;
mod reactions;
mod repositories;
mod reviewers;
mod route;
mod timeline;
