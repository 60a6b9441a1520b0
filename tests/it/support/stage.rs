//! The whole app in its own environment: a made-up foundation, a GitHub in memory, a database in a temporary folder.

use std::collections::BTreeSet;
use std::path::Path;

use sqlx::{AnyConnection, Connection};
use tempfile::TempDir;
use wg_steward::clock::Clock;
use wg_steward::config::Settings;
use wg_steward::demo::{Stage, StageConfig};
use wg_steward::domain::types::ids::{Login, RepoName};
use wg_steward::policies::Foundations;
use wg_steward::sandbox::{CheckRunView, Exchange, FileChanges, NewHead, NewPull, PullView, Sandbox};

use super::journal::Auditor;

/// A stage with shorthands for stories.
pub(crate) struct Acme {
    pub(crate) stage: Stage,
    folder: TempDir,
    seen: usize,
    auditor: Auditor,
}

impl Acme {
    pub(crate) async fn start() -> Self {
        Self::start_with(acme()).await
    }

    pub(crate) async fn start_with(foundations: Foundations) -> Self {
        Self::start_at(foundations, Clock::system()).await
    }

    /// The same with a clock that the story sets.
    pub(crate) async fn start_at(foundations: Foundations, clock: Clock) -> Self {
        Self::begin(foundations, clock, false).await
    }

    /// The same with the search for missed deliveries and the sweep, as in `serve`.
    pub(crate) async fn reconciling(clock: Clock) -> Self {
        Self::begin(acme(), clock, true).await
    }

    async fn begin(foundations: Foundations, clock: Clock, reconcile: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let stage = Stage::start(StageConfig {
            database_url: format!("sqlite:{}", folder.path().join("steward.sqlite").display()),
            listen: "127.0.0.1:0".parse().unwrap(),
            foundations,
            clock,
            reconcile,
        });
        let mut acme = Self { stage: stage.await.unwrap(), folder, seen: 0, auditor: Auditor::default() };
        acme.auditor.hold(&acme.stage.github);
        acme.calls();
        acme
    }

    /// The same database with a new process.
    pub(crate) async fn restart(self) -> Self {
        let Self { stage, folder, seen, auditor } = self;
        let stage = stage.restart().await.unwrap();
        Self { stage, folder, seen, auditor }
    }

    /// The same database with a new process that has other settings.
    pub(crate) async fn restart_changed(self, change: impl FnOnce(&mut Settings)) -> Self {
        let Self { stage, folder, seen, auditor } = self;
        let stage = stage.restart_changed(change).await.unwrap();
        Self { stage, folder, seen, auditor }
    }

    /// The same database with a new process that has another policy.
    pub(crate) async fn restart_with(self, foundations: Foundations) -> Self {
        let Self { stage, folder, seen, auditor } = self;
        let stage = stage.restart_with(foundations).await.unwrap();
        Self { stage, folder, seen, auditor }
    }

    /// Opens a pull request elsewhere, so that due jobs are also run.
    pub(crate) async fn nudge(&self) {
        self.open("acme/piston", "contributor");
        self.deliver().await;
    }

    /// Opens a pull request from a fork, without delivering its webhook.
    pub(crate) fn open(&self, repository: &str, author: &str) -> u64 {
        self.open_with(repository, author, FileChanges::of_paths(["README.md"]), false)
    }

    pub(crate) fn open_with(&self, repository: &str, author: &str, changes: FileChanges, draft: bool) -> u64 {
        let new = NewPull {
            repository: repo(repository),
            author: login(author),
            title: "A change".to_owned(),
            base: None,
            head: NewHead::Fork("change".to_owned()),
            changes,
            draft,
        };
        self.stage.github.open_pull(new).unwrap()
    }

    /// Delivers all webhooks and waits for their jobs; then checks the exchanges against GitHub's API description.
    pub(crate) async fn deliver(&self) {
        for delivered in self.stage.deliver().await.unwrap() {
            assert!(delivered.status < 300, "{:?}", delivered.delivery.event);
        }
        self.auditor.hold(&self.stage.github);
    }

    /// Waits until the state of GitHub is as expected, for a minute at most.
    pub(crate) async fn until(&self, wanted: impl Fn(&Sandbox) -> bool) {
        let mut said = self.stage.github.exchanges();
        let wait = async {
            while !wanted(&self.stage.github) {
                said.changed().await.unwrap();
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(60), wait).await.expect("GitHub is not as wanted");
    }

    pub(crate) fn pull(&self, repository: &str, number: u64) -> PullView {
        self.stage.github.pull(&repo(repository), number).unwrap()
    }

    /// The only check run on the pull request's head.
    pub(crate) fn check(&self, repository: &str, number: u64) -> CheckRunView {
        let head = self.pull(repository, number).head;
        let mut runs = self.stage.github.check_runs(&repo(repository), &head);
        assert_eq!(runs.len(), 1, "one check run on {repository}#{number}");
        runs.remove(0)
    }

    /// The requested reviewers, in alphabetical order.
    pub(crate) fn asked(&self, repository: &str, number: u64) -> Vec<String> {
        let asked: BTreeSet<_> = self.pull(repository, number).requested.into_iter().collect();
        asked.iter().map(ToString::to_string).collect()
    }

    /// The app's requests to GitHub since the last call, without those for tokens.
    pub(crate) fn calls(&mut self) -> Vec<String> {
        let journal = self.stage.github.journal();
        let fresh: Vec<_> = journal.iter().skip(self.seen).filter(|call| is_work(call)).map(line).collect();
        self.seen = journal.len();
        in_order(fresh)
    }

    /// GitHub's statuses for such requests since the last call of `calls`.
    pub(crate) fn statuses(&self, method: &str) -> Vec<u16> {
        let journal = self.stage.github.journal();
        let meant = journal.iter().skip(self.seen).filter(|call| is_work(call) && call.method == method);
        meant.map(|call| call.status).collect()
    }

    /// `/readyz` for operators: status and body.
    pub(crate) async fn readyz(&self) -> (u16, String) {
        self.as_operator("/readyz").await
    }

    /// Leaves this many dead jobs.
    pub(crate) async fn bury(&self, count: u32) {
        let url = format!("sqlite:{}", self.folder.path().join("steward.sqlite").display());
        let mut raw = AnyConnection::connect(&url).await.unwrap();
        let buried = "WITH RECURSIVE numbers (number) AS
                (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < $1)
            INSERT INTO jobs (target, state, due, why, attempts, error, died)
            SELECT 'pull:acme/piston#' || number, 'dead', NULL, 'test', 5, 'GitHub forbids it', number FROM numbers";
        sqlx::query(buried).bind(i64::from(count)).execute(&mut raw).await.unwrap();
        raw.close().await.unwrap();
    }

    /// A page for operators: status and body.
    pub(crate) async fn as_operator(&self, path: &str) -> (u16, String) {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let address = self.stage.app().admin_address();
        let answer = client.get(format!("http://{address}{path}")).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// A page of the app: status and body.
    pub(crate) async fn get(&self, path: &str) -> (u16, String) {
        let answer = self.ask(reqwest::Method::GET, path).await;
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    pub(crate) async fn ask(&self, method: reqwest::Method, path: &str) -> reqwest::Response {
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        client.request(method, format!("http://{}{path}", self.stage.app().address())).send().await.unwrap()
    }
}

/// A pull request and its timeline are requested at the same time, so their order is random.
fn in_order(mut calls: Vec<String>) -> Vec<String> {
    for place in 1..calls.len() {
        let number = calls[place].rsplit_once("/pulls/").map(|(at, number)| format!("{at}/issues/{number}/timeline"));
        if number.is_some_and(|timeline| timeline == calls[place - 1]) {
            calls.swap(place - 1, place);
        }
    }
    calls
}

fn is_work(call: &Exchange) -> bool {
    !call.path.starts_with("/app/") && !call.path.ends_with("/installation")
}

fn line(call: &Exchange) -> String {
    format!("{} {}", call.method, call.path)
}

pub(crate) fn acme() -> Foundations {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/acme");
    Foundations::load(Some(&folder)).unwrap()
}

/// The same foundation with more text in its policy.
pub(crate) fn acme_with(more: &str) -> Foundations {
    acme_with_policy(|policy| policy + more)
}

/// The same foundation with another policy.
pub(crate) fn acme_with_policy(change: impl FnOnce(String) -> String) -> Foundations {
    acme_of(change(fixture("policy.yml")), fixture("assets.yml"))
}

/// The same foundation, governed from a repository of another name.
pub(crate) fn acme_governed_from(repository: &str) -> Foundations {
    let [policy, assets] =
        ["policy.yml", "assets.yml"].map(|file| fixture(file).replace("acme/governance", repository));
    acme_of(policy, assets)
}

fn acme_of(policy: String, assets: String) -> Foundations {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("policy.yml"), policy).unwrap();
    std::fs::write(folder.path().join("assets.yml"), assets).unwrap();
    Foundations::load(Some(folder.path())).unwrap()
}

fn fixture(file: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/acme").join(file)).unwrap()
}

/// The same foundation with an org file, a list of contributors, and all checks on.
pub(crate) fn acme_with_all_checks() -> Foundations {
    let documents = "index: groups/INDEX.md\n  org_file: org/acme.yml\n  contributors: org/contributors.yml";
    let checks = "  wg/proposal: enforce\n  wg/charter: enforce\n";
    acme_with_policy(|policy| policy.replace("index: groups/INDEX.md", documents) + checks)
}

pub(crate) fn repo(name: &str) -> RepoName {
    name.parse().unwrap()
}

pub(crate) fn login(name: &str) -> Login {
    name.parse().unwrap()
}
