//! Labels: created, changed, added, removed.

use std::collections::BTreeSet;

use serde_json::json;

use crate::domain::types::label::Label;
use crate::github::read::{ShownLabel, unstyled};
use crate::github::response::json as read;
use crate::github::transport::Call;
use crate::github::{GitHub, GitHubError, segment};

use super::{Applied, WritePlace, number};

impl GitHub {
    pub(super) async fn create_label(&self, place: &WritePlace, label: &Label) -> Result<Applied, GitHubError> {
        let Label { name, color, description } = label;
        let body = json!({ "name": name, "color": color, "description": description });
        let call = Call::post(format!("/repos/{}/labels", place.repository), &body);
        match self.call(place.installation, &call).await {
            Err(error) if exists(&error) => Ok(Applied::LabelThere),
            outcome => outcome.map(|_| Applied::Done),
        }
    }

    pub(super) async fn change_label(
        &self,
        place: &WritePlace,
        from: &str,
        label: &Label,
    ) -> Result<Applied, GitHubError> {
        let Label { name, color, description } = label;
        let body = json!({ "new_name": name, "color": color, "description": description });
        let call = Call::patch(format!("/repos/{}/labels/{}", place.repository, segment(from)), &body);
        match self.call(place.installation, &call).await {
            Err(GitHubError::Gone { .. }) => Ok(Applied::LabelGone),
            Err(error) if exists(&error) => Ok(Applied::LabelThere),
            outcome => outcome.map(|_| Applied::Done),
        }
    }

    /// Adds all labels in one request. If GitHub refuses it without naming a label, they are added one by one.
    pub(super) async fn add_labels(&self, place: &WritePlace, names: &[String]) -> Result<Applied, GitHubError> {
        let (mut refused, mut unstyled) = (Vec::new(), BTreeSet::new());
        match (self.put(place, names).await?, names) {
            (Ok(found), _) => unstyled = found,
            (Err(message), [name]) => refused.push((name.clone(), message)),
            (Err(_), _) => {
                for name in names {
                    match self.put(place, std::slice::from_ref(name)).await? {
                        Ok(found) => unstyled.extend(found),
                        Err(message) => refused.push((name.clone(), message)),
                    }
                }
            }
        }
        Ok(Applied::LabelsPut { refused, unstyled })
    }

    /// Adds labels. Returns the labels with GitHub's default look, or GitHub's reason for a refusal.
    async fn put(&self, place: &WritePlace, names: &[String]) -> Result<Result<BTreeSet<String>, String>, GitHubError> {
        let path = format!("/repos/{}/issues/{}/labels", place.repository, number(place)?);
        match self.call(place.installation, &Call::post(path, &json!({ "labels": names }))).await {
            // The labels were added, whatever the response contains.
            Ok(answer) => Ok(Ok(unstyled(&read::<Vec<ShownLabel>>(&answer).unwrap_or_default()))),
            Err(GitHubError::Refused { message, .. }) => Ok(Err(message)),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn remove_label(&self, place: &WritePlace, name: &str) -> Result<Applied, GitHubError> {
        let path = format!("/repos/{}/issues/{}/labels/{}", place.repository, number(place)?, segment(name));
        match self.call(place.installation, &Call::delete(path)).await {
            Err(GitHubError::Gone { .. }) => Ok(Applied::Done),
            outcome => outcome.map(|_| Applied::Done),
        }
    }
}

fn exists(error: &GitHubError) -> bool {
    matches!(error, GitHubError::Refused { message, .. } if message.contains("already_exists"))
}
