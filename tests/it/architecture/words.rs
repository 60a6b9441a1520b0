//! No sentence that people see uses a word of the list below. The sentences are the string literals of product code, the
//! templates, the pages about rules and the docs. Comments and tests are not read.
//!
//! The last test breaks the guard once.

use std::sync::LazyLock;

use regex::Regex;

use super::none;
use super::source::{NO_CODE, files};

/// Words to avoid, as patterns, and the words to write.
const AVOID: &[(&str, &str)] = &[
    (r"mend(s|ed|ing)?", "fix"),
    (r"pass(es|ed)? over", "skip"),
    (r"anew", "again"),
    (r"at the wish of", "requested by"),
    (r"held against", "compared with"),
    (r"obey(s|ed|ing)?", "run"),
    (r"(give|gives|given|gave) up", "failed permanently"),
    (r"(bring|brings|brought|bringing) about", "cause"),
    (r"alike", "the same"),
    (r"once more", "again"),
    (r"besides", "also"),
    (r"look(s|ed)? at", "check"),
    (r"stands? in", "is in"),
    (r"stands? beside", "is next to"),
    (r"asked of", "requested from"),
    (r"(is|are) (told|said)", "is reported"),
];

/// What people read, apart from the code: folders, and the ending of their files.
const PAGES: &[(&str, &str)] = &[("templates", "html"), ("docs", "md"), ("src/domain/rules/pages", "md")];

static WORDS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let pattern = |words: &str| Regex::new(&format!(r"(?i)\b(?:{})\b", words.replace(' ', r"\s+"))).unwrap();
    AVOID.iter().map(|(words, better)| (pattern(words), *better)).collect()
});

/// A line break inside a literal that is not part of its text.
static CONTINUED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\\\n\s*").unwrap());

/// The names of arguments, which people do not see.
static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\{[^{}]*\}").unwrap());

/// A code span of Markdown in one line: keys and values that programs read keep their names.
static SPAN: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(^|[^`])`[^`\n]+`").unwrap());

/// The literals of a Rust file before its tests.
fn literals(code: &str) -> Vec<String> {
    let product = code.split("#[cfg(test)]").next().unwrap_or_default();
    let text = |found: regex::Captures| {
        let literal = found.iter().skip(1).flatten().next()?.as_str();
        Some(PLACEHOLDER.replace_all(&CONTINUED.replace_all(literal, ""), "{}").replace("\\n", "\n"))
    };
    NO_CODE.captures_iter(product).filter_map(text).collect()
}

/// A complaint for each word of the list in a text.
fn complaints(path: &str, text: &str) -> Vec<String> {
    let found = WORDS.iter().flat_map(|(word, better)| {
        word.find_iter(text).map(move |found| {
            let line = text[..found.start()].rfind('\n').map_or(0, |at| at + 1);
            let end = text[found.end()..].find('\n').map_or(text.len(), |at| found.end() + at);
            format!("{path}: write `{better}` instead of `{}`: {}", found.as_str(), &text[line..end])
        })
    });
    found.collect()
}

#[test]
fn the_sentences_of_the_program_avoid_the_words_of_the_list() {
    let of = |(path, code): &(String, String)| {
        literals(code).iter().flat_map(|text| complaints(path, text)).collect::<Vec<_>>()
    };
    none(files("src", "rs").iter().flat_map(of).collect());
}

#[test]
fn the_pages_and_docs_avoid_the_words_of_the_list() {
    let front = ["README.md", "CONTRIBUTING.md"].map(|name| {
        let text = std::fs::read_to_string(format!("{}/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        (name.to_owned(), text)
    });
    let pages = PAGES.iter().flat_map(|(folder, ending)| files(folder, ending));
    let of = |(path, text): (String, String)| complaints(&path, &SPAN.replace_all(&text, "$1``"));
    none(front.into_iter().chain(pages).flat_map(of).collect());
}

#[test]
fn a_word_of_the_list_is_caught() {
    let code = "/// Mends it.\nfn x() {\n    say(\"Given \\\n        up, {mended}\\nand stands\\nin {}\");\n\
        say(r#\"alike\"#);\n}\n#[cfg(test)]\nmod tests { const X: &str = \"anew\"; }\n";
    let found: Vec<_> = literals(code).iter().flat_map(|text| complaints("x.rs", text)).collect();
    let expected = [
        "x.rs: write `failed permanently` instead of `Given up`: Given up, {}",
        "x.rs: write `is in` instead of `stands\nin`: and stands\nin {}",
        "x.rs: write `the same` instead of `alike`: alike",
    ];
    assert_eq!(found, expected);
    none(complaints("x.md", &SPAN.replace_all("The key `mended` and ```x```", "$1``")));
    none(complaints("x.md", "The amended page, likewise; outlooked attic."));
}
