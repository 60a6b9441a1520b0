//! Accounts: their kind, and their association with the repositories of the sandbox.

use crate::domain::types::ids::Login;

/// The kind of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccountKind {
    User,
    Organization,
    Bot,
}

/// An account's association with a repository, as in `author_association`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Association {
    /// The owner of the repository.
    Owner,
    /// A member of the organization that owns the repository.
    Member,
    /// A member whose membership is private: webhooks report an outsider.
    PrivateMember,
    /// Invited to work on the repository.
    Collaborator,
    /// An author of an earlier merged change.
    Contributor,
    /// None of these.
    #[default]
    None,
}

impl Association {
    /// The API's spelling.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "OWNER",
            Self::Member => "MEMBER",
            Self::Collaborator => "COLLABORATOR",
            Self::Contributor => "CONTRIBUTOR",
            Self::PrivateMember | Self::None => "NONE",
        }
    }
}

/// A user, an organization, or an app's own account.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) login: Login,
    pub(crate) id: u64,
    pub(crate) kind: AccountKind,
    /// The same for all repositories.
    pub(crate) association: Association,
    pub(crate) suspended: bool,
}
