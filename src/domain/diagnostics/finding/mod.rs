//! What the rules find in governing documents.

mod kind;

use std::fmt;
use std::str::FromStr;

use crate::domain::document::{Fault, Span};
use crate::domain::types::ids::InvalidName;

pub use kind::{Argument, Kind};

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

macro_rules! rules {
    ($($id:ident $severity:ident $title:literal,)+) => {
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

            /// How much its findings weigh, unless a policy says otherwise.
            pub fn severity(self) -> Severity {
                match self {
                    $(Self::$id => Severity::$severity,)+
                }
            }
        }
    };
}

// F: the file. S: its sections. Y: its block. L: people. A: areas. R: repositories. O: the
// organization's sync. I: the index. D: other documents.
rules! {
    F1 Error "the charter lies where charters lie",
    F2 Warning "file, name, title and index call the group alike",
    F3 Error "the first heading is `# <Name>: Working Group Charter`",
    S1 Error "a charter has the sections Mission, Goals, Scope and Non-Goals",
    S2 Error "a charter has the section Roles & Technical Assets",
    S3 Warning "the sections of a charter stand in the usual order",
    S4 Error "no section of a charter is empty or a placeholder",
    S5 Warning "no section is left over from a first draft",
    Y1 Error "a charter has exactly one block marked `yaml`",
    Y2 Error "the block is YAML that everybody reads alike",
    Y3 Error "the block has the keys that the organization's generator asks for, of the right types, and no others",
    Y4 Error "the group's teams are made in an organization that is managed",
    Y5 Warning "the block has no setting that nobody reads any more",
    Y6 Error "no two groups or areas are called alike",
    L1 Error "a group has an execution lead and a technical lead",
    L2 Warning "at least two persons lead a group",
    L3 Notice "the leads are not all from one company",
    L4 Warning "each lead is known in the community",
    L5 Notice "nobody is listed twice",
    A1 Warning "an area with repositories has an approver",
    A2 Notice "an area has enough approvers for reviews to be required",
    R1 Error "a repository is written `owner/name`",
    R2 Error "a repository of a managed organization is in the org file",
    R3 Error "a repository is owned by one group",
    R4 Error "a group owns repositories of its own organization",
    R5 Warning "a repository is listed once in an area",
    R6 Notice "a repository is not archived",
    R7 Notice "a group without repositories says so in the index",
    R8 Notice "a repository that moves is given away by its owner",
    R9 Error "a repository that had an owner keeps one",
    O1 Error "the organization's sync has the admins that it needs and removes few members at once",
    O2 Error "an account has one role in an organization and in a team",
    I1 Error "the group is in the list of the index",
    I2 Notice "the list of the index is in alphabetical order",
    I3 Error "the group has a section in the index",
    I4 Error "the section tells the mission",
    I5 Warning "the section names the topic of the group's repositories",
    I6 Error "the section has the table of artifacts with its rows",
    I7 Warning "no artifact is still to be determined",
    I8 Error "the row Charter links the charter",
    I9 Error "the section has the table of leads with its columns",
    I10 Error "index and charter name the same leads",
    I11 Warning "picture, text and link of a lead are one account",
    I12 Notice "each lead's company is told",
    I13 Warning "the template of the index is intact and in its comment",
    I14 Notice "index and charter tell the same mission",
    I15 Warning "no artifact links what is another group's",
    D1 Error "a governing document can be read as what it is",
}

impl FromStr for Rule {
    type Err = InvalidName;

    /// By its id, in any case.
    fn from_str(text: &str) -> Result<Self, InvalidName> {
        let found = Self::ALL.iter().find(|rule| rule.id().eq_ignore_ascii_case(text)).copied();
        found.ok_or_else(|| InvalidName { kind: "rule", text: text.to_owned(), rule: "an id such as `Y3`" })
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
