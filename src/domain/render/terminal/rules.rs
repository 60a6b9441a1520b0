//! Rules in a terminal: all of them by family, or one in full.

use crate::domain::diagnostics::finding::{FIX, RIGHT, RulePage, SOURCES, Severity, Snippet, WHY, WRONG};
use crate::domain::render::rules::{FamilyView, RuleView, meaning, sentence};

use super::layout::{Ink, Page, Paint, RED, YELLOW};

/// The widths of ids and severities.
const WIDTHS: [usize; 2] = [3, 7];

/// All rules, one per line: id, severity, title, and the foundations' severities.
pub fn rules(families: &[FamilyView<'_>], paint: Paint) -> String {
    let mut page = Page::new(paint);
    for (number, FamilyView { family, rules }) in families.iter().enumerate() {
        if number > 0 {
            page.gap();
        }
        page.head(family.title(), "");
        for view in rules {
            let severity = view.rule.severity();
            page.described(view.rule.id(), (severity.as_str(), ink(severity)), view.rule.title(), WIDTHS);
            view.departures().iter().for_each(|it| page.described("", ("", None), &sentence(it), WIDTHS));
        }
    }
    let words = Severity::ALL.map(|severity| format!("{severity}: {}", meaning(severity))).join("; ");
    page.gap();
    page.note(&format!("{words}."));
    page.note("`wg-steward rules ID` shows one in full.");
    page.text()
}

/// The page of one rule.
pub fn rule(view: &RuleView<'_>, paint: Paint) -> String {
    let RuleView { rule, .. } = view;
    let RulePage { why, fix, wrong, right, sources } = rule.page();
    let mut page = Page::new(paint);
    page.head(rule.id(), &format!("{}: {}", rule.severity(), meaning(rule.severity())));
    page.prose(&sentence(rule.title()));
    for departure in view.departures() {
        page.prose(&sentence(&departure));
    }
    for (title, text) in [(WHY, why), (FIX, fix)] {
        page.section(title);
        page.prose(&text);
    }
    for (title, snippets) in [(WRONG, wrong), (RIGHT, right)] {
        page.section(title);
        for (number, Snippet { file, text, .. }) in snippets.iter().enumerate() {
            if number > 0 {
                page.gap();
            }
            page.quotation(file, text);
        }
    }
    page.section(SOURCES);
    for source in &sources {
        page.line(&source.name);
        page.detail(&source.url);
    }
    page.text()
}

fn ink(severity: Severity) -> Option<Ink> {
    match severity {
        Severity::Error => Some(RED),
        Severity::Warning => Some(YELLOW),
        Severity::Notice => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::diagnostics::finding::Rule;

    #[test]
    fn every_page_fits_into_a_hundred_columns_but_for_addresses() {
        let paint = Paint { color: false };
        let pages = Rule::ALL.iter().map(|it| rule(&RuleView::of(*it, []), paint));
        for page in pages.chain([rules(&FamilyView::all([]), paint)]) {
            let long = page.lines().filter(|line| line.chars().count() > 100 && !line.contains("https://"));
            assert_eq!(long.collect::<Vec<_>>(), [""; 0]);
        }
    }
}
