//! What tests share.

pub(crate) mod bases;
pub(crate) mod document;
pub(crate) mod github;
pub(crate) mod hostile;
pub(crate) mod hours;
pub(crate) mod journal;
pub(crate) mod log;
pub(crate) mod markup;
pub(crate) mod postgres;
pub(crate) mod process;
pub(crate) mod rest_schema;
pub(crate) mod sandbox_story;
pub(crate) mod shared;
pub(crate) mod simulation;
pub(crate) mod stage;
pub(crate) mod town;
