//! GitHub's rate limits: the remaining requests of each caller, the pace of writes, and the lock for writing.

pub(super) mod accounts;
pub(super) mod budget;
pub(super) mod headers;
pub(super) mod write_lock;
pub(super) mod write_pace;
pub(super) mod writes_per_hour;
