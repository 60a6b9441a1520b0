//! Policies of the made-up foundation: which reviews are requested, for all settings of a policy.

use std::fmt;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use wg_steward::domain::policy::{self, Policy};

const BASE: &str = include_str!("../../decisions/policy.yml");

const CONDITIONS: &[&str] = &[
    "paths: ['groups/**']",
    "paths: ['*.md', 'soups/**']",
    "lines_from: 100",
    "lines_to: 100",
    "lines_from: 10, lines_to: 1000",
    "author: [lead, approver]",
    "author: [reviewer, other]",
    "author: [bot]",
];

/// The text of a policy: the foundation's, unchanged or with more settings for reviews, commands and labels.
pub(super) fn policies() -> impl Strategy<Value = Written> {
    let most = proptest::option::of((1_u8..4).prop_map(|most| format!("labels:\n  at_most: {most}\n")));
    let varied = (review(), any::<bool>(), any::<bool>(), most).prop_map(|(review, commands, areas, most)| {
        let commands = if commands { "\ncommands: {}\n" } else { "" };
        let labels = "labels:\n  areas: {name: area/<area-slug>, color: 5f3dc4, description: Of <area> in <name>}\n";
        let base = if areas { BASE.replace("labels:\n", labels) } else { BASE.to_owned() };
        let base = base.replace("labels:\n", most.as_deref().unwrap_or("labels:\n"));
        format!("{base}\n{review}{commands}")
    });
    prop_oneof![1 => Just(BASE.to_owned()), 5 => varied].prop_map(Written)
}

/// A policy as written: a failure shows the settings beyond the foundation's own.
pub(super) struct Written(String);

impl Written {
    pub(super) fn policy(&self) -> Policy {
        policy::parse(&self.0).unwrap()
    }
}

impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = self.0.lines().filter(|line| !line.is_empty() && !BASE.contains(line));
        said.into_iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

fn review() -> impl Strategy<Value = String> {
    let line = |key: &'static str, value: BoxedStrategy<String>| {
        proptest::option::of(value).prop_map(move |value| value.map(|value| format!("  {key}: {value}\n")))
    };
    let small = |from: u8, to: u8| (from..to).prop_map(|number| number.to_string()).boxed();
    let flag = || any::<bool>().prop_map(|flag| flag.to_string()).boxed();
    let reviewed = select(&["any_head", "this_head"]).prop_map(str::to_owned).boxed();
    let reminder = (1_u8..4).prop_map(|days| format!("{{after_working_days: {days}}}")).boxed();
    let at_most = prop_oneof![1 => 0_u8..5, 1 => 5_u8..16].prop_map(|most| format!("  at_most: {most}\n"));
    let lines = [
        line("capacity", small(0, 5)),
        line("reviewed", reviewed),
        line("mention_refused", flag()),
        line("reminder", reminder),
    ];
    let groups = (proptest::option::of(group("baking")), proptest::option::of(group("milling")));
    (at_most, lines, rule("  "), groups).prop_map(|(at_most, lines, rule, (baking, milling))| {
        let groups: String = [baking, milling].into_iter().flatten().collect();
        let groups = if groups.is_empty() { groups } else { format!("  groups:\n{groups}") };
        format!("review:\n{at_most}{}{rule}{groups}", lines.into_iter().flatten().collect::<String>())
    })
}

/// Settings of a group: for all of it, and for single areas.
fn group(id: &'static str) -> impl Strategy<Value = String> {
    let area = |name: &'static str| {
        proptest::option::of(rule("          "))
            .prop_map(move |rule| rule.map(|rule| format!("        {name}:\n{rule}")))
    };
    (rule("      "), area("Bread"), area("Old Ovens")).prop_map(move |(rule, bread, ovens)| {
        let areas: String = [bread, ovens].into_iter().flatten().collect();
        let areas = if areas.is_empty() { areas } else { format!("      areas:\n{areas}") };
        format!("    {id}:\n{rule}{areas}")
    })
}

/// The number of reviewers, and the order of candidates.
fn rule(margin: &'static str) -> impl Strategy<Value = String> {
    (0_u8..5, vec(tier(), 0..5)).prop_map(move |(minimum, tiers)| {
        format!("{margin}minimum: {minimum}\n{margin}tiers: [{}]\n", tiers.join(", "))
    })
}

fn tier() -> impl Strategy<Value = String> {
    let who = select(&["leads", "approvers", "reviewers", "teams", "oversight"]);
    let ask = select(&["all", "1", "2", "3", "15", "if_short", "if_short"]);
    (who, ask, proptest::option::weighted(0.3, select(CONDITIONS))).prop_map(|(who, ask, only_if)| {
        let only_if = only_if.map(|only_if| format!(", only_if: {{{only_if}}}"));
        format!("{{who: {who}, ask: {ask}{}}}", only_if.unwrap_or_default())
    })
}
