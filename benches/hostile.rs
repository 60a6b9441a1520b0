//! The cost of hostile pull requests: CPU time, and memory beyond the idle process. Each case runs in its own process,
//! with the maximum that is read of a pull request and with half of it. If the time grows fourfold where the size
//! doubles, some code is quadratic.

#![expect(clippy::panic, reason = "a bench fails where it stands")]

#[path = "../tests/it/support/hostile.rs"]
mod hostile;

use std::fs;
use std::hint::black_box;
use std::process::{Command, ExitCode};
use std::time::Duration;

use wg_steward::domain::decide::{decide, intents};
use wg_steward::domain::governance::ownership::Ownership;
use wg_steward::domain::governance::tree::Tree;
use wg_steward::domain::policy::Policy;
use wg_steward::domain::pull::snapshot::{MAX_DOCUMENT_TEXT, Snapshot};

/// The time limit of a pull request in a release build.
const MAX_TIME: Duration = Duration::from_secs(2);
const MAX_MEMORY: u64 = 64 << 20;

/// The variable with the case of a child process.
const CASE: &str = "WG_STEWARD_HOSTILE";

#[expect(clippy::print_stdout, reason = "a bench speaks to whoever runs it")]
fn main() -> ExitCode {
    if let Ok(case) = std::env::var(CASE) {
        let (case, size) = case.split_once('=').expect("a case and a size");
        let (time, memory) = run(case, size.parse().expect("a size"));
        println!("{} {memory}", time.as_micros());
        return ExitCode::SUCCESS;
    }
    println!("| pull request | half the size | whole | memory |\n|---|---|---|---|");
    let mut good = true;
    for case in hostile::CASES {
        let (half, _) = elsewhere(case, MAX_DOCUMENT_TEXT / 2);
        let (whole, memory) = elsewhere(case, MAX_DOCUMENT_TEXT);
        let held = whole <= MAX_TIME && memory <= MAX_MEMORY;
        good &= held;
        let mark = if held { "" } else { " **too much**" };
        let [half, whole] = [half, whole].map(|time| time.as_micros() as f64 / 1_000.0);
        println!("| {case} | {half:.1} ms | {whole:.1} ms | {:.1} MB{mark} |", memory as f64 / f64::from(1 << 20));
    }
    // A debug build is slower: its table is for information only.
    if good || cfg!(debug_assertions) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn elsewhere(case: &str, size: usize) -> (Duration, u64) {
    let this = std::env::current_exe().expect("this program is a file");
    let output = Command::new(this).env(CASE, format!("{case}={size}")).output().expect("it can be started");
    let text = String::from_utf8_lossy(&output.stdout);
    let mut words = text.split_whitespace().map(|word| word.parse::<u64>().expect("a number"));
    let (Some(time), Some(memory)) = (words.next(), words.next()) else {
        panic!("{case} ended: {}", String::from_utf8_lossy(&output.stderr))
    };
    (Duration::from_micros(time), memory)
}

/// CPU time and memory of a decision, including its snapshot.
fn run(case: &str, size: usize) -> (Duration, u64) {
    let policy = hostile::policy();
    let bare = hostile::pull("paths", 0);
    let ownership = ownership(&bare, &policy);
    black_box(decide(&bare, &ownership, &policy));
    let snapshot = hostile::pull(case, size);
    let (memory, time) = (status("VmRSS"), processor());
    let text: usize =
        snapshot.documents.values().flat_map(|it| it.before.iter().chain(&it.after)).map(String::len).sum();
    black_box(intents(&snapshot, &ownership, &policy));
    black_box(decide(&snapshot, &ownership, &policy));
    let time = processor().saturating_sub(time);
    (time, status("VmHWM").saturating_sub(memory) + text as u64)
}

fn ownership(snapshot: &Snapshot, policy: &Policy) -> Ownership {
    let base = snapshot.base.as_ref().expect("there is a base");
    Tree::read(base, policy).ownership
}

fn processor() -> Duration {
    let text = fs::read_to_string("/proc/self/schedstat").expect("Linux tells");
    Duration::from_nanos(text.split(' ').next().and_then(|word| word.parse().ok()).expect("a number"))
}

fn status(key: &str) -> u64 {
    let text = fs::read_to_string("/proc/self/status").expect("Linux tells");
    let line = text.lines().find(|line| line.starts_with(key)).expect("it is there");
    let kilobytes: u64 = line.split_whitespace().nth(1).and_then(|word| word.parse().ok()).expect("a number");
    kilobytes << 10
}
