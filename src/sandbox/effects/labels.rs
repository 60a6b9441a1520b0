//! Labels: created, renamed, added and removed.

use serde_json::json;

use crate::domain::types::ids::RepoName;
use crate::sandbox::events::{self, Scene};
use crate::sandbox::json;
use crate::sandbox::model::repository::{Label, label_key};
use crate::sandbox::model::state::State;
use crate::sandbox::model::timeline::What;
use crate::sandbox::not_found::Missing;

/// The color of a label that was created by being added.
const GREY: &str = "ededed";

/// Creates a label; none with this name may exist.
pub(crate) fn create(
    state: &mut State,
    scene: Scene<'_>,
    name: &str,
    color: &str,
    description: Option<&str>,
) -> Result<(), Missing> {
    let id = state.next_id();
    let (name, color, description) = (name.to_owned(), color.to_owned(), description.map(str::to_owned));
    let repository = state.repository_mut(scene.repository)?;
    repository.labels.insert(label_key(&name), Label { id, name, color, description });
    Ok(())
}

/// The changes of a label; `None` keeps a field.
pub(crate) struct NewLook<'a> {
    pub(crate) name: Option<&'a str>,
    pub(crate) color: Option<&'a str>,
    pub(crate) description: Option<&'a str>,
}

/// Changes a label wherever it is set; earlier timeline events stay as they were.
pub(crate) fn change(state: &mut State, name: &RepoName, old: &str, new: &NewLook<'_>) -> Result<(), Missing> {
    let old = label_key(old);
    let home = state.repository_mut(name)?;
    let mut label = home.labels.remove(&old).ok_or_else(|| Missing(format!("label `{old}`")))?;
    label.name = new.name.map_or(label.name, str::to_owned);
    label.color = new.color.map_or(label.color, str::to_owned);
    label.description = new.description.map(str::to_owned).or(label.description);
    let key = label_key(&label.name);
    home.labels.insert(key.clone(), label);
    let on_pulls = home.pulls.values_mut().map(|pull| &mut pull.labels);
    let on_issues = home.issues.values_mut().map(|issue| &mut issue.labels);
    for put in on_pulls.chain(on_issues).flatten().filter(|put| **put == old) {
        put.clone_from(&key);
    }
    Ok(())
}

/// Deletes a label, without a timeline event.
pub(crate) fn delete(state: &mut State, name: &RepoName, label: &str) -> Result<(), Missing> {
    let key = label_key(label);
    let home = state.repository_mut(name)?;
    home.labels.remove(&key).ok_or_else(|| Missing(format!("label `{label}`")))?;
    let on_pulls = home.pulls.values_mut().map(|pull| &mut pull.labels);
    let on_issues = home.issues.values_mut().map(|issue| &mut issue.labels);
    on_pulls.chain(on_issues).for_each(|labels| labels.retain(|put| *put != key));
    Ok(())
}

/// Adds a label to an issue or a pull request, and creates it if the repository has none of that name.
pub(crate) fn attach(state: &mut State, scene: Scene<'_>, number: u64, name: &str) -> Result<(), Missing> {
    let key = label_key(name);
    if is_on(state, scene, number, &key)? {
        return Ok(());
    }
    if !state.repository(scene.repository)?.labels.contains_key(&key) {
        create(state, scene, name, GREY, None)?;
    }
    state.labels_mut(scene.repository, number)?.push(key.clone());
    tell(state, scene, number, ("labeled", &key))
}

/// Removes a label; returns whether it was set.
pub(crate) fn detach(state: &mut State, scene: Scene<'_>, number: u64, name: &str) -> Result<bool, Missing> {
    let key = label_key(name);
    if !is_on(state, scene, number, &key)? {
        return Ok(false);
    }
    state.labels_mut(scene.repository, number)?.retain(|label| *label != key);
    tell(state, scene, number, ("unlabeled", &key))?;
    Ok(true)
}

fn is_on(state: &State, scene: Scene<'_>, number: u64, key: &String) -> Result<bool, Missing> {
    let labels = state.repository(scene.repository)?.labels_on(number);
    let absent = || Missing(format!("issue `{}#{number}`", scene.repository));
    labels.map(|labels| labels.contains(key)).ok_or_else(absent)
}

fn tell(state: &mut State, scene: Scene<'_>, number: u64, told: (&str, &str)) -> Result<(), Missing> {
    let (action, key) = told;
    let home = state.repository(scene.repository)?;
    let label = home.labels.get(key).ok_or_else(|| Missing(format!("label `{key}`")))?;
    let (name, color) = (label.name.clone(), label.color.clone());
    let more = json!({ "label": json::label::label(state, home, label) });
    let what = if action == "labeled" { What::Labeled(name, color) } else { What::Unlabeled(name, color) };
    state.record(scene.repository, number, scene.sender, what)?;
    events::issues::either(state, scene, number, action, more)
}
