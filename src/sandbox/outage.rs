//! A simulated outage between the app and GitHub: requests fail until it is over or a test ends it.

use std::time::Duration;

/// The kind of an outage. Except for slowness, requests are not carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutageKind {
    /// The response is delayed; the request is carried out.
    Slow(Duration),
    /// The connection breaks within a response.
    Cut,
    /// A proxy responds with a web page and this status.
    Page(u16),
    /// GitHub responds with a bare status.
    Status(u16),
    /// The hourly limit is exceeded, with 403 or 429; it is reset after this time.
    PrimaryLimit(u16, Duration),
    /// A secondary limit is exceeded, with 403 or 429; the seconds to wait, if GitHub reports them.
    SecondaryLimit(u16, Option<u64>),
}

/// Which requests fail, and for how long.
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
    /// An outage of all requests without end.
    pub fn new(trouble: OutageKind) -> Self {
        Self { trouble, method: None, path_contains: String::new(), bad: 1, good: 0, left: None, met: 0 }
    }

    /// Limits it to requests with this method, in upper case, and a path that contains `path_contains`; others do not
    /// count.
    #[must_use]
    pub fn on(self, method: &str, path_contains: &str) -> Self {
        Self { method: Some(method.to_owned()), path_contains: path_contains.to_owned(), ..self }
    }

    /// Ends it after this many requests.
    #[must_use]
    pub fn next(self, requests: usize) -> Self {
        Self { left: Some(requests), ..self }
    }

    /// Alternates between failing and working requests.
    #[must_use]
    pub fn flapping(self, bad: usize, good: usize) -> Self {
        Self { bad, good, ..self }
    }

    /// The failure of a request, if any.
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
