//! The findings that a change adds, compared with those before it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::domain::diagnostics::finding::{Argument, Finding, Kind};
use crate::domain::document::{Lines, Span};
use crate::domain::governance::tree::Tree;
use crate::domain::policy::Policy;
use crate::domain::preview::{SameAreas, same_areas};
use crate::domain::types::ids::GroupId;

use super::diagnostic::{Diagnostic, Remarks};
use super::{counted, renamed};

/// The identity of a finding, independent of its position in the document and of its wording.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Identity {
    kind: Kind,
    path: String,
    group: Option<GroupId>,
    about: Vec<Argument>,
    /// Its line, for kinds of findings that differ by their line.
    line: Option<String>,
}

/// The findings that a change adds to [`super::audit`]: those on `after` without a counterpart in `before`, in the same
/// order.
pub fn added(before: &Tree, after: &Tree, policy: &Policy) -> Vec<Diagnostic> {
    Baseline::of(before, policy).added(after)
}

/// The known findings that a change adds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Added {
    /// The findings, in the order of files and positions.
    pub remarks: Vec<Diagnostic>,
    /// The minimum number of further findings on the documents, before and after the change. It is unknown which of
    /// them the change adds.
    pub more: usize,
}

/// The documents before a change with all their findings, to be compared with several changes.
pub struct Baseline<'a> {
    tree: &'a Tree,
    policy: &'a Policy,
    known: BTreeMap<Identity, usize>,
    bounded: bool,
    more: usize,
}

impl<'a> Baseline<'a> {
    /// Checks the documents against the rules.
    pub fn of(tree: &'a Tree, policy: &'a Policy) -> Self {
        Self::new(tree, policy, false)
    }

    /// The same for documents by strangers: at most [`MAX_REMARKS`](super::MAX_REMARKS) findings are kept on either
    /// side.
    pub fn bounded(tree: &'a Tree, policy: &'a Policy) -> Self {
        Self::new(tree, policy, true)
    }

    fn new(tree: &'a Tree, policy: &'a Policy, bounded: bool) -> Self {
        let mut known: BTreeMap<Identity, usize> = BTreeMap::new();
        let (names, texts) = (Names::default(), Texts::of(tree));
        // Check the documents like a change that changes nothing.
        let (remarks, more) = counted(tree, Some(tree), collector(policy, bounded));
        for remark in remarks {
            *known.entry(names.identity(&remark, &texts)).or_default() += 1;
        }
        Self { tree, policy, known, bounded, more }
    }

    /// The findings added by a change that results in `after`.
    ///
    /// Of several identical findings in one document, only the additional ones count as added. A renamed group or area
    /// keeps its findings.
    pub fn added(&self, after: &Tree) -> Vec<Diagnostic> {
        self.counted(after).remarks
    }

    /// The same, with the number of unknown findings.
    pub fn counted(&self, after: &Tree) -> Added {
        let Self { tree: before, policy, known, bounded, more } = self;
        let (names, texts) = (Names::of(before, after, policy), Texts::of(after));
        let mut left = known.clone();
        let is_new = |remark: &Diagnostic| match left.get_mut(&names.identity(remark, &texts)) {
            Some(left) if *left > 0 => {
                *left -= 1;
                false
            }
            _ => true,
        };
        let (remarks, more_after) = counted(after, Some(before), collector(policy, *bounded));
        let mut added: Vec<_> = remarks.into_iter().filter(is_new).collect();
        leave_out_mirrored(&mut added, before, after, &names);
        added.extend(lost(before, after, policy));
        added.sort();
        Added { remarks: added, more: more + more_after }
    }
}

fn collector(policy: &Policy, bounded: bool) -> Remarks<'_> {
    if bounded { Remarks::bounded(policy) } else { Remarks::of(policy) }
}

/// The names that groups, files and areas had before a change.
#[derive(Default)]
struct Names {
    groups: BTreeMap<GroupId, GroupId>,
    paths: BTreeMap<String, String>,
    areas: SameAreas,
}

impl Names {
    fn of(before: &Tree, after: &Tree, policy: &Policy) -> Self {
        let groups = renamed(before, after);
        let path = |(new, old): (&GroupId, &GroupId)| {
            Some((after.charter(new)?.path.clone(), before.charter(old)?.path.clone()))
        };
        let paths = groups.iter().filter_map(path).collect();
        Self { paths, areas: same_areas(&before.ownership, &after.ownership, policy), groups }
    }

    fn path<'n>(&'n self, path: &'n str) -> &'n str {
        self.paths.get(path).map_or(path, String::as_str)
    }

    fn identity(&self, remark: &Diagnostic, texts: &Texts<'_>) -> Identity {
        let Diagnostic { path, finding, group, .. } = remark;
        let argument = |argument: &Argument| match (argument, group) {
            (Argument::Area(name), Some(group)) => {
                let former = self.areas.get(&(group.clone(), name.clone()));
                Argument::Area(former.unwrap_or(name).clone())
            }
            (Argument::Group(id), _) => Argument::Group(self.groups.get(id).unwrap_or(id).clone()),
            (other, _) => other.clone(),
        };
        Identity {
            kind: finding.kind,
            path: self.path(path).to_owned(),
            group: group.as_ref().map(|group| self.groups.get(group).unwrap_or(group).clone()),
            about: finding.about.iter().map(argument).collect(),
            line: finding.kind.is_of_a_line().then(|| texts.line(path, finding.span)),
        }
    }
}

/// The texts of a tree, each split into lines once.
struct Texts<'t> {
    tree: &'t Tree,
    lines: RefCell<BTreeMap<String, (&'t str, Lines<'t>)>>,
}

impl<'t> Texts<'t> {
    fn of(tree: &'t Tree) -> Self {
        Self { tree, lines: RefCell::default() }
    }

    /// The line of a finding; only the beginning of a very long one.
    fn line(&self, path: &str, span: Span) -> String {
        let mut known = self.lines.borrow_mut();
        let (text, lines) = known.entry(path.to_owned()).or_insert_with(|| {
            let text = self.tree.text(path).unwrap_or_default();
            (text, Lines::of(text))
        });
        let line = text.get(lines.line(span.start.line)).unwrap_or_default().trim();
        line.char_indices().nth(LINE).map_or(line, |(end, _)| line.get(..end).unwrap_or(line)).to_owned()
    }
}

/// How many characters of a line are compared.
const LINE: usize = 500;

/// Documents that still exist, but are no longer charters.
fn lost(before: &Tree, after: &Tree, policy: &Policy) -> Vec<Diagnostic> {
    let mut lost = Remarks::of(policy);
    for file in before.charters.values().filter(|file| after.no_charters.contains(&file.path)) {
        let message =
            format!("this is no longer a charter of `{}`: it has neither its title nor its block", file.name());
        let help = "restore them, or remove the document together with the group's section in the index";
        let finding = Finding::new(Kind::CharterLost, Span::START, message).with_help(help);
        lost.say_in(&file.path, Some(&file.id), finding);
    }
    lost.sorted()
}

/// Findings that concern two documents: each of them gets one.
const MUTUAL: [Kind; 4] = [Kind::OwnedTwice, Kind::GroupsShareName, Kind::GroupsShareTeam, Kind::LinkShared];

/// Of findings that concern two documents, keeps only those on a changed line. If there are none on changed lines, as
/// with a charter that becomes readable again, it keeps all.
fn leave_out_mirrored(added: &mut Vec<Diagnostic>, before: &Tree, after: &Tree, names: &Names) {
    let mut mirrors: BTreeMap<String, Option<Mirror<'_>>> = BTreeMap::new();
    let mut is_mirrored = |remark: &Diagnostic| {
        let mirror = mirrors
            .entry(remark.path.clone())
            .or_insert_with(|| Some(Mirror::of(before.text(names.path(&remark.path))?, after.text(&remark.path)?)));
        mirror.as_ref().is_some_and(|mirror| mirror.shows(remark.finding.span))
    };
    let mutual = |remark: &&Diagnostic| MUTUAL.contains(&remark.finding.kind);
    let of_change = added.iter().filter(mutual).filter(|remark| !is_mirrored(remark));
    let told: BTreeSet<Kind> = of_change.map(|remark| remark.finding.kind).collect();
    added.retain(|remark| !told.contains(&remark.finding.kind) || !is_mirrored(remark));
}

/// The lines of a document before and after a change.
struct Mirror<'t> {
    before: BTreeSet<&'t str>,
    after: Vec<&'t str>,
}

impl<'t> Mirror<'t> {
    fn of(before: &'t str, after: &'t str) -> Self {
        Self { before: before.lines().map(str::trim).collect(), after: after.lines().map(str::trim).collect() }
    }

    /// Whether a finding is on an unchanged line: then its counterpart is on an added line elsewhere.
    fn shows(&self, span: Span) -> bool {
        let line = self.after.get((span.start.line as usize).saturating_sub(1));
        line.is_some_and(|line| self.before.contains(line))
    }
}
