//! What a check's mode makes of its result.

use crate::domain::policy::{Mode, Policy};
use crate::domain::pull::plan::{Check, Conclusion};

/// The check as the policy has it; `None` where it is off.
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
