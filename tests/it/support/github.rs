//! The app's GitHub client with a GitHub of wiremock responses, and a clock that is set by hand.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use serde_json::{Value, json};
use wg_steward::clock::Clock;
use wg_steward::domain::pull::snapshot::Snapshot;
use wg_steward::domain::types::ids::{InstallationId, RepoName, Sha};
use wg_steward::domain::types::time::Timestamp;
use wg_steward::github::{DocumentsWanted, GitHub, GitHubConfig, GitHubError, KnownTree, SnapshotWanted, WritePlace};
use wg_steward::sandbox::Exchange;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

use super::rest_schema::RestSchema;

/// 2026-08-05T00:00:00Z.
pub(crate) const NOW: Timestamp = Timestamp(1_785_888_000_000);
pub(crate) const APP: u64 = 77;
pub(crate) const INSTALLATION: InstallationId = InstallationId(5);

/// A key that is created once for all tests: PKCS#8 in PEM format.
pub(crate) static KEY: LazyLock<String> = LazyLock::new(|| {
    let pair = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&pair).unwrap();
    let lines: Vec<String> =
        base64(der.as_ref()).as_bytes().chunks(64).map(|line| String::from_utf8_lossy(line).into_owned()).collect();
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"))
});

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for part in bytes.chunks(3) {
        let bits = part.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte)) << (8 * (3 - part.len()));
        for place in 0..4 {
            let digit = char::from(DIGITS[bits >> (18 - 6 * place) & 63]);
            text.push(if place > part.len() { '=' } else { digit });
        }
    }
    text
}

/// Violations of GitHub's API description in a request; an address that GitHub itself returned is not described.
fn complaints(request: &Request) -> Vec<String> {
    let path = request.url.path().trim_start_matches("/api/v3").to_owned();
    let Some(schema) = RestSchema::load().filter(|_| !path.starts_with("/repositories/")) else {
        return Vec::new();
    };
    schema.check(&Exchange {
        method: request.method.to_string(),
        path,
        query: request.url.query_pairs().into_owned().collect(),
        request_headers: BTreeMap::new(),
        request_body: request.body_json().ok(),
        status: 0,
        response_headers: BTreeMap::new(),
        response_body: None,
        faulted: true,
    })
}

/// A GitHub with configured responses.
pub(crate) struct Stage {
    pub(crate) server: MockServer,
    pub(crate) github: GitHub,
    time: Arc<AtomicI64>,
}

impl Stage {
    /// A GitHub that returns tokens valid for an hour, and nothing else yet.
    pub(crate) async fn new() -> Self {
        Self::below("", Duration::from_secs(10)).await
    }

    /// A GitHub with its API below a path, for an app with this timeout.
    pub(crate) async fn below(prefix: &str, timeout: Duration) -> Self {
        let server = MockServer::start().await;
        Mock::given(method("POST"))
            .and(path(format!("{prefix}/app/installations/5/access_tokens")))
            .respond_with(ResponseTemplate::new(201).set_body_json(token("ghs_first")))
            .with_priority(9)
            .mount(&server)
            .await;
        let time = Arc::new(AtomicI64::new(NOW.0));
        let told = Arc::clone(&time);
        let clock = Clock::from_fn(move || Timestamp(told.load(Ordering::SeqCst)));
        let config = GitHubConfig { timeout, clock, ..config(&format!("{}{prefix}", server.uri()), &KEY) };
        Self { server, github: GitHub::connect(config).unwrap(), time }
    }

    /// Advances the clock.
    pub(crate) fn pass(&self, time: Duration) {
        self.time.fetch_add(i64::try_from(time.as_millis()).unwrap(), Ordering::SeqCst);
    }

    /// Sets the response to all requests to a path.
    pub(crate) async fn on(&self, verb: &str, at: &str, answer: ResponseTemplate) {
        Mock::given(method(verb)).and(path(at)).respond_with(answer).mount(&self.server).await;
    }

    /// Sets the response to the first request to a path only.
    pub(crate) async fn once(&self, verb: &str, at: &str, answer: ResponseTemplate) {
        Mock::given(method(verb))
            .and(path(at))
            .respond_with(answer)
            .up_to_n_times(1)
            .with_priority(1)
            .mount(&self.server)
            .await;
    }

    /// Requests so far, without those for tokens. **Invariant:** each has the headers that GitHub requires, and matches
    /// GitHub's API description.
    pub(crate) async fn requests(&self) -> Vec<Request> {
        let all = self.server.received_requests().await.unwrap();
        for request in &all {
            let header = |name: &str| -> Vec<&str> {
                request.headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect()
            };
            assert!(
                matches!(header("authorization")[..], [bearer] if bearer.starts_with("Bearer ")),
                "{}",
                request.url
            );
            assert_eq!(header("x-github-api-version"), ["2022-11-28"]);
            assert_eq!(header("user-agent"), [concat!("wg-steward/", env!("CARGO_PKG_VERSION"))]);
            assert!(header("accept")[0].starts_with("application/vnd.github"));
            assert_eq!(complaints(request), Vec::<String>::new());
        }
        all.into_iter().filter(|request| !request.url.path().ends_with("/access_tokens")).collect()
    }

    /// Requests so far, each as `GET /path?query`.
    pub(crate) async fn lines(&self) -> Vec<String> {
        let line = |request: &Request| {
            let query = request.url.query().map(|query| format!("?{query}")).unwrap_or_default();
            format!("{} {}{query}", request.method, request.url.path())
        };
        self.requests().await.iter().map(line).collect()
    }

    /// The number of token requests.
    pub(crate) async fn tokens_fetched(&self) -> usize {
        self.server.received_requests().await.unwrap().len() - self.requests().await.len()
    }

    /// Reads pull request 12 with its files and timeline; documents are files that end in `.md` outside of `draft/`.
    pub(crate) async fn snapshot(&self) -> Result<Option<Snapshot>, GitHubError> {
        self.snapshot_with(&KnownTree::default()).await
    }

    /// The same with known documents.
    pub(crate) async fn snapshot_with(&self, known: &KnownTree) -> Result<Option<Snapshot>, GitHubError> {
        self.snapshot_as(known, false).await
    }

    /// The same, with or without retries for objects that GitHub names and does not return.
    pub(crate) async fn snapshot_as(&self, known: &KnownTree, patient: bool) -> Result<Option<Snapshot>, GitHubError> {
        let repository = uaa();
        let documents = DocumentsWanted {
            is_document: &|path| path.ends_with(".md") && !path.starts_with("draft/"),
            may_be_stray: &|path| path.ends_with(".md") && path.starts_with("draft/"),
            known,
        };
        let wanted = SnapshotWanted {
            installation: INSTALLATION,
            repository: &repository,
            site: "https://github.com",
            number: 12,
            trial: None,
            told: None,
            patient,
            open: false,
            files: true,
            history: true,
            documents: Some(documents),
        };
        self.github.snapshot(&wanted).await
    }
}

/// The configuration for an address and a key.
pub(crate) fn config(api_url: &str, private_key: &str) -> GitHubConfig {
    GitHubConfig {
        api_url: api_url.to_owned(),
        app_id: APP,
        private_key: private_key.to_owned().into(),
        timeout: Duration::from_secs(10),
        details_url: Some("https://steward.example/".to_owned()),
        writes_per_minute: NonZeroU32::new(100_000),
        writes_per_hour: None,
        answers: None,
        clock: Clock::system(),
    }
}

/// A response with JSON.
pub(crate) fn json_answer(status: u16, body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_json(body)
}

/// A new token's JSON, valid for an hour from `NOW` on.
pub(crate) fn token(secret: &str) -> Value {
    json!({ "token": secret, "expires_at": "2026-08-05T01:00:00Z" })
}

/// An open pull request's JSON.
pub(crate) fn pull(changed_files: u64) -> Value {
    json!({
        "number": 12, "state": "open", "draft": false, "changed_files": changed_files, "additions": 4, "deletions": 3,
        "user": { "login": "octocat", "type": "User" },
        "head": { "sha": sha('a').as_str(), "repo": null },
        "base": { "sha": sha('b').as_str(), "repo": { "full_name": "cloudfoundry/uaa", "private": false } },
        "labels": [{ "name": "wg/docs" }],
        "requested_reviewers": [{ "login": "hubot" }],
        "requested_teams": [{ "slug": "toc" }],
    })
}

pub(crate) fn uaa() -> RepoName {
    "cloudfoundry/uaa".parse().unwrap()
}

pub(crate) fn place() -> WritePlace {
    WritePlace { installation: INSTALLATION, repository: uaa(), number: Some(12), public: true }
}

pub(crate) fn sha(digit: char) -> Sha {
    digit.to_string().repeat(40).parse().unwrap()
}
