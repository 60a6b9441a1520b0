//! The README shows what the commands print: they are run, and held against it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use regex::Regex;
use wg_steward::clock::Clock;
use wg_steward::demo::{Stage, StageConfig, play};
use wg_steward::domain::render::command::help;
use wg_steward::policies::Foundations;

/// Only one test at a time rewrites the file.
static WRITING: Mutex<()> = Mutex::new(());

#[tokio::test]
async fn the_readme_shows_what_the_demo_prints() {
    let stage = Stage::start(StageConfig {
        database_url: "sqlite::memory:".to_owned(),
        listen: "127.0.0.1:0".parse().unwrap(),
        foundations: Foundations::load(None).unwrap(),
        clock: Clock::system(),
        reconcile: false,
    });
    let stage = stage.await.unwrap();
    let mut told = Vec::new();
    play(&stage, &mut told).await.unwrap();
    stage.stop().await;
    shows("demo", &masked(&String::from_utf8(told).unwrap()));
}

#[test]
fn the_readme_shows_what_the_commands_print() {
    let commands =
        ["owners cloudfoundry/diego-release", "groups", "export codeowners --repository cloudfoundry/diego-release"];
    let told = commands.map(|command| format!("$ wg-steward {command}\n{}", answer(command)));
    shows("commands", &told.join("\n"));
}

#[test]
fn the_list_of_commands_has_the_words_of_their_help() {
    let list = include_str!("../../docs/commands.md");
    let help = help();
    let rows: Vec<_> = help.lines().filter(|line| line.contains("`/wg ")).collect();
    assert!(rows.len() > 5, "{help}");
    for row in rows {
        assert!(list.contains(row), "docs/commands.md lacks: {row}");
    }
}

fn answer(command: &str) -> String {
    let ran = Command::new(env!("CARGO_BIN_EXE_wg-steward"))
        .args(command.split(' '))
        .env_remove("WG_STEWARD_POLICIES")
        .output()
        .unwrap();
    assert!(ran.status.success(), "{command}: {ran:?}");
    String::from_utf8(ran.stdout).unwrap()
}

/// Holds what was told against what stands between `<!-- name -->` and `<!-- /name -->`.
fn shows(name: &str, told: &str) {
    let _alone = WRITING.lock().unwrap();
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let readme = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once(&begin).unwrap();
    let (shown, after) = rest.split_once(&end).unwrap();
    let expected = format!("```text\n{told}```\n");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, format!("{before}{begin}{expected}{end}{after}")).unwrap();
        return;
    }
    assert_eq!(shown, expected, "run `BLESS=1 cargo test readme` and read the difference");
}

/// Ports and times differ from run to run.
fn masked(told: &str) -> String {
    let ports = Regex::new(r"127\.0\.0\.1:\d+").unwrap();
    let times = Regex::new(r"\d+\.\d ms").unwrap();
    times.replace_all(&ports.replace_all(told, "127.0.0.1:8080"), "2.0 ms").into_owned()
}
