//! Webhook payloads: how each is parsed, and that malformed ones do no harm.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use wg_steward::domain::pull::event::{Event, EventKind, Named};
use wg_steward::domain::pull::snapshot::CommandComment;
use wg_steward::domain::types::ids::InstallationId;
use wg_steward::domain::types::time::Timestamp;
use wg_steward::github::webhook::{PayloadFault, read};

use crate::support::github::{sha, uaa};
use crate::support::shared::shared;

fn happening(name: &str, payload: &Value) -> Result<EventKind, PayloadFault> {
    read(name, payload.to_string().as_bytes()).map(|event| event.happening)
}

fn payload(action: &str, more: &Value) -> Value {
    let mut payload = json!({
        "action": action,
        "repository": { "id": 1, "full_name": "cloudfoundry/uaa", "default_branch": "develop", "owner": { "login": "cloudfoundry" } },
        "installation": { "id": 5 },
    });
    for (key, value) in more.as_object().unwrap() {
        payload[key] = value.clone();
    }
    payload
}

#[test]
fn a_pull_request_makes_work_where_its_owners_may_change() {
    let changed = EventKind::PullChanged { repository: uaa(), number: 12, head: None };
    for action in ["opened", "reopened", "ready_for_review", "converted_to_draft", "synchronize", "closed"] {
        assert_eq!(happening("pull_request", &payload(action, &json!({ "number": 12 }))).unwrap(), changed);
    }
    let rebased = json!({ "number": 12, "changes": { "base": { "ref": { "from": "main" } } } });
    assert_eq!(happening("pull_request", &payload("edited", &rebased)).unwrap(), changed);
    for (action, more) in [
        ("edited", json!({ "number": 12, "changes": { "title": { "from": "x" } } })),
        ("labeled", json!({ "number": 12 })),
        ("an action of next year", json!({})),
    ] {
        let outcome = happening("pull_request", &payload(action, &more)).unwrap();
        assert!(matches!(outcome, EventKind::Nothing { .. }), "{action}: {outcome:?}");
    }
}

#[test]
fn a_repository_that_comes_or_has_another_name_is_known_by_its_number() {
    let named = |action: &str, changes: &Value| {
        let mut payload = payload(action, &json!({ "changes": changes }));
        payload["repository"]["updated_at"] = json!("2026-01-31T00:00:01Z");
        happening("repository", &payload)
    };
    let is = |former: Option<&str>| {
        let former = former.map(|name| name.parse().unwrap());
        Ok(EventKind::Named(Named { repository: uaa(), former, id: 1, as_of: Timestamp(1_769_817_601_000) }))
    };
    assert_eq!(named("created", &Value::Null), is(None));
    let renamed = json!({ "repository": { "name": { "from": "login" } } });
    assert_eq!(named("renamed", &renamed), is(Some("cloudfoundry/login")));
    for kind in ["organization", "user"] {
        let transferred = json!({ "owner": { "from": { kind: { "login": "concourse" } } } });
        assert_eq!(named("transferred", &transferred), is(Some("concourse/uaa")));
    }
    for (action, changes, field) in [
        ("renamed", json!({}), "changes.repository.name.from"),
        ("renamed", json!({ "repository": { "name": { "from": "a/b" } } }), "changes.repository.name.from"),
        ("transferred", renamed, "changes.owner.from"),
    ] {
        assert_eq!(named(action, &changes), Err(PayloadFault::Missing { field }));
    }
    let undated = happening("repository", &payload("created", &json!({})));
    assert_eq!(undated, Err(PayloadFault::Missing { field: "repository.updated_at" }));
    assert!(matches!(named("archived", &Value::Null), Ok(EventKind::Nothing { .. })));
}

#[test]
fn who_waits_for_whom_changes_by_people_and_not_by_machines() {
    let changed = EventKind::PullChanged { repository: uaa(), number: 12, head: None };
    let by = |kind: &str| json!({ "number": 12, "sender": { "login": "x", "type": kind } });
    for action in ["review_requested", "review_request_removed"] {
        assert_eq!(happening("pull_request", &payload(action, &by("User"))).unwrap(), changed);
        let outcome = happening("pull_request", &payload(action, &by("Bot"))).unwrap();
        assert!(matches!(outcome, EventKind::Nothing { .. }), "{action}: {outcome:?}");
    }
    let review = json!({ "pull_request": { "number": 12 } });
    assert_eq!(happening("pull_request_review", &payload("submitted", &review)).unwrap(), changed);
}

#[test]
fn a_comment_of_a_person_on_a_pull_request_can_hold_commands() {
    let comment = |change: Value| {
        let mut payload = payload(
            "created",
            &json!({
                "issue": { "number": 12, "pull_request": {} },
                "comment": {
                    "id": 7, "body": "/wg help", "author_association": "MEMBER",
                    "user": { "login": "octocat", "type": "User" },
                },
            }),
        );
        json_patch(&mut payload, change);
        happening("issue_comment", &payload).unwrap()
    };
    let told =
        CommandComment { comment: 7, author: "octocat".parse().unwrap(), member: true, body: "/wg help".to_owned() };
    assert_eq!(comment(json!({})), EventKind::Commented { repository: uaa(), number: 12, told });
    for silent in [
        json!({ "action": "edited" }),
        json!({ "action": "deleted" }),
        json!({ "issue": { "pull_request": null } }),
        json!({ "comment": { "body": "see `/wg help`" } }),
        json!({ "comment": { "user": { "type": "Bot" } } }),
        json!({ "comment": { "performed_via_github_app": { "id": 1 } } }),
    ] {
        let outcome = comment(silent.clone());
        assert!(matches!(outcome, EventKind::Nothing { .. }), "{silent}: {outcome:?}");
    }
}

/// Merges the fields of `change` into those of `value` (RFC 7386, but null stays).
fn json_patch(value: &mut Value, change: Value) {
    match (value, change) {
        (Value::Object(fields), Value::Object(changes)) => {
            changes.into_iter().for_each(|(key, change)| json_patch(fields.entry(key).or_insert(Value::Null), change));
        }
        (value, change) => *value = change,
    }
}

#[test]
fn an_event_names_its_installation_and_account() {
    let event = read("pull_request", payload("opened", &json!({ "number": 1 })).to_string().as_bytes()).unwrap();
    let Event { installation, account, action, .. } = event;
    assert_eq!((installation, account.as_deref()), (Some(InstallationId(5)), Some("cloudfoundry")));
    assert_eq!(action.as_deref(), Some("opened"));
    let body = br#"{"action":"suspend","installation":{"id":6,"account":{"login":"paketo"}}}"#;
    let Event { installation, account, happening, .. } = read("installation", body).unwrap();
    assert_eq!((installation, account.as_deref()), (Some(InstallationId(6)), Some("paketo")));
    assert_eq!(happening, EventKind::InstallationChanged);
}

#[test]
fn a_check_is_wanted_for_its_commit_whatever_its_branch_is_called() {
    let branch = format!("gh-readonly-queue/main/pr-1-{}", sha('b'));
    let suite = json!({ "head_sha": sha('a').as_str(), "head_branch": branch, "pull_requests": [{ "number": 12 }] });
    let run = json!({ "head_sha": sha('a').as_str(), "check_suite": { "head_branch": branch } });
    let wanted = EventKind::CheckWanted { repository: uaa(), commit: sha('a') };
    let suite = payload("rerequested", &json!({ "check_suite": suite }));
    assert_eq!(happening("check_suite", &suite).unwrap(), wanted);
    let run = payload("rerequested", &json!({ "check_run": run }));
    assert_eq!(happening("check_run", &run).unwrap(), wanted);
}

#[test]
fn a_merge_queue_and_a_branch_are_read() {
    let group = |branch: &str| {
        json!({ "merge_group": {
            "head_sha": sha('a').as_str(), "head_ref": branch.replace("SHA", sha('c').as_str()),
            "base_sha": sha('b').as_str(), "base_ref": "refs/heads/main",
        } })
    };
    let told = |branch| happening("merge_group", &payload("checks_requested", &group(branch))).unwrap();
    let trial = EventKind::QueueTrial { repository: uaa(), commit: sha('a'), base: sha('b'), number: 12 };
    assert_eq!(told("refs/heads/gh-readonly-queue/main/pr-12-SHA"), trial);
    for branch in ["refs/heads/me/gh-readonly-queue/main/pr-12-SHA", "refs/heads/gh-readonly-queue/../pr-12-SHA"] {
        assert!(matches!(told(branch), EventKind::Nothing { .. }), "{branch}");
    }

    let pushed = |reference: &str| happening("push", &payload("", &json!({ "ref": reference }))).unwrap();
    let to =
        |branch: &str, default| EventKind::Pushed { repository: uaa(), branch: branch.into(), default, head: None };
    assert_eq!(pushed("refs/heads/develop"), to("develop", true));
    assert_eq!(pushed("refs/heads/a/b"), to("a/b", false));
    assert!(matches!(pushed("refs/tags/v1"), EventKind::Nothing { .. }));
    let deleted = payload("", &json!({ "ref": "refs/heads/develop", "deleted": true }));
    assert!(matches!(happening("push", &deleted).unwrap(), EventKind::Nothing { .. }));
}

#[test]
fn a_fault_names_the_field_and_shows_no_content() {
    let faults = [
        (payload("opened", &json!({})), "`number`"),
        (payload("opened", &json!({ "number": "hunter2" })), "`number`"),
        (
            payload("opened", &json!({ "number": 1, "repository": { "full_name": "hunter2" } })),
            "`repository.full_name`",
        ),
        (payload("opened", &json!({ "number": 1, "installation": { "id": "hunter2" } })), "`installation.id`"),
        (json!(["hunter2"]), "not a JSON object"),
    ];
    for (payload, said) in faults {
        let text = happening("pull_request", &payload).unwrap_err().to_string();
        assert!(text.contains(said) && !text.contains("hunter2"), "{text}");
    }
    for body in ["", "  ", "{", "nonsense", "{\"a\":1} trailing"] {
        assert!(matches!(read("ping", body.as_bytes()), Err(PayloadFault::NotJson { .. })), "{body}");
    }
}

#[test]
fn what_is_no_json_to_its_end_is_refused_at_a_place_that_counts_from_1() {
    for (body, place) in [
        ("", (1, 1)),
        ("{\n", (2, 1)),
        ("{\"number\":\"x\",", (1, 14)),
        ("{\"installation\":7} }", (1, 20)),
        ("[1, 2", (1, 5)),
    ] {
        let fault = PayloadFault::NotJson { line: place.0, column: place.1 };
        assert_eq!(read("ping", body.as_bytes()), Err(fault), "{body}");
    }
}

#[test]
fn a_list_is_no_object_even_if_its_items_would_fit() {
    for (field, value) in [("installation", json!([5])), ("repository", json!(["cloudfoundry/uaa"]))] {
        let payload = payload("opened", &json!({ "number": 1, field: value }));
        let fault = happening("pull_request", &payload).unwrap_err();
        assert_eq!(fault, PayloadFault::Mistyped { field: field.to_owned() });
    }
    assert!(happening("pull_request", &payload("opened", &json!({ "number": 1, "installation": null }))).is_ok());
}

#[test]
fn an_event_that_makes_no_work_may_have_any_shape() {
    let odd = json!({ "number": "x", "installation": [1], "repository": 7, "check_run": { "head_sha": 3 } });
    let event = read("an event of next year", odd.to_string().as_bytes()).unwrap();
    assert!(matches!(event.happening, EventKind::Nothing { why: "not handled" }));
}

/// GitHub's published examples, as (event, payload).
fn examples() -> Vec<(String, Value)> {
    let Some(file) = shared("webhooks.json") else { return Vec::new() };
    let events: Vec<Value> = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let of = |event: &Value| -> Vec<(String, Value)> {
        let name = event["name"].as_str().unwrap();
        event["examples"].as_array().unwrap().iter().map(|example| (name.to_owned(), example.clone())).collect()
    };
    events.iter().flat_map(of).collect()
}

#[test]
fn every_published_payload_is_understood() {
    let examples = examples();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for (name, example) in &examples {
        let event = read(name, example.to_string().as_bytes()).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        let shown = format!("{:?}", event.happening);
        let kind = shown.split([' ', '{']).next().unwrap().to_owned();
        *kinds.entry(kind).or_default() += 1;
    }
    if !examples.is_empty() {
        assert_eq!(kinds.values().sum::<usize>(), 329);
        for kind in ["Ping", "PullChanged", "CheckWanted", "QueueTrial", "Pushed", "InstallationChanged", "Nothing"] {
            assert!(kinds.contains_key(kind), "{kinds:?}");
        }
    }
}

#[test]
fn a_field_that_is_missing_or_of_another_type_does_no_harm() {
    // One example of each event, and of each action if an event needs a run: the others have the same fields.
    let mut kinds: BTreeMap<String, (String, Value)> = BTreeMap::new();
    for (name, example) in examples() {
        let works = ["pull_request", "check_run", "check_suite", "merge_group", "push"].contains(&name.as_str());
        let kind = if works { format!("{name}.{}", example["action"]) } else { name.clone() };
        kinds.insert(kind, (name, example));
    }
    for (name, mut example) in kinds.into_values() {
        without_addresses(&mut example);
        for_each_breakage(example, |broken| {
            let _ = read(&name, broken.to_string().as_bytes());
        });
    }
}

/// Most of a payload are addresses, which are not read: without them there are fewer variants.
fn without_addresses(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|key, _| !key.ends_with("url"));
            fields.values_mut().for_each(without_addresses);
        }
        Value::Array(items) => items.iter_mut().for_each(without_addresses),
        _ => {}
    }
}

/// Calls `show` for the payload with each field of the first two levels removed, and then of another type.
fn for_each_breakage(mut example: Value, mut show: impl FnMut(&Value)) {
    let whole = example.clone();
    for (key, value) in whole.as_object().unwrap() {
        let inner = value.as_object().into_iter().flat_map(|inner| inner.keys());
        for inner in inner {
            let original = example[key].as_object_mut().unwrap().remove(inner).unwrap();
            show(&example);
            example[key][inner] = another_type(&original);
            show(&example);
            example[key][inner] = original;
        }
        let original = example.as_object_mut().unwrap().remove(key).unwrap();
        show(&example);
        for substitute in [another_type(&original), json!([{}]), json!(null)] {
            example[key] = substitute;
            show(&example);
        }
        example[key] = original;
    }
}

fn another_type(value: &Value) -> Value {
    match value {
        Value::String(_) => json!(-1),
        Value::Number(_) | Value::Bool(_) => json!({}),
        Value::Null | Value::Array(_) | Value::Object(_) => json!("text"),
    }
}
