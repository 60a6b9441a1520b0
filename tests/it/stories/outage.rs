//! Outages between the app and GitHub: afterwards all work is done, once, without help.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use wg_steward::clock::Clock;
use wg_steward::domain::types::time::Timestamp;
use wg_steward::sandbox::{Outage, OutageKind};

use crate::support::stage::{Acme, acme};

const MINUTE: Duration = Duration::from_secs(60);

/// A started app, and its clock.
async fn begun() -> (Acme, Arc<AtomicI64>) {
    let now = Arc::new(AtomicI64::new(1_796_031_000_000));
    let clock = Clock::from_fn({
        let now = Arc::clone(&now);
        move || Timestamp(now.load(Ordering::SeqCst))
    });
    (Acme::start_at(acme(), clock).await, now)
}

/// Advances the clock, and a user opens a pull request: jobs that are due by then are run.
async fn pass(acme: &Acme, now: &AtomicI64, time: Duration) {
    now.fetch_add(i64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
    acme.nudge().await;
}

/// Each pull request has its reviewers and one check, and GitHub accepted one review request for it.
#[track_caller]
fn each_is_done_once(acme: &Acme, pulls: &[u64]) {
    let journal = acme.stage.github.journal();
    for number in pulls {
        assert_eq!(acme.asked("acme/boiler", *number), ["monalisa", "octocat"]);
        assert_eq!(acme.check("acme/boiler", *number).conclusion.as_deref(), Some("success"));
        let path = format!("/repos/acme/boiler/pulls/{number}/requested_reviewers");
        let accepted = journal.iter().filter(|call| call.method == "POST" && call.path == path && call.status == 201);
        assert_eq!(accepted.count(), 1, "#{number}");
    }
}

#[tokio::test]
async fn ten_minutes_of_errors_kill_nothing_and_are_made_up_for() {
    for trouble in [OutageKind::Status(500), OutageKind::Status(503), OutageKind::Page(502), OutageKind::Cut] {
        let (acme, now) = begun().await;
        acme.stage.github.outage(Outage::new(trouble));
        let pulls: Vec<u64> = (0..3).map(|_| acme.open("acme/boiler", "contributor")).collect();
        acme.deliver().await;
        for _ in 0..10 {
            pass(&acme, &now, MINUTE).await;
        }
        let health = acme.stage.app().store().health().await.unwrap();
        assert_eq!(health.dead_jobs, 0, "{trouble:?}");
        assert!(health.ready_jobs >= 3, "{trouble:?}");
        acme.stage.github.clear_sky();
        pass(&acme, &now, 15 * MINUTE).await;
        pass(&acme, &now, 15 * MINUTE).await;
        each_is_done_once(&acme, &pulls);
        let health = acme.stage.app().store().health().await.unwrap();
        assert_eq!((health.ready_jobs, health.dead_jobs), (0, 0), "{trouble:?}");
    }
}

#[tokio::test]
async fn a_github_that_comes_and_goes_is_waited_for() {
    for (bad, good) in [(1, 3), (2, 1), (5, 20)] {
        let (acme, now) = begun().await;
        acme.stage.github.outage(Outage::new(OutageKind::Status(502)).flapping(bad, good));
        let pulls: Vec<u64> = (0..3).map(|_| acme.open("acme/boiler", "contributor")).collect();
        acme.deliver().await;
        for _ in 0..12 {
            pass(&acme, &now, 5 * MINUTE).await;
        }
        acme.stage.github.clear_sky();
        pass(&acme, &now, 15 * MINUTE).await;
        pass(&acme, &now, 15 * MINUTE).await;
        each_is_done_once(&acme, &pulls);
    }
}

#[tokio::test]
async fn a_github_that_is_slow_is_as_good_as_a_fast_one() {
    let (acme, _) = begun().await;
    acme.stage.github.outage(Outage::new(OutageKind::Slow(Duration::from_millis(80))));
    let pulls: Vec<u64> = (0..3).map(|_| acme.open("acme/boiler", "contributor")).collect();
    acme.deliver().await;
    each_is_done_once(&acme, &pulls);
}

#[tokio::test]
async fn a_secondary_limit_stops_its_installation_and_is_kept_over_a_restart() {
    let (acme, now) = begun().await;
    acme.stage.github.outage(Outage::new(OutageKind::SecondaryLimit(429, Some(600))).on("GET", "/repos/acme/").next(1));
    let number = acme.open("acme/boiler", "contributor");
    acme.deliver().await;
    let mut acme = acme.restart().await;
    acme.calls();
    acme.open("acme/piston", "contributor");
    let other = acme.open("acme-labs/microscope", "contributor");
    acme.deliver().await;
    assert_eq!(acme.check("acme-labs/microscope", other).conclusion.as_deref(), Some("success"));
    let limited: Vec<_> = acme.calls().into_iter().filter(|call| call.contains("/repos/acme/p")).collect();
    assert!(limited.is_empty(), "GitHub said to wait, and the store has kept it: {limited:?}");
    pass(&acme, &now, 11 * MINUTE).await;
    assert_eq!(acme.check("acme/boiler", number).conclusion.as_deref(), Some("success"));
}
