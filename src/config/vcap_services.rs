//! Services bound by Cloud Foundry: credentials in `VCAP_SERVICES`.

use secrecy::SecretString;
use serde::Deserialize;

use super::ConfigError;

/// The credentials of a service instance named or tagged `wg-steward`, and the bound databases.
#[derive(Default, Deserialize)]
pub(super) struct Bound {
    #[serde(default, deserialize_with = "number")]
    pub(super) app_id: Option<u64>,
    pub(super) private_key: Option<SecretString>,
    pub(super) webhook_secret: Option<SecretString>,
    pub(super) webhook_secret_previous: Option<SecretString>,
    pub(super) public_url: Option<String>,
    /// The addresses of all PostgreSQL services, whatever their names.
    #[serde(skip)]
    pub(super) databases: Vec<SecretString>,
}

#[derive(Deserialize)]
struct Service {
    #[serde(default)]
    name: String,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(default)]
    credentials: serde_json::Value,
}

impl Service {
    fn is_ours(&self) -> bool {
        self.name == "wg-steward" || self.tags.iter().any(|tag| tag == "wg-steward")
    }

    /// PostgreSQL brokers put the address into `uri`.
    fn database(&self) -> Option<SecretString> {
        let uri = self.credentials.get("uri")?.as_str()?;
        let is_postgres = uri.starts_with("postgres://") || uri.starts_with("postgresql://");
        is_postgres.then(|| uri.to_owned().into())
    }
}

impl Bound {
    /// Parses the content of `VCAP_SERVICES`; empty if nothing is bound.
    pub(super) fn read(text: &str) -> Result<Self, ConfigError> {
        let wrong = |why: serde_json::Error| ConfigError::BoundServices {
            why: format!("line {}, column {}: not what Cloud Foundry documents", why.line(), why.column()),
        };
        let kinds: std::collections::BTreeMap<String, Vec<Service>> = serde_json::from_str(text).map_err(wrong)?;
        let services: Vec<Service> = kinds.into_values().flatten().collect();
        let databases = services.iter().filter_map(Service::database).collect();
        let ours = match services.into_iter().find(Service::is_ours) {
            Some(service) => serde_json::from_value(service.credentials).map_err(wrong)?,
            None => Self::default(),
        };
        Ok(Self { databases, ..ours })
    }
}

/// A number, or its digits as a text, as `cf create-user-provided-service` writes them.
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
