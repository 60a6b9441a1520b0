//! The workflows that the repository runs for outside contributions, and the review of its dependencies.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The workflows by name, as text.
fn workflows() -> BTreeMap<String, String> {
    let files = fs::read_dir(root().join(".github/workflows")).unwrap().map(|entry| entry.unwrap().path());
    let workflow = |file: PathBuf| {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(&file).unwrap())
    };
    let all: BTreeMap<_, _> = files.map(workflow).collect();
    assert!(all.len() >= 6, "{:?}", all.keys());
    all
}

fn yaml(name: &str, text: &str) -> Value {
    serde_saphyr::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The jobs of a workflow.
fn jobs(workflow: &Value) -> Vec<&Value> {
    workflow["jobs"].as_object().unwrap().values().collect()
}

/// All files in the tree, from its root, except built and third-party ones.
fn tree() -> Vec<String> {
    fn walk(folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let entry = entry.unwrap();
            let (path, name) = (entry.path(), entry.file_name());
            let is_ours = ![".git", "target", "node_modules", "corpus", "artifacts"].iter().any(|it| name == *it);
            if entry.file_type().unwrap().is_dir() && is_ours {
                walk(&path, found);
            } else if is_ours {
                found.push(path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    let mut found = Vec::new();
    walk(root(), &mut found);
    assert!(found.iter().any(|path| path == "Cargo.toml"), "the walk begins at the root");
    found
}

/// Whether an action is pinned to a commit, with the version for people.
fn is_pinned(line: &str) -> bool {
    let pinned = Regex::new(r"^(- )?uses: [\w.-]+(/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$").unwrap();
    pinned.is_match(line.trim())
}

#[test]
fn every_action_is_pinned_by_a_commit_with_its_version_beside_it() {
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (name, text) in workflows() {
        for line in text.lines().filter(|line| line.contains("uses:")) {
            assert!(is_pinned(line), "{name}: {line}");
            let (action, pin) = line.split_once('@').unwrap();
            let owner: Vec<_> = action.trim().trim_start_matches("- ").split('/').take(2).collect();
            versions.entry(owner.join("/")).or_default().insert(pin.to_owned());
        }
    }
    assert!(versions.len() >= 3, "{versions:?}");
    let several: Vec<_> = versions.iter().filter(|(_, pins)| pins.len() > 1).collect();
    assert!(several.is_empty(), "one action in two versions: {several:?}");
    for loose in [
        "- uses: actions/checkout@v7",
        "- uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1",
        "- uses: actions/checkout@3d3c42e # v7.0.1",
        "- uses: docker://alpine:3 # v3.0.0",
        "- uses: ./local",
    ] {
        assert!(!is_pinned(loose), "{loose}");
    }
}

#[test]
fn every_image_is_pinned_by_a_digest() {
    let pinned = Regex::new(r"^FROM [a-z0-9.-]+/[a-z0-9._/-]+:[\w.-]+@sha256:[0-9a-f]{64}( AS \w+)?$").unwrap();
    let containerfiles: Vec<_> = tree().into_iter().filter(|path| path.ends_with("Containerfile")).collect();
    assert_eq!(containerfiles, ["deploy/container/Containerfile"], "name a new one in Dependabot, too");
    let file = text(&containerfiles[0]);
    let images: Vec<_> = file.lines().filter(|line| line.starts_with("FROM ")).collect();
    assert_eq!(images.len(), 2, "{images:?}");
    for image in images {
        assert!(pinned.is_match(image), "{image}");
    }
    for (name, text) in workflows() {
        let images = text.lines().filter(|line| line.trim_start().starts_with("image:") || line.contains("docker://"));
        assert_eq!(images.count(), 0, "{name}: a workflow needs no image; pin one by digest if it ever does");
    }
}

#[test]
fn every_workflow_begins_without_a_permission_and_writes_only_to_code_scanning() {
    for (name, text) in workflows() {
        let workflow = yaml(&name, &text);
        assert_eq!(workflow["permissions"], serde_json::json!({}), "{name}: nothing for the whole workflow");
        for job in jobs(&workflow) {
            let permissions = job["permissions"].as_object().unwrap_or_else(|| panic!("{name}: a job names its own"));
            for (permission, access) in permissions {
                let is_little = match permission.as_str() {
                    "security-events" => true,
                    // Signs the published results of the Scorecard; it grants nothing in this repository.
                    "id-token" => name == "scorecard.yml",
                    _ => access == "read",
                };
                assert!(is_little, "{name}: {permission}: {access}");
            }
            assert!(job["timeout-minutes"].is_u64(), "{name}: a job ends");
        }
    }
}

#[test]
fn no_workflow_runs_a_pull_request_with_our_rights() {
    for (name, text) in workflows() {
        for word in
            ["pull_request_target", "workflow_run", "secrets.", "github.event.pull_request.title", "github.head_ref"]
        {
            assert!(!text.contains(word), "{name}: {word}");
        }
        let checkouts = text.matches("uses: actions/checkout@").count();
        assert!(checkouts > 0 && text.matches("persist-credentials: false").count() == checkouts, "{name}");
    }
}

#[test]
fn workflows_look_for_known_holes_analyse_the_code_and_fuzz_it() {
    let all = workflows();
    for (file, words) in [
        ("ci.yml", vec!["bash .ci/run"]),
        (
            "advisories.yml",
            vec!["cargo audit --file Cargo.lock", "cargo audit --file fuzz/Cargo.lock", "check advisories"],
        ),
        ("codeql.yml", vec!["[rust, actions]", "github/codeql-action/analyze@"]),
        ("fuzz.yml", vec!["fuzz/run.sh 5"]),
        ("workflows.yml", vec!["zizmor\" --offline --persona pedantic .github", "--require-hashes"]),
        ("scorecard.yml", vec!["ossf/scorecard-action@", "publish_results: true"]),
    ] {
        let missing: Vec<_> = words.iter().filter(|word| !all[file].contains(**word)).collect();
        assert!(missing.is_empty(), "{file}: {missing:?}");
        let is_timed = file == "ci.yml" || all[file].contains("    - cron: ");
        assert!(is_timed, "{file} runs by itself, too");
    }
    let toolchain = text("Cargo.toml")
        .lines()
        .find_map(|line| line.strip_prefix("rust-version = \"")?.split('"').next().map(str::to_owned));
    let toolchain = toolchain.unwrap();
    for file in ["ci.yml", "advisories.yml"] {
        assert!(all[file].contains(&format!("RUSTUP_TOOLCHAIN: \"{toolchain}.0\"")), "{file}: Rust {toolchain}");
    }
}

#[test]
fn dependabot_looks_after_every_manifest_in_the_tree() {
    let settings = yaml("dependabot.yml", &text(".github/dependabot.yml"));
    let looked_after: BTreeSet<(String, String)> = settings["updates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|update| ["package-ecosystem", "directory"].map(|key| update[key].as_str().unwrap().to_owned()))
        .map(|[ecosystem, directory]| (ecosystem, directory))
        .collect();
    let mut wanted = BTreeSet::from([("github-actions".to_owned(), "/".to_owned())]);
    for path in tree() {
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", &path));
        let ecosystem = match file {
            "Cargo.toml" => "cargo",
            "package.json" => "npm",
            "requirements.txt" => "pip",
            "Containerfile" | "Dockerfile" => "docker",
            "go.mod" | "Gemfile" | "pyproject.toml" | "pom.xml" | "compose.yml" => panic!("{path}: which ecosystem?"),
            _ => continue,
        };
        wanted.insert((ecosystem.to_owned(), format!("/{folder}")));
    }
    assert_eq!(looked_after, wanted);
}

#[test]
fn the_repository_says_how_to_report_a_hole_and_who_reviews() {
    let policy = text("SECURITY.md");
    for word in [
        "Report a vulnerability",
        "3 working days",
        "10 working days",
        "90 days",
        "## Supported versions",
        "docs/security.md",
    ] {
        assert!(policy.contains(word), "SECURITY.md: {word}");
    }
    let owners = text(".github/CODEOWNERS");
    let lines = owners.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut paths = BTreeSet::new();
    for line in lines {
        let mut words = line.split_whitespace();
        paths.insert(words.next().unwrap().to_owned());
        assert!(
            words.next().is_some_and(|owner| owner.starts_with('@')) && words.all(|owner| owner.starts_with('@')),
            "{line}"
        );
    }
    for path in &paths {
        let is_there = path == "*" || root().join(path.trim_matches('/')).exists();
        assert!(is_there, "CODEOWNERS names `{path}`, which does not exist");
    }
    assert!(paths.contains("*") && paths.contains("/.github/"), "{paths:?}");
}
