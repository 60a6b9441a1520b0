//! The schemas in the repository match the code, and every output is valid.

use std::fs;
use std::path::Path;

use serde_json::Value;
use wg_steward::domain::policy;
use wg_steward::domain::render::{check, json};

use super::{DOCS, TOC, arg, community, put, run};

/// Compares a file with its expected content; `BLESS=1` rewrites it.
fn same(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("BLESS").is_some_and(|value| value == "1") {
        fs::write(&path, text).unwrap();
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    assert!(there == text, "{file} is not what the code says: run the tests with BLESS=1 and read the difference");
}

#[test]
fn the_schemas_lie_in_the_repository_as_the_code_makes_them() {
    same("policies/cloudfoundry/policy.schema.json", &policy::schema());
    same("docs/simulate.schema.json", &json::simulation_schema());
    same("docs/owners.schema.json", &json::owners_schema());
    same("docs/groups.schema.json", &json::groups_schema());
    same("docs/teams.schema.json", &json::teams_schema());
    same("docs/check.schema.json", &check::schema());
    same("docs/rules.schema.json", &json::rules_schema());
}

fn assert_valid(schema: &str, answer: &Value) {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<_> =
        validator.iter_errors(answer).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn every_answer_is_valid_by_its_schema() {
    let (base, head) = (community(), community());
    put(head.path(), DOCS, b"");
    put(head.path(), TOC, b"x");
    let trees = ["simulate", "--base", arg(base.path()), "--head", arg(head.path()), "--format", "json"];
    let drafts = [&trees[..], &["--draft", "--author", "otto"]].concat();
    let nothing = ["simulate", "--base", arg(base.path()), "--head", arg(base.path()), "--format", "json"];
    for arguments in [&trees[..], &drafts, &nothing] {
        assert_valid(&json::simulation_schema(), &run(arguments).json());
    }
    for arguments in [["owners", "cloudfoundry/community", "x"], ["owners", "cloudfoundry/nobodys", "x"]] {
        let ran = run(&[&arguments[..], &["--format", "json"]].concat());
        assert_valid(&json::owners_schema(), &ran.json());
    }
    for arguments in [&["groups", "--format", "json"][..], &["groups", "toc", "--format", "json"]] {
        assert_valid(&json::groups_schema(), &run(arguments).json());
    }
    assert_valid(&json::teams_schema(), &run(&["export", "teams"]).json());
    let check = ["check", "--format", "json", "--public-url", "https://x.example"];
    for arguments in [&[arg(base.path())][..], &["--base", arg(base.path()), arg(head.path())], &["README.md"]] {
        assert_valid(&check::schema(), &run(&[&check[..], arguments].concat()).json());
    }
    for arguments in [&["rules", "--format", "json"][..], &["rules", "Y3", "--format", "json"]] {
        assert_valid(&json::rules_schema(), &run(arguments).json());
    }
}

#[test]
fn a_schema_refuses_an_answer_of_another_shape() {
    let schema: Value = serde_json::from_str(&json::simulation_schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let (base, head) = (community(), community());
    put(head.path(), TOC, b"x");
    let ran = run(&["simulate", "--base", arg(base.path()), "--head", arg(head.path()), "--format", "json"]);
    let mut answer = ran.json();
    answer["reviewers"] = serde_json::json!([{"group": "docs", "role": "x", "reason": "y"}]);
    assert!(!validator.is_valid(&answer), "a reviewer is a person or a team");
    answer["reviewers"] = serde_json::json!([]);
    assert!(validator.is_valid(&answer));
    answer["something"] = serde_json::json!([]);
    assert!(validator.is_valid(&answer), "keys may come");
    answer["checks"][0]["conclusion"] = "fine".into();
    assert!(!validator.is_valid(&answer));
}
