//! Values that are parsed once and trusted afterwards: identifiers, time, people, targets, labels.

pub mod app_permissions;
pub mod availability;
pub mod case;
pub mod comment_topic;
pub mod host;
pub mod ids;
pub mod label;
pub mod review;
pub mod reviewer;
pub mod role;
pub mod target;
pub mod time;
