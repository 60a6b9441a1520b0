//! A webhook's payload: every parsed value occurs in it, and every reported fault is real.
//!
//! Input: the event's name, a newline, the body.

use serde::de::IgnoredAny;
use serde_json::Value;
use wg_steward::domain::pull::event::{Event, EventKind, Head, Named};
use wg_steward::domain::pull::snapshot::CommandComment;
use wg_steward::domain::types::ids::RepoName;
use wg_steward::domain::types::target::Target;
use wg_steward::github::webhook::{self, PayloadFault};

/// The fields that are read, and serde's symbol for an unnamed place.
const FIELDS: &[&str] = &[
    "account",
    "action",
    "after",
    "base",
    "base_ref",
    "base_sha",
    "changes",
    "check_run",
    "check_suite",
    "default_branch",
    "deleted",
    "from",
    "full_name",
    "head",
    "head_ref",
    "head_sha",
    "id",
    "installation",
    "login",
    "master_branch",
    "merge_group",
    "name",
    "number",
    "organization",
    "owner",
    "pull_request",
    "pushed_at",
    "ref",
    "repositories_removed",
    "repository",
    "sha",
    "updated_at",
    "user",
    "?",
    "",
];

/// Panics if a property does not hold.
pub fn hold(input: &[u8]) {
    let mut parts = input.splitn(2, |byte| *byte == b'\n');
    let Some(name) = parts.next().and_then(|name| std::str::from_utf8(name).ok()) else { return };
    let body = parts.next().unwrap_or_default();
    let outcome = webhook::read(name, body);
    assert_eq!(outcome, webhook::read(name, body), "the same body reads differently");
    let is_json = serde_json::from_slice::<IgnoredAny>(body).is_ok();
    let is_object = is_json && body.trim_ascii_start().starts_with(b"{");
    match &outcome {
        Ok(event) => {
            assert!(is_object, "read, and yet no JSON object: {event:?}");
            targets(event);
            if let Ok(value) = serde_json::from_slice(body) {
                as_written(name, event, &value);
            }
        }
        Err(PayloadFault::NotJson { line, column }) => {
            assert!(!is_json, "called no JSON, and yet it is");
            let text = body.split(|byte| *byte == b'\n').nth(line - 1).expect("the line is one of the body's");
            assert!((1..=text.len() + 1).contains(column), "column {column} of {} bytes", text.len());
        }
        Err(PayloadFault::NotAnObject) => assert!(is_json && !is_object),
        Err(PayloadFault::Mistyped { field }) => {
            assert!(is_object, "`{field}` is mistyped in what is no JSON object");
            assert!(
                field.split('.').all(|part| FIELDS.contains(&part.split('[').next().unwrap_or(part))),
                "`{field}` quotes the body"
            );
        }
        Err(PayloadFault::Missing { .. }) => assert!(is_object),
    }
}

/// There is at most one target, in a repository that the event names, and the store can keep it.
fn targets(event: &Event) {
    let governing: RepoName = "acme/governing".parse().expect("it is a name");
    let targets = event.targets(&governing);
    assert!(targets.len() <= 1);
    for target in targets {
        assert_eq!(target.key().parse::<Target>().as_ref(), Ok(&target));
        assert_eq!(target.key(), target.key().to_lowercase());
    }
}

/// The owner or the name changed, never both.
fn former_as_written(repository: &RepoName, former: Option<&RepoName>, value: &Value) {
    let text = |path: &str| value.pointer(path).and_then(Value::as_str);
    let action = text("/action");
    let Some(former) = former else { return assert_eq!(action, Some("created")) };
    if action == Some("renamed") {
        assert!(former.belongs_to(repository.owner()));
        return assert_eq!(text("/changes/repository/name/from"), Some(former.name()));
    }
    assert_eq!((action, former.name()), (Some("transferred"), repository.name()));
    let owner = ["organization", "user"].map(|kind| text(&format!("/changes/owner/from/{kind}/login")));
    assert!(owner.contains(&Some(former.owner())));
}

/// Every value comes from the payload, and none is read from a field of another type.
fn as_written(name: &str, event: &Event, value: &Value) {
    sender_as_written(event, value);
    let text = |path: &str| value.pointer(path).and_then(Value::as_str);
    let number = |path: &str| value.pointer(path).and_then(Value::as_u64);
    let same = |repository: &RepoName| assert_eq!(text("/repository/full_name"), Some(&*repository.to_string()));
    match &event.happening {
        EventKind::PullChanged { repository, number: pull, head } => {
            same(repository);
            same_head(head.as_ref(), text("/pull_request/head/sha"));
            assert!(matches!(name, "pull_request" | "pull_request_review"));
            assert!([number("/number"), number("/pull_request/number")].contains(&Some(*pull)));
        }
        EventKind::Commented { repository, number: pull, told } => {
            same(repository);
            assert_eq!((Some(*pull), name), (number("/issue/number"), "issue_comment"));
            comment_as_written(told, value);
        }
        EventKind::IssueOpened { repository, number: issue } => {
            same(repository);
            assert_eq!((Some(*issue), name), (number("/issue/number"), "issues"));
        }
        EventKind::CheckWanted { repository, commit } => {
            same(repository);
            assert!(matches!(name, "check_run" | "check_suite") && text("/action") == Some("rerequested"));
            let sha = text(&format!("/{name}/head_sha")).map(str::to_ascii_lowercase);
            assert_eq!(sha.as_deref(), Some(commit.as_str()));
        }
        EventKind::QueueTrial { repository, commit, base, number: pull } => {
            same(repository);
            assert!(name == "merge_group" && text("/action") == Some("checks_requested"));
            assert_eq!(text("/merge_group/head_sha").map(str::to_ascii_lowercase).as_deref(), Some(commit.as_str()));
            assert_eq!(text("/merge_group/base_sha").map(str::to_ascii_lowercase).as_deref(), Some(base.as_str()));
            let branch = text("/merge_group/head_ref").expect("a trial has a branch");
            assert!(*pull > 0 && branch.contains(&format!("/pr-{pull}-")), "{pull} is not in `{branch}`");
        }
        EventKind::Pushed { repository, branch, default, head } => {
            same(repository);
            same_head(head.as_ref(), text("/after"));
            assert!(name == "push" && value["deleted"] != Value::Bool(true));
            assert_eq!(text("/ref"), Some(&*format!("refs/heads/{branch}")));
            let main = text("/repository/default_branch").or(text("/repository/master_branch"));
            assert_eq!(*default, main == Some(branch));
        }
        EventKind::Named(Named { repository, former, id, .. }) => {
            same(repository);
            assert_eq!((Some(*id), name), (number("/repository/id"), "repository"));
            former_as_written(repository, former.as_ref(), value);
        }
        EventKind::Ping => assert_eq!(name, "ping"),
        EventKind::Unsuspended => assert_eq!((name, text("/action")), ("installation", Some("unsuspend"))),
        EventKind::Withdrawn { repositories } => withdrawn_as_written(name, repositories.as_deref(), value),
        EventKind::InstallationChanged => assert!(matches!(name, "installation" | "installation_repositories")),
        EventKind::Nothing { why } => assert!(!why.is_empty()),
    }
}

/// A head is the one in the payload.
fn same_head(head: Option<&Head>, written: Option<&str>) {
    let Some(head) = head else { return };
    assert_eq!(written.map(str::to_ascii_lowercase).as_deref(), Some(head.commit.as_str()));
}

/// The installation and the account are those in the payload.
fn sender_as_written(event: &Event, value: &Value) {
    let text = |path: &str| value.pointer(path).and_then(Value::as_str);
    let number = |path: &str| value.pointer(path).and_then(Value::as_u64);
    if let Some(installation) = event.installation {
        assert_eq!(Some(installation.0), number("/installation/id"));
    }
    if let Some(account) = &event.account {
        let places = ["/repository/owner/login", "/organization/login", "/installation/account/login"];
        assert!(places.iter().any(|path| text(path) == Some(account)), "the account `{account}` is made up");
    }
    if let Some(id) = event.account_id {
        let places = ["/repository/owner/id", "/organization/id", "/installation/account/id"];
        assert!(places.iter().any(|path| number(path) == Some(id)), "the number {id} is made up");
    }
}

/// The removed accounts or repositories are in the payload.
fn withdrawn_as_written(name: &str, repositories: Option<&[RepoName]>, value: &Value) {
    let action = value["action"].as_str();
    let Some(repositories) = repositories else {
        return assert_eq!((name, action), ("installation", Some("deleted")));
    };
    assert_eq!((name, action), ("installation_repositories", Some("removed")));
    let listed = value["repositories_removed"].as_array().into_iter().flatten();
    let listed: Vec<_> = listed.filter_map(|it| it["full_name"].as_str()).collect();
    assert!(repositories.iter().all(|removed| listed.contains(&&*removed.to_string())), "{repositories:?} are made up");
}

/// The stored comment is its author's text at the time of its creation.
fn comment_as_written(told: &CommandComment, value: &Value) {
    let text = |path: &str| value.pointer(path).and_then(Value::as_str);
    assert_eq!(text("/action"), Some("created"));
    assert_eq!(Some(told.comment), value.pointer("/comment/id").and_then(Value::as_u64));
    assert_eq!(Some(told.author.as_str()), text("/comment/user/login"));
    assert!(text("/comment/body").is_some_and(|body| body.starts_with(&told.body)));
}
