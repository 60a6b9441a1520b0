//! What is known about people across the whole foundation: their open requests, and their own settings.

use std::collections::BTreeMap;

use super::ids::Login;
use super::time::{Day, Timestamp};

/// What is known about people; others have no entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    /// Whether requests are counted: they are not on the command line.
    pub are_counted: bool,
    /// How many other pull requests wait for their review.
    pub open: BTreeMap<Login, u32>,
    /// The last day on which they are away.
    pub away_until: BTreeMap<Login, Day>,
    /// The limit on open requests that they set for themselves.
    pub capacity: BTreeMap<Login, u32>,
}

impl People {
    /// How many other pull requests wait for a person's review.
    pub fn open(&self, login: &Login) -> u32 {
        self.open.get(login).copied().unwrap_or_default()
    }

    /// The last day of a person's absence, if they are away now.
    pub fn away(&self, login: &Login, now: Timestamp) -> Option<Day> {
        let until = self.away_until.get(login).copied()?;
        now.day().is_none_or(|today| today <= until).then_some(until)
    }

    /// A person's limit on open requests: their own, or the default `usual`.
    pub fn capacity(&self, login: &Login, usual: Option<u32>) -> Option<u32> {
        self.capacity.get(login).copied().or(usual)
    }
}
