//! The template of a proposal as a checklist: the parts that exist, and those that are missing.

use crate::domain::diagnostics::finding::{Rule, Severity};
use crate::domain::pull::document_report::Proposed;
use crate::domain::render::text::{cell, count, cut, sentence};
use crate::domain::rules::Diagnostic;

/// How many characters of a finding a row shows.
const SHOWN: usize = 110;

/// A part of the template.
struct Row {
    what: &'static str,
    /// The rules that check it.
    holds: fn(Rule) -> bool,
    needs: Need,
    /// The text after a tick.
    tells: fn(&[&Diagnostic], &Proposed) -> String,
}

/// What has to exist before a part can be judged.
#[derive(Debug, Clone, Copy)]
enum Need {
    Charter,
    Block,
    Index,
}

const ROWS: [Row; 6] = [
    Row {
        what: "Charter with Mission, Goals, Scope, Non-Goals",
        holds: |rule| is_of(rule, "F") || (is_of(rule, "S") && rule != Rule::S2),
        needs: Need::Charter,
        tells: nothing,
    },
    Row {
        what: "Roles & Technical Assets block",
        holds: |rule| rule == Rule::S2 || is_of(rule, "Y") || is_of(rule, "D"),
        needs: Need::Block,
        tells: nothing,
    },
    Row {
        what: "Entry in the index: list, section, artifacts",
        holds: |rule| (is_of(rule, "I") && rule != Rule::I10) || rule == Rule::R7,
        needs: Need::Index,
        tells: nothing,
    },
    Row {
        what: "Leads: execution and technical",
        holds: |rule| is_of(rule, "L") || rule == Rule::I10,
        needs: Need::Block,
        tells: leads,
    },
    Row { what: "Areas with approvers", holds: |rule| is_of(rule, "A"), needs: Need::Block, tells: nothing },
    Row {
        what: "Repositories free and in the org file",
        holds: |rule| is_of(rule, "R") && rule != Rule::R7,
        needs: Need::Block,
        tells: repositories,
    },
];

fn is_of(rule: Rule, family: &str) -> bool {
    rule.id().starts_with(family)
}

/// The checklist of one proposed group as a table.
pub(super) fn table(proposed: &Proposed) -> String {
    let row = |row: &Row| {
        let concerned: Vec<_> = proposed.remarks.iter().filter(|remark| (row.holds)(remark.finding.rule())).collect();
        format!("| {} | {} |", row.what, cell(&state(row, &concerned, proposed)))
    };
    let rows: Vec<_> = ROWS.iter().map(row).collect();
    format!("| the template asks for | |\n|---|---|\n{}", rows.join("\n"))
}

/// **Invariant:** an unknown part never gets a tick.
fn state(row: &Row, remarks: &[&Diagnostic], proposed: &Proposed) -> String {
    let of = |severity| remarks.iter().filter(move |remark| remark.severity == severity).copied();
    if of(Severity::Error).next().is_some() {
        return format!("❌ {}", said(&of(Severity::Error).collect::<Vec<_>>()));
    }
    let charter = proposed.proposal.charter.is_some();
    let lack = match row.needs {
        Need::Index => (!proposed.section).then_some("there is no section in the index"),
        Need::Charter | Need::Block if !charter => Some("there is no charter"),
        Need::Block if !proposed.readable => Some("not known: the block can't be read"),
        Need::Charter | Need::Block => None,
    };
    if let Some(lack) = lack {
        return format!("❌ {lack}");
    }
    if of(Severity::Warning).next().is_some() {
        return format!("⚠️ {}", said(&of(Severity::Warning).collect::<Vec<_>>()));
    }
    format!("✅{}", (row.tells)(remarks, proposed))
}

fn nothing(_: &[&Diagnostic], _: &Proposed) -> String {
    String::new()
}

fn leads(_: &[&Diagnostic], proposed: &Proposed) -> String {
    format!(" {} and {}", proposed.leads.0, proposed.leads.1)
}

fn repositories(remarks: &[&Diagnostic], proposed: &Proposed) -> String {
    let moved = remarks.iter().filter(|remark| remark.finding.rule() == Rule::R8).count();
    let moves =
        if moved > 0 { format!(", {moved} from other groups, whose leads have to agree") } else { String::new() };
    format!(" {}{moves}", count(proposed.repositories, "repository", "repositories"))
}

/// The first finding, and how many more there are.
fn said(remarks: &[&Diagnostic]) -> String {
    let first = remarks.first().map_or_else(String::new, |remark| sentence(&cut(&remark.finding.message, SHOWN)));
    match remarks.len() {
        0 | 1 => first,
        number => format!("{first}, and {} more", number - 1),
    }
}
