//! `rules`: all of them, and the details of some.

use wg_steward::domain::diagnostics::finding::Rule;

use super::{arg, put, run, tree};

#[test]
fn all_rules_stand_in_a_list_by_family() {
    let ran = run(&["rules"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    for rule in Rule::ALL {
        let line = ran.out.lines().find(|line| line.trim_start().starts_with(&format!("{rule} ")));
        assert!(line.is_some_and(|line| line.contains(rule.severity().as_str())), "{rule}: {}", ran.out);
    }
    assert!(
        ran.out.starts_with("The charter as a file\n  F1   error    The charter is in the folder for charters\n"),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains("switched") && !ran.out.contains("makes it"), "{}", ran.out);
}

#[test]
fn one_rule_is_shown_whole_in_any_case() {
    let ran = run(&["rules", "y3"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.starts_with("Y3 (error: it blocks)\n  The block has the required keys"), "{}", ran.out);
    for title in ["Why", "How to fix", "Wrong", "Right", "Sources"] {
        assert!(ran.out.contains(&format!("\n\n{title}\n  ")), "{title}: {}", ran.out);
    }
    assert_eq!(run(&["rules", "Y3"]).out, ran.out);
    let two = run(&["rules", "Y3", "R2"]);
    assert!(two.out.starts_with(&ran.out) && two.out.contains("\n\nR2 (error: it blocks)\n"), "{}", two.out);
}

#[test]
fn rules_as_json_have_everything_that_the_page_has() {
    let all = run(&["rules", "--format", "json"]).json();
    let all = all["rules"].as_array().unwrap();
    assert_eq!(all.len(), Rule::ALL.len());
    let one = run(&["rules", "i5", "--format", "json"]).json();
    let rule = &one["rules"][0];
    assert!(all.contains(rule), "{rule:#}");
    assert_eq!((&rule["id"], &rule["family"], &rule["severity"]), (&"I5".into(), &"index".into(), &"warning".into()));
    assert_eq!(rule["foundations"][0]["severity"], "warning");
    assert_eq!(rule["wrong"][0]["language"], "markdown");
}

#[test]
fn an_unknown_rule_is_exit_code_2_with_the_nearest_ones() {
    for (id, said) in [
        ("Y33", "error: `Y33` is not a rule: did you mean Y3?\n"),
        ("L9", "error: `L9` is not a rule: did you mean L5, L4, L3?\n"),
        ("bots", "error: `bots` is not a rule: `wg-steward rules` lists them\n"),
        ("\u{1b}[31m", "error: `⟨U+001B⟩[31m` is not a rule: `wg-steward rules` lists them\n"),
    ] {
        let ran = run(&["rules", "Y3", id]);
        assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (2, "", said));
    }
}

#[test]
fn what_a_policy_makes_of_a_rule_is_said() {
    let folder = tree(&[]);
    let policy = include_str!("../../../policies/cloudfoundry/policy.yml");
    let rules = "\nrules:\n  severities:\n    I2: off\n    I5: error\n    I7: warning\n";
    put(folder.path(), "policy.yml", format!("{policy}{rules}").as_bytes());
    let with = |arguments: &[&str]| run(&[arguments, &["--policies", arg(folder.path())]].concat());
    let list = with(&["rules"]).out;
    assert!(list.contains("\n                Cloud Foundry Foundation has switched it off.\n"), "{list}");
    assert_eq!(list.matches("Cloud Foundry Foundation").count(), 2, "{list}");
    let page = with(&["rules", "I5"]).out;
    assert!(page.contains("\n  Cloud Foundry Foundation makes it an error.\n"), "{page}");
    let json = with(&["rules", "I2", "--format", "json"]).json();
    assert_eq!(json["rules"][0]["foundations"][0]["severity"], "off");
    assert_eq!(run(&["rules", "--policies", "/nowhere"]).code, 2);
}
