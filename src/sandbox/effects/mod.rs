//! What both people and the app do to issues and pull requests, with the webhooks that follow, whoever did it; all of it
//! is written down for the timeline.

pub(crate) mod comments;
pub(crate) mod labels;
pub(crate) mod reviewers;
