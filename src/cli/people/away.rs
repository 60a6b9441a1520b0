//! `wg-steward away`: sets or lists absences.

use crate::clock::Clock;
use crate::domain::render::{command_reply, terminal};
use crate::domain::types::availability::People;
use crate::domain::types::ids::Login;
use crate::domain::types::time::Day;
use crate::store::Store;

use super::super::error::Failure;
use super::super::{Outcome, output};
use super::{Place, login};

const EXAMPLES: &str = "\
Examples:
  wg-steward away octocat until 2026-12-24
  wg-steward away

Exit codes: 0 fine, 2 wrong use or a database that can't be used.";

/// Requests no reviews from a person until a day; without arguments, lists people who are away or have a limit
///
/// The operator's form of `/wg away` in a comment, for another person. Works while `serve` runs.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct Options {
    /// The login of the person
    #[arg(value_name = "LOGIN", value_parser = login, requires = "until")]
    login: Option<Login>,
    /// The word `until`
    #[arg(value_name = "until", value_parser = ["until"], ignore_case = true, hide_possible_values = true, requires = "date")]
    until: Option<String>,
    /// The last day of the absence, such as 2026-12-24
    #[arg(value_name = "DATE")]
    date: Option<Day>,
    #[command(flatten)]
    place: Place,
}

/// Runs the command.
pub(in crate::cli) fn run(options: &Options) -> Result<Outcome, Failure> {
    let said = match (&options.login, options.date) {
        (Some(login), Some(until)) => away(options, login, until)?,
        _ => listed(options)?,
    };
    output::print(&said)?;
    Ok(Outcome::Fine)
}

fn away(options: &Options, login: &Login, until: Day) -> Result<String, Failure> {
    if Clock::system().now().day().is_some_and(|today| until < today) {
        return Err(Failure::Passed(command_reply::passed(until)));
    }
    let written = async |store: &Store, governing: &_| Ok(store.set_away(governing, login, Some(until)).await?);
    let foundation = options.place.write(written)?;
    Ok(terminal::away(login, until, &foundation))
}

fn listed(options: &Options) -> Result<String, Failure> {
    let foundations = options.place.foundations()?;
    let chosen = options.place.named(&foundations)?;
    let chosen: Vec<_> = foundations.iter().filter(|it| chosen.is_none_or(|one| one.id == it.id)).collect();
    let people: Vec<(&str, People)> = options.place.database.with_store(async |store| {
        let mut people = Vec::new();
        for foundation in chosen {
            let policy = &foundation.policy;
            people.push((policy.foundation.as_str(), store.everybody(&policy.governing.repository).await?));
        }
        Ok(people)
    })?;
    Ok(terminal::availability(&people, Clock::system().now(), output::paint()))
}
