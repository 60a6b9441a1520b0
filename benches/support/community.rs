//! The governing documents of the community in `../shared/data`, and the policy that applies to them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use wg_steward::domain::policy::{self, Policy};
use wg_steward::folder::Folder;

/// Where they are; `None` if they are not there.
pub(crate) fn community() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/community");
    root.is_dir().then_some(root)
}

/// The policy of the foundation.
pub(crate) fn cloudfoundry() -> Policy {
    policy::parse(include_str!("../../policies/cloudfoundry/policy.yml")).expect("the policy is valid")
}

/// The governing documents of the foundation.
pub(crate) fn documents(root: &Path, policy: &Policy) -> BTreeMap<String, String> {
    let folder = Folder::open(root).expect("the folder can be listed");
    folder.documents(&policy.governing).expect("its documents can be read")
}
