//! Accounts: what kind each is, and how it stands to the repositories of the sandbox.

use crate::domain::types::ids::Login;

/// What kind of account a login is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccountKind {
    User,
    Organization,
    Bot,
}

/// How an account stands to a repository, as `author_association` says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Association {
    /// The repository belongs to it.
    Owner,
    /// A member of the organization that the repository belongs to.
    Member,
    /// A member of it who does not show it: to webhooks an outsider.
    PrivateMember,
    /// Invited to work on the repository.
    Collaborator,
    /// Has had something merged there before.
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
