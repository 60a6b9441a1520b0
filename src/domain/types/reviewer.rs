//! Possible reviewers: a person, or a team as a whole.

use std::fmt;
use std::str::FromStr;

use super::ids::{InvalidName, Login};

/// A reviewer that GitHub accepts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reviewer {
    /// A person.
    Person(Login),
    /// A team of the repository's organization, by its slug: `wg-docs-cli-approvers`.
    Team(String),
}

const TEAM: &str = "team:";

impl Reviewer {
    /// A text that is the same for every spelling of a reviewer; [`FromStr`] reads it back. No login contains a colon.
    pub fn key(&self) -> String {
        match self {
            Self::Person(login) => login.as_str().to_ascii_lowercase(),
            Self::Team(slug) => format!("{TEAM}{slug}"),
        }
    }

    /// The login of a person.
    pub fn person(&self) -> Option<&Login> {
        match self {
            Self::Person(login) => Some(login),
            Self::Team(_) => None,
        }
    }
}

/// The usual spelling: the login, or the team's slug.
impl fmt::Display for Reviewer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(login) => write!(f, "{login}"),
            Self::Team(slug) => f.write_str(slug),
        }
    }
}

impl FromStr for Reviewer {
    type Err = InvalidName;

    fn from_str(key: &str) -> Result<Self, InvalidName> {
        match key.strip_prefix(TEAM) {
            Some(slug) => Ok(Self::Team(slug.to_owned())),
            None => key.parse().map(Self::Person),
        }
    }
}

impl From<&Login> for Reviewer {
    fn from(login: &Login) -> Self {
        Self::Person(login.clone())
    }
}
