//! Replays the stored corpus of the fuzz targets without a fuzzer, so that fixed bugs stay fixed.

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use wg_steward::domain::document::yaml;
use wg_steward::domain::governance::{charter, index};
use wg_steward::domain::policy;
use wg_steward::domain::pull::event::EventKind;
use wg_steward::github::webhook;

#[expect(unreachable_pub, reason = "a library for the fuzz targets, a module here")]
#[path = "../../fuzz/src/lib.rs"]
pub(crate) mod properties;

/// Panics if a property does not hold for an input.
type Hold = fn(&[u8]);

/// The fuzz targets by their names.
const TARGETS: &[(&str, Hold)] = &[
    ("adapters", properties::adapters::hold),
    ("charter", properties::charter::hold),
    ("commands", properties::commands::hold),
    ("index", properties::index::hold),
    ("markdown", properties::markdown::hold),
    ("organization", properties::organization::hold),
    ("payload", properties::payload::hold),
    ("policy", properties::policy::hold),
    ("signature", properties::signature::hold),
    ("yaml", properties::yaml::hold),
];

#[test]
fn what_must_hold_for_any_input_holds_for_the_kept_corpus() {
    let mut failing = Vec::new();
    for (name, hold) in TARGETS {
        let files = entries(&format!("fuzz/corpus/{name}"));
        assert!(!files.is_empty(), "`{name}` has no corpus");
        for file in files {
            let input = fs::read(&file).unwrap();
            if catch_unwind(|| hold(&input)).is_err() {
                failing.push(format!("{name}/{}", file.file_name().unwrap().to_string_lossy()));
            }
        }
    }
    assert!(failing.is_empty(), "{failing:?} of fuzz/corpus fail: what each panicked with stands above");
}

#[test]
fn the_corpus_goes_beyond_the_first_fault() {
    let seed =
        |name: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name)).unwrap();
    let reading = charter::read(&seed("charter/whole"));
    assert!(reading.findings.is_empty() && reading.charter.is_some(), "{:?}", reading.findings);
    assert_eq!(yaml::parse(&seed("yaml/charter")).map(|document| document.faults), Ok(Vec::new()));
    assert!(
        ["guild", "small", "kubernetes"].iter().all(|name| policy::parse(&seed(&format!("policy/{name}"))).is_ok())
    );
    assert_eq!(seed("policy/kubernetes"), include_str!("../../policies/kubernetes/policy.yml"));
    assert_eq!(index::cut(&seed("index/whole")).sections.len(), 3);
    let pull = seed("payload/pull-opened");
    let (name, body) = pull.split_once('\n').unwrap();
    assert!(matches!(webhook::read(name, body.as_bytes()).unwrap().happening, EventKind::PullChanged { .. }));
}

#[test]
fn every_fuzz_target_is_replayed() {
    let named: BTreeSet<_> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let stem = |path: PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    assert_eq!(entries("fuzz/targets").into_iter().map(stem).collect::<BTreeSet<_>>(), named);
    assert_eq!(entries("fuzz/corpus").into_iter().map(stem).collect::<BTreeSet<_>>(), named);
}

/// The entries of a folder of the project.
fn entries(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}
