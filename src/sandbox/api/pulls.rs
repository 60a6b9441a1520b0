//! Reads of pull requests: lists, one, its files, its reviews.

use crate::sandbox::json;
use crate::sandbox::model::pull::Pull;
use crate::sandbox::model::state::State;

use super::access::{self, readable};
use super::answer::{Answer, Refusal};
use super::call::Call;
use super::paging::Page;

/// The maximum of files that GitHub lists of a pull request; it does not report that there are more.
const MAX_FILES: usize = 3000;

/// `GET /repos/{owner}/{repo}/pulls`
pub(crate) fn list(state: &State, call: &Call) -> Result<Answer, Refusal> {
    let home = readable(state, call)?;
    let wanted = |pull: &&Pull| match call.query("state").unwrap_or("open") {
        "all" => true,
        "closed" => !pull.open,
        _ => pull.open,
    };
    let into = |pull: &&Pull| call.query("base").is_none_or(|base| base == pull.base_branch);
    let label = |pull: &Pull| format!("{}:{}", pull.head.repository.owner(), pull.head.branch);
    let from = |pull: &&Pull| call.query("head").is_none_or(|head| head == label(pull));
    let mut pulls: Vec<_> = home.pulls.values().filter(wanted).filter(into).filter(from).collect();
    if call.query("sort") == Some("updated") {
        pulls.sort_by_key(|pull| (pull.updated_at, pull.number));
    }
    if call.query("direction") != Some("asc") {
        pulls.reverse();
    }
    Ok(Page::of(call).answer(state, call, &pulls, |pull| json::pull::simple_pull(state, home, pull)))
}

/// `GET /repos/{owner}/{repo}/pulls/{pull_number}`
pub(crate) fn pull(state: &State, call: &Call, number: &str) -> Result<Answer, Refusal> {
    let home = readable(state, call)?;
    Ok(Answer::json(json::pull::full_pull(state, home, access::pull(home, number)?)))
}

/// `GET /repos/{owner}/{repo}/pulls/{pull_number}/files`
pub(crate) fn files(state: &State, call: &Call, number: &str) -> Result<Answer, Refusal> {
    let home = readable(state, call)?;
    let pull = access::pull(home, number)?;
    let mut files = state.pull_files(pull);
    files.truncate(MAX_FILES);
    let shape = |file: &_| json::file::file(state, home, &pull.head.sha, file);
    Ok(Page::of(call).answer(state, call, &files, shape))
}

/// `GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews`
pub(crate) fn reviews(state: &State, call: &Call, number: &str) -> Result<Answer, Refusal> {
    let home = readable(state, call)?;
    let pull = access::pull(home, number)?;
    let shape = |review: &_| json::review::review(state, home, pull, review);
    Ok(Page::of(call).answer(state, call, &pull.reviews, shape))
}
