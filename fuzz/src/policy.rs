//! A policy: an accepted one keeps its invariants, and every fault has a place in the text.
//!
//! Input: `policy.yml`.

use wg_steward::domain::diagnostics::finding::{Rule, Severity};
use wg_steward::domain::policy::{
    Adapter, CHARTER_CHECK, Labels, OWNERSHIP_CHECK, PROPOSAL_CHECK, PathPattern, PathRule, Policy, parse,
};

use super::places::Lines;

/// Paths and names as in pull requests and charters.
const PATHS: &[&str] = &["", "toc/TOC.md", "toc/working-groups/docs.md", "a/b/c", "ä/\u{202e}\n.md", "toc/rfc/x/y.md"];
const NAMES: &[&str] =
    &["Documentation", "App Runtime Platform (Δ)", "-", "", "an endless name, an endless name, an end"];

/// Panics if a property does not hold.
pub fn hold(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    match parse(text) {
        Ok(policy) => {
            promises(&policy);
            let again = parse(text).expect("the same text parses again");
            assert_eq!(format!("{policy:?}"), format!("{again:?}"), "the same text reads differently");
        }
        Err(faults) => {
            assert!(!faults.is_empty(), "refused without a reason");
            let lines = Lines::of(text);
            for fault in &faults {
                assert!(!fault.message.trim().is_empty());
                let Some((line, column)) = fault.place else { continue };
                let (line, column) =
                    (usize::try_from(line).expect("64 bits"), usize::try_from(column).expect("64 bits"));
                lines.hold(line, column, &fault.message);
            }
            assert_eq!(parse(text).err(), Some(faults), "the same text has other faults");
        }
    }
}

/// Properties that the rest of the program relies on.
fn promises(policy: &Policy) {
    let Policy {
        foundation: _,
        organizations,
        organization_ids,
        governing,
        paths,
        review,
        labels,
        commands: _,
        rules,
        checks,
        comment_on_proposals: _,
        proposal_steps: _,
        agreements: _,
        mentions: _,
    } = policy;
    assert!(!organizations.is_empty() && review.at_most <= 15);
    for rule in review.groups.keys().map(|id| review.of_group(id)).chain([&review.rule]) {
        assert!(rule.minimum <= 15);
        rule.tiers.iter().flat_map(|tier| &tier.only_if.paths).for_each(pattern);
    }
    assert!(organizations.iter().all(|name| policy.covers(name) && policy.covers(&name.to_uppercase())));
    for (name, id) in organization_ids {
        assert!(policy.is_organization(name, Some(*id)) && !policy.is_organization(name, None));
    }
    assert_eq!(governing.charters.is_empty(), governing.adapter != Adapter::Charters);
    assert_ne!(governing.documents.is_empty(), governing.adapter != Adapter::Charters);
    governing.documents.iter().for_each(pattern);
    for source in &governing.charters {
        pattern(&source.path);
        assert_ne!(source.path.names_group(), source.group.is_some(), "the id comes from one of the two");
    }
    for path in PATHS {
        if let Some((id, source)) = governing.charter_at(path) {
            assert!(governing.is_document(path) && !source.except.contains(&id));
        }
    }
    governing.index.iter().for_each(pattern);
    for (repository, rules) in paths {
        assert_eq!(policy.path_rules(repository).map(<[PathRule]>::len), Some(rules.len()));
        rules.iter().for_each(|rule| pattern(&rule.path));
    }
    assert!(checks.keys().all(|name| [OWNERSHIP_CHECK, PROPOSAL_CHECK, CHARTER_CHECK].contains(&name.as_str())));
    for rule in Rule::ALL {
        let weighs = rules.severity(*rule, Severity::Notice, None);
        assert!(weighs.is_none_or(|weight| weight == Severity::Notice || rule.severity() == Severity::Notice));
    }
    looks(labels);
}

fn pattern(pattern: &PathPattern) {
    let again = PathPattern::parse(&pattern.to_string()).expect("what was accepted is accepted again");
    for path in PATHS {
        let capture = pattern.captures(path);
        assert_eq!(capture, again.captures(path));
        assert_eq!(
            capture.is_some_and(|capture| capture.group.is_some()),
            pattern.names_group() && again.captures(path).is_some()
        );
    }
}

/// GitHub accepts the label, whatever the group's name.
fn looks(labels: &Labels) {
    for id in ["docs", "toc", "Ä b"] {
        let id = id.parse().expect("it is a group's id");
        for name in NAMES {
            let label = labels.of(&id, name);
            let fits = !label.name.trim().is_empty() && label.name.chars().count() <= 50;
            assert!(fits, "the label's name is {:?}", label.name);
            assert!(label.description.chars().count() <= 100);
            let digits = label.color.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
            assert!(digits && label.color.len() == 6, "the colour is {:?}", label.color);
        }
    }
}
