//! A GitHub in memory with the foundation's repositories, the app, and the webhooks between them.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::Context;
use secrecy::SecretString;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::clock::Clock;
use crate::config::{Limits, Retention, Settings, TAKEOVER_AFTER, WORKERS};
use crate::domain::document::{At, Span};
use crate::domain::governance::charter;
use crate::domain::governance::charter::{Charter, Listed, Person};
use crate::domain::governance::ownership::{Area, Group, Ownership};
use crate::domain::types::ids::{InstallationId, Login};
use crate::domain::types::role::{Lead, Role};
use crate::policies::Foundations;
use crate::sandbox::{Delivery, FileChanges, Outcome, RepositoryOptions, Sandbox, SandboxConfig, key};

/// The app's id in the demo.
const APP_ID: u64 = 4711;

/// The configuration of a demo environment.
pub struct StageConfig {
    /// The app's database.
    pub database_url: String,
    /// The address of the app; port 0 for any free one.
    pub listen: SocketAddr,
    /// The covered foundations; the sandbox contains the repositories of the first one's asset lists.
    pub foundations: Foundations,
    /// The clock of the sandbox and the app.
    pub clock: Clock,
    /// Whether the app recovers missed deliveries and sweeps, as it does in production.
    pub reconcile: bool,
}

/// The running environment.
pub struct Stage {
    /// The GitHub in memory.
    pub github: Sandbox,
    app: App,
    settings: Settings,
    foundations: Foundations,
    clock: Clock,
    client: reqwest::Client,
    webhook_secret: String,
    stop: CancellationToken,
}

/// A webhook that was delivered.
#[derive(Debug, Clone)]
pub struct DemoDelivery {
    /// The delivery.
    pub delivery: Delivery,
    /// The status of the app's response.
    pub status: u16,
    /// How long the response took.
    pub took: Duration,
}

impl Stage {
    /// Starts the sandbox and the app.
    ///
    /// # Errors
    /// The machine has no free port, no randomness or no place for the database.
    pub async fn start(config: StageConfig) -> anyhow::Result<Self> {
        let StageConfig { database_url, listen, foundations, clock, reconcile } = config;
        let keys = key::generate().ok().context("no key can be created: the machine has no randomness")?;
        // Known to both sides only: the demo listens on this machine only.
        let webhook_secret =
            hex::encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, keys.private_pem.as_bytes()));
        let github = Sandbox::new(SandboxConfig {
            clock: clock.clone(),
            app_id: APP_ID,
            app_public_key_pem: keys.public_pem,
            webhook_secret: webhook_secret.clone(),
        })
        .ok()
        .context("the sandbox refuses the key that was created for it")?;
        furnish(&github, &foundations)?;
        let stop = CancellationToken::new();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let api = listener.local_addr()?;
        tokio::spawn(github.clone().serve(listener, stop.clone()));
        let settings = Settings {
            app_id: APP_ID,
            private_key: SecretString::from(keys.private_pem),
            webhook_secrets: vec![SecretString::from(webhook_secret.clone())],
            database_url: SecretString::from(database_url),
            database_unverified: false,
            retention: Retention::default(),
            github_api_url: format!("http://{api}"),
            policies: None,
            listen,
            admin_listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            public_url: None,
            dry_run: false,
            workers: WORKERS,
            takeover_after: TAKEOVER_AFTER,
            // The sandbox has no limit for writes, and the demo should not wait.
            writes_per_minute: None,
            limits: Limits::default(),
            reconcile,
        };
        // The app was installed earlier, before anything listened.
        drop(github.take_deliveries());
        let app = App::start(&settings, foundations.clone(), clock.clone()).await?;
        let client = reqwest::Client::builder().no_proxy().build()?;
        let stage = Self { github, app, settings, foundations, clock, client, webhook_secret, stop };
        stage.deliver().await?;
        Ok(stage)
    }

    /// The running app.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// The covered foundations.
    pub fn foundations(&self) -> &Foundations {
        &self.foundations
    }

    /// The settings of the app.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Stops the app and restarts it with the same database.
    ///
    /// # Errors
    /// The same as [`App::start`].
    pub async fn restart(self) -> anyhow::Result<Self> {
        let foundations = self.foundations.clone();
        self.restart_with(foundations).await
    }

    /// The same with other policies.
    ///
    /// # Errors
    /// The same as [`App::start`].
    pub async fn restart_with(self, foundations: Foundations) -> anyhow::Result<Self> {
        let Self { github, app, settings, foundations: _, clock, client, webhook_secret, stop } = self;
        app.stop().await;
        let app = App::start(&settings, foundations.clone(), clock.clone()).await?;
        Ok(Self { github, app, settings, foundations, clock, client, webhook_secret, stop })
    }

    /// The same with other settings.
    ///
    /// # Errors
    /// The same as [`App::start`].
    pub async fn restart_changed(mut self, change: impl FnOnce(&mut Settings)) -> anyhow::Result<Self> {
        change(&mut self.settings);
        self.restart().await
    }

    /// Delivers all pending webhooks, including those caused by the app's own writes, and waits until no job is left.
    ///
    /// # Errors
    /// The app does not respond.
    pub async fn deliver(&self) -> anyhow::Result<Vec<DemoDelivery>> {
        let mut delivered = Vec::new();
        loop {
            let waiting = self.github.take_deliveries();
            if waiting.is_empty() && self.app.settled().await? {
                return Ok(delivered);
            }
            delivered.extend(self.send(waiting).await?);
        }
    }

    async fn send(&self, deliveries: Vec<Delivery>) -> anyhow::Result<Vec<DemoDelivery>> {
        let mut sent = Vec::new();
        for delivery in deliveries {
            sent.push(self.post(delivery).await?);
        }
        Ok(sent)
    }

    /// Delivers one webhook with a signature like GitHub's; also for a redelivery.
    ///
    /// # Errors
    /// The app does not respond.
    pub async fn post(&self, delivery: Delivery) -> anyhow::Result<DemoDelivery> {
        let mut request = self.client.post(format!("http://{}/webhook", self.app.address()));
        for (name, value) in delivery.headers(&self.webhook_secret) {
            request = request.header(name, value);
        }
        let begun = Instant::now();
        let answer = request.body(delivery.body.clone()).send().await;
        let status = answer.as_ref().map(|answer| answer.status().as_u16());
        self.github.delivered(&delivery, status.map_or(Outcome::NotReached, Outcome::Answered));
        Ok(DemoDelivery { status: answer?.status().as_u16(), took: begun.elapsed(), delivery })
    }

    /// Stops everything.
    pub async fn stop(self) {
        self.app.stop().await;
        self.stop.cancel();
    }
}

/// Fills `github` with the organizations, users, repositories and charters of the asset lists.
///
/// # Errors
/// An organization of a policy is not a valid login.
pub fn furnish(github: &Sandbox, foundations: &Foundations) -> anyhow::Result<()> {
    for (number, foundation) in (1..).zip(foundations.iter()) {
        let policy = &foundation.policy;
        for (place, organization) in (0..).zip(&policy.organizations) {
            github.install(organization, InstallationId(number * 100 + place))?;
        }
        let empty = Ownership::default();
        let ownership = foundation.assets.as_ref().map_or(&empty, |assets| &assets.ownership);
        let covered = ownership.repositories().filter(|repository| policy.covers(repository.owner()));
        covered.for_each(|repository| github.add_repository(repository, RepositoryOptions::default()));
        if ownership.owners(&policy.governing.repository).is_empty() {
            github.add_repository(&policy.governing.repository, RepositoryOptions::default());
        }
        let mut charters = FileChanges::new();
        for (_, group) in ownership.groups() {
            group.leads.iter().for_each(|lead| github.add_user(&lead.login));
            charters = charters.write(&group.path, charter::write(&charter_of(group)));
        }
        let branch = RepositoryOptions::default().default_branch;
        github
            .commit(&policy.governing.repository, &branch, charters)
            .ok()
            .context("the governing repository is missing")?;
    }
    Ok(())
}

/// The charter that results in this group; a charter lists whole repositories only.
pub fn charter_of(group: &Group) -> Charter {
    let led = |role: Role| {
        let leads = group.leads.iter().filter(move |lead| lead.role == role);
        Some(At::nowhere(leads.map(|Lead { login, .. }| Person::known_as(login.clone())).collect()))
    };
    let area = |area: &Area| charter::Area {
        name: At::nowhere(area.name.clone()),
        approvers: people(Some(&area.approvers)),
        reviewers: people(area.reviewers.as_deref()),
        bots: people(area.bots.as_deref()),
        repositories: Some(At::nowhere(area.repositories().cloned().map(At::nowhere).collect())),
        span: Span::START,
    };
    Charter {
        name: At::nowhere(group.name.clone()),
        org: group.org.clone().map(At::nowhere),
        execution_leads: led(Role::Execution),
        technical_leads: led(Role::Technical),
        bots: Some(At::nowhere(group.bots.iter().cloned().map(Person::known_as).collect())),
        areas: group.areas.iter().map(area).collect(),
        config: None,
    }
}

fn people(logins: Option<&[Login]>) -> Listed<Person> {
    logins.map(|logins| At::nowhere(logins.iter().cloned().map(Person::known_as).collect()))
}
