//! A PostgreSQL server on another machine has to prove its identity. Otherwise an attacker on the network could read
//! the data and the password.

use std::path::Path;
use std::str::FromStr;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use tracing::warn;

use crate::domain::types::host::is_loopback;
use crate::store::engine::Engine;
use crate::store::error::StoreError;

use super::engine;
use super::postgres::Server;

/// Where systems keep their trusted certificate authorities in one file.
const BUNDLES: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// The names that sqlx accepts for each parameter.
const MODE: &[&str] = &["sslmode", "ssl-mode"];
const ROOTS: &[&str] = &["sslrootcert", "ssl-root-cert", "ssl-ca"];

/// The address to open, given the operator's `url`: the identity of a server on another machine is verified, unless
/// `unverified` is set.
///
/// A file, a Unix socket and a server on this machine are left unchanged. Without `sslmode` the mode is `verify-full`,
/// with the certificate authorities of this system and Mozilla's; weaker modes are refused.
///
/// # Errors
/// [`StoreError::Unverified`] for a weaker mode; [`StoreError::Address`] and [`StoreError::Malformed`] for an invalid
/// address.
pub fn verified(url: &SecretString, unverified: bool) -> Result<SecretString, StoreError> {
    match engine(url)? {
        Engine::Sqlite => Ok(url.clone()),
        Engine::Postgres => {
            server(url.expose_secret(), unverified, &Environment::of_this_process()).map(SecretString::from)
        }
    }
}

/// The settings that sqlx takes from the environment if the address lacks them.
struct Environment {
    has_mode: bool,
    has_roots: bool,
    /// A file with the certificate authorities that this system trusts.
    bundle: Option<String>,
}

impl Environment {
    fn of_this_process() -> Self {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let named = std::env::var("SSL_CERT_FILE").ok();
        let mut bundles = named.into_iter().chain(BUNDLES.map(str::to_owned));
        let bundle = bundles.find(|path| Path::new(path).is_file()).filter(|path| is_usable(path));
        Self { has_mode: is_set("PGSSLMODE"), has_roots: is_set("PGSSLROOTCERT"), bundle }
    }
}

/// Whether every certificate in a file is valid: sqlx rejects the whole file otherwise.
fn is_usable(path: &str) -> bool {
    let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let usable = read.is_ok_and(|all| {
        let mut store = RootCertStore::empty();
        !all.is_empty() && all.into_iter().all(|authority| store.add(authority).is_ok())
    });
    if !usable {
        warn!(file = path, "system certificates not readable, using Mozilla's");
    }
    usable
}

fn server(url: &str, unverified: bool, environment: &Environment) -> Result<String, StoreError> {
    let options = PgConnectOptions::from_str(url).map_err(|_| StoreError::Malformed)?;
    let host = options.get_host();
    if options.get_socket().is_some() || host.starts_with('/') || is_loopback(host) {
        return Ok(url.to_owned());
    }
    let said = environment.has_mode || has(url, MODE);
    match (options.get_ssl_mode(), said) {
        (PgSslMode::VerifyFull | PgSslMode::VerifyCa, _) => with_roots(url.to_owned(), environment),
        (_, true) if unverified => Ok(url.to_owned()),
        (_, false) if unverified => with(url, "sslmode", "require"),
        (mode, true) => Err(StoreError::Unverified { place: Server::of(options).place(), mode: word(mode) }),
        (_, false) => {
            let strict = with_roots(with(url, "sslmode", "verify-full")?, environment)?;
            let read = PgConnectOptions::from_str(&strict).map_err(|_| StoreError::Malformed)?;
            match read.get_ssl_mode() {
                PgSslMode::VerifyFull => Ok(strict),
                _ => Err(StoreError::Malformed),
            }
        }
    }
}

/// Adds the system's authorities, unless others are configured; sqlx includes Mozilla's.
fn with_roots(url: String, environment: &Environment) -> Result<String, StoreError> {
    match &environment.bundle {
        Some(bundle) if !environment.has_roots && !has(&url, ROOTS) => with(&url, "sslrootcert", bundle),
        _ => Ok(url),
    }
}

/// Whether an address has one of these parameters.
fn has(url: &str, names: &[&str]) -> bool {
    let parameters = url.split_once('?').map_or("", |(_, parameters)| parameters);
    form_urlencoded::parse(parameters.as_bytes()).any(|(name, _)| names.contains(&&*name))
}

/// The address with one more parameter. A `#` ends the part that is read; a valid address has none.
fn with(url: &str, name: &str, value: &str) -> Result<String, StoreError> {
    if url.contains('#') {
        return Err(StoreError::Malformed);
    }
    let sign = if url.contains('?') { '&' } else { '?' };
    Ok(format!("{url}{sign}{name}={}", utf8_percent_encode(value, NON_ALPHANUMERIC)))
}

fn word(mode: PgSslMode) -> &'static str {
    match mode {
        PgSslMode::Disable => "disable",
        PgSslMode::Allow => "allow",
        PgSslMode::Prefer => "prefer",
        PgSslMode::Require => "require",
        PgSslMode::VerifyCa => "verify-ca",
        PgSslMode::VerifyFull => "verify-full",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: Environment = Environment { has_mode: false, has_roots: false, bundle: None };

    #[test]
    fn a_server_on_another_machine_is_verified_unless_somebody_says_otherwise() {
        let far = "postgres://u:hush@db.example:5432/it";
        assert_eq!(server(far, false, &PLAIN).unwrap(), format!("{far}?sslmode=verify%2Dfull"));
        let more = format!("{far}?application_name=x");
        assert_eq!(server(&more, false, &PLAIN).unwrap(), format!("{more}&sslmode=verify%2Dfull"));
        for strict in ["verify-full", "verify-ca"] {
            let url = format!("{far}?sslmode={strict}");
            assert_eq!(server(&url, false, &PLAIN).unwrap(), url);
        }
        for weak in ["disable", "allow", "prefer", "require"] {
            let url = format!("{far}?sslmode={weak}");
            let error = server(&url, false, &PLAIN).unwrap_err().to_string();
            assert!(
                error.contains(&format!("`sslmode={weak}`")) && error.contains("postgres://db.example:5432/it"),
                "{error}"
            );
            assert!(error.contains("sslmode=verify-full") && error.contains("--database-unverified"), "{error}");
            assert!(!error.contains("hush"), "{error}");
            assert_eq!(server(&url, true, &PLAIN).unwrap(), url, "who says so may");
        }
        assert_eq!(server(far, true, &PLAIN).unwrap(), format!("{far}?sslmode=require"));
    }

    #[test]
    fn this_machine_and_its_sockets_need_no_certificate() {
        for near in [
            "postgres://u@localhost/it",
            "postgres://u@127.0.0.1:5433/it?sslmode=disable",
            "postgres://u@[::1]/it",
            "postgres:///it?host=/var/run/postgresql",
            "postgres://u@%2Fvar%2Frun%2Fpostgresql/it",
        ] {
            assert_eq!(server(near, false, &PLAIN).unwrap(), near);
        }
        let hidden = "postgres://u@localhost/it?host=db.example";
        assert!(server(hidden, false, &PLAIN).unwrap().ends_with("&sslmode=verify%2Dfull"), "the host that counts");
    }

    #[test]
    fn the_systems_authorities_are_taken_unless_others_are_named() {
        let system = |has_roots| Environment { has_roots, bundle: Some("/etc/ssl/ca.pem".to_owned()), ..PLAIN };
        let far = "postgres://u@db.example/it";
        let all = format!("{far}?sslmode=verify%2Dfull&sslrootcert=%2Fetc%2Fssl%2Fca%2Epem");
        assert_eq!(server(far, false, &system(false)).unwrap(), all);
        assert_eq!(server(far, false, &system(true)).unwrap(), format!("{far}?sslmode=verify%2Dfull"), "PGSSLROOTCERT");
        let own = format!("{far}?sslmode=verify-full&sslrootcert=/own.pem");
        assert_eq!(server(&own, false, &system(false)).unwrap(), own);
    }

    #[test]
    fn what_stands_behind_a_hash_sign_hides_no_parameter() {
        for odd in ["postgres://u:pa#ss@db.example/it", "postgres://u@db.example/it#?sslmode=verify-full"] {
            assert!(server(odd, false, &PLAIN).is_err(), "{odd}");
        }
    }
}
