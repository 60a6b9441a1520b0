//! Suggestions for an unknown name: known names with a similar spelling.

/// How similar two names have to be, from 0 to 1, to count as a spelling mistake.
const ALIKE: f64 = 0.8;

/// The maximum number of suggestions.
const MAX: usize = 3;

/// The items whose names are most similar to `word`, most likely first, at most three; empty if none is similar. Case
/// is ignored; between equally similar names, the first one wins.
pub fn nearest<T>(word: &str, known: impl Iterator<Item = (String, T)>) -> Vec<T> {
    let word = word.to_lowercase();
    let scored = known.map(|(name, thing)| (likeness(&word, &name.to_lowercase()), thing));
    let mut alike: Vec<_> = scored.filter(|(score, _)| *score >= ALIKE).collect();
    alike.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    alike.into_iter().take(MAX).map(|(_, thing)| thing).collect()
}

/// Whole words that are all in the other name count as much as letters in the wrong order.
fn likeness(word: &str, name: &str) -> f64 {
    let mut letters = strsim::normalized_damerau_levenshtein(word, name);
    // One mistake in a short word has a large weight, but it is only one mistake.
    if word.chars().nth(2).is_some() && strsim::damerau_levenshtein(word, name) == 1 {
        letters = letters.max(ALIKE);
    }
    let parts = |text: &str| text.split(|ch: char| !ch.is_alphanumeric()).map(str::to_owned).collect::<Vec<_>>();
    let (asked, there) = (parts(word), parts(name));
    let within = asked.iter().all(|part| part.chars().nth(2).is_some() && there.contains(part));
    // Of several names with all the words, the shortest is the most likely.
    if within { letters.max(ALIKE + (1.0 - ALIKE) * letters) } else { letters }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_fingers_is_found_and_nonsense_is_not() {
        let known = ["diego-release", "diego-ssh", "uaa", "uaa-cli", "routing-release"];
        let nearest = |word| nearest(word, known.iter().map(|name| ((*name).to_owned(), *name)));
        assert_eq!(nearest("deigo-release"), ["diego-release"]);
        assert_eq!(nearest("Diego"), ["diego-ssh", "diego-release"]);
        assert_eq!(nearest("cli-uaa"), ["uaa-cli"]);
        assert_eq!(nearest("uua"), ["uaa"]);
        assert_eq!(nearest("nobodys"), [""; 0]);
        assert_eq!(nearest(""), [""; 0]);
    }
}
