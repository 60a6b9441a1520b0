//! Checks the architecture of the source code: reads the text of all Rust files in `src`, `tests` and `fuzz`, without
//! the compiler. It sees `use` lines and paths such as `crate::x::y`, but not the expansion of macros. The tests at the
//! end of a file may use any module.
//!
//! For each check, the test below it contains a file that violates it.

mod names;
mod source;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;
use source::Source;

/// Which rooms each room may name. `main.rs` and `lib.rs` may name all.
const ROOMS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("telemetry", &[]),
    // All rooms that count name it, and it names none: it does not know the meaning of its counters.
    ("metrics", &[]),
    ("clock", &["domain"]),
    ("config", &["domain"]),
    ("folder", &["domain"]),
    ("policies", &["domain", "folder"]),
    ("github", &["domain", "clock"]),
    ("store", &["domain", "clock"]),
    ("sandbox", &["domain", "clock"]),
    ("worker", &["domain", "clock", "config", "metrics", "policies", "github", "store"]),
    ("http", &["domain", "clock", "config", "metrics", "policies", "github", "store", "worker"]),
    ("app", &["domain", "clock", "config", "metrics", "policies", "github", "store", "worker", "http"]),
    ("demo", &["domain", "clock", "config", "policies", "store", "sandbox", "app"]),
    ("cli", &["domain", "clock", "config", "policies", "folder", "telemetry", "github", "store", "app", "demo"]),
];

/// Crates that only some rooms may use, with these rooms.
const CRATES: &[(&str, &[&str])] = &[
    ("sqlx", &["store"]),
    ("prometheus_client", &["metrics"]),
    ("tracing_subscriber", &["telemetry"]),
    ("clap", &["cli", "config"]),
    // The sandbox verifies the signatures that octocrab makes.
    ("octocrab", &["github", "sandbox"]),
];

/// Patterns that the domain must not contain, with the reason.
const IMPURE: &[(&str, &str)] = &[
    (r"\basync\b|\.await\b|\btokio\b", "waits: decide in the domain, wait outside"),
    (r"\bstd::(fs|net|process|thread|io)\b", "does input or output: hand it in as an argument"),
    (r"\bstd::env\b|\benv::var", "reads the environment: hand it in as an argument"),
    (r"\bSystemTime\b|\bInstant\b|\b(Utc|Local)::now\b", "asks what time it is: take a `Timestamp`"),
    (r"\btracing\b|\be?print(ln)?!", "logs or prints: say it in the result"),
    (r"\bstatic\s+mut\b|\bOnceLock\b|\bLazyLock\b|\bthread_local!", "keeps state: the same input gives the same bytes"),
];

/// The maximum number of lines in a file.
const LINES: usize = 400;

fn rooms(source: &Source) -> Vec<String> {
    let room = source.room();
    if room.is_empty() || source.path == "src/main.rs" {
        return Vec::new();
    }
    let Some((_, allowed)) = ROOMS.iter().find(|(name, _)| *name == room) else {
        return vec![format!("{}: `{room}` is a new room: say in ROOMS what it may name", source.path)];
    };
    let names = source.names();
    let other = |name: &&Vec<String>| {
        let named = name.first().map_or("", String::as_str);
        named != room && ROOMS.iter().any(|(known, _)| *known == named) && !allowed.contains(&named)
    };
    let complaint = |name: &Vec<String>| {
        format!("{}: `{room}` must not name `{}`: turn the arrow round, or pass it in", source.path, name.join("::"))
    };
    names.iter().filter(other).map(complaint).collect()
}

/// Finds crates in rooms that must not use them.
fn crates(source: &Source) -> Vec<String> {
    let room = source.room();
    let used = |name: &str| source.code.contains(&format!("{name}::"));
    let strays = CRATES.iter().filter(|(name, rooms)| !rooms.contains(&room) && used(name));
    strays.map(|(name, rooms)| format!("{}: `{name}` stays in {}", source.path, rooms.join(" and "))).collect()
}

/// Rows of the table in `lib.rs` that do not match `ROOMS`.
fn untrue_rows(page: &str) -> Vec<String> {
    let row = |(room, names): &(&str, &[&str])| {
        let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        let expected = if names.is_empty() { "no room".to_owned() } else { names.join(", ") };
        let start = format!("//! | [`{room}`] | ");
        let shown = page.lines().find_map(|line| line.strip_prefix(&start)?.strip_suffix(" |")?.rsplit(" | ").next());
        (shown != Some(expected.as_str()))
            .then(|| format!("src/lib.rs: `{room}` may name {expected}, it says {shown:?}"))
    };
    ROOMS.iter().filter_map(row).collect()
}

/// Finds cycles between the modules of a folder. A reference between two files counts for the two folders where their
/// paths diverge; a module and its submodules may refer to each other.
fn circles(sources: &[Source]) -> Vec<String> {
    let modules: BTreeSet<&[String]> = sources.iter().map(|source| source.module.as_slice()).collect();
    let mut arrows: BTreeMap<(Vec<String>, Vec<String>), String> = BTreeMap::new();
    for source in sources {
        for name in source.names() {
            let known = (1..=name.len()).rev().map(|length| &name[..length]).find(|part| modules.contains(part));
            let Some(target) = known else { continue };
            let common = source.module.iter().zip(target).take_while(|(a, b)| a == b).count();
            if common < source.module.len() && common < target.len() {
                let ends = (source.module[..=common].to_vec(), target[..=common].to_vec());
                arrows.entry(ends).or_insert_with(|| format!("{} names `{}`", source.path, name.join("::")));
            }
        }
    }
    let circle = |start: &Vec<String>| way(start, start, &arrows);
    let starts: BTreeSet<&Vec<String>> = arrows.keys().map(|(from, _)| from).collect();
    let found: BTreeSet<_> = starts.into_iter().filter_map(circle).collect();
    found.into_iter().map(|steps| format!("a circle: {steps}; turn one of them round")).collect()
}

/// The references on a path from one module to another, if there is one.
fn way(from: &[String], to: &[String], arrows: &BTreeMap<(Vec<String>, Vec<String>), String>) -> Option<String> {
    let mut reached: BTreeMap<&[String], Vec<&str>> = BTreeMap::from([(from, Vec::new())]);
    let mut next = vec![from];
    while let Some(here) = next.pop() {
        for ((start, end), why) in arrows.iter().filter(|((start, _), _)| start == here) {
            let mut steps = reached[start.as_slice()].clone();
            steps.push(why);
            if end == to {
                steps.sort_unstable();
                return Some(steps.join("; "));
            }
            if !reached.contains_key(end.as_slice()) {
                reached.insert(end, steps);
                next.push(end);
            }
        }
    }
    None
}

fn purity(source: &Source) -> Vec<String> {
    if source.room() != "domain" {
        return Vec::new();
    }
    let mut complaints: Vec<_> = IMPURE
        .iter()
        .filter_map(|(pattern, why)| {
            let found = Regex::new(pattern).unwrap().find(&source.code)?.as_str().to_owned();
            Some(format!("{}: `{found}`: the domain never {why}", source.path))
        })
        .collect();
    if source.code.contains("HashMap") || source.code.contains("HashSet") {
        let way_out = "use a `BTreeMap` or `BTreeSet`: the same input gives the same bytes";
        complaints.push(format!("{}: a hash map in the domain: {way_out}", source.path));
    }
    complaints
}

fn shape(source: &Source) -> Vec<String> {
    let mut complaints = Vec::new();
    let lines = source.text.lines().count();
    if lines > LINES {
        complaints.push(format!("{}: {lines} lines, at most {LINES}: split it by what it is about", source.path));
    }
    if !source.text.starts_with("//!") {
        complaints.push(format!("{}: begin with one paragraph of `//!`: what is in here, and why", source.path));
    }
    if source.code.contains("#[allow(") || source.code.contains("#![allow(") {
        complaints.push(format!("{}: `allow`: write `#[expect(…, reason = \"…\")]`", source.path));
    }
    complaints.extend(names(source));
    complaints
}

fn names(source: &Source) -> Vec<String> {
    let vague =
        Regex::new(r"\b(?:mod|struct|enum|trait|fn)\s+(get_\w+|handle_\w+|\w*(?i:util|helper|manager)\w*)").unwrap();
    let defined = vague.captures_iter(&source.code).map(|found| found[1].to_owned());
    let file = source.module.last().filter(|name| ["util", "helper", "manager"].iter().any(|word| name.contains(word)));
    let complaint = |name: String| format!("{}: `{name}` says nothing: name what it is or does", source.path);
    defined.chain(file.cloned()).map(complaint).collect()
}

fn tests_of(source: &Source) -> Vec<String> {
    // A test file is all tests; in a product file the tests follow `cfg(test)`.
    let tests = source.text.split_once("#[cfg(test)]").map(|(_, tests)| Source::of(&source.path, tests).code);
    let code = if source.path.starts_with("tests/") { Some(source.code.clone()) } else { tests };
    let Some(code) = code else { return Vec::new() };
    let bans = [
        (r"\bsleep\w*\(", "a sleep: wait for what is to happen, or move a clock by hand"),
        (r"#\[ignore", "an ignored test: mend it or delete it"),
    ];
    let found = bans.iter().filter(|(pattern, _)| Regex::new(pattern).unwrap().is_match(&code));
    found.map(|(_, why)| format!("{}: {why}", source.path)).collect()
}

/// Fields of a log event with the name of a field that every log line has.
fn doubled_fields(source: &Source) -> Vec<String> {
    let event =
        Regex::new(r"\b(?:trace|debug|info|warn|error)!\((?:[^;]*?,)?\s*[%?]?(target|level|timestamp|message)\s*[,=)]");
    let found = event.unwrap().captures_iter(&source.code).map(|found| found[1].to_owned()).collect::<Vec<_>>();
    found
        .iter()
        .map(|name| format!("{}: the log has a `{name}` in each line: call it otherwise", source.path))
        .collect()
}

#[track_caller]
fn none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

#[test]
fn no_room_names_a_room_that_it_must_not() {
    none(Source::all("src").iter().flat_map(rooms).collect());
}

#[test]
fn no_crate_is_used_outside_of_its_rooms() {
    none(Source::all("src").iter().flat_map(crates).collect());
}

#[test]
fn the_page_about_the_architecture_has_the_rooms_as_they_are() {
    none(untrue_rows(include_str!("../../../src/lib.rs")));
}

#[test]
fn no_circle_goes_through_the_modules() {
    none(circles(&Source::all("src")));
}

#[test]
fn the_domain_is_pure() {
    none(Source::all("src").iter().flat_map(purity).collect());
}

#[test]
fn files_are_small_begin_with_their_purpose_and_name_things() {
    let folders = ["src", "tests", "fuzz/src", "fuzz/targets"];
    none(folders.iter().flat_map(|folder| Source::all(folder)).flat_map(|source| shape(&source)).collect());
}

#[test]
fn tests_do_not_sleep_and_none_is_left_out() {
    none(Source::all("src").iter().chain(&Source::all("tests")).flat_map(tests_of).collect());
}

#[test]
fn no_event_of_the_log_has_a_key_twice() {
    none(Source::all("src").iter().flat_map(doubled_fields).collect());
}

/// Asserts that a guard reports exactly one problem in a file, with these words.
#[track_caller]
fn caught(guard: impl Fn(&Source) -> Vec<String>, path: &str, text: &str, words: &str) {
    let complaints = guard(&Source::of(path, text));
    assert!(complaints.len() == 1 && complaints[0].contains(words), "{words}: {complaints:?}");
}

#[test]
fn a_wrong_room_is_caught() {
    caught(rooms, "src/domain/plan.rs", "use crate::clock::Clock;", "must not name `clock::Clock`");
    caught(rooms, "src/github/read.rs", "fn x() { crate::store::open() }", "must not name `store::open`");
    caught(rooms, "src/store/mod.rs", "use crate::{domain::types::ids, github::wire};", "must not name `github::wire`");
    caught(rooms, "src/http/webhook.rs", "use super::super::cli;", "must not name `cli`");
    caught(rooms, "src/worker/run.rs", "use crate::cli::serve;", "must not name `cli::serve`");
    caught(rooms, "src/magic/mod.rs", "", "new room");
    none(rooms(&Source::of("src/worker/run.rs", "use crate::{github, store, domain::decide};")));
}

#[test]
fn a_stray_crate_and_an_untrue_page_are_caught() {
    caught(crates, "src/worker/run.rs", "use sqlx::Row;", "`sqlx` stays in store");
    let page = include_str!("../../../src/lib.rs").replace("| `domain`, `folder` |", "| `domain` |");
    let complaints = untrue_rows(&page);
    assert!(complaints.len() == 1 && complaints[0].contains("`policies` may name"), "{complaints:?}");
}

#[test]
fn a_circle_is_caught() {
    let files = [
        Source::of("src/domain/mod.rs", "pub mod a; pub mod b;"),
        Source::of("src/domain/a/mod.rs", "mod x;"),
        Source::of("src/domain/a/x.rs", "use super::Parent; use crate::domain::b::B;"),
        Source::of("src/domain/b.rs", "use super::a::A;"),
    ];
    let found = circles(&files);
    assert!(found.len() == 1 && found[0].contains("domain/a/x.rs names `domain::b::B`"), "{found:?}");
    none(circles(&files[..3]));
}

#[test]
fn an_impure_domain_is_caught() {
    let path = "src/domain/x.rs";
    for (code, words) in [
        ("async fn x() {}", "`async`"),
        ("use std::fs;", "`std::fs`"),
        ("use std::net::IpAddr;", "`std::net`"),
        ("fn x() { std::env::var(\"A\") }", "`std::env`"),
        ("use std::time::{Duration, Instant};", "`Instant`"),
        ("fn x() { tracing::info!() }", "`tracing`"),
        ("fn x() { println!() }", "`println!`"),
        ("use std::collections::HashMap;", "hash map"),
    ] {
        caught(purity, path, code, words);
    }
    none(purity(&Source::of("src/store/x.rs", "async fn x() {}")));
}

#[test]
fn a_key_that_would_be_twice_in_the_log_is_caught() {
    let path = "src/worker/x.rs";
    for event in ["info!(%target, \"x\")", "warn!(a = 1, target = %b, \"x\")", "error!(a, message = 2, \"x\")"] {
        caught(doubled_fields, path, event, "in each line");
    }
    none(doubled_fields(&Source::of(path, "info!(job = %target, \"the target\"); let target = 1; f(target, 2)")));
}

#[test]
fn bad_shape_is_caught() {
    let path = "src/domain/x.rs";
    caught(shape, path, &format!("//! x\n{}", "\n".repeat(LINES)), "401 lines");
    caught(shape, path, "fn x() {}", "one paragraph");
    caught(shape, path, "//! x\n#[allow(dead_code)]", "`allow`");
    caught(shape, path, "//! x\nfn get_name() {}", "`get_name`");
    caught(shape, path, "//! x\nstruct LabelManager;", "`LabelManager`");
    caught(shape, "src/domain/utils.rs", "//! x", "`utils`");
    caught(tests_of, path, "#[cfg(test)]\nmod tests { fn x() { sleep(1) } }", "a sleep");
    caught(tests_of, "tests/it/x.rs", "#[ignore = \"slow\"]", "ignored");
    none(tests_of(&Source::of(path, "fn x() { sleep(1) }")));
}
