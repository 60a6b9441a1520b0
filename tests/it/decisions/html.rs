//! The texts of all checks on our own page: the same words and links as in GitHub's rendering, and no other tags than
//! ours.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use wg_steward::domain::render::html::html;

use crate::support::document::rewrite;
use crate::support::markup::{by_comrak, links, tags, words};

use super::{FOLDER, KINDS, Kind};

/// All tags that the app's texts may contain.
const TAGS: &[&str] = &[
    "<a rel=\"nofollow\" href>",
    "<blockquote>",
    "<br>",
    "<code>",
    "<details>",
    "<div class=\"wide\" tabindex=\"0\">",
    "<em>",
    "<li>",
    "<ol>",
    "<p>",
    "<pre tabindex=\"0\">",
    "<strong>",
    "<summary>",
    "<table>",
    "<tbody>",
    "<td>",
    "<th>",
    "<thead>",
    "<tr>",
    "<ul>",
];

fn summaries() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER);
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut summaries = Vec::new();
    for path in paths.filter(|path| path.extension().is_some_and(|it| it == "md") && !path.ends_with("README.md")) {
        rewrite(&fs::read_to_string(path).unwrap(), KINDS, |kind, body| {
            if matches!(kind, Kind::Summary) {
                summaries.push(body.to_owned());
            }
            None
        });
    }
    summaries
}

#[test]
fn every_summary_has_the_words_and_links_that_githubs_reader_makes_of_it() {
    let summaries = summaries();
    assert!(summaries.len() > 40, "only {}", summaries.len());
    for summary in summaries {
        let (ours, theirs) = (html(&summary), by_comrak(&summary));
        assert_eq!((words(&ours), links(&ours)), (words(&theirs), links(&theirs)), "{summary}");
        let strange: Vec<_> = tags(&ours).into_iter().filter(|tag| !TAGS.contains(&tag.as_str())).collect();
        assert_eq!(strange, [""; 0], "{summary}");
        let theirs = theirs.replace("<a ", "<a rel=\"nofollow\" ");
        let plain = |html: &str| -> BTreeSet<String> {
            tags(html).into_iter().map(|tag| tag.replace(" tabindex=\"0\"", "")).collect()
        };
        let missing: Vec<_> =
            plain(&theirs).difference(&plain(&ours)).filter(|tag| !tag.starts_with("<code class")).cloned().collect();
        assert_eq!(missing, [""; 0], "{summary}");
    }
}
