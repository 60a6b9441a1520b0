//! Caches immutable objects: texts by blob, documents by tree, and comparisons of two commits. Bounded, and empty after
//! a restart.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::domain::types::ids::Sha;
use crate::github::comparison::Comparison;

/// The bytes of all texts: forty versions of an org file of a hundred kilobytes.
const TEXTS: usize = 4 * 1024 * 1024;
/// The paths in all trees together.
const PATHS: usize = 10_000;
/// The files in all comparisons together.
const FILES: usize = 5_000;

/// The cache of immutable objects.
pub(in crate::github) struct ImmutableCache {
    /// Texts by blob.
    pub(in crate::github) texts: WeightedLru<Sha, Arc<str>>,
    /// The documents of a tree: path and blob.
    pub(in crate::github) trees: WeightedLru<Sha, Arc<BTreeMap<String, Sha>>>,
    /// The comparison of the second commit with its merge base with the first.
    pub(in crate::github) comparisons: WeightedLru<(Sha, Sha), Arc<Comparison>>,
}

impl Default for ImmutableCache {
    fn default() -> Self {
        Self { texts: WeightedLru::new(TEXTS), trees: WeightedLru::new(PATHS), comparisons: WeightedLru::new(FILES) }
    }
}

/// A least-recently-used cache with a limit on the total weight.
pub(in crate::github) struct WeightedLru<K, V> {
    most: usize,
    weight: usize,
    turn: u64,
    kept: BTreeMap<K, Kept<V>>,
}

struct Kept<V> {
    value: V,
    weight: usize,
    wanted: u64,
}

impl<K: Ord + Clone, V: Clone> WeightedLru<K, V> {
    fn new(most: usize) -> Self {
        Self { most, weight: 0, turn: 0, kept: BTreeMap::new() }
    }

    /// Looks up a value and marks it as used.
    pub(in crate::github) fn find(&mut self, name: &K) -> Option<V> {
        self.turn += 1;
        let kept = self.kept.get_mut(name)?;
        kept.wanted = self.turn;
        Some(kept.value.clone())
    }

    /// Stores a value of this weight, unless it would take too large a share of the cache.
    pub(in crate::github) fn keep(&mut self, name: K, value: V, weight: usize) {
        if weight > self.most / 4 {
            return;
        }
        self.turn += 1;
        self.weight += weight;
        let former = self.kept.insert(name, Kept { value, weight, wanted: self.turn });
        self.weight -= former.map_or(0, |former| former.weight);
        while self.weight > self.most {
            let Some(oldest) = self.kept.iter().min_by_key(|(_, kept)| kept.wanted).map(|(name, _)| name.clone())
            else {
                return;
            };
            self.weight -= self.kept.remove(&oldest).map_or(0, |kept| kept.weight);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_wanted_last_stays() {
        let mut few = WeightedLru::new(12);
        for name in ["a", "b", "c", "d"] {
            few.keep(name, name.to_uppercase(), 3);
        }
        assert_eq!(few.find(&"a").as_deref(), Some("A"));
        few.keep("e", "E".to_owned(), 2);
        assert_eq!(few.kept.keys().collect::<Vec<_>>(), [&"a", &"c", &"d", &"e"]);
        assert_eq!(few.weight, 11);
    }

    #[test]
    fn a_thing_that_is_kept_twice_weighs_once_and_a_large_one_is_not_kept() {
        let mut few = WeightedLru::new(12);
        few.keep("a", 1, 3);
        few.keep("a", 2, 2);
        few.keep("large", 3, 4);
        assert_eq!((few.find(&"a"), few.find(&"large"), few.weight), (Some(2), None, 2));
    }
}
