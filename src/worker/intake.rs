//! What becomes of an event that is known to come from GitHub: by webhook, or read from GitHub's list of what was lost.

use std::sync::Arc;

use tracing::info;

use crate::domain::event::{Event, Happening};
use crate::domain::ids::DeliveryId;
use crate::github::GitHub;
use crate::policies::{Foundation, Foundations};
use crate::store::{Acceptance, Accepted, Store, StoreError, Subject};

/// Takes events in. Clones share all.
#[derive(Clone)]
pub struct Intake {
    store: Store,
    github: GitHub,
    foundations: Arc<Foundations>,
}

/// What became of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum TakenIn {
    /// GitHub has tested whether somebody listens.
    Ping,
    /// It is stored, and its targets are ready: also where it was known, and its work had been given up.
    New,
    /// It was stored before, and its work is done or still to come.
    Known,
    /// It makes no work, and is not stored.
    Ignored {
        /// Why not.
        why: &'static str,
    },
}

impl Intake {
    /// By these policies, into this store.
    pub fn new(store: Store, github: GitHub, foundations: Arc<Foundations>) -> Self {
        Self { store, github, foundations }
    }

    /// Stores what makes work. It is on disk when this returns; the same delivery a second time changes nothing.
    ///
    /// # Errors
    /// The store fails: nothing was kept, it has to come again.
    pub async fn take_in(&self, delivery: DeliveryId, event_name: &str, event: Event) -> Result<TakenIn, StoreError> {
        match &event.happening {
            Happening::Ping => return Ok(TakenIn::Ping),
            Happening::InstallationChanged => match event.installation {
                Some(installation) => self.github.forget(installation),
                None => self.github.forget_tokens(),
            },
            Happening::Nothing { why } => return Ok(TakenIn::Ignored { why }),
            Happening::PullChanged { .. }
            | Happening::Commented { .. }
            | Happening::IssueOpened { .. }
            | Happening::CheckWanted { .. }
            | Happening::QueueTrial { .. }
            | Happening::Pushed { .. } => {}
        }
        let account = event.account.as_deref().unwrap_or_default();
        let Some(foundation) = self.foundations.for_organization(account) else {
            info!(%delivery, "webhook of an organization that no policy covers");
            return Ok(TakenIn::Ignored { why: "no policy covers this organization" });
        };
        if let Some(why) = unwanted(foundation, &event.happening) {
            return Ok(TakenIn::Ignored { why });
        }
        let targets = event.targets(&foundation.policy.governing.repository);
        if targets.is_empty() {
            return Ok(TakenIn::Ignored { why: "nothing to do" });
        }
        let head = event.head().cloned();
        let Event { installation, action, happening, .. } = event;
        let told = match happening {
            Happening::Commented { repository, number, told } => Some((Subject { repository, number }, told)),
            _ => None,
        };
        let event = event_name.to_owned();
        let accepted = Accepted { delivery, event, action, installation, targets, told, head };
        Ok(match self.store.accept(accepted).await? {
            Acceptance::New | Acceptance::RunAgain => TakenIn::New,
            Acceptance::Duplicate => TakenIn::Known,
        })
    }
}

/// Why the policy does not want it, if it does not.
fn unwanted(foundation: &Foundation, happening: &Happening) -> Option<&'static str> {
    let policy = &foundation.policy;
    match happening {
        Happening::Commented { .. } if policy.commands.is_none() => Some("the policy takes no commands"),
        Happening::IssueOpened { .. } if !policy.labels.issues => Some("the policy labels no issues"),
        _ => None,
    }
}
