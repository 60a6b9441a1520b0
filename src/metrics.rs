//! Prometheus metrics: created by the app, updated where events happen, and returned by `/metrics`.
//!
//! **Invariant:** no label contains the name of a repository or a user, because anyone who reaches the page may read
//! it.

use std::fmt;
use std::sync::Arc;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

/// The outcome of a webhook delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// Stored.
    New,
    /// Stored before.
    Known,
    /// Needed no work.
    Ignored,
    /// The signature or the payload was not valid.
    Refused,
    /// The database could not store it.
    Failed,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunEnd {
    /// The target is up to date.
    Done,
    /// Retried later; the attempt counts.
    Retried,
    /// Retried later; the attempt does not count.
    Postponed,
    /// Failed permanently.
    Dead,
    /// Given back for another process.
    GivenBack,
}

/// The outcome for a missed delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recovery {
    /// Stored like any other delivery.
    TakenIn,
    /// Needed no work.
    Ignored,
    /// Its payload can't be used.
    Unreadable,
    /// GitHub did not return its payload this time.
    Failed,
}

/// The current state, for all processes on one database.
#[derive(Debug, Clone, Default)]
pub struct QueueGauges {
    /// Jobs that wait.
    pub ready: u64,
    /// Running jobs.
    pub running: u64,
    /// Jobs that failed permanently.
    pub dead: u64,
    /// Seconds since the oldest due job became due.
    pub oldest_due: u64,
    /// Seconds since the last delivery was stored; `None` if there was none.
    pub last_delivery: Option<u64>,
    /// By maintenance task: seconds until it is due, negative if it is late; seconds since it was last completed, if it
    /// ever was.
    pub chores: Vec<(String, i64, Option<u64>)>,
    /// By installation: the remaining requests to GitHub, and the limit per hour.
    pub budgets: Vec<(u64, u64, u64)>,
}

/// All metrics. Clones share the counters.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    deliveries: Family<Outcome, Counter>,
    runs: Family<End, Counter>,
    recovered: Family<Outcome, Counter>,
    writes: Family<Kind, Counter>,
    swept_repositories: Counter,
    swept_pulls: Counter,
    jobs: Family<State, Gauge>,
    oldest_due: Gauge,
    last_delivery: Family<Nothing, Gauge>,
    chores_due: Family<Chore, Gauge>,
    chores_done: Family<Chore, Gauge>,
    requests_left: Family<Installation, Gauge>,
    requests_limit: Family<Installation, Gauge>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EncodeLabelSet)]
struct End {
    end: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Kind {
    kind: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EncodeLabelSet)]
struct State {
    state: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Chore {
    chore: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Installation {
    installation: u64,
}

/// The labels of a gauge without labels that may be missing.
type Nothing = [(&'static str, &'static str); 0];

impl Default for Metrics {
    /// No counts yet; counters with known label values exist with 0.
    fn default() -> Self {
        let mut metrics = Self {
            registry: Arc::default(),
            deliveries: Family::default(),
            runs: Family::default(),
            recovered: Family::default(),
            writes: Family::default(),
            swept_repositories: Counter::default(),
            swept_pulls: Counter::default(),
            jobs: Family::default(),
            oldest_due: Gauge::default(),
            last_delivery: Family::default(),
            chores_due: Family::default(),
            chores_done: Family::default(),
            requests_left: Family::default(),
            requests_limit: Family::default(),
        };
        metrics.registry = Arc::new(metrics.register());
        for arrival in [Arrival::New, Arrival::Known, Arrival::Ignored, Arrival::Refused, Arrival::Failed] {
            drop(metrics.deliveries.get_or_create(&arrival.into()));
        }
        for end in [RunEnd::Done, RunEnd::Retried, RunEnd::Postponed, RunEnd::Dead, RunEnd::GivenBack] {
            drop(metrics.runs.get_or_create(&end.into()));
        }
        for outcome in [Recovery::TakenIn, Recovery::Ignored, Recovery::Unreadable, Recovery::Failed] {
            drop(metrics.recovered.get_or_create(&outcome.into()));
        }
        metrics
    }
}

impl Metrics {
    /// Counts a webhook delivery.
    pub fn delivery(&self, arrival: Arrival) {
        self.deliveries.get_or_create(&arrival.into()).inc();
    }

    /// Counts a run.
    pub fn run(&self, end: RunEnd) {
        self.runs.get_or_create(&end.into()).inc();
    }

    /// Counts a missed delivery.
    pub fn recovered(&self, outcome: Recovery) {
        self.recovered.get_or_create(&outcome.into()).inc();
    }

    /// Counts a write on GitHub; `kind` as in the audit log.
    pub fn wrote(&self, kind: &'static str) {
        self.writes.get_or_create(&Kind { kind }).inc();
    }

    /// Counts a swept repository and its pull requests.
    pub fn swept(&self, pulls: usize) {
        self.swept_repositories.inc();
        self.swept_pulls.inc_by(pulls as u64);
    }

    /// All metrics in the text format (OpenMetrics 1.0), with the current state.
    pub fn text(&self, standing: &QueueGauges) -> String {
        let QueueGauges { ready, running, dead, oldest_due, last_delivery, chores, budgets } = standing;
        for (state, count) in [("ready", ready), ("running", running), ("dead", dead)] {
            self.jobs.get_or_create(&State { state }).set(whole(*count));
        }
        self.oldest_due.set(whole(*oldest_due));
        if let Some(ago) = last_delivery {
            self.last_delivery.get_or_create(&[]).set(whole(*ago));
        }
        for (chore, due, done) in chores {
            let chore = Chore { chore: chore.clone() };
            self.chores_due.get_or_create(&chore).set(*due);
            if let Some(ago) = done {
                self.chores_done.get_or_create(&chore).set(whole(*ago));
            }
        }
        for &(installation, left, limit) in budgets {
            let installation = Installation { installation };
            self.requests_left.get_or_create(&installation).set(whole(left));
            self.requests_limit.get_or_create(&installation).set(whole(limit));
        }
        let mut text = String::new();
        // Writing to a `String` never fails.
        _ = encode(&mut text, &self.registry);
        text
    }

    fn register(&self) -> Registry {
        let mut all = Registry::with_prefix("wg_steward");
        all.register("deliveries", "Webhook calls, by what became of them", self.deliveries.clone());
        all.register("runs", "Runs that have ended, by how", self.runs.clone());
        all.register("recovered", "Webhooks that did not reach us, by what became of them", self.recovered.clone());
        all.register("writes", "Writes on GitHub, by kind", self.writes.clone());
        let help = "Repositories that the sweep has been to";
        all.register("sweep_repositories", help, self.swept_repositories.clone());
        let help = "Open pull requests that the sweep has checked";
        all.register("sweep_pull_requests", help, self.swept_pulls.clone());
        all.register("jobs", "Jobs, by state; of all processes on the database", self.jobs.clone());
        let help = "For how long the oldest job that is due has been waiting";
        all.register("oldest_due_job_seconds", help, self.oldest_due.clone());
        let help = "How long ago the last webhook was stored";
        all.register("last_delivery_age_seconds", help, self.last_delivery.clone());
        let help = "How long it is until a chore is due; less than zero if it is late";
        all.register("chore_due_seconds", help, self.chores_due.clone());
        let help = "How long ago all of a chore was done last";
        all.register("chore_done_age_seconds", help, self.chores_done.clone());
        let help = "Requests to GitHub that are left of the hour, as this process was told last";
        all.register("github_requests_left", help, self.requests_left.clone());
        let help = "Requests to GitHub that an hour has";
        all.register("github_requests_limit", help, self.requests_limit.clone());
        all
    }
}

fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl From<Arrival> for Outcome {
    fn from(arrival: Arrival) -> Self {
        let outcome = match arrival {
            Arrival::New => "new",
            Arrival::Known => "known",
            Arrival::Ignored => "ignored",
            Arrival::Refused => "refused",
            Arrival::Failed => "failed",
        };
        Self { outcome }
    }
}

impl From<Recovery> for Outcome {
    fn from(recovery: Recovery) -> Self {
        let outcome = match recovery {
            Recovery::TakenIn => "taken_in",
            Recovery::Ignored => "ignored",
            Recovery::Unreadable => "unreadable",
            Recovery::Failed => "failed",
        };
        Self { outcome }
    }
}

impl From<RunEnd> for End {
    fn from(end: RunEnd) -> Self {
        let end = match end {
            RunEnd::Done => "done",
            RunEnd::Retried => "retried",
            RunEnd::Postponed => "postponed",
            RunEnd::Dead => "dead",
            RunEnd::GivenBack => "given_back",
        };
        Self { end }
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_told_and_what_is_not_known_is_left_out() {
        let metrics = Metrics::default();
        metrics.clone().delivery(Arrival::New);
        metrics.run(RunEnd::Dead);
        metrics.wrote("post_check");
        metrics.swept(3);
        let chores = vec![("sweep".to_owned(), -5, None), ("purge".to_owned(), 7, Some(9))];
        let budgets = vec![(100, 4000, 5000)];
        let text = metrics.text(&QueueGauges { dead: 2, oldest_due: 4, chores, budgets, ..QueueGauges::default() });
        for line in [
            "# TYPE wg_steward_deliveries counter",
            "wg_steward_deliveries_total{outcome=\"new\"} 1",
            "wg_steward_deliveries_total{outcome=\"refused\"} 0",
            "wg_steward_runs_total{end=\"dead\"} 1",
            "wg_steward_writes_total{kind=\"post_check\"} 1",
            "wg_steward_sweep_pull_requests_total 3",
            "wg_steward_jobs{state=\"dead\"} 2",
            "wg_steward_oldest_due_job_seconds 4",
            "wg_steward_chore_due_seconds{chore=\"sweep\"} -5",
            "wg_steward_chore_done_age_seconds{chore=\"purge\"} 9",
            "wg_steward_github_requests_left{installation=\"100\"} 4000",
            "# EOF",
        ] {
            assert!(text.lines().any(|told| told == line), "{line}\n{text}");
        }
        for absent in ["last_delivery_age_seconds 0", "chore_done_age_seconds{chore=\"sweep\"}"] {
            assert!(!text.contains(absent), "{text}");
        }
    }
}
