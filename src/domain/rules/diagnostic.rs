//! Findings on documents, and the documents that rules check.

use std::cell::OnceCell;

use crate::domain::diagnostics::finding::{Finding, Severity};
use crate::domain::document::{Lines, Span};
use crate::domain::governance::index::Section;
use crate::domain::governance::tree::CharterFile;
use crate::domain::policy::Policy;
use crate::domain::types::ids::GroupId;

use super::context::RuleContext;

/// A finding in a file, with its severity in this foundation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// The path of the file in the governing repository.
    pub path: String,
    /// The problem, and its position in the file.
    pub finding: Finding,
    /// The severity in this foundation.
    pub severity: Severity,
    /// The group that it concerns; `None` if it does not concern one group.
    pub group: Option<GroupId>,
    /// The automatic fix, if there is one.
    pub fix: Option<Fix>,
}

/// A text change that fixes a finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fix {
    /// What it does, as an instruction: "add `bots: []`".
    pub title: String,
    /// Whether it is safe.
    pub safety: Safety,
    /// The edits, which do not overlap.
    pub edits: Vec<Edit>,
}

/// Whether a fix may be applied without being requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Safety {
    /// It changes neither ownership, nor permissions, nor the meaning of prose.
    Safe,
    /// It may change one of these: it is only applied on request.
    Unsafe,
}

/// One replacement in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The file.
    pub path: String,
    /// The text to replace; empty for an insertion.
    pub span: Span,
    /// The new text.
    pub text: String,
}

/// A charter among the other documents, as the rules for one group see it.
pub(super) struct Subject<'a> {
    /// All documents.
    pub(super) survey: &'a RuleContext<'a>,
    /// The group's charter.
    pub(super) file: &'a CharterFile,
    /// Its section in the index.
    pub(super) section: Option<&'a Section>,
    /// The lines of the charter, split on first use.
    pub(super) lines: OnceCell<Lines<'a>>,
}

/// How many findings on a tree are kept: no one reads more than five thousand, and all rules together find a few
/// hundred in a foundation's documents.
pub const MAX_REMARKS: usize = 5_000;

/// How many characters of a finding's text are kept.
const MAX_MESSAGE: usize = 2_000;

/// The maximum number of groups that a finding is about.
pub(super) const MAX_ABOUT: usize = 50;

/// Collects findings, except those of rules that the policy switches off.
pub(super) struct Remarks<'p> {
    policy: &'p Policy,
    remarks: Vec<Diagnostic>,
    /// The limit on kept findings.
    most: usize,
    /// How many more there are.
    more: usize,
}

impl Fix {
    /// A fix of one edit.
    pub(super) fn edit(title: impl Into<String>, path: &str, span: Span, text: impl Into<String>) -> Self {
        let edits = vec![Edit { path: path.to_owned(), span, text: text.into() }];
        Self { edits, ..Self::safe(title) }
    }

    /// A safe fix without edits yet.
    pub(super) fn safe(title: impl Into<String>) -> Self {
        Self { title: title.into(), safety: Safety::Safe, edits: Vec::new() }
    }

    /// The same fix, but only applied on request.
    #[must_use]
    pub(super) fn into_unsafe(self) -> Self {
        Self { safety: Safety::Unsafe, ..self }
    }
}

impl<'a> Subject<'a> {
    /// A charter with its section.
    pub(super) fn of(survey: &'a RuleContext<'a>, file: &'a CharterFile) -> Self {
        let section = survey.sections.get(file.path.as_str()).copied();
        Self { survey, file, section, lines: OnceCell::new() }
    }

    /// A line of the charter, by its number.
    pub(super) fn line(&self, number: u32) -> Option<&'a str> {
        let lines = self.lines.get_or_init(|| Lines::of(&self.file.text));
        self.file.text.get(lines.line(number))
    }
    /// The position of a finding without a better place in the charter: its title, or its beginning.
    pub(super) fn title(&self) -> Span {
        match self.file.outline.headings().find(|heading| heading.level == 1) {
            Some(heading) => heading.span,
            None => self.file.outline.blocks.first().map_or(Span::START, |block| first_line(block.span())),
        }
    }
}

impl<'p> Remarks<'p> {
    pub(super) fn of(policy: &'p Policy) -> Self {
        Self { policy, remarks: Vec::new(), most: usize::MAX, more: 0 }
    }

    /// Keeps at most [`MAX_REMARKS`] findings.
    pub(super) fn bounded(policy: &'p Policy) -> Self {
        Self { most: MAX_REMARKS, ..Self::of(policy) }
    }

    pub(super) fn policy(&self) -> &'p Policy {
        self.policy
    }

    /// Adds a finding on the subject, in its charter.
    pub(super) fn say(&mut self, subject: &Subject<'_>, finding: Finding) {
        self.say_with(subject, finding, None);
    }

    /// The same with an automatic fix.
    pub(super) fn say_with(&mut self, subject: &Subject<'_>, finding: Finding, fix: Option<Fix>) {
        self.say_in_with(&subject.file.path, Some(&subject.file.id), finding, fix);
    }

    /// The same with a severity below the rule's default.
    pub(super) fn mention(&mut self, subject: &Subject<'_>, finding: Finding) {
        self.mention_in(&subject.file.path, Some(&subject.file.id), finding);
    }

    /// Adds a finding in any file.
    pub(super) fn say_in(&mut self, path: &str, group: Option<&GroupId>, finding: Finding) {
        self.say_in_with(path, group, finding, None);
    }

    /// The same with an automatic fix.
    pub(super) fn say_in_with(&mut self, path: &str, group: Option<&GroupId>, finding: Finding, fix: Option<Fix>) {
        self.push(Diagnostic { fix, ..usual(path, group, finding) });
    }

    /// The same with a severity below the rule's default.
    pub(super) fn mention_in(&mut self, path: &str, group: Option<&GroupId>, finding: Finding) {
        self.say_lighter(path, group, finding, Severity::Notice);
    }

    /// Adds a finding in any file with a severity below its rule's default.
    pub(super) fn say_lighter(&mut self, path: &str, group: Option<&GroupId>, finding: Finding, severity: Severity) {
        self.push(Diagnostic { severity, ..usual(path, group, finding) });
    }

    /// Adds a finding with the rule's severity, which the policy may change.
    fn push(&mut self, mut remark: Diagnostic) {
        let Diagnostic { finding, severity, group, fix, .. } = &mut remark;
        let Some(weight) = self.policy.rules.severity(finding.rule(), *severity, group.as_ref()) else { return };
        if self.is_full() {
            self.more += 1;
            return;
        }
        *severity = weight;
        let titles = fix.iter_mut().map(|fix| &mut fix.title);
        [&mut finding.message, &mut finding.help].into_iter().chain(titles).for_each(flatten);
        self.remarks.push(remark);
    }

    /// Whether the limit is reached, so that a search can stop.
    pub(super) fn is_full(&self) -> bool {
        self.remarks.len() >= self.most
    }

    /// Counts something that was not checked because the limit is reached.
    pub(super) fn skip(&mut self) {
        self.more += 1;
    }

    /// The findings in the order of files and positions, without duplicates; and the minimum number of further ones.
    pub(super) fn counted(mut self) -> (Vec<Diagnostic>, usize) {
        self.remarks.sort();
        self.remarks.dedup();
        (self.remarks, self.more)
    }

    /// The findings in the order of files and positions, without duplicates.
    pub(super) fn sorted(self) -> Vec<Diagnostic> {
        self.counted().0
    }
}

/// **Invariant:** a finding's text is one line of bounded length, whatever it quotes: control characters are escaped as
/// in YAML.
fn flatten(text: &mut String) {
    if text.len() > MAX_MESSAGE
        && let Some((end, _)) = text.char_indices().nth(MAX_MESSAGE)
    {
        text.truncate(end);
        text.push('…');
        text.shrink_to_fit();
    }
    let breaks = |ch: char| ch.is_control() || matches!(ch, '\u{2028}' | '\u{2029}');
    if text.contains(breaks) {
        let shown = |ch: char| if breaks(ch) { ch.escape_default().to_string() } else { ch.to_string() };
        *text = text.chars().map(shown).collect();
    }
}

/// A finding with its rule's default severity.
fn usual(path: &str, group: Option<&GroupId>, finding: Finding) -> Diagnostic {
    let severity = finding.rule().severity();
    Diagnostic { path: path.to_owned(), finding, severity, group: group.cloned(), fix: None }
}

/// The first line of a span.
fn first_line(span: Span) -> Span {
    if span.end.line == span.start.line { span } else { Span::from(span.start) }
}
