//! Properties of all findings, for any documents: tested with those of a made-up foundation with lines removed, added
//! and changed, and with the history of the real one's.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use wg_steward::domain::diagnostics::finding::{Rule, Severity};
use wg_steward::domain::document::{Lines, Span};
use wg_steward::domain::governance::tree::Tree;
use wg_steward::domain::policy::Policy;
use wg_steward::domain::rules::{Diagnostic, Edit, added, audit, judged, proposals};
use wg_steward::policies::Foundations;

use crate::rules::{Documents, foundation, policy};
use crate::support::shared::{History, json_lines, shared};

use super::{few, hostile};

/// An event that changes the documents; the numbers select a document or line.
#[derive(Debug, Clone)]
pub(super) enum Event {
    Insert(usize, usize, String),
    Delete(usize, usize),
    Replace(usize, usize, String),
    /// A line of one document is inserted into another one.
    Copy(usize, usize, usize, usize),
    /// The whole document gets another path.
    Move(usize, String),
    Truncate(usize, usize),
    Remove(usize),
}

/// Lines that change the meaning of their surroundings.
const TELLING: &[&str] = &[
    "```yaml",
    "```",
    "<!--",
    "-->",
    "## Pastry",
    "## Working Group Template",
    "# Working Groups",
    "- Baking",
    "name: Pastry",
    "name: \"a\\nb\"",
    "org: street-market",
    "areas:",
    "- name: \"\\r\"",
    "  - bakery/oven",
    "  - \"x/\\n\"",
    "bots: &a []",
    "- *a",
    "Mission:",
    "| | | | |",
    "| Charter | [x](../x.md) |",
    "|-|-|",
    "\u{feff}",
    "\u{fffd}\0\u{2028}",
];

fn line() -> impl Strategy<Value = String> {
    prop_oneof![3 => prop::sample::select(TELLING).prop_map(str::to_owned), 1 => hostile()]
}

fn event() -> impl Strategy<Value = Event> {
    let at = || 0_usize..1000;
    let path =
        prop::sample::select(&["groups/new.md", "new.md", "groups/INDEX.md", "org/org.yml", "ORGS.md", "x/y.md"]);
    prop_oneof![
        4 => (at(), at(), line()).prop_map(|(path, place, text)| Event::Insert(path, place, text)),
        4 => (at(), at()).prop_map(|(path, place)| Event::Delete(path, place)),
        4 => (at(), at(), line()).prop_map(|(path, place, text)| Event::Replace(path, place, text)),
        2 => (at(), at(), at(), at()).prop_map(|(from, line, to, place)| Event::Copy(from, line, to, place)),
        1 => (at(), path).prop_map(|(from, to)| Event::Move(from, to.to_owned())),
        1 => (at(), at()).prop_map(|(path, place)| Event::Truncate(path, place)),
        1 => at().prop_map(Event::Remove),
    ]
}

fn happen(documents: &mut Documents, event: &Event) {
    let path = |number: usize| documents.keys().nth(number % documents.len().max(1)).cloned().unwrap_or_default();
    let lines = |path: &String| -> Vec<String> {
        documents.get(path).map(|text| text.split('\n').map(str::to_owned).collect()).unwrap_or_default()
    };
    let changed = |number: usize, change: &dyn Fn(&mut Vec<String>)| {
        let path = path(number);
        let mut lines = lines(&path);
        change(&mut lines);
        (path, lines.join("\n"))
    };
    let (path, text) = match event {
        Event::Insert(number, place, text) => {
            changed(*number, &|lines| lines.insert(place % (lines.len() + 1), text.clone()))
        }
        Event::Delete(number, place) => changed(*number, &|lines| {
            if !lines.is_empty() {
                lines.remove(place % lines.len());
            }
        }),
        Event::Replace(number, place, text) => changed(*number, &|lines| {
            let place = place % lines.len().max(1);
            lines.splice(place..(place + 1).min(lines.len()), [text.clone()]);
        }),
        Event::Copy(from, line, to, place) => {
            let source = lines(&path(*from));
            let line = source.get(line % source.len().max(1)).cloned().unwrap_or_default();
            changed(*to, &|lines| lines.insert(place % (lines.len() + 1), line.clone()))
        }
        Event::Move(from, to) => {
            let text = documents.remove(&path(*from)).unwrap_or_default();
            (to.clone(), text)
        }
        Event::Truncate(number, place) => {
            let path = path(*number);
            let text: String = documents.get(&path).map(|text| text.chars().take(*place).collect()).unwrap_or_default();
            (path, text)
        }
        Event::Remove(number) => {
            documents.remove(&path(*number));
            return;
        }
    };
    documents.insert(path, text);
}

pub(super) fn events() -> impl Strategy<Value = Vec<Event>> {
    vec(event(), 0..12)
}

/// The documents of the foundation after all events.
pub(super) fn after(events: &[Event]) -> Documents {
    let mut documents = foundation();
    events.iter().for_each(|event| happen(&mut documents, event));
    documents
}

/// Rules with findings about a missing document.
const OF_ABSENT: [Rule; 3] = [Rule::D1, Rule::R9, Rule::O1];

/// Properties of every finding on these documents; returns the first violated one.
fn fault(remark: &Diagnostic, documents: &Documents) -> Option<String> {
    let Diagnostic { path, finding, severity, group: _, fix } = remark;
    let what = |said: &str| Some(format!("{said}: {severity} {path}: {finding:?}"));
    let texts = [&finding.message, &finding.help].into_iter().chain(fix.iter().map(|fix| &fix.title));
    if texts.into_iter().any(|text| text.contains(['\n', '\r', '\u{2028}'])) || finding.message.is_empty() {
        return what("not one line");
    }
    match documents.get(path) {
        Some(text) if !is_within(finding.span, text) => return what("outside of its document"),
        None if !OF_ABSENT.contains(&finding.rule()) || finding.span != Span::START => {
            return what("about no document");
        }
        _ => {}
    }
    let edits = fix.iter().flat_map(|fix| &fix.edits);
    let astray = |Edit { path, span, .. }: &&Edit| documents.get(path).is_none_or(|text| !is_within(*span, text));
    edits.into_iter().find(astray).and_then(|_| what("a fix outside of its document"))
}

fn is_within(Span { start, end }: Span, text: &str) -> bool {
    let lines = Lines::of(text);
    start <= end && [start, end].into_iter().all(|place| lines.within(place.line, place.column) == place)
}

fn faults(remarks: &[Diagnostic], documents: &Documents) -> Vec<String> {
    remarks.iter().filter_map(|remark| fault(remark, documents)).collect()
}

fn read(documents: &Documents, policy: &Policy) -> Tree {
    Tree::read(documents, policy)
}

proptest! {
    #![proptest_config(few(150))]

    #[test]
    fn whatever_is_written_is_judged_alike_and_in_its_place(before in events(), change in events()) {
        let policy = policy("");
        let (before, after) = (after(&before), after(&[before.clone(), change].concat()));
        let trees = [&before, &after].map(|documents| read(documents, &policy));
        let remarks = audit(&trees[1], &policy);
        prop_assert_eq!(faults(&remarks, &after), Vec::<String>::new());
        prop_assert_eq!(&remarks, &audit(&read(&after, &policy), &policy));
        prop_assert!(remarks.is_sorted());
        let change = judged(&trees[1], Some(&trees[0]), &policy);
        prop_assert_eq!(faults(&change, &after), Vec::<String>::new());
        let more = added(&trees[0], &trees[1], &policy);
        // A change also reports former charters that are no longer charters.
        let is_lost = |remark: &Diagnostic| remark.finding.rule() == Rule::Y1 && before.contains_key(&remark.path);
        prop_assert!(more.iter().all(|remark| change.contains(remark) || is_lost(remark)), "{:#?}", more);
        prop_assert_eq!(faults(&more, &after), Vec::<String>::new());
        prop_assert!(more.is_sorted());
    }

    #[test]
    fn who_changes_nothing_adds_and_proposes_nothing(events in events()) {
        let policy = policy("");
        let tree = read(&after(&events), &policy);
        prop_assert_eq!(added(&tree, &tree, &policy), vec![]);
        prop_assert_eq!(proposals(&tree, &tree), vec![]);
    }

    /// Another policy changes only the severity of a rule's findings and whether they are reported.
    #[test]
    fn the_policy_says_what_a_rule_weighs(
        events in events(),
        rule in prop::sample::select(Rule::ALL),
        severity in prop::sample::select(&["error", "warning", "notice", "off"]),
        exempt in prop::sample::select(&["baking", "pastry", "new"]),
    ) {
        let documents = after(&events);
        let usual = policy("");
        let settled = policy(&format!("rules: {{severities: {{{rule}: \"{severity}\"}}}}"));
        let excused = policy(&format!("rules: {{exempt: {{{rule}: [{exempt}]}}}}"));
        let remarks = audit(&read(&documents, &usual), &usual);
        let others = |remarks: &[Diagnostic]| {
            remarks.iter().filter(|remark| remark.finding.rule() != rule).cloned().collect::<Vec<_>>()
        };
        let these = |remarks: &[Diagnostic]| -> Vec<(Severity, String)> {
            let of_rule = remarks.iter().filter(|remark| remark.finding.rule() == rule);
            of_rule.map(|remark| (remark.severity, remark.finding.to_string())).collect()
        };
        let under = audit(&read(&documents, &settled), &settled);
        prop_assert_eq!(others(&under), others(&remarks));
        let weigh = |usual: Severity| match severity {
            "error" => Some(if usual == rule.severity() { Severity::Error } else { usual }),
            "warning" => Some(if usual == rule.severity() { Severity::Warning } else { usual.min(Severity::Warning) }),
            "notice" => Some(Severity::Notice),
            _ => None,
        };
        let expected: Vec<_> =
            these(&remarks).into_iter().filter_map(|(usual, said)| Some((weigh(usual)?, said))).collect();
        prop_assert_eq!(these(&under), expected);
        let under = audit(&read(&documents, &excused), &excused);
        let is_excused = |remark: &&Diagnostic| {
            remark.finding.rule() == rule && remark.group.as_ref().is_some_and(|group| group.as_str() == exempt)
        };
        let expected: Vec<_> = remarks.iter().filter(|remark| !is_excused(remark)).cloned().collect();
        prop_assert_eq!(under, expected);
    }
}

#[test]
fn everything_said_of_the_foundations_history_lies_in_its_document() {
    let Some(file) = shared("history/proposals.jsonl") else { return };
    let policy = Foundations::embedded().unwrap().only().unwrap().policy.clone();
    let mut history = History::open(shared("history/objects.git").unwrap());
    let mut trees = BTreeSet::new();
    let (mut said, mut astray) = (0, Vec::new());
    for row in json_lines(&file) {
        let name = row["head_tree"].as_str().unwrap();
        if !trees.insert(name.to_owned()) {
            continue;
        }
        let paths: Vec<_> = history.paths(name).into_iter().filter(|path| policy.governing.is_document(path)).collect();
        let documents: BTreeMap<_, _> =
            paths.into_iter().filter_map(|path| Some((path.clone(), history.text(name, &path)?))).collect();
        let remarks = audit(&read(&documents, &policy), &policy);
        said += remarks.len();
        astray.extend(faults(&remarks, &documents));
    }
    assert!(trees.len() > 100 && said > 2_000, "{} trees, {said} remarks", trees.len());
    assert_eq!(astray, Vec::<String>::new());
}
