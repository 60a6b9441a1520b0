//! Renders findings for a terminal: each finding with its lines, like a compiler error.

use std::collections::BTreeMap;

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};

use crate::domain::diagnostics::finding::{Rule, Severity};
use crate::domain::document::Lines;
use crate::domain::render::terminal::Paint;
use crate::domain::render::text::{count, verbatim};
use crate::domain::rules::{Diagnostic, Safety};

use super::Report;

/// The longest line that is shown, in bytes: longer lines are not meant for people.
const LONGEST: usize = 2_000;

/// The longest block whose first and last lines are shown, in lines.
const MAX: u32 = 2_000;

/// The page: the applied fixes, the findings, and the counts.
pub fn human(report: &Report<'_>, paint: Paint) -> String {
    let renderer = if paint.color { Renderer::styled() } else { Renderer::plain() };
    let mut page: String = report.mended.iter().map(mended).collect();
    if !page.is_empty() {
        page.push('\n');
    }
    let mut of_file: Option<(&str, Lines<'_>)> = None;
    // The most severe findings come last, right above the prompt.
    let mut remarks: Vec<&Diagnostic> = report.remarks.iter().filter(|remark| is_shown(report, remark)).collect();
    remarks.sort_by_key(|remark| remark.severity);
    for remark in remarks {
        let text = report.texts.get(&remark.path);
        if of_file.as_ref().is_none_or(|(path, _)| *path != remark.path) {
            of_file = text.map(|text| (remark.path.as_str(), Lines::of(text)));
        }
        let excerpt = text.zip(of_file.as_ref()).and_then(|(text, (_, lines))| Excerpt::of(text, lines, remark));
        page.push_str(&renderer.render(&[shown(report, remark, excerpt)]));
        page.push_str("\n\n");
    }
    page.push_str(&folded(report));
    page.push_str(&summary(report));
    page
}

fn is_shown(report: &Report<'_>, remark: &Diagnostic) -> bool {
    report.notices || remark.severity != Severity::Notice
}

/// The notices that are not shown one by one, counted by rule.
fn folded(report: &Report<'_>) -> String {
    let mut counts: BTreeMap<Rule, usize> = BTreeMap::new();
    for remark in report.remarks.iter().filter(|remark| !is_shown(report, remark)) {
        *counts.entry(remark.finding.rule()).or_default() += 1;
    }
    let mut text: String =
        counts.iter().map(|(rule, number)| format!("notice[{rule}]: {}\n", noticed(*rule, *number))).collect();
    if !text.is_empty() {
        text.push_str("  = help: `--severity notice` shows each notice\n\n");
    }
    text
}

/// The number of a rule's notices, as a sentence.
fn noticed(rule: Rule, number: usize) -> String {
    let (one, many) = match rule {
        Rule::L3 => ("group has leads from one company only", "groups have leads from one company only"),
        Rule::L5 => ("person is listed twice", "people are listed twice"),
        Rule::A2 => {
            ("area has too few approvers for required reviews", "areas have too few approvers for required reviews")
        }
        Rule::R4 => (
            "repository is in an organization that is not managed",
            "repositories are in organizations that are not managed",
        ),
        Rule::R6 => ("repository is archived", "repositories are archived"),
        Rule::R8 => ("repository moves to another group", "repositories move to another group"),
        Rule::I2 => ("name is not in alphabetical order", "names are not in alphabetical order"),
        Rule::I12 => ("lead has no company", "leads have no company"),
        Rule::I14 => ("mission differs between index and charter", "missions differ between index and charter"),
        other => return format!("{} ({})", count(number, "finding", "findings"), other.title()),
    };
    count(number, one, many)
}

/// The message if none of the given files is a document to check.
pub fn nothing(files: usize) -> String {
    let which = if files == 1 { "the file is neither" } else { "none of the files is" };
    format!(
        "Nothing to check: {which} a governing document nor a charter, which begins with `# <Name>: Working Group Charter`.\n"
    )
}

/// The message for a file that is skipped because it is a link, or not a file at all.
pub fn passed_over(path: &str) -> String {
    format!("{} is not checked: links are not followed, and only files are read", verbatim(path))
}

fn mended(remark: &Diagnostic) -> String {
    let Diagnostic { path, finding, fix, .. } = remark;
    let title = fix.as_ref().map_or_else(String::new, |fix| words(&fix.title));
    format!("fixed[{}]: {}:{}: {title}\n", finding.rule(), verbatim(path), finding.span.start.line)
}

fn shown<'a>(report: &Report<'_>, remark: &'a Diagnostic, excerpt: Option<Excerpt>) -> Group<'a> {
    let finding = &remark.finding;
    let level = match remark.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Notice => Level::NOTE.with_name("notice"),
    };
    let mut title = level.primary_title(words(&finding.message)).id(finding.rule().id());
    if let Some(page) = report.page(finding.rule()) {
        title = title.id_url(page);
    }
    let mut group = Group::with_title(title).element(place(remark, excerpt));
    if !finding.help.is_empty() {
        group = group.element(Level::HELP.message(words(&finding.help)));
    }
    match &remark.fix {
        Some(fix) if report.is_mendable(remark) => {
            let option = if is_safe(remark) { "--fix" } else { "--unsafe-fixes" };
            let what = format!("{} ({option} does this)", words(&fix.title));
            group.element(Level::HELP.with_name("fix").message(what))
        }
        _ => group,
    }
}

fn is_safe(remark: &Diagnostic) -> bool {
    remark.fix.as_ref().is_some_and(|fix| fix.safety == Safety::Safe)
}

/// The position, with the lines if they can be shown.
fn place(remark: &Diagnostic, excerpt: Option<Excerpt>) -> Element<'_> {
    let path = verbatim(&remark.path);
    let Some(Excerpt { text, first, marked }) = excerpt else {
        let start = remark.finding.span.start;
        return Origin::path(path).line(start.line as usize).char_column(start.column as usize).into();
    };
    let annotation = AnnotationKind::Primary.span(marked);
    Snippet::source(text).path(path).line_start(first as usize).annotation(annotation).into()
}

/// The lines of a finding in a printable form: each character in its column, and no control characters.
struct Excerpt {
    text: String,
    /// The number of its first line.
    first: u32,
    /// The part that the finding is about, in bytes of `text`.
    marked: std::ops::Range<usize>,
}

impl Excerpt {
    /// `None` if the text is too long to read: a very long line or block.
    fn of(text: &str, lines: &Lines<'_>, remark: &Diagnostic) -> Option<Self> {
        let range = lines.range(remark.finding.span);
        let marked = text.get(range.clone())?;
        let range = range.start..range.start + marked.trim_end().len();
        let (start, end) = (lines.place(range.start), lines.place(range.end));
        let mut excerpt = Self { text: String::new(), first: start.line, marked: 0..0 };
        for number in start.line..=end.line {
            let line = lines.line(number);
            if line.len() > LONGEST || number - start.line >= MAX {
                return None;
            }
            let column = |byte: usize| {
                let before = text.get(line.start..byte.clamp(line.start, line.end)).unwrap_or_default();
                excerpt.text.len() + verbatim(before).len()
            };
            if number == start.line {
                excerpt.marked.start = column(range.start);
            }
            excerpt.marked.end = column(range.end);
            excerpt.text.push_str(&verbatim(text.get(line)?));
            excerpt.text.push('\n');
        }
        Some(excerpt)
    }
}

/// A sentence on one line, otherwise as written.
fn words(text: &str) -> String {
    verbatim(&text.lines().map(str::trim).collect::<Vec<_>>().join(" "))
}

/// The last line: the counts, and how many findings can be fixed.
pub fn summary(report: &Report<'_>) -> String {
    let mended = match report.mended.len() {
        0 => String::new(),
        number => format!("{number} fixed. "),
    };
    if report.remarks.is_empty() {
        return format!("{mended}No problems found: {}\n", report.looked_at.words());
    }
    let kinds = [
        (Severity::Error, "error", "errors"),
        (Severity::Warning, "warning", "warnings"),
        (Severity::Notice, "notice", "notices"),
    ];
    let kinds = kinds.map(|(severity, one, many)| (report.count(severity), one, many));
    let found =
        kinds.into_iter().filter(|(number, ..)| *number > 0).map(|(number, one, many)| count(number, one, many));
    let found = found.collect::<Vec<_>>().join(", ");
    let mendable = match report.remarks.iter().filter(|remark| report.is_mendable(remark) && is_safe(remark)).count() {
        0 => String::new(),
        number => format!("; {number} can be fixed with --fix"),
    };
    let unsafe_fixes = report.remarks.iter().filter_map(|remark| remark.fix.as_ref());
    let mendable = match unsafe_fixes.filter(|fix| fix.safety == Safety::Unsafe).count() {
        0 => mendable,
        number => format!("{mendable}; {number} with --unsafe-fixes"),
    };
    format!("{mended}{found} in {}{mendable}\n", count(report.files(), "file", "files"))
}

#[cfg(test)]
mod tests {
    use super::super::samples::{hostile, odd_spans, remark, remarks, report, span, texts};
    use super::*;

    const PLAIN: Paint = Paint { color: false };

    #[test]
    fn findings_are_shown_with_their_lines_as_a_compiler_would() {
        let (remarks, texts) = (remarks(), texts());
        let page = human(&report(&remarks, &texts), PLAIN);
        let expected = "\
notice[A2]: 3 approvers
  --> groups/baking.md:6:1
   |
 6 | / - a
 7 | | - b
 8 | | - c
 9 | | - d
...  |
13 | | - h
14 | | - i
   | |___^

warning[L2]: only `octocat` leads
 --> groups/baking.md:5:9
  |
5 |     areas: 面包 x
  |            ^^^^

error[Y3]: `bots` is missing
 --> groups/baking.md:4:1
  |
4 | name: Bäking
  | ^^^^
  |
  = help: add `bots: []` if the group has no bot accounts
  = fix: add `bots: []` (--fix does this)

1 error, 1 warning, 1 notice in 1 file; 1 can be fixed with --fix
";
        assert_eq!(page, expected, "\n{page}");
    }

    #[test]
    fn colour_changes_no_word() {
        let (remarks, texts) = (remarks(), texts());
        let pages = [PLAIN, Paint { color: true }].map(|paint| human(&report(&remarks, &texts), paint));
        let ansi = regex::Regex::new("\u{1b}\\[[0-9;]*m").unwrap();
        assert!(pages[1].contains("\u{1b}[1m"));
        assert_eq!(ansi.replace_all(&pages[1], ""), pages[0]);
    }

    #[test]
    fn what_people_wrote_cannot_steer_the_terminal() {
        let (remarks, texts) = hostile();
        let page = human(&report(&remarks, &texts), PLAIN);
        let steers = |ch: char| (ch.is_control() && ch != '\n') || matches!(ch, '\u{202e}' | '\u{2066}' | '\u{200b}');
        assert!(!page.contains(steers), "{page:?}");
        assert!(page.contains(":1:7\n") && page.contains("1 | a�[31m��b�c    d\n"), "{page}");
    }

    #[test]
    fn odd_spans_and_lost_texts_are_shown_somehow() {
        let (odd, texts) = (odd_spans(), texts());
        let page = human(&report(&odd, &texts), PLAIN);
        assert_eq!(page.matches("error[D1]: odd").count(), odd.len(), "{page}");
        let none = std::collections::BTreeMap::new();
        let gone = human(&report(&odd[..1], &none), PLAIN);
        assert!(gone.starts_with("error[D1]: odd\n--> groups/baking.md:0:0\n"), "{gone}");
        for text in ["", "\n", "\r", "x", "\u{feff}", "\r\n\r\n"] {
            let texts = std::collections::BTreeMap::from([("groups/baking.md".to_owned(), text.to_owned())]);
            assert_eq!(human(&report(&odd, &texts), PLAIN).matches("D1").count(), odd.len());
        }
    }

    #[test]
    fn a_line_that_nobody_reads_is_not_shown() {
        let found = [remark(Rule::D1, span((1, 9_000), (1, 9_001)), "long")];
        let texts = std::collections::BTreeMap::from([("groups/baking.md".to_owned(), "x".repeat(10_000))]);
        let page = human(&report(&found, &texts), PLAIN);
        assert!(page.contains("--> groups/baking.md:1:9000") && !page.contains("xx"), "{page}");
    }

    #[test]
    fn the_last_line_says_how_much_there_is() {
        let (all, texts) = (remarks(), texts());
        let mended = Report { mended: &all[..1], ..report(&all[1..2], &texts) };
        let page = human(&mended, PLAIN);
        assert!(page.starts_with("fixed[Y3]: groups/baking.md:4: add `bots: []`\n\nwarning[L2]"), "{page}");
        assert!(page.ends_with("\n\n1 fixed. 1 warning in 1 file\n"), "{page}");
        assert_eq!(human(&report(&[], &texts), PLAIN), "No problems found: nothing checked.\n");
    }
}
