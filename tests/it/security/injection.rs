//! Text of strangers (titles, paths, names, YAML, comments) stays text wherever the app repeats it.

use std::collections::BTreeSet;

use comrak::{Options, markdown_to_html};
use regex::Regex;
use serde_json::Value;
use wg_steward::policies::Foundations;
use wg_steward::sandbox::{FileChanges, NewHead, NewPull};

use crate::cli::put;
use crate::support::log::repeated_keys;
use crate::support::markup::{links, tags};
use crate::support::process::command;
use crate::support::stage::{Acme, acme_with_policy, login, repo};
use crate::support::town::Town;

/// All characters with a special meaning, as written between double quotes in YAML.
const HOSTILE: &str = r#"@octocat @acme/leads <img src=x onerror=alert(1)> [x](javascript:alert(2)) ![y](https://evil.example/p.png) <https://evil.example> www.evil.example `a` **b** #1 | \e[31m\u202e\u200b\n\n# c\n\n::error::d"#;

/// The same without escapes.
fn hostile() -> String {
    HOSTILE.replace(r"\e", "\u{1b}").replace(r"\u202e", "\u{202e}").replace(r"\u200b", "\u{200b}").replace(r"\n", "\n")
}

/// A charter in which every scalar is hostile, except those that make it a valid charter of a repository.
fn charter(repository: &str) -> String {
    format!(
        "# {HOSTILE}: Working Group Charter\n\n```yaml\nname: \"Evil {HOSTILE}\"\nexecution_leads:\n- name: \"{HOSTILE}\"\n  \
         github: octocat\n- name: A\n  github: \"{HOSTILE}\"\ntechnical_leads:\n- \"{HOSTILE}\"\nbots: \"{HOSTILE}\"\n\
         areas:\n- name: \"{HOSTILE}\"\n  approvers:\n  - name: \"{HOSTILE}\"\n    github: \"{HOSTILE}\"\n  \
         repositories: [{repository}, \"{HOSTILE}\", \"acme/{HOSTILE}\"]\n\"{HOSTILE}\": \"{HOSTILE}\"\n```\n"
    )
}

/// A path with all characters that a path may have.
fn path(folder: &str) -> String {
    format!("{folder}/@octocat <img src=x onerror=alert(3)> `|[x](javascript:y)\u{202e}\u{1b}[31m.md")
}

/// All checks and commands.
fn everything() -> Foundations {
    let documents = "index: groups/INDEX.md\n  org_file: org/acme.yml\n  contributors: org/contributors.yml";
    let more = "  wg/proposal: enforce\n  wg/charter: enforce\ncommands: {}\n";
    acme_with_policy(|policy| policy.replace("index: groups/INDEX.md", documents) + more)
}

/// The texts that the app wrote on GitHub, each with its place.
fn written(acme: &Acme) -> Vec<(&'static str, String)> {
    let mut texts = Vec::new();
    let mut keep = |place, value: &Value| texts.extend(value.as_str().map(|text| (place, text.to_owned())));
    for call in acme.stage.github.journal().iter().filter(|call| call.method != "GET") {
        let Some(body) = &call.request_body else { continue };
        keep("markdown", &body["body"]);
        keep("label", &body["description"]);
        keep("label", &body["name"]);
        keep("title", &body["output"]["title"]);
        keep("markdown", &body["output"]["summary"]);
        for annotation in body["output"]["annotations"].as_array().into_iter().flatten() {
            keep("lines", &annotation["title"]);
            keep("lines", &annotation["message"]);
        }
    }
    texts
}

/// Markdown in GitHub's rendering, without code.
fn as_github_shows_it(markdown: &str) -> String {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.extension.autolink = true;
    options.render.r#unsafe = true;
    let html = markdown_to_html(markdown, &options);
    Regex::new("(?s)<pre.*?</pre>|<code.*?</code>").unwrap().replace_all(&html, "").into_owned()
}

#[track_caller]
fn tame(place: &str, text: &str, site: &str) {
    let steers = |ch: char| (ch.is_control() && ch != '\n') || matches!(ch, '\u{202e}' | '\u{200b}');
    assert!(!text.contains(steers), "{place}: {text:?}");
    match place {
        "markdown" => {
            let shown = as_github_shows_it(text);
            let mention = Regex::new("@(octocat|acme)").unwrap();
            assert!(!mention.is_match(&shown), "somebody is pinged: {shown}");
            assert!(links(&shown).iter().all(|link| link.starts_with(site)), "{:?}", links(&shown));
            let harmful = ["<img", "<script", "<svg", "<b>", "<h1", "<iframe"];
            let tags: BTreeSet<_> = tags(&shown).into_iter().filter(|tag| !tag.starts_with("<!--")).collect();
            assert!(!tags.iter().any(|tag| harmful.iter().any(|word| tag.starts_with(word))), "{tags:?}");
            assert!(!tags.iter().any(|tag| tag.contains(" on") || tag.contains("src=")), "{tags:?}");
        }
        "title" => assert!(!text.contains(['@', '\n']), "{text:?}"),
        "label" => assert!(!text.contains('\n'), "{text:?}"),
        _ => {}
    }
}

#[tokio::test]
async fn nothing_that_people_write_means_anything_in_checks_and_comments() {
    let acme = Acme::start_with(everything()).await;
    let (governance, owned) = (repo("acme/governance"), repo("acme/boiler"));
    let taken_in = FileChanges::new().write("groups/evil.md", charter("acme/piston"));
    acme.stage.github.push_to_default_branch(&governance, &login("octocat"), &taken_in).unwrap();
    let proposed = FileChanges::new()
        .write("groups/worse.md", charter("acme/boiler"))
        .write("groups/INDEX.md", format!("# {}\n\n## [{}]({})\n", hostile(), hostile(), hostile()))
        .write("org/acme.yml", format!("orgs:\n  \"{HOSTILE}\":\n    repos: {{\"{HOSTILE}\": {{}}}}\n"))
        .write(&path("groups"), "x")
        .write(&path("docs"), "x");
    for (repository, changes) in [(&governance, proposed), (&repo("acme/piston"), FileChanges::of_paths([path("a")]))] {
        let pull = NewPull {
            repository: repository.clone(),
            author: login("contributor"),
            title: hostile(),
            base: None,
            head: NewHead::Fork(format!("change-{}", repository.name())),
            changes,
            draft: false,
        };
        acme.stage.github.open_pull(pull).unwrap();
    }
    let talk = acme.open("acme/boiler", "contributor");
    let one_line = hostile().replace('\n', " ");
    for verb in ["who-owns", "explain", "request", "away until", "<img src=x>@octocat"] {
        let said = format!("/wg {verb} {one_line}");
        acme.stage.github.comment(&owned, talk, &login("contributor"), &said).unwrap();
    }
    // Not compared with GitHub's API description: the sandbox writes such paths into addresses unescaped.
    acme.stage.deliver().await.unwrap();

    let (texts, site) = (written(&acme), &acme.stage.settings().github_api_url);
    let said = |words: &str| texts.iter().any(|(_, text)| text.contains(words));
    assert!(said("Evil") && said("onerror") && said("::error::d") && said("javascript"), "{texts:#?}");
    for kind in ["markdown", "title", "label", "lines"] {
        assert!(texts.iter().filter(|(place, _)| *place == kind).count() > 2, "{kind}: {texts:#?}");
    }
    texts.iter().for_each(|(place, text)| tame(place, text, site));
}

#[test]
fn nothing_that_people_write_steers_a_terminal_or_a_workflow() {
    let root = tempfile::tempdir().unwrap();
    let base = tempfile::tempdir().unwrap();
    let policies = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/acme");
    put(base.path(), "groups/good.md", b"# Good: Working Group Charter\n");
    put(root.path(), "groups/evil.md", charter("acme/piston").as_bytes());
    put(root.path(), "groups/raw.md", charter("acme/x").replace(HOSTILE, &hostile()).as_bytes());
    put(root.path(), "groups/INDEX.md", hostile().as_bytes());
    put(root.path(), &path("groups").replace("groups/", "groups/deep/"), b"x");
    let (here, before) = (root.path().to_str().unwrap(), base.path().to_str().unwrap());
    for arguments in [
        &["check", here][..],
        &["check", here, "--format", "github"],
        &["check", here, "--format", "json"],
        &["check", here, "--format", "sarif"],
        &["groups", "--root", here],
        &["groups", "evil", "--root", here],
        &["owners", "acme/piston", "--root", here],
        &["simulate", "--base", before, "--head", here],
        &["simulate", "--base", before, "--head", here, "--format", "json"],
        &["export", "teams", "--root", here],
        &["export", "labels", "--root", here],
        &["check", "groups/\u{1b}[31m\u{202e}\n::error::d.md"],
        &["groups", "--root", "\u{1b}[31m\u{202e}\n::error::d"],
    ] {
        let run = command(&[arguments, &["--policies", policies]].concat(), &[]).output().unwrap();
        let said = String::from_utf8([run.stdout, run.stderr].concat()).unwrap();
        let steers = |ch: char| (ch.is_control() && ch != '\n') || ch == '\u{202e}';
        let is_json = arguments.iter().any(|word| matches!(*word, "json" | "sarif" | "teams" | "labels"));
        assert!(!said.is_empty(), "{arguments:?} is not a complete command");
        assert!(!said.contains('\u{1b}'), "{arguments:?}: {said:?}");
        assert!(is_json || !said.contains(steers), "{arguments:?}: {said:?}");
        assert!(!said.lines().any(|line| line.trim_start().starts_with("::error::d")), "{arguments:?}: {said}");
    }
}

#[tokio::test]
async fn every_event_of_the_log_is_one_line_of_json_whatever_is_written_on_github() {
    let town = Town::open().await;
    let mut environment = town.environment();
    environment.push(("WG_STEWARD_LOG", "trace".to_owned()));
    let mut process = crate::support::process::Process::start(&environment).await;
    let changes = FileChanges::new().write("groups/evil.md", charter("acme/piston")).write(&path("groups"), "x");
    town.github.push_to_default_branch(&repo("acme/governance"), &login("octocat"), &changes).unwrap();
    town.pull("acme/boiler", &hostile());
    town.post(&process).await;
    process.logs("up to date").await;
    let answer = reqwest::Client::builder().no_proxy().build().unwrap();
    let spoilt = format!("http://{}/rules/%1b%5b31m%0a{{}}", process.address);
    assert_eq!(answer.get(spoilt).send().await.unwrap().status(), 404);
    let (code, log) = process.terminate().await;
    assert_eq!(code, Some(0));
    for line in log.lines() {
        assert!(serde_json::from_str::<Value>(line).is_ok_and(|event| event["level"].is_string()), "{line}");
        assert!(!line.contains(char::is_control), "{line:?}");
        assert_eq!(repeated_keys(line), [""; 0], "{line}");
    }
    assert!(log.contains("\"job\":\"pull:"), "what a run was about is in the log");
    assert_eq!(repeated_keys(r#"{"target":"a","level":"b","target":{"target":1}}"#), ["target"]);
}
