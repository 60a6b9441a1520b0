//! The sweep of all open pull requests: it finds what no webhook reported, and writes nothing twice.

use wg_steward::domain::types::ids::InstallationId;
use wg_steward::domain::types::target::Target;
use wg_steward::sandbox::Exchange;

use crate::support::hours::{Hours, MINUTE};
use crate::support::stage::repo;

/// The list of a repository's open pull requests.
const BOILER: &str = "GET /repos/acme/boiler/pulls";

/// Opens a pull request without a webhook, as before the app was installed.
fn open_untold(hours: &Hours, repository: &str) -> u64 {
    let number = hours.acme.open(repository, "contributor");
    hours.acme.stage.github.take_deliveries();
    number
}

fn listed(hours: &Hours) -> usize {
    let journal = hours.acme.stage.github.journal();
    journal.iter().filter(|call| format!("{} {}", call.method, call.path) == BOILER).count()
}

#[tokio::test]
async fn a_pull_request_that_was_open_before_the_installation_is_found() {
    let hours = Hours::begin().await;
    let number = open_untold(&hours, "acme/boiler");
    let other = open_untold(&hours, "acme-labs/microscope");
    hours.acme.stage.github.date_pull(&repo("acme/boiler"), number, hours.now().minus(60 * MINUTE)).unwrap();
    hours.sweep().await;
    hours.checked("acme/boiler", number).await;
    hours.checked("acme-labs/microscope", other).await;
    hours.acme.deliver().await;
    assert!(hours.acme.asked("acme/boiler", number).is_empty(), "nothing has happened on it since");
    assert_eq!(hours.asked_for("GET /repos/acme/piston/pulls"), 0, "nothing is open there");
    let (_, metrics) = hours.acme.as_operator("/metrics").await;
    assert!(metrics.contains("wg_steward_sweep_repositories_total 2\n"), "{metrics}");
    assert!(metrics.contains("wg_steward_sweep_pull_requests_total 2\n"), "{metrics}");
    assert!(metrics.contains("wg_steward_chore_done_age_seconds{chore=\"sweep\"}"), "{metrics}");
}

#[tokio::test]
async fn what_has_not_changed_is_read_and_not_written() {
    let hours = Hours::begin().await;
    let number = hours.acme.open("acme/boiler", "contributor");
    hours.acme.deliver().await;
    let is_write = |call: &&Exchange| call.method != "GET" && !call.path.starts_with("/app/");
    let writes = || hours.acme.stage.github.journal().iter().filter(is_write).count();
    let (before, reads) = (writes(), hours.asked_for(&format!("{BOILER}/{number}")));
    hours.sweep().await;
    hours.acme.until(|_| hours.asked_for(&format!("{BOILER}/{number}")) > reads).await;
    hours.acme.deliver().await;
    assert_eq!(writes(), before);
}

#[tokio::test]
async fn after_a_restart_the_sweep_goes_on_where_it_was() {
    let hours = Hours::begin().await;
    let number = open_untold(&hours, "acme/boiler");
    let other = open_untold(&hours, "acme-labs/microscope");
    hours.pass(2 * MINUTE);
    hours.checked("acme/boiler", number).await;
    assert_eq!(hours.asked_for("GET /repos/acme-labs/microscope/pulls"), 0, "it waits its turn");
    let hours = hours.restart().await;
    hours.sweep().await;
    hours.checked("acme-labs/microscope", other).await;
    assert_eq!(listed(&hours), 1, "the first repository is not swept again");
}

#[tokio::test]
async fn a_paused_installation_with_work_that_waits_delays_no_others_sweep() {
    let hours = Hours::begin().await;
    open_untold(&hours, "acme/boiler");
    let store = hours.acme.stage.app().store();
    let paused = InstallationId(101);
    store.pause(paused, hours.now().plus(60 * MINUTE)).await.unwrap();
    let target = Target::Head { repository: repo("acme-labs/microscope"), commit: "a".repeat(40).parse().unwrap() };
    store.enqueue(&target, Some(paused), hours.now(), "test").await.unwrap();
    hours.pass(2 * MINUTE);
    assert_eq!(store.oldest_due().await.unwrap(), None, "what waits for the end of a pause is not late");
    hours.sweep().await;
    assert_eq!(listed(&hours), 1);
}
