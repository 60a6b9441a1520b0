//! The blocks of a decision document: fences with `situation`, `then`, `expectation` or `summary` behind their language.

/// What a block is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `yaml situation`: a world and a pull request.
    Situation,
    /// `yaml then`: what happens after the plan before it was carried out.
    Then,
    /// `text expectation`: the plan.
    Expectation,
    /// `markdown summary`: the whole text of the check.
    Summary,
}

/// A block of a document.
pub(super) struct Block<'a> {
    pub(super) kind: Kind,
    pub(super) body: &'a str,
}

/// The document with the bodies that `body` gives in the place of those that stand there.
pub(super) fn rewrite(text: &str, mut body: impl FnMut(&Block) -> Option<String>) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((line, behind)) = rest.split_once('\n') {
        out.push_str(line);
        out.push('\n');
        rest = behind;
        let Some((fence, kind)) = opening(line) else { continue };
        let end = end(rest, fence);
        let block = Block { kind, body: &rest[..end] };
        out.push_str(&body(&block).unwrap_or_else(|| block.body.to_owned()));
        rest = &rest[end..];
    }
    out + rest
}

/// The fence and the kind of the block that a line opens, if it opens one.
fn opening(line: &str) -> Option<(&str, Kind)> {
    let info = line.trim_start_matches('`');
    let fence = &line[..line.len() - info.len()];
    if fence.len() < 3 || info.is_empty() {
        return None;
    }
    let kind = match info {
        "yaml situation" => Kind::Situation,
        "yaml then" => Kind::Then,
        "text expectation" => Kind::Expectation,
        "markdown summary" => Kind::Summary,
        other => panic!("`{other}` is no kind of block: see tests/decisions/README.md"),
    };
    Some((fence, kind))
}

fn end(text: &str, fence: &str) -> usize {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_end() == fence {
            return at;
        }
        at += line.len();
    }
    panic!("a block has no closing fence `{fence}`");
}
