//! Between columns and names: what the database gives is parsed once more, because a file can be changed by hand.

use std::str::FromStr;

use serde::Serialize;

use crate::domain::types::ids::{InvalidName, Login};

use super::error::StoreError;

/// A column's text as the name that it was when it was written.
pub(super) fn name<T: FromStr<Err = InvalidName>>(text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|error: InvalidName| StoreError::unreadable(text, &error))
}

/// A number of GitHub's as a column holds it: the same 64 bits, read back by [`number`].
pub(super) fn bigint(number: u64) -> i64 {
    number.cast_signed()
}

/// A column's number as it was when it was written.
pub(super) fn number(column: i64) -> u64 {
    column.cast_unsigned()
}

/// A count, which is never below nothing.
pub(super) fn count(column: i64) -> u64 {
    u64::try_from(column).unwrap_or(0)
}

/// The login in the form that is one for every spelling.
pub(super) fn login_key(login: &Login) -> String {
    login.as_str().to_ascii_lowercase()
}

/// A text that somebody wrote, without the one character that PostgreSQL keeps in no text.
pub(super) fn text(written: &str) -> String {
    written.replace('\0', "\u{fffd}")
}

/// Names as one parameter: each is the `name` of a row.
pub(super) fn names(names: impl Iterator<Item = String>) -> Result<String, StoreError> {
    #[derive(Serialize)]
    struct Row {
        name: String,
    }
    json(names.map(|name| Row { name }))
}

/// The rows as one parameter: one statement takes them all.
pub(super) fn json<T: Serialize>(rows: impl Iterator<Item = T>) -> Result<String, StoreError> {
    let rows: Vec<T> = rows.collect();
    serde_json::to_string(&rows).map_err(|error| sqlx::Error::Encode(error.into()).into())
}
