//! The findings of rules in governing documents.

mod kind;
mod page;
mod rule;

use std::fmt;

use crate::domain::document::{Fault, Span};

pub use kind::{Argument, Kind};
pub use page::{FIX, Language, RIGHT, RulePage, SOURCES, Snippet, Source, WHY, WRONG};
pub use rule::{Family, Rule};

/// How many findings of one document are kept; the last one reports that there are more.
pub const MAX_FINDINGS: usize = 1_000;

/// The maximum length of a text in a finding's identity, in characters.
const MAX_ARGUMENT: usize = 200;

/// The findings of one document: the first ones are kept, and all are counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FindingList {
    kept: Vec<Finding>,
    more: usize,
}

impl FindingList {
    /// Adds a finding.
    pub fn push(&mut self, finding: Finding) {
        if self.kept.len() < MAX_FINDINGS { self.kept.push(finding) } else { self.more += 1 }
    }

    /// The kept findings; the last one reports how many more there are.
    pub fn into_findings(self) -> Vec<Finding> {
        let Self { mut kept, more } = self;
        if more > 0 {
            let message = format!("this document has {more} more problems, which are not listed");
            let span = kept.last().map_or(Span::START, |last| last.span);
            let finding = Finding::new(Kind::DocumentLimit, span, message);
            kept.push(finding.with_help("fix the listed ones first"));
        }
        kept
    }
}

impl Extend<Finding> for FindingList {
    fn extend<T: IntoIterator<Item = Finding>>(&mut self, findings: T) {
        findings.into_iter().for_each(|finding| self.push(finding));
    }
}

/// A problem that a rule finds in a document: in a form for programs, and in words for the author of the document.
///
/// **Invariant:** findings are compared by kind and arguments. Only renderers read the words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The position.
    pub span: Span,
    /// The exact problem.
    pub kind: Kind,
    /// Its subjects.
    pub about: Vec<Argument>,
    /// The problem, in one sentence that names the thing.
    pub message: String,
    /// The fix; empty if the message contains it.
    pub help: String,
}

impl Finding {
    /// A finding whose message contains the fix.
    pub fn new(kind: Kind, span: impl Into<Span>, message: impl Into<String>) -> Self {
        Self { kind, span: span.into(), about: Vec::new(), message: message.into(), help: String::new() }
    }

    /// The rule behind it.
    pub fn rule(&self) -> Rule {
        self.kind.rule()
    }

    /// Adds a subject.
    #[must_use]
    pub fn about(mut self, argument: impl Into<Argument>) -> Self {
        self.about.push(argument.into());
        self
    }

    /// Adds a fix, in words.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// A finding for an unreadable part of a document.
    pub fn of(kind: Kind, fault: Fault) -> Self {
        Self::new(kind, fault.span, fault.message)
    }

    /// The same as a fault: with the fix, without the rule.
    pub fn fault(&self) -> Fault {
        let Self { span, message, help, .. } = self;
        let way_out = if help.is_empty() { String::new() } else { format!(": {help}") };
        Fault::new(*span, format!("{message}{way_out}"))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.span.start, self.rule(), self.message)?;
        if self.help.is_empty() { Ok(()) } else { write!(f, ": {}", self.help) }
    }
}

/// The severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// For information.
    Notice,
    /// A person has to decide.
    Warning,
    /// It blocks merging.
    Error,
}

impl Severity {
    /// All severities, the highest first.
    pub const ALL: [Self; 3] = [Self::Error, Self::Warning, Self::Notice];

    /// The word for it, in outputs and policies.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
