//! What becomes of an event that is known to come from GitHub: by webhook, or read from GitHub's list of what was lost.

use std::sync::Arc;

use tracing::{info, warn};

use crate::domain::event::{Event, Happening};
use crate::domain::ids::DeliveryId;
use crate::github::GitHub;
use crate::policies::{Foundation, Foundations};
use crate::store::{Acceptance, Accepted, Store, StoreError, Subject, Withdrawn};

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
            Happening::InstallationChanged | Happening::Unsuspended | Happening::Withdrawn { .. } => {
                match event.installation {
                    Some(installation) => self.github.forget(installation),
                    None => self.github.forget_tokens(),
                }
            }
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
        if !foundation.policy.is_organization(account, event.account_id) {
            warn!(%delivery, organization = account, id = event.account_id, "webhook refused: the policy has another id");
            return Ok(TakenIn::Ignored { why: "the policy names another organization of this name" });
        }
        let targets = event.targets(&foundation.policy.governing.repository);
        if targets.is_empty() {
            return Ok(TakenIn::Ignored { why: "nothing to do" });
        }
        let head = event.head().cloned();
        let event = self.installed(event).await?;
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

impl Intake {
    /// Keeps what follows from a change of an installation, before its webhook is kept: if the process dies in between, the
    /// webhook comes again.
    async fn installed(&self, event: Event) -> Result<Event, StoreError> {
        let Some(installation) = event.installation else { return Ok(event) };
        match &event.happening {
            Happening::Unsuspended => {
                let jobs = self.store.revive(installation).await?;
                info!(%installation, jobs, "installation unsuspended: what was given up meanwhile is done");
            }
            Happening::Withdrawn { repositories } => {
                let account =
                    || event.account.as_deref().and_then(|account| account.parse().ok()).map(Withdrawn::Account);
                let from: Vec<_> = match repositories {
                    Some(repositories) => repositories.iter().cloned().map(Withdrawn::Repository).collect(),
                    None => account().into_iter().collect(),
                };
                self.store.withdraw(installation, from).await?;
            }
            _ => {}
        }
        // Nobody can ask by an installation that is gone.
        let is_gone = matches!(event.happening, Happening::Withdrawn { repositories: None });
        Ok(Event { installation: event.installation.filter(|_| !is_gone), ..event })
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
