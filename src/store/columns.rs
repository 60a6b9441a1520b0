//! Converts between columns and domain types. Values from the database are parsed again, because the file can be edited
//! by hand.

use std::str::FromStr;

use serde::Serialize;

use crate::domain::types::ids::{InvalidName, Login};

use super::error::StoreError;

/// Parses a column as the type that was written.
pub(super) fn name<T: FromStr<Err = InvalidName>>(text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|error: InvalidName| StoreError::unreadable(text, &error))
}

/// A number of GitHub's as a column stores it: the same 64 bits, read back by [`number`].
pub(super) fn bigint(number: u64) -> i64 {
    number.cast_signed()
}

/// Reads back a number written by [`bigint`].
pub(super) fn number(column: i64) -> u64 {
    column.cast_unsigned()
}

/// A count, which is never negative.
pub(super) fn count(column: i64) -> u64 {
    u64::try_from(column).unwrap_or(0)
}

/// The login in a normal form, the same for every spelling.
pub(super) fn login_key(login: &Login) -> String {
    login.as_str().to_ascii_lowercase()
}

/// A text without NUL, the one character that PostgreSQL can't store.
pub(super) fn text(written: &str) -> String {
    written.replace('\0', "\u{fffd}")
}

/// Names as one JSON parameter: rows with a `name`.
pub(super) fn names(names: impl Iterator<Item = String>) -> Result<String, StoreError> {
    #[derive(Serialize)]
    struct Row {
        name: String,
    }
    json(names.map(|name| Row { name }))
}

/// Rows as one JSON parameter, so that one statement inserts all.
pub(super) fn json<T: Serialize>(rows: impl Iterator<Item = T>) -> Result<String, StoreError> {
    let rows: Vec<T> = rows.collect();
    serde_json::to_string(&rows).map_err(|error| sqlx::Error::Encode(error.into()).into())
}
