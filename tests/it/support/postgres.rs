//! Temporary PostgreSQL servers, from the installed binaries; all tests share one of them.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use sqlx::{Connection, Executor, PgConnection, SqlSafeStr};
use tempfile::TempDir;

/// A marker that is easy to find where it must not be.
pub(crate) const PASSWORD: &str = "marker-database-password-0815";

/// Ends the server on request, or when the process that started it is gone; removes the folder, if one is named.
const GUARD: &str = r#"
    trap 'kill -QUIT "$server"' TERM
    folder=$0
    "$@" & server=$!
    wait "$server" || wait "$server"
    [ -z "$folder" ] || rm -rf "$folder"
"#;

/// A server with its own data folder.
pub(crate) struct Postgres {
    folder: TempDir,
    port: u16,
    server: Option<Child>,
    /// Whether its folder is removed with it.
    is_shared: bool,
}

/// The address of a new, empty database on the server that all tests share.
pub(crate) async fn database() -> String {
    static SHARED: OnceLock<u16> = OnceLock::new();
    let port = *SHARED.get_or_init(shared);
    create(port).await
}

/// A server that ends with the process of the tests: its parent is a thread that does not end earlier.
fn shared() -> u16 {
    let (told, port) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let server = Postgres::found(true);
        told.send(server.port).unwrap();
        loop {
            std::thread::park();
        }
    });
    port.recv().expect("PostgreSQL can't be started: the test's output says why")
}

impl Postgres {
    /// A new server on its own port.
    pub(crate) fn new() -> Self {
        Self::found(false)
    }

    fn found(is_shared: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let password = folder.path().join("password");
        std::fs::write(&password, PASSWORD).unwrap();
        own(folder.path());
        let data = folder.path().join("data");
        let made = as_owner("initdb")
            .args(["--username=steward", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"])
            .arg(format!("--pwfile={}", password.display()))
            .arg(&data)
            .output()
            .expect("`initdb` can't be run: install Debian's package `postgresql`");
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut server = Self { folder, port, server: None, is_shared };
        server.start();
        server
    }

    /// Starts it again with the same data.
    pub(crate) fn start(&mut self) {
        assert!(self.server.is_none(), "it runs");
        let settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "max_connections=200"];
        let mut server = as_owner("sh");
        server.args(["-c", GUARD]).arg(if self.is_shared { self.folder.path().as_os_str() } else { "".as_ref() });
        server.arg(binary("postgres")).arg("-D").arg(self.folder.path().join("data"));
        server.args(["-p", &self.port.to_string()]).args(settings.iter().flat_map(|setting| ["-c", *setting]));
        let mut child = server.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = Vec::new();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        loop {
            let line = lines.next().unwrap_or_else(|| panic!("PostgreSQL does not start:\n{}", said.join("\n")));
            if line.contains("ready to accept connections") {
                break;
            }
            said.push(line);
        }
        std::thread::spawn(move || lines.for_each(drop));
        self.server = Some(child);
    }

    /// Stops it at once: connections break.
    pub(crate) fn stop(&mut self) {
        let Some(mut server) = self.server.take() else { return };
        _ = Command::new("sh").args(["-c", "kill -TERM \"$0\"", &server.id().to_string()]).status();
        server.wait().unwrap();
    }

    /// The address of a new, empty database on it.
    pub(crate) async fn database(&self) -> String {
        create(self.port).await
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.stop();
    }
}

async fn create(port: u16) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let name = format!("steward_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let address = |database: &str| format!("postgres://steward:{PASSWORD}@127.0.0.1:{port}/{database}");
    let mut connection = PgConnection::connect(&address("postgres")).await.unwrap();
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    connection.execute(create.into_sql_str()).await.unwrap();
    connection.close().await.unwrap();
    address(&name)
}

/// A command run by the owner of the data: PostgreSQL refuses to run as root. It ends when the thread that started it
/// does.
fn as_owner(program: &str) -> Command {
    let mut command = Command::new("setpriv");
    command.arg("--pdeathsig=TERM");
    if is_root() {
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups"]);
    }
    command.arg(if program == "sh" { program.into() } else { binary(program) });
    command.current_dir("/").stdin(Stdio::null());
    command
}

fn own(folder: &Path) {
    if is_root() {
        let owned = Command::new("chown").args(["-R", "postgres:"]).arg(folder).status();
        assert!(owned.unwrap().success(), "there is no user `postgres`: install Debian's package `postgresql`");
    }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}

/// Debian does not add them to the path.
fn binary(program: &str) -> PathBuf {
    let folders = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = folders.map(|version| version.path().join("bin").join(program)).collect();
    found.retain(|path| path.exists());
    found.sort();
    found.pop().unwrap_or_else(|| program.into())
}
