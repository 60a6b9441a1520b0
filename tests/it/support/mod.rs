//! What tests share.

pub(crate) mod github;
pub(crate) mod rest_schema;
pub(crate) mod sandbox_story;
pub(crate) mod shared;
pub(crate) mod simulation;
pub(crate) mod stage;
