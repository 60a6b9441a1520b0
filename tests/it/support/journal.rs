//! Requests and responses between the app and the sandbox, checked against GitHub's API description and our own
//! permissions.

use std::collections::BTreeSet;
use std::sync::Mutex;

use wg_steward::domain::types::app_permissions::PERMISSIONS;
use wg_steward::sandbox::{Exchange, Sandbox};

use super::rest_schema::RestSchema;

/// Checks each exchange of a sandbox once.
#[derive(Default)]
pub(crate) struct Auditor(Mutex<usize>);

impl Auditor {
    /// Fails for exchanges since the last call that GitHub's API does not have, or that no permission of ours covers.
    #[track_caller]
    pub(crate) fn hold(&self, github: &Sandbox) {
        let journal = github.journal();
        let mut seen = self.0.lock().unwrap();
        let fresh = &journal[*seen..];
        *seen = journal.len();
        let mut complaints: BTreeSet<String> = fresh.iter().filter_map(permission_complaint).collect();
        if let Some(schema) = RestSchema::load() {
            complaints.extend(fresh.iter().flat_map(|exchange| schema.check(exchange)));
        }
        assert!(complaints.is_empty(), "{}", complaints.into_iter().collect::<Vec<_>>().join("\n"));
    }
}

/// Every operation of an installation needs a permission that the app requests.
pub(crate) fn permission_complaint(exchange: &Exchange) -> Option<String> {
    let Exchange { method, path, .. } = exchange;
    let as_the_app = path == "/app" || path.starts_with("/app/") || path.ends_with("/installation");
    let mut covered = PERMISSIONS.iter().flat_map(|(_, _, uses)| uses.iter()).filter_map(|it| it.split_once(' '));
    let known = as_the_app || covered.any(|(verb, template)| verb == method && fits(template, path));
    (!known).then(|| format!("{method} {path}: no permission of `domain::permissions` covers this"))
}

/// Whether a path matches a template; only a repository's `{path}` spans several segments.
fn fits(template: &str, path: &str) -> bool {
    let (parts, segments): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    let fixed = parts.len() - usize::from(template.ends_with("{path}"));
    let same = |(part, segment): (&&str, &&str)| part.starts_with('{') || part == segment;
    let long_enough = if fixed < parts.len() { segments.len() > fixed } else { segments.len() == fixed };
    long_enough && parts[..fixed].iter().zip(&segments[..fixed]).all(same)
}
