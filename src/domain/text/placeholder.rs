//! Placeholders for text that is still to be written: the rules report them, and a new proposal may not contain them.

/// Whether a text is a placeholder for text that is still to be written: `TBD`, `TODO: ask`, `<name>`.
pub fn is_placeholder(text: &str) -> bool {
    const WORDS: [&str; 5] = ["TBD", "TBA", "TODO", "FIXME", "XXX"];
    const PHRASES: [&str; 4] = ["to be determined", "to be defined", "to be decided", "to be announced"];
    let text = text.trim();
    let mut words = text.split(|ch: char| !ch.is_alphanumeric()).filter(|word| !word.is_empty());
    let lower = text.to_lowercase();
    let bracketed = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    words.any(|word| WORDS.contains(&word))
        || PHRASES.iter().any(|phrase| lower.contains(phrase))
        || bracketed.is_some_and(|inner| !inner.is_empty() && !inner.contains(['<', '>', '/', ':', '@']))
        || lower.trim_matches(|ch: char| !ch.is_alphanumeric()) == "tbd"
}
