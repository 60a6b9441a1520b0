//! README and docs: their sample output is printed again and compared, and their links exist.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use pulldown_cmark::{Event as MarkdownEvent, Options, Parser, Tag};
use regex::Regex;
use wg_steward::clock::Clock;
use wg_steward::demo::{Stage, StageConfig, play};
use wg_steward::domain::render::command::help;
use wg_steward::policies::Foundations;

use crate::support::stage::repo;

/// The README fits on a few screens.
const README_LINES: usize = 160;

/// Only one test at a time rewrites a file.
static WRITING: Mutex<()> = Mutex::new(());

#[tokio::test]
async fn the_docs_show_what_the_demo_prints() {
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
    let concourse = repo("concourse/concourse");
    let head = stage.github.pull(&concourse, 1).unwrap().head;
    let check = stage.github.check_runs(&concourse, &head).pop().unwrap();
    stage.stop().await;
    shows("docs/demo.md", "demo", &code(&masked(&String::from_utf8(told).unwrap())));
    let (title, summary) = (check.title.unwrap(), check.summary.unwrap());
    let check = masked(&format!("**{title}**\n\n{summary}")).replace("http://127.0.0.1:8080/", "https://github.com/");
    shows("README.md", "check", &quoted(&check));
}

#[test]
fn the_docs_show_what_the_commands_print() {
    let told = |command: &str| format!("$ wg-steward {command}\n{}", answer(command));
    shows("README.md", "owners", &code(&told("owners cloudfoundry/diego-release")));
    let (groups, export) = (told("groups"), told("export codeowners --repository cloudfoundry/diego-release"));
    shows("docs/simulate.md", "commands", &code(&format!("{groups}\n{export}")));
}

#[test]
fn the_readme_is_short() {
    let lines = read("README.md").lines().count();
    assert!(lines < README_LINES, "{lines} lines: move something to docs/");
}

#[test]
fn the_map_of_the_docs_has_every_page() {
    let map = links("docs/README.md");
    let pages = std::fs::read_dir(root().join("docs")).unwrap();
    let pages = pages.map(|page| page.unwrap().file_name().into_string().unwrap());
    let missing: Vec<_> = pages.filter(|page| page != "README.md" && !map.contains(page)).collect();
    assert!(missing.is_empty(), "docs/README.md does not link {missing:?}");
}

#[test]
fn every_link_leads_to_a_file_and_a_heading() {
    let docs = std::fs::read_dir(root().join("docs")).unwrap();
    let docs = docs.map(|page| format!("docs/{}", page.unwrap().file_name().into_string().unwrap()));
    let others = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "deploy/README.md"].map(str::to_owned);
    let mut followed = 0;
    for page in docs.filter(|page| page.ends_with(".md")).chain(others) {
        for link in links(&page).into_iter().filter(|link| !link.contains("://")) {
            let (path, heading) = link.split_once('#').unwrap_or((link.as_str(), ""));
            let target = if path.is_empty() { page.clone() } else { format!("{page}/../{path}") };
            assert!(resolved(&target).exists(), "{page}: {link}: there is no such file");
            let known = heading.is_empty() || headings(&target).contains(heading);
            assert!(known, "{page}: {link}: there is no such heading");
            followed += 1;
        }
    }
    assert!(followed > 50, "{followed} links");
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

/// Compares a text with what is between `<!-- name -->` and `<!-- /name -->` of a page.
fn shows(page: &str, name: &str, expected: &str) {
    let _alone = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let text = read(page);
    let (before, rest) = text.split_once(&begin).unwrap();
    let (shown, after) = rest.split_once(&end).unwrap();
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(root().join(page), format!("{before}{begin}{expected}{end}{after}")).unwrap();
        return;
    }
    assert_eq!(shown, expected, "{page}: run `BLESS=1 cargo test readme` and read the difference");
}

fn code(printed: &str) -> String {
    format!("```text\n{printed}```\n")
}

fn quoted(markdown: &str) -> String {
    markdown.lines().map(|line| format!("> {line}").trim_end().to_owned() + "\n").collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn resolved(page: &str) -> PathBuf {
    // A path may lead through a page that is not a folder: `docs/check.md/../new.md`.
    let mut path = root().to_owned();
    for part in page.split('/') {
        if part == ".." {
            path.pop();
        } else {
            path.push(part);
        }
    }
    path
}

fn read(page: &str) -> String {
    std::fs::read_to_string(resolved(page)).unwrap()
}

/// What a page links to, outside of code.
fn links(page: &str) -> BTreeSet<String> {
    let text = read(page);
    let events = Parser::new_ext(&text, Options::ENABLE_TABLES);
    let links = events.filter_map(|event| match event {
        MarkdownEvent::Start(Tag::Link { dest_url, .. }) => Some(dest_url.into_string()),
        _ => None,
    });
    links.collect()
}

/// The anchors that GitHub gives the headings of a page.
fn headings(page: &str) -> BTreeSet<String> {
    let kept = |ch: &char| ch.is_alphanumeric() || matches!(ch, ' ' | '-' | '_');
    let anchor = |heading: &str| heading.to_lowercase().chars().filter(kept).collect::<String>().replace(' ', "-");
    let text = read(page);
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings.filter_map(|line| line.trim_start_matches('#').strip_prefix(' ')).map(anchor).collect()
}

/// Ports and times differ from run to run.
fn masked(told: &str) -> String {
    let ports = Regex::new(r"127\.0\.0\.1:\d+").unwrap();
    let times = Regex::new(r"\d+\.\d ms").unwrap();
    times.replace_all(&ports.replace_all(told, "127.0.0.1:8080"), "2.0 ms").into_owned()
}
