//! A SQLite file: one connection writes, because SQLite allows one writer; a few read.

use std::fs::OpenOptions;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AnyConnection, AnyPool, Connection};
use tracing::warn;

use super::{Connections, READERS, pool};
use crate::store::engine::Engine;
use crate::store::error::StoreError;
use crate::store::schema;

/// How long to wait for a connection: longer than SQLite waits for another process.
const PATIENCE: Duration = Duration::from_secs(20);

/// `busy_timeout`: how long to wait for another process (a backup, the command line) that holds the write lock.
/// `synchronous`: a commit is on disk, even after a power failure.
const WRITES: &str = "PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON; PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL";
const READS: &str = "PRAGMA busy_timeout = 10000; PRAGMA query_only = ON";

pub(super) async fn connect(url: &str) -> Result<Connections, StoreError> {
    let file = DatabaseFile::read(url)?;
    let opened = async {
        let as_it_is = url.contains("mode=");
        if !as_it_is || url.contains("mode=rwc") {
            file.create();
        }
        file.warn_if_others_read_it();
        let writer = file.writer(as_it_is).await?;
        schema::upgrade(&writer, Engine::Sqlite).await?;
        file.with_readers(writer).await
    };
    opened.await.map_err(|error: StoreError| error.while_opening(&file.name))
}

pub(super) async fn join(url: &str) -> Result<Connections, StoreError> {
    let file = DatabaseFile::read(url)?;
    if file.in_memory || !PathBuf::from(&file.name).exists() {
        return Err(StoreError::NotThere { place: file.name });
    }
    let opened = async {
        let writer = file.writer(true).await?;
        schema::compare(&writer, Engine::Sqlite).await?;
        file.with_readers(writer).await
    };
    opened.await.map_err(|error: StoreError| error.while_opening(&file.name))
}

/// Readable and writable by its owner only.
const PRIVATE: u32 = 0o600;

/// The permissions of all other users. A group is the operator's own choice.
const OTHERS: u32 = 0o007;

/// The characters to escape in the path of a database URL.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

struct DatabaseFile {
    name: String,
    in_memory: bool,
    /// `mode=ro` and the like.
    parameters: String,
}

impl DatabaseFile {
    fn read(url: &str) -> Result<Self, StoreError> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let options = SqliteConnectOptions::from_str(url)?;
        let parameters = url.split_once('?').map_or_else(String::new, |(_, parameters)| parameters.to_owned());
        let name = options.get_filename().display().to_string();
        // The name of an in-memory database begins like this; each connection would get its own database.
        if !name.is_empty() && !name.starts_with("file:") && !parameters.contains("mode=memory") {
            return Ok(Self { name, in_memory: false, parameters });
        }
        let name = format!("file:wg-steward-{}", NEXT.fetch_add(1, Ordering::Relaxed));
        Ok(Self { name, in_memory: true, parameters: "mode=memory&cache=shared".to_owned() })
    }

    /// Creates the file, if it is missing, for its owner only: SQLite would make it readable for all users. The files
    /// that SQLite adds (`-wal`, `-shm`) get the same mode. If this fails, SQLite reports the reason.
    fn create(&self) {
        if !self.in_memory {
            _ = OpenOptions::new().create_new(true).write(true).mode(PRIVATE).open(&self.name);
        }
    }

    /// For a file of an earlier version, or a copied one.
    fn warn_if_others_read_it(&self) {
        let Ok(found) = std::fs::metadata(&self.name) else { return };
        if !self.in_memory && found.permissions().mode() & OTHERS != 0 {
            let (file, way_out) = (&self.name, format!("chmod 600 {0} {0}-wal {0}-shm", self.name));
            warn!(file, way_out, "database readable by other users");
        }
    }

    fn options(&self, as_it_is: bool) -> Result<AnyConnectOptions, StoreError> {
        let mut parameters = self.parameters.clone();
        if !as_it_is && !self.in_memory {
            parameters.push_str(if parameters.is_empty() { "mode=rwc" } else { "&mode=rwc" });
        }
        let path = utf8_percent_encode(&self.name, PATH);
        Ok(format!("sqlite:{path}?{parameters}").parse()?)
    }

    /// The connection stays open for good: an in-memory database exists as long as a connection does.
    async fn writer(&self, as_it_is: bool) -> Result<AnyPool, StoreError> {
        let options = self.options(as_it_is)?;
        // A pool would retry until its timeout and then report only the timeout.
        let mut first = AnyConnection::connect_with(&options).await?;
        sqlx::raw_sql(WRITES).execute(&mut first).await?;
        let pool = pool(1, PATIENCE).min_connections(1).test_before_acquire(false);
        Ok(saying(pool, WRITES).connect_with(options).await?)
    }

    async fn with_readers(&self, writer: AnyPool) -> Result<Connections, StoreError> {
        // SQLite opens a read-only file without an error; the first delivery would fail. This finds it at the start.
        sqlx::query("UPDATE trees SET read_at = read_at WHERE FALSE").execute(&writer).await?;
        let readers = pool(READERS, PATIENCE).test_before_acquire(false);
        let readers = saying(readers, READS).connect_with(self.options(true)?).await?;
        let lock_file = (!self.in_memory).then(|| PathBuf::from(format!("{}-lock", self.name)));
        Ok(Connections { engine: Engine::Sqlite, writer, readers, lock_file, server: None })
    }
}

/// Runs `pragmas` first on each new connection.
fn saying(pool: AnyPoolOptions, pragmas: &'static str) -> AnyPoolOptions {
    pool.after_connect(move |connection, _| {
        Box::pin(async move {
            sqlx::raw_sql(pragmas).execute(connection).await?;
            Ok(())
        })
    })
}
