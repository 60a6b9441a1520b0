//! The time of a plan for a pull request that concerns twenty groups.

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::time::{Duration, Instant};

use wg_steward::domain::decide::{decide, verdict};
use wg_steward::domain::governance::ownership::{Area, Asset, Group, Ownership};
use wg_steward::domain::policy::Policy;
use wg_steward::domain::pull::snapshot::{Author, ChangedFile, Changes, FileStatus, Snapshot};
use wg_steward::domain::types::ids::{GroupId, Login, RepoName};
use wg_steward::domain::types::role::{Lead, Role};

use crate::simulation::blank;

const GROUPS: usize = 20;
const LEADS: usize = 10;
const AREAS: usize = 5;
const APPROVERS: usize = 8;
const DECISIONS: u64 = 1_000;

const WHOLE: &str = "cloudfoundry/commons";
const PARTS: &str = "cloudfoundry/monorepo";

/// Median and 99th percentile of a thousand decisions.
pub(crate) struct Times {
    pub(crate) median: Duration,
    pub(crate) late: Duration,
    /// Median of the choice of reviewers alone, without the texts.
    pub(crate) choice: Duration,
    /// The number of candidates.
    pub(crate) candidates: usize,
}

fn login(text: &str) -> Login {
    text.parse().expect("it is a login")
}

/// Each group owns one repository as a whole together with the others, and for each area a folder of another
/// repository.
fn groups() -> BTreeMap<GroupId, Group> {
    let whole: RepoName = WHOLE.parse().expect("it is a name");
    let parts: RepoName = PARTS.parse().expect("it is a name");
    let area = |group: usize, area: usize| Area {
        name: format!("Area {area}"),
        approvers: (0..APPROVERS).map(|number| login(&format!("approver-{group}-{area}-{number}"))).collect(),
        reviewers: None,
        bots: None,
        assets: vec![
            Asset::Repository(whole.clone()),
            Asset::pattern(parts.clone(), &format!("/group{group}/area{area}/"), 1).expect("it is a pattern"),
        ],
    };
    let lead = |group: usize, number: usize| {
        let role = if number == 0 { Role::Execution } else { Role::Technical };
        Lead { login: login(&format!("lead-{group}-{number}")), role }
    };
    let group = |number: usize| {
        let id = format!("group-{number}").parse().expect("it is an id");
        let path = format!("toc/working-groups/group-{number}.md");
        Group {
            names: vec![format!("working-group-{number}")],
            leads: (0..LEADS).map(|it| lead(number, it)).collect(),
            bots: BTreeSet::from([login(&format!("machine-{number}"))]),
            areas: (0..AREAS).map(|it| area(number, it)).collect(),
            ..Group::blank(id, &format!("Working Group {number}"), &path)
        }
    };
    (0..GROUPS).map(group).map(|group| (group.id.clone(), group)).collect()
}

/// A pull request with three labels, with stored data about all candidates.
fn snapshot(repository: &str, changes: Changes) -> Snapshot {
    let mut snapshot = blank(repository);
    snapshot.author = Some(Author { login: login("approver-0-0-0"), bot: false });
    snapshot.changes = changes;
    snapshot.labels = ["bug", "cla: yes", "wg/working-group-3"].map(str::to_owned).into();
    let approvers = groups().into_values().flat_map(|group| group.areas).flat_map(|area| area.approvers);
    snapshot.people.open = approvers.zip((0..7).cycle()).collect();
    snapshot
}

/// A repository that all groups own as a whole.
pub(crate) fn whole(policy: &Policy) -> Times {
    times(snapshot(WHOLE, Changes::NotRead), policy)
}

/// A repository in which each area owns a folder, with a changed file in each of them.
pub(crate) fn parts(policy: &Policy) -> Times {
    let path = |number: usize| format!("group{}/area{}/a.rs", number / AREAS, number % AREAS);
    let file = |number| ChangedFile { path: path(number), previous: None, status: FileStatus::Modified };
    times(snapshot(PARTS, Changes::Files { files: (0..GROUPS * AREAS).map(file).collect(), of: None }), policy)
}

fn times(mut snapshot: Snapshot, policy: &Policy) -> Times {
    let ownership = Ownership::from_groups(groups());
    let mut times: Vec<Duration> = Vec::new();
    let mut choices: Vec<Duration> = Vec::new();
    let mut candidates = 0;
    for number in 1..=DECISIONS {
        snapshot.number = Some(number);
        let begin = Instant::now();
        let plan = decide(black_box(&snapshot), &ownership, policy);
        times.push(begin.elapsed());
        candidates = plan.reviewers.len() + plan.passed_over.len();
        assert_eq!(black_box(plan).owners.len(), GROUPS, "it concerns all of them");
        let begin = Instant::now();
        black_box(verdict(black_box(&snapshot), &ownership, policy));
        choices.push(begin.elapsed());
    }
    times.sort();
    choices.sort();
    Times {
        median: times[times.len() / 2],
        late: times[times.len() * 99 / 100],
        choice: choices[choices.len() / 2],
        candidates,
    }
}
