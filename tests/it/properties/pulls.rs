//! Pull requests in any state of GitHub and memory: any mixture of earlier actions by users and the app.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::{btree_map, btree_set, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;
use wg_steward::domain::pull::refused_writes::{Write, WriteRefusal};
use wg_steward::domain::pull::snapshot::{Author, CommandComment, KnownLabel, Memory, PullState, Request, Snapshot};
use wg_steward::domain::types::availability::People;
use wg_steward::domain::types::comment_topic::CommentTopic;
use wg_steward::domain::types::ids::{GroupId, Login};
use wg_steward::domain::types::reviewer::Reviewer;
use wg_steward::domain::types::time::{Day, Timestamp};

use crate::support::simulation::blank;

use super::world::{LOGINS, account, changes, documents};

const LABELS: &[&str] =
    &["wg/baking", "WG/Baking", "wg/flour-milling", "wg/council", "wg/staff", "bug", "area/bread", "Area/Bread"];
const TEAMS: &[&str] = &["wg-x-bread-approvers", "wg-baking-bread-approvers", "wg-flour-milling-rolls-approvers", "x"];
const GROUPS: &[&str] = &["baking", "milling", "other", "council", "nobody"];
const MEANINGS: &[&str] = &["", "group baking", "group milling", "area baking Bread"];
const BODIES: &[&str] = &[
    "/wg help",
    "```\n/wg back\n```",
    "/wg explain\n/wg explain groups/baking.md",
    "/wg reroll",
    "/wg reroll octocat",
    "/wg request baking",
    "/wg request council\n/wg request nobody",
    "/wg who-owns bakery/oven",
    "/wg away until 2026-06-20",
    "/wg away until 2020-01-01",
    "/wg back",
    "/wg capacity 0",
    "/wg capacity 3\n/wg reroll",
    "/wg nonsense",
    "/wg",
    "thanks",
];

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// 2026-06-10 at 08:00, a Wednesday.
const BEGIN: i64 = 1_781_078_400_000;

fn login() -> impl Strategy<Value = Login> {
    account().prop_map(|login| login.parse().unwrap())
}

fn logins(most: usize) -> impl Strategy<Value = BTreeSet<Login>> {
    btree_set(login(), 0..most)
}

/// GitHub has no two labels that differ only in case.
fn labels() -> impl Strategy<Value = BTreeSet<String>> {
    btree_set(select(LABELS), 0..4).prop_map(|names| {
        let folded: BTreeMap<_, _> = names.iter().map(|name| (name.to_lowercase(), (*name).to_owned())).collect();
        folded.into_values().collect()
    })
}

fn reviewer() -> impl Strategy<Value = Reviewer> {
    let team = select(TEAMS).prop_map(|slug| Reviewer::Team(slug.to_owned()));
    prop_oneof![4 => login().prop_map(Reviewer::Person), 1 => team]
}

/// Within the last fortnight.
fn moment() -> impl Strategy<Value = Timestamp> {
    (0..14 * 24 * 60_i64).prop_map(|minutes| Timestamp(BEGIN - minutes * MINUTE))
}

fn request() -> impl Strategy<Value = Request> {
    let group = of(select(GROUPS).prop_map(|id| id.parse::<GroupId>().unwrap()));
    (moment(), group, of(0..5_i64), of(login()), any::<bool>()).prop_map(
        |(at, group, days, rerolled_by, taken_back)| {
            let reminded = days.map(|days| Timestamp((at.0 + days * DAY).min(BEGIN)));
            Request { at, group, reminded, taken_back: taken_back && rerolled_by.is_some(), rerolled_by }
        },
    )
}

fn write() -> impl Strategy<Value = Write> {
    let name = || select(LABELS).prop_map(str::to_owned);
    let topic = select(&[CommentTopic::Proposal, CommentTopic::Reviewers, CommentTopic::Answers]);
    prop_oneof![
        name().prop_map(Write::CreateLabel),
        name().prop_map(Write::ChangeLabel),
        name().prop_map(Write::AddLabel),
        name().prop_map(Write::RemoveLabel),
        topic.prop_map(Write::Comment),
        Just(Write::TakeBack),
    ]
}

fn refusal() -> impl Strategy<Value = WriteRefusal> {
    (".{0,10}", any::<bool>()).prop_map(|(why, due)| WriteRefusal { why, due })
}

fn memory() -> impl Strategy<Value = Memory> {
    let group = select(GROUPS).prop_map(|id| id.parse::<GroupId>().unwrap());
    let known = (any::<bool>(), select(MEANINGS)).prop_map(|(faded, meaning)| KnownLabel {
        look: if faded { "another" } else { "0b7285 Owned by the working group Baking" }.to_owned(),
        meaning: meaning.to_owned(),
        renamed_to: None,
    });
    let of_labels = (labels(), btree_map(select(LABELS).prop_map(str::to_owned), known, 0..3));
    (
        btree_map(reviewer(), request(), 0..5),
        btree_map(login(), 0_u32..6, 0..4),
        btree_map(group, login(), 0..2),
        of_labels,
        (btree_map(reviewer(), ".{0,10}", 0..3), btree_map(write(), refusal(), 0..3)),
        any::<bool>(),
    )
        .prop_map(
            |(asked, weighed, groups_wanted, (labels_put, labels_known), (cannot_be_asked, refused), hinted)| Memory {
                asked,
                weighed,
                groups_wanted,
                labels_put,
                labels_known,
                cannot_be_asked,
                refused,
                hinted,
                ..Memory::default()
            },
        )
}

fn people() -> impl Strategy<Value = People> {
    let day = (-3..4_i64).prop_map(|days| Timestamp(BEGIN + days * DAY).day().unwrap());
    let away = btree_map(login(), day, 0..4);
    (btree_map(login(), 0_u32..6, 0..12), away, btree_map(login(), 0_u32..6, 0..5)).prop_map(
        |(open, away_until, capacity): (_, BTreeMap<Login, Day>, _)| People {
            are_counted: true,
            open,
            away_until,
            capacity,
        },
    )
}

fn commands() -> impl Strategy<Value = Vec<CommandComment>> {
    let told = (login(), any::<bool>(), select(BODIES));
    vec(told, 0..3).prop_map(|all| {
        let numbered = (7..).zip(all);
        numbered
            .map(|(comment, (author, member, body))| CommandComment { comment, author, member, body: body.to_owned() })
            .collect()
    })
}

/// Requested reviewers, reviews before and after the last push, removed reviewers, authors named in commits, and teams
/// that GitHub replaced.
#[derive(Debug, Clone)]
struct Reviews {
    requested: BTreeSet<Login>,
    requested_teams: BTreeSet<String>,
    reviewed: BTreeSet<Login>,
    reviewed_head: BTreeSet<Login>,
    taken_off: BTreeMap<Reviewer, Login>,
    co_authors: BTreeSet<Login>,
    signers: BTreeSet<Login>,
    replaced: BTreeMap<String, BTreeSet<Login>>,
}

fn reviews() -> impl Strategy<Value = Reviews> {
    let team = prop_oneof![1 => "[a-z]{1,3}", 1 => select(TEAMS).prop_map(str::to_owned)];
    let teams = prop_oneof![3 => btree_set(team.clone(), 0..3), 1 => btree_set(team, 0..14)];
    let reviewed = vec((login(), any::<bool>()), 0..4);
    let replaced = btree_map(select(TEAMS).prop_map(str::to_owned), logins(3), 0..3);
    (logins(5), teams, reviewed, btree_map(reviewer(), login(), 0..4), (logins(3), logins(2)), replaced).prop_map(
        |(requested, requested_teams, reviewed, mut taken_off, (mut co_authors, signers), mut replaced)| {
            co_authors.retain(|login| !signers.contains(login));
            // A reviewer whose review is requested again no longer counts as removed.
            taken_off.retain(|reviewer, _| match reviewer {
                Reviewer::Person(login) => !requested.contains(login),
                Reviewer::Team(slug) => !requested_teams.contains(slug),
            });
            replaced.retain(|slug, _| taken_off.contains_key(&Reviewer::Team(slug.clone())));
            let at_head = reviewed.iter().filter(|(_, head)| *head).map(|(login, _)| login.clone()).collect();
            let reviewed = reviewed.into_iter().map(|(login, _)| login).collect();
            let reviewed_head = at_head;
            Reviews { requested, requested_teams, reviewed, reviewed_head, taken_off, co_authors, signers, replaced }
        },
    )
}

fn frame() -> impl Strategy<Value = Snapshot> {
    let repository =
        select(&["bakery/oven", "bakery/oven", "bakery/guild", "bakery/guild", "bakery/recipes", "bakery/attic"]);
    let state = select(&[PullState::Open, PullState::Open, PullState::Draft, PullState::Closed]);
    let author = of((prop_oneof![select(LOGINS).prop_map(str::to_owned), account()], any::<bool>()));
    let (queued, history_cut) = (any::<bool>(), prop_oneof![7 => Just(false), 1 => Just(true)]);
    (repository, 1_u64..1000, state, (queued, history_cut), author, of(0_u64..2000)).prop_map(
        |(repository, number, state, (queued, history_cut), author, lines)| {
            let author = author
                .map(|(login, bot)| Author { bot: bot || login.ends_with("[bot]"), login: login.parse().unwrap() });
            let number = Some(number);
            Snapshot { number, author, state, queued, history_cut, lines, now: Timestamp(BEGIN), ..blank(repository) }
        },
    )
}

pub(super) fn snapshot() -> impl Strategy<Value = Snapshot> {
    let of_labels = (labels(), labels(), labels());
    (frame(), changes(), documents(), reviews(), of_labels, (people(), commands(), memory())).prop_map(
        |(frame, changes, documents, reviews, (labels, mut unlabeled, by_others), (people, commands, memory))| {
            let Reviews {
                requested,
                requested_teams,
                reviewed,
                reviewed_head,
                taken_off,
                co_authors,
                signers,
                replaced,
            } = reviews;
            let answered = reviewed.iter().filter(|login| !co_authors.contains(*login));
            let asked_since = answered.map(|login| (Reviewer::from(login), Timestamp(BEGIN))).collect();
            let lower: BTreeSet<_> = labels.iter().map(|name| name.to_lowercase()).collect();
            unlabeled.retain(|name| !lower.contains(&name.to_lowercase()));
            Snapshot {
                changes,
                documents,
                requested,
                requested_teams,
                reviewed,
                reviewed_head,
                taken_off: taken_off.into_iter().map(|(who, by)| (who, Some(by))).collect(),
                co_authors,
                signers,
                replaced,
                asked_since,
                unlabeled,
                labels_by_others: by_others.into_iter().filter(|name| labels.contains(name)).collect(),
                labels,
                people,
                commands,
                memory,
                ..frame
            }
        },
    )
}
