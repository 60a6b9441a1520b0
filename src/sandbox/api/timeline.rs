//! The timeline of an issue or a pull request.

use crate::sandbox::json;
use crate::sandbox::model::state::State;

use super::access::{self, readable};
use super::answer::{Answer, Refusal};
use super::call::Call;
use super::paging::Page;

/// `GET /repos/{owner}/{repo}/issues/{issue_number}/timeline`
pub(crate) fn timeline(state: &State, call: &Call, number: &str) -> Result<Answer, Refusal> {
    let home = readable(state, call)?;
    let (number, _) = access::labeled(home, number)?;
    let happenings = home.timelines.get(&number).into_iter().flatten();
    let entries: Vec<_> = happenings.filter_map(|it| json::timeline::entry(state, home, number, it)).collect();
    Ok(Page::of(call).answer(state, call, &entries, Clone::clone))
}
