//! Repositories and their branches.

use serde_json::json;

use crate::sandbox::json;
use crate::sandbox::json::repository::url;
use crate::sandbox::model::state::State;

use super::access::{reachable, readable};
use super::answer::{Answer, Refusal};
use super::call::Call;
use super::paging::Page;

/// `GET /repos/{owner}/{repo}`
pub(crate) fn repository(state: &State, call: &Call) -> Result<Answer, Refusal> {
    Ok(Answer::json(json::repository::repository(state, readable(state, call)?)))
}

/// `GET /repos/{owner}/{repo}/branches/{branch}`
pub(crate) fn branch(state: &State, call: &Call, name: &str) -> Result<Answer, Refusal> {
    let home = readable(state, call)?;
    let absent = || Refusal::new(404, "Branch not found");
    let tip = home.branches.get(name).and_then(|sha| state.objects.commit(sha)).ok_or_else(absent)?;
    let own = format!("{}/branches/{name}", url(state, home));
    Ok(Answer::json(json!({
        "name": name, "commit": json::commit::commit(state, home, tip), "protected": false,
        "_links": { "self": own, "html": format!("{}/{}/tree/{name}", json::HTML, home.name) },
        "protection": {
            "enabled": false,
            "required_status_checks": { "enforcement_level": "off", "contexts": [], "checks": [] },
        },
        "protection_url": format!("{own}/protection"),
    })))
}

/// `GET /installation/repositories`
pub(crate) fn reached(state: &State, call: &Call) -> Result<Answer, Refusal> {
    let all = reachable(state, call)?;
    let page = Page::of(call);
    let part: Vec<_> = page.part(&all).iter().map(|it| json::repository::repository(state, it)).collect();
    let listed = json!({ "total_count": all.len(), "repository_selection": "all", "repositories": part });
    Ok(page.linked(state, call, all.len(), Answer::json(listed)))
}
