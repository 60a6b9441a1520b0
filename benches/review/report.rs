//! The report on a year: how evenly reviews are requested, by area.

use std::collections::BTreeMap;

use wg_steward::domain::types::ids::Login;

use crate::tally::{AreaTally, Got, Key, Tally};

/// The maximum of the highest load over the average load.
pub(crate) const MAX: f64 = 1.5;

/// Areas with fewer requests than this per approver are too small to judge.
const ENOUGH: u32 = 10;

/// The unevenness of an area: highest over average.
pub(crate) struct Figures {
    pub(crate) area: String,
    pub(crate) people: usize,
    pub(crate) pulls: u32,
    /// For the requests for this area.
    pub(crate) requests: f64,
    /// The same among approvers of no other area; `None` if there are fewer than two.
    pub(crate) alone: Option<f64>,
    /// For the average number of open requests over the year, for any area or group.
    pub(crate) open: f64,
    /// The lowest possible value of `open`, if the requests of this area were distributed with knowledge of the whole
    /// year.
    pub(crate) best: f64,
    /// The approver with the highest load, and that load.
    pub(crate) highest: String,
}

/// The figures of all areas that are large enough, and the names of the others.
pub(crate) fn figures(tally: &Tally) -> (Vec<Figures>, Vec<String>) {
    let (mut large, mut small) = (Vec::new(), Vec::new());
    for (key, area) in &tally.areas {
        let requests: u32 = area.people.values().map(|got| got.requests).sum();
        let people = u32::try_from(area.people.len()).expect("areas are small");
        if people == 0 || requests < ENOUGH * people {
            small.push(format!("{} ({people} approvers, {requests} requests)", name(key)));
        } else {
            large.push(of_area(key, area, tally));
        }
    }
    (large, small)
}

fn of_area(key: &Key, area: &AreaTally, tally: &Tally) -> Figures {
    let got = |login: &Login| tally.total.get(login).copied().unwrap_or_default();
    let total: Vec<f64> = area.people.keys().map(|login| got(login).open()).collect();
    let elsewhere: Vec<f64> = area.people.iter().map(|(login, here)| got(login).open() - here.open()).collect();
    let own: f64 = area.people.values().map(|got| got.open()).sum();
    let alone: Vec<f64> = area.here_alone.iter().map(|login| f64::from(area.people[login].requests)).collect();
    let requests: Vec<f64> = area.people.values().map(|got| f64::from(got.requests)).collect();
    Figures {
        area: name(key),
        people: area.people.len(),
        pulls: area.pulls,
        requests: uneven(&requests),
        alone: (alone.len() > 1).then(|| uneven(&alone)),
        open: uneven(&total),
        best: level(&elsewhere, own) / average(&total),
        highest: highest(area, &tally.total),
    }
}

fn highest(area: &AreaTally, total: &BTreeMap<Login, Got>) -> String {
    let load = |login: &Login| total.get(login).copied().unwrap_or_default().open();
    let most = area.people.iter().max_by(|a, b| load(a.0).total_cmp(&load(b.0)));
    let Some((login, here)) = most else { return String::new() };
    let loads: Vec<f64> = area.people.keys().map(load).collect();
    format!(
        "`{login}`: {:.1} open, of these {:.1} for this area; the average approver has {:.1}",
        load(login),
        here.open(),
        average(&loads)
    )
}

/// The lowest possible maximum, if `more` is distributed on top of the given loads.
fn level(there: &[f64], more: f64) -> f64 {
    let mut sorted = there.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mut level = 0.0;
    let mut sum = 0.0;
    for (number, value) in (1_u32..).zip(&sorted) {
        sum += value;
        level = (sum + more) / f64::from(number);
        if sorted.get(number as usize).is_none_or(|next| level <= *next) {
            break;
        }
    }
    sorted.last().copied().unwrap_or_default().max(level)
}

fn average(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn uneven(values: &[f64]) -> f64 {
    values.iter().copied().fold(0.0, f64::max) / average(values)
}

fn name((group, area): &Key) -> String {
    format!("{group} / {area}")
}

/// The median of the values that `of` returns.
pub(crate) fn median(figures: &[Figures], of: impl Fn(&Figures) -> Option<f64>) -> f64 {
    let mut values: Vec<f64> = figures.iter().filter_map(of).collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
