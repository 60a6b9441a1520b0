//! How pull requests are treated that were open before the app was installed.

use std::str::FromStr;

/// How pull requests that are older than the app's installation are treated until there is new activity on them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AdoptOpen {
    /// The same as all others: reviews are requested, too.
    All,
    /// They get checks and labels, but no review is requested.
    #[default]
    Checks,
    /// Nothing.
    None,
}

/// A word that is not one of the values above.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it has to be `all`, `checks` or `none`")]
pub struct UnknownAdoption;

impl FromStr for AdoptOpen {
    type Err = UnknownAdoption;

    fn from_str(text: &str) -> Result<Self, UnknownAdoption> {
        match text {
            "all" => Ok(Self::All),
            "checks" => Ok(Self::Checks),
            "none" => Ok(Self::None),
            _ => Err(UnknownAdoption),
        }
    }
}
