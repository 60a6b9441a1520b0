//! Check runs: created or updated, with 50 annotations a request.
//!
//! An update adds its annotations to the existing ones; GitHub never removes any. So a check run with annotations of an
//! earlier state is replaced by a new one of the same name. GitHub shows the latest.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::domain::pull::plan::{Annotation, Check};
use crate::domain::types::ids::Sha;
use crate::github::response::json as read;
use crate::github::transport::Call;
use crate::github::{GitHub, GitHubError};

use super::{Applied, WritePlace};

/// The maximum of annotations in one request.
const MAX_ANNOTATIONS: usize = 50;

/// The response with the check run.
#[derive(Deserialize)]
struct Run {
    id: u64,
    #[serde(default)]
    output: Option<Output>,
}

#[derive(Deserialize)]
struct Output {
    #[serde(default)]
    annotations_count: Option<usize>,
}

impl GitHub {
    /// Writes `check` on `commit`: updates the run `replaces` if possible, otherwise creates a new one.
    pub(super) async fn post_check(
        &self,
        place: &WritePlace,
        commit: &Sha,
        replaces: Option<u64>,
        check: &Check,
    ) -> Result<Applied, GitHubError> {
        let over = match replaces {
            Some(run) => self.write_over(place, run, check).await?,
            None => None,
        };
        let run = match over {
            Some(run) => run,
            None => self.post_anew(place, commit, check).await?,
        };
        Ok(Applied::CheckPosted { run })
    }

    /// Puts a check on `commit` in progress: a required one blocks the merge until it is updated.
    pub(super) async fn hold_check(
        &self,
        place: &WritePlace,
        commit: &Sha,
        name: &str,
        (title, summary): (&str, &str),
    ) -> Result<Applied, GitHubError> {
        let body = json!({
            "name": name,
            "head_sha": commit.as_str(),
            "status": "in_progress",
            "output": { "title": title, "summary": summary },
        });
        let call = Call::post(format!("/repos/{}/check-runs", place.repository), &body);
        let Run { id, .. } = read(&self.call(place.installation, &call).await?)?;
        Ok(Applied::CheckPosted { run: id })
    }

    async fn post_anew(&self, place: &WritePlace, commit: &Sha, check: &Check) -> Result<u64, GitHubError> {
        let (first, rest) = check.annotations.split_at(check.annotations.len().min(MAX_ANNOTATIONS));
        let mut body = self.body(place, check, first);
        body["head_sha"] = commit.as_str().into();
        let call = Call::post(format!("/repos/{}/check-runs", place.repository), &body);
        let Run { id, .. } = read(&self.call(place.installation, &call).await?)?;
        for part in rest.chunks(MAX_ANNOTATIONS) {
            self.patch(place, id, check, part).await?;
        }
        Ok(id)
    }

    /// The updated run, unless it does not exist any more or shows annotations that the check does not have.
    async fn write_over(&self, place: &WritePlace, run: u64, check: &Check) -> Result<Option<u64>, GitHubError> {
        let (first, rest) = check.annotations.split_at(check.annotations.len().min(MAX_ANNOTATIONS));
        let mut shown = match self.patch(place, run, check, first).await {
            Err(GitHubError::Gone { .. }) => return Ok(None),
            outcome => outcome?,
        };
        if shown > first.len() {
            return Ok(None);
        }
        for part in rest.chunks(MAX_ANNOTATIONS) {
            shown = self.patch(place, run, check, part).await?;
        }
        Ok((shown <= check.annotations.len()).then_some(run))
    }

    /// Updates a run; returns how many annotations it has then.
    async fn patch(
        &self,
        place: &WritePlace,
        run: u64,
        check: &Check,
        part: &[Annotation],
    ) -> Result<usize, GitHubError> {
        let path = format!("/repos/{}/check-runs/{run}", place.repository);
        let call = Call::patch(path, &self.body(place, check, part));
        let Run { output, .. } = read(&self.call(place.installation, &call).await?)?;
        Ok(output.and_then(|output| output.annotations_count).unwrap_or(0))
    }

    fn body(&self, place: &WritePlace, check: &Check, annotations: &[Annotation]) -> Value {
        let mut body = json!({
            "name": check.name,
            "status": "completed",
            "conclusion": check.conclusion.as_str(),
            "completed_at": self.now().to_string(),
            "external_id": check.fingerprint(),
            "output": {
                "title": check.title,
                "summary": check.summary,
                "annotations": annotations.iter().map(annotation).collect::<Vec<Value>>(),
            },
        });
        if let (Some(root), Some(number), true) = (&self.0.details_url, place.number, place.public) {
            body["details_url"] = format!("{root}/pulls/{}/{number}", place.repository).into();
        }
        body
    }
}

fn annotation(remark: &Annotation) -> Value {
    let Annotation { path, start_line, end_line, columns, level, rule: _, title, message } = remark;
    let mut body = json!({
        "path": path,
        "start_line": start_line,
        "end_line": end_line,
        "annotation_level": level.as_str(),
        "title": title,
        "message": message,
    });
    if let Some((first, last)) = columns {
        body["start_column"] = (*first).into();
        body["end_column"] = (*last).into();
    }
    body
}
