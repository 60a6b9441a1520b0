//! A service that Cloud Foundry has bound: credentials in `VCAP_SERVICES`.

use secrecy::SecretString;
use serde::Deserialize;

use super::ConfigError;

/// Credentials of a Cloud Foundry service instance that is named or tagged `wg-steward`.
#[derive(Default, Deserialize)]
pub(super) struct Bound {
    #[serde(default, deserialize_with = "number")]
    pub(super) app_id: Option<u64>,
    pub(super) private_key: Option<SecretString>,
    pub(super) webhook_secret: Option<SecretString>,
    pub(super) webhook_secret_previous: Option<SecretString>,
    pub(super) public_url: Option<String>,
}

#[derive(Deserialize)]
struct Service {
    #[serde(default)]
    name: String,
    #[serde(default)]
    tags: Vec<String>,
    credentials: serde_json::Value,
}

impl Bound {
    /// The service's credentials in the content of `VCAP_SERVICES`; nothing if it is not bound.
    pub(super) fn read(text: &str) -> Result<Self, ConfigError> {
        let wrong = |why: serde_json::Error| ConfigError::BoundServices {
            why: format!("line {}, column {}: not what Cloud Foundry documents", why.line(), why.column()),
        };
        let kinds: std::collections::BTreeMap<String, Vec<Service>> = serde_json::from_str(text).map_err(wrong)?;
        let is_ours =
            |service: &Service| service.name == "wg-steward" || service.tags.iter().any(|tag| tag == "wg-steward");
        match kinds.into_values().flatten().find(is_ours) {
            Some(service) => serde_json::from_value(service.credentials).map_err(wrong),
            None => Ok(Self::default()),
        }
    }
}

/// A number, or its digits as a text, as `cf create-user-provided-service` makes them.
fn number<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(u64),
        Text(String),
    }
    Ok(match Option::<Written>::deserialize(from)? {
        Some(Written::Number(number)) => Some(number),
        Some(Written::Text(text)) => text.trim().parse().ok(),
        None => None,
    })
}
