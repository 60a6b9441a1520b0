//! The rules for the foundation's real documents: the current ones, and those in the proposals of six years.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use wg_steward::domain::diagnostics::finding::{Rule, Severity};
use wg_steward::domain::governance::tree::Tree;
use wg_steward::domain::policy::Policy;
use wg_steward::domain::rules::{Diagnostic, audit, judged};
use wg_steward::domain::types::ids::GroupId;
use wg_steward::policies::Foundations;

use crate::support::shared::{History, documents, json_lines, shared};

fn policy() -> Policy {
    Foundations::embedded().unwrap().only().unwrap().policy.clone()
}

fn shown(remark: &Diagnostic) -> String {
    let Diagnostic { path, finding, severity, .. } = remark;
    format!("{severity} {path}:{finding}")
}

#[test]
fn nothing_blocks_in_the_documents_of_today_but_two_tables_of_leads() {
    let Some(root) = shared("community") else { return };
    let policy = policy();
    let remarks = audit(&Tree::read(&documents(&root), &policy), &policy);
    let blocking: BTreeSet<_> = remarks
        .iter()
        .filter(|remark| remark.severity == Severity::Error)
        .map(|remark| (remark.group.as_ref().map_or("nobody", |group| group.as_str()), remark.finding.rule()))
        .collect();
    let two = ["cf-on-k8s", "vulnerability-management"].map(|group| (group, Rule::I10));
    assert_eq!(blocking, BTreeSet::from(two), "{:#?}", remarks.iter().map(shown).collect::<Vec<_>>());
    assert!(remarks.len() > 50, "only {} remarks of all kinds", remarks.len());
}

fn tree(history: &mut History, name: &str, policy: &Policy) -> Tree {
    let governing = &policy.governing;
    let paths: Vec<_> = history.paths(name).into_iter().filter(|path| governing.is_document(path)).collect();
    let documents = paths.into_iter().filter_map(|path| Some((path.clone(), history.text(name, &path)?))).collect();
    Tree::read(&documents, policy)
}

/// Findings beyond the expected ones, with the reason.
const ARGUED: [(&str, &str, &str); 2] = [
    // Named buildpacks.md, titled Paketo: the next commit renames the file. A reviewer would have asked for it.
    ("2021-buildpacks-paketo", "toc/working-groups/buildpacks.md", "F2"),
    // Named cf-on-k8s.md, titled Cloud Foundry on Kubernetes: reported from the first commit on, not only once the
    // index has a section (from then on it is also expected).
    ("2021-cf-on-k8s", "toc/working-groups/cf-on-k8s.md", "F2"),
];

/// How often each rule has findings for a group at each severity, together with those on the template, which count for
/// all groups.
fn counts(remarks: &[Diagnostic], group: &GroupId) -> BTreeMap<(String, String), usize> {
    let mut counts = BTreeMap::new();
    let concerns = |remark: &&Diagnostic| match &remark.group {
        Some(id) => id == group,
        None => remark.finding.rule() == Rule::I13,
    };
    for remark in remarks.iter().filter(concerns) {
        *counts.entry((remark.finding.rule().to_string(), remark.severity.to_string())).or_default() += 1;
    }
    counts
}

fn expected(findings: &Value) -> BTreeMap<(String, String), usize> {
    let mut counts = BTreeMap::new();
    for finding in findings.as_array().unwrap() {
        let [rule, severity] = ["rule", "severity"].map(|key| finding[key].as_str().unwrap().to_owned());
        let severity = if severity == "info" { "notice".to_owned() } else { severity };
        *counts.entry((rule, severity)).or_default() += 1;
    }
    counts
}

#[test]
fn the_proposals_of_six_years_come_out_as_expected() {
    let Some(file) = shared("history/proposals.jsonl") else { return };
    let policy = policy();
    let mut history = History::open(shared("history/objects.git").unwrap());
    let (mut differences, mut argued, mut revisions, mut findings) = (Vec::new(), 0, 0, 0);
    for row in json_lines(&file) {
        let [base, head] =
            ["base_tree", "head_tree"].map(|key| tree(&mut history, row[key].as_str().unwrap(), &policy));
        let remarks = judged(&head, Some(&base), &policy);
        revisions += 1;
        for (path, wanted) in row["findings"].as_object().unwrap() {
            let (mut ours, wanted) =
                (counts(&remarks, &policy.governing.charter_at(path).unwrap().0), expected(wanted));
            findings += wanted.values().sum::<usize>();
            let case = row["case"].as_str().unwrap();
            for (_, _, rule) in ARGUED.iter().filter(|(of, at, _)| *of == case && at == path) {
                let rule = ((*rule).to_owned(), "warning".to_owned());
                if !wanted.contains_key(&rule) {
                    argued += ours.remove(&rule).unwrap_or_default();
                }
            }
            if ours != wanted {
                differences.push(format!("{case} {} {path}: ours {ours:?}, expected {wanted:?}", row["stage"]));
            }
        }
    }
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
    assert_eq!((revisions, findings, argued), (121, 1050, 8));
}
