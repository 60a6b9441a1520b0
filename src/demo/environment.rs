//! A GitHub in memory with the foundation's repositories, the app in front of it, and the webhooks between them.

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

/// The app's number on the stage.
const APP_ID: u64 = 4711;

/// How a stage is set.
pub struct StageConfig {
    /// Where the app keeps its memory.
    pub database_url: String,
    /// Where the app listens; port 0 for any.
    pub listen: SocketAddr,
    /// What is covered; the sandbox holds the repositories of the first one's asset lists.
    pub foundations: Foundations,
    /// Tells the sandbox and the app the time.
    pub clock: Clock,
    /// Whether the app looks for what was lost and sweeps, as it always does elsewhere.
    pub reconcile: bool,
}

/// Everything together, running.
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

/// A webhook that was handed over.
#[derive(Debug, Clone)]
pub struct DemoDelivery {
    /// What it was.
    pub delivery: Delivery,
    /// What the app answered.
    pub status: u16,
    /// How long the answer took.
    pub took: Duration,
}

impl Stage {
    /// Sets the stage and starts the app.
    ///
    /// # Errors
    /// The machine has no port, no randomness or no place for the database.
    pub async fn start(config: StageConfig) -> anyhow::Result<Self> {
        let StageConfig { database_url, listen, foundations, clock, reconcile } = config;
        let keys = key::generate().ok().context("no key can be made: the machine has no randomness")?;
        // Known to both sides and to nobody else: the demo listens on this machine alone.
        let webhook_secret =
            hex::encode(aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, keys.private_pem.as_bytes()));
        let github = Sandbox::new(SandboxConfig {
            clock: clock.clone(),
            app_id: APP_ID,
            app_public_key_pem: keys.public_pem,
            webhook_secret: webhook_secret.clone(),
        })
        .ok()
        .context("the sandbox refuses the key that was made for it")?;
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
            // The sandbox has no limit for writes, and a story should not wait.
            writes_per_minute: None,
            limits: Limits::default(),
            reconcile,
        };
        // The app was installed long ago, when nobody listened yet.
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

    /// The foundations that are covered.
    pub fn foundations(&self) -> &Foundations {
        &self.foundations
    }

    /// What the app runs with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Stops the app and starts it anew on the same database.
    ///
    /// # Errors
    /// As [`App::start`].
    pub async fn restart(self) -> anyhow::Result<Self> {
        let foundations = self.foundations.clone();
        self.restart_with(foundations).await
    }

    /// The same with other policies.
    ///
    /// # Errors
    /// As [`App::start`].
    pub async fn restart_with(self, foundations: Foundations) -> anyhow::Result<Self> {
        let Self { github, app, settings, foundations: _, clock, client, webhook_secret, stop } = self;
        app.stop().await;
        let app = App::start(&settings, foundations.clone(), clock.clone()).await?;
        Ok(Self { github, app, settings, foundations, clock, client, webhook_secret, stop })
    }

    /// The same with other settings.
    ///
    /// # Errors
    /// As [`App::start`].
    pub async fn restart_changed(mut self, change: impl FnOnce(&mut Settings)) -> anyhow::Result<Self> {
        change(&mut self.settings);
        self.restart().await
    }

    /// Hands all webhooks over that GitHub has to send, also those that the app's own writes cause, and waits until
    /// nothing is left to do.
    ///
    /// # Errors
    /// The app does not answer.
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

    /// Hands one webhook over, signed as GitHub signs it; also one that was handed over before.
    ///
    /// # Errors
    /// The app does not answer.
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

/// Fills `github` with organizations, people, repositories and charters, as the asset lists have them.
///
/// # Errors
/// An organization of a policy is no login.
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
            .context("the governing repository is not there")?;
    }
    Ok(())
}

/// The charter that makes such a group; a charter knows whole repositories alone.
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
