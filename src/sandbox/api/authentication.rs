//! Authentication: as the app by its own signature, or as an installation by its token.

use octocrab::jsonwebtoken::{Algorithm, Validation, decode};
use serde_json::Value;

use crate::domain::types::time::Timestamp;
use crate::sandbox::model::state::{App, Caller, State};

use super::answer::Refusal;

/// The longest validity of a token of the app, in seconds.
const LONGEST: i64 = 600;

/// Reads an `authorization` header.
pub(crate) fn caller(state: &State, header: &str) -> Result<Caller, Refusal> {
    let (scheme, secret) = header.split_once(' ').unwrap_or_default();
    let known_scheme = scheme.eq_ignore_ascii_case("bearer") || scheme.eq_ignore_ascii_case("token");
    match secret.trim() {
        _ if !known_scheme => Err(Refusal::new(401, "Requires authentication")),
        jwt if jwt.split('.').count() == 3 => app(state, jwt),
        token => installation(state, token),
    }
}

fn installation(state: &State, token: &str) -> Result<Caller, Refusal> {
    let valid = state.tokens.get(token).filter(|token| token.expires_at > state.clock.now());
    valid.map(|token| Caller::Installation(token.installation)).ok_or_else(|| Refusal::new(401, "Bad credentials"))
}

fn app(state: &State, jwt: &str) -> Result<Caller, Refusal> {
    // The sandbox's clock counts here, not the machine's: the claims are checked below.
    let mut validation = Validation::new(Algorithm::RS256);
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let claims = decode::<Value>(jwt, &state.app.key, &validation).map_err(|_| undecodable())?.claims;
    check_claims(&claims, &state.app, state.clock.now())?;
    Ok(Caller::App)
}

fn check_claims(claims: &Value, app: &App, now: Timestamp) -> Result<(), Refusal> {
    let seconds = |claim: &str| claims.get(claim).and_then(Value::as_f64).map(|it| it as i64);
    let now = now.0.div_euclid(1000);
    let issuer = claims.get("iss").map(|iss| iss.as_str().map_or_else(|| iss.to_string(), str::to_owned));
    if !issuer.is_some_and(|issuer| issuer == app.id.to_string() || issuer == app.client_id()) {
        return Err(undecodable());
    }
    let expires = seconds("exp").ok_or_else(undecodable)?;
    if expires <= now {
        let rule = "must be a numeric value representing the future time at which the assertion expires";
        return Err(Refusal::new(401, format!("'Expiration time' claim ('exp') {rule}")));
    }
    if expires > now + LONGEST {
        return Err(Refusal::new(401, "'Expiration time' claim ('exp') is too far in the future"));
    }
    if seconds("iat").is_none_or(|issued| issued > now) {
        let rule = "must be an Integer representing the time that the assertion was issued";
        return Err(Refusal::new(401, format!("'Issued at' claim ('iat') {rule}")));
    }
    Ok(())
}

/// GitHub's message for a token of the app that it can't decode.
pub(crate) fn undecodable() -> Refusal {
    Refusal::new(401, "A JSON web token could not be decoded")
}
