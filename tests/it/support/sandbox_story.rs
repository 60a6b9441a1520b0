//! A sandbox on a socket with the app installed, and a plain HTTP client that calls it as the app does.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use octocrab::jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};
use wg_steward::clock::Clock;
use wg_steward::domain::types::ids::{InstallationId, Login, RepoName};
use wg_steward::domain::types::time::Timestamp;
use wg_steward::github::{GitHub, GitHubConfig};
use wg_steward::sandbox::{FileChanges, NewHead, NewPull, RepositoryOptions, Sandbox, SandboxConfig, key};

use super::github::config;
use super::rest_schema::RestSchema;

const START: i64 = 1_785_888_000;

/// A GitHub with the app on `cloudfoundry`, and the credentials of a caller.
pub(crate) struct Story {
    pub(crate) sandbox: Sandbox,
    pub(crate) seconds: Arc<AtomicI64>,
    private_pem: String,
    pub(crate) base: String,
    pub(crate) token: String,
    client: Client,
    _stop: DropGuard,
}

impl Story {
    pub(crate) async fn begin() -> Self {
        let keys = key::generate().unwrap();
        let seconds = Arc::new(AtomicI64::new(START));
        let told = seconds.clone();
        let config = SandboxConfig {
            clock: Clock::from_fn(move || Timestamp(told.load(Ordering::SeqCst) * 1000)),
            app_id: 4711,
            app_public_key_pem: keys.public_pem,
            webhook_secret: "secret".to_owned(),
        };
        let sandbox = Sandbox::new(config).unwrap();
        sandbox.install("cloudfoundry", InstallationId(7)).unwrap();
        for login in ["ann", "bob", "cat"] {
            sandbox.add_user(&login.parse().unwrap());
        }
        sandbox.add_repository(&claw(), RepositoryOptions::default());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let stop = CancellationToken::new();
        tokio::spawn(sandbox.clone().serve(listener, stop.clone()));
        let private_pem = keys.private_pem;
        let mut story = Self {
            sandbox,
            seconds,
            private_pem,
            base,
            token: String::new(),
            client: Client::new(),
            _stop: stop.drop_guard(),
        };
        let jwt = story.jwt(json!("4711"), 540);
        let minted = story.send(&jwt, Method::POST, "/app/installations/7/access_tokens", None).await;
        story.token = json_of(minted).await["token"].as_str().unwrap().to_owned();
        story
    }

    /// The app's client for this GitHub, with a clock this many seconds ahead of GitHub's, and a configuration changed
    /// by `change`.
    pub(crate) fn app(&self, ahead: i64, change: impl FnOnce(&mut GitHubConfig)) -> GitHub {
        let told = self.seconds.clone();
        let mut config = GitHubConfig {
            api_url: self.base.clone(),
            app_id: 4711,
            private_key: self.private_pem.clone().into(),
            timeout: Duration::from_secs(10),
            details_url: None,
            writes_per_minute: None,
            writes_per_hour: None,
            answers: None,
            clock: Clock::from_fn(move || Timestamp((told.load(Ordering::SeqCst) + ahead) * 1000)),
        };
        change(&mut config);
        GitHub::connect(config).unwrap()
    }

    /// Advances the clock.
    pub(crate) fn pass(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(crate) fn now(&self) -> Timestamp {
        Timestamp(self.seconds.load(Ordering::SeqCst) * 1000)
    }

    pub(crate) fn jwt(&self, issuer: Value, lasts: i64) -> String {
        let now = self.seconds.load(Ordering::SeqCst);
        let claims = json!({ "iss": issuer, "iat": now - 60, "exp": now + lasts });
        let key = EncodingKey::from_rsa_pem(self.private_pem.as_bytes()).unwrap();
        encode(&Header::new(Algorithm::RS256), &claims, &key).unwrap()
    }

    /// The app's own client on this GitHub.
    pub(crate) fn github(&self) -> GitHub {
        let told = self.seconds.clone();
        let clock = Clock::from_fn(move || Timestamp(told.load(Ordering::SeqCst) * 1000));
        GitHub::connect(GitHubConfig { app_id: 4711, clock, ..config(&self.base, &self.private_pem) }).unwrap()
    }

    pub(crate) async fn send(&self, secret: &str, method: Method, path: &str, body: Option<Value>) -> Response {
        let request = self.client.request(method, format!("{}{path}", self.base)).bearer_auth(secret);
        request.body(body.map(|body| body.to_string()).unwrap_or_default()).send().await.unwrap()
    }

    pub(crate) async fn read(&self, path: &str) -> Response {
        self.send(&self.token, Method::GET, path, None).await
    }

    pub(crate) async fn read_as(&self, path: &str, header: (&str, &str)) -> Response {
        let request = self.client.get(format!("{}{path}", self.base)).bearer_auth(&self.token);
        request.header(header.0, header.1).send().await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Response {
        self.send(&self.token, Method::POST, path, Some(body)).await
    }

    pub(crate) fn open(&self, head: NewHead, changes: FileChanges) -> u64 {
        let (author, title) = (login("ann"), "A change".to_owned());
        let new = NewPull { repository: claw(), author, title, base: None, head, changes, draft: false };
        self.sandbox.open_pull(new).unwrap()
    }

    /// The webhooks since the last call: events with their actions.
    pub(crate) fn told(&self) -> Vec<String> {
        let told = self.sandbox.take_deliveries().into_iter().map(|delivery| {
            let body: Value = serde_json::from_slice(&delivery.body).unwrap();
            format!("{} {}", delivery.event, body["action"].as_str().unwrap_or_default()).trim().to_owned()
        });
        told.collect()
    }

    /// Checks all exchanges against GitHub's API description; returns the problems.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let Some(schema) = RestSchema::load() else { return Vec::new() };
        self.sandbox.journal().iter().flat_map(|exchange| schema.check(exchange)).collect()
    }

    #[track_caller]
    pub(crate) fn end(self) {
        let complaints = self.complaints();
        assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    }
}

pub(crate) fn claw() -> RepoName {
    "cloudfoundry/claw".parse().unwrap()
}

pub(crate) fn login(text: &str) -> Login {
    text.parse().unwrap()
}

pub(crate) async fn json_of(response: Response) -> Value {
    serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
}

pub(crate) fn header(response: &Response, name: &str) -> String {
    response.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}
