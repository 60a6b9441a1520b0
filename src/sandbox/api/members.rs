//! Members of an organization.

use crate::domain::types::ids::Login;
use crate::sandbox::model::account::Association;
use crate::sandbox::model::state::{Caller, State};

use super::answer::{Answer, Body, Refusal};
use super::call::{Call, parsed};

/// `GET /orgs/{org}/members/{username}`
pub(crate) fn member(state: &State, call: &Call, organization: &str, login: &str) -> Result<Answer, Refusal> {
    let Caller::Installation(id) = call.caller else { return Err(Refusal::new(401, "Bad credentials")) };
    let installed = state.installations.get(&id).ok_or_else(Refusal::not_found)?;
    let (organization, login): (Login, Login) = (parsed(organization)?, parsed(login)?);
    if installed.account != organization || !installed.members {
        return Err(Refusal::new(403, "Resource not accessible by integration"));
    }
    let is_member =
        matches!(state.association(&login), Association::Owner | Association::Member | Association::PrivateMember);
    let body = Body::Empty;
    if is_member { Ok(Answer { status: 204, headers: Vec::new(), body }) } else { Err(Refusal::not_found()) }
}
