//! What the rules say, and what they look at.

use std::cell::OnceCell;

use crate::domain::diagnostics::finding::{Finding, Severity};
use crate::domain::document::{Lines, Span};
use crate::domain::governance::index::Section;
use crate::domain::governance::tree::CharterFile;
use crate::domain::policy::Policy;
use crate::domain::types::ids::GroupId;

use super::context::RuleContext;

/// A finding in a file, and what it weighs in this foundation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// The file, by its path in the governing repository.
    pub path: String,
    /// What is wrong, and where in the file.
    pub finding: Finding,
    /// How much it weighs here.
    pub severity: Severity,
    /// The group that it concerns; `None` where it concerns no one group.
    pub group: Option<GroupId>,
    /// How to mend it mechanically, if that is possible.
    pub fix: Option<Fix>,
}

/// A change of text that mends a finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fix {
    /// What it does, as an instruction: "add `bots: []`".
    pub title: String,
    /// Whether it is safe.
    pub safety: Safety,
    /// The edits, which don't overlap.
    pub edits: Vec<Edit>,
}

/// Whether a fix may be carried out unasked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Safety {
    /// It changes neither who owns what, nor who may do what, nor the meaning of prose.
    Safe,
    /// It may change one of these: it is carried out where somebody asks for it.
    Unsafe,
}

/// One replacement in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The file.
    pub path: String,
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// By what.
    pub text: String,
}

/// A charter among the other documents: what the rules for one group look at.
pub(super) struct Subject<'a> {
    /// All documents.
    pub(super) survey: &'a RuleContext<'a>,
    /// The group's charter.
    pub(super) file: &'a CharterFile,
    /// Its section in the index.
    pub(super) section: Option<&'a Section>,
    /// The lines of the charter, looked through once, if anybody asks.
    pub(super) lines: OnceCell<Lines<'a>>,
}

/// How many remarks on a tree are kept: five thousand are more than anybody reads, and all rules of a foundation's documents
/// together make a few hundred.
pub const MAX_REMARKS: usize = 5_000;

/// How much of what a remark says is kept, in characters.
const MAX_MESSAGE: usize = 2_000;

/// How many groups a remark is about at most.
pub(super) const MAX_ABOUT: usize = 50;

/// Collects remarks; a rule that the policy switches off says nothing.
pub(super) struct Remarks<'p> {
    policy: &'p Policy,
    remarks: Vec<Diagnostic>,
    /// How many are kept.
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

    /// The same, to be asked for.
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
    /// Where a finding stands that has no better place in the charter: its title, or its beginning.
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

    /// No more than [`MAX_REMARKS`] of them.
    pub(super) fn bounded(policy: &'p Policy) -> Self {
        Self { most: MAX_REMARKS, ..Self::of(policy) }
    }

    pub(super) fn policy(&self) -> &'p Policy {
        self.policy
    }

    /// A finding about the subject, in its charter.
    pub(super) fn say(&mut self, subject: &Subject<'_>, finding: Finding) {
        self.say_with(subject, finding, None);
    }

    /// The same with a way to mend it.
    pub(super) fn say_with(&mut self, subject: &Subject<'_>, finding: Finding, fix: Option<Fix>) {
        self.say_in_with(&subject.file.path, Some(&subject.file.id), finding, fix);
    }

    /// The same where the rule itself says less than usual.
    pub(super) fn mention(&mut self, subject: &Subject<'_>, finding: Finding) {
        self.mention_in(&subject.file.path, Some(&subject.file.id), finding);
    }

    /// A finding in any file.
    pub(super) fn say_in(&mut self, path: &str, group: Option<&GroupId>, finding: Finding) {
        self.say_in_with(path, group, finding, None);
    }

    /// The same with a way to mend it.
    pub(super) fn say_in_with(&mut self, path: &str, group: Option<&GroupId>, finding: Finding, fix: Option<Fix>) {
        self.push(Diagnostic { fix, ..usual(path, group, finding) });
    }

    /// The same where the rule itself says less than usual.
    pub(super) fn mention_in(&mut self, path: &str, group: Option<&GroupId>, finding: Finding) {
        self.say_lighter(path, group, finding, Severity::Notice);
    }

    /// A finding in any file that weighs less than its rule usually does.
    pub(super) fn say_lighter(&mut self, path: &str, group: Option<&GroupId>, finding: Finding, severity: Severity) {
        self.push(Diagnostic { severity, ..usual(path, group, finding) });
    }

    /// A remark with the severity that the rule gives it, which the policy may change.
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

    /// Whether no more are kept: who looks for many can stop.
    pub(super) fn is_full(&self) -> bool {
        self.remarks.len() >= self.most
    }

    /// Something was not looked for, since no more are kept.
    pub(super) fn skip(&mut self) {
        self.more += 1;
    }

    /// In the order of files and places, each once; and how many there are besides, at least.
    pub(super) fn counted(mut self) -> (Vec<Diagnostic>, usize) {
        self.remarks.sort();
        self.remarks.dedup();
        (self.remarks, self.more)
    }

    /// In the order of files and places, each once.
    pub(super) fn sorted(self) -> Vec<Diagnostic> {
        self.counted().0
    }
}

/// **Invariant:** what is said is one line of bounded length, whatever it quotes: control characters are shown as YAML writes
/// them.
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

/// A remark that weighs what its rule usually does.
fn usual(path: &str, group: Option<&GroupId>, finding: Finding) -> Diagnostic {
    let severity = finding.rule().severity();
    Diagnostic { path: path.to_owned(), finding, severity, group: group.cloned(), fix: None }
}

/// The first line of a span.
fn first_line(span: Span) -> Span {
    if span.end.line == span.start.line { span } else { Span::from(span.start) }
}
