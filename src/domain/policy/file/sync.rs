//! The part of a policy that names the guards of the organization's sync.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::domain::document::At;
use crate::domain::policy::SyncGuards;
use crate::domain::types::ids::Login;

use super::validate::Checker;

/// The guards of the organization's sync (peribolos): if one fails, the sync stops and applies nothing.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSync {
    /// The minimum number of owners of an organization (`--min-admins`).
    #[serde(default)]
    min_admins: u32,
    /// The accounts that own every organization (`--required-admins`).
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    required_admins: Vec<At<String>>,
    /// The maximum share of an organization's members that may be removed at once, in percent
    /// (`--maximum-removal-delta`).
    #[serde(default = "most_removed")]
    #[schemars(range(min = 1, max = 100))]
    max_removed_percent: u32,
}

/// The sync's own default.
fn most_removed() -> u32 {
    25
}

impl Checker<'_> {
    pub(super) fn sync(&mut self, raw: &RawSync) -> SyncGuards {
        SyncGuards {
            min_admins: raw.min_admins as usize,
            required_admins: raw.required_admins.iter().filter_map(|login| self.parsed::<Login>(login)).collect(),
            max_removed_percent: raw.max_removed_percent as usize,
        }
    }
}
