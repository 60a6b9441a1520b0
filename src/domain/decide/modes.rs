//! Applies a check's mode to its result.

use crate::domain::policy::{Mode, Policy};
use crate::domain::pull::plan::{Check, Conclusion};

/// The check in the mode that the policy sets; `None` if it is off.
pub(super) fn moded(mut check: Check, policy: &Policy) -> Option<Check> {
    match policy.mode(&check.name) {
        Mode::Off => None,
        Mode::Enforce => Some(check),
        Mode::Shadow => {
            check.conclusion = check.conclusion.min(Conclusion::Neutral);
            Some(check)
        }
    }
}
