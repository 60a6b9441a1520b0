//! Agreements on GitHub: reviews, pushes, objections and days, and the check that follows them.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use wg_steward::clock::Clock;
use wg_steward::domain::types::time::Timestamp;
use wg_steward::sandbox::{FileChanges, ReviewState};

use crate::support::stage::{Acme, login, repo};

use super::documents::{GUILD, document, governed_at, push, said};

const BAKING: &str = "groups/baking.md";
const MILLING: &str = "groups/milling.md";
const CHECK: &str = "wg/approvals";

/// A foundation in which the check is required, and its clock in days.
struct Days {
    acme: Acme,
    now: Arc<AtomicI64>,
}

impl Days {
    async fn begin() -> Self {
        let now = Arc::new(AtomicI64::new(1_796_031_000_000));
        let clock = Clock::from_fn({
            let now = Arc::clone(&now);
            move || Timestamp(now.load(Ordering::SeqCst))
        });
        // The rules of Cloud Foundry, for the guild.
        let policy = include_str!("../../../policies/cloudfoundry/policy.yml");
        let (_, rules) = policy.split_once("\nagreements:\n").unwrap();
        let (rules, _) = rules.split_once("\n\n").unwrap();
        let more = format!("  wg/approvals: enforce\ncommands: {{}}\nagreements:\n{rules}\n");
        Self { acme: governed_at(&more, clock).await, now }
    }

    async fn pass(&self, days: i64) {
        self.now.fetch_add(days * 24 * 60 * 60 * 1000, Ordering::SeqCst);
        // Any webhook wakes the worker, whose clock is not the story's.
        self.acme.open_with(GUILD, "passer-by", FileChanges::of_paths(["README.md"]), false);
        self.acme.deliver().await;
    }

    async fn open(&self, changes: FileChanges) -> u64 {
        let number = self.acme.open_with(GUILD, "passer-by", changes, false);
        self.acme.deliver().await;
        number
    }

    async fn push(&self, number: u64, changes: FileChanges) {
        self.acme.stage.github.push_to_pull(&repo(GUILD), number, &changes).unwrap();
        self.acme.deliver().await;
    }

    async fn review(&self, number: u64, who: &str, state: ReviewState) {
        self.acme.stage.github.submit_review(&repo(GUILD), number, &login(who), state).unwrap();
        self.acme.deliver().await;
    }

    async fn approve(&self, number: u64, people: &[&str]) {
        for who in people {
            self.review(number, who, ReviewState::Approved).await;
        }
    }

    fn check(&self, number: u64) -> (String, String) {
        said(&self.acme, number, CHECK)
    }

    fn summary(&self, number: u64) -> String {
        let head = self.acme.pull(GUILD, number).head;
        let runs = self.acme.stage.github.check_runs(&repo(GUILD), &head);
        runs.into_iter().find(|run| run.name == CHECK).unwrap().summary.unwrap()
    }
}

/// A contributor is added.
fn contributor() -> FileChanges {
    let listed = document("org/contributors.yml");
    let (before, after) = listed.split_once("    - ").unwrap();
    FileChanges::new().write("org/contributors.yml", format!("{before}    - a-new-baker\n    - {after}"))
}

/// A repository moves from Baking to Milling.
fn moved() -> FileChanges {
    let baking = document(BAKING).replace("  - bakery/sourdough\n", "");
    let milling = document(MILLING).replace("  - millers/wheat\n", "  - bakery/sourdough\n  - millers/wheat\n");
    FileChanges::new().write(BAKING, baking).write(MILLING, milling)
}

/// A lead of Baking is added.
fn lead() -> FileChanges {
    let lead = "technical_leads:\n- name: Rye Reader\n  github: rye-reader\n";
    FileChanges::new().write(BAKING, document(BAKING).replace("technical_leads:\n", lead))
}

fn green(title: &str) -> (String, String) {
    ("success".to_owned(), title.to_owned())
}

fn red(title: &str) -> (String, String) {
    ("failure".to_owned(), title.to_owned())
}

#[tokio::test]
async fn a_move_is_green_when_both_groups_and_the_oversight_agree() {
    let days = Days::begin().await;
    let number = days.open(moved()).await;
    assert_eq!(days.check(number), red("6 more approvals needed from 3 parties"));
    let summary = days.summary(number);
    assert!(
        summary.starts_with(
            "**To do:** get the approvals of 2 more leads of Baking (`MonaLisa`, `octocat`), of 2 more leads of Milling \
             (`grindstone`, `windmill`) and of 2 more members of Council (`elder`, `head-baker`)."
        ),
        "{summary}"
    );
    assert!(summary.contains("repository moved: `bakery/sourdough`, from `baking: Bread` to `milling: Flour` (C3)"));
    days.approve(number, &["octocat", "monalisa", "windmill", "grindstone", "elder"]).await;
    assert_eq!(days.check(number), red("1 more approval needed from 1 party"));
    days.approve(number, &["passer-by", "ada-crust"]).await;
    assert_eq!(days.check(number), red("1 more approval needed from 1 party"), "neither has a part in this");
    assert!(days.summary(number).contains("Approved, and counted for no party"), "{}", days.summary(number));
    days.approve(number, &["head-baker"]).await;
    assert_eq!(days.check(number), green("Agreed by all parties"));
}

#[tokio::test]
async fn an_approval_outlives_a_push_that_changes_nothing_agreed_and_no_other() {
    let days = Days::begin().await;
    let number = days.open(moved()).await;
    days.approve(number, &["octocat", "monalisa", "windmill", "grindstone", "elder", "head-baker"]).await;
    days.push(number, FileChanges::of_paths(["README.md"])).await;
    assert_eq!(days.check(number), green("Agreed by all parties"), "another file");
    push(&days.acme, FileChanges::of_paths(["NEWS.md"])).await;
    assert_eq!(days.check(number), green("Agreed by all parties"), "the base has moved");

    let milling = document(MILLING).replace("  - millers/wheat\n", "  - bakery/sourdough\n");
    days.push(number, FileChanges::new().write(MILLING, milling)).await;
    assert_eq!(days.check(number).0, "failure", "another repository loses its owner");
    assert!(days.summary(number).contains("has changed since"), "{}", days.summary(number));
}

#[tokio::test]
async fn an_objection_blocks_until_it_is_withdrawn_and_a_dismissal_by_others_does_not_end_it() {
    let days = Days::begin().await;
    let number = days.open(moved()).await;
    days.approve(number, &["octocat", "monalisa", "windmill", "grindstone", "elder"]).await;
    days.review(number, "head-baker", ReviewState::ChangesRequested).await;
    assert_eq!(days.check(number), red("1 objection; 1 more needed from 1 party"));
    let github = &days.acme.stage.github;
    github.dismiss_review(&repo(GUILD), number, &login("head-baker"), &login("passer-by")).unwrap();
    days.acme.deliver().await;
    assert_eq!(days.check(number), red("1 objection; 1 more needed from 1 party"));
    let summary = days.summary(number);
    assert!(summary.contains("`passer-by` dismissed it, only its author can"), "{summary}");
    days.review(number, "head-baker", ReviewState::Commented).await;
    assert_eq!(days.check(number).0, "failure", "a comment withdraws nothing");
    days.approve(number, &["head-baker"]).await;
    assert_eq!(days.check(number), green("Agreed by all parties"));
    github.dismiss_review(&repo(GUILD), number, &login("elder"), &login("passer-by")).unwrap();
    days.acme.deliver().await;
    assert_eq!(days.check(number), red("1 more approval needed from 1 party"), "a dismissed approval is none");
}

#[tokio::test]
async fn a_waiting_period_ends_by_itself_also_after_a_restart_and_never_leaves_the_check_incomplete() {
    let days = Days::begin().await;
    let number = days.open(lead()).await;
    days.approve(number, &["elder", "head-baker", "ada-crust", "ben-knead"]).await;
    assert_eq!(days.check(number), red("Agreed, waits until 2026-12-07 09:30 UTC"));
    days.pass(6).await;
    assert_eq!(days.check(number), red("Agreed, waits until 2026-12-07 09:30 UTC"));
    let Days { acme, now } = days;
    let days = Days { acme: acme.restart().await, now };
    days.pass(1).await;
    assert_eq!(days.check(number), green("Agreed by all parties"));
    days.pass(30).await;
    assert_eq!(days.check(number), green("Agreed by all parties"));
}

#[tokio::test]
async fn a_change_without_parties_is_green_and_in_shadow_mode_nothing_is_red() {
    let days = Days::begin().await;
    let number = days.open(FileChanges::of_paths(["README.md"])).await;
    assert_eq!(days.check(number), green("Not applicable: no change needs an agreement"));
    let words = document(BAKING).replace("To bake bread for everybody.", "To bake bread.");
    let number = days.open(FileChanges::new().write(BAKING, words)).await;
    assert_eq!(days.check(number), green("Not applicable: no change needs an agreement"));
}

#[tokio::test]
async fn a_charter_that_can_not_be_read_is_never_agreed_to() {
    let days = Days::begin().await;
    let broken = document(BAKING).replace("execution_leads:\n", "execution_leads: [\n");
    let number = days.open(FileChanges::new().write(BAKING, broken)).await;
    assert_eq!(days.check(number), red("Not known: a changed document can't be read"));
    days.approve(number, &["octocat", "monalisa", "elder", "head-baker"]).await;
    assert_eq!(days.check(number).0, "failure");
}

#[tokio::test]
async fn a_member_of_the_oversight_bypasses_a_rule_with_a_reason_and_nobody_else() {
    let days = Days::begin().await;
    let number = days.open(contributor()).await;
    assert_eq!(days.check(number).0, "failure");
    let github = &days.acme.stage.github;
    let say = async |who: &str, words: &str| {
        github.comment(&repo(GUILD), number, &login(who), words).unwrap();
        days.acme.deliver().await;
    };
    say("octocat", "/wg bypass I am a lead").await;
    assert_eq!(days.check(number).0, "failure", "a lead is not of the council");
    say("elder", "/wg bypass").await;
    assert_eq!(days.check(number).0, "failure", "without a reason");
    say("elder", "/wg bypass They have baked for <b>years</b>").await;
    assert_eq!(days.check(number), green("Agreed by all parties"));
    let summary = days.summary(number);
    assert!(summary.contains("- `elder` bypassed rules on 2026-11-30 09:30 UTC: They have baked for"), "{summary}");
    assert!(!summary.contains("<b>"), "{summary}");
    let more = document("org/contributors.yml").replacen("    - ", "    - a-new-baker\n    - another\n    - ", 1);
    days.push(number, FileChanges::new().write("org/contributors.yml", more)).await;
    assert_eq!(days.check(number).0, "failure", "the other one was not bypassed");

    let moved = days.open(moved()).await;
    let answered = async |who: &str, words: &str| {
        github.comment(&repo(GUILD), moved, &login(who), words).unwrap();
        days.acme.deliver().await;
        let comments = github.comments(&repo(GUILD), moved);
        comments.into_iter().rfind(|comment| comment.body.contains("wg-steward: answers")).unwrap().body
    };
    let reply = answered("elder", "/wg bypass It is urgent").await;
    assert!(reply.contains("no rule that you could bypass"), "{reply}");
    assert_eq!(days.check(moved).0, "failure", "no rule for a move can be bypassed");
    let reply = answered("passer-by", "/wg approvals").await;
    assert!(reply.contains("2 more leads of Baking"), "{reply}");
}
