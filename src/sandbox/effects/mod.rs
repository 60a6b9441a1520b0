//! Effects that users and the app have on issues and pull requests, with their webhooks and timeline events.

pub(crate) mod comments;
pub(crate) mod labels;
pub(crate) mod reviewers;
