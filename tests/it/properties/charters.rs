//! Properties of every charter: a written one is parsed back, and unreadable parts are reported.

use proptest::collection::vec;
use proptest::prelude::*;
use wg_steward::domain::document::{At, Span};
use wg_steward::domain::governance::charter;
use wg_steward::domain::governance::charter::generator::GeneratorVerdict;
use wg_steward::domain::governance::charter::{Area, Charter, Config, Listed, Person};

use super::world::charter;
use super::{few, hostile};

fn list<T: std::fmt::Debug>(entry: impl Strategy<Value = T>) -> impl Strategy<Value = Listed<T>> {
    proptest::option::of(vec(entry, 0..4).prop_map(At::nowhere))
}

fn person() -> impl Strategy<Value = Person> {
    let login = prop_oneof!["no|on|007|2021-01-01|1e3|null", "[a-zA-Z0-9._-]{1,12}", "[a-z]{1,5}\\[bot\\]"];
    (proptest::option::of(any::<String>()), login).prop_map(|(name, login)| Person {
        name: name.map(At::nowhere),
        login: At::nowhere(login.parse().unwrap()),
        span: Span::START,
    })
}

fn area() -> impl Strategy<Value = Area> {
    let repository = "[a-zA-Z0-9-]{1,6}/[a-zA-Z0-9_-]{1,6}".prop_map(|text| At::nowhere(text.parse().unwrap()));
    (any::<String>(), list(person()), list(person()), list(person()), list(repository)).prop_map(
        |(name, approvers, reviewers, bots, repositories)| Area {
            name: At::nowhere(name),
            approvers,
            reviewers,
            bots,
            repositories,
            span: Span::START,
        },
    )
}

fn model() -> impl Strategy<Value = Charter> {
    let name = prop_oneof![any::<String>(), hostile(), Just("# ```yaml\n- <!-- no -->".to_owned())];
    let name = name.prop_filter("a group has a name", |name| !name.trim().is_empty());
    let config = proptest::option::of(proptest::option::of(any::<bool>()));
    let lists = (list(person()), list(person()), list(person()));
    (name, proptest::option::of(any::<String>()), lists, vec(area(), 0..4), config).prop_map(
        |(name, org, (execution_leads, technical_leads, bots), areas, config)| Charter {
            name: At::nowhere(name),
            org: org.map(At::nowhere),
            execution_leads,
            technical_leads,
            bots,
            areas,
            config: config
                .map(|flag| At::nowhere(Config { branch_protection: flag.map(At::nowhere), deploy_keys: Vec::new() })),
        },
    )
}

proptest! {
    #![proptest_config(few(200))]

    /// A written charter is parsed back as the same model.
    #[test]
    fn a_charter_that_was_written_is_read_back(model in model()) {
        let text = charter::write(&model);
        let reading = charter::read(&text);
        prop_assert_eq!(reading.charter.as_ref(), Some(&model), "{}\n{:?}", text, reading.findings);
        prop_assert!(reading.unread.is_empty() && reading.title.is_some(), "{}", text);
    }

    /// Every document results in a charter or in a finding.
    #[test]
    fn there_is_a_charter_or_a_finding(text in prop_oneof![charter(), hostile(), tattered()]) {
        let reading = charter::read(&text);
        prop_assert!(reading.charter.is_some() || reading.block.is_none() || reading.obstacle().is_some(), "{}", text);
        prop_assert!(reading.unread.iter().all(|finding| reading.findings.contains(finding)), "{}", text);
        prop_assert!(reading.findings.is_sorted(), "{}", text);
        if let Some(fault) = reading.obstacle().filter(|_| reading.is_broken()) {
            prop_assert!(reading.findings.iter().any(|finding| finding.fault() == *fault), "{}", text);
        }
        if let GeneratorVerdict::Refuses { .. } = reading.generator {
            prop_assert!(!reading.findings.is_empty(), "{}", text);
        }
    }
}

/// A charter with lines removed, duplicated and replaced.
pub(super) fn tattered() -> impl Strategy<Value = String> {
    let line = prop_oneof![6 => Just(None), 1 => "(- |  |    )?(name|github|areas|bots|approvers|repositories|x|<<)?:? ?(\\[\\]|x/y|no|!!str|&a|\\*a|\"|```)?"
        .prop_map(Some)];
    (model(), vec((line, 0..3_usize), 40)).prop_map(|(model, changes)| {
        let text = charter::write(&model);
        let lines = text.lines().zip(changes.into_iter().chain(std::iter::repeat((None, 1))));
        let torn = lines.flat_map(|(line, (other, times))| match other {
            Some(other) => vec![other],
            None => vec![line.to_owned(); if times == 0 { 1 } else { times }],
        });
        torn.collect::<Vec<_>>().join("\n")
    })
}
