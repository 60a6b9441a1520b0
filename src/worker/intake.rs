//! Accepts events from GitHub: a webhook, or a missed delivery from GitHub's list.

use tracing::{info, warn};

use crate::domain::policy::Policy;
use crate::domain::pull::event::{Event, EventKind, Named};
use crate::domain::pull::snapshot::CommandComment;
use crate::domain::types::ids::{DeliveryId, InstallationId};
use crate::github::GitHub;
use crate::policies::Foundation;
use crate::store::{Acceptance, Accepted, Naming, RecordSubject, Store, StoreError, Withdrawn};

use super::names::PresentNames;

/// Accepts events. Clones share their state.
#[derive(Clone)]
pub struct Intake {
    store: Store,
    github: GitHub,
    names: PresentNames,
}

/// An event as it was delivered.
#[derive(Debug, Clone)]
pub struct Delivered<'a> {
    /// GitHub's id of the delivery. The signature does not cover it.
    pub delivery: DeliveryId,
    /// The event's name, such as `pull_request`. The signature does not cover it either.
    pub event_name: &'a str,
    /// The SHA-256 of the signed body, in hex; `None` if the body itself was not received.
    pub digest: Option<String>,
}

/// The outcome for an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum TakenIn {
    /// GitHub has tested the endpoint.
    Ping,
    /// The event is stored and its jobs are ready; also if it was known and its jobs had failed permanently.
    New,
    /// The event was stored before; its jobs are done, running or waiting.
    Known,
    /// The event needs no work and is not stored.
    Ignored {
        /// The reason.
        why: &'static str,
    },
}

impl Intake {
    /// Creates an intake for these policies and this store.
    pub(super) fn new(store: Store, github: GitHub, names: PresentNames) -> Self {
        Self { store, github, names }
    }

    /// The current names of the governing repositories.
    pub fn names(&self) -> &PresentNames {
        &self.names
    }

    /// Stores an event that needs work. The event is on disk when this returns. Accepting the same delivery twice
    /// changes nothing.
    ///
    /// # Errors
    /// The store fails. Nothing was stored, and GitHub has to deliver the event again.
    pub async fn take_in(&self, delivered: Delivered<'_>, event: Event) -> Result<TakenIn, StoreError> {
        let Delivered { delivery, event_name, digest } = delivered;
        match &event.happening {
            EventKind::Ping => return Ok(TakenIn::Ping),
            EventKind::Nothing { why } => return Ok(TakenIn::Ignored { why }),
            EventKind::PullChanged { .. }
            | EventKind::Commented { .. }
            | EventKind::IssueOpened { .. }
            | EventKind::CheckWanted { .. }
            | EventKind::QueueTrial { .. }
            | EventKind::InstallationChanged
            | EventKind::Unsuspended
            | EventKind::Withdrawn { .. }
            | EventKind::Named(_)
            | EventKind::Pushed { .. } => {}
        }
        let account = event.account.as_deref().unwrap_or_default();
        let Some(foundation) = self.names.listed(account) else {
            info!(%delivery, "delivery ignored, organization not covered by a policy");
            return Ok(TakenIn::Ignored { why: "no policy covers this organization" });
        };
        if let Some(why) = unwanted(foundation, &event.happening) {
            return Ok(TakenIn::Ignored { why });
        }
        if !foundation.policy.is_organization(account, event.account_id) {
            warn!(%delivery, organization = account, id = event.account_id, "delivery refused, organization id differs from the policy");
            return Ok(TakenIn::Ignored { why: "the policy names another organization of this name" });
        }
        let present = self.names.present(foundation).await?;
        let targets = event.targets(&present.policy.governing.repository);
        if targets.is_empty() {
            return Ok(TakenIn::Ignored { why: "nothing to do" });
        }
        let head = event.head().cloned();
        let Event { installation, account, author, action, happening, .. } = event;
        let changes_tokens =
            matches!(happening, EventKind::InstallationChanged | EventKind::Unsuspended | EventKind::Withdrawn { .. });
        // The token of a removed installation can't be used any more.
        let is_gone = matches!(happening, EventKind::Withdrawn { repositories: None });
        let asking = installation.filter(|_| !is_gone);
        let told = comment(&happening);
        let naming = naming(&happening, [&foundation.policy, &present.policy]);
        let (event, author) = (event_name.to_owned(), author.unwrap_or_default());
        let accepted =
            Accepted { delivery, event, action, digest, installation: asking, author, targets, told, head, naming };
        // Before the delivery is stored: if the process dies in between, the delivery comes again.
        self.installed(installation, account.as_deref(), &happening).await?;
        let acceptance = self.store.accept(accepted).await?;
        // Once per event: sending one again does not cause new tokens to be fetched.
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

/// The comment of an event, and its pull request.
fn comment(happening: &EventKind) -> Option<(RecordSubject, CommandComment)> {
    match happening {
        EventKind::Commented { repository, number, told } => {
            Some((RecordSubject { repository: repository.clone(), number: *number }, told.clone()))
        }
        _ => None,
    }
}

impl Intake {
    /// Stores the consequences of a change of an installation. Doing it twice changes nothing. The worker asks GitHub
    /// before it deletes anything, so replaying an old webhook deletes nothing.
    async fn installed(
        &self,
        installation: Option<InstallationId>,
        account: Option<&str>,
        happening: &EventKind,
    ) -> Result<(), StoreError> {
        let Some(installation) = installation else { return Ok(()) };
        match happening {
            EventKind::Unsuspended => {
                let jobs = self.store.revive(installation).await?;
                info!(%installation, jobs, "installation unsuspended, dead jobs revived");
            }
            EventKind::Withdrawn { repositories } => {
                let of_account = || account.and_then(|account| account.parse().ok()).map(Withdrawn::Account);
                let from: Vec<_> = match repositories {
                    Some(repositories) => repositories.iter().cloned().map(Withdrawn::Repository).collect(),
                    None => of_account().into_iter().collect(),
                };
                self.store.withdraw(installation, from).await?;
            }
            _ => {}
        }
        Ok(())
    }
}

/// The current name of a repository. Takes the policy as written and the policy with current names: the former name may
/// be that of their governing repository. A repository transferred from elsewhere counts as new.
fn naming(happening: &EventKind, policies: [&Policy; 2]) -> Option<Naming> {
    let EventKind::Named(named) = happening else { return None };
    let former = named.former.clone().filter(|former| policies.iter().all(|policy| policy.covers(former.owner())));
    let governs = policies.iter().any(|policy| former.as_ref() == Some(&policy.governing.repository));
    Some(Naming { named: Named { former, ..named.clone() }, governs })
}

/// Why the policy ignores the event; `None` if it does not.
fn unwanted(foundation: &Foundation, happening: &EventKind) -> Option<&'static str> {
    let policy = &foundation.policy;
    match happening {
        EventKind::Commented { .. } if policy.commands.is_none() => Some("the policy allows no commands"),
        EventKind::IssueOpened { .. } if !policy.labels.issues => Some("the policy labels no issues"),
        _ => None,
    }
}
