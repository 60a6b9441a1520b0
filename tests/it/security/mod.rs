//! Attacks: one test for each line of the threat model in `docs/security.md` that no story covers.

mod admin;
mod at_rest;
mod browser;
mod deliveries;
mod door;
mod files;
mod floods;
mod hostile;
mod injection;
mod installations;
mod names;
mod page;
mod permissions;
mod renames;
mod repository;
mod requests;
mod room;
mod slow;
mod supply;
