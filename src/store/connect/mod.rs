//! Opens the database: a SQLite file with one connection for writes and a few for reads, or a PostgreSQL server.

mod postgres;
mod sqlite;
mod verified;

use std::path::PathBuf;
use std::sync::Once;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use sqlx::AnyPool;
use sqlx::any::AnyPoolOptions;

use super::engine::Engine;
use super::error::StoreError;
use super::schema;

pub(super) use postgres::{CHANNEL, Server};
pub use verified::verified;

/// The number of connections for reads.
const READERS: u32 = 4;

/// The connections to the database. Readers see the last commit and never wait for a writer.
pub(super) struct Connections {
    pub(super) engine: Engine,
    pub(super) writer: AnyPool,
    pub(super) readers: AnyPool,
    /// The lock file next to the database; `None` if no other process can see the database, or any number may use it.
    pub(super) lock_file: Option<PathBuf>,
    /// Where notifications of other processes arrive.
    pub(super) server: Option<Server>,
}

/// Opens, creates and upgrades the database at `url`.
pub(super) async fn connect(url: &SecretString) -> Result<Connections, StoreError> {
    match engine(url)? {
        Engine::Sqlite => sqlite::connect(url.expose_secret()).await,
        Engine::Postgres => {
            postgres::connect(url.expose_secret(), async |writer| schema::upgrade(writer, Engine::Postgres).await).await
        }
    }
}

/// Opens the database at `url` without creating or upgrading it.
pub(super) async fn join(url: &SecretString) -> Result<Connections, StoreError> {
    match engine(url)? {
        Engine::Sqlite => sqlite::join(url.expose_secret()).await,
        Engine::Postgres => {
            postgres::connect(url.expose_secret(), async |writer| schema::compare(writer, Engine::Postgres).await).await
        }
    }
}

fn engine(url: &SecretString) -> Result<Engine, StoreError> {
    static DRIVERS: Once = Once::new();
    DRIVERS.call_once(|| {
        // This fails only if other code of this process installed its own drivers first. Then connecting fails with an
        // error.
        _ = sqlx::any::install_drivers(&[sqlx::sqlite::any::DRIVER, sqlx::postgres::any::DRIVER]);
    });
    let scheme = url.expose_secret().split_once(':').map_or("", |(scheme, _)| scheme);
    match scheme {
        "sqlite" => Ok(Engine::Sqlite),
        "postgres" | "postgresql" => Ok(Engine::Postgres),
        _ => Err(StoreError::Address { scheme: scheme.to_owned() }),
    }
}

fn pool(connections: u32, patience: Duration) -> AnyPoolOptions {
    AnyPoolOptions::new().max_connections(connections).max_lifetime(None).idle_timeout(None).acquire_timeout(patience)
}
