//! Runs the examples on the pages of the rules: each rule finds a problem in its bad example and none in its good one.

use std::collections::BTreeMap;

use wg_steward::domain::diagnostics::finding::{Language, Rule, RulePage, Snippet};
use wg_steward::domain::document::yaml;
use wg_steward::domain::governance::tree::Tree;
use wg_steward::domain::policy::{self, Policy};
use wg_steward::domain::rules::audit;

const CHARTER: &str = "toc/working-groups/observability.md";
const INDEX: &str = "toc/working-groups/WORKING-GROUPS.md";
const TITLE: &str = "# Observability: Working Group Charter\n";

/// Rules whose examples can't be run separately, with the reason.
const NOT_RUN: &[(Rule, &str)] = &[
    (Rule::R8, "a repository moves from one commit to the next"),
    (Rule::R9, "a repository loses its owner from one commit to the next"),
    (Rule::I13, "an index that has no template at its end is a finding, too"),
    (Rule::D1, "so is every other governing document that is missing"),
];

/// The keys of a block without faults.
const BLOCK: [(&str, &str); 5] = [
    ("name", "name: Observability\n"),
    ("execution_leads", "execution_leads:\n- name: Mo\n  github: mo\n"),
    ("technical_leads", "technical_leads:\n- name: Al\n  github: al\n"),
    ("bots", "bots: []\n"),
    ("areas", "areas: []\n"),
];

/// The part of a charter below its title: its block has the keys of `yaml` and, unless these look like a whole block,
/// the missing ones.
fn body(yaml: &str) -> String {
    let is_given = |key: &str| yaml.lines().any(|line| line.starts_with(&format!("{key}:")));
    let is_whole = ["name", "technical_leads", "areas"].into_iter().all(is_given);
    let missing = BLOCK.iter().filter(|(key, _)| !is_whole && !is_given(key));
    let rest: String = missing.map(|(_, text)| *text).collect();
    let sections = "## Mission\n\nMakes a running platform visible.\n\n## Roles & Technical Assets";
    format!("\n{sections}\n\n```yaml\n{rest}{yaml}```\n")
}

/// The document of which an example shows a part.
fn document(Snippet { file, language, text }: &Snippet) -> String {
    match language {
        Language::Markdown if file == INDEX && text.starts_with('|') => format!("## Observability\n\n{text}"),
        Language::Yaml if file.ends_with(".md") => format!("{TITLE}{}", body(text)),
        Language::Markdown if text.starts_with("# ") => format!("{text}{}", body("")),
        Language::Markdown if file == CHARTER => format!("{TITLE}\n{text}"),
        _ => text.clone(),
    }
}

/// The rules with findings in documents that contain such parts, next to a charter.
fn found(snippets: &[Snippet], policy: &Policy) -> Vec<Rule> {
    let mut documents = BTreeMap::from([(CHARTER.to_owned(), format!("{TITLE}{}", body("")))]);
    documents.extend(snippets.iter().map(|snippet| (snippet.file.clone(), document(snippet))));
    audit(&Tree::read(&documents, policy), policy).into_iter().map(|remark| remark.finding.rule()).collect()
}

fn examples() -> impl Iterator<Item = (Rule, &'static str, Snippet)> {
    Rule::ALL.iter().flat_map(|rule| {
        let RulePage { wrong, right, .. } = rule.page();
        let wrong = wrong.into_iter().map(|snippet| (*rule, "wrong", snippet));
        wrong.chain(right.into_iter().map(|snippet| (*rule, "right", snippet)))
    })
}

#[test]
fn a_rule_finds_something_in_its_wrong_example_and_nothing_in_the_right_one() {
    let policy = policy::parse(include_str!("../../../policies/cloudfoundry/policy.yml")).unwrap();
    let mut complaints = Vec::new();
    for rule in Rule::ALL {
        let RulePage { wrong, right, .. } = rule.page();
        let (wrong, right) = (found(&wrong, &policy), found(&right, &policy));
        let is_told_apart = wrong.contains(rule) && !right.contains(rule);
        if is_told_apart == NOT_RUN.iter().any(|(not_run, _)| not_run == rule) {
            complaints.push(format!("{rule}: wrong: {wrong:?}, right: {right:?}"));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

#[test]
fn every_example_in_yaml_can_be_read_but_that_of_what_cannot_be() {
    for (rule, which, snippet) in examples().filter(|(.., snippet)| snippet.language == Language::Yaml) {
        let readable = yaml::parse(&snippet.text).is_ok_and(|document| document.faults.is_empty());
        assert_eq!(readable, (rule, which) != (Rule::Y2, "wrong"), "{rule}, {which}: {}", snippet.text);
    }
}

#[test]
fn every_example_fits_on_a_page() {
    for (rule, which, Snippet { file, text, .. }) in examples() {
        let long: Vec<_> = text.lines().filter(|line| line.chars().count() > 80).collect();
        assert!(long.is_empty(), "{rule}, {which}: {long:?}");
        assert!(text.ends_with('\n') && !text.ends_with("\n\n") && !text.contains(" \n"), "{rule}, {which}: {text:?}");
        assert!(!file.is_empty() && text.lines().count() < 25, "{rule}, {which}: {file}");
    }
}
