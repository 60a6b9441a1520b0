//! Errors of the store, by what the caller does next: wait, stop and ask the operator, or give up.

use std::sync::Arc;

use sqlx::migrate::MigrateError;

/// A failed call of the store.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The database is busy, full or failing: the same call may succeed later. Nothing was stored.
    #[error("the database does not work as expected: check that its disk has room and works, then try again")]
    Unavailable {
        /// The database's error.
        #[source]
        source: Arc<sqlx::Error>,
    },
    /// The store is being closed: stop calling.
    #[error("the store is closed, because the process is about to stop")]
    Closed,
    /// The address is not a usable database address. Only its scheme is shown, because the rest may contain a password.
    #[error(
        "`{scheme}` is not a supported kind of database: use `sqlite:` and a path, as in \
         `sqlite:data/wg-steward.sqlite`, or `postgres://USER:PASSWORD@HOST:PORT/DATABASE`"
    )]
    Address {
        /// The part before the first colon.
        scheme: String,
    },
    /// The address of a server is not valid. It is not shown, because any part may be the password.
    #[error(
        "the address of the database can't be read: it has to look like `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, where `@`, `:`, `/`, `?` and `#` in a password are written as `%40`, `%3A`, `%2F`, `%3F` and `%23`"
    )]
    Malformed,
    /// A server on another machine whose identity would not be verified.
    #[error(
        "`sslmode={mode}` does not verify the database server `{place}`: an attacker in between could read and change the data. Write `sslmode=verify-full`, with `sslrootcert=FILE` for a certificate authority of your own; or, where the network is trusted, give `--database-unverified` or set `WG_STEWARD_DATABASE_UNVERIFIED=true`"
    )]
    Unverified {
        /// Host, port and database, without user and password.
        place: String,
        /// The mode.
        mode: &'static str,
    },
    /// The server is unreachable or refuses the connection.
    #[error(
        "can't use the database `{place}`: see that the server runs there, that user, password and database are right and may create tables, and that its certificate is from an authority of this system, or of `sslrootcert=FILE`"
    )]
    CannotReach {
        /// Host, port and database, without user and password.
        place: String,
        /// The error of the server or the network.
        #[source]
        source: Arc<sqlx::Error>,
    },
    /// The file can't be opened for reading and writing.
    #[error("can't open the database `{place}`: see that its folder exists, and that this user may write to both")]
    CannotOpen {
        /// The file.
        place: String,
        /// The database's error.
        #[source]
        source: Arc<sqlx::Error>,
    },
    /// There is no database at this path.
    #[error(
        "there is no database at `{place}`: name the one that `serve` works with, by `--database-url` or `WG_STEWARD_DATABASE_URL`"
    )]
    NotThere {
        /// The file.
        place: String,
    },
    /// The database has the schema of an older version and must not be upgraded here.
    #[error(
        "the database has schema version {found}, and this program works with version {known}: start `wg-steward serve` of this program once, which upgrades it, or use the program that runs"
    )]
    OlderSchema {
        /// The version of the database; 0 if it is not a database of this program.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// A newer version of the program has upgraded this database.
    #[error(
        "the database has schema version {found}, and this program knows versions up to {known}: start the newer program, or restore the backup from before the upgrade"
    )]
    NewerSchema {
        /// The version of the database.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// The content of the database is not valid: stop and inspect it.
    #[error("the database can't be read ({what}): restore a backup, or move the file away to start with an empty one")]
    Corrupt {
        /// The invalid content.
        what: String,
    },
}

impl StoreError {
    /// A value in a row that this program never wrote.
    pub(super) fn unreadable(text: &str, why: &dyn std::error::Error) -> Self {
        Self::Corrupt { what: format!("`{text}`: {why}") }
    }

    /// The same error during opening, with the path.
    pub(super) fn while_opening(self, place: &str) -> Self {
        match self {
            Self::Unavailable { source } => Self::CannotOpen { place: place.to_owned(), source },
            Self::Corrupt { what } => Self::Corrupt { what: format!("`{place}`: {what}") },
            other => other,
        }
    }

    /// The same for a server.
    pub(super) fn while_reaching(self, place: &str) -> Self {
        match self {
            Self::Unavailable { source } => Self::CannotReach { place: place.to_owned(), source },
            other => other,
        }
    }

    /// Whether PostgreSQL cancelled it because of another transaction: a retry may succeed at once.
    pub(super) fn is_conflict(&self) -> bool {
        let Self::Unavailable { source } = self else { return false };
        let code = source.as_database_error().and_then(|told| told.code());
        matches!(code.as_deref(), Some("40001" | "40P01"))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::PoolClosed => Self::Closed,
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => Self::Corrupt { what: error.to_string() },
            sqlx::Error::Database(told) if is_damage(told.code().as_deref()) => {
                Self::Corrupt { what: told.message().to_owned() }
            }
            _ => Self::Unavailable { source: Arc::new(error) },
        }
    }
}

/// SQLITE_CORRUPT and SQLITE_NOTADB; the lower byte of an extended code is its primary code. PostgreSQL's codes have five
/// characters: data_corrupted and index_corrupted.
fn is_damage(code: Option<&str>) -> bool {
    match code {
        Some("XX001" | "XX002") => true,
        Some(code) if code.len() < 5 => matches!(code.parse::<u32>().map(|code| code & 0xff), Ok(11 | 26)),
        _ => false,
    }
}

impl From<MigrateError> for StoreError {
    fn from(error: MigrateError) -> Self {
        match error {
            MigrateError::Execute(source) | MigrateError::ExecuteMigration(source, _) => source.into(),
            other => Self::Corrupt { what: other.to_string() },
        }
    }
}
