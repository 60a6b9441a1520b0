//! HTML for assertions: its visible text and its tags.

use std::collections::BTreeSet;

use comrak::{Options, markdown_to_html};
use regex::Regex;

/// Markdown in GitHub's rendering.
pub(crate) fn by_comrak(markdown: &str) -> String {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.strikethrough = true;
    options.render.r#unsafe = true;
    markdown_to_html(markdown, &options)
}

/// The words of HTML, separated by single spaces.
pub(crate) fn words(html: &str) -> String {
    let bare = Regex::new("<[^>]*>").unwrap().replace_all(html, " ");
    let references = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#34;", "\""), ("&amp;", "&")];
    let text = references.iter().fold(bare.into_owned(), |text, (reference, ch)| text.replace(reference, ch));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The targets of links in HTML.
pub(crate) fn links(html: &str) -> BTreeSet<String> {
    let link = Regex::new(r#"href="([^"]*)""#).unwrap();
    link.captures_iter(html).map(|found| found[1].to_owned()).collect()
}

/// Every opening tag with its attributes, except the targets of links.
pub(crate) fn tags(html: &str) -> BTreeSet<String> {
    let tag = Regex::new("<[a-zA-Z!][^>]*>").unwrap();
    let href = Regex::new(r#"href="[^"]*""#).unwrap();
    tag.find_iter(html).map(|found| href.replace(found.as_str(), "href").into_owned()).collect()
}
