//! The app itself: its installations and their tokens.

use std::time::Duration;

use serde_json::Value;

use crate::domain::types::ids::{InstallationId, RepoName};
use crate::sandbox::json::app;
use crate::sandbox::model::state::{State, Token};

use super::answer::{Answer, Refusal};
use super::call::{Call, parsed};
use super::paging::Page;

/// How long a token of an installation is valid.
const TOKEN_LIFE: Duration = Duration::from_secs(3600);

/// `GET /app`
pub(crate) fn app(state: &State) -> Answer {
    Answer::json(app::app(state))
}

/// `GET /app/installations`
pub(crate) fn installations(state: &State, call: &Call) -> Answer {
    let all: Vec<_> = state.installations.values().collect();
    Page::of(call).answer(state, call, &all, |it| app::listed_installation(state, it))
}

/// `GET /app/installations/{installation_id}`
pub(crate) fn installation(state: &State, id: &str) -> Result<Answer, Refusal> {
    let installed = state.installations.get(&InstallationId(parsed(id)?)).ok_or_else(Refusal::not_found)?;
    Ok(Answer::json(app::installation(state, installed)))
}

/// `GET /orgs/{org}/installation`
pub(crate) fn installation_on(state: &State, account: &str) -> Result<Answer, Refusal> {
    let installed = state.installation_on(account).ok_or_else(Refusal::not_found)?;
    Ok(Answer::json(app::installation(state, installed)))
}

/// `GET /repos/{owner}/{repo}/installation`
pub(crate) fn installation_for(state: &State, owner: &str, name: &str) -> Result<Answer, Refusal> {
    let name: RepoName = parsed(&format!("{owner}/{name}"))?;
    installation_on(state, state.repository(&name)?.name.owner())
}

/// `POST /app/installations/{installation_id}/access_tokens`
pub(crate) fn create_token(state: &mut State, call: &Call, id: &str) -> Result<Answer, Refusal> {
    let installation = InstallationId(parsed(id)?);
    let installed = state.installations.get(&installation).ok_or_else(Refusal::not_found)?;
    let granted = app::granted(installed);
    let wanted = call.body.get("permissions").filter(|it| it.is_object());
    let exceeds =
        |(name, access): (&String, &Value)| granted.get(name).is_none_or(|most| most == "read" && access != "read");
    if wanted.and_then(Value::as_object).is_some_and(|wanted| wanted.iter().any(exceeds)) {
        return Err(Refusal::unprocessable("The permissions requested are not granted to this installation."));
    }
    let token = Token { installation, expires_at: state.clock.now().plus(TOKEN_LIFE) };
    let secret = format!("ghs_{:036}", state.next_id());
    state.tokens.insert(secret.clone(), token.clone());
    let permissions: Value = wanted.cloned().unwrap_or(granted);
    Ok(Answer::created(app::token(&secret, &token, &permissions)))
}
