//! What an installation may read and change.

use crate::domain::types::ids::RepoName;
use crate::sandbox::model::pull::Pull;
use crate::sandbox::model::repository::Repository;
use crate::sandbox::model::state::{Caller, State};

use super::answer::Refusal;
use super::call::{Call, parsed};

/// A repository to read: of the caller's own account, or public.
pub(crate) fn readable<'a>(state: &'a State, call: &Call) -> Result<&'a Repository, Refusal> {
    let repository = state.repository(&named(call)?)?;
    if repository.options.private && !own(state, call, &repository.name)? {
        return Err(Refusal::not_found());
    }
    Ok(repository)
}

/// A repository to change: of the caller's own account.
pub(crate) fn writable<'a>(state: &'a State, call: &Call) -> Result<&'a Repository, Refusal> {
    let repository = readable(state, call)?;
    if own(state, call, &repository.name)? {
        return Ok(repository);
    }
    Err(Refusal::new(403, "Resource not accessible by integration"))
}

/// The repositories of the caller's installation: all of its account.
pub(crate) fn reachable<'a>(state: &'a State, call: &Call) -> Result<Vec<&'a Repository>, Refusal> {
    let Caller::Installation(id) = call.caller else { return Err(Refusal::new(401, "Bad credentials")) };
    let installed = state.installations.get(&id).ok_or_else(Refusal::not_found)?;
    let own = |it: &&Repository| it.name.belongs_to(installed.account.as_str()) && !it.fork;
    Ok(state.repositories.values().filter(own).collect())
}

/// A pull request of a repository, by the number in the path.
pub(crate) fn pull<'a>(repository: &'a Repository, number: &str) -> Result<&'a Pull, Refusal> {
    repository.pulls.get(&parsed(number)?).ok_or_else(Refusal::not_found)
}

/// The number of an issue or a pull request, by the number in the path, and the keys of the labels on it.
pub(crate) fn labeled<'a>(repository: &'a Repository, number: &str) -> Result<(u64, &'a [String]), Refusal> {
    let number = parsed(number)?;
    let labels = repository.labels_on(number).ok_or_else(Refusal::not_found)?;
    Ok((number, labels))
}

fn named(call: &Call) -> Result<RepoName, Refusal> {
    match call.segments.as_slice() {
        [_, owner, name, ..] => parsed(&format!("{owner}/{name}")),
        _ => Err(Refusal::not_found()),
    }
}

fn own(state: &State, call: &Call, name: &RepoName) -> Result<bool, Refusal> {
    match call.caller {
        Caller::App => Err(Refusal::new(401, "Bad credentials")),
        Caller::Installation(id) => {
            let account = state.installations.get(&id).map(|installed| installed.account.as_str());
            Ok(account.is_some_and(|account| name.belongs_to(account)))
        }
    }
}
