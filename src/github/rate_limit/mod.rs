//! GitHub's limits: what each account has left, how fast we may write, and who may write now.

pub(super) mod accounts;
pub(super) mod budget;
pub(super) mod headers;
pub(super) mod write_lock;
pub(super) mod write_pace;
pub(super) mod writes_per_hour;
