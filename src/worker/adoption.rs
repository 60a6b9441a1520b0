//! Pull requests that are older than the app's installation. A first start must not request hundreds of reviews at
//! once:
//! reviews are requested on the next event of such a pull request, or if the operator configures it.

use crate::domain::pull::adoption::AdoptOpen;
use crate::domain::pull::snapshot::Snapshot;
use crate::store::Lease;

use super::Worker;
use super::run::RunError;

impl Worker {
    /// Marks the snapshot if the pull request is older than the installation and nothing has happened on it since.
    /// Returns whether there is anything to do.
    pub(super) async fn adopt(&self, lease: &Lease, snapshot: &mut Snapshot) -> Result<bool, RunError> {
        let (Some(installation), Some(number), Some(created)) =
            (snapshot.installation, snapshot.number, snapshot.created)
        else {
            return Ok(true);
        };
        if self.config.adopt_open == AdoptOpen::All {
            return Ok(true);
        }
        let known = self.store.adoption(installation, &snapshot.repository, number).await?;
        let since = match known.since {
            Some(since) => since,
            // A dry run does not record a start; it shows what a live start would do.
            None if self.config.dry_run => self.clock.now(),
            None => self.store.begin_live(installation).await?,
        };
        // GitHub reports whole seconds. A pull request created in the same second counts as newer.
        if created.0 >= since.0 - since.0.rem_euclid(1000) || known.adopted {
            return Ok(true);
        }
        if lease.is_event() {
            if !self.config.dry_run {
                self.store.adopt(&snapshot.repository, number).await?;
            }
            return Ok(true);
        }
        snapshot.is_older = true;
        Ok(self.config.adopt_open != AdoptOpen::None)
    }
}
