//! `wg-steward capacity`: sets how many reviews a user takes.

use crate::domain::command::Limit;
use crate::domain::render::terminal;
use crate::domain::types::ids::Login;
use crate::store::Store;

use super::super::error::Failure;
use super::super::{Outcome, output};
use super::{Place, login};

/// Limits the open reviews of a person
///
/// The operator's form of `/wg capacity` in a comment, for another person. Works while `serve` runs.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Options {
    /// The login of the person
    #[arg(value_name = "LOGIN", value_parser = login)]
    login: Login,
    /// The limit, 0 to 1,000; `none` for the limit of the policy
    #[arg(value_name = "N|none")]
    most: Limit,
    #[command(flatten)]
    place: Place,
}

/// Runs the command.
pub(in crate::cli) fn run(options: &Options) -> Result<Outcome, Failure> {
    let Options { login, most: Limit(most), place } = options;
    let written = async |store: &Store, governing: &_| Ok(store.set_capacity(governing, login, *most).await?);
    let foundation = place.write(written)?;
    output::print(&terminal::capacity(login, *most, &foundation))?;
    Ok(Outcome::Fine)
}
