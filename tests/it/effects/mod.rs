//! Previews as documents: each file of `tests/effects/` describes changes and their expected previews. Also properties
//! of all previews: a revert mirrors its change, and the foundation's history agrees with them.
//!
//! `BLESS=1 cargo test` rewrites the expected text; review the diff.

mod history;
mod mirror;

use std::path::{Path, PathBuf};

use wg_steward::domain::governance::ownership::{Ownership, asset_lists};
use wg_steward::domain::policy::{self, Policy};
use wg_steward::domain::preview::{Effects, Unknown};
use wg_steward::domain::render::terminal::{self, Paint};
use wg_steward::domain::render::{effects as markdown, json};

fn cloudfoundry() -> Policy {
    policy::parse(include_str!("../../../policies/cloudfoundry/policy.yml")).unwrap()
}

/// Groups as in asset lists, from a list of them in YAML.
fn groups(list: &str) -> Ownership {
    let text = format!("as_of: 2026-01-31\nsource: x\ngroups:\n{list}");
    asset_lists::parse(&text).unwrap_or_else(|faults| panic!("{faults:?}\n{text}")).ownership
}

/// The document with every expectation updated.
fn told_anew(text: &str) -> String {
    let (mut out, mut rest) = (String::new(), text);
    let (mut before, mut after) = (None, None);
    while let Some((line, behind)) = rest.split_once('\n') {
        out.push_str(line);
        out.push('\n');
        rest = behind;
        let info = line.trim_start_matches('`');
        let fence = &line[..line.len() - info.len()];
        if fence.len() < 3 || info.is_empty() {
            continue;
        }
        let end = rest.find(&format!("{fence}\n")).unwrap_or_else(|| panic!("`{line}` has no closing fence"));
        let body = &rest[..end];
        let effects = || {
            let missing = "`yaml before` and `yaml after` come before what is expected";
            Effects::between(before.as_ref().expect(missing), after.as_ref().expect(missing), &cloudfoundry())
        };
        let now = match info {
            "markdown summary" => markdown::summary(&effects()).unwrap_or_default() + "\n",
            "text terminal" => terminal::effects(&effects(), Paint { color: false }).trim_start().to_owned(),
            _ => body.to_owned(),
        };
        match info {
            "yaml before" => before = Some(groups(body)),
            "yaml after" => after = Some(groups(body)),
            "markdown summary" | "text terminal" => {}
            other => panic!("`{other}` is not a kind of block: see tests/effects/README.md"),
        }
        out.push_str(&now);
        rest = &rest[end..];
    }
    out + rest
}

fn documents() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/effects");
    let mut documents: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    documents.sort();
    documents
}

#[test]
fn every_effect_is_told_as_its_document_says() {
    let bless = std::env::var_os("BLESS").is_some_and(|value| value == "1");
    let documents = documents();
    assert!(documents.len() > 5, "only {} documents", documents.len());
    for path in documents {
        let text = std::fs::read_to_string(&path).unwrap();
        let anew = told_anew(&text);
        if bless {
            std::fs::write(&path, &anew).unwrap();
        } else {
            let way_out = "`BLESS=1 cargo test --test it effects` writes down what is said now; read its diff";
            assert!(anew == text, "{}: {way_out}\n{anew}", path.display());
        }
    }
}

#[test]
#[should_panic(expected = "`yaml befor`")]
fn a_block_of_an_unknown_kind_is_an_error() {
    told_anew("```yaml befor\n[]\n```\n");
}

/// This many groups with long names, each with its own areas, people and repositories.
fn crowd(groups: usize) -> Ownership {
    let area = |group: usize, area: usize| {
        let list = |kind: &str| {
            let names = (0..8).map(|it| format!("{kind}{}-{group}-{area}-{it}", "x".repeat(80)));
            names.collect::<Vec<_>>().join(", ")
        };
        let (people, repositories) = (list("p"), list("cloudfoundry/r"));
        let name = "long ".repeat(100);
        format!("  - {{name: {name} {area}, approvers: [{people}], repositories: [{repositories}]}}\n")
    };
    let group = |number: usize| {
        let areas: String = (0..8).map(|it| area(number, it)).collect();
        let name = format!("Group {number} {}", "with a long name ".repeat(30));
        format!(
            "- id: g{number}\n  name: {name}\n  path: x.md\n  names: []\n  leads: [{{login: lead-{number}, role: \
             execution}}]\n  bots: []\n  areas:\n{areas}"
        )
    };
    self::groups(&(0..groups).map(group).collect::<String>())
}

#[test]
fn however_much_changes_the_summary_is_short_and_counts_what_it_leaves_out() {
    for number in [1, 3, 40] {
        let effects = Effects::between(&Ownership::default(), &crowd(number), &cloudfoundry());
        let summary = markdown::summary(&effects).unwrap();
        assert!(summary.chars().count() <= markdown::MAX, "{number}: {}", summary.chars().count());
        assert_eq!(summary.matches("<details>").count(), summary.matches("</details>").count());
        assert!(summary.starts_with("**If merged:**\n"));
        assert!(summary.contains("more change"), "{summary}");
    }
}

#[test]
fn what_is_not_known_is_said_and_that_nothing_changes_is_not() {
    let named = Unknown { group: "docs".parse().unwrap(), name: "Docs".to_owned(), path: "toc/docs.md".to_owned() };
    let effects = Effects { unknown: vec![named], ..Effects::default() };
    let expected = "**If merged:**\n\n- The effects on Docs are not known: `toc/docs.md` can't be read.";
    assert_eq!(markdown::summary(&effects).as_deref(), Some(expected));
    assert_eq!(markdown::summary(&Effects::default()), None);
    assert_eq!(terminal::effects(&Effects::default(), Paint { color: true }), "");
}

#[test]
fn programs_are_told_the_same_by_the_schema() {
    let schema: serde_json::Value = serde_json::from_str(&json::effects_schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let effects = Effects::between(&Ownership::default(), &crowd(2), &cloudfoundry());
    let answer = serde_json::to_value(json::effects(&effects)).unwrap();
    assert!(validator.is_valid(&answer));
    assert_eq!(answer["labels"].as_array().unwrap().len(), 2);
    assert_eq!(answer["owners"][0]["change"], "first");
    assert_eq!(answer["teams"][0].get("before"), None);
}
