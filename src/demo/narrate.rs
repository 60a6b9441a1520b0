//! The output of the demo: for each scene the webhook, the writes and the check, as they are on the simulated GitHub.

use std::io::{self, Write};

use serde_json::Value;

use crate::domain::render::plain::told;
use crate::domain::render::text::{count, plain};
use crate::domain::types::ids::RepoName;
use crate::sandbox::CheckRunView;

use super::environment::{DemoDelivery, Stage};

/// Writes the output.
pub(super) struct Teller<'a> {
    out: &'a mut dyn Write,
    number: usize,
    /// The number of requests to GitHub that have been shown.
    told: usize,
    /// The number of audit lines that have been shown.
    audited: usize,
}

/// More lines than the audit log of a demo has.
const MAX_ROWS: u32 = 1_000;

impl<'a> Teller<'a> {
    pub(super) fn new(out: &'a mut dyn Write) -> Self {
        Self { out, number: 0, told: 0, audited: 0 }
    }

    pub(super) fn opening(&mut self, stage: &Stage, groups: usize, repositories: usize) -> io::Result<()> {
        let (github, app) = (&stage.settings().github_api_url, stage.app().address());
        let read = self.cost(stage);
        writeln!(self.out, "A small GitHub in memory listens on {github}, wg-steward on http://{app}.")?;
        writeln!(
            self.out,
            "GitHub holds the {repositories} repositories of the bundled asset lists of {groups} groups."
        )?;
        writeln!(self.out, "wg-steward has read the charters of these groups: {read}.")
    }

    pub(super) fn scene(&mut self, what: &str, repository: &RepoName, number: u64) -> io::Result<()> {
        self.number += 1;
        writeln!(self.out, "\n{}. {what}", self.number)?;
        self.row("pull", &format!("{repository}#{number}"))
    }

    /// Shows the webhook, the writes, and the check.
    pub(super) async fn outcome(
        &mut self,
        stage: &Stage,
        repository: &RepoName,
        number: u64,
        delivered: &[DemoDelivery],
    ) -> anyhow::Result<()> {
        for each in delivered.iter().filter(|each| each.status == 202) {
            let words =
                format!("{} webhook, signed: {} after {:.1} ms", each.delivery.event, each.status, milliseconds(each));
            self.row("in", &words)?;
        }
        let cost = self.cost(stage);
        self.row("cost", &cost)?;
        let Some(view) = stage.github.pull(repository, number) else { return Ok(()) };
        let rows = stage.app().store().audit(None, MAX_ROWS).await?;
        let fresh = rows.len().saturating_sub(self.audited);
        for row in rows.iter().take(fresh).rev() {
            self.row("did", &did(&row.action, &row.detail))?;
        }
        self.audited = rows.len();
        let labels: Vec<_> = view.labels.iter().map(ToString::to_string).collect();
        self.row("labels", &or_none(&labels))?;
        let asked: Vec<_> = view.requested.iter().map(ToString::to_string).collect();
        self.row("asked", &or_none(&asked))?;
        for check in stage.github.check_runs(repository, &view.head) {
            self.check(&check)?;
        }
        Ok(())
    }

    /// Shows that the same webhook again changes nothing.
    pub(super) fn redelivery(&mut self, stage: &Stage, again: &DemoDelivery) -> io::Result<()> {
        let cost = self.cost(stage);
        self.row("again", &format!("the same webhook again: {} ({cost})", again.status))
    }

    pub(super) fn closing(&mut self) -> io::Result<()> {
        writeln!(self.out, "\nThat is all. No network was used, nothing is left on this machine.")
    }

    /// Shows the check as on its page: the whole first paragraph and the reviewers with reasons, without markup.
    fn check(&mut self, check: &CheckRunView) -> io::Result<()> {
        let conclusion = check.conclusion.as_deref().unwrap_or("not completed");
        let title = check.title.as_deref().unwrap_or_default();
        self.row("check", &format!("{} {conclusion}: {}", check.name, plain(title)))?;
        let summary = check.summary.as_deref().unwrap_or_default();
        told(summary, true).iter().try_for_each(|line| self.row("", line))
    }

    /// Skips the requests to GitHub so far; they belong to no scene.
    pub(super) fn pass_over(&mut self, stage: &Stage) {
        self.told = stage.github.journal().len();
    }

    /// The number of requests to GitHub since the last call, without those for tokens.
    fn cost(&mut self, stage: &Stage) -> String {
        let journal = stage.github.journal();
        let fresh: Vec<_> = journal.iter().skip(self.told).filter(|call| !call.path.starts_with("/app/")).collect();
        let reads = fresh.iter().filter(|call| call.method == "GET").count();
        self.told = journal.len();
        format!("{} and {} on GitHub", count(reads, "read", "reads"), count(fresh.len() - reads, "write", "writes"))
    }

    fn row(&mut self, name: &str, words: &str) -> io::Result<()> {
        writeln!(self.out, "   {name:<7} {words}")
    }
}

fn or_none(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// A line of the audit log in words.
fn did(action: &str, detail: &str) -> String {
    let detail: Value = serde_json::from_str(detail).unwrap_or_default();
    let text = |key: &str| plain(detail[key].as_str().unwrap_or_default());
    match action {
        "create-label" => format!("created the label {}", text("label")),
        "add-labels" => format!("added {}", labels(&detail)),
        "remove-label" => format!("removed the label {}", text("label")),
        "request-review" => {
            format!("requested a review from {}", reviewers(&detail))
        }
        "take-back" => format!("withdrew the request to {}", reviewers(&detail)),
        "change-label" => format!("changed the label {}", text("label")),
        "react" => format!("reacted to the comment: {}", text("reaction")),
        "write-comment" => "wrote its comment".to_owned(),
        _ => format!("posted the check {}", text("check")),
    }
}

fn labels(detail: &Value) -> String {
    let names: Vec<_> =
        detail["labels"].as_array().into_iter().flatten().filter_map(Value::as_str).map(plain).collect();
    let what = if names.len() == 1 { "the label" } else { "the labels" };
    format!("{what} {}", names.join(", "))
}

fn reviewers(detail: &Value) -> String {
    let names = detail["reviewers"].as_array().into_iter().flatten().filter_map(Value::as_str);
    names.map(plain).collect::<Vec<_>>().join(", ")
}

fn milliseconds(delivered: &DemoDelivery) -> f64 {
    delivered.took.as_secs_f64() * 1000.0
}
