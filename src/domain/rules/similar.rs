//! Finds the rules that an unknown id may mean.

use crate::domain::diagnostics::finding::Rule;
use crate::domain::text::did_you_mean::nearest;

/// How many are named at most.
const MAX: usize = 3;

/// The rules with ids similar to `word`, at most three: the next one of its family, those with similar letters, or else
/// those of its family with the closest numbers. Empty if no id is similar.
pub fn similar(word: &str) -> Vec<Rule> {
    let family = in_family(word);
    let next = family.iter().filter(|(distance, _)| *distance <= 1).map(|(_, rule)| *rule);
    let mut found: Vec<_> = next.collect();
    for rule in nearest(word, Rule::ALL.iter().map(|rule| (rule.id().to_owned(), *rule))) {
        if !found.contains(&rule) {
            found.push(rule);
        }
    }
    if found.is_empty() {
        found.extend(family.into_iter().map(|(_, rule)| rule));
    }
    found.truncate(MAX);
    found
}

/// The rules of the family, closest number first, each with its distance.
fn in_family(word: &str) -> Vec<(u64, Rule)> {
    let word = word.to_ascii_uppercase();
    let Some((letter, number)) = parts(&word) else { return Vec::new() };
    let distance = |rule: &Rule| {
        let (family, other) = parts(rule.id())?;
        (family == letter).then(|| other.abs_diff(number))
    };
    let mut found: Vec<_> = Rule::ALL.iter().filter_map(|rule| Some((distance(rule)?, *rule))).collect();
    found.sort();
    found
}

/// A letter and a number; a missing number counts as 0.
fn parts(id: &str) -> Option<(char, u64)> {
    let letter = id.chars().next()?;
    let digits = id.get(letter.len_utf8()..)?.trim_start_matches(['-', '_', ' ']);
    let number = if digits.is_empty() { 0 } else { digits.parse().ok()? };
    Some((letter, number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_id_is_taken_for_the_nearest_ones() {
        let ids = |word| similar(word).into_iter().map(Rule::id).collect::<Vec<_>>().join(" ");
        assert_eq!(ids("L9"), "L5 L4 L3");
        assert_eq!(ids("y"), "Y1");
        assert_eq!(ids("y-3"), "Y3 Y2 Y4");
        assert_eq!(ids("Y33"), "Y3");
        assert_eq!(ids("I16"), "I15 I1 I6");
        assert_eq!(ids("d18446744073709551616"), "");
        assert_eq!(ids("Z1"), "");
        assert_eq!(ids("ä"), "");
        assert_eq!(ids(""), "");
    }
}
