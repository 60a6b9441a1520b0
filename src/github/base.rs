//! The root of the API, and which addresses belong to it: credentials are sent nowhere else.

use http::Uri;

use crate::domain::types::host::is_loopback;

use super::error::GitHubError;

/// The root of the API: `https://api.github.com`, or `https://ghe.example` with the prefix `/api/v3`.
pub(super) struct Base {
    origin: String,
    prefix: String,
}

impl Base {
    /// Reads an address from the configuration.
    pub(super) fn read(api_url: &str) -> Result<Self, GitHubError> {
        let wrong = || GitHubError::Misconfigured {
            what: "API address",
            why: "it has to look like `https://api.github.com` or `https://ghe.example/api/v3`".to_owned(),
        };
        let uri: Uri = api_url.trim().parse().map_err(|_| wrong())?;
        let origin = origin(&uri).ok_or_else(wrong)?;
        if uri.query().is_some() || origin.contains('@') {
            return Err(wrong());
        }
        if uri.scheme_str() == Some("http") && !uri.host().is_some_and(is_loopback) {
            let why = format!(
                "tokens sent to `{origin}` could be read on the way: write `https`, `http` is for this machine alone"
            );
            return Err(GitHubError::Misconfigured { what: "API address", why });
        }
        Ok(Self { origin, prefix: uri.path().trim_end_matches('/').to_owned() })
    }

    /// The address of a path below the root.
    pub(super) fn below(&self, path: &str) -> String {
        format!("{}{}{path}", self.origin, self.prefix)
    }

    /// The path and query of a link below the root, whatever its host.
    pub(super) fn local(&self, link: &str) -> Option<String> {
        let uri: Uri = link.parse().ok()?;
        let whole = uri.path_and_query()?.as_str();
        let below = whole.strip_prefix(&self.prefix).filter(|rest| rest.starts_with('/'));
        Some(below.unwrap_or(whole).to_owned())
    }

    /// The address that a redirect leads to, if that is on the same host.
    pub(super) fn same_host(&self, location: &str) -> Option<String> {
        let uri: Uri = location.parse().ok()?;
        let stays = uri.authority().is_none() || origin(&uri)? == self.origin;
        stays.then(|| uri.path_and_query().map(|whole| format!("{}{whole}", self.origin)))?
    }
}

fn origin(uri: &Uri) -> Option<String> {
    let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https"))?;
    Some(format!("{scheme}://{}", uri.authority()?.as_str().to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_stay_below_the_prefix_and_on_the_host() {
        let base = Base::read("https://GHE.example/api/v3/").unwrap();
        assert_eq!(base.below("/repos/a/b"), "https://ghe.example/api/v3/repos/a/b");
        let next = "https://ghe.example/api/v3/repositories/1/pulls/2/files?per_page=100&page=2";
        assert_eq!(base.local(next).unwrap(), "/repositories/1/pulls/2/files?per_page=100&page=2");
        assert_eq!(base.local("https://elsewhere.example/x?page=2").unwrap(), "/x?page=2");
        assert_eq!(base.same_host("https://elsewhere.example/x"), None);
        assert_eq!(base.same_host("http://ghe.example/x"), None);
        assert_eq!(base.same_host("/api/v3/repositories/1").unwrap(), "https://ghe.example/api/v3/repositories/1");
    }

    #[test]
    fn plain_http_is_for_this_machine_alone() {
        for address in ["http://127.0.0.1:8080", "http://localhost/api/v3", "http://[::1]:1", "https://ghe.example"] {
            assert!(Base::read(address).is_ok(), "{address}");
        }
        for address in ["http://api.github.com", "http://10.0.0.1:8080/api/v3", "HTTP://127.0.0.1.example"] {
            let error = Base::read(address).err().unwrap().to_string();
            assert!(error.contains("could be read on the way") && error.contains("write `https`"), "{error}");
        }
    }

    #[test]
    fn an_address_without_a_host_is_refused_with_an_example() {
        for address in ["", "api.github.com", "ftp://x", "https://user:secret@ghe.example", "https://x/?a=b"] {
            let error = Base::read(address).err().unwrap().to_string();
            assert!(error.contains("https://ghe.example/api/v3"), "{error}");
            assert!(!error.contains("secret"));
        }
    }
}
