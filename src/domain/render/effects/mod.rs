//! The effects of merging a change, for the summary of a check.
//!
//! **Invariant:** never longer than [`MAX`], whatever the change is: long lists are folded, and the rest is counted.

pub(super) mod markup;
pub(super) mod sentences;
mod teams;

use crate::domain::preview::Effects;

use super::text::{code, count, prose};
use markup::Voice;
use sentences::{Section, sections};

/// Its maximum share of a summary, in characters.
pub const MAX: usize = 12_000;

/// How much detail is shown; the first one that is short enough is used.
struct Limits {
    /// How many names a list has.
    names: usize,
    /// How many sentences a section has.
    lines: usize,
    /// The number of names in folded text; with 0, there is no folded text.
    folded_names: usize,
    folded_lines: usize,
}

const LIMITS: [Limits; 5] = [
    Limits { names: 6, lines: 6, folded_names: 200, folded_lines: 100 },
    Limits { names: 6, lines: 6, folded_names: 40, folded_lines: 30 },
    Limits { names: 4, lines: 4, folded_names: 10, folded_lines: 10 },
    Limits { names: 2, lines: 3, folded_names: 0, folded_lines: 0 },
    Limits { names: 0, lines: 2, folded_names: 0, folded_lines: 0 },
];

/// Markdown that begins with "If merged:"; `None` if there are no effects.
pub fn summary(effects: &Effects) -> Option<String> {
    if effects.is_empty() {
        return None;
    }
    let mut texts = LIMITS.iter().map(|limits| text(effects, limits));
    let fitting = texts.find(|text| text.chars().count() <= MAX);
    fitting.or_else(|| LIMITS.last().map(|limits| text(effects, limits)))
}

fn text(effects: &Effects, limits: &Limits) -> String {
    let voice = |names| Voice { code, prose, names };
    let shown = sections(effects, &voice(limits.names));
    let bullets: Vec<_> = shown.iter().flat_map(|section| lines(section, limits.lines)).collect();
    let text = format!("**If merged:**\n\n{}", bullets.join("\n"));
    if limits.folded_lines == 0 {
        return text;
    }
    let full = sections(effects, &voice(limits.folded_names));
    let cut = shown.iter().zip(&full).filter(|(short, full)| short != full || short.lines.len() > limits.lines);
    let full: Vec<_> = cut.flat_map(|(_, full)| lines(full, limits.folded_lines)).collect();
    if full.is_empty() { text } else { format!("{text}\n\n{}", folded(&full.join("\n"))) }
}

fn lines(section: &Section, most: usize) -> Vec<String> {
    let mut lines: Vec<_> = section.lines.iter().take(most).map(|line| format!("- {line}")).collect();
    let more = section.lines.len().saturating_sub(most);
    if more > 0 {
        lines.push(format!("- And {} of {}.", count(more, "more change", "more changes"), section.about));
    }
    lines
}

fn folded(list: &str) -> String {
    format!("<details><summary>In full</summary>\n\n{list}\n\n</details>")
}
