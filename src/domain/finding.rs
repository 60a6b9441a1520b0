//! What the rules find in governing documents.

use std::fmt;

use super::document::{Fault, Span};

/// Something that a rule finds in a document, in words for the person who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Where.
    pub span: Span,
    /// By which rule.
    pub rule: Rule,
    /// What is wrong, in one sentence that names the thing.
    pub message: String,
    /// The way out; empty where the message says it.
    pub help: String,
}

impl Finding {
    /// A finding whose message says the way out, too.
    pub fn new(rule: Rule, span: impl Into<Span>, message: impl Into<String>) -> Self {
        Self { rule, span: span.into(), message: message.into(), help: String::new() }
    }

    /// The same with a way out.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// What a reader of documents could not read, under the rule that asks for it.
    pub fn of(rule: Rule, fault: Fault) -> Self {
        Self::new(rule, fault.span, fault.message)
    }

    /// The same as a fault: with the way out, without the rule.
    pub fn fault(&self) -> Fault {
        let Self { span, rule: _, message, help } = self;
        let way_out = if help.is_empty() { String::new() } else { format!(": {help}") };
        Fault::new(*span, format!("{message}{way_out}"))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.span.start, self.rule, self.message)?;
        if self.help.is_empty() { Ok(()) } else { write!(f, ": {}", self.help) }
    }
}

macro_rules! rules {
    ($($id:ident: $title:literal,)+) => {
        /// A rule of the catalogue. Its id is stable: policies, pages and links use it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Rule {
            $(#[doc = $title] $id,)+
        }

        impl Rule {
            /// All rules, in the order of the catalogue.
            pub const ALL: &[Self] = &[$(Self::$id,)+];

            /// The id, as in `Y3`.
            pub fn id(self) -> &'static str {
                match self {
                    $(Self::$id => stringify!($id),)+
                }
            }

            /// What it asks for, in one line.
            pub fn title(self) -> &'static str {
                match self {
                    $(Self::$id => $title,)+
                }
            }
        }
    };
}

// Only rules that something in the code finds stand here.
rules! {
    D1: "a governing document can be read as what it is",
    Y1: "a charter has exactly one block marked `yaml`",
    Y2: "the block is YAML that everybody reads alike",
    Y3: "the block has the keys that the organization's generator asks for, of the right types, and no others",
    R1: "a repository is written `owner/name`",
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
