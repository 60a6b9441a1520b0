//! Properties of every written proposal: it is parsed back, it changes nothing else, and the rules find no problem in
//! it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use wg_steward::domain::diagnostics::finding::Kind;
use wg_steward::domain::document::markdown::{Block, outline};
use wg_steward::domain::governance::charter::one_line;
use wg_steward::domain::governance::index::Topic;
use wg_steward::domain::governance::tree::Tree;
use wg_steward::domain::policy::{self, Policy};
use wg_steward::domain::proposal;
use wg_steward::domain::proposal::{
    Area, Draft, Person, ProposedArtifact, Repository, flaw, linked, missing, refusals,
};
use wg_steward::domain::rules::{self, Diagnostic};
use wg_steward::domain::text::slug::slug;

use super::{few, hostile};

static POLICY: LazyLock<Policy> =
    LazyLock::new(|| policy::parse(include_str!("../../../policies/cloudfoundry/policy.yml")).unwrap());

const PEOPLE: [&str; 8] = ["anna", "Otto", "eve", "no", "007", "mona-lisa", "a_b", "x.y"];
const INDEX: &str = "toc/working-groups/WORKING-GROUPS.md";

/// A made-up community with two groups, in which all users are contributors.
fn community(ending: &str) -> BTreeMap<String, String> {
    let sections = "# Working Groups\n\nThe groups:\n\n- Milling\n- Old Ovens\n- Alpha\n\n\n## Milling\n\nMission: To mill.\n\n\n## \
        Old Ovens\n\nMission: To keep.\n\n\n<!--\n## Working Group Template\n\nMission:\n-->\n";
    let milling = "# Milling: Working Group Charter\n\n```yaml\nname: Milling\nexecution_leads: []\ntechnical_leads: []\nbots: \
        []\nareas: []\n```\n";
    let orgs = "orgs:\n  cloudfoundry:\n    admins: []\n    members: []\n    repos:\n      Beta:\n        has_wiki: false\n      delta: {}\n    teams: {}\n  concourse:\n    \
        {admins: [], members: [], teams: {}, repos: {}}\n";
    let contributors: String = PEOPLE.iter().map(|login| format!("    - \"{login}\"\n")).collect();
    let contributors = format!("orgs:\n  cloudfoundry:\n    contributors:\n{contributors}");
    let texts = [
        (INDEX, sections),
        ("toc/working-groups/milling.md", milling),
        ("orgs/orgs.yml", orgs),
        ("orgs/contributors.yml", &contributors),
    ];
    texts.map(|(path, text)| (path.to_owned(), text.replace('\n', ending))).into()
}

/// A text in a form that `new` accepts.
fn text() -> impl Strategy<Value = String> {
    let text = prop_oneof![
        "[A-Z][a-z]{1,8}( [a-zA-Z0-9&.-]{1,8}){0,4}",
        // The replacement character is refused.
        hostile().prop_map(|text| text.replace('\u{fffd}', "?")),
        "\\PC{1,20}",
        "`[a-z]{1,4}` \\[x\\]\\(y\\)"
    ];
    let taken = |text: &String| flaw(text).is_none() && !text.to_lowercase().contains("cff-wg-");
    text.prop_map(|text| one_line(&text)).prop_filter("a text that says something", taken)
}

fn people(least: usize) -> impl Strategy<Value = Vec<Person>> {
    (btree_set(0..PEOPLE.len(), least..=PEOPLE.len()), vec(text(), PEOPLE.len())).prop_map(|(chosen, names)| {
        let person = |at: usize| Person { login: PEOPLE[at].parse().unwrap(), name: names[at].clone(), company: None };
        chosen.into_iter().map(person).collect()
    })
}

fn area() -> impl Strategy<Value = Area> {
    let repository = ("(cloudfoundry|elsewhere)/[a-zA-Z0-9._-]{1,6}x", proptest::option::of(text()));
    (text(), people(4), vec(repository, 0..4)).prop_map(|(name, approvers, repositories)| {
        let names: BTreeMap<_, _> =
            repositories.into_iter().map(|(name, about)| (name.to_lowercase(), (name, about))).collect();
        let repository = |(name, description): (String, _)| Repository { name: name.parse().unwrap(), description };
        Area { name, approvers, repositories: names.into_values().map(repository).collect(), ..Area::default() }
    })
}

fn artifacts() -> impl Strategy<Value = BTreeMap<ProposedArtifact, String>> {
    (vec((text(), 0..3), 4), "[a-z0-9/().|?=]{1,12}").prop_map(|(said, address)| {
        let said = said.into_iter().zip(ProposedArtifact::ALL).map(|((words, form), artifact)| match form {
            0 => (artifact, words),
            1 => (artifact, format!("https://x.example/{address}")),
            _ => (artifact, format!("{words} https://x.example/{}", artifact.row().len())),
        });
        said.map(|(artifact, said)| (artifact, linked(artifact, &said))).collect()
    })
}

/// A complete proposal without errors.
fn complete() -> impl Strategy<Value = Draft> {
    let words = (text(), text(), vec(text(), 1..3), vec(text(), 1..3), vec(text(), 1..3));
    let draft = (words, people(2), people(2), vec(area(), 0..3), artifacts()).prop_map(
        |((name, mission, goals, scope, non_goals), execution, technical, areas, artifacts)| {
            let with = |person: Person| Person { company: Some(format!("{} Inc.", person.login)), ..person };
            Draft {
                name,
                mission,
                goals,
                scope,
                non_goals,
                execution_leads: execution.into_iter().map(with).collect(),
                technical_leads: technical.into_iter().map(with).collect(),
                areas,
                artifacts,
                ..Draft::default()
            }
        },
    );
    draft.prop_filter("nothing stands in the way", |draft| {
        refusals(draft, &Tree::read(&community("\n"), &POLICY), &POLICY).is_empty() && missing(draft).is_empty()
    })
}

fn written(draft: &Draft, before: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let mut after = before.clone();
    after.extend(proposal::write(draft, &Tree::read(before, &POLICY), &POLICY));
    after
}

/// Whether all lines of a text are lines of another one, in their order.
fn is_within(before: &str, after: &str) -> bool {
    let mut lines = after.split('\n');
    before.split('\n').all(|line| lines.any(|other| other == line))
}

proptest! {
    #![proptest_config(few(100))]

    /// The charter contains the data of the proposal, in a form that the organization's generator accepts.
    #[test]
    fn a_written_charter_reads_back(draft in complete()) {
        let text = proposal::charter::write(&draft);
        let reading = wg_steward::domain::governance::charter::read(&text);
        prop_assert_eq!(&reading.findings, &vec![], "{}", text);
        prop_assert_eq!(reading.charter.as_ref(), Some(&proposal::charter::model(&draft)), "{}", text);
        prop_assert_eq!(reading.title.as_ref().map(|title| title.as_str()), Some(draft.name.as_str()));
        prop_assert_eq!(reading.generator, wg_steward::domain::governance::charter::generator::GeneratorVerdict::Accepts);
        let headings: Vec<_> = outline(&text).unwrap().headings().skip(1).map(|heading| heading.text.clone()).collect();
        prop_assert_eq!(headings, ["Mission", "Goals", "Scope", "Non-Goals", "Roles & Technical Assets"], "{}", text);
    }

    /// The section has name, mission, topic, artifacts and leads; the list has one more entry.
    #[test]
    fn a_written_section_reads_back(draft in complete()) {
        let documents = written(&draft, &community("\n"));
        let tree = Tree::read(&documents, &POLICY);
        let text = &documents[INDEX];
        let index = &tree.index.as_ref().unwrap().read;
        prop_assert_eq!(&index.findings, &vec![], "{}", text);
        prop_assert_eq!((index.sections.len(), index.templates.len()), (3, 1), "{}", text);
        let others: Vec<_> = index.groups.iter().map(|group| group.as_str()).filter(|name| *name != draft.name).collect();
        prop_assert_eq!((others, index.groups.len()), (vec!["Milling", "Old Ovens", "Alpha"], 4), "{}", text);
        let section = index.section(&slug(&draft.name)).unwrap();
        prop_assert_eq!(section.heading.as_str(), &draft.name);
        let charter = tree.charters.values().find(|charter| tree.section(charter) == Some(section)).unwrap();
        let mission = charter.outline.blocks.iter().find_map(|block| match block {
            Block::Paragraph(prose) => Some(prose.text.clone()),
            _ => None,
        });
        prop_assert_eq!(section.mission.as_ref().map(|mission| mission.value.clone()), mission, "{}", text);
        let has = draft.repositories().any(|repository| repository.name.belongs_to("cloudfoundry"));
        let topic = if has { Topic::Named(format!("cff-wg-{}", slug(&draft.name))) } else { Topic::NoRepositories };
        prop_assert_eq!(section.topic.as_deref(), Some(&topic));
        let artifacts = &section.artifacts.as_ref().unwrap().rows;
        prop_assert_eq!(artifacts.len(), 5);
        prop_assert!(artifacts.iter().all(|row| !row.value.text.is_empty()), "{}", text);
        prop_assert_eq!(artifacts[0].value.links[0].url.clone(), format!("./{}.md", slug(&draft.name)));
        let leads: Vec<_> = section.people().iter().map(|row| {
            let logins = [row.linked(), row.written(), row.pictured()].map(|login| login.unwrap().to_string());
            assert!(logins.iter().all(|login| *login == logins[0]), "{logins:?}");
            (logins[0].clone(), row.name.text.clone(), row.company.text.clone())
        }).collect();
        let expected = draft.leads().into_iter();
        let expected: Vec<_> =
            expected.map(|lead| (lead.login.to_string(), lead.name, lead.company.unwrap_or_default())).collect();
        prop_assert_eq!(leads, expected, "{}", text);
    }

    /// All existing lines stay, with any line endings, and each repository is in the org file.
    #[test]
    fn nothing_else_is_changed(draft in complete(), ending in prop_oneof![Just("\n"), Just("\r\n")]) {
        let before = community(ending);
        let after = written(&draft, &before);
        for (path, text) in &before {
            prop_assert!(is_within(text, &after[path]), "{}", after[path]);
            prop_assert_eq!(after[path].matches('\n').count(), after[path].matches(ending).count());
        }
        prop_assert_eq!(after.len(), before.len() + 1);
        let tree = Tree::read(&after, &POLICY);
        let orgs = &tree.org_file.unwrap().read;
        prop_assert_eq!(&orgs.findings, &vec![]);
        let home = draft.repositories().filter(|repository| repository.name.belongs_to("cloudfoundry"));
        let home: BTreeSet<_> = home.map(|repository| &repository.name).collect();
        prop_assert!(home.iter().all(|name| orgs.repository(name).is_some()), "{:?}", home);
    }

    /// The rules have no findings in the new documents.
    #[test]
    fn a_proposal_that_was_written_has_no_findings(draft in complete()) {
        let before = community("\n");
        let after = Tree::read(&written(&draft, &before), &POLICY);
        let added = rules::added(&Tree::read(&before, &POLICY), &after, &POLICY);
        // The place of a repository and the name of a group are for people to decide, so the rules warn about them.
        let is_wanted = |remark: &Diagnostic| {
            matches!(remark.finding.kind, Kind::UnmanagedOrganization | Kind::NameNotAscii)
        };
        let added: Vec<_> = added.into_iter().filter(|remark| !is_wanted(remark)).collect();
        prop_assert_eq!(&added, &vec![], "{:#?}\n{:#?}", draft, added);
        let id = draft.id();
        let own = rules::audit(&after, &POLICY).into_iter().filter(|remark| remark.group == id);
        let own: Vec<_> = own.filter(|remark| !is_wanted(remark)).collect();
        prop_assert_eq!(&own, &vec![], "{:#?}\n{:#?}", draft, own);
    }
}
