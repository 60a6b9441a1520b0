//! Changes to the foundation's real documents that the app once got wrong, and small mutations of them, each with the
//! verdict of the community's own generator and sync.

use std::path::Path;
use std::process::Command;

use regex::Regex;
use serde_json::Value;
use tempfile::TempDir;
use wg_steward::domain::diagnostics::finding::{Rule, Severity};
use wg_steward::domain::governance::tree::Tree;
use wg_steward::domain::policy::Policy;
use wg_steward::domain::rules::{Baseline, Diagnostic, added};
use wg_steward::policies::Foundations;

use crate::support::shared::{documents, json_lines, shared};

fn policy() -> Policy {
    Foundations::embedded().unwrap().only().unwrap().policy.clone()
}

/// The document after a mutation.
fn mutated(text: &str, mutant: &Value) -> String {
    let lines = |key: &str| mutant[key].as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned());
    let first = usize::try_from(mutant["line"].as_u64().unwrap()).unwrap() - 1;
    let mut all: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let before: Vec<_> = lines("before").collect();
    assert_eq!(all[first..first + before.len()], before, "{mutant}");
    all.splice(first..first + before.len(), lines("after"));
    all.join("\n")
}

/// Mutations that the generator accepts but GitHub renders differently: an error reports that.
fn is_shown_otherwise(mutant: &Value) -> bool {
    mutant["after"].as_array().unwrap().iter().any(|line| line.as_str().unwrap().contains("````"))
}

#[test]
fn no_mutation_is_green_where_the_generator_or_the_sync_refuses_it_or_leaves_a_group_out() {
    let (Some(root), Some(file)) = (shared("community"), shared("mutants.jsonl")) else { return };
    let (policy, base) = (policy(), documents(&root));
    let before = Tree::read(&base, &policy);
    let baseline = Baseline::of(&before, &policy);
    let judge = |mutant: &Value| {
        let path = mutant["path"].as_str().unwrap();
        let mut documents = base.clone();
        documents.insert(path.to_owned(), mutated(&base[path], mutant));
        let errors: Vec<Diagnostic> = baseline.added(&before.read_again(&documents, &policy));
        let errors = errors.into_iter().filter(|remark| remark.severity == Severity::Error).collect::<Vec<_>>();
        let said = || errors.iter().map(|it| format!("\n    {} {}", it.path, it.finding)).collect::<String>();
        match mutant["verdict"].as_str().unwrap() {
            "ok" => {
                let false_alarm = errors.iter().any(|it| matches!(it.finding.rule(), Rule::Y2 | Rule::Y4));
                (false_alarm && !is_shown_otherwise(mutant)).then(|| format!("alarm: {mutant}{}", said()))
            }
            _ => errors.is_empty().then(|| format!("green: {mutant}")),
        }
    };
    let mutants = json_lines(&file);
    assert_eq!(mutants.len(), 2044);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let parts = mutants.chunks(mutants.len().div_ceil(4));
        let threads: Vec<_> =
            parts.map(|part| scope.spawn(|| part.iter().filter_map(judge).collect::<Vec<_>>())).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{} of {} are wrong:\n{}", wrong.len(), mutants.len(), wrong.join("\n"));
}

/// A folder with the documents of the community after the change of a case.
fn changed(root: &Path, case: &Path) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let run = |program: &str, arguments: &[&std::ffi::OsStr]| {
        let done = Command::new(program).args(arguments).current_dir(folder.path()).output().unwrap();
        assert!(done.status.success(), "{case:?}: {}", String::from_utf8_lossy(&done.stderr));
    };
    for (path, text) in documents(root) {
        let at = folder.path().join(path);
        std::fs::create_dir_all(at.parent().unwrap()).unwrap();
        std::fs::write(at, text).unwrap();
    }
    run("git", &["apply".as_ref(), "--whitespace=nowarn".as_ref(), case.join("change.patch").as_os_str()]);
    folder
}

/// The output of `simulate` for a change.
fn simulated(before: &Path, after: &Path, format: &str) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wg-steward"));
    command.args(["simulate", "--format", format, "--base"]).arg(before).arg("--head").arg(after);
    let done = command.env_remove("WG_STEWARD_POLICIES").output().unwrap();
    assert!(matches!(done.status.code(), Some(0 | 1)), "{done:?}");
    String::from_utf8(done.stdout).unwrap()
}

/// Whether a finding is one that a case requires or forbids.
fn fits(remark: &Diagnostic, wanted: &Value) -> bool {
    let is = |key: &str, text: &str| {
        let pattern = wanted[key].as_str().unwrap();
        Regex::new(&format!("^(?:{pattern})$")).unwrap().is_match(text)
    };
    let said = format!("{} {}", remark.finding.message, remark.finding.help);
    let path = wanted["path"].as_str().unwrap();
    is("severity", remark.severity.as_str())
        && is("rule", remark.finding.rule().id())
        && (path.is_empty() || remark.path == path)
        && said.contains(wanted["says"].as_str().unwrap())
}

#[test]
fn every_case_has_the_findings_that_it_should_have_and_none_that_it_should_not() {
    let (Some(root), Some(cases)) = (shared("community"), shared("cases/documents")) else { return };
    let policy = policy();
    let before = Tree::read(&documents(&root), &policy);
    let (mut wrong, mut number) = (Vec::new(), 0);
    let mut folders: Vec<_> = std::fs::read_dir(&cases).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    for folder in folders {
        number += 1;
        let case: Value = serde_json::from_slice(&std::fs::read(folder.join("case.json")).unwrap()).unwrap();
        let remarks = added(&before, &before.read_again(&documents(changed(&root, &folder).path()), &policy), &policy);
        let list = |key: &str| case[key].as_array().cloned().unwrap_or_default();
        let lacks = list("want").into_iter().filter(|wanted| !remarks.iter().any(|remark| fits(remark, wanted)));
        let has = list("never").into_iter().filter(|never| remarks.iter().any(|remark| fits(remark, never)));
        let faults: Vec<_> = lacks.map(|it| format!("lacks {it}")).chain(has.map(|it| format!("has {it}"))).collect();
        if !faults.is_empty() {
            let said: String =
                remarks.iter().map(|it| format!("\n    {} {} {}", it.severity, it.path, it.finding)).collect();
            wrong.push(format!("{:?}: {}{said}", folder.file_name().unwrap(), faults.join(", ")));
        }
    }
    assert_eq!(number, 30);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_case_is_previewed_and_asked_about_as_it_should_be() {
    let (Some(root), Some(cases)) = (shared("community"), shared("cases/documents")) else { return };
    let (mut wrong, mut number) = (Vec::new(), 0);
    for folder in std::fs::read_dir(&cases).unwrap().map(|entry| entry.unwrap().path()) {
        let case: Value = serde_json::from_slice(&std::fs::read(folder.join("case.json")).unwrap()).unwrap();
        let Some(wanted) = case["simulate"].as_object() else { continue };
        let after = changed(&root, &folder);
        for (key, value) in wanted {
            number += 1;
            let value = value.as_str().unwrap();
            let text = || simulated(&root, after.path(), "text");
            let is_right = match key.as_str() {
                "says" => text().contains(value),
                "never" => !text().contains(value),
                "asked" => {
                    let plan: Value = serde_json::from_str(&simulated(&root, after.path(), "json")).unwrap();
                    plan["reviewers"].as_array().unwrap().iter().any(|asked| asked["group"] == value)
                }
                other => panic!("{other}"),
            };
            if !is_right {
                wrong.push(format!("{:?}: {key} {value}\n{}", folder.file_name().unwrap(), text()));
            }
        }
    }
    assert_eq!(number, 4);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
