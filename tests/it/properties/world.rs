//! Charters, documents and changes of a small made-up foundation, valid and invalid.

use std::collections::BTreeMap;
use std::fmt;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use wg_steward::domain::governance::ownership::{Ownership, OwnershipDocument};
use wg_steward::domain::pull::snapshot::{ChangedFile, Changes, DocumentChange, FileStatus};
use wg_steward::domain::types::time::Timestamp;

use super::GUILD;

pub(super) const LOGINS: &[&str] =
    &["octocat", "OctoCat", "MonaLisa", "dough-bot", "millstone", "chair", "passer-by", "x[bot]"];

const PATHS: &[&str] = &[
    "groups/baking.md",
    "groups/milling.md",
    "groups/new.md",
    "groups/INDEX.md",
    "COUNCIL.md",
    "STAFF.md",
    "groups/baking/x.md",
    "groups/updates/2026-01-31-baking.md",
    "rules/1.md",
    "soups/`@octocat`|\n.md",
];

/// Names of groups and areas that are also used in policies, labels and teams.
const NAMES: &[&str] = &["X", "Baking", "Flour Milling"];
const AREAS: &[&str] = &["Bread", "Rolls", "Old Ovens"];

/// A user of the tests, or one of many others.
pub(super) fn account() -> impl Strategy<Value = String> {
    prop_oneof![1 => select(LOGINS).prop_map(str::to_owned), 2 => "lead-[1-4]?[0-9]"]
}

/// A charter, valid or invalid, or another text.
pub(super) fn charter() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => good(),
        1 => "(#{1,3} [a-zA-Z<>@ ]{0,8}\n|```yaml\n|[a-z]{1,4}: \\[?\n|<!--\n|\\PC{0,20}\n){0,8}",
        1 => Just("# Milling: Working Group Charter\n\n```yaml\nname: Milling\nareas: [\n```\n".to_owned()),
    ]
}

fn good() -> impl Strategy<Value = String> {
    let name = prop_oneof![1 => ".{0,12}", 1 => select(NAMES).prop_map(str::to_owned)];
    let leads = prop_oneof![2 => vec(account(), 0..4), 1 => vec(account(), 0..30)];
    (name, leads, vec(account(), 0..3), vec(area(), 1..4)).prop_map(|(name, leads, bots, areas)| {
        format!(
            "# X: Working Group Charter\n\n```yaml\nname: {name:?}\nexecution_leads:\n{}bots:\n{}areas:\n{}```\n",
            list("  ", &leads),
            list("  ", &bots),
            areas.concat()
        )
    })
}

fn area() -> impl Strategy<Value = String> {
    let name = prop_oneof![1 => Just("A"), 3 => select(AREAS)];
    let people = || prop_oneof![3 => vec(account(), 0..6), 1 => vec(account(), 0..20)];
    let reviewers = proptest::option::of(people());
    (name, people(), reviewers, proptest::option::of(account()), any::<bool>()).prop_map(
        |(name, approvers, reviewers, bot, oven)| {
            let reviewers = reviewers.map(|people| format!("  reviewers:\n{}", list("  ", &people)));
            let bots = bot.map(|bot| format!("  bots:\n{}", list("  ", &[bot])));
            let repository = if oven { "bakery/oven" } else { "bakery/rolls" };
            format!(
                "- name: {name}\n  approvers:\n{}{}{}  repositories: [{repository}]\n",
                list("  ", &approvers),
                reviewers.unwrap_or_default(),
                bots.unwrap_or_default()
            )
        },
    )
}

fn list(margin: &str, logins: &[String]) -> String {
    logins.iter().map(|login| format!("{margin}- github: {login}\n")).collect()
}

fn index() -> impl Strategy<Value = String> {
    "(## (X|Baking|<b>|@octocat)\n|[a-z]{0,3}\n|<!--\n|-->\n){0,8}"
}

fn document(path: &'static str) -> BoxedStrategy<String> {
    if path == "groups/INDEX.md" { index().boxed() } else { charter().boxed() }
}

/// The charters of the base, each with its last readable text.
pub(super) fn charters() -> impl Strategy<Value = Charters> {
    let paths = ["groups/baking.md", "groups/milling.md", "groups/other.md", "COUNCIL.md", "STAFF.md"];
    let last = proptest::option::of((charter(), any::<i32>().prop_map(|at| Timestamp(i64::from(at)))));
    vec((charter(), last), 5).prop_map(move |texts| {
        let document = |(path, (text, last_good)): (&str, (String, _))| OwnershipDocument {
            path: path.to_owned(),
            text,
            last_good,
        };
        Charters(paths.into_iter().zip(texts).map(document).collect())
    })
}

/// Charters as written: a failure shows the texts.
pub(super) struct Charters(Vec<OwnershipDocument>);

impl Charters {
    pub(super) fn ownership(&self) -> Ownership {
        Ownership::of(&self.0, &GUILD.governing)
    }
}

impl fmt::Debug for Charters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|document| {
            let OwnershipDocument { path, text, last_good } = document;
            writeln!(f, "--- {path}\n{text}")?;
            last_good.iter().try_for_each(|(text, at)| writeln!(f, "--- {path}, at {at}\n{text}"))
        })
    }
}

fn file() -> impl Strategy<Value = ChangedFile> {
    let status = select(&[
        FileStatus::Added,
        FileStatus::Removed,
        FileStatus::Renamed,
        FileStatus::Copied,
        FileStatus::Modified,
    ]);
    let path = || prop_oneof![4 => select(PATHS).prop_map(str::to_owned), 1 => "\\PC{0,12}"];
    (path(), proptest::option::of(path()), status).prop_map(|(path, previous, status)| ChangedFile {
        path,
        previous,
        status,
    })
}

pub(super) fn changes() -> impl Strategy<Value = Changes> {
    let files =
        (vec(file(), 0..6), proptest::option::of(6_u64..4000)).prop_map(|(files, of)| Changes::Files { files, of });
    prop_oneof![1 => Just(Changes::NotRead), 4 => files]
}

pub(super) fn documents() -> impl Strategy<Value = BTreeMap<String, DocumentChange>> {
    let texts = PATHS[..6].iter().map(|path| {
        let text = || proptest::option::of(document(path));
        (text(), text()).prop_map(|(before, after)| ((*path).to_owned(), DocumentChange { before, after }))
    });
    texts.collect::<Vec<_>>().prop_map(|changes| changes.into_iter().collect())
}
