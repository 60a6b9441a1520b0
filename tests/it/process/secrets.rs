//! Data that must never be shown: secrets, tokens, and text of strangers.

use wg_steward::sandbox::Delivery;

use crate::support::process::{Process, command};
use crate::support::stage::repo;
use crate::support::town::{Town, WEBHOOK_SECRET};

const SETTINGS: &str = include_str!("../../../docs/settings.md");

#[tokio::test]
async fn the_log_holds_no_secret_and_nothing_that_strangers_wrote() {
    let town = Town::open().await;
    let mut environment = town.environment();
    environment.push(("WG_STEWARD_LOG", "trace".to_owned()));
    environment.push(("WG_STEWARD_WEBHOOK_SECRET_PREVIOUS", "marker-previous-secret".to_owned()));
    let mut process = Process::start(&environment).await;
    town.pull("acme/boiler", "marker-title");
    town.settle(&mut process).await;
    let spoilt = [
        r#"{"action":"opened","number":"marker-body"}"#,
        r#"{"marker-body"#,
        r#"{"repository":{"full_name":"marker-body"}}"#,
    ];
    for body in spoilt {
        let delivery = Delivery { id: "spoilt".to_owned(), event: "pull_request", body: body.as_bytes().to_vec() };
        assert_eq!(process.post(&town.github, &delivery).await, 400, "{body}");
    }
    let (code, log) = process.terminate().await;
    assert_eq!(code, Some(0));
    assert!(log.contains("up to date"), "{log}");
    let key_lines = town.key_pem.lines().filter(|line| !line.starts_with("-----"));
    for secret in [WEBHOOK_SECRET, "marker-", "ghs_", "PRIVATE KEY", "Bearer ey"].into_iter().chain(key_lines) {
        let line = log.lines().find(|line| line.contains(secret));
        assert_eq!(line, None, "`{secret}` is in the log");
    }
}

#[tokio::test]
async fn the_log_names_nobody_of_a_private_repository_unless_somebody_asks_for_it() {
    let town = Town::open().await;
    let private = repo("acme/piston");
    town.github.set_private(&private, true).unwrap();
    for (dry_run, level, is_named) in [("true", "info", false), ("false", "info", false), ("true", "debug", true)] {
        let mut environment = town.environment();
        environment.push(("WG_STEWARD_DRY_RUN", dry_run.to_owned()));
        environment.push(("WG_STEWARD_LOG", format!("wg_steward={level}")));
        let mut process = Process::start(&environment).await;
        town.pull("acme/piston", "marker-title");
        town.settle(&mut process).await;
        let (_, log) = process.terminate().await;
        let said = if dry_run == "true" { "dry run: not written" } else { "written" };
        assert!(log.contains(said), "{log}");
        let names = log.lines().find(|line| ["octocat", "monalisa", "contributor"].iter().any(|it| line.contains(it)));
        assert_eq!(names.is_some(), is_named, "{names:?}");
        assert!(!log.contains("marker-title"), "{log}");
    }
}

#[test]
fn help_lists_every_variable_and_the_value_of_no_secret() {
    let secrets = [
        ("WG_STEWARD_PRIVATE_KEY", "marker-key".to_owned()),
        ("WG_STEWARD_WEBHOOK_SECRET", "marker-secret".to_owned()),
        ("WG_STEWARD_WEBHOOK_SECRET_PREVIOUS", "marker-previous".to_owned()),
        ("WG_STEWARD_DATABASE_URL", "sqlite:marker-database".to_owned()),
    ];
    let output = command(&["serve", "--help"], &secrets).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let help = String::from_utf8(output.stdout).unwrap();
    let (_, table) = SETTINGS.split_once("| variable | default | |").unwrap();
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let variables = rows.flat_map(|row| row.split('|').nth(1).unwrap().split('`').skip(1).step_by(2));
    let mut count = 0;
    for variable in variables {
        assert!(help.contains(&format!("[env: {variable}")), "`{variable}` is not in:\n{help}");
        count += 1;
    }
    assert_eq!(count, 23, "the page's table has changed");
    assert!(!help.contains("marker-"), "{help}");
}
