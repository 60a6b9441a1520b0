//! Issues that are not pull requests.

use serde_json::json;

use crate::domain::types::ids::{Login, RepoName};
use crate::sandbox::events::{self, Scene};
use crate::sandbox::handle::Sandbox;
use crate::sandbox::json::{issue, repository};
use crate::sandbox::model::issue::Issue;
use crate::sandbox::model::state::State;
use crate::sandbox::model::timeline::What;
use crate::sandbox::not_found::Missing;

impl Sandbox {
    /// A user opens an issue; returns its number, which no pull request has.
    ///
    /// # Errors
    /// The repository does not exist.
    pub fn open_issue(&self, name: &RepoName, by: &Login, title: &str, body: &str) -> Result<u64, Missing> {
        self.with(|state| {
            state.admit_person(by);
            let (id, now, author) = (state.next_id(), state.clock.now(), by.clone());
            let home = state.repository_mut(name)?;
            let (number, title, body) = (home.next_number(), title.to_owned(), body.to_owned());
            let issue = Issue { number, id, title, body, author, labels: Vec::new(), created_at: now, updated_at: now };
            home.issues.insert(number, issue);
            events::issues::issues(state, Scene { repository: name, sender: by }, number, "opened", json!({}))?;
            Ok(number)
        })
    }

    /// A user transfers an issue to another repository of the same owner; returns its number there. Its comments move
    /// with it, and so do the labels that the other repository also has; nothing remains at the old place.
    ///
    /// # Errors
    /// The issue or the repository does not exist.
    pub fn transfer_issue(&self, from: &RepoName, number: u64, to: &RepoName, by: &Login) -> Result<u64, Missing> {
        self.with(|state| {
            state.admit_person(by);
            let home = state.repository(from)?;
            state.repository(to)?;
            let old_issue = issue::issue(state, home, number)?;
            let old_repository = repository::repository(state, home);
            let new_number = carry(state, (from, number), to)?;
            state.record(to, new_number, by, What::Plain("transferred"))?;
            let new_home = state.repository(to)?;
            let new_repository = repository::repository(state, new_home);
            let new_issue = issue::issue(state, new_home, new_number)?;
            let changes = json!({ "new_issue": new_issue, "new_repository": new_repository });
            events::issues::transferred(state, Scene { repository: from, sender: by }, &old_issue, &changes)?;
            let changes = json!({ "changes": { "old_issue": old_issue, "old_repository": old_repository } });
            events::issues::issues(state, Scene { repository: to, sender: by }, new_number, "opened", changes)?;
            Ok(new_number)
        })
    }
}

/// Moves an issue with its comments and its timeline.
fn carry(state: &mut State, from: (&RepoName, u64), to: &RepoName) -> Result<u64, Missing> {
    let (from, number) = from;
    let (id, now) = (state.next_id(), state.clock.now());
    let old = state.repository_mut(from)?;
    let issue = old.issues.remove(&number).ok_or_else(|| Missing(format!("issue `{from}#{number}`")))?;
    let timeline = old.timelines.remove(&number).unwrap_or_default();
    let comments: Vec<_> = old.comments.extract_if(.., |_, comment| comment.number == number).collect();
    let new = state.repository_mut(to)?;
    let number = new.next_number();
    let labels = issue.labels.iter().filter(|key| new.labels.contains_key(*key)).cloned().collect();
    new.issues.insert(number, Issue { id, number, labels, updated_at: now, ..issue });
    new.timelines.insert(number, timeline);
    for (id, mut comment) in comments {
        comment.number = number;
        new.comments.insert(id, comment);
    }
    Ok(number)
}
