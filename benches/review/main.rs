//! How evenly reviews are requested in a year of the foundation's pull requests, and the time of a plan that concerns
//! twenty groups.
//!
//! The groups, areas and people are those in `../shared/data/community`. The pull requests of the governing repository
//! are real ones; all others come from a generator with a fixed seed. On each event of a pull request the same `decide`
//! runs as in the app. `cargo bench --bench review -- lately` runs the year again with another order among people with
//! the same number of open requests; `-- plan` measures the plan only.
//!
//! **The figure compared with 1.5** is the number of requests that people get for an area. An area can only make these
//! even. How many requests a person has open also depends on other areas, on how fast they answer, and on their own
//! pull requests, which they can't review. So the figure is taken where all people are equally available: without
//! people in two areas, and in the real data for those in a single area. The open requests over all areas are shown
//! next to it, with the lowest possible value.

mod large;
mod report;
mod tally;
mod world;
mod year;

#[expect(clippy::unwrap_used, reason = "tests share it, and there it fails where it stands")]
#[path = "../../tests/it/support/simulation.rs"]
mod simulation;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use large::Times;
use report::{Figures, MAX, figures, median};
use world::{World, all_leads, counted};
use year::{Load, Outcome, play};

/// The time limit of a plan.
const PLAN: Duration = Duration::from_millis(1);

fn main() {
    let wanted = |word: &str| std::env::args().any(|argument| argument == word);
    if !wanted("plan") {
        years(wanted("lately"));
    }
    plans();
}

/// The year as it is, the same year again, and variants of it.
#[expect(clippy::print_stdout, reason = "a bench speaks to whoever runs it")]
fn years(lately: bool) {
    let world = World::read();
    let (opened, real) = world.year();
    println!("Groups and people from {}.", world.source);
    println!("{} pull requests in a year, {real} of them real ones of the governing repository.", opened.len());
    let mut by_repository: BTreeMap<_, u32> = BTreeMap::new();
    opened.iter().for_each(|pull| *by_repository.entry(&pull.repository).or_default() += 1);
    let busiest = by_repository.values().max().copied().unwrap_or_default();
    println!("They go to {} repositories, {busiest} of them to the busiest.", by_repository.len());
    if real == 0 {
        println!("LEFT OUT: those of the governing repository: ../shared/data/history/pulls.jsonl is not there");
    }
    let begin = Instant::now();
    let outcome = play(&world, &opened, Load::Open);
    let took = begin.elapsed();
    let Outcome { plans, requests, taken_off, repeats, hash, .. } = &outcome;
    println!("{plans} plans ({took:.1?}), {requests} requests, {taken_off} taken off by people.");
    assert!(repeats.is_empty(), "asked again after somebody took them off: {repeats:?}");
    println!("Requests to people who had been taken off that pull request: 0.");
    assert_eq!(*hash, play(&world, &opened, Load::Open).hash, "the same input gives other plans");
    println!("The same year twice: the same bytes, fingerprint {hash:016x}.");
    let apart = world.apart();
    let (opened_apart, _) = apart.year();
    let is_apart = play(&apart, &opened_apart, Load::Open);
    println!("\n## With equal availability: nobody approves in two areas\n");
    print(&is_apart, "requests", |it| it.requests);
    println!("\n## As people are\n");
    print(&outcome, "requests of those in no other area", |it| it.alone.unwrap_or_default());
    if lately {
        println!("\n# Among equals, whoever got fewer requests in thirty days\n\n## Nobody approves in two areas\n");
        print(&play(&apart, &opened_apart, Load::OpenThenLately), "requests", |it| it.requests);
        println!("\n## As people are\n");
        let outcome = play(&world, &opened, Load::OpenThenLately);
        print(&outcome, "requests of those in no other area", |it| it.alone.unwrap_or_default());
    }
}

#[expect(clippy::print_stdout, reason = "a bench speaks to whoever runs it")]
fn plans() {
    println!("\n## A plan that concerns twenty groups\n");
    let policies = [("two approvers of each", counted()), ("all leads of each", all_leads())];
    for (whom, policy) in &policies {
        for (how, times) in [("as a whole", large::whole(policy)), ("by folders", large::parts(policy))] {
            let verdict = if times.late < PLAN { "under" } else { "NOT UNDER" };
            let Times { median, late, choice, candidates } = times;
            println!(
                "{whom}, owned {how}: median {median:.2?}, 99th percentile {late:.2?}: {verdict} {PLAN:?}; the \
                 choice among {candidates} people alone {choice:.2?}"
            );
        }
    }
}

/// Prints the figures of one year: highest over average.
#[expect(clippy::print_stdout, reason = "a bench speaks to whoever runs it")]
fn print(outcome: &Outcome, held: &str, of: fn(&Figures) -> f64) {
    let (mut large, small) = figures(&outcome.tally);
    large.sort_by(|a, b| b.open.total_cmp(&a.open));
    println!("| area | approvers | pull requests | requests | … of those in no other area | open | … at best |");
    println!("|---|---|---|---|---|---|---|");
    for Figures { area, people, pulls, requests, alone, open, best, .. } in &large {
        let alone = alone.map_or("".to_owned(), |alone| format!("{alone:.2}"));
        println!("| {area} | {people} | {pulls} | {requests:.2} | {alone} | {open:.2} | {best:.2} |");
    }
    println!(
        "| median | | | {:.2} | {:.2} | {:.2} | {:.2} |",
        median(&large, |it| Some(it.requests)),
        median(&large, |it| it.alone),
        median(&large, |it| Some(it.open)),
        median(&large, |it| Some(it.best))
    );
    let over = |of: fn(&Figures) -> f64| large.iter().filter(|it| of(it) > MAX).count();
    let (most, areas) = (large.iter().map(of).fold(0.0, f64::max), large.len());
    println!("\nHeld against {MAX}: {held}. Highest {most:.2}, over it {} of {areas} areas.", over(of));
    println!(
        "Over it besides: {} by requests, {} by open requests, of these {} whatever this area does.",
        over(|it| it.requests),
        over(|it| it.open),
        over(|it| it.best)
    );
    for it in large.iter().filter(|it| it.open > MAX) {
        println!("- {}: {}", it.area, it.highest);
    }
    println!("Too small to tell: {}.", if small.is_empty() { "none".to_owned() } else { small.join(", ") });
}
