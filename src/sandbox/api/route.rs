//! Routes paths to operations; an unlisted path does not exist on GitHub either.

use super::answer::{Answer, Refusal};
use super::authentication::undecodable;
use super::call::Call;
use super::{
    apps, checks, comments, compare, contents, hooks, labels, members, pulls, reactions, repositories, reviewers,
    timeline,
};
use crate::sandbox::model::state::{Caller, State};

/// Runs a request.
pub(crate) fn perform(state: &mut State, call: &Call) -> Result<Answer, Refusal> {
    let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["app", ..] | ["orgs", _, "installation"] | ["repos", _, _, "installation"] => {
            if call.caller != Caller::App {
                return Err(undecodable());
            }
            of_app(state, call, &segments)
        }
        ["installation", "repositories"] if call.method == "GET" => repositories::reached(state, call),
        ["orgs", organization, "members", login] if call.method == "GET" => {
            members::member(state, call, organization, login)
        }
        ["repos", _, _, rest @ ..] if call.method == "GET" => read(state, call, rest),
        ["repos", _, _, rest @ ..] => write(state, call, rest),
        _ => Err(Refusal::not_found()),
    }
}

fn of_app(state: &mut State, call: &Call, segments: &[&str]) -> Result<Answer, Refusal> {
    match (call.method.as_str(), segments) {
        ("GET", ["app"]) => Ok(apps::app(state)),
        ("GET", ["app", "hook", "deliveries"]) => hooks::list(state, call),
        ("GET", ["app", "hook", "deliveries", id]) => hooks::one(state, id),
        ("POST", ["app", "hook", "deliveries", id, "attempts"]) => hooks::redeliver(state, id),
        ("GET", ["app", "installations"]) => Ok(apps::installations(state, call)),
        ("GET", ["app", "installations", id]) => apps::installation(state, id),
        ("POST", ["app", "installations", id, "access_tokens"]) => apps::create_token(state, call, id),
        ("GET", ["orgs", account, "installation"]) => apps::installation_on(state, account),
        ("GET", ["repos", owner, name, "installation"]) => apps::installation_for(state, owner, name),
        _ => Err(Refusal::not_found()),
    }
}

fn read(state: &State, call: &Call, rest: &[&str]) -> Result<Answer, Refusal> {
    match rest {
        [] => repositories::repository(state, call),
        ["branches", branch @ ..] => repositories::branch(state, call, &branch.join("/")),
        ["pulls"] => pulls::list(state, call),
        ["pulls", number] => pulls::pull(state, call, number),
        ["pulls", number, "files"] => pulls::files(state, call, number),
        ["pulls", number, "reviews"] => pulls::reviews(state, call, number),
        ["pulls", number, "requested_reviewers"] => reviewers::requested(state, call, number),
        ["issues", number, "timeline"] => timeline::timeline(state, call, number),
        ["issues", number, "labels"] => labels::on(state, call, number),
        ["issues", number, "comments"] => comments::list(state, call, number),
        ["labels"] => labels::list(state, call),
        ["labels", name] => labels::label(state, call, name),
        ["check-runs", id] => checks::check_run(state, call, id),
        ["commits", reference @ .., "check-runs"] => checks::of_commit(state, call, &reference.join("/")),
        ["git", "trees", reference @ ..] => contents::tree(state, call, &reference.join("/")),
        ["git", "blobs", sha] => contents::blob(state, call, sha),
        ["contents", path @ ..] => contents::at_path(state, call, &path.join("/")),
        ["compare", range @ ..] => compare::compare(state, call, &range.join("/")),
        _ => Err(Refusal::not_found()),
    }
}

fn write(state: &mut State, call: &Call, rest: &[&str]) -> Result<Answer, Refusal> {
    match (call.method.as_str(), rest) {
        ("POST", ["pulls", number, "requested_reviewers"]) => reviewers::request(state, call, number),
        ("DELETE", ["pulls", number, "requested_reviewers"]) => reviewers::withdraw(state, call, number),
        ("POST", ["labels"]) => labels::create(state, call),
        ("PATCH", ["labels", name]) => labels::update(state, call, name),
        ("POST", ["issues", number, "labels"]) => labels::attach(state, call, number),
        ("DELETE", ["issues", number, "labels", name]) => labels::detach(state, call, number, name),
        ("POST", ["issues", number, "comments"]) => comments::create(state, call, number),
        ("PATCH", ["issues", "comments", id]) => comments::update(state, call, id),
        ("POST", ["issues", "comments", id, "reactions"]) => reactions::create(state, call, id),
        ("POST", ["check-runs"]) => checks::create(state, call),
        ("PATCH", ["check-runs", id]) => checks::update(state, call, id),
        _ => Err(Refusal::not_found()),
    }
}
