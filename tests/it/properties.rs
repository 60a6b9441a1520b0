//! What holds for every pull request, whatever people write: tried on small made-up ones.

mod charters;
mod codeowners;
mod commands;
mod drafts;
mod edits;
mod places;
mod rules;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use comrak::nodes::NodeValue;
use comrak::{Arena, Options, parse_document};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::Config;
use wg_steward::domain::decide::decide;
use wg_steward::domain::ownership::{Document, Ownership};
use wg_steward::domain::plan::Action;
use wg_steward::domain::policy::{self, Policy};
use wg_steward::domain::render::text::{cell, code, plain, prose, titled};
use wg_steward::domain::reviewer::Reviewer;
use wg_steward::domain::snapshot::{
    Author, ChangedFile, Changes, DocumentChange, FileStatus, Memory, PullState, Request, Snapshot,
};
use wg_steward::domain::time::Timestamp;

use crate::support::simulation::{apply, blank};

const LOGINS: &[&str] = &["octocat", "OctoCat", "MonaLisa", "dough-bot", "millstone", "chair", "passer-by", "x[bot]"];
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
const LABELS: &[&str] = &["wg/baking", "WG/Baking", "wg/flour-milling", "wg/council", "wg/staff", "bug"];

fn few(cases: u32) -> Config {
    Config { cases, failure_persistence: None, ..Config::default() }
}

static GUILD: LazyLock<Policy> = LazyLock::new(|| policy::parse(include_str!("../decisions/policy.yml")).unwrap());

/// Somebody of whom the tests speak, or one of a crowd.
fn account() -> impl Strategy<Value = String> {
    prop_oneof![1 => select(LOGINS).prop_map(str::to_owned), 2 => "lead-[1-4]?[0-9]"]
}

/// A charter, good or bad, or a text that is none.
fn charter() -> impl Strategy<Value = String> {
    let good = (".{0,12}", vec(account(), 0..30), vec(account(), 0..3), any::<bool>()).prop_map(
        |(name, leads, bots, oven)| {
            let list = |logins: &[String]| logins.iter().map(|login| format!("  - github: {login}\n")).collect::<String>();
            let repository = if oven { "bakery/oven" } else { "bakery/rolls" };
            format!(
                "# X: Working Group Charter\n\n```yaml\nname: {name:?}\nexecution_leads:\n{}bots:\n{}areas:\n- name: A\n  \
                 repositories: [{repository}]\n```\n",
                list(&leads),
                list(&bots)
            )
        },
    );
    prop_oneof![
        4 => good,
        1 => "(#{1,3} [a-zA-Z<>@ ]{0,8}\n|```yaml\n|[a-z]{1,4}: \\[?\n|<!--\n|\\PC{0,20}\n){0,8}",
        1 => Just("# Milling: Working Group Charter\n\n```yaml\nname: Milling\nareas: [\n```\n".to_owned()),
    ]
}

fn index() -> impl Strategy<Value = String> {
    "(## (X|Baking|<b>|@octocat)\n|[a-z]{0,3}\n|<!--\n|-->\n){0,8}"
}

fn document(path: &'static str) -> BoxedStrategy<String> {
    if path == "groups/INDEX.md" { index().boxed() } else { charter().boxed() }
}

fn ownership() -> impl Strategy<Value = Ownership> {
    let paths = ["groups/baking.md", "groups/milling.md", "groups/other.md", "COUNCIL.md", "STAFF.md"];
    let last = proptest::option::of((charter(), any::<i32>().prop_map(|at| Timestamp(i64::from(at)))));
    vec((charter(), last), 5).prop_map(move |texts| {
        let document =
            |(path, (text, last_good)): (&str, (String, _))| Document { path: path.to_owned(), text, last_good };
        let documents: Vec<_> = paths.into_iter().zip(texts).map(document).collect();
        Ownership::of(&documents, &GUILD.governing)
    })
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

fn changes() -> impl Strategy<Value = Changes> {
    let files =
        (vec(file(), 0..6), proptest::option::of(6_u64..4000)).prop_map(|(files, of)| Changes::Files { files, of });
    prop_oneof![1 => Just(Changes::NotRead), 4 => files]
}

fn documents() -> impl Strategy<Value = BTreeMap<String, DocumentChange>> {
    let texts = PATHS[..6].iter().map(|path| {
        let text = || proptest::option::of(document(path));
        (text(), text()).prop_map(|(before, after)| ((*path).to_owned(), DocumentChange { before, after }))
    });
    texts.collect::<Vec<_>>().prop_map(|changes| changes.into_iter().collect())
}

fn logins(most: usize) -> impl Strategy<Value = BTreeSet<wg_steward::domain::ids::Login>> {
    vec(select(LOGINS), 0..most).prop_map(|names| names.iter().map(|name| name.parse().unwrap()).collect())
}

fn labels() -> impl Strategy<Value = BTreeSet<String>> {
    // GitHub has no two labels that differ in case only.
    btree_set(select(LABELS), 0..4).prop_map(|names| {
        let folded: BTreeMap<_, _> = names.iter().map(|name| (name.to_lowercase(), (*name).to_owned())).collect();
        folded.into_values().collect()
    })
}

fn memory() -> impl Strategy<Value = Memory> {
    (logins(4), labels(), logins(2), ".{0,10}").prop_map(|(asked, labels_put, refused, why)| Memory {
        asked: asked.iter().map(|login| (Reviewer::from(login), Request::default())).collect(),
        labels_put,
        cannot_be_asked: refused.iter().map(|login| (Reviewer::from(login), why.clone())).collect(),
        ..Memory::default()
    })
}

fn snapshot() -> impl Strategy<Value = Snapshot> {
    let repository =
        select(&["bakery/oven", "bakery/oven", "bakery/guild", "bakery/guild", "bakery/recipes", "bakery/attic"]);
    let state = select(&[PullState::Open, PullState::Open, PullState::Draft, PullState::Closed]);
    let people = (proptest::option::of(select(LOGINS)), logins(4), logins(3), btree_set("[a-z]{1,3}", 0..14));
    (repository, state, any::<bool>(), people, changes(), documents(), labels(), memory()).prop_map(
        |(
            repository,
            state,
            queued,
            (author, requested, reviewed, requested_teams),
            changes,
            documents,
            labels,
            memory,
        )| {
            let author = author.map(|login| Author { login: login.parse().unwrap(), bot: login.ends_with("[bot]") });
            Snapshot {
                author,
                state,
                queued,
                changes,
                documents,
                requested,
                reviewed,
                requested_teams,
                labels,
                memory,
                ..blank(repository)
            }
        },
    )
}

proptest! {
    #![proptest_config(few(150))]

    /// One plan per situation, and nothing left to do when it is carried out.
    #[test]
    fn a_plan_is_always_the_same_and_leaves_nothing_to_do(
        (mut snapshot, ownership) in (snapshot(), ownership()),
    ) {
        let plan = decide(&snapshot, &ownership, &GUILD);
        prop_assert_eq!(&plan, &decide(&snapshot, &ownership, &GUILD));
        apply(&mut snapshot, &plan);
        let again = decide(&snapshot, &ownership, &GUILD);
        prop_assert_eq!(&again.actions, &Vec::<Action>::new());
        prop_assert_eq!(&again.checks, &plan.checks);
    }

    /// GitHub takes what is asked of it, and nobody is asked who must not be.
    #[test]
    fn a_plan_keeps_to_the_limits(snapshot in snapshot(), ownership in ownership()) {
        let plan = decide(&snapshot, &ownership, &GUILD);
        for check in &plan.checks {
            prop_assert!(check.title.chars().count() <= 60, "{}", check.title);
            prop_assert!(!check.title.contains(['\n', '@', '`']), "{}", check.title);
            prop_assert!(check.summary.chars().count() <= 65_535);
            prop_assert!(!check.summary.is_empty());
        }
        for action in &plan.actions {
            match action {
                Action::RequestReview { reviewers, .. } => {
                    let asked = snapshot.requested.len() + snapshot.requested_teams.len() + reviewers.len();
                    let logins: Vec<_> = reviewers.iter().filter_map(Reviewer::person).collect();
                    prop_assert!(asked <= 15, "{} asked", asked);
                    let author = snapshot.author.as_ref().map(|author| &author.login);
                    prop_assert!(logins.iter().all(|login| Some(*login) != author && !login.is_app()));
                    prop_assert!(reviewers.iter().all(|it| !snapshot.memory.asked.contains_key(it)));
                    prop_assert_eq!(reviewers.len(), reviewers.iter().collect::<BTreeSet<_>>().len());
                }
                Action::CreateLabel { label, .. } | Action::ChangeLabel { label, .. } => {
                    prop_assert!((1..=50).contains(&label.name.chars().count()), "{}", label.name);
                    prop_assert!(label.description.chars().count() <= 100);
                    prop_assert!(!label.description.contains('\n'));
                }
                Action::RemoveLabel { name } => {
                    let ours = snapshot.memory.labels_put.iter().any(|put| put.to_lowercase() == name.to_lowercase());
                    prop_assert!(ours && snapshot.labels.contains(name));
                }
                Action::WriteComment { body, .. } => prop_assert!(body.chars().count() <= 65_536),
                Action::AddLabel { .. }
                | Action::PostCheck { .. }
                | Action::TakeBack { .. }
                | Action::React { .. } => {}
            }
        }
        if snapshot.queued {
            prop_assert!(plan.actions.iter().all(|action| action.kind() == "post-check"), "{:?}", plan.actions);
        } else if snapshot.state == PullState::Closed {
            prop_assert!(plan.actions.is_empty());
        }
    }
}

/// Text such as an attacker would write.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "\\PC{0,6}",
        select(&[
            "@octocat",
            "`",
            "``",
            "|",
            "\n",
            "\r\n",
            "<img src=x>",
            "<!--",
            "&lt;",
            "[a](b)",
            "![a](b)",
            "www.evil.example",
            "https://evil.example",
            "**",
            "__",
            "~~",
            "\\",
            "#1",
            "\u{202e}",
            "\u{200b}",
            "\t",
            "a@b.example",
        ])
        .prop_map(str::to_owned),
    ];
    vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// What GitHub would show of some Markdown in a line, and whether it is text or code only.
fn shown(markdown: &str) -> (String, bool) {
    let arena = Arena::new();
    let mut options = Options::default();
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    let line = format!("x {markdown} x");
    let root = parse_document(&arena, &line, &options);
    let (mut text, mut tame) = (String::new(), true);
    for node in root.descendants().skip(2) {
        match &node.data.borrow().value {
            NodeValue::Text(part) => text.push_str(part),
            NodeValue::Code(part) => text.push_str(&part.literal),
            _ => tame = false,
        }
    }
    (text, tame)
}

proptest! {
    #![proptest_config(few(400))]

    /// Prose is text: no link, no image, no HTML, no emphasis, no mention, even after GitHub resolved it.
    #[test]
    fn prose_is_nothing_but_text(text in hostile()) {
        let made = prose(&text);
        prop_assert!(!made.contains(['\n', '\r', '@', '|', '<']), "{}", made);
        let (shown, tame) = shown(&made);
        prop_assert!(tame, "{:?} becomes {:?}", text, made);
        prop_assert!(!shown.contains("@octocat"), "{}", shown);
    }

    /// Code is one span of code, in a table, too.
    #[test]
    fn code_is_nothing_but_code(text in hostile()) {
        let made = code(&text);
        prop_assert_eq!(made.matches('`').count(), 2);
        prop_assert!(!made.contains(['\n', '\r', '\u{202e}', '\u{200b}']), "{}", made);
        prop_assert!(made.starts_with('`') && made.ends_with('`'));
        prop_assert!(shown(&made).1, "{}", made);
        prop_assert!(!cell(&made).replace("\\|", "").contains('|'));
    }

    /// A title or a terminal's line is one line without tricks.
    #[test]
    fn plain_text_is_one_line(text in hostile()) {
        for made in [plain(&text), titled(&text)] {
            prop_assert!(!made.contains(['\n', '\r', '`', '\u{202e}', '\u{200b}']), "{}", made);
            prop_assert!(!made.chars().any(char::is_control), "{}", made);
        }
        prop_assert!(!titled(&text).contains('@'));
    }
}

#[test]
fn a_text_that_is_too_long_is_cut_at_a_line_and_says_so() {
    let leads: String = (0..2_000).map(|number| format!("- github: lead-{number}\n")).collect();
    let text = format!(
        "# Baking: Working Group Charter\n\n```yaml\nname: Baking\nexecution_leads:\n{leads}areas:\n- name: Bread\n  \
         repositories: [bakery/oven]\n```\n"
    );
    let document = Document { path: "groups/baking.md".to_owned(), text, last_good: None };
    let ownership = Ownership::of(&[document], &GUILD.governing);
    let plan = decide(&blank("bakery/oven"), &ownership, &GUILD);
    let summary = &plan.checks[0].summary;
    assert!((65_000..=65_535).contains(&summary.chars().count()));
    let end: Vec<_> = summary.lines().rev().take(5).collect();
    assert_eq!(end[0], "_Cut here: GitHub shows 65,535 characters._");
    assert_eq!(end[2], "</details>");
    assert!(end[4].ends_with("as many people are asked as may be"), "{}", end[4]);
}
