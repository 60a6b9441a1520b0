//! The texts for proposing a group: questions, refusals, and next steps.

mod questions;
mod refusals;
mod steps;

pub use questions::{Wording, lacking, wording};
pub use refusals::{flaw, refusal};
pub use steps::{ProposalSteps, difference};

use super::text::broken;

/// The maximum length of a line in the dialogue.
const WIDTH: usize = 78;

/// Text wrapped to lines that fit every terminal, each after `indent`.
pub fn wrapped(words: &str, indent: &str) -> String {
    broken(words, WIDTH - indent.len()).iter().map(|line| format!("{indent}{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_wrapped_at_blanks() {
        let long = "word ".repeat(40);
        let text = wrapped(&long, "  ");
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH && line.starts_with("  word")), "{text}");
        assert_eq!(text.split_whitespace().count(), 40);
        assert_eq!(wrapped("a  b", ""), "a b\n");
    }
}
