//! Labels of repositories and of pull requests, which are issues to this part of the API.

use serde_json::Value;

use super::access::{self, readable, writable};
use super::answer::{Answer, Refusal};
use super::call::Call;
use crate::domain::ids::RepoName;
use crate::sandbox::effects;
use crate::sandbox::events::Scene;
use crate::sandbox::model::repository::label_key;
use crate::sandbox::model::state::{State, app_login};
use crate::sandbox::shapes;

/// The most labels on one pull request.
const MOST_LABELS: usize = 100;

/// `GET /repos/{owner}/{repo}/labels/{name}`
pub(crate) fn label(state: &State, call: &Call, name: &str) -> Result<Answer, Refusal> {
    let home = readable(state, call)?;
    let label = home.labels.get(&label_key(name)).ok_or_else(Refusal::not_found)?;
    Ok(Answer::json(shapes::label::label(state, home, label)))
}

/// `POST /repos/{owner}/{repo}/labels`
pub(crate) fn create(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let home = writable(state, call)?;
    let name = call.text("name").ok_or_else(|| Refusal::invalid("Label", "name", "missing_field"))?;
    check_name(name)?;
    let color = call.text("color").unwrap_or("ededed");
    if color.len() != 6 || !color.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(Refusal::invalid("Label", "color", "invalid"));
    }
    let description = call.text("description");
    if description.is_some_and(|text| text.chars().count() > 100) {
        let rule = "description is too long (maximum is 100 characters)";
        return Err(Refusal::invalid_field("Label", "description", rule));
    }
    if home.labels.contains_key(&label_key(name)) {
        return Err(Refusal::invalid("Label", "name", "already_exists"));
    }
    let (repository, sender) = (home.name.clone(), app_login());
    let scene = Scene { repository: &repository, sender: &sender };
    effects::create_label(state, scene, name, color, description)?;
    Ok(Answer { status: 201, ..label(state, call, name)? })
}

/// `POST /repos/{owner}/{repo}/issues/{issue_number}/labels`
pub(crate) fn attach(state: &mut State, call: &Call, number: &str) -> Result<Answer, Refusal> {
    let home = writable(state, call)?;
    let pull = access::pull(home, number)?;
    let wanted = call.body.get("labels").unwrap_or(&call.body).as_array();
    let name = |label: &Value| label.as_str().or_else(|| label.get("name")?.as_str()).map(str::to_owned);
    let names: Option<Vec<String>> = wanted.map(|labels| labels.iter().filter_map(name).collect());
    let names = names.filter(|names| !names.is_empty());
    let names = names.ok_or_else(|| Refusal::invalid("Label", "name", "missing_field"))?;
    names.iter().try_for_each(|name| check_name(name))?;
    let new = names.iter().filter(|name| !pull.labels.contains(&label_key(name))).count();
    if pull.labels.len() + new > MOST_LABELS {
        return Err(Refusal::invalid_field("Issue", "labels", "cannot have more than 100 labels"));
    }
    let (repository, number, sender) = (home.name.clone(), pull.number, app_login());
    for name in names {
        effects::attach_label(state, Scene { repository: &repository, sender: &sender }, number, &name)?;
    }
    on_pull(state, &repository, number)
}

/// `DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}`
pub(crate) fn detach(state: &mut State, call: &Call, number: &str, name: &str) -> Result<Answer, Refusal> {
    let home = writable(state, call)?;
    let (repository, number) = (home.name.clone(), access::pull(home, number)?.number);
    let sender = app_login();
    if !effects::detach_label(state, Scene { repository: &repository, sender: &sender }, number, name)? {
        return Err(Refusal::new(404, "Label does not exist"));
    }
    on_pull(state, &repository, number)
}

fn on_pull(state: &State, repository: &RepoName, number: u64) -> Result<Answer, Refusal> {
    let home = state.repository(repository)?;
    let labels = &state.pull(repository, number)?.labels;
    Ok(Answer::json(Value::Array(shapes::label::labels(state, home, labels))))
}

fn check_name(name: &str) -> Result<(), Refusal> {
    if name.trim().is_empty() {
        return Err(Refusal::invalid("Label", "name", "missing_field"));
    }
    if name.chars().count() > 50 {
        return Err(Refusal::invalid_field("Label", "name", "name is too long (maximum is 50 characters)"));
    }
    Ok(())
}
