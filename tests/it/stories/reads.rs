//! One pull request does not use up an organization's hourly limit on GitHub.

use std::num::NonZeroU32;

use wg_steward::sandbox::FileChanges;

use crate::support::hours::{Hours, MINUTE};
use crate::support::stage::repo;

const BOILER: &str = "acme/boiler";
const PISTON: &str = "acme/piston";

fn reads(hours: &Hours, number: u64) -> usize {
    hours.asked_for(&format!("GET /repos/{BOILER}/pulls/{number}"))
        + hours.asked_for(&format!("GET /repos/{BOILER}/issues/{number}/timeline"))
}

#[tokio::test]
async fn a_hundred_pushes_wait_their_hour_lose_nothing_and_hold_up_nobody() {
    let hours = Hours::begin().await;
    let few = NonZeroU32::new(10);
    let hours = hours.restart_changed(|settings| settings.limits.reads_per_pull = few).await;
    let number = hours.acme.open(BOILER, "contributor");
    hours.acme.deliver().await;
    for push in 0..100 {
        let changes = FileChanges::of_paths([format!("file-{push}")]);
        hours.acme.stage.github.push_to_pull(&repo(BOILER), number, &changes).unwrap();
        hours.acme.deliver().await;
    }
    assert!(reads(&hours, number) <= 24, "{}", reads(&hours, number));
    let head = hours.acme.pull(BOILER, number).head;
    assert!(hours.acme.stage.github.check_runs(&repo(BOILER), &head).is_empty(), "the last push waits");
    let other = hours.acme.open(PISTON, "contributor");
    hours.acme.deliver().await;
    hours.acme.check(PISTON, other);
    hours.pass(MINUTE * 61);
    hours.acme.nudge().await;
    hours.checked(BOILER, number).await;
}
