//! Reads a text to a [`Reading`]: everything readable is read, and everything else is reported.

use crate::domain::diagnostics::finding::{Finding, FindingList, Kind, Rule};
use crate::domain::document::markdown::{Fence, Outline, outline};
use crate::domain::document::yaml::{self, Document, Stop};
use crate::domain::document::{self, At};

use super::content::Content;
use super::generator::{self, GeneratorVerdict, Region, normal, undecodable};
use super::model_reader::Reader;
use super::slips::conflict;
use super::{Reading, block};

const TITLE_ENDING: &str = ": Working Group Charter";

/// Reads a charter.
pub fn read(text: &str) -> Reading {
    read_with_outline(text).0
}

/// The same with its Markdown, which is empty if it is unreadable.
pub fn read_with_outline(text: &str) -> (Reading, Outline) {
    match outline(text) {
        Ok(outline) => (reading(text, &outline), outline),
        Err(fault) => (Reading::unreadable(fault), Outline::default()),
    }
}

fn reading(text: &str, outline: &Outline) -> Reading {
    let first = outline.headings().find(|heading| heading.level == 1);
    let title = first.and_then(|heading| {
        let name = heading.text.strip_suffix(TITLE_ENDING)?;
        Some(At::new(name.to_owned(), heading.span))
    });
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let normal = normal(text);
    let passed_over = block::passed_over(outline, &normal);
    let fence = block::find(outline);
    let parsed = fence.map(|fence| yaml::attempt_within(&fence.body, &|place| fence.place(place)));
    let region = Region::of(&normal);
    let generator = generator::verdict(region.as_ref(), fence, parsed.as_ref());
    let mut findings = fence.map(|fence| block::standing(fence, &generator)).unwrap_or_default();
    findings.extend_from_slice(&passed_over);
    // For an indented fence, Markdown removes blanks from each line; the text that the generator reads counts.
    let shifted = fence.zip(region.as_ref()).filter(|(fence, region)| {
        fence.span.start.column > 1 && !fence.nested && region.covers(fence) && generator == GeneratorVerdict::Accepts
    });
    let shifted = shifted.map(|(fence, region)| (fence, region.parse()));
    let indented = shifted.as_ref().filter(|(_, read)| parsed.as_ref().is_some_and(|shown| !is_same(shown, read)));
    findings.extend(indented.map(|(fence, _)| block::indented(fence)));
    let parsed = shifted.map(|(_, read)| read).or(parsed);
    let conflict = fence.and_then(conflict);
    let mut content = parsed.map(|parsed| Content::of(parsed, conflict)).unwrap_or_default();
    let endless = fence.filter(|fence| !fence.closed).map(block::endless);
    if let Some(endless) = &endless {
        content.without_end(endless);
    }
    findings.extend(content.findings);
    let lost = lost(text, fence);
    let difference = block::difference(outline, region.as_ref(), &generator, &findings);
    let astray = lost.as_ref().or(passed_over.first()).or(difference.as_ref());
    let astray = astray.filter(|_| fence.is_none()).map(Finding::fault);
    let misread = lost.clone().filter(|finding| finding.rule() == Rule::Y2);
    let unread = sorted(passed_over.into_iter().chain(content.unread).chain(misread).collect());
    findings.extend(difference.into_iter().chain(lost));
    let fatal = content.fatal.map(|fatal| endless.filter(|_| fatal.rule() == Rule::Y2).unwrap_or(fatal).fault());
    let charter = content.charter;
    Reading {
        title,
        charter,
        block: fence.map(|fence| fence.span),
        findings: sorted(findings),
        unread,
        generator: undecodable(text).unwrap_or(generator),
        fatal,
        astray,
    }
}

/// Whether two readings of a block have the same content, whatever the positions.
fn is_same(one: &Result<Document, Stop>, other: &Result<Document, Stop>) -> bool {
    let charter = |parsed: &Result<Document, Stop>| Reader::default().charter(&parsed.as_ref().ok()?.root);
    one.is_ok() && charter(one) == charter(other)
}

/// Lost characters: within the block, they make its content unknown.
fn lost(text: &str, fence: Option<&Fence>) -> Option<Finding> {
    let fault = document::lost(text)?;
    let place = fault.place();
    let in_block = fence.is_some_and(|fence| fence.span.start <= place && place < fence.span.end);
    Some(Finding::of(if in_block { Kind::BlockSyntax } else { Kind::DocumentUndecodable }, fault))
}

/// In document order, without duplicates: a problem that aliases repeat is reported once.
fn sorted(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort();
    findings.dedup();
    let mut found = FindingList::default();
    found.extend(findings);
    found.into_findings()
}

#[cfg(test)]
mod tests {
    use super::super::entries;
    use super::super::generator::GeneratorVerdict;
    use super::*;
    use crate::domain::document::{Place, Span};

    const DOCS: &str = "# Docs: Working Group Charter\n\n```yaml\nname: Documentation\nexecution_leads:\n- name: Ä\n  \
        github: octocat\ntechnical_leads: []\nbots: []\nareas:\n- name: Docs\n  approvers:\n    - github: MonaLisa\n      \
        name: M\n  repositories:\n  - cloudfoundry/docs\n```\n";

    /// The findings, one per line.
    fn said(text: &str) -> Vec<String> {
        read(text).findings.iter().map(ToString::to_string).collect()
    }

    /// Why a charter is unreadable.
    fn reading_of(reading: &Reading) -> &str {
        &reading.obstacle().expect("it is broken").message
    }

    /// The only finding on `DOCS` with one text replaced by another.
    #[track_caller]
    fn finding(from: &str, to: &str) -> String {
        assert!(DOCS.contains(from), "{from}");
        let found = said(&DOCS.replace(from, to));
        let [finding] = found.as_slice() else { panic!("{found:#?}") };
        finding.clone()
    }

    #[test]
    fn a_charter_is_read_with_its_title_and_block() {
        let reading = read(DOCS);
        assert_eq!(
            (&reading.findings, &reading.unread, &reading.generator),
            (&vec![], &vec![], &GeneratorVerdict::Accepts)
        );
        assert_eq!(reading.slugs(), ["documentation", "docs"]);
        let charter = reading.charter.unwrap();
        assert_eq!(entries(&charter.execution_leads)[0].login.as_str(), "octocat");
        assert_eq!(entries(&charter.areas[0].approvers)[0].login.as_str(), "MonaLisa");
        assert_eq!(charter.repositories().count(), 1);
        assert!(charter.areas[0].reviewers.is_none() && charter.technical_leads.is_some());
    }

    #[test]
    fn everything_in_the_model_knows_its_place() {
        let charter = read(DOCS).charter.unwrap();
        let area = &charter.areas[0];
        let at = |span: Span| (span.start.line, span.start.column, span.end.column);
        assert_eq!(at(charter.name.span), (4, 7, 20));
        assert_eq!(at(area.name.span), (11, 9, 13));
        assert_eq!(at(entries(&area.approvers)[0].login.span), (13, 15, 23));
        assert_eq!(at(entries(&area.repositories)[0].span), (16, 5, 22));
        assert_eq!(charter.technical_leads.unwrap().span.start, Place { line: 8, column: 18 });
        assert_eq!(area.span.start, Place { line: 11, column: 3 });
    }

    #[test]
    fn a_charter_of_prose_is_a_charter_without_a_block() {
        let reading = read("# Paketo: Working Group Charter\n\n## Mission\n");
        assert!(reading.is_charter() && !reading.is_broken() && reading.charter.is_none());
        assert_eq!((reading.findings, reading.generator), (vec![], GeneratorVerdict::NoBlock));
        assert!(!read("# Something else\n").is_charter());
    }

    #[test]
    fn one_bad_entry_does_not_hide_the_others() {
        let reading = read(&DOCS.replace("  - cloudfoundry/docs", "  - cloudfoundry/docs\n  - https://github.com/x/y"));
        assert_eq!(reading.charter.unwrap().repositories().count(), 1);
        assert_eq!(reading.findings.len(), 1);
        assert_eq!(reading.unread, reading.findings);
        assert_eq!(reading.findings[0].span.start.line, 17);
    }

    #[test]
    fn a_block_without_readable_name_and_areas_has_no_charter() {
        for (from, to, word) in [
            ("areas:", "areas: x: y", "not valid YAML"),
            ("areas:", "areass:", "`areas` is missing"),
            ("name: Documentation\n", "", "`name` is missing"),
            ("Documentation", "' '", "is empty"),
            ("Documentation", "[x]", "`name` is a list"),
        ] {
            let reading = read(&DOCS.replacen(from, to, 1));
            let fault = reading.obstacle().unwrap().to_string();
            assert!(reading.is_broken() && reading.is_charter() && reading.charter.is_none(), "{to}");
            assert!(fault.contains(word), "{fault}");
            assert!(reading.findings.iter().any(|finding| finding.fault() == *reading.obstacle().unwrap()), "{fault}");
        }
        assert!(read("```yaml\n- x\n```").obstacle().unwrap().message.contains("the block is a list"));
        assert!(
            read(&DOCS.replace("areas:", "areas: 7\nareas2:"))
                .obstacle()
                .unwrap()
                .message
                .contains("`areas` is a number")
        );
    }

    #[test]
    fn a_missing_key_is_said_at_the_first_one_with_the_way_out() {
        assert_eq!(
            finding("bots: []\n", ""),
            "line 4, column 1: Y3: `bots` is missing: a charter has `name`, `execution_leads`, `technical_leads`, `bots` \
             and `areas`: add `bots: []` if there are none"
        );
        assert_eq!(
            finding("  repositories:\n  - cloudfoundry/docs\n", ""),
            "line 11, column 3: Y3: `repositories` of `Docs` is missing: an area has `name`, `approvers` and \
             `repositories`: add `repositories: []` if there are none"
        );
        assert_eq!(
            finding("- name: Ä\n  github", "- github"),
            "line 6, column 3: Y3: `name` is missing: a person has `name` and `github`: add `name: …`"
        );
    }

    #[test]
    fn a_login_that_yaml_takes_for_something_else_must_be_quoted() {
        for (login, kind) in
            [("no", "a truth value"), ("007", "a number"), ("12:34", "a number"), ("2021-01-01", "a date")]
        {
            let said = format!(
                "line 7, column 11: Y3: `{login}` without quotes is {kind} in YAML, and `github` must be a text: write \
                 `github: \"{login}\"`"
            );
            assert_eq!(finding("octocat", login), said);
        }
        let reading = read(&DOCS.replace("octocat", "007"));
        assert_eq!(entries(&reading.charter.unwrap().execution_leads)[0].login.as_str(), "007");
        assert_eq!(reading.unread, []);
    }

    #[test]
    fn null_lists_and_plain_texts_are_read_and_said() {
        let said = "line 9, column 1: Y3: `bots` is nothing, and must be a list: write `bots: []` if there are none";
        assert_eq!(finding("bots: []", "bots:"), said);
        let reading = read(&DOCS.replace("bots: []", "bots: [hubot]"));
        assert_eq!(
            reading.findings[0].to_string(),
            "line 9, column 8: Y3: this entry of `bots` is a text, and must be a person with keys: write `- name: …` and \
             below it `  github: hubot`"
        );
        assert_eq!(entries(&reading.charter.unwrap().bots)[0].login.as_str(), "hubot");
        assert_eq!(reading.unread, []);
    }

    #[test]
    fn a_repository_that_is_none_is_said_with_the_nearest_that_is() {
        for (text, about, help) in [
            ("/cloudfoundry/docs", "begins with a slash", "write `cloudfoundry/docs`"),
            ("https://github.com/cloudfoundry/docs.git", "is an address", "write `cloudfoundry/docs`"),
            ("cloudfoundry/docs.git", "ends with `.git`", "write `cloudfoundry/docs`"),
            ("'cloudfoundry/docs '", "has spaces in it", "write `cloudfoundry/docs`"),
            ("cloudfoundry", "lacks the owner or the name", "write it as on its page on GitHub"),
        ] {
            let said = finding("cloudfoundry/docs", text);
            assert!(said.starts_with("line 16, column 5: R1: `") && said.contains(about), "{said}");
            assert!(said.ends_with(help), "{said}");
        }
        assert_eq!(said(&DOCS.replace("cloudfoundry/docs", "concourse/.github")), Vec::<String>::new());
    }

    #[test]
    fn whoever_is_not_in_the_charter_is_unread() {
        for (from, to, count) in [
            ("github: octocat", "github: '@octocat'", 1),
            ("github: octocat", "github:", 1),
            ("  github: octocat\n", "", 1),
            ("technical_leads: []", "technical_leads: nobody", 1),
            ("- cloudfoundry/docs", "- [x]", 1),
            ("- name: Docs\n", "- x\n- name: Docs\n", 1),
            ("bots: []", "bots: []\nbots: []", 1),
            ("bots: []", "members: []\nbots: []", 0),
        ] {
            let reading = read(&DOCS.replacen(from, to, 1));
            assert_eq!((reading.findings.len(), reading.unread.len()), (1, count), "{to}: {:#?}", reading.findings);
            assert!(reading.charter.is_some());
        }
    }

    #[test]
    fn a_block_that_is_not_marked_yaml_stays_unread() {
        for mark in ["", "yml", "YAML", "json", "{yaml}"] {
            let reading = read(&DOCS.replace("```yaml", &format!("```{mark}")));
            assert!(reading.charter.is_none() && reading.block.is_none() && !reading.is_broken());
            assert_eq!(reading.generator, GeneratorVerdict::NoBlock);
            let said = reading.findings[0].to_string();
            assert!(said.starts_with("line 3, column 1: Y1: ") && said.contains("generator will ignore it"), "{said}");
            assert_eq!(reading.unread, reading.findings);
            assert_eq!(reading.obstacle(), Some(&reading.findings[0].fault()));
        }
        assert_eq!(said(&DOCS.replace("# Docs", "```\ncode\n```\n# Docs")), Vec::<String>::new());
    }

    #[test]
    fn a_second_block_is_not_read_and_breaks_the_generator() {
        let text = format!("{DOCS}\n```yaml\nname: X\n```\n");
        let reading = read(&text);
        assert_eq!(*reading.charter.as_ref().unwrap().name, "Documentation");
        assert_eq!(reading.unread.len(), 1);
        let said = said(&text);
        assert!(said[0].starts_with("line 19, column 1: Y1: a second block is marked `yaml`"), "{}", said[0]);
        assert!(said.len() == 1 && said[0].contains("the group's own block begins in line 3"), "{said:?}");
        assert!(matches!(reading.generator, GeneratorVerdict::Refuses { .. }));
    }

    #[test]
    fn a_block_in_a_comment_is_none_and_the_generator_reads_it() {
        let text = DOCS.replace("```yaml", "<!--\n```yaml") + "-->\n";
        let reading = read(&text);
        assert_eq!((reading.block, &reading.generator), (None, &GeneratorVerdict::Accepts));
        assert!(
            said(&text)[0].starts_with(
                "line 4, column 1: Y1: the organization's generator will find a block in a comment here and read it"
            ),
            "{:?}",
            said(&text)
        );
        assert!(reading.obstacle().unwrap().message.contains("in a comment"));
    }

    #[test]
    fn what_looks_like_a_block_stands_in_the_way_wherever_it_is() {
        for (from, to, words) in [
            ("```yaml", "``yaml", "is not in a block"),
            ("```yaml", "    ", "is not in a block"),
            ("```yaml", "````md\n```yaml", "is marked `md` instead of `yaml`"),
            ("```yaml", "<details>\n```yaml", "find a block in HTML"),
        ] {
            let reading = read(&DOCS.replace(from, to));
            let said = reading.obstacle().unwrap_or_else(|| panic!("nothing is in the way of {to}")).to_string();
            assert!(reading.charter.is_none() && said.contains(words), "{said}");
        }
        assert!(read("# Docs: Working Group Charter\n\nOur execution_leads: A and B.\n").obstacle().is_none());
    }

    #[test]
    fn a_block_without_end_or_in_a_list_is_read_and_said() {
        let open = said(DOCS.trim_end().trim_end_matches('`'));
        assert!(open[0].contains("no closing fence") && open[1].contains("ignore this block"), "{open:?}");
        let running =
            read(&(DOCS.trim_end().trim_end_matches('`').to_owned() + "\n## Mission: a: b\nWe: write: it.\n"));
        assert!(reading_of(&running).contains("no closing fence"), "{:?}", running.obstacle());
        let quoted: String = DOCS.lines().map(|line| format!("> {line}\n")).collect();
        let reading = read(&quoted);
        assert_eq!(reading.charter, read(DOCS).charter);
        assert!(reading.findings[0].message.contains("in a quote or a list"), "{:?}", reading.findings);
        assert!(reading.findings[1].message.contains("will refuse the block here"), "{:?}", reading.findings);
    }

    #[test]
    fn what_is_no_utf_8_is_said_where_it_begins() {
        let bytes = DOCS.replace("MonaLisa", "Mona?").replace('?', "\u{fffd}");
        let reading = read(&bytes);
        assert_eq!(reading.unread.len(), 2, "{:?}", reading.unread);
        assert!(reading.unread.iter().any(|finding| finding.rule() == Rule::Y2 && finding.span.start.column == 19));
        assert!(matches!(reading.generator, GeneratorVerdict::Refuses { place: Place { line: 13, .. }, .. }));
        let reading = read(&format!("{DOCS}\nZ\u{fffd}rich\n"));
        assert_eq!((reading.charter, reading.unread), (read(DOCS).charter, vec![]));
        assert!(
            reading.findings[0]
                .to_string()
                .starts_with("line 19, column 2: D1: the text from here on is not valid UTF-8")
        );
    }

    #[test]
    fn line_ends_and_byte_order_marks_change_nothing() {
        for text in [DOCS.replace('\n', "\r\n"), format!("\u{feff}{DOCS}"), DOCS.replace('\n', "\r")] {
            assert_eq!(read(&text), read(DOCS));
        }
    }
}
