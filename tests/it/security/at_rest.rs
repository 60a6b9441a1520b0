//! Data stored on the machine, and data sent to other machines for storage.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use tokio::net::TcpListener;
use wg_steward::clock::Clock;
use wg_steward::store::{Store, StoreConfig};

use crate::support::process::{Process, command};
use crate::support::town::Town;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).permissions().mode() & 0o777
}

#[tokio::test]
async fn a_database_and_what_lies_beside_it_are_for_their_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("steward.sqlite");
    for url in [format!("sqlite:{}", path.display()), format!("sqlite:{}?mode=rwc", path.display())] {
        let store = Store::open(&StoreConfig { url: url.into(), clock: Clock::system() }).await.unwrap();
        store.recover().await.map(drop).unwrap();
        let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(names.len() >= 4, "the file, -wal, -shm and -lock: {names:?}");
        for name in &names {
            assert_eq!(mode(name), 0o600, "{}", name.display());
        }
        store.close().await;
        names.iter().filter(|name| name.exists()).for_each(|name| fs::remove_file(name).unwrap());
    }
}

#[tokio::test]
async fn a_key_or_a_database_that_everybody_may_read_is_warned_of_with_the_way_out() {
    let town = Town::open().await;
    let key = town.path("key.pem");
    fs::write(&key, &town.key_pem).unwrap();
    town.store().await.close().await;
    let database = town.path("steward.sqlite");
    let mut environment = town.environment();
    environment.retain(|(name, _)| *name != "WG_STEWARD_PRIVATE_KEY");
    environment.push(("WG_STEWARD_PRIVATE_KEY_FILE", key.display().to_string()));
    for (bits, warned) in [(0o644, true), (0o640, false), (0o600, false)] {
        for file in [&key, &database] {
            fs::set_permissions(file, fs::Permissions::from_mode(bits)).unwrap();
        }
        let process = Process::start(&environment).await;
        let log = process.logged();
        for (file, words) in [(&key, "private key readable"), (&database, "database readable")] {
            let line = log.lines().find(|line| line.contains(words));
            assert_eq!(line.is_some(), warned, "{bits:o}: {log}");
            let way_out = format!("chmod 600 {}", file.display());
            assert!(line.is_none_or(|line| line.contains(&way_out)), "{log}");
        }
    }
}

/// Starts it with other settings; returns its output when it refuses to start.
fn refusal(town: &Town, settings: &[(&'static str, &str)]) -> String {
    let mut environment = town.environment();
    for (name, value) in settings {
        environment.retain(|(known, _)| known != name);
        environment.push((name, (*value).to_owned()));
    }
    let output = command(&["serve"], &environment).output().unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(!said.contains("hush"), "{said}");
    said
}

#[tokio::test]
async fn a_database_server_elsewhere_that_need_not_show_who_it_is_is_refused() {
    let town = Town::open().await;
    let weak = "postgres://steward:hush@db.example/steward?sslmode=require";
    let said = refusal(&town, &[("WG_STEWARD_DATABASE_URL", weak)]);
    assert!(said.contains("`sslmode=require` does not verify the database server"), "{said}");
    assert!(said.contains("sslmode=verify-full") && said.contains("WG_STEWARD_DATABASE_UNVERIFIED=true"), "{said}");
    // A name that does not resolve: with the setting, the server is contacted.
    let weak = "postgres://steward:hush@db.invalid/steward?sslmode=require";
    let said = refusal(&town, &[("WG_STEWARD_DATABASE_URL", weak), ("WG_STEWARD_DATABASE_UNVERIFIED", "true")]);
    assert!(said.contains("can't use the database `postgres://db.invalid:5432/steward`"), "{said}");
}

#[tokio::test]
async fn an_api_over_plain_http_on_another_machine_is_refused() {
    let town = Town::open().await;
    let said = refusal(&town, &[("WG_STEWARD_GITHUB_API_URL", "http://ghe.example/api/v3")]);
    assert!(said.contains("API address can't be used") && said.contains("could be read on the way"), "{said}");
}

#[tokio::test]
async fn a_proxy_that_can_not_be_used_ends_the_start_and_one_that_can_is_used() {
    let town = Town::open().await;
    let said = refusal(&town, &[("HTTPS_PROXY", "socks5://steward:hush@proxy.example")]);
    assert!(said.contains("the app's proxy can't be used") && said.contains("HTTPS_PROXY"), "{said}");

    let proxy = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut environment = town.environment();
    environment.retain(|(name, _)| *name != "WG_STEWARD_GITHUB_API_URL");
    environment.push(("WG_STEWARD_GITHUB_API_URL", "https://ghe.invalid/api/v3".to_owned()));
    environment.push(("HTTPS_PROXY", format!("http://{}", proxy.local_addr().unwrap())));
    let _process = Process::start(&environment).await;
    let (peer, _) = proxy.accept().await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        peer.readable().await.unwrap();
        let mut bytes = [0; 1024];
        if let Ok(read) = peer.try_read(&mut bytes) {
            assert!(read > 0, "it ended early");
            head.extend_from_slice(&bytes[..read]);
        }
    }
    let head = String::from_utf8(head).unwrap();
    assert!(head.starts_with("CONNECT ghe.invalid:443 HTTP/1.1\r\n"), "{head}");
    assert!(!head.to_lowercase().contains("\r\nauthorization:"), "{head}");
}

#[tokio::test]
async fn the_log_begins_with_what_runs_here_and_for_whom() {
    let town = Town::open().await;
    let process = Process::start(&town.environment()).await;
    let log = process.logged();
    let line = log.lines().find(|line| line.contains("wg-steward starts")).unwrap_or_else(|| panic!("{log}"));
    for word in [env!("CARGO_PKG_VERSION"), "acme", "http://127.0.0.1:", "SQLite", "4711"] {
        assert!(line.contains(word), "{word}: {line}");
    }
}
