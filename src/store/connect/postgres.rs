//! A PostgreSQL server, which any number of processes share.

use std::str::FromStr;
use std::time::Duration;

use sqlx::any::AnyConnectOptions;
use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use sqlx::{AnyPool, ConnectOptions};

use super::{Connections, READERS, pool};
use crate::store::engine::Engine;
use crate::store::error::StoreError;

/// How many connections write at once. PostgreSQL itself combines commits into one flush.
const WRITERS: u32 = 8;

/// How long a call waits while the server restarts: GitHub's timeout for a delivery is ten seconds.
const PATIENCE: Duration = Duration::from_secs(8);

/// How long a start waits for the server: a wrong address has to be reported soon.
const START_PATIENCE: Duration = Duration::from_millis(1_800);

/// How long a call waits for a response before the connection counts as broken.
const READ_PATIENCE: Duration = Duration::from_secs(4);

/// A process that freezes within a transaction must not hold its rows for longer than its leases last.
const SETTINGS: &str = "SET application_name = 'wg-steward';
    SET idle_in_transaction_session_timeout = '5s';
    SET lock_timeout = '8s';
    SET statement_timeout = '15s'";

/// The channel on which processes notify each other of new jobs.
pub(in crate::store) const CHANNEL: &str = "wg_steward_jobs";

pub(super) async fn connect(
    url: &str,
    schema: impl AsyncFnOnce(&AnyPool) -> Result<(), StoreError>,
) -> Result<Connections, StoreError> {
    let server = Server::read(url)?;
    let options: AnyConnectOptions = url.parse()?;
    let opened = async {
        // A pool would retry until its timeout and then report only the timeout.
        server.reach().await?;
        let writer = told(WRITERS, PATIENCE).connect_with(options.clone()).await?;
        schema(&writer).await?;
        let readers = told(READERS, READ_PATIENCE).connect_with(options).await?;
        Ok(Connections { engine: Engine::Postgres, writer, readers, lock_file: None, server: Some(server.clone()) })
    };
    opened.await.map_err(|error: StoreError| error.while_reaching(&server.place()))
}

fn told(connections: u32, patience: Duration) -> sqlx::any::AnyPoolOptions {
    pool(connections, patience).after_connect(|connection, _| {
        Box::pin(async move {
            sqlx::raw_sql(SETTINGS).execute(connection).await?;
            Ok(())
        })
    })
}

/// The server's address, for further connections.
#[derive(Debug, Clone)]
pub(in crate::store) struct Server(PgConnectOptions);

impl Server {
    fn read(url: &str) -> Result<Self, StoreError> {
        PgConnectOptions::from_str(url).map(Self).map_err(|_| StoreError::Malformed)
    }

    /// The server at these options.
    pub(super) fn of(options: PgConnectOptions) -> Self {
        Self(options)
    }

    /// The address to show, without user and password.
    pub(super) fn place(&self) -> String {
        let Self(options) = self;
        let database = options.get_database().unwrap_or_default();
        format!("postgres://{}:{}/{database}", options.get_host(), options.get_port())
    }

    /// Checks that the server is reachable and accepts the credentials.
    async fn reach(&self) -> Result<(), StoreError> {
        let connected = async { sqlx::raw_sql(SETTINGS).execute(&mut self.0.connect().await?).await };
        match tokio::time::timeout(START_PATIENCE, connected).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(error.into()),
            Err(_) => {
                let silent = format!("no answer within {} ms", START_PATIENCE.as_millis());
                Err(sqlx::Error::Io(std::io::Error::new(std::io::ErrorKind::TimedOut, silent)).into())
            }
        }
    }

    /// A connection that receives the notifications of other processes.
    pub(in crate::store) async fn listen(&self) -> Result<PgListener, sqlx::Error> {
        let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(PATIENCE).max_lifetime(None);
        let mut listener = PgListener::connect_with(&pool.connect_with(self.0.clone()).await?).await?;
        listener.listen(CHANNEL).await?;
        Ok(listener)
    }
}
