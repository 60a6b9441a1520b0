//! What is known of people over the whole foundation: how many requests they have, and what they said of themselves.

use std::collections::BTreeMap;

use super::ids::Login;
use super::time::{Day, Timestamp};

/// What is known of people; of who is not in here, nothing is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    /// Whether anybody counts requests: on the command line nobody does.
    pub are_counted: bool,
    /// How many other pull requests wait for their review.
    pub open: BTreeMap<Login, u32>,
    /// The last day on which they are away.
    pub away_until: BTreeMap<Login, Day>,
    /// How many open requests they take at most, by their own word.
    pub capacity: BTreeMap<Login, u32>,
}

impl People {
    /// How many other pull requests wait for somebody's review.
    pub fn open(&self, login: &Login) -> u32 {
        self.open.get(login).copied().unwrap_or_default()
    }

    /// Until when somebody is away, if they are.
    pub fn away(&self, login: &Login, now: Timestamp) -> Option<Day> {
        let until = self.away_until.get(login).copied()?;
        now.day().is_none_or(|today| today <= until).then_some(until)
    }

    /// How many open requests somebody takes, by their own word or as is `usual`.
    pub fn capacity(&self, login: &Login, usual: Option<u32>) -> Option<u32> {
        self.capacity.get(login).copied().or(usual)
    }
}
