//! Renders our own Markdown, the text of a check, as HTML for our own pages.
//!
//! **Invariant:** this module writes every tag and attribute and copies none. Of the HTML in the text, only the few
//! tags that our texts use have a meaning. Links lead only to `http:` and `https:`, and no picture is loaded. The text
//! is already safe as GitHub shows it; this also protects pages from a text that is not.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The tags that our texts use.
const OURS: [&str; 5] = ["<details>", "</details>", "<summary>", "</summary>", "<br>"];

/// Markdown as HTML. Headings begin at `h3`, because the page has headings above them.
pub fn html(markdown: &str) -> String {
    let mut writer = Writer::default();
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    Parser::new_ext(markdown, options).for_each(|event| writer.event(event));
    writer.end()
}

#[derive(Default)]
struct Writer {
    out: String,
    /// How many `<details>` are open.
    folded: usize,
    /// Whether a `<summary>` is open.
    in_summary: bool,
    /// Whether a table's first row is being written.
    in_head: bool,
    /// Whether a link with a target is being written.
    in_link: bool,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.finish(tag),
            Event::Text(text) => self.text(&text),
            Event::Code(text) => {
                self.out.push_str("<code>");
                self.text(&text);
                self.out.push_str("</code>");
            }
            Event::Html(text) | Event::InlineHtml(text) => self.raw(&text),
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            // These extensions are not enabled.
            Event::FootnoteReference(text) | Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text),
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag {
            Tag::Table(_) => self.out.push_str("<div class=\"wide\" tabindex=\"0\"><table>\n"),
            Tag::TableHead => {
                self.in_head = true;
                self.out.push_str("<thead><tr>");
            }
            Tag::TableCell => self.out.push_str(if self.in_head { "<th>" } else { "<td>" }),
            Tag::CodeBlock(_) => self.out.push_str("<pre tabindex=\"0\"><code>"),
            Tag::List(Some(first)) if *first != 1 => self.out.push_str(&format!("<ol start=\"{first}\">")),
            Tag::Link { dest_url, .. } if leads_somewhere(dest_url) => {
                self.in_link = true;
                self.out.push_str("<a rel=\"nofollow\" href=\"");
                self.text(dest_url);
                self.out.push_str("\">");
            }
            tag => self.open(element(tag.to_end())),
        }
    }

    fn finish(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Table => self.out.push_str("</tbody></table></div>\n"),
            TagEnd::TableHead => {
                self.in_head = false;
                self.out.push_str("</tr></thead>\n<tbody>");
            }
            TagEnd::TableCell => self.out.push_str(if self.in_head { "</th>" } else { "</td>" }),
            TagEnd::CodeBlock => self.out.push_str("</code></pre>\n"),
            TagEnd::Link => {
                self.out.push_str(if self.in_link { "</a>" } else { "" });
                self.in_link = false;
            }
            tag => self.close(element(tag)),
        }
    }

    fn open(&mut self, name: &str) {
        if !name.is_empty() {
            self.out.extend(["<", name, ">"]);
        }
    }

    fn close(&mut self, name: &str) {
        if !name.is_empty() {
            self.out.extend(["</", name, ">"]);
        }
        if !matches!(name, "" | "em" | "strong" | "del") {
            self.out.push('\n');
        }
    }

    fn text(&mut self, text: &str) {
        text.chars().for_each(|ch| match ch {
            '&' => self.out.push_str("&amp;"),
            ch => self.character(ch),
        });
    }

    /// A character outside our tags. A reference such as `&lt;` in raw HTML is kept: it never becomes a tag.
    fn character(&mut self, ch: char) {
        match ch {
            '<' => self.out.push_str("&lt;"),
            '>' => self.out.push_str("&gt;"),
            '"' => self.out.push_str("&quot;"),
            '\'' => self.out.push_str("&#39;"),
            ch => self.out.push(ch),
        }
    }

    /// HTML in the text: our own tags, and everything else as plain characters.
    fn raw(&mut self, text: &str) {
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let ours = OURS.into_iter().find(|tag| rest.starts_with(tag));
            let (_, after) = rest.split_at(ours.map_or(first.len_utf8(), str::len));
            match ours {
                Some(tag) => self.ours(tag),
                None => self.character(first),
            }
            rest = after;
        }
    }

    /// One of our tags, unless it closes an element that is not open, or would fold the text around it.
    fn ours(&mut self, tag: &str) {
        let fits = match tag {
            "</details>" => self.folded > 0,
            "<summary>" => self.folded > 0 && !self.in_summary,
            "</summary>" => self.in_summary,
            _ => true,
        };
        if !fits {
            return;
        }
        match tag {
            "<details>" => self.folded += 1,
            "</details>" => self.folded -= 1,
            "<summary>" => self.in_summary = true,
            "</summary>" => self.in_summary = false,
            _ => {}
        }
        self.out.push_str(tag);
    }

    fn end(mut self) -> String {
        if self.in_summary {
            self.out.push_str("</summary>");
        }
        self.out.push_str(&"</details>".repeat(self.folded));
        self.out
    }
}

/// The HTML element of a tag that is written as it is; empty for a tag whose text alone is written.
fn element(tag: TagEnd) -> &'static str {
    match tag {
        TagEnd::Paragraph => "p",
        TagEnd::Heading(level) => ["h3", "h4", "h5", "h6"].get(level as usize - 1).copied().unwrap_or("h6"),
        TagEnd::BlockQuote(_) => "blockquote",
        TagEnd::List(true) => "ol",
        TagEnd::List(false) => "ul",
        TagEnd::Item => "li",
        TagEnd::TableRow => "tr",
        TagEnd::Emphasis => "em",
        TagEnd::Strong => "strong",
        TagEnd::Strikethrough => "del",
        _ => "",
    }
}

fn leads_somewhere(address: &str) -> bool {
    let begins = |scheme: &str| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    begins("https://") || begins("http://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_markdown_of_our_checks_becomes_html() {
        for (markdown, expected) in [
            ("**To do:** `a<b`", "<p><strong>To do:</strong> <code>a&lt;b</code></p>\n"),
            (
                "- a\n- [b](https://x.example/?a=1&b)",
                "<ul><li>a</li>\n<li><a rel=\"nofollow\" href=\"https://x.example/?a=1&amp;b\">b</a></li>\n</ul>\n",
            ),
            ("a &lt;b&gt; \\*c\\*", "<p>a &lt;b&gt; *c*</p>\n"),
            ("```yaml\na: <b>\n```", "<pre tabindex=\"0\"><code>a: &lt;b&gt;\n</code></pre>\n"),
            ("# A\n\n3. b", "<h3>A</h3>\n<ol start=\"3\"><li>b</li>\n</ol>\n"),
        ] {
            assert_eq!(html(markdown), expected);
        }
        let table = html("| a | b |\n|---|---|\n| c<br>d | `e\\|f` |");
        assert!(table.contains("<thead><tr><th>a</th><th>b</th></tr></thead>"), "{table}");
        assert!(table.contains("<tbody><tr><td>c<br>d</td><td><code>e|f</code></td></tr>"), "{table}");
        let folded = html("<details><summary>Who, and why</summary>\n\n- a\n\n</details>\n\nb");
        assert_eq!(folded, "<details><summary>Who, and why</summary>\n<ul><li>a</li>\n</ul>\n</details>\n<p>b</p>\n");
    }

    #[test]
    fn what_is_not_of_ours_is_text() {
        for (markdown, expected) in [
            ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
            ("a <b onclick='x'>c</b>", "<p>a &lt;b onclick=&#39;x&#39;&gt;c&lt;/b&gt;</p>\n"),
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("<details open ontoggle=x>", "&lt;details open ontoggle=x&gt;"),
            ("<summary>a", "a"),
            ("a </details> b </summary>", "<p>a  b </p>\n"),
            ("[a](javascript:alert(1)) [b](/rules) [c](//x.example)", "<p>a b c</p>\n"),
            ("[a](data:text/html,x) <javascript:alert(1)> <a@b.example>", "<p>a javascript:alert(1) a@b.example</p>\n"),
            ("![see](https://x.example/pixel.png)", "<p>see</p>\n"),
            (
                "[a](https://x.example/\"onmouseover=\"x)",
                "<p><a rel=\"nofollow\" href=\"https://x.example/&quot;onmouseover=&quot;x\">a</a></p>\n",
            ),
        ] {
            assert_eq!(html(markdown), expected, "{markdown}");
        }
    }

    #[test]
    fn what_is_folded_away_is_closed_at_the_end() {
        assert_eq!(html("<details><summary>a"), "<details><summary>a</summary></details>");
        assert_eq!(html("<details>\n\nb"), "<details>\n<p>b</p>\n</details>");
    }
}
