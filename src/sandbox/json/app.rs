//! The app, its installations and their tokens.

use serde_json::{Value, json};

use crate::domain::types::app_permissions::EVENTS;
use crate::domain::types::ids::Login;
use crate::sandbox::model::account::AccountKind;
use crate::sandbox::model::state::{APP_SLUG, Installation, State, Token};

use super::account::account;
use super::{HTML, node_id};

/// The permissions of the app if all are granted.
fn permissions() -> Value {
    json!({
        "checks": "write", "contents": "read", "issues": "write", "members": "read", "metadata": "read",
        "pull_requests": "write",
    })
}

/// The permissions that an installation grants.
pub(crate) fn granted(installation: &Installation) -> Value {
    let mut permissions = permissions();
    if let Some(fields) = permissions.as_object_mut().filter(|_| !installation.members) {
        fields.remove("members");
    }
    permissions
}

/// An `integration`.
pub(crate) fn app(state: &State) -> Value {
    let id = state.app.id;
    let created_at = state.app.created_at.to_string();
    let owner = state.installations.values().next().map(|it| it.account.clone());
    let owner = owner.or_else(|| "ghost".parse::<Login>().ok()).map(|login| account(state, &login));
    json!({
        "id": id, "slug": APP_SLUG, "node_id": node_id("A", id), "client_id": state.app.client_id(),
        "owner": owner, "name": APP_SLUG, "description": "", "external_url": "https://example.org/wg-steward",
        "html_url": format!("{HTML}/apps/{APP_SLUG}"), "created_at": created_at, "updated_at": created_at,
        "permissions": permissions(), "events": EVENTS, "installations_count": state.installations.len(),
    })
}

/// An `installation`.
pub(crate) fn installation(state: &State, installation: &Installation) -> Value {
    let id = installation.id.0;
    let account_kind = state.accounts.get(&installation.account).map(|account| account.kind);
    let target_id = state.accounts.get(&installation.account).map_or(0, |account| account.id);
    let of_organization = account_kind == Some(AccountKind::Organization);
    let settings = if of_organization {
        format!("{HTML}/organizations/{}/settings/installations/{id}", installation.account)
    } else {
        format!("{HTML}/settings/installations/{id}")
    };
    let created_at = installation.created_at.to_string();
    json!({
        "id": id, "account": account(state, &installation.account), "repository_selection": "all",
        "access_tokens_url": format!("{}/app/installations/{id}/access_tokens", state.api),
        "repositories_url": format!("{}/installation/repositories", state.api),
        "html_url": settings, "app_id": state.app.id, "app_slug": APP_SLUG, "target_id": target_id,
        "target_type": if of_organization { "Organization" } else { "User" },
        "permissions": granted(installation), "events": EVENTS, "created_at": created_at, "updated_at": created_at,
        "single_file_name": null, "has_multiple_single_files": false, "single_file_paths": [],
        "suspended_by": null, "suspended_at": null,
    })
}

/// An installation in a list: GitHub's description requires its account to be a user and an enterprise at once, so it
/// has the fields of both.
pub(crate) fn listed_installation(state: &State, listed: &Installation) -> Value {
    let mut value = installation(state, listed);
    let (created_at, login) = (value["created_at"].clone(), listed.account.as_str());
    let account = &mut value["account"];
    account["name"] = json!(login);
    account["slug"] = json!(login.to_ascii_lowercase());
    account["created_at"] = created_at.clone();
    account["updated_at"] = created_at;
    value
}

/// An `installation-token`, just created.
pub(crate) fn token(secret: &str, token: &Token, permissions: &Value) -> Value {
    json!({
        "token": secret, "expires_at": token.expires_at.to_string(), "permissions": permissions,
        "repository_selection": "all",
    })
}
