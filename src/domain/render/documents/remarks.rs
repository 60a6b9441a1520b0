//! Findings on a GitHub page: as a list with links to the lines, and as annotations.

use crate::domain::diagnostics::finding::{Kind, Rule, Severity};
use crate::domain::pull::document_report;
use crate::domain::pull::plan::{Annotation, Level};
use crate::domain::render::rules::rule_url;
use crate::domain::render::text::{SUMMARY, block, code, count, heading, linked_path, sentence, verbatim_lines};
use crate::domain::rules::{Diagnostic, Fix, Safety};

use super::DocumentCheckInput;

/// How many findings are annotated: five requests' worth. The list has them all.
const ANNOTATED: usize = 250;

/// How many are listed at once.
pub(super) const LISTED: usize = 400;

/// How many lines of a suggested text are shown.
const LINES: usize = 60;

/// The findings as annotations, the most severe first if there are too many.
pub(super) fn annotations<'a>(remarks: impl Iterator<Item = &'a Diagnostic>) -> Vec<Annotation> {
    let mut remarks: Vec<&Diagnostic> = remarks.collect();
    if remarks.len() > ANNOTATED {
        remarks.sort_by_key(|remark| std::cmp::Reverse(remark.severity));
        remarks.truncate(ANNOTATED);
        remarks.sort();
    }
    remarks.into_iter().map(annotation).collect()
}

fn annotation(Diagnostic { path, finding, severity, fix, .. }: &Diagnostic) -> Annotation {
    let (start, end) = (finding.span.start, finding.span.end);
    // The end is after the last character. GitHub wants the last character, and columns only within one line.
    let last = end.column.saturating_sub(1).max(start.column);
    let columns = (start.line == end.line).then_some((start.column as usize, last as usize));
    let help = if finding.help.is_empty() { String::new() } else { format!("\n{}", heading(&finding.help)) };
    let safe = fix.as_ref().filter(|fix| fix.safety == Safety::Safe);
    let fix = safe.map(|fix| format!("\n`wg-steward check --fix` does this: {}.", fix.title)).unwrap_or_default();
    let message = format!("{}.{help}{}{fix}", heading(&finding.message), if help.is_empty() { "" } else { "." });
    Annotation {
        path: path.clone(),
        start_line: start.line as usize,
        end_line: end.line.max(start.line) as usize,
        columns,
        level: level(*severity),
        rule: finding.rule().to_string(),
        title: format!("{}: {}", finding.rule(), finding.rule().title()),
        message: verbatim_lines(&message),
    }
}

fn level(severity: Severity) -> Level {
    match severity {
        Severity::Error => Level::Failure,
        Severity::Warning => Level::Warning,
        Severity::Notice => Level::Notice,
    }
}

impl DocumentCheckInput<'_> {
    /// The first things to do: every finding that blocks merging.
    pub(super) fn what_blocks<'a>(&self, remarks: impl Iterator<Item = &'a Diagnostic>) -> Option<String> {
        let blocking: Vec<_> = remarks.filter(|remark| remark.severity == Severity::Error).collect();
        match blocking.as_slice() {
            [] => None,
            [one] => Some(format!("**To do:** {}", self.line(one))),
            many => {
                let lines: Vec<_> = many.iter().take(LISTED).map(|remark| format!("- {}", self.line(remark))).collect();
                Some(format!("**To do:**\n\n{}{}", lines.join("\n"), more(many.len())))
            }
        }
    }

    /// Every finding that does not block merging, folded.
    pub(super) fn what_is_open<'a>(&self, remarks: impl Iterator<Item = &'a Diagnostic>) -> Option<String> {
        let moves = |remark: &&Diagnostic| remark.finding.kind == Kind::RepositoryTaken;
        let rest: Vec<_> = remarks.filter(|it| it.severity != Severity::Error && !moves(it)).collect();
        if rest.is_empty() {
            return None;
        }
        let mark = |remark: &Diagnostic| if remark.severity == Severity::Warning { "⚠️" } else { "ℹ️" };
        let line = |remark: &&Diagnostic| format!("- {} {}", mark(remark), self.line(remark));
        let lines: Vec<_> = rest.iter().take(LISTED).map(line).collect();
        let number = |severity| document_report::count(rest.iter().copied(), severity);
        let counts = [(Severity::Warning, "warning", "warnings"), (Severity::Notice, "notice", "notices")];
        let counts = counts.map(|(severity, one, many)| (number(severity), one, many));
        let counts = counts.into_iter().filter(|(number, ..)| *number > 0);
        let head = counts.map(|(number, one, many)| count(number, one, many)).collect::<Vec<_>>().join(", ");
        Some(format!("<details><summary>{head}</summary>\n\n{}{}\n\n</details>", lines.join("\n"), more(rest.len())))
    }

    /// Automatic fixes, to be copied.
    pub(super) fn suggestions<'a>(&self, remarks: impl Iterator<Item = &'a Diagnostic>) -> Option<String> {
        // A fix that only deletes has no text to copy.
        let writes = |fix: &&Fix| fix.edits.iter().any(|edit| !edit.text.is_empty());
        let safe = |fix: &&Fix| fix.safety == Safety::Safe && writes(fix);
        let mut fixes: Vec<&Fix> = remarks.filter_map(|remark| remark.fix.as_ref()).filter(safe).collect();
        fixes.dedup();
        if fixes.is_empty() {
            return None;
        }
        let shown = |fix: &&Fix| {
            let edits = fix.edits.iter().filter(|edit| !edit.text.is_empty()).map(|edit| {
                let language = if edit.path.ends_with(".md") && edit.text.contains("|") { "markdown" } else { "" };
                let text: Vec<_> = edit.text.trim_matches('\n').lines().take(LINES).collect();
                let place = format!("{}, line {}", code(&edit.path), edit.span.start.line);
                format!("{place}:\n\n{}", block(language, &text.join("\n")))
            });
            format!("**{}** in {}", heading(&sentence(&fix.title)), edits.collect::<Vec<_>>().join("\n\n"))
        };
        // Text beyond the limit of a summary is not even rendered.
        let (mut texts, mut length) = (Vec::new(), 0);
        for text in fixes.iter().map(shown) {
            length += text.len();
            texts.push(text);
            if length > SUMMARY {
                break;
            }
        }
        Some(format!(
            "<details><summary>Suggested text (`wg-steward check --fix` writes it)</summary>\n\n{}\n\n</details>",
            texts.join("\n\n")
        ))
    }

    /// A finding on one line, with its position and its rule.
    pub(super) fn line(&self, Diagnostic { path, finding, .. }: &Diagnostic) -> String {
        let help = if finding.help.is_empty() { String::new() } else { format!(": {}", sentence(&finding.help)) };
        format!(
            "{}{help} ({}, {})",
            heading(&sentence(&finding.message)),
            self.place(path, finding.span.start.line),
            self.rule(finding.rule())
        )
    }

    /// The position, with a link to the line in the commit.
    fn place(&self, path: &str, line: u32) -> String {
        let name = format!("{} line {line}", code(path));
        match &self.snapshot.commit {
            Some(commit) => {
                let path = linked_path(path);
                let (site, repository) = (&self.snapshot.site, &self.snapshot.repository);
                format!("[{name}]({site}/{repository}/blob/{commit}/{path}?plain=1#L{line})")
            }
            None => name,
        }
    }

    /// The rule's id, with a link to its page if there is one.
    pub(super) fn rule(&self, rule: Rule) -> String {
        match rule_url(self.snapshot.pages.as_deref(), rule) {
            Some(url) => format!("[{rule}]({url})"),
            None => rule.to_string(),
        }
    }
}

pub(super) fn more(number: usize) -> String {
    if number > LISTED { format!("\n- and {} more", number - LISTED) } else { String::new() }
}
