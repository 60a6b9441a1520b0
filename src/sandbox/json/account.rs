//! Users, organizations, apps' accounts and teams.

use serde_json::{Value, json};

use crate::domain::types::ids::Login;
use crate::sandbox::model::account::AccountKind;
use crate::sandbox::model::state::State;

use super::{HTML, node_id};

/// A `simple-user`: an account within other resources.
pub(crate) fn account(state: &State, login: &Login) -> Value {
    let known = state.accounts.get(login);
    let id = known.map_or(0, |account| account.id);
    let kind = known.map_or(AccountKind::User, |account| account.kind);
    let login = known.map_or(login, |account| &account.login).as_str();
    let url = format!("{}/users/{}", state.api, login.replace('[', "%5B").replace(']', "%5D"));
    let (kind, prefix) = match kind {
        AccountKind::User => ("User", "U"),
        AccountKind::Organization => ("Organization", "O"),
        AccountKind::Bot => ("Bot", "BOT"),
    };
    json!({
        "login": login, "id": id, "node_id": node_id(prefix, id), "type": kind, "site_admin": false,
        "avatar_url": format!("https://avatars.githubusercontent.com/u/{id}?v=4"), "gravatar_id": "",
        "url": url, "html_url": html_url(login), "user_view_type": "public",
        "followers_url": format!("{url}/followers"),
        "following_url": format!("{url}/following{{/other_user}}"),
        "gists_url": format!("{url}/gists{{/gist_id}}"),
        "starred_url": format!("{url}/starred{{/owner}}{{/repo}}"),
        "subscriptions_url": format!("{url}/subscriptions"),
        "organizations_url": format!("{url}/orgs"),
        "repos_url": format!("{url}/repos"),
        "events_url": format!("{url}/events{{/privacy}}"),
        "received_events_url": format!("{url}/received_events"),
    })
}

/// An organization in webhooks.
pub(crate) fn organization(state: &State, login: &Login) -> Value {
    let id = state.accounts.get(login).map_or(0, |account| account.id);
    let url = format!("{}/orgs/{login}", state.api);
    json!({
        "login": login.as_str(), "id": id, "node_id": node_id("O", id), "url": url, "description": "",
        "repos_url": format!("{url}/repos"), "events_url": format!("{url}/events"),
        "hooks_url": format!("{url}/hooks"), "issues_url": format!("{url}/issues"),
        "members_url": format!("{url}/members{{/member}}"),
        "public_members_url": format!("{url}/public_members{{/member}}"),
        "avatar_url": format!("https://avatars.githubusercontent.com/u/{id}?v=4"),
    })
}

/// A team of an organization; the sandbox stores only its slug.
pub(crate) fn team(state: &State, organization: &str, slug: &str) -> Value {
    let id = slug.bytes().fold(7_u64, |sum, byte| (sum * 31 + u64::from(byte)) % 1_000_000_007);
    let url = format!("{}/organizations/1/team/{id}", state.api);
    json!({
        "id": id, "node_id": node_id("T", id), "name": slug, "slug": slug, "description": null,
        "privacy": "closed", "notification_setting": "notifications_enabled", "permission": "push",
        "type": "organization", "parent": null, "url": url,
        "html_url": format!("{HTML}/orgs/{organization}/teams/{slug}"),
        "members_url": format!("{url}/members{{/member}}"),
        "repositories_url": format!("{url}/repos"),
    })
}

fn html_url(login: &str) -> String {
    match login.strip_suffix("[bot]") {
        Some(slug) => format!("{HTML}/apps/{slug}"),
        None => format!("{HTML}/{login}"),
    }
}
