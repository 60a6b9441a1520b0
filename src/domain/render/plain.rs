//! A check's summary for a place without Markdown, in the same words.

use super::text::plain;

/// The characters that our own escapes stand for ([`super::text::prose`]).
const ESCAPES: &[(&str, &str)] = &[
    ("&#64;&#8203;", "@"),
    ("&#35;&#8203;", "#"),
    ("&#124;", "|"),
    ("&#58;", ":"),
    ("&#46;", "."),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&amp;", "&"),
];

/// The first paragraph and the lists, without markup. Of the folded text, only the people, if wanted.
pub fn told(summary: &str, people: bool) -> Vec<String> {
    let mut lines = Vec::new();
    let mut folded = false;
    for (number, line) in summary.lines().enumerate() {
        match line {
            _ if line.starts_with("<details>") => folded = !(people && line.contains("Who was considered")),
            "</details>" => folded = false,
            _ if number == 0 || (line.starts_with("- ") && !folded) => lines.push(without_markup(line)),
            _ => {}
        }
    }
    lines
}

/// A line of Markdown as plain text: without emphasis, and with only the text of links.
fn without_markup(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, link)) = cut(rest, '[') {
        let (words, after) = cut(link, ']').unwrap_or((link, ""));
        out.push_str(before);
        match after.strip_prefix('(').and_then(|address| address.split_once(')')) {
            Some((_, after)) => {
                out.push_str(words);
                rest = after;
            }
            None => {
                out.push_str(&format!("[{words}]"));
                rest = after;
            }
        }
    }
    out.push_str(rest);
    let unmarked = out.replace("**", "").replace('`', "");
    let unescaped = ESCAPES.iter().fold(unmarked, |text, (escape, character)| text.replace(escape, character));
    plain(&unescaped.replace('\\', ""))
}

/// The text before and after the first `bracket` that is not escaped.
fn cut(text: &str, bracket: char) -> Option<(&str, &str)> {
    let at = text.match_indices(bracket).map(|(at, _)| at).find(|at| !text[..*at].ends_with('\\'))?;
    Some((&text[..at], &text[at + bracket.len_utf8()..]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::render::text::prose;

    #[test]
    fn a_summary_is_told_in_its_own_words() {
        let name = "<img> @all #1 | [x](y) `rm` www.x";
        let summary = format!(
            "**To do:** add `bots: []`, ask the [TOC](https://x/y).\n\n| a |\n\n- {}: [Docs](z) stands in.\n\n<details><summary>Who was \
             considered, and why</summary>\n\n- `ann` asked: lead\n\n</details>\n- last",
            prose(name)
        );
        let people = [
            "To do: add bots: [], ask the TOC.",
            "- <img> @all #1 | [x](y) rm www.x: Docs stands in.",
            "- ann asked: lead",
            "- last",
        ];
        assert_eq!(told(&summary, true), people);
        assert_eq!(told(&summary, false).len(), 3);
    }
}
