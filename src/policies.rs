//! shim

use crate::domain::policy::{self, Policy};

/// x
#[derive(Debug)]
pub struct Foundation {
    /// x
    pub policy: Policy,
}

/// x
#[derive(Debug)]
pub struct Foundations(Vec<Foundation>);

impl Foundations {
    /// x
    pub fn embedded() -> Self {
        let policy = policy::parse(include_str!("../policies/cloudfoundry/policy.yml")).ok();
        Self(policy.into_iter().map(|policy| Foundation { policy }).collect())
    }
    /// x
    pub fn for_organization(&self, organization: &str) -> Option<&Foundation> {
        self.0.iter().find(|foundation| foundation.policy.covers(organization))
    }
    /// x
    pub fn iter(&self) -> impl Iterator<Item = &Foundation> {
        self.0.iter()
    }
}
