//! Review requests, made for all named reviewers or for none; and their removal.

use std::collections::BTreeSet;

use serde_json::json;

use crate::domain::types::ids::Login;
use crate::sandbox::effects::reviewers;
use crate::sandbox::events::Scene;
use crate::sandbox::json;
use crate::sandbox::model::account::AccountKind;
use crate::sandbox::model::pull::Pull;
use crate::sandbox::model::repository::Repository;
use crate::sandbox::model::state::{State, app_login};
use crate::sandbox::model::timeline::Asked;

use super::access::{self, readable, writable};
use super::answer::{Answer, Refusal};
use super::call::Call;

/// The maximum of review requests of a pull request.
const MAX_REVIEWERS: usize = 15;

/// `GET /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers`
pub(crate) fn requested(state: &State, call: &Call, number: &str) -> Result<Answer, Refusal> {
    let home = readable(state, call)?;
    let Pull { requested, requested_teams, .. } = access::pull(home, number)?;
    let users: Vec<_> = requested.iter().map(|login| json::account::account(state, login)).collect();
    let team = |slug: &String| json::account::team(state, home.name.owner(), slug);
    Ok(Answer::json(json!({ "users": users, "teams": requested_teams.iter().map(team).collect::<Vec<_>>() })))
}

/// `POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers`
pub(crate) fn request(state: &mut State, call: &Call, number: &str) -> Result<Answer, Refusal> {
    let home = writable(state, call)?;
    let pull = access::pull(home, number)?;
    let people = askable_people(state, home, pull, call)?;
    let teams = askable_teams(state, home, call)?;
    let all: BTreeSet<&Login> = pull.requested.iter().chain(&people).collect();
    let all_teams: BTreeSet<&String> = pull.requested_teams.iter().chain(&teams).collect();
    if all.len() + all_teams.len() > MAX_REVIEWERS {
        let rule = format!("A pull request can have at most {MAX_REVIEWERS} requested reviewers.");
        return Err(Refusal::unprocessable(rule));
    }
    let (name, number) = (home.name.clone(), pull.number);
    let sender = app_login();
    reviewers::request(state, Scene { repository: &name, sender: &sender }, number, &people, &teams)?;
    let (home, pull) = (state.repository(&name)?, state.pull(&name, number)?);
    Ok(Answer::created(json::pull::simple_pull(state, home, pull)))
}

/// `DELETE /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers`: missing requests are ignored.
pub(crate) fn withdraw(state: &mut State, call: &Call, number: &str) -> Result<Answer, Refusal> {
    let home = writable(state, call)?;
    let (name, number, sender) = (home.name.clone(), access::pull(home, number)?.number, app_login());
    let people = call.texts("reviewers").into_iter().filter_map(|text| text.parse().ok()).map(Asked::Person);
    let teams = call.texts("team_reviewers").into_iter().map(|slug| Asked::Team(slug.to_owned()));
    for whom in people.chain(teams) {
        reviewers::withdraw(state, Scene { repository: &name, sender: &sender }, number, whom)?;
    }
    let (home, pull) = (state.repository(&name)?, state.pull(&name, number)?);
    Ok(Answer::json(json::pull::simple_pull(state, home, pull)))
}

/// The users in the request, if a review can be requested from each of them.
fn askable_people(state: &State, home: &Repository, pull: &Pull, call: &Call) -> Result<Vec<Login>, Refusal> {
    let mut people = Vec::new();
    for text in call.texts("reviewers") {
        let login: Login = text.parse().map_err(|_| not_collaborator(home))?;
        if login == pull.author {
            return Err(Refusal::unprocessable("Review cannot be requested from pull request author."));
        }
        let known =
            state.accounts.get(&login).filter(|account| account.kind == AccountKind::User && !account.suspended);
        let listed = home.options.collaborators.as_ref().is_none_or(|all| all.contains(&login));
        let account = known.filter(|_| listed).ok_or_else(|| not_collaborator(home))?;
        if people.contains(&login) {
            return Err(Refusal::unprocessable("Reviewers must be unique."));
        }
        people.push(account.login.clone());
    }
    Ok(people)
}

/// The teams in the request, if the app may read teams and a review can be requested from each of them.
fn askable_teams(state: &State, home: &Repository, call: &Call) -> Result<Vec<String>, Refusal> {
    let teams: Vec<String> = call.texts("team_reviewers").into_iter().map(str::to_owned).collect();
    let visible = state.installation_on(home.name.owner()).is_some_and(|installed| installed.members);
    let all_known = teams.iter().all(|slug| visible && home.options.teams.contains(slug));
    if all_known { Ok(teams) } else { Err(not_collaborators(home, "teams")) }
}

fn not_collaborator(home: &Repository) -> Refusal {
    not_collaborators(home, "users or teams")
}

/// GitHub's message for any refused reviewer and any reason: it names no one.
fn not_collaborators(home: &Repository, kind: &str) -> Refusal {
    let rule = "Reviews may only be requested from collaborators.";
    let who = format!("One or more of the {kind} you specified is not a collaborator of the");
    Refusal::unprocessable(format!("{rule} {who} {} repository.", home.name))
}
