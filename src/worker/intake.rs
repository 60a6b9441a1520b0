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

/// How an event came.
#[derive(Debug, Clone)]
pub struct Delivered<'a> {
    /// GitHub's id of the delivery, which is not signed.
    pub delivery: DeliveryId,
    /// The event's name, as `pull_request`. It is not signed, either.
    pub event_name: &'a str,
    /// The SHA-256 of the signed body, in hex; `None` where the body itself did not come.
    pub digest: Option<String>,
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
    pub async fn take_in(&self, delivered: Delivered<'_>, event: Event) -> Result<TakenIn, StoreError> {
        let Delivered { delivery, event_name, digest } = delivered;
        match &event.happening {
            Happening::Ping => return Ok(TakenIn::Ping),
            Happening::Nothing { why } => return Ok(TakenIn::Ignored { why }),
            Happening::PullChanged { .. }
            | Happening::Commented { .. }
            | Happening::IssueOpened { .. }
            | Happening::CheckWanted { .. }
            | Happening::QueueTrial { .. }
            | Happening::InstallationChanged
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
        let Event { installation, author, action, happening, .. } = event;
        let changes_tokens = happening == Happening::InstallationChanged;
        let told = match happening {
            Happening::Commented { repository, number, told } => Some((Subject { repository, number }, told)),
            _ => None,
        };
        let (event, author) = (event_name.to_owned(), author.unwrap_or_default());
        let accepted = Accepted { delivery, event, action, digest, installation, author, targets, told, head };
        let acceptance = self.store.accept(accepted).await?;
        // Once for each such event: whoever sends one again makes nobody fetch new tokens.
        if changes_tokens && acceptance == Acceptance::New {
            match installation {
                Some(installation) => self.github.forget(installation),
                None => self.github.forget_tokens(),
            }
        }
        Ok(match acceptance {
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
