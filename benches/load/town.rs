//! A GitHub in memory, served by its own thread.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::thread;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use wg_steward::clock::Clock;
use wg_steward::demo::furnish;
use wg_steward::domain::types::ids::{Login, RepoName};
use wg_steward::policies::Foundations;
use wg_steward::sandbox::{Delivery, FileChanges, NewHead, NewPull, Sandbox, SandboxConfig, key};

use crate::double::{self, Checked};

/// The number of repositories with pull requests.
const REPOSITORIES: usize = 64;

/// The sandbox and the server's settings for it.
pub(crate) struct Town {
    pub(crate) api: SocketAddr,
    pub(crate) private_pem: String,
    pub(crate) webhook_secret: String,
    /// The webhook of each repository's first pull request.
    pub(crate) first: Vec<Delivery>,
    /// The number of check runs posted to these repositories.
    pub(crate) checks: Arc<AtomicU64>,
    /// The heads with a check.
    pub(crate) checked: Checked,
    /// The sandbox for all other requests.
    pub(crate) github: Sandbox,
    /// The repository with the governing documents.
    pub(crate) governing: RepoName,
}

impl Town {
    /// Creates the repositories of the built-in foundation, each with a pull request; GitHub responds after `latency`,
    /// on `threads` threads.
    pub(crate) fn found(latency: Duration, threads: usize) -> anyhow::Result<Self> {
        let keys = key::generate().ok().context("the machine has no randomness")?;
        let webhook_secret = "known to the load and to the server".to_owned();
        let github = Sandbox::new(SandboxConfig {
            clock: Clock::system(),
            app_id: crate::server::APP_ID,
            app_public_key_pem: keys.public_pem,
            webhook_secret: webhook_secret.clone(),
        })?;
        let foundations = Foundations::embedded()?;
        furnish(&github, &foundations)?;
        github.take_deliveries();
        let first = open(&github, &repositories(&foundations)?)?;
        let checks = Arc::<AtomicU64>::default();
        let checked = Checked::default();
        let counted = (Arc::clone(&checks), Arc::clone(&checked));
        let routes = double::router(&first, latency, counted, github.router())?;
        let (told, hear) = std::sync::mpsc::channel();
        thread::spawn(move || serve(routes, threads, &told));
        let api = hear.recv().context("the sandbox can't be served")?;
        let governing = foundations.only().context("one foundation is built in")?.policy.governing.repository.clone();
        Ok(Self { api, private_pem: keys.private_pem, webhook_secret, first, checks, checked, github, governing })
    }
}

/// Some repositories that areas own, from both organizations.
fn repositories(foundations: &Foundations) -> anyhow::Result<Vec<RepoName>> {
    let foundation = foundations.only().context("one foundation is built in")?;
    let assets = foundation.assets.as_ref().context("it has asset lists")?;
    let governing = &foundation.policy.governing.repository;
    let covered = |repository: &&RepoName| foundation.policy.covers(repository.owner()) && *repository != governing;
    let of = |organization: &str| {
        let owned = assets.ownership.repositories().filter(covered);
        owned.filter(|it| it.belongs_to(organization)).take(REPOSITORIES / 2).cloned().collect::<Vec<_>>()
    };
    Ok(foundations.organizations().into_iter().flat_map(of).collect())
}

fn open(github: &Sandbox, repositories: &[RepoName]) -> anyhow::Result<Vec<Delivery>> {
    let author: Login = "octocat".parse()?;
    let mut first = Vec::new();
    for (number, repository) in repositories.iter().enumerate() {
        github.open_pull(NewPull {
            repository: repository.clone(),
            author: author.clone(),
            title: "Place cells in parallel".to_owned(),
            base: None,
            head: NewHead::Branch(format!("change-{number}")),
            changes: FileChanges::of_paths(["README.md"]),
            draft: false,
        })?;
        let told = github.take_deliveries();
        first.extend(told.into_iter().find(|delivery| delivery.event == "pull_request"));
    }
    Ok(first)
}

fn serve(routes: Router, threads: usize, told: &std::sync::mpsc::Sender<SocketAddr>) -> anyhow::Result<()> {
    Builder::new_multi_thread().worker_threads(threads).enable_all().build()?.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        told.send(listener.local_addr()?)?;
        Ok(axum::serve(listener, routes).await?)
    })
}
