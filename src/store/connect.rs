//! Opening the database: one connection that writes, a few that read.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::error::StoreError;
use super::schema;

/// How long to wait for another process (a backup, the command line) that holds the write lock.
const PATIENCE: Duration = Duration::from_secs(10);
const READERS: u32 = 4;

/// One writer, because SQLite has one; readers see the last commit and never wait for it.
pub(super) struct Connections {
    pub(super) writer: SqlitePool,
    pub(super) readers: SqlitePool,
    /// Beside the database; `None` if that is in memory.
    pub(super) lock_file: Option<PathBuf>,
}

/// Opens, creates and upgrades the database at `url`.
pub(super) async fn connect(url: &SecretString) -> Result<Connections, StoreError> {
    let options = options(url.expose_secret())?;
    let place = options.get_filename().display().to_string();
    open(options).await.map_err(|error| error.while_opening(&place))
}

/// Opens the database at `url` as it is: nothing is created or upgraded.
pub(super) async fn join(url: &SecretString) -> Result<Connections, StoreError> {
    let options = options(url.expose_secret())?.create_if_missing(false);
    let place = options.get_filename().display().to_string();
    if lock_file(&options).is_none() || !options.get_filename().exists() {
        return Err(StoreError::NotThere { place });
    }
    let opened = async {
        let writer = writer(&options).await?;
        schema::compare(&writer).await?;
        with_readers(writer, options).await
    };
    opened.await.map_err(|error: StoreError| error.while_opening(&place))
}

fn options(url: &str) -> Result<SqliteConnectOptions, StoreError> {
    let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
    if scheme != "sqlite" {
        return Err(StoreError::Address { scheme: scheme.to_owned() });
    }
    let options = SqliteConnectOptions::from_str(url)?;
    let options = options.busy_timeout(PATIENCE).foreign_keys(true);
    Ok(if url.contains("mode=") { options } else { options.create_if_missing(true) })
}

async fn open(options: SqliteConnectOptions) -> Result<Connections, StoreError> {
    let writer = writer(&options).await?;
    schema::upgrade(&writer).await?;
    with_readers(writer, options).await
}

async fn writer(options: &SqliteConnectOptions) -> Result<SqlitePool, StoreError> {
    let durable = options.clone().journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
    // The connection is kept for good: a database in memory lives as long as somebody is connected.
    Ok(pool(1).min_connections(1).connect_with(durable).await?)
}

async fn with_readers(writer: SqlitePool, options: SqliteConnectOptions) -> Result<Connections, StoreError> {
    let lock_file = lock_file(&options);
    // SQLite opens a file that may only be read without a word, and would tell the first delivery.
    sqlx::query("UPDATE trees SET read_at = read_at WHERE FALSE").execute(&writer).await?;
    let readers = pool(READERS).connect_with(options.pragma("query_only", "ON")).await?;
    Ok(Connections { writer, readers, lock_file })
}

fn lock_file(options: &SqliteConnectOptions) -> Option<PathBuf> {
    let mut name = options.get_filename().as_os_str().to_owned();
    // A database in memory has a name that begins like this.
    let in_memory = name.is_empty() || name.as_encoded_bytes().starts_with(b"file:");
    name.push("-lock");
    (!in_memory).then(|| name.into())
}

fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .max_lifetime(None)
        .idle_timeout(None)
        .test_before_acquire(false)
        .acquire_timeout(PATIENCE * 2)
}
