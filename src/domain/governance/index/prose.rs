//! The paragraphs of a section: mission, topic, technical assets, and the positions of their words.

use super::Topic;
use crate::domain::document::{At, Lines, Span};

const MISSION: &str = "Mission:";
const ASSETS: &str = "Technical assets:";

/// The beginnings of sentences that may follow in the same paragraph.
const NEXT: [&str; 4] = [MISSION, ASSETS, "The GitHub repos this WG manages", "This working group has no repositories"];

/// The prefix of every topic.
const TOPIC: &str = "cff-wg-";

/// The text of the document, to find the position of a word of a paragraph.
pub(super) struct Source<'t> {
    text: &'t str,
    lines: Lines<'t>,
}

impl<'t> Source<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self { text, lines: Lines::of(text) }
    }

    /// The text at a span.
    pub(super) fn slice(&self, span: Span) -> &'t str {
        self.text.get(self.lines.byte(span.start)..self.lines.byte(span.end)).unwrap_or_default()
    }

    /// Words in the order of a paragraph, each with its position. A word that is written differently (across lines, or
    /// with markup) gets the paragraph's position, and so do all words after it.
    pub(super) fn place(&self, words: Vec<String>, paragraph: Span) -> Vec<At<String>> {
        let mut next = Some(self.lines.byte(paragraph.start));
        let end = self.lines.byte(paragraph.end);
        let place = |word: String| {
            let found = next.and_then(|from| Some(from + self.text.get(from..end)?.find(&word)?));
            next = found.map(|start| start + word.len());
            let span = found.map(|start| self.lines.span(start..start + word.len()));
            At::new(word, span.unwrap_or(paragraph))
        };
        words.into_iter().map(place).collect()
    }
}

/// The mission, if the paragraph has one.
pub(super) fn mission(text: &str) -> Option<&str> {
    behind(text, MISSION)
}

/// The technical assets, if the paragraph has them.
pub(super) fn assets(text: &str) -> Option<&str> {
    behind(text, ASSETS)
}

/// The paragraph's statement on the topic, if there is one.
pub(super) fn topic(text: &str) -> Option<Topic> {
    if let Some(start) = text.find(TOPIC) {
        let part = |ch: char| ch.is_alphanumeric() || matches!(ch, '-' | '_' | '<' | '>');
        let name = text.get(start..)?.split(|ch| !part(ch)).next()?;
        return Some(Topic::Named(name.to_owned()));
    }
    text.to_ascii_lowercase().contains("has no repositories").then_some(Topic::NoRepositories)
}

/// The projects in `Includes components from the A, B, and C projects.`
pub(super) fn projects(assets: &str) -> Vec<String> {
    let assets = assets.trim_end_matches('.');
    let list = assets.split_once(" from the ").or_else(|| assets.split_once(" from ")).map(|(_, list)| list);
    let Some((list, many)) = list.and_then(|list| {
        let many = list.strip_suffix(" projects").map(|list| (list, true));
        many.or_else(|| list.strip_suffix(" project").map(|list| (list, false)))
    }) else {
        return Vec::new();
    };
    let parts: Vec<&str> = match list.rsplit_once(" and ") {
        // `Logging and Metrics` among others is one project; `A and B projects` are two.
        Some((first, second)) if many && !list.contains(',') => vec![first, second],
        _ => list.split(',').collect(),
    };
    let name = |part: &str| part.trim().strip_prefix("and ").unwrap_or(part.trim()).trim().to_owned();
    parts.into_iter().map(name).filter(|name| !name.is_empty()).collect()
}

/// The text after a label, up to the next sentence with a label or with a paragraph of its own.
fn behind<'t>(text: &'t str, label: &str) -> Option<&'t str> {
    let lower = text.to_ascii_lowercase();
    let start = lower.find(&label.to_ascii_lowercase())?;
    let first = text.get(..start)?;
    let start = (first.is_empty() || labelled(first)).then_some(start + label.len())?;
    let rest = lower.get(start..)?;
    let end = NEXT.iter().filter_map(|next| rest.find(&format!(" {}", next.to_ascii_lowercase()))).min();
    Some(text.get(start..end.map_or(text.len(), |end| start + end))?.trim())
}

/// Whether a paragraph begins with a label, so that another one may follow in it.
fn labelled(text: &str) -> bool {
    [MISSION, ASSETS].iter().any(|label| text.get(..label.len()).is_some_and(|head| head.eq_ignore_ascii_case(label)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_projects_is_told_apart() {
        let cases: [(&str, &[&str]); 5] = [
            (
                "Includes components from the CF Infra (BOSH), KubeCF, and RI projects.",
                &["CF Infra (BOSH)", "KubeCF", "RI"],
            ),
            (
                "Includes components from the Diego, Logging and Metrics, W projects.",
                &["Diego", "Logging and Metrics", "W"],
            ),
            ("Includes components from the A and B projects", &["A", "B"]),
            ("Includes components from the Logging and Metrics project.", &["Logging and Metrics"]),
            ("Includes repositories for documentation sites.", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(projects(text), expected, "{text}");
        }
    }

    #[test]
    fn labels_may_share_a_paragraph() {
        let text = "Mission: To x: y. technical Assets: Includes z. This working group has no repositories in `q`.";
        assert_eq!(mission(text), Some("To x: y."));
        assert_eq!(assets(text), Some("Includes z."));
        assert_eq!(topic(text), Some(Topic::NoRepositories));
        assert_eq!(mission("Our Mission: x"), None);
        assert_eq!(mission("Mission:"), Some(""));
    }

    #[test]
    fn a_topic_is_read_as_it_is_written() {
        let named = |text: &str| topic(text).unwrap();
        assert_eq!(
            named("labeled with the cff-wg-service-manangement topic."),
            Topic::Named("cff-wg-service-manangement".into())
        );
        assert_eq!(named("with cff-wg-<wg-name>."), Topic::Named("cff-wg-<wg-name>".into()));
    }

    #[test]
    fn words_have_their_places_as_far_as_they_are_written_so() {
        let text = "x\n\nfrom A, B\nC, D";
        let source = Source::of(text);
        let paragraph = Lines::of(text).span(3..text.len());
        let words = source.place(["A", "B C", "D"].map(str::to_owned).into(), paragraph);
        assert_eq!(source.slice(words[0].span), "A");
        assert_eq!((words[1].span, words[2].span), (paragraph, paragraph));
    }
}
