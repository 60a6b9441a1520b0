//! Labels of repositories, of issues and of pull requests, which are issues in this part of the API.

use serde_json::Value;

use crate::domain::types::ids::RepoName;
use crate::sandbox::effects::labels::{self, NewLook};
use crate::sandbox::events::Scene;
use crate::sandbox::json;
use crate::sandbox::model::repository::label_key;
use crate::sandbox::model::state::{State, app_login};

use super::access::{self, readable, writable};
use super::answer::{Answer, Refusal};
use super::call::Call;
use super::paging::Page;

/// The maximum of labels on an issue or pull request.
const MAX_LABELS: usize = 100;

/// `GET /repos/{owner}/{repo}/labels/{name}`
pub(crate) fn label(state: &State, call: &Call, name: &str) -> Result<Answer, Refusal> {
    let home = readable(state, call)?;
    let label = home.labels.get(&label_key(name)).ok_or_else(Refusal::not_found)?;
    Ok(Answer::json(json::label::label(state, home, label)))
}

/// `GET /repos/{owner}/{repo}/labels`
pub(crate) fn list(state: &State, call: &Call) -> Result<Answer, Refusal> {
    let home = readable(state, call)?;
    let labels: Vec<_> = home.labels.values().collect();
    Ok(Page::of(call).answer(state, call, &labels, |label| json::label::label(state, home, label)))
}

/// `GET /repos/{owner}/{repo}/issues/{issue_number}/labels`
pub(crate) fn on(state: &State, call: &Call, number: &str) -> Result<Answer, Refusal> {
    let home = readable(state, call)?;
    let labels = json::label::labels(state, home, access::labeled(home, number)?.1);
    Ok(Page::of(call).answer(state, call, &labels, Clone::clone))
}

/// `POST /repos/{owner}/{repo}/labels`
pub(crate) fn create(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let home = writable(state, call)?;
    let name = call.text("name").ok_or_else(|| Refusal::invalid("Label", "name", "missing_field"))?;
    check_name(name)?;
    let (color, description) = look(call)?;
    if home.labels.contains_key(&label_key(name)) {
        return Err(Refusal::invalid("Label", "name", "already_exists"));
    }
    let (repository, sender) = (home.name.clone(), app_login());
    let scene = Scene { repository: &repository, sender: &sender };
    labels::create(state, scene, name, color.unwrap_or("ededed"), description)?;
    Ok(Answer { status: 201, ..label(state, call, name)? })
}

/// `PATCH /repos/{owner}/{repo}/labels/{name}`
pub(crate) fn update(state: &mut State, call: &Call, old: &str) -> Result<Answer, Refusal> {
    let home = writable(state, call)?;
    let key = label_key(old);
    home.labels.get(&key).ok_or_else(Refusal::not_found)?;
    let name = call.text("new_name");
    name.map_or(Ok(()), check_name)?;
    let (color, description) = look(call)?;
    let taken = |name: &str| label_key(name) != key && home.labels.contains_key(&label_key(name));
    if name.is_some_and(taken) {
        return Err(Refusal::invalid("Label", "name", "already_exists"));
    }
    let repository = home.name.clone();
    labels::change(state, &repository, old, &NewLook { name, color, description })?;
    label(state, call, name.unwrap_or(old))
}

/// `POST /repos/{owner}/{repo}/issues/{issue_number}/labels`
pub(crate) fn attach(state: &mut State, call: &Call, number: &str) -> Result<Answer, Refusal> {
    let home = writable(state, call)?;
    let (number, on) = access::labeled(home, number)?;
    let wanted = call.body.get("labels").unwrap_or(&call.body).as_array();
    let name = |label: &Value| label.as_str().or_else(|| label.get("name")?.as_str()).map(str::to_owned);
    let names: Option<Vec<String>> = wanted.map(|labels| labels.iter().filter_map(name).collect());
    let names = names.filter(|names| !names.is_empty());
    let names = names.ok_or_else(|| Refusal::invalid("Label", "name", "missing_field"))?;
    names.iter().try_for_each(|name| check_name(name))?;
    let new = names.iter().filter(|name| !on.contains(&label_key(name))).count();
    if on.len() + new > MAX_LABELS {
        return Err(Refusal::invalid_field("Issue", "labels", "cannot have more than 100 labels"));
    }
    let (repository, sender) = (home.name.clone(), app_login());
    for name in names {
        labels::attach(state, Scene { repository: &repository, sender: &sender }, number, &name)?;
    }
    put_on(state, &repository, number)
}

/// `DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}`
pub(crate) fn detach(state: &mut State, call: &Call, number: &str, name: &str) -> Result<Answer, Refusal> {
    let home = writable(state, call)?;
    let (repository, number) = (home.name.clone(), access::labeled(home, number)?.0);
    let sender = app_login();
    if !labels::detach(state, Scene { repository: &repository, sender: &sender }, number, name)? {
        return Err(Refusal::new(404, "Label does not exist"));
    }
    put_on(state, &repository, number)
}

fn put_on(state: &State, repository: &RepoName, number: u64) -> Result<Answer, Refusal> {
    let home = state.repository(repository)?;
    let labels = home.labels_on(number).ok_or_else(Refusal::not_found)?;
    Ok(Answer::json(Value::Array(json::label::labels(state, home, labels))))
}

/// The color and description in the request, if present.
fn look(call: &Call) -> Result<(Option<&str>, Option<&str>), Refusal> {
    let (color, description) = (call.text("color"), call.text("description"));
    if color.is_some_and(|color| color.len() != 6 || !color.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        return Err(Refusal::invalid("Label", "color", "invalid"));
    }
    if description.is_some_and(|text| text.chars().count() > 100) {
        let rule = "description is too long (maximum is 100 characters)";
        return Err(Refusal::invalid_field("Label", "description", rule));
    }
    Ok((color, description))
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
