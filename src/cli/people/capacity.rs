//! `wg-steward capacity`: how many reviews somebody takes.

use crate::domain::command::Limit;
use crate::domain::render::terminal;
use crate::domain::types::ids::Login;
use crate::store::Store;

use super::super::error::Failure;
use super::super::{Outcome, output};
use super::{Place, login};

/// Says how many open reviews somebody takes at most
///
/// The same as `/wg capacity` in a comment, by the operator for somebody else. It may be said while `serve` runs.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Options {
    /// Who
    #[arg(value_name = "LOGIN", value_parser = login)]
    login: Login,
    /// How many, 0 to 1,000; `none` for as many as is usual
    #[arg(value_name = "N|none")]
    most: Limit,
    #[command(flatten)]
    place: Place,
}

/// Does it.
pub(in crate::cli) fn run(options: &Options) -> Result<Outcome, Failure> {
    let Options { login, most: Limit(most), place } = options;
    let written = async |store: &Store, governing: &_| Ok(store.set_capacity(governing, login, *most).await?);
    let foundation = place.write(written)?;
    output::print(&terminal::capacity(login, *most, &foundation))?;
    Ok(Outcome::Fine)
}
