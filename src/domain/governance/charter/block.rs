//! Finds the block of a charter, and the cases where the organization's generator reads a different one.

use crate::domain::diagnostics::finding::{Finding, Kind, MAX_FINDINGS, Rule};
use crate::domain::document::markdown::{Block, Fence, Outline};
use crate::domain::document::{At, Lines, Place, Span, shown};

use super::generator::{GeneratorVerdict, Region};

/// The first block marked `yaml` that looks like a charter's, or else the first one, according to CommonMark.
pub(super) fn find(outline: &Outline) -> Option<&Fence> {
    let marked = || outline.fences().filter(|fence| is_marked(fence));
    marked().find(|fence| fence.body.lines().any(is_of_a_charter)).or_else(|| marked().next())
}

/// Problems with the block's place: it has no end, or is in a quote. In a list, the generator reads it like we do.
pub(super) fn standing(block: &Fence, verdict: &GeneratorVerdict) -> Vec<Finding> {
    let mut found = Vec::new();
    if !block.closed {
        found.push(endless(block));
    }
    if block.nested && *verdict != GeneratorVerdict::Accepts {
        let message = "the block is in a quote or a list, where the organization's generator misreads it";
        found.push(finding(Kind::BlockQuoted, block.opening(), message, "begin its fence at the left margin"));
    }
    found
}

/// The block has no end.
pub(super) fn endless(block: &Fence) -> Finding {
    let message = "the block has no closing fence, so it runs to the end of the document";
    finding(Kind::BlockEndless, block.opening(), message, "add a line of three backticks after it")
}

/// Blocks that are not read: a second one, one that is not marked, or lines outside any block.
pub(super) fn passed_over(outline: &Outline, text: &str) -> Vec<Finding> {
    let Some(block) = find(outline) else {
        return unmarked(outline).or_else(|| loose(text)).into_iter().collect();
    };
    let line = block.span.start.line;
    let others = outline.fences().filter(|fence| is_marked(fence) && fence.span != block.span);
    let other = |other: &Fence| {
        let message = format!(
            "a second block is marked `yaml`, and the organization's generator reads everything from the first to \
             the last as one block: the group's own block begins in line {line}"
        );
        finding(
            Kind::BlockRepeated,
            other.opening(),
            message,
            "mark this one differently, as in \"```text\", or combine both",
        )
    };
    others.map(other).take(MAX_FINDINGS).collect()
}

/// Where the generator differs from what a reader of the document expects; `findings` are all others.
pub(super) fn difference(
    outline: &Outline,
    region: Option<&Region<'_>>,
    verdict: &GeneratorVerdict,
    findings: &[Finding],
) -> Option<Finding> {
    match (find(outline), region) {
        (None, None) => None,
        (None, Some(region)) => Some(invisible(outline, region, verdict)),
        (Some(block), None) => Some(ignored(block)),
        (Some(block), Some(region)) if !region.covers(block) => {
            // The finding on a second block already reports its effects.
            let said = findings.iter().any(|finding| finding.kind == Kind::BlockRepeated);
            (!said).then(|| elsewhere(block, region, verdict))
        }
        (Some(_), Some(_)) => {
            let said = findings.iter().any(|finding| matches!(finding.rule(), Rule::Y2 | Rule::Y3));
            if said { None } else { refused(verdict) }
        }
    }
}

fn is_marked(fence: &Fence) -> bool {
    fence.language() == "yaml"
}

/// A block that looks like a charter's but is not marked. Such a group may be outside the automation on purpose.
fn unmarked(outline: &Outline) -> Option<Finding> {
    let fence = outline.fences().find(|fence| fence.body.lines().any(is_of_a_charter))?;
    let mark = match fence.language() {
        "" => "not marked at all".to_owned(),
        other => format!("marked `{}`", shown(other)),
    };
    let message = format!(
        "the block looks like a charter's, but is {mark} instead of `yaml`: the organization's generator will ignore it, \
         and it is not read here either"
    );
    Some(finding(
        Kind::BlockUnmarked,
        fence.opening(),
        message,
        "mark it `yaml`, unless the group should stay out of the automation",
    ))
}

/// Lines of a charter outside any block, in a text whose lines end with `\n`. The generator's own mark before them
/// gives a better finding: see [`difference`].
fn loose(text: &str) -> Option<Finding> {
    let (number, line) = (1..).zip(text.lines()).find(|(_, line)| is_of_a_charter(line))?;
    if text.contains("```yaml") {
        return None;
    }
    let lines = Lines::of(text);
    let column = 1 + u32::try_from(line.chars().take_while(|ch| ch.is_whitespace()).count()).unwrap_or_default();
    let start = lines.within(number, column);
    let end = lines.within(number, u32::MAX);
    let message = "this looks like a charter's block, but it is not in a block marked `yaml`, so it is not read";
    Some(finding(
        Kind::BlockLoose,
        Span { start, end: end.max(start) },
        message,
        "put it between lines of three backticks, the first of them marked `yaml`",
    ))
}

/// Whether a line has a key that only charters have, as YAML or JSON.
fn is_of_a_charter(line: &str) -> bool {
    let key = line.trim_start().trim_start_matches(['"', '\'']);
    let rest = key.strip_prefix("execution_leads").or_else(|| key.strip_prefix("technical_leads"));
    rest.is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with(':'))
}

fn invisible(outline: &Outline, region: &Region<'_>, verdict: &GeneratorVerdict) -> Finding {
    let start = region.span.start;
    let htmls = outline.blocks.iter().filter_map(|block| match block {
        Block::Html(html) => Some(html),
        _ => None,
    });
    let around = htmls.into_iter().find(|html| html.span.start <= start && start < html.span.end);
    let place = match around {
        Some(At { value, .. }) if value.starts_with("<!--") => "in a comment",
        Some(_) => "in HTML",
        None if outline.fences().any(|fence| fence.span.start < start && start < fence.span.end) => "in another block",
        None => "in running text",
    };
    let message = format!("the organization's generator will find a block {place} here{}", and_then(verdict));
    finding(
        Kind::BlockHidden,
        opening(start),
        message,
        "remove it, or put it between lines of three backticks at the left margin",
    )
}

fn ignored(block: &Fence) -> Finding {
    let (why, help) = match block.closed {
        true => (
            "it looks for \"```yaml\" and a closing \"```\"",
            "write its fences with three backticks, and `yaml` right after the first three",
        ),
        false => ("there is no \"```\" after it", "add a line of three backticks after it"),
    };
    finding(
        Kind::BlockIgnored,
        block.opening(),
        format!("the organization's generator will ignore this block: {why}"),
        help,
    )
}

fn elsewhere(block: &Fence, region: &Region<'_>, verdict: &GeneratorVerdict) -> Finding {
    let Span { start, end } = region.span;
    let what = if start.line == block.span.start.line {
        format!("everything up to line {}", end.line)
    } else {
        format!("line {} to line {}", start.line, end.line)
    };
    let message = format!("the organization's generator will read {what} as the block{}", and_then(verdict));
    let help = "leave no \"```yaml\" before this block and no \"```\" after it";
    finding(Kind::BlockElsewhere, block.opening(), message, help)
}

/// The block differs from how it looks, because its fence is indented.
pub(super) fn indented(block: &Fence) -> Finding {
    let message = "the block's fence is indented: Markdown removes that indentation from each of its lines, but the \
                   organization's generator does not, so the generator will accept the block";
    finding(Kind::BlockIndented, block.opening(), message, "begin its fence at the left margin")
}

fn refused(verdict: &GeneratorVerdict) -> Option<Finding> {
    let GeneratorVerdict::Refuses { place, message, .. } = verdict else { return None };
    let message = format!("the organization's generator will refuse the block here: {message}");
    Some(
        Finding::new(Kind::BlockRefused, *place, message)
            .with_help("use simpler YAML, between lines of three backticks"),
    )
}

fn and_then(verdict: &GeneratorVerdict) -> String {
    match verdict {
        GeneratorVerdict::NoBlock => String::new(),
        GeneratorVerdict::Accepts => " and read it".to_owned(),
        GeneratorVerdict::Refuses { place, .. } => format!(" and refuse it at line {}", place.line),
        GeneratorVerdict::Unknown => "; it is too large to predict the result".to_owned(),
    }
}

fn finding(kind: Kind, span: Span, message: impl Into<String>, help: &str) -> Finding {
    Finding::new(kind, span, message).with_help(help)
}

/// The generator's mark, "```yaml".
fn opening(start: Place) -> Span {
    Span { start, end: Place { column: start.column + 7, ..start } }
}
