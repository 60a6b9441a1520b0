//! `wg-steward back`: ends an absence.

use crate::domain::render::terminal;
use crate::domain::types::ids::Login;
use crate::store::Store;

use super::super::error::Failure;
use super::super::{Outcome, output};
use super::{Place, login};

/// Ends the absence of a user, so that reviews are requested from them again
///
/// The same as `/wg back` in a comment, but for another user. `serve` may be running.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Options {
    /// The user
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
