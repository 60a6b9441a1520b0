//! The permissions requested for an installation's token: those that the calls need. Permissions that only subscribe to
//! webhooks or were granted earlier are left out.
//!
//! Tokens are not limited to one repository. A run also reads the governing repository, a sweep lists all repositories,
//! and each first call per repository and hour would need one more request, which would delay a check. The gain would
//! be small: an attacker who can read tokens from this process can also read the app's key, which creates any token.

use std::collections::BTreeMap;

use crate::domain::types::app_permissions::{EVENTS, PERMISSIONS};

/// Permissions by name, each with its access.
pub(super) type Wanted = BTreeMap<&'static str, &'static str>;

/// All permissions that the calls need.
pub(super) fn wanted() -> Wanted {
    let by_calls = PERMISSIONS.iter().filter(|(_, _, uses)| uses.iter().any(|it| !EVENTS.contains(it)));
    by_calls.map(|(name, access, _)| (*name, *access)).collect()
}

/// The granted part of these permissions.
pub(super) fn within(granted: &BTreeMap<String, String>) -> Wanted {
    let lesser = |(name, access)| {
        let most = granted.get(name)?.as_str();
        Some((name, if most == "read" { "read" } else { access }))
    };
    wanted().into_iter().filter_map(lesser).collect()
}

/// The permissions that were not granted, in GitHub's spelling.
pub(super) fn missing(granted: &BTreeMap<String, String>) -> Vec<String> {
    let within = within(granted);
    let lacking = wanted().into_iter().filter(|(name, access)| within.get(name) != Some(access));
    lacking.map(|(name, access)| format!("{name}: {access}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_asked_for_what_calls_take_and_no_more() {
        let all = wanted();
        let named: Vec<_> = all.iter().map(|(name, access)| format!("{name}: {access}")).collect();
        assert!(
            named.contains(&"checks: write".to_owned()) && named.contains(&"contents: read".to_owned()),
            "{named:?}"
        );
        assert!(!all.contains_key("merge_queues"), "that is for hearing of merge queues: {named:?}");
        assert!(all.len() + 1 >= PERMISSIONS.len(), "{named:?}");
    }

    #[test]
    fn what_was_not_granted_is_left_out_and_named() {
        let granted = [("checks", "read"), ("contents", "write"), ("metadata", "read"), ("actions", "write")];
        let granted = granted.map(|(name, access)| (name.to_owned(), access.to_owned())).into();
        assert_eq!(within(&granted), BTreeMap::from([("checks", "read"), ("contents", "read"), ("metadata", "read")]));
        let missing = missing(&granted);
        assert!(
            missing.contains(&"checks: write".to_owned()) && missing.contains(&"issues: write".to_owned()),
            "{missing:?}"
        );
        assert!(!missing.iter().any(|it| it.starts_with("contents")), "{missing:?}");
    }
}
