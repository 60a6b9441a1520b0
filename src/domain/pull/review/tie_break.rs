//! The draw between equals. The pull request is its seed, so every run gives the same order.

use crate::domain::pull::snapshot::Snapshot;
use crate::domain::text::fingerprint::hash;
use crate::domain::types::reviewer::Reviewer;

/// The draw of one pull request.
pub(super) struct Draw {
    seed: String,
}

impl Draw {
    /// The draw whose seed is the pull request, independent of the spelling of its repository.
    pub(super) fn of(snapshot: &Snapshot) -> Self {
        Self { seed: format!("{}#{} ", snapshot.repository.key(), snapshot.number.unwrap_or_default()) }
    }

    /// A reviewer's position in the order; all orders are equally likely.
    pub(super) fn place(&self, reviewer: &Reviewer) -> u64 {
        mixed(hash(&(self.seed.clone() + &reviewer.key())))
    }
}

/// The finalizer of MurmurHash3: every bit of the result depends on every bit of the hash. Without it, the last letters
/// of the text would hardly affect the upper bits.
fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_many_pull_requests_everybody_comes_first_as_often() {
        let people = ["ann", "bob", "cid", "dan", "eve"].map(|login| Reviewer::Person(login.parse().unwrap()));
        let mut first = [0_u32; 5];
        for number in 1..=5000 {
            let mut snapshot = Snapshot::bare("acme/oven".parse().unwrap());
            snapshot.number = Some(number);
            let draw = Draw::of(&snapshot);
            let place = |index: &usize| draw.place(&people[*index]);
            first[(0..people.len()).min_by_key(place).unwrap()] += 1;
        }
        assert!(first.iter().all(|times| (900..=1100).contains(times)), "{first:?}");
    }
}
