//! Tests the guard that checks every call of every story against the permissions in `app-manifest.yml`.

use std::collections::BTreeMap;

use wg_steward::sandbox::Exchange;

use crate::support::journal::permission_complaint;

fn call(method: &str, path: &str) -> Exchange {
    Exchange {
        method: method.to_owned(),
        path: path.to_owned(),
        query: BTreeMap::new(),
        request_headers: BTreeMap::new(),
        request_body: None,
        status: 200,
        response_headers: BTreeMap::new(),
        response_body: None,
        faulted: false,
    }
}

#[test]
fn a_call_that_no_permission_covers_is_caught_in_every_story() {
    for (method, path) in [
        ("PUT", "/repos/acme/boiler/contents/README.md"),
        ("PUT", "/repos/acme/boiler/pulls/1/merge"),
        ("DELETE", "/repos/acme/boiler"),
        ("GET", "/repos/acme/boiler/actions/secrets"),
        ("GET", "/orgs/acme/members"),
        ("POST", "/repos/acme/boiler/issues"),
        ("PATCH", "/repos/acme/boiler/pulls/1"),
    ] {
        let complaint = permission_complaint(&call(method, path));
        assert!(complaint.is_some_and(|words| words.contains("no permission")), "{method} {path}");
    }
    assert_eq!(permission_complaint(&call("GET", "/repos/acme/boiler/pulls/1")), None);
    assert_eq!(permission_complaint(&call("POST", "/app/installations/1/access_tokens")), None);
}
