//! A simulated outage between the app and GitHub: requests fail until it is over or a test ends it.

use std::time::Duration;

/// What goes wrong. Whatever it is but slowness, the request is not carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutageKind {
    /// The answer comes so much later; what was asked for is done.
    Slow(Duration),
    /// The connection breaks in the middle of an answer.
    Cut,
    /// Somebody between the two answers with a web page, with such a status.
    Page(u16),
    /// GitHub answers with a bare status.
    Status(u16),
    /// The requests of the hour are used up, with 403 or 429, until so much later.
    PrimaryLimit(u16, Duration),
    /// Too much in too short a time, with 403 or 429; GitHub says how many seconds to wait, or does not.
    SecondaryLimit(u16, Option<u64>),
}

/// Which requests meet trouble, and for how long.
#[derive(Debug, Clone)]
pub struct Outage {
    trouble: OutageKind,
    method: Option<String>,
    path_contains: String,
    bad: usize,
    good: usize,
    left: Option<usize>,
    met: usize,
}

impl Outage {
    /// Trouble for every request, for good.
    pub fn new(trouble: OutageKind) -> Self {
        Self { trouble, method: None, path_contains: String::new(), bad: 1, good: 0, left: None, met: 0 }
    }

    /// For requests with this method, in upper case, whose path contains `path_contains`; others do not count.
    #[must_use]
    pub fn on(self, method: &str, path_contains: &str) -> Self {
        Self { method: Some(method.to_owned()), path_contains: path_contains.to_owned(), ..self }
    }

    /// Over after so many requests.
    #[must_use]
    pub fn next(self, requests: usize) -> Self {
        Self { left: Some(requests), ..self }
    }

    /// Changing: so many bad ones, then so many good ones, and again.
    #[must_use]
    pub fn flapping(self, bad: usize, good: usize) -> Self {
        Self { bad, good, ..self }
    }

    /// The trouble that a request meets, if any.
    pub(crate) fn meet(&mut self, method: &str, path: &str) -> Option<OutageKind> {
        let meant = self.method.as_ref().is_none_or(|it| it == method) && path.contains(&self.path_contains);
        if !meant || self.left == Some(0) {
            return None;
        }
        self.left = self.left.map(|left| left - 1);
        let bad = self.met % (self.bad + self.good).max(1) < self.bad;
        self.met += 1;
        bad.then_some(self.trouble)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outage_changes_ends_and_leaves_other_requests_alone() {
        let mut outage = Outage::new(OutageKind::Cut).on("GET", "/pulls").flapping(2, 1).next(5);
        assert!(outage.meet("GET", "/labels").is_none() && outage.meet("POST", "/pulls/1").is_none());
        let met: Vec<bool> = (0..7).map(|_| outage.meet("GET", "/pulls/1").is_some()).collect();
        assert_eq!(met, [true, true, false, true, true, false, false]);
    }
}
