//! Foundations whose governing repository has another name by now than their policy gives: what is done for them goes on
//! under the present name. What charters list is [`Ownership::listed_name`]'s part.
//!
//! [`Ownership::listed_name`]: crate::domain::governance::ownership::Ownership::listed_name

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tracing::warn;

use crate::domain::render;
use crate::domain::types::ids::RepoName;
use crate::policies::{Foundation, Foundations};
use crate::store::{Store, StoreError};

/// Knows present names. Clones share all.
#[derive(Debug, Clone)]
pub struct PresentNames {
    store: Store,
    foundations: Arc<Foundations>,
    /// By the present name of the governing repository.
    renamed: Arc<Mutex<BTreeMap<RepoName, Arc<Foundation>>>>,
}

impl PresentNames {
    pub(super) fn new(store: Store, foundations: Arc<Foundations>) -> Self {
        Self { store, foundations, renamed: Arc::default() }
    }

    /// All foundations, with what their policies should say instead.
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

    /// The same with its governing repository under its present name.
    pub(super) async fn of_organization(&self, organization: &str) -> Result<Option<Arc<Foundation>>, StoreError> {
        match self.listed(organization) {
            Some(foundation) => self.present(foundation).await.map(Some),
            None => Ok(None),
        }
    }

    /// A foundation with its governing repository under its present name.
    pub(super) async fn present(&self, foundation: &Arc<Foundation>) -> Result<Arc<Foundation>, StoreError> {
        let present = self.store.governing_name(&foundation.policy.governing.repository).await?;
        Ok(self.followed(foundation, present))
    }

    /// Not to another organization: charters without `org` mean that of the governing repository.
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
