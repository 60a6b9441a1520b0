//! `wg-steward back`: somebody is back.

use crate::domain::render::terminal;
use crate::domain::types::ids::Login;
use crate::store::Store;

use super::super::error::Failure;
use super::super::{Outcome, output};
use super::{Place, login};

/// Says that somebody is back, and asked for reviews again
///
/// The same as `/wg back` in a comment, by the operator for somebody else. It may be said while `serve` runs.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Options {
    /// Who is back
    #[arg(value_name = "LOGIN", value_parser = login)]
    login: Login,
    #[command(flatten)]
    place: Place,
}

/// Does it.
pub(in crate::cli) fn run(Options { login, place }: &Options) -> Result<Outcome, Failure> {
    let foundation =
        place.write(async |store: &Store, governing| Ok(store.set_away(governing, login, None).await?))?;
    output::print(&terminal::back(login, &foundation))?;
    Ok(Outcome::Fine)
}
