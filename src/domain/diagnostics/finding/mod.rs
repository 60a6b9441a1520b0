//! What the rules find in governing documents.

mod kind;
mod page;
mod rule;

use std::fmt;

use crate::domain::document::{Fault, Span};

pub use kind::{Argument, Kind};
pub use page::{FIX, Language, RIGHT, RulePage, SOURCES, Snippet, Source, WHY, WRONG};
pub use rule::{Family, Rule};

/// How many findings of one document are kept; a document with more is said to have more.
pub const MAX_FINDINGS: usize = 1_000;

/// How long a text that findings are told apart by may be, in characters.
const MAX_ARGUMENT: usize = 200;

/// The findings of one document: the first ones are kept, and all are counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FindingList {
    kept: Vec<Finding>,
    more: usize,
}

impl FindingList {
    /// Takes one more.
    pub fn push(&mut self, finding: Finding) {
        if self.kept.len() < MAX_FINDINGS { self.kept.push(finding) } else { self.more += 1 }
    }

    /// Those that are kept; the last one says how many there are besides.
    pub fn into_findings(self) -> Vec<Finding> {
        let Self { mut kept, more } = self;
        if more > 0 {
            let message = format!("this document has {more} more problems, which are not listed");
            let span = kept.last().map_or(Span::START, |last| last.span);
            let finding = Finding::new(Kind::DocumentLimit, span, message);
            kept.push(finding.with_help("fix those that are listed first"));
        }
        kept
    }
}

impl Extend<Finding> for FindingList {
    fn extend<T: IntoIterator<Item = Finding>>(&mut self, findings: T) {
        findings.into_iter().for_each(|finding| self.push(finding));
    }
}

/// Something that a rule finds in a document: what it is for programs, and in words for the person who wrote it.
///
/// **Invariant:** findings are compared by kind and arguments. Nothing but a renderer reads the words.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Where.
    pub span: Span,
    /// What exactly is wrong.
    pub kind: Kind,
    /// What it is about.
    pub about: Vec<Argument>,
    /// What is wrong, in one sentence that names the thing.
    pub message: String,
    /// The way out; empty where the message says it.
    pub help: String,
}

impl Finding {
    /// A finding whose message says the way out, too.
    pub fn new(kind: Kind, span: impl Into<Span>, message: impl Into<String>) -> Self {
        Self { kind, span: span.into(), about: Vec::new(), message: message.into(), help: String::new() }
    }

    /// The rule that it is found by.
    pub fn rule(&self) -> Rule {
        self.kind.rule()
    }

    /// The same, about one thing more.
    #[must_use]
    pub fn about(mut self, argument: impl Into<Argument>) -> Self {
        self.about.push(argument.into());
        self
    }

    /// The same with a way out.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// What a reader of documents could not read.
    pub fn of(kind: Kind, fault: Fault) -> Self {
        Self::new(kind, fault.span, fault.message)
    }

    /// The same as a fault: with the way out, without the rule.
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

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// For information.
    Notice,
    /// A person decides.
    Warning,
    /// It blocks.
    Error,
}

impl Severity {
    /// All of them, the heaviest first.
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
