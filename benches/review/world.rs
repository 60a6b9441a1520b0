//! The foundation: ownership from its real charters if they are available, and the pull requests of a year.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use wg_steward::domain::governance::ownership::{Ownership, asset_lists};
use wg_steward::domain::governance::tree::Tree;
use wg_steward::domain::policy::{self, Policy};
use wg_steward::domain::pull::snapshot::{ChangedFile, Changes, FileStatus};
use wg_steward::domain::text::fingerprint::hash;
use wg_steward::domain::types::ids::{Login, RepoName};
use wg_steward::folder::Folder;

const POLICY: &str = include_str!("../../policies/cloudfoundry/policy.yml");
const LISTS: &str = include_str!("../../policies/cloudfoundry/assets.yml");

/// Replaces the policy's `review`: two approvers, and others only if there are too few.
const REVIEW: &str = "\
review:
  minimum: 2
  tiers:
    - {who: approvers, ask: 2}
    - {who: leads, ask: if_short}
    - {who: oversight, ask: if_short}
";

/// Wednesday, 2024-09-04, 00:00 UTC.
pub(crate) const BEGIN: i64 = 1_725_408_000_000;

pub(crate) const DAYS: u32 = 365;

const PULLS_A_DAY: usize = 60;

/// Minutes of a day.
pub(crate) const DAY: u32 = 24 * 60;

pub(crate) struct World {
    pub(crate) ownership: Ownership,
    pub(crate) policy: Policy,
    pub(crate) contributors: Vec<Login>,
    /// The source of the charters.
    pub(crate) source: &'static str,
}

/// A pull request of the year.
#[derive(Clone)]
pub(crate) struct Opened {
    /// Minutes since the beginning of the year.
    pub(crate) at: u32,
    pub(crate) repository: RepoName,
    pub(crate) author: Login,
    pub(crate) changes: Changes,
}

/// A deterministic random number generator: xorshift with a fixed seed.
pub(crate) struct Numbers(u64);

impl Numbers {
    /// A generator with a seed from this name.
    pub(crate) fn of(name: &str) -> Self {
        Self(hash(name) | 1)
    }

    pub(crate) fn below(&mut self, end: u32) -> u32 {
        // The first numbers still resemble the seed.
        for _ in 0..3 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
        }
        u32::try_from((self.0 >> 11) % u64::from(end)).expect("it is below a number of 32 bits")
    }

    pub(crate) fn one_of<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let length = u32::try_from(list.len()).expect("lists are short");
        (length > 0).then(|| &list[self.below(length) as usize])
    }
}

fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name);
    path.exists().then_some(path)
}

/// The bundled policy with its `review` replaced.
pub(crate) fn counted() -> Policy {
    let (before, rest) = POLICY.split_once("\nreview:\n").expect("the policy says who is asked");
    let (_, after) = rest.split_once("\ncommands:").expect("commands come behind it");
    policy::parse(&format!("{before}\n{REVIEW}\ncommands:{after}")).expect("the policy is valid")
}

/// The bundled policy as it is.
pub(crate) fn all_leads() -> Policy {
    policy::parse(POLICY).expect("the policy is valid")
}

impl World {
    pub(crate) fn read() -> Self {
        let policy = counted();
        let Some(root) = shared("community") else {
            let ownership = asset_lists::parse(LISTS).expect("they are valid").ownership;
            let source = "the bundled asset lists: ../shared/data/community is LEFT OUT, since it is not there";
            return Self { ownership, policy, contributors: crowd(), source };
        };
        let folder = Folder::open(&root).expect("the folder can be listed");
        let documents = folder.documents(&policy.governing).expect("its documents can be read");
        let tree = Tree::read(&documents, &policy);
        let listed = tree.contributors.iter().flat_map(|named| named.read.of("cloudfoundry"));
        let contributors = listed.map(|login| login.value.clone()).collect();
        Self { ownership: tree.ownership, policy, contributors, source: "the charters of ../shared/data/community" }
    }

    /// The same foundation without approvers of several areas: each becomes another person in each area.
    pub(crate) fn apart(&self) -> Self {
        let mut groups: BTreeMap<_, _> =
            self.ownership.groups().map(|(id, group)| (id.clone(), group.clone())).collect();
        for group in groups.values_mut() {
            let bots: Vec<Login> = group.areas.iter().flat_map(|area| &area.approvers).cloned().collect();
            let bots: Vec<_> = bots.into_iter().filter(|login| group.has_bot(login)).collect();
            for (number, area) in group.areas.iter_mut().enumerate() {
                for login in area.approvers.iter_mut().filter(|login| !bots.contains(login)) {
                    *login = format!("{login}.{}.{number}", group.id).parse().expect("it is a login");
                }
            }
        }
        let ownership = Ownership::from_groups(groups);
        Self { ownership, policy: counted(), contributors: self.contributors.clone(), source: self.source }
    }

    /// The pull requests of a year in order, and how many of them are real.
    pub(crate) fn year(&self) -> (Vec<Opened>, usize) {
        let mut opened = self.real();
        let real = opened.len();
        opened.extend(self.made_up());
        opened.sort_by_key(|opened| opened.at);
        (opened, real)
    }

    /// The pull requests of the governing repository that were merged in the year.
    fn real(&self) -> Vec<Opened> {
        let Some(path) = shared("history/pulls.jsonl") else { return Vec::new() };
        let text = std::fs::read_to_string(path).expect("it can be read");
        let mut numbers = Numbers::of("authors");
        let pulls = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("it is JSON"));
        pulls.filter_map(|pull| self.real_one(&pull, &mut numbers)).collect()
    }

    fn real_one(&self, pull: &Value, numbers: &mut Numbers) -> Option<Opened> {
        let date = pull["date"].as_str().expect("it has a date");
        let moment: chrono::DateTime<chrono::Utc> = date.parse().expect("it is a date");
        let at = u32::try_from((moment.timestamp_millis() - BEGIN) / 60_000).ok().filter(|at| *at < DAYS * DAY)?;
        let files = pull["files"].as_array().expect("it changes files").iter().map(file).collect();
        let logins = pull["commit_authors"].as_array().expect("it has authors").iter();
        let known = logins.filter_map(|author| author["login"].as_str()?.parse().ok()).next();
        Some(Opened {
            at,
            repository: self.policy.governing.repository.clone(),
            author: known.or_else(|| numbers.one_of(&self.contributors).cloned())?,
            changes: Changes::Files { files, of: None },
        })
    }

    /// The pull requests of all other repositories: a few have many of them.
    fn made_up(&self) -> Vec<Opened> {
        let governing = &self.policy.governing.repository;
        let mut repositories: Vec<_> = self.ownership.repositories().filter(|name| *name != governing).collect();
        repositories.sort_by_key(|name| hash(&name.key()));
        let mut sums: Vec<u32> = Vec::new();
        for (rank, _) in (1_u32..).zip(&repositories) {
            let weight = (100_000.0 / f64::from(rank).powf(0.8)).round();
            sums.push(sums.last().copied().unwrap_or_default() + weight as u32);
        }
        let end = *sums.last().expect("the foundation has repositories");
        let mut numbers = Numbers::of("a year");
        let mut opened = Vec::new();
        // The year begins on a Wednesday.
        for day in (0..DAYS).filter(|day| !matches!(day % 7, 3 | 4)) {
            for _ in 0..PULLS_A_DAY {
                let at = day * DAY + 8 * 60 + numbers.below(10 * 60);
                let place = numbers.below(end);
                let repository = repositories[sums.partition_point(|sum| *sum <= place)].clone();
                let author = self.author(&repository, &mut numbers);
                opened.push(Opened { at, repository, author, changes: Changes::NotRead });
            }
        }
        opened
    }

    /// The author of a pull request: 40% are approvers of the repository's areas, 10% leads, 15% a bot, and the rest
    /// contributors.
    fn author(&self, repository: &RepoName, numbers: &mut Numbers) -> Login {
        let claims = self.ownership.owners(repository);
        let areas = claims.iter().flat_map(|claim| &claim.areas);
        let approvers: Vec<_> = areas.flat_map(|area| area.approvers.iter().cloned()).collect();
        let leads: Vec<_> =
            claims.iter().flat_map(|claim| claim.group.leads.iter().map(|lead| lead.login.clone())).collect();
        let found = match numbers.below(100) {
            0..40 => numbers.one_of(&approvers).cloned(),
            40..50 => numbers.one_of(&leads).cloned(),
            50..65 => Some("dependabot[bot]".parse().expect("it is a login")),
            _ => None,
        };
        found.or_else(|| numbers.one_of(&self.contributors).cloned()).expect("there are contributors")
    }
}

fn file(file: &Value) -> ChangedFile {
    let text = |key: &str| file[key].as_str().map(str::to_owned);
    let status = match file["status"].as_str() {
        Some("A") => FileStatus::Added,
        Some("D") => FileStatus::Removed,
        Some("R") => FileStatus::Renamed,
        _ => FileStatus::Modified,
    };
    ChangedFile { path: text("path").expect("it has a path"), previous: text("from"), status }
}

/// Contributors if there is no list of them.
fn crowd() -> Vec<Login> {
    (0..500).map(|number| format!("contributor-{number}").parse().expect("it is a login")).collect()
}
