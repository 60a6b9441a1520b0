//! The leads of a group, and their roles.

use std::fmt;

use super::ids::Login;

/// A lead of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    /// The account.
    pub login: Login,
    /// The role; the first one for a person with both.
    pub role: Role,
}

/// The role of a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// `execution_leads` in a charter of Cloud Foundry.
    Execution,
    /// `technical_leads` in a charter of Cloud Foundry, `tech_leads` in Kubernetes' `sigs.yaml`.
    Technical,
    /// `chairs` in Kubernetes' `sigs.yaml`.
    Chair,
    /// A lead without a more specific role, as in rust-lang's teams.
    Lead,
    /// A person in CODEOWNERS.
    CodeOwner,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 5] = [Self::Execution, Self::Technical, Self::Chair, Self::Lead, Self::CodeOwner];

    /// The word for it in files and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Execution => "execution",
            Self::Technical => "technical",
            Self::Chair => "chair",
            Self::Lead => "lead",
            Self::CodeOwner => "code_owner",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Execution => "execution lead",
            Self::Technical => "technical lead",
            Self::Chair => "chair",
            Self::Lead => "lead",
            Self::CodeOwner => "code owner",
        })
    }
}
