//! The texts of checks, comments, pages and the terminal. Findings get their sentences from the rules and readers.

pub mod approvals;
pub mod check;
pub mod codeowners;
pub mod command;
pub mod command_reply;
pub mod dead_job;
pub mod decision;
pub mod documents;
pub mod draft;
pub mod effects;
pub mod html;
pub mod json;
pub mod merge_group;
pub mod ownership;
mod ownership_reason;
pub mod plain;
mod refused_writes;
pub mod renamed;
pub mod review_reason;
pub mod reviewers;
pub mod rules;
pub mod siblings;
pub mod terminal;
pub mod text;
pub mod waiting;
