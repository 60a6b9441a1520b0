//! Foundations whose governing repository was renamed since their policy was written: the work continues under its
//! current name. [`Ownership::listed_name`] does the same for repositories in charters.
//!
//! [`Ownership::listed_name`]: crate::domain::governance::ownership::Ownership::listed_name

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tracing::warn;

use crate::domain::render;
use crate::domain::types::ids::RepoName;
use crate::policies::{Foundation, Foundations};
use crate::store::{Store, StoreError};

/// Resolves current names. Clones share their state.
#[derive(Debug, Clone)]
pub struct PresentNames {
    store: Store,
    foundations: Arc<Foundations>,
    /// By the current name of the governing repository.
    renamed: Arc<Mutex<BTreeMap<RepoName, Arc<Foundation>>>>,
}

impl PresentNames {
    pub(super) fn new(store: Store, foundations: Arc<Foundations>) -> Self {
        Self { store, foundations, renamed: Arc::default() }
    }

    /// All foundations, each with the name that its policy should give instead, if any.
    ///
    /// # Errors
    /// The store fails.
    pub async fn all(&self) -> Result<Vec<(Arc<Foundation>, Option<String>)>, StoreError> {
        let mut all = Vec::new();
        for foundation in self.foundations.all_shared() {
            let listed = &foundation.policy.governing.repository;
            let present = self.store.governing_name(listed).await?;
            let change = present.as_ref().map(|present| render::renamed::policy(listed, present));
            all.push((self.followed(foundation, present), change));
        }
        Ok(all)
    }

    /// The foundation that covers an organization, as its policy is written.
    pub(super) fn listed(&self, organization: &str) -> Option<&Arc<Foundation>> {
        self.foundations.shared(organization)
    }

    /// The same, with the current name of its governing repository.
    pub(super) async fn of_organization(&self, organization: &str) -> Result<Option<Arc<Foundation>>, StoreError> {
        match self.listed(organization) {
            Some(foundation) => self.present(foundation).await.map(Some),
            None => Ok(None),
        }
    }

    /// A foundation with the current name of its governing repository.
    pub(super) async fn present(&self, foundation: &Arc<Foundation>) -> Result<Arc<Foundation>, StoreError> {
        let present = self.store.governing_name(&foundation.policy.governing.repository).await?;
        Ok(self.followed(foundation, present))
    }

    /// A transfer to another organization is not followed: charters without `org` refer to the organization of the
    /// governing repository.
    fn followed(&self, foundation: &Arc<Foundation>, present: Option<RepoName>) -> Arc<Foundation> {
        let listed = &foundation.policy.governing.repository;
        let Some(present) = present.filter(|present| present.belongs_to(listed.owner())) else {
            return Arc::clone(foundation);
        };
        let mut renamed = self.renamed.lock().unwrap_or_else(PoisonError::into_inner);
        let known = renamed.entry(present).or_insert_with_key(|present| {
            warn!(%listed, %present, "governing repository renamed: change `repository` in the policy");
            let mut followed = Foundation::clone(foundation);
            followed.policy.governing.repository = present.clone();
            Arc::new(followed)
        });
        Arc::clone(known)
    }
}
