//! A situation in a document: compact YAML on top of the made-up foundation. Unknown keys are errors.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use wg_steward::domain::governance::ownership::{Ownership, OwnershipDocument};
use wg_steward::domain::policy::{self, Mode, Policy};
use wg_steward::domain::pull::snapshot::{
    Author, ChangedFile, Changes, CommandComment, DocumentChange, FileStatus, KnownLabel, Memory, PostedCheck,
    PullState, Request, Snapshot,
};
use wg_steward::domain::types::availability::People;
use wg_steward::domain::types::ids::Login;
use wg_steward::domain::types::label::Label;
use wg_steward::domain::types::reviewer::Reviewer;
use wg_steward::domain::types::time::Timestamp;

use crate::support::simulation::blank;

/// A world and a pull request. Every key has a default: the foundation in the folder, and a pull request of an outsider
/// to `bakery/oven`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Situation {
    /// Charters of the base that differ from the foundation's: the text, or null for a missing one.
    charters: BTreeMap<String, Option<String>>,
    /// Charters that were last readable at this time (milliseconds since 1970), with the foundation's text.
    last_good: BTreeMap<String, i64>,
    policy: Changed,
    pull: Pull,
}

/// The differences from the foundation's policy.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Changed {
    at_most: Option<usize>,
    ownership_check: Option<CheckMode>,
    /// Replacements in the text of the policy.
    edit: Vec<Edit>,
    /// Text to append.
    add: String,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum CheckMode {
    Off,
    Shadow,
    Enforce,
}

/// Events after the previous plan was applied.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Then {
    pub(super) pull: Pull,
}

/// A pull request, or changes of one.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Pull {
    repository: Option<String>,
    author: Option<String>,
    state: Option<State>,
    queued: Option<bool>,
    commit: Option<String>,
    requested: Option<Vec<String>>,
    requested_teams: Option<BTreeSet<String>>,
    reviewed: Option<Vec<String>>,
    /// Users who have reviewed the current head; they are also in `reviewed`.
    reviewed_head: Option<Vec<String>>,
    /// Removed reviewers, and the user who removed each.
    taken_off: BTreeMap<String, String>,
    /// Teams that GitHub replaced by users, by slug.
    replaced: BTreeMap<String, Vec<String>>,
    /// Since when a review is requested from each reviewer, whoever requested it.
    asked_since: BTreeMap<String, DateTime<Utc>>,
    co_authors: Option<Vec<String>>,
    signers: Option<Vec<String>>,
    history_cut: Option<bool>,
    lines: Option<u64>,
    /// The current time, such as `2026-11-27T09:30:00Z`.
    now: Option<DateTime<Utc>>,
    unlabeled: Option<BTreeSet<String>>,
    labels_by_others: Option<BTreeSet<String>>,
    people: Known,
    commands: Vec<Spoken>,
    labels: Option<BTreeSet<String>>,
    /// The number of further labels with other names.
    other_labels: u32,
    unstyled: Option<BTreeSet<String>>,
    /// `modified a`, `added a`, `removed a`, `renamed a -> b`, `copied a -> b`.
    files: Option<Vec<String>>,
    /// The true number of files if GitHub lists fewer.
    files_in_truth: Option<u64>,
    /// Governing documents after the change.
    after: BTreeMap<String, After>,
    memory: Remembered,
}

/// The known data about users over the whole foundation.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Known {
    open: BTreeMap<String, u32>,
    away_until: BTreeMap<String, String>,
    capacity: BTreeMap<String, u32>,
}

/// A comment with commands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Spoken {
    comment: u64,
    by: String,
    #[serde(default)]
    member: bool,
    says: String,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Open,
    Draft,
    Closed,
}

/// A document after the change.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum After {
    /// The whole text.
    Text(String),
    /// The earlier text with replacements.
    Edit(Vec<Edit>),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    replace: String,
    by: String,
}

/// What the app did here before.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Remembered {
    asked: Vec<String>,
    labels_put: BTreeSet<String>,
    labels_known: BTreeSet<String>,
    /// Labels that the app created, with their meaning, and whose look has changed since.
    labels_ours: BTreeMap<String, String>,
    /// The same with the look of the policy.
    labels_styled: BTreeMap<String, Styled>,
    cannot_be_asked: BTreeMap<String, String>,
    /// Check runs on the commit with outdated content.
    checks: BTreeMap<String, u64>,
}

/// A label with the look that the app gave it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Styled {
    means: String,
    color: String,
    description: String,
}

impl Situation {
    pub(super) fn build(self, folder: &Path) -> (Snapshot, Ownership, Policy) {
        let Self { charters, last_good, policy: Changed { at_most, ownership_check, edit, add }, pull } = self;
        let text = std::fs::read_to_string(folder.join("policy.yml")).unwrap();
        let mut policy = policy::parse(&(edited(text, &edit) + "\n" + &add)).unwrap();
        policy.review.at_most = at_most.unwrap_or(policy.review.at_most);
        if let Some(mode) = ownership_check {
            policy.checks.insert("wg/ownership".to_owned(), mode.into());
        }
        let foundation = foundation(&folder.join("foundation"));
        let mut base = foundation.clone();
        for (path, text) in charters {
            match text {
                Some(text) => _ = base.insert(path, text),
                None => assert!(base.remove(&path).is_some(), "the foundation has no `{path}`"),
            }
        }
        let good = |path: &String| last_good.get(path).map(|at| (foundation[path].clone(), Timestamp(*at)));
        let document = |(path, text): (&String, &String)| OwnershipDocument {
            path: path.clone(),
            text: text.clone(),
            last_good: good(path),
        };
        let documents: Vec<_> = base.iter().map(document).collect();
        let ownership = Ownership::of(&documents, &policy.governing);
        let mut snapshot = blank("bakery/oven");
        let before: BTreeMap<_, _> = base.into_iter().filter(|(path, _)| policy.governing.is_document(path)).collect();
        snapshot.documents =
            before.into_iter().map(|(path, text)| (path, DocumentChange { before: Some(text), after: None })).collect();
        pull.lay_over(&mut snapshot);
        snapshot.documents.retain(|path, _| names(&snapshot.changes).contains(path));
        (snapshot, ownership, policy)
    }
}

impl From<CheckMode> for Mode {
    fn from(mode: CheckMode) -> Self {
        match mode {
            CheckMode::Off => Self::Off,
            CheckMode::Shadow => Self::Shadow,
            CheckMode::Enforce => Self::Enforce,
        }
    }
}

/// All documents of the foundation by path.
fn foundation(folder: &Path) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for (folder, prefix) in [(folder.to_owned(), ""), (folder.join("groups"), "groups/")] {
        let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
        for file in files.filter(|entry| entry.file_type().unwrap().is_file()) {
            let path = format!("{prefix}{}", file.file_name().to_str().unwrap());
            texts.insert(path, std::fs::read_to_string(file.path()).unwrap());
        }
    }
    texts
}

impl Pull {
    /// Changes the given fields and keeps the rest; memory is added.
    pub(super) fn lay_over(self, snapshot: &mut Snapshot) {
        let Self { repository, author: wrote, state, queued, commit, requested, requested_teams, .. } = self;
        set(&mut snapshot.repository, repository.as_deref().map(named));
        set(&mut snapshot.author, wrote.as_deref().map(|login| Some(author(login))));
        set(&mut snapshot.state, state.map(PullState::from));
        set(&mut snapshot.queued, queued);
        if let Some(commit) = commit {
            snapshot.commit = Some(named(&commit.repeat(40)[..40]));
            snapshot.memory.checks.clear();
        }
        set(&mut snapshot.requested, requested.map(|list| logins(&list)));
        set(&mut snapshot.requested_teams, requested_teams);
        set(&mut snapshot.reviewed, self.reviewed.map(|list| logins(&list)));
        set(&mut snapshot.reviewed_head, self.reviewed_head.map(|list| logins(&list)));
        snapshot.taken_off.extend(self.taken_off.iter().map(|(who, by)| (named(who), Some(named(by)))));
        snapshot.replaced.extend(self.replaced.into_iter().map(|(team, people)| (team, logins(&people))));
        let since = |(who, at): (String, DateTime<Utc>)| (named(&who), Timestamp(at.timestamp_millis()));
        snapshot.asked_since.extend(self.asked_since.into_iter().map(since));
        set(&mut snapshot.co_authors, self.co_authors.map(|list| logins(&list)));
        set(&mut snapshot.signers, self.signers.map(|list| logins(&list)));
        set(&mut snapshot.history_cut, self.history_cut);
        set(&mut snapshot.lines, self.lines.map(Some));
        set(&mut snapshot.now, self.now.map(|now| Timestamp(now.timestamp_millis())));
        set(&mut snapshot.unlabeled, self.unlabeled);
        set(&mut snapshot.labels_by_others, self.labels_by_others);
        self.people.lay_over(&mut snapshot.people);
        let told =
            |Spoken { comment, by, member, says }| CommandComment { comment, author: named(&by), member, body: says };
        snapshot.commands.extend(self.commands.into_iter().map(told));
        set(&mut snapshot.labels, self.labels);
        snapshot.labels.extend((1..=self.other_labels).map(|number| format!("other-{number}")));
        set(&mut snapshot.unstyled, self.unstyled);
        let of = self.files_in_truth;
        let changes = |files: Vec<String>| Changes::Files { files: files.iter().map(|it| file(it)).collect(), of };
        set(&mut snapshot.changes, self.files.map(changes));
        change_documents(&mut snapshot.documents, self.after, &snapshot.changes);
        self.memory.lay_over(&mut snapshot.memory);
    }
}

impl Known {
    fn lay_over(self, people: &mut People) {
        let Self { open, away_until, capacity } = self;
        people.open.extend(open.into_iter().map(|(login, open)| (named(&login), open)));
        people.away_until.extend(away_until.into_iter().map(|(login, day)| (named(&login), named(&day))));
        people.capacity.extend(capacity.into_iter().map(|(login, most)| (named(&login), most)));
    }
}

impl From<State> for PullState {
    fn from(state: State) -> Self {
        match state {
            State::Open => Self::Open,
            State::Draft => Self::Draft,
            State::Closed => Self::Closed,
        }
    }
}

impl Remembered {
    fn lay_over(self, memory: &mut Memory) {
        let Self { asked, labels_put, labels_known, labels_ours, labels_styled, cannot_be_asked, checks } = self;
        memory.asked.extend(logins(&asked).iter().map(|login| (Reviewer::from(login), Request::default())));
        memory.labels_put.extend(labels_put);
        memory.labels_known.extend(labels_known.into_iter().map(|name| (name, KnownLabel::default())));
        let ours =
            |(name, meaning)| (name, KnownLabel { look: "another".to_owned(), meaning, ..KnownLabel::default() });
        memory.labels_known.extend(labels_ours.into_iter().map(ours));
        let styled = |(name, Styled { means: meaning, color, description }): (String, Styled)| {
            let label = Label { name: name.clone(), color, description };
            (name, KnownLabel { look: label.look(), meaning, ..KnownLabel::default() })
        };
        memory.labels_known.extend(labels_styled.into_iter().map(styled));
        memory.cannot_be_asked.extend(cannot_be_asked.into_iter().map(|(login, why)| (named(&login), why)));
        let posted = |(name, run)| (name, PostedCheck { run, fingerprint: "something else".to_owned() });
        memory.checks.extend(checks.into_iter().map(posted));
    }
}

fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

fn named<T: FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn logins(list: &[String]) -> BTreeSet<Login> {
    list.iter().map(|login| named(login)).collect()
}

fn author(login: &str) -> Author {
    let login: Login = named(login);
    Author { bot: login.is_app(), login }
}

fn file(text: &str) -> ChangedFile {
    let (word, path) = text.split_once(' ').unwrap();
    let (previous, path) =
        path.split_once(" -> ").map_or((None, path), |(previous, path)| (Some(previous.to_owned()), path));
    let status = match word {
        "added" => FileStatus::Added,
        "removed" => FileStatus::Removed,
        "renamed" => FileStatus::Renamed,
        "copied" => FileStatus::Copied,
        "modified" => FileStatus::Modified,
        other => panic!("`{other}` is nothing that happens to a file"),
    };
    ChangedFile { path: path.to_owned(), previous, status }
}

fn names(changes: &Changes) -> BTreeSet<String> {
    let Changes::Files { files, .. } = changes else { return BTreeSet::new() };
    files.iter().flat_map(|file| file.previous.iter().chain([&file.path])).cloned().collect()
}

/// Removed and renamed files disappear, written ones appear, all others stay as they were.
fn change_documents(
    documents: &mut BTreeMap<String, DocumentChange>,
    after: BTreeMap<String, After>,
    changes: &Changes,
) {
    for change in documents.values_mut() {
        change.after.clone_from(&change.before);
    }
    let Changes::Files { files, .. } = changes else { return };
    for file in files {
        let gone = match file.status {
            FileStatus::Removed => Some(&file.path),
            FileStatus::Renamed => file.previous.as_ref(),
            FileStatus::Added | FileStatus::Copied | FileStatus::Modified => None,
        };
        let text = gone.and_then(|path| documents.get_mut(path)).and_then(|change| change.after.take());
        if file.status == FileStatus::Renamed && text.is_some() {
            documents.entry(file.path.clone()).or_default().after = text;
        }
    }
    for (path, new) in after {
        assert!(names(changes).contains(&path), "`{path}` is changed, so name it in `files`");
        let change = documents.entry(path).or_default();
        change.after = Some(new.of(change.before.as_deref()));
    }
}

fn edited(text: String, edits: &[Edit]) -> String {
    edits.iter().fold(text, |text, Edit { replace, by }| {
        assert!(text.contains(replace.as_str()), "`{replace}` is not in the text");
        text.replace(replace.as_str(), by)
    })
}

impl After {
    fn of(self, before: Option<&str>) -> String {
        match self {
            Self::Text(text) => text,
            Self::Edit(edits) => edited(before.unwrap_or_default().to_owned(), &edits),
        }
    }
}
