//! Webhooks: parses an event's name and body, without any IO.
//!
//! Only ids, names and commits are read, into borrowed structs. `action` is text, because GitHub adds actions without
//! notice. An ignored event may have any structure, as long as its body is a JSON object.

mod object;
mod payload;

use std::str::FromStr;

use crate::domain::command;
use crate::domain::pull::event::{Event, EventKind, Named, queued_number};
use crate::domain::pull::snapshot::CommandComment;
use crate::domain::types::ids::{InstallationId, RepoName, Sha};

use payload::{Check, Payload};

/// GitHub's maximum length of a comment.
const MAX_OF_A_COMMENT: usize = 65_536;

/// Longer than any login of GitHub's.
const MAX_OF_A_LOGIN: usize = 100;

/// Longer than any action of GitHub's.
const MAX_OF_AN_ACTION: usize = 100;

/// Why a payload can't be used. It names places and never quotes content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PayloadFault {
    /// It is not valid JSON, or is truncated.
    #[error("the payload is not valid JSON from line {line}, column {column} on")]
    NotJson {
        /// The line, from 1.
        line: usize,
        /// The column, from 1, in bytes.
        column: usize,
    },
    /// It is JSON, but not an object.
    #[error("the payload is not a JSON object")]
    NotAnObject,
    /// A field has another type than GitHub documents.
    #[error("the payload's `{field}` has another type than GitHub documents")]
    Mistyped {
        /// The field's path.
        field: String,
    },
    /// A field is missing, or is not a valid name or commit.
    #[error("the payload's `{field}` is missing or unusable")]
    Missing {
        /// The field's path.
        field: &'static str,
    },
}

/// Parses `body` as the event in the header `X-GitHub-Event`.
///
/// # Errors
/// The body is not a JSON object, or the event needs a run and lacks a field for it.
pub fn read(event_name: &str, body: &[u8]) -> Result<Event, PayloadFault> {
    let payload = match Payload::read(body) {
        Err(PayloadFault::Mistyped { .. }) if !makes_work(event_name) => Payload::default(),
        outcome => outcome?,
    };
    Ok(Event {
        installation: payload.installation.as_ref().and_then(|installation| installation.id).map(InstallationId),
        account: payload.account().and_then(|account| account.login.as_deref()).map(str::to_owned),
        account_id: payload.account().and_then(|account| account.id),
        author: payload.author().map(|login| login.chars().take(MAX_OF_A_LOGIN).collect::<String>().to_lowercase()),
        action: payload.action.as_deref().map(|action| action.chars().take(MAX_OF_AN_ACTION).collect()),
        happening: happening(event_name, &payload)?,
    })
}

/// Whether an action of the event needs a run, so that its payload has to match the documentation.
fn makes_work(event_name: &str) -> bool {
    matches!(
        event_name,
        "pull_request"
            | "pull_request_review"
            | "issue_comment"
            | "issues"
            | "check_run"
            | "check_suite"
            | "merge_group"
            | "push"
            | "repository"
    )
}

fn happening(event_name: &str, payload: &Payload<'_>) -> Result<EventKind, PayloadFault> {
    let action = payload.action.as_deref().unwrap_or_default();
    match (event_name, action) {
        ("ping", _) => Ok(EventKind::Ping),
        ("installation", "deleted") => Ok(EventKind::Withdrawn { repositories: None }),
        ("installation", "unsuspend") => Ok(EventKind::Unsuspended),
        ("installation_repositories", "removed") => Ok(EventKind::Withdrawn { repositories: Some(payload.removed()) }),
        ("installation" | "installation_repositories", _) => Ok(EventKind::InstallationChanged),
        ("push", _) => pushed(payload),
        ("pull_request", "edited") if !payload.base_changed() => nothing("the base branch is the same"),
        (
            "pull_request",
            "opened" | "reopened" | "ready_for_review" | "converted_to_draft" | "synchronize" | "edited" | "closed",
        )
        | ("pull_request_review", "submitted" | "dismissed") => pull_changed(payload),
        // Requests by bots, including this app, are counted at the next run.
        ("pull_request", "review_requested" | "review_request_removed") if payload.by_machine() => nothing("a machine"),
        ("pull_request", "review_requested" | "review_request_removed") => pull_changed(payload),
        ("issue_comment", "created") => commented(payload),
        ("issues", "opened") => {
            let number = payload.issue.as_ref().and_then(|issue| issue.number);
            let number = number.ok_or(PayloadFault::Missing { field: "issue.number" })?;
            Ok(EventKind::IssueOpened { repository: repository(payload)?, number })
        }
        ("check_run", "rerequested") => check_wanted(payload, payload.check_run.as_ref(), "check_run.head_sha"),
        ("check_suite", "rerequested") => check_wanted(payload, payload.check_suite.as_ref(), "check_suite.head_sha"),
        ("merge_group", "checks_requested") => queue_trial(payload),
        ("repository", "created" | "renamed" | "transferred") => named_anew(payload, action),
        (
            "pull_request"
            | "pull_request_review"
            | "issue_comment"
            | "issues"
            | "check_run"
            | "check_suite"
            | "merge_group"
            | "repository",
            "",
        ) => Err(PayloadFault::Missing { field: "action" }),
        _ => nothing("not handled"),
    }
}

fn pull_changed(payload: &Payload<'_>) -> Result<EventKind, PayloadFault> {
    let number = payload.pull_number().ok_or(PayloadFault::Missing { field: "number" })?;
    // Other events may be older than a push that was reported before.
    let pushes = matches!(payload.action.as_deref(), Some("opened" | "reopened" | "synchronize"));
    let head = if pushes { payload.pull_head() } else { None };
    Ok(EventKind::PullChanged { repository: repository(payload)?, number, head })
}

/// **Invariant:** only a user's own new comment counts. An edit is ignored, because another user may have made it.
fn commented(payload: &Payload<'_>) -> Result<EventKind, PayloadFault> {
    let (Some(issue), Some(comment)) = (&payload.issue, &payload.comment) else {
        return Err(PayloadFault::Missing { field: "comment" });
    };
    let body = comment.body.as_deref().unwrap_or_default();
    if issue.pull_request.is_none() || !command::may_speak(body) {
        return nothing("no command on a pull request");
    }
    let (Some(user), false) = (&comment.user, comment.by_machine()) else { return nothing("a machine's comment") };
    let told = CommandComment {
        comment: comment.id.ok_or(PayloadFault::Missing { field: "comment.id" })?,
        author: named(user.login.as_deref(), "comment.user.login")?,
        member: matches!(comment.author_association.as_deref(), Some("OWNER" | "MEMBER" | "COLLABORATOR")),
        body: body.chars().take(MAX_OF_A_COMMENT).collect(),
    };
    let number = issue.number.ok_or(PayloadFault::Missing { field: "issue.number" })?;
    Ok(EventKind::Commented { repository: repository(payload)?, number, told })
}

fn check_wanted(
    payload: &Payload<'_>,
    check: Option<&Check<'_>>,
    field: &'static str,
) -> Result<EventKind, PayloadFault> {
    let check = check.ok_or(PayloadFault::Missing { field })?;
    Ok(EventKind::CheckWanted { repository: repository(payload)?, commit: named(check.head_sha.as_deref(), field)? })
}

fn queue_trial(payload: &Payload<'_>) -> Result<EventKind, PayloadFault> {
    let group = payload.merge_group.as_ref().ok_or(PayloadFault::Missing { field: "merge_group" })?;
    let commit: Sha = named(group.head_sha.as_deref(), "merge_group.head_sha")?;
    let base: Sha = named(group.base_sha.as_deref(), "merge_group.base_sha")?;
    let branch = group.head_ref.as_deref().ok_or(PayloadFault::Missing { field: "merge_group.head_ref" })?;
    let base_branch = group.base_ref.as_deref().ok_or(PayloadFault::Missing { field: "merge_group.base_ref" })?;
    let Some(number) = queued_number(branch, base_branch) else {
        return nothing("the branch is not one of a merge queue");
    };
    Ok(EventKind::QueueTrial { repository: repository(payload)?, commit, base, number })
}

fn pushed(payload: &Payload<'_>) -> Result<EventKind, PayloadFault> {
    let reference = payload.reference.as_deref().ok_or(PayloadFault::Missing { field: "ref" })?;
    let Some(branch) = reference.strip_prefix("refs/heads/") else {
        return nothing("no branch");
    };
    if payload.deleted == Some(true) {
        return nothing("branch deleted");
    }
    let default = payload.default_branch().ok_or(PayloadFault::Missing { field: "repository.default_branch" })?;
    let (branch, default) = (branch.to_owned(), branch == default);
    Ok(EventKind::Pushed { repository: repository(payload)?, branch, default, head: payload.pushed_head() })
}

fn named_anew(payload: &Payload<'_>, action: &str) -> Result<EventKind, PayloadFault> {
    let repository = repository(payload)?;
    let former = match action {
        "renamed" => {
            let field = "changes.repository.name.from";
            let name = payload.former_name().ok_or(PayloadFault::Missing { field })?;
            Some(named(Some(&format!("{}/{name}", repository.owner())), field)?)
        }
        "transferred" => {
            let field = "changes.owner.from";
            let owner = payload.former_owner().ok_or(PayloadFault::Missing { field })?;
            Some(named(Some(&format!("{owner}/{}", repository.name())), field)?)
        }
        _ => None,
    };
    let id = payload.repository_id().ok_or(PayloadFault::Missing { field: "repository.id" })?;
    let as_of = payload.repository_as_of().ok_or(PayloadFault::Missing { field: "repository.updated_at" })?;
    Ok(EventKind::Named(Named { repository, former, id, as_of }))
}

fn repository(payload: &Payload<'_>) -> Result<RepoName, PayloadFault> {
    let name = payload.repository.as_ref().and_then(|repository| repository.full_name.as_deref());
    named(name, "repository.full_name")
}

fn named<T: FromStr>(text: Option<&str>, field: &'static str) -> Result<T, PayloadFault> {
    text.and_then(|text| text.parse().ok()).ok_or(PayloadFault::Missing { field })
}

fn nothing(why: &'static str) -> Result<EventKind, PayloadFault> {
    Ok(EventKind::Nothing { why })
}
