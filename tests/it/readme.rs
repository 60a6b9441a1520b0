//! The README shows what the demo prints: the demo is played, and held against it.

use std::path::Path;

use regex::Regex;
use wg_steward::clock::Clock;
use wg_steward::demo::{Stage, StageConfig, play};
use wg_steward::policies::Foundations;

const BEGIN: &str = "<!-- demo -->\n";
const END: &str = "<!-- /demo -->";

#[tokio::test]
async fn the_readme_shows_what_the_demo_prints() {
    let stage = Stage::start(StageConfig {
        database_url: "sqlite::memory:".to_owned(),
        listen: "127.0.0.1:0".parse().unwrap(),
        foundations: Foundations::load(None).unwrap(),
        clock: Clock::system(),
    });
    let stage = stage.await.unwrap();
    let mut told = Vec::new();
    play(&stage, &mut told).await.unwrap();
    stage.stop().await;
    let told = masked(&String::from_utf8(told).unwrap());

    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once(BEGIN).unwrap();
    let (shown, after) = rest.split_once(END).unwrap();
    let expected = format!("```text\n{told}```\n");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{expected}{END}{after}")).unwrap();
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
