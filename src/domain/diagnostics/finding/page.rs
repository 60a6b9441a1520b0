//! The page of a rule: a Markdown document with the same parts for each rule, in the same order.
//!
//! A page is read like any document: the result is everything readable, and all faults. Tests ensure that no page has a
//! fault.

use super::Severity;
use crate::domain::document::markdown::{self, Block, Fence, Heading, Item};
use crate::domain::document::{Fault, Lines, Span};

/// The heading for the reason of the rule.
pub const WHY: &str = "Why";
/// The heading for the fix.
pub const FIX: &str = "How to fix";
/// The heading for an example with a finding.
pub const WRONG: &str = "Wrong";
/// The heading for the same example, fixed.
pub const RIGHT: &str = "Right";
/// The heading for the sources of the rule.
pub const SOURCES: &str = "Sources";

/// The parts of a page, in order.
const PARTS: [&str; 5] = [WHY, FIX, WRONG, RIGHT, SOURCES];

/// The content of a rule's page, below title and severity. In its texts, code is in backticks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RulePage {
    /// What goes wrong without the rule, in two to four sentences.
    pub why: String,
    /// How to fix a finding, in one sentence.
    pub fix: String,
    /// Documents, or parts of them, with a finding.
    pub wrong: Vec<Snippet>,
    /// The same documents, fixed.
    pub right: Vec<Snippet>,
    /// The sources of the rule.
    pub sources: Vec<Source>,
}

/// A document that requires something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// Its address, `https://…`.
    pub url: String,
}

/// A part of a governing document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// The path of the document.
    pub file: String,
    /// The language of the excerpt.
    pub language: Language,
    /// The excerpt, with a line break at its end.
    pub text: String,
}

/// A language of governing documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// The language of a charter's block and of the org file.
    Yaml,
    /// The language of charters and the index.
    Markdown,
}

impl Language {
    /// All languages.
    pub const ALL: [Self; 2] = [Self::Yaml, Self::Markdown];

    /// The word for it, as after a code fence.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Yaml => "yaml",
            Self::Markdown => "markdown",
        }
    }
}

/// Title and severity: the first lines of a page.
pub(super) fn head(text: &str) -> Option<(&str, Severity)> {
    let (heading, rest) = text.strip_prefix("# ")?.split_once("\n\n**Severity:** ")?;
    let (_, title) = heading.split_once(": ")?;
    let (word, _) = rest.split_once('\n')?;
    let severity = Severity::ALL.into_iter().find(|severity| severity.as_str() == word)?;
    Some((title, severity))
}

/// The content of a page, and all its faults.
pub(super) fn read(text: &str) -> (RulePage, Vec<Fault>) {
    let mut reader = Reader::of(text);
    if head(text).is_none() {
        reader.fault(Span::START, "a page begins with `# ID: Title`, an empty line and `**Severity:** error`");
    }
    match markdown::outline(text) {
        Ok(outline) => outline.blocks.into_iter().for_each(|block| reader.take(block)),
        Err(fault) => reader.faults.push(fault),
    }
    reader.close();
    (reader.page, reader.faults)
}

struct Reader<'t> {
    text: &'t str,
    lines: Lines<'t>,
    page: RulePage,
    faults: Vec<Fault>,
    /// How many parts have begun; the header is before the first one.
    begun: usize,
    /// The path above the next snippet.
    file: Option<String>,
}

impl<'t> Reader<'t> {
    fn of(text: &'t str) -> Self {
        let (page, faults) = (RulePage::default(), Vec::new());
        Self { text, lines: Lines::of(text), page, faults, begun: 0, file: None }
    }

    fn fault(&mut self, span: Span, message: impl Into<String>) {
        self.faults.push(Fault::new(span, message));
    }

    /// The current part.
    fn part(&self) -> Option<&'static str> {
        PARTS.get(self.begun.checked_sub(1)?).copied()
    }

    fn take(&mut self, block: Block) {
        let span = block.span();
        match (self.part(), block) {
            (_, Block::Heading(heading)) if heading.level > 1 => self.begin(&heading),
            // The header was read before.
            (None, Block::Heading(_) | Block::Paragraph(_)) => {}
            (Some(WHY), Block::Paragraph(_)) if self.page.why.is_empty() => self.page.why = self.prose(span),
            (Some(FIX), Block::Paragraph(_)) if self.page.fix.is_empty() => self.page.fix = self.prose(span),
            (Some(WRONG | RIGHT), Block::Paragraph(_)) if self.file.is_none() => self.path(span),
            (Some(WRONG | RIGHT), Block::Fence(fence)) => self.snippet(fence),
            (Some(SOURCES), Block::List(items)) => items.into_iter().for_each(|item| self.source(item)),
            (part, _) => {
                let part = part.unwrap_or("the title");
                self.fault(span, format!("this does not belong below `{part}`: see the pages of other rules"));
            }
        }
    }

    /// Begins a part, after the previous part has ended.
    fn begin(&mut self, Heading { level, text, span }: &Heading) {
        let expected = PARTS.get(self.begun).copied();
        if *level == 2 && expected == Some(text) {
            self.end(*span);
            self.begun += 1;
        } else {
            self.fault(*span, format!("`{text}` is not expected here: the parts are {}", PARTS.join(", ")));
        }
    }

    /// Checks that a part is complete at its end.
    fn end(&mut self, span: Span) {
        let RulePage { why, fix, wrong, right, sources } = &self.page;
        let is_empty = match self.part() {
            Some(WHY) => why.is_empty(),
            Some(FIX) => fix.is_empty(),
            Some(WRONG) => wrong.is_empty(),
            Some(RIGHT) => right.is_empty(),
            Some(SOURCES) => sources.is_empty(),
            _ => false,
        };
        if is_empty || self.file.take().is_some() {
            self.fault(span, format!("`{}` ends too early", self.part().unwrap_or_default()));
        }
    }

    fn close(&mut self) {
        self.end(Span::START);
        for missing in PARTS.iter().skip(self.begun) {
            self.faults.push(Fault::new(Span::START, format!("`## {missing}` is missing")));
        }
    }

    /// A paragraph as written, in one line.
    fn prose(&self, span: Span) -> String {
        let written = self.text.get(self.lines.range(span)).unwrap_or_default();
        written.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn path(&mut self, span: Span) {
        let written = self.prose(span);
        match written.strip_prefix('`').and_then(|path| path.strip_suffix('`')) {
            Some(path) => self.file = Some(path.to_owned()),
            None => self.fault(span, format!("`{written}`: write the path of a document, in backticks")),
        }
    }

    fn snippet(&mut self, fence: Fence) {
        let language = Language::ALL.into_iter().find(|language| language.as_str() == fence.info);
        let (Some(file), Some(language)) = (self.file.take(), language) else {
            return self.fault(fence.span, "an example has a path above it, and is `yaml` or `markdown`");
        };
        let snippet = Snippet { file, language, text: fence.body };
        let examples = if self.part() == Some(WRONG) { &mut self.page.wrong } else { &mut self.page.right };
        examples.push(snippet);
    }

    fn source(&mut self, Item { prose, .. }: Item) {
        match prose.links.as_slice() {
            [link] if link.span == prose.span && link.url.starts_with("https://") && !link.text.is_empty() => {
                self.page.sources.push(Source { name: link.text.clone(), url: link.url.clone() });
            }
            _ => self.fault(prose.span, format!("`{}`: a source is a link, `[name](https://…)`", prose.text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "\
# Y3: A `key`: all of it

**Severity:** warning

## Why

Two lines with
`code`.

## How to fix

Fix it.

## Wrong

`a.md`

````markdown
## Why

```yaml
x: 1
```
````

`b.yml`

```yaml
y: 2
```

## Right

`a.md`

```markdown
```

## Sources

- [A name](https://example.org/a)
";

    fn messages(text: &str) -> Vec<String> {
        read(text).1.into_iter().map(|fault| fault.message).collect()
    }

    #[test]
    fn a_page_is_read_whole() {
        assert_eq!(head(PAGE), Some(("A `key`: all of it", Severity::Warning)));
        let (page, faults) = read(PAGE);
        assert_eq!(faults, []);
        assert_eq!((page.why.as_str(), page.fix.as_str()), ("Two lines with `code`.", "Fix it."));
        let snippet =
            |file: &str, language, text: &str| Snippet { file: file.to_owned(), language, text: text.to_owned() };
        let wrong = [
            snippet("a.md", Language::Markdown, "## Why\n\n```yaml\nx: 1\n```\n"),
            snippet("b.yml", Language::Yaml, "y: 2\n"),
        ];
        assert_eq!(page.wrong, wrong);
        assert_eq!(page.right, [snippet("a.md", Language::Markdown, "")]);
        let source = Source { name: "A name".to_owned(), url: "https://example.org/a".to_owned() };
        assert_eq!(page.sources, [source]);
    }

    #[test]
    fn everything_that_is_wrong_with_a_page_is_a_fault() {
        for (part, by, said) in [
            ("warning", "grave", "begins with"),
            ("Y3: A `key`: all", "All", "begins with"),
            ("## How to fix", "## How to mend", "`How to mend` is not expected here"),
            ("## Right", "### Right", "`Right` is not expected here"),
            ("Fix it.", "", "`How to fix` ends too early"),
            ("Fix it.", "Fix it.\n\nAnd more.", "does not belong below `How to fix`"),
            ("Fix it.", "- Fix it.", "does not belong below `How to fix`"),
            ("`b.yml`", "b.yml", "write the path"),
            ("`b.yml`\n", "", "has a path above it"),
            ("```markdown\n```\n", "", "`Right` ends too early"),
            ("```markdown\n```\n", "```json\n```\n", "is `yaml` or `markdown`"),
            ("(https://example.org/a)", "", "a source is a link"),
            ("(https://example.org/a)", "(http://example.org/a)", "a source is a link"),
            ("- [A name](https://example.org/a)\n", "", "`Sources` ends too early"),
            ("## Sources\n\n- [A name](https://example.org/a)\n", "", "`## Sources` is missing"),
        ] {
            let text = PAGE.replacen(part, by, 1);
            assert_ne!(text, PAGE, "{part}");
            assert!(messages(&text).iter().any(|message| message.contains(said)), "{by}: {:?}", messages(&text));
        }
        assert_eq!(messages("").len(), 1 + PARTS.len());
    }
}
