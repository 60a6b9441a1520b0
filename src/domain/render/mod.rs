//! The only place with sentences for people, beside the catalogue of rules: check texts and what the terminal shows.

pub mod answer;
pub mod check;
pub mod codeowners;
pub mod command;
pub mod decision;
pub mod documents;
pub mod draft;
pub mod effects;
pub mod given_up;
pub mod html;
pub mod json;
pub mod merge_group;
pub mod ownership;
mod reason;
mod refused;
pub mod review;
pub mod reviewers;
pub mod rules;
pub mod siblings;
pub mod terminal;
pub mod text;
pub mod told;
pub mod waiting;
