//! Timeline events: commits, reviews and comments in their own formats, all others in one.

use serde_json::{Value, json};

use super::account::{account, team};
use super::app::app;
use super::comment::comment;
use super::repository::url;
use super::review::told_review;
use super::{commit, node_id};
use crate::sandbox::model::repository::Repository;
use crate::sandbox::model::state::{State, app_login};
use crate::sandbox::model::timeline::{Asked, Happening, What};

/// An entry of a `timeline`; `None` if its object has been deleted since.
pub(crate) fn entry(state: &State, home: &Repository, number: u64, happening: &Happening) -> Option<Value> {
    let value = match &happening.what {
        What::Committed(sha) => commit::committed(state, home, state.objects.commit(sha)?),
        What::Reviewed(id) => {
            let pull = home.pulls.get(&number)?;
            let review = pull.reviews.iter().find(|review| review.id == *id)?;
            let told = told_review(state, home, pull, review);
            with(told, json!({ "event": "reviewed", "body": "", "updated_at": review.submitted_at.to_string() }))
        }
        What::Commented(id) => {
            let said = home.comments.get(id)?;
            with(comment(state, home, said), json!({ "event": "commented", "actor": account(state, &said.author) }))
        }
        what => {
            let (event, more) = told(state, home, happening, what);
            with(plain(state, home, happening, event), more)
        }
    };
    Some(value)
}

/// The event's name and its additional fields.
fn told<'a>(state: &State, home: &Repository, happening: &Happening, what: &'a What) -> (&'a str, Value) {
    let label = |name: &str, color: &str| json!({ "label": { "name": name, "color": color } });
    let asked = |whom: &Asked| {
        let requester = json!({ "review_requester": account(state, &happening.actor) });
        let whom = match whom {
            Asked::Person(login) => json!({ "requested_reviewer": account(state, login) }),
            Asked::Team(slug) => json!({ "requested_team": team(state, home.name.owner(), slug) }),
        };
        with(requester, whom)
    };
    match what {
        What::Plain(event @ ("closed" | "reopened")) => (event, json!({ "state_reason": null })),
        What::Plain(event) => (event, json!({})),
        What::ReviewRequested(whom) => ("review_requested", asked(whom)),
        What::ReviewRequestRemoved(whom) => ("review_request_removed", asked(whom)),
        What::Labeled(name, color) => ("labeled", label(name, color)),
        What::Unlabeled(name, color) => ("unlabeled", label(name, color)),
        What::Renamed(from, to) => ("renamed", json!({ "rename": { "from": from, "to": to } })),
        What::Merged(sha) => {
            let commit_url = format!("{}/commits/{sha}", url(state, home));
            ("merged", json!({ "commit_id": sha.as_str(), "commit_url": commit_url }))
        }
        What::ReviewDismissed(id, before) => {
            let review = json!({ "state": before, "review_id": id, "dismissal_message": "" });
            ("review_dismissed", json!({ "dismissed_review": review }))
        }
        What::Committed(_) => ("committed", json!({})),
        What::Reviewed(_) => ("reviewed", json!({})),
        What::Commented(_) => ("commented", json!({})),
    }
}

fn plain(state: &State, home: &Repository, happening: &Happening, event: &str) -> Value {
    let Happening { id, actor, at, .. } = happening;
    let app = if *actor == app_login() { app(state) } else { Value::Null };
    json!({
        "id": id, "node_id": node_id("EV", *id), "url": format!("{}/issues/events/{id}", url(state, home)),
        "event": event, "actor": account(state, actor), "created_at": at.to_string(),
        "commit_id": null, "commit_url": null, "performed_via_github_app": app,
    })
}

fn with(mut value: Value, more: Value) -> Value {
    if let (Value::Object(fields), Value::Object(more)) = (&mut value, more) {
        fields.extend(more);
    }
    value
}
