//! The cost of an ownership index: 100,000 groups with a million repositories, and one repository with 10,000 patterns.
//!
//! `cargo bench --bench ownership -- memory` builds the first one once and prints its memory usage (Linux only).

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;

use divan::Bencher;
use divan::counter::ItemsCount;
use wg_steward::domain::governance::ownership::{Area, Asset, Group, Ownership};
use wg_steward::domain::types::ids::{GroupId, Login, RepoName};
use wg_steward::domain::types::role::{Lead, Role};

const GROUPS: usize = 100_000;

/// Repositories of each group, spread over two areas.
const REPOSITORIES: usize = 10;

const PATTERNS: usize = 10_000;

/// GitHub's maximum of files in a list.
const PATHS: usize = 3_000;

fn main() {
    if std::env::args().any(|argument| argument == "memory") {
        memory();
        return;
    }
    divan::main();
}

/// A deterministic random number generator: xorshift with a fixed seed.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or(usize::MAX) % end
    }
}

const SEED: u64 = 0x5EED_0000_0000_2026;

fn repository(number: usize) -> RepoName {
    format!("Organization-{}/some-service-release-{number}", number % 50).parse().expect("it is a name")
}

fn login(number: usize) -> Login {
    format!("Somebody-{number}").parse().expect("it is a login")
}

/// One repository in twenty belongs to two groups.
fn groups() -> BTreeMap<GroupId, Group> {
    let mut numbers = Numbers(SEED);
    let mut area = |group: usize, half: usize| Area {
        name: format!("Area {half}"),
        approvers: (0..4).map(|_| login(numbers.below(50_000))).collect(),
        reviewers: (half == 0).then(|| (0..2).map(|_| login(numbers.below(50_000))).collect()),
        bots: None,
        assets: (0..REPOSITORIES / 2)
            .map(|at| match numbers.below(20) {
                0 => repository(numbers.below(GROUPS * REPOSITORIES)),
                _ => repository(group * REPOSITORIES + half * REPOSITORIES / 2 + at),
            })
            .map(Asset::Repository)
            .collect(),
    };
    let group = |number: usize| {
        let id = format!("group-{number}").parse().expect("it is an id");
        let path = format!("toc/working-groups/group-{number}.md");
        Group {
            names: vec![format!("working-group-{number}")],
            leads: vec![Lead { login: login(number), role: Role::Execution }],
            bots: BTreeSet::from([login(number + GROUPS)]),
            areas: vec![area(number, 0), area(number, 1)],
            ..Group::blank(id, &format!("Working Group {number}"), &path)
        }
    };
    (0..GROUPS).map(group).map(|group| (group.id.clone(), group)).collect()
}

#[expect(clippy::print_stdout, reason = "a figure for whoever runs the bench")]
fn memory() {
    let groups = groups();
    let before = (status("VmRSS:"), status("VmHWM:"));
    let ownership = Ownership::from_groups(groups);
    println!("groups alone: {} MB resident; with their index: {} MB", before.0, status("VmRSS:"));
    println!("peak: {} MB with the index, {} MB before it", status("VmHWM:"), before.1);
    println!("{GROUPS} groups, {} repositories", ownership.repositories().count());
}

/// A line of `/proc/self/status`, in MB.
fn status(key: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("this needs Linux");
    let value = status.lines().find_map(|line| line.strip_prefix(key)?.split_whitespace().next()?.parse::<u64>().ok());
    value.expect("Linux tells it") / 1024
}

#[divan::bench(sample_count = 5, sample_size = 1)]
fn index_100000_groups(bencher: Bencher) {
    let groups = groups();
    bencher.with_inputs(|| groups.clone()).bench_values(Ownership::from_groups);
}

/// Names from all over the index, in another spelling, none of them in the CPU cache.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn look_up_among_a_million(bencher: Bencher) {
    const ASKED: usize = 200_000;
    let ownership = Ownership::from_groups(groups());
    let mut numbers = Numbers(SEED + 1);
    let other = |name: RepoName| name.to_string().to_lowercase().parse().expect("it is a name");
    let names: Vec<RepoName> = (0..ASKED).map(|_| other(repository(numbers.below(GROUPS * REPOSITORIES)))).collect();
    bencher
        .counter(ItemsCount::new(ASKED))
        .bench(|| names.iter().map(|name| ownership.owners(black_box(name)).len()).sum::<usize>());
}

/// A path of a large repository: up to six folders, of forty names on each level.
fn path(numbers: &mut Numbers) -> String {
    let folders = numbers.below(6);
    let mut path: String = (0..folders).map(|_| format!("folder{}/", numbers.below(40))).collect();
    let endings = ["rs", "go", "md", "ts", "yml", "java"];
    path.push_str(&format!("file{}.{}", numbers.below(500), endings[numbers.below(endings.len())]));
    path
}

fn folder(numbers: &mut Numbers) -> String {
    let folders = 1 + numbers.below(4);
    (0..folders).map(|_| format!("folder{}", numbers.below(40))).collect::<Vec<_>>().join("/")
}

/// Usual lines of CODEOWNERS files: mostly folders, also names and extensions, wildcards in a folder, a few anywhere.
fn mixed(numbers: &mut Numbers) -> String {
    match numbers.below(100) {
        0..60 => format!("/{}/", folder(numbers)),
        60..75 => format!("/{}/file{}.rs", folder(numbers), numbers.below(500)),
        75..85 => format!("/{}/*.md", folder(numbers)),
        85..90 => format!("/{}/**/file{}*", folder(numbers), numbers.below(500)),
        90..95 => format!("file{}.go", numbers.below(500)),
        95..99 => format!("*.{}{}", ["g", "rs", "x"][numbers.below(3)], numbers.below(50)),
        _ => format!("file{}*.ts", numbers.below(500)),
    }
}

/// The worst case: every path has to be compared with every pattern.
fn wild(numbers: &mut Numbers) -> String {
    format!("f*{}*.t?", numbers.below(5_000))
}

fn one_repository(pattern: fn(&mut Numbers) -> String) -> (RepoName, BTreeMap<GroupId, Group>) {
    let name: RepoName = "acme/monorepo".parse().expect("it is a name");
    let mut numbers = Numbers(SEED + 2);
    let mut groups: BTreeMap<GroupId, Group> = groups().into_iter().take(100).collect();
    let ids: Vec<GroupId> = groups.keys().cloned().collect();
    for line in 1..=PATTERNS {
        let rank = u32::try_from(line).expect("it is small");
        let asset = Asset::pattern(name.clone(), &pattern(&mut numbers), rank).expect("it is a pattern");
        let group = groups.get_mut(&ids[numbers.below(ids.len())]).expect("it is there");
        group.areas[0].assets.push(asset);
    }
    (name, groups)
}

fn owners_of_3000_paths(bencher: Bencher, pattern: fn(&mut Numbers) -> String) {
    let (name, groups) = one_repository(pattern);
    let ownership = Ownership::from_groups(groups);
    let mut numbers = Numbers(SEED + 3);
    let paths: Vec<String> = (0..PATHS).map(|_| path(&mut numbers)).collect();
    let owned = |path: &String| ownership.owners_of_path(&name, path).len();
    assert!(paths.iter().map(owned).sum::<usize>() > PATHS / 10, "the paths have owners");
    bencher.counter(ItemsCount::new(PATHS)).bench(|| paths.iter().map(|path| owned(black_box(path))).sum::<usize>());
}

#[divan::bench(sample_count = 50)]
fn paths_3000_of_10000_patterns(bencher: Bencher) {
    owners_of_3000_paths(bencher, mixed);
}

#[divan::bench(sample_count = 50)]
fn paths_3000_of_10000_folders(bencher: Bencher) {
    owners_of_3000_paths(bencher, |numbers| format!("/{}/", folder(numbers)));
}

#[divan::bench(sample_count = 1, sample_size = 1)]
fn paths_3000_of_10000_wildcards_anywhere(bencher: Bencher) {
    owners_of_3000_paths(bencher, wild);
}

#[divan::bench(sample_count = 20)]
fn index_10000_patterns(bencher: Bencher) {
    let (_, groups) = one_repository(mixed);
    bencher.with_inputs(|| groups.clone()).bench_values(Ownership::from_groups);
}
