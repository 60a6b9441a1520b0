//! `wg-steward back`: ends an absence.

use crate::domain::render::terminal;
use crate::domain::types::ids::Login;
use crate::store::Store;

use super::super::error::Failure;
use super::super::{Outcome, output};
use super::{Place, login};

/// Requests reviews from a person again
///
/// The operator's form of `/wg back` in a comment, for another person. Works while `serve` runs.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Options {
    /// The login of the person
    #[arg(value_name = "LOGIN", value_parser = login)]
    login: Login,
    #[command(flatten)]
    place: Place,
}

/// Runs the command.
pub(in crate::cli) fn run(Options { login, place }: &Options) -> Result<Outcome, Failure> {
    let foundation =
        place.write(async |store: &Store, governing| Ok(store.set_away(governing, login, None).await?))?;
    output::print(&terminal::back(login, &foundation))?;
    Ok(Outcome::Fine)
}
