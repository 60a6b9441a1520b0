//! Outgoing connections: direct, or through the proxy in `HTTPS_PROXY` and `NO_PROXY`, which are read as curl reads
//! them.
//!
//! The proxy opens a tunnel (`CONNECT`) and sees neither requests nor tokens. Addresses on this machine are always
//! reached directly. An invalid proxy setting is an error at the start.
//! directly. A proxy that can't be used is refused at the start: it was meant to be used.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tower_service::Service;

use crate::domain::types::host::is_loopback;

use super::error::GitHubError;

/// Opens connections, below TLS.
#[derive(Clone)]
pub(super) struct Outward {
    direct: HttpConnector,
    proxies: Arc<Matcher>,
}

type Failure = Box<dyn Error + Send + Sync>;
type Connecting = Pin<Box<dyn Future<Output = Result<TokioIo<TcpStream>, Failure>> + Send>>;

impl Outward {
    /// The connector for the environment of this process.
    pub(super) fn of_this_process() -> Result<Self, GitHubError> {
        let first = |names: &[&str]| names.iter().find_map(|name| std::env::var(name).ok()).unwrap_or_default();
        let proxy = first(&["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]);
        Self::through(proxy.trim(), &first(&["NO_PROXY", "no_proxy"]))
    }

    /// Uses `proxy`, unless it is empty or `except` lists the host.
    fn through(proxy: &str, except: &str) -> Result<Self, GitHubError> {
        let matcher = |except: &str| Matcher::builder().https(proxy.to_owned()).no(except.to_owned()).build();
        let found = matcher("").intercept(&Uri::from_static("https://api.github.com"));
        let is_usable = found.is_some_and(|found| is_usable(found.uri()));
        if !proxy.is_empty() && !is_usable {
            let why = "`HTTPS_PROXY` (or `ALL_PROXY`) has to look like `http://proxy.example:3128`, with user and password if the \
                proxy wants them; unset it to go without, or name the API's host in `NO_PROXY`";
            return Err(GitHubError::Misconfigured { what: "proxy", why: why.to_owned() });
        }
        let mut direct = HttpConnector::new();
        // The connection carries TLS.
        direct.enforce_http(false);
        direct.set_nodelay(true);
        Ok(Self { direct, proxies: Arc::new(matcher(except)) })
    }

    fn proxy(&self, to: &Uri) -> Option<Intercept> {
        let is_near = to.host().is_none_or(is_loopback);
        if is_near { None } else { self.proxies.intercept(to) }
    }
}

/// Whether it is an HTTP address with a host and a valid port.
fn is_usable(proxy: &Uri) -> bool {
    let host = proxy.host().unwrap_or_default();
    let has_port = proxy.port_u16().is_some() || proxy.authority().is_some_and(|all| all.as_str() == host);
    proxy.scheme_str() == Some("http") && !host.is_empty() && has_port
}

impl Service<Uri> for Outward {
    type Response = TokioIo<TcpStream>;
    type Error = Failure;
    type Future = Connecting;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Failure>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, to: Uri) -> Connecting {
        let mut direct = self.direct.clone();
        let Some(proxy) = self.proxy(&to) else { return Box::pin(async move { Ok(direct.call(to).await?) }) };
        let tunnel = Tunnel::new(proxy.uri().clone(), direct);
        let mut tunnel = match proxy.basic_auth() {
            Some(secret) => tunnel.with_auth(secret.clone()),
            None => tunnel,
        };
        Box::pin(async move { Ok(tunnel.call(to).await?) })
    }
}

/// **Invariant:** the proxy's password is not shown.
impl fmt::Debug for Outward {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outward").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    const GITHUB: &str = "https://api.github.com/app";

    /// A proxy that opens one tunnel; returns the request and the tunneled data.
    async fn proxied(proxy: TcpListener) -> (String, String) {
        let (mut peer, _) = proxy.accept().await.unwrap();
        let (mut asked, mut byte) = (Vec::new(), [0]);
        while !asked.ends_with(b"\r\n\r\n") {
            peer.read_exact(&mut byte).await.unwrap();
            asked.push(byte[0]);
        }
        peer.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        let mut through = [0; 5];
        peer.read_exact(&mut through).await.unwrap();
        (String::from_utf8(asked).unwrap().to_lowercase(), String::from_utf8(through.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_proxy_makes_a_tunnel_and_sees_the_host_alone() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://steward:hush@{}", listener.local_addr().unwrap());
        let mut outward = Outward::through(&address, "ghe.example").unwrap();
        let proxy = tokio::spawn(proxied(listener));
        let mut stream = outward.call(GITHUB.parse().unwrap()).await.unwrap().into_inner();
        stream.write_all(b"hello").await.unwrap();
        let (asked, through) = proxy.await.unwrap();
        assert!(asked.starts_with("connect api.github.com:443 http/1.1\r\n"), "{asked}");
        assert!(asked.contains("proxy-authorization: basic ") && !asked.contains("/app"), "{asked}");
        assert_eq!(through, "hello");
        assert!(!format!("{outward:?}").contains("hush"));
    }

    #[tokio::test]
    async fn what_no_proxy_names_and_this_machine_are_reached_directly() {
        let outward = Outward::through("http://proxy.example:3128", "ghe.example, 10.0.0.0/8").unwrap();
        let way = |to: &str| outward.proxy(&to.parse().unwrap()).map(|proxy| proxy.uri().to_string());
        assert_eq!(way(GITHUB).unwrap(), "http://proxy.example:3128/");
        for direct in [
            "https://ghe.example/api/v3",
            "https://api.ghe.example",
            "https://10.1.2.3",
            "https://localhost:1",
            "http://127.0.0.1",
        ] {
            assert_eq!(way(direct), None, "{direct}");
        }
        let none = Outward::through("", "").unwrap();
        assert!(none.proxy(&GITHUB.parse().unwrap()).is_none());
    }

    #[tokio::test]
    async fn a_proxy_that_can_not_be_used_is_refused_with_the_way_out() {
        for proxy in ["https://proxy.example:3128", "socks5://proxy.example", "http://", "http://user:hush@:99999"] {
            let error = Outward::through(proxy, "").unwrap_err().to_string();
            assert!(error.contains("HTTPS_PROXY") && error.contains("http://proxy.example:3128"), "{error}");
            assert!(!error.contains("hush"), "{error}");
        }
    }
}
