//! A start with invalid settings fails: exit code 2, with the problem, its place and how to fix it, and without
//! secrets.

use std::fs;

use sqlx::{Connection, SqliteConnection};
use tokio::net::TcpListener;

use crate::support::postgres;
use crate::support::process::command;
use crate::support::town::Town;

type Environment = Vec<(&'static str, String)>;

/// The environment of a town in which every secret is a marker.
fn environment(town: &Town) -> Environment {
    let mut environment = town.environment();
    environment.push(("WG_STEWARD_WEBHOOK_SECRET_PREVIOUS", "marker-previous".to_owned()));
    environment
}

fn set(environment: &mut Environment, name: &'static str, value: &str) {
    environment.retain(|(known, _)| *known != name);
    environment.push((name, value.to_owned()));
}

fn unset(environment: &mut Environment, name: &str) {
    environment.retain(|(known, _)| *known != name);
}

/// Starts it, expects a refusal and returns its output.
#[track_caller]
fn refusal(town: &Town, environment: &Environment) -> String {
    let output = command(&["serve"], environment).output().unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    let key_line = town.key_pem.lines().nth(1).unwrap();
    assert!(!said.contains("marker-") && !said.contains(key_line), "a secret is shown: {said}");
    said
}

#[tokio::test]
async fn a_policy_with_an_unknown_key_is_refused_with_its_place() {
    let town = Town::open().await;
    let folder = town.path("policies");
    fs::create_dir(&folder).unwrap();
    let good = include_str!("../../fixtures/acme/policy.yml");
    fs::write(folder.join("policy.yml"), good.replace("labels:\n", "lables: 1\nlabels:\n")).unwrap();
    let mut environment = environment(&town);
    set(&mut environment, "WG_STEWARD_POLICIES", folder.to_str().unwrap());
    let line = good.lines().position(|line| line == "labels:").unwrap() + 1;
    let said = refusal(&town, &environment);
    assert!(said.contains(&format!("policy.yml:{line}:1: ")), "{said}");
    assert!(said.contains("`lables`") && said.contains("labels"), "{said}");
}

#[tokio::test]
async fn what_is_missing_is_named_with_its_variable_and_flag() {
    let town = Town::open().await;
    for (variable, flag) in [
        ("WG_STEWARD_APP_ID", "--app-id"),
        ("WG_STEWARD_PRIVATE_KEY", "--private-key-file"),
        ("WG_STEWARD_WEBHOOK_SECRET", "--webhook-secret"),
    ] {
        let mut environment = environment(&town);
        unset(&mut environment, variable);
        let said = refusal(&town, &environment);
        assert!(said.contains(variable) && said.contains(flag), "{said}");
        set(&mut environment, variable, "");
        let said = refusal(&town, &environment);
        assert!(said.contains(flag), "an empty one is as good as none: {said}");
    }
}

#[tokio::test]
async fn a_key_that_cannot_be_used_is_refused_without_a_word_of_it() {
    let town = Town::open().await;
    let mut file = environment(&town);
    unset(&mut file, "WG_STEWARD_PRIVATE_KEY");
    let absent = town.path("absent.pem").display().to_string();
    set(&mut file, "WG_STEWARD_PRIVATE_KEY_FILE", &absent);
    let said = refusal(&town, &file);
    assert!(said.contains(&absent) && said.contains("that this user may read it"), "{said}");

    let bad = "-----BEGIN RSA PRIVATE KEY-----\nmarker-key\n-----END RSA PRIVATE KEY-----";
    let mut text = environment(&town);
    set(&mut text, "WG_STEWARD_PRIVATE_KEY", bad);
    assert!(refusal(&town, &text).contains("the app's private key can't be used"));

    let path = town.path("bad.pem");
    fs::write(&path, bad).unwrap();
    set(&mut file, "WG_STEWARD_PRIVATE_KEY_FILE", path.to_str().unwrap());
    assert!(refusal(&town, &file).contains("the app's private key can't be used"));
}

#[tokio::test]
async fn a_database_that_cannot_be_used_is_refused() {
    let town = Town::open().await;
    let mut other = environment(&town);
    set(&mut other, "WG_STEWARD_DATABASE_URL", "mysql://user:marker-password@db.example/steward");
    assert!(refusal(&town, &other).contains("`mysql` is not a supported kind of database"));

    town.store().await.close().await;
    let mut raw = SqliteConnection::connect(&town.database_url()).await.unwrap();
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                 VALUES (99, 'later', TRUE, x'00', 0)";
    sqlx::query(newer).execute(&mut raw).await.unwrap();
    raw.close().await.unwrap();
    let said = refusal(&town, &environment(&town));
    assert!(said.contains("schema version 99") && said.contains("start the newer program"), "{said}");
}

#[tokio::test]
async fn a_server_that_lets_nobody_in_is_refused_without_the_password() {
    let town = Town::open().await;
    let good = postgres::database().await;
    let (before, place) = good.rsplit_once('@').unwrap();
    let wrong = |address: String| {
        let mut environment = environment(&town);
        set(&mut environment, "WG_STEWARD_DATABASE_URL", &address);
        refusal(&town, &environment)
    };
    let said = wrong(format!("postgres://steward:marker-guessed@{place}"));
    assert!(said.contains(&format!("can't use the database `postgres://{place}`")), "{said}");
    assert!(said.contains("password authentication failed"), "{said}");
    let said = wrong(format!("{before}@{}/nowhere", place.split_once('/').unwrap().0));
    assert!(said.contains("does not exist"), "{said}");
    let said = wrong("postgres://steward:marker-pass/word@127.0.0.1/steward".to_owned());
    assert!(said.contains("the address of the database can't be read") && said.contains("%2F"), "{said}");
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let said = wrong(format!("postgres://steward:marker-password@{nobody}/steward"));
    assert!(said.contains(&format!("can't use the database `postgres://{nobody}/steward`")), "{said}");
    assert!(said.contains("Connection refused"), "{said}");
}

#[tokio::test]
async fn an_address_that_cannot_be_used_is_refused() {
    let town = Town::open().await;
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let mut environment = environment(&town);
    set(&mut environment, "WG_STEWARD_LISTEN", &address);
    let said = refusal(&town, &environment);
    assert!(said.contains(&format!("can't listen on {address}: choose another with `--listen` or `PORT`")), "{said}");
    set(&mut environment, "WG_STEWARD_LISTEN", "127.0.0.1:0");
    set(&mut environment, "WG_STEWARD_ADMIN_LISTEN", &address);
    let said = refusal(&town, &environment);
    assert!(said.contains(&format!("can't listen on {address}: choose another with `--admin-listen`")), "{said}");
    set(&mut environment, "WG_STEWARD_GITHUB_API_URL", "https://marker-user:marker-password@ghe.example/api/v3");
    assert!(refusal(&town, &environment).contains("API address can't be used"));
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_told_within_two_seconds() {
    let town = Town::open().await;
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let place = silent.local_addr().unwrap();
    let mut environment = environment(&town);
    set(&mut environment, "WG_STEWARD_DATABASE_URL", &format!("postgres://steward:marker-password@{place}/steward"));
    let begun = std::time::Instant::now();
    let said = refusal(&town, &environment);
    assert!(said.contains(&format!("can't use the database `postgres://{place}/steward`")), "{said}");
    assert!(said.contains("no answer within 1800 ms"), "{said}");
    // Two seconds, plus the start of a process on a busy machine; a pool would have waited for eight.
    assert!(begun.elapsed() < std::time::Duration::from_secs(6), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_path_without_a_scheme_is_a_database() {
    let town = Town::open().await;
    let path = town.path("plain.db");
    let mut environment = environment(&town);
    set(&mut environment, "WG_STEWARD_DATABASE_URL", path.to_str().unwrap());
    drop(crate::support::process::Process::start(&environment).await);
    assert!(path.is_file());
}
