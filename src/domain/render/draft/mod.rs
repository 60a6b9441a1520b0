//! What people read while they propose a group: questions, refusals, and what comes next.

mod questions;
mod refusals;
mod steps;

pub use questions::{Wording, lacking, wording};
pub use refusals::{flaw, refusal};
pub use steps::{Proposal, difference};

/// How long a line of a dialogue is.
const WIDTH: usize = 78;

/// Words in lines that every terminal shows whole, each behind `indent`.
pub fn wrapped(words: &str, indent: &str) -> String {
    let mut text = String::new();
    let mut used = 0;
    for word in words.split_whitespace() {
        let length = word.chars().count();
        match used {
            0 => text.push_str(indent),
            _ if used + length < WIDTH => text.push(' '),
            _ => {
                text.extend(["\n", indent]);
                used = 0;
            }
        }
        used += length + if used == 0 { indent.len() } else { 1 };
        text.push_str(word);
    }
    text + "\n"
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
