//! The changes of a block by path: a whole text, edits, a copy, or null for a removed document.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Documents;

/// The changes, by path.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct Changes(BTreeMap<String, Option<New>>);

/// A document after the change.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum New {
    /// The whole text.
    Text(String),
    /// The earlier text with replacements.
    Edits(Vec<Edit>),
    /// The text of another document, which is removed.
    Renamed(Renamed),
    /// The text of another document, which stays.
    Copied(Copied),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Renamed {
    rename: String,
    #[serde(default)]
    edits: Vec<Edit>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Copied {
    copy: String,
    #[serde(default)]
    edits: Vec<Edit>,
}

/// Replaces all occurrences of a text, with their expected number.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    replace: String,
    by: String,
    #[serde(default = "once")]
    times: usize,
}

fn once() -> usize {
    1
}

impl Changes {
    /// The documents after the change.
    pub(super) fn of(self, documents: Documents) -> Documents {
        let mut after = documents.clone();
        let text = |path: &str| {
            documents
                .get(path)
                .unwrap_or_else(|| panic!("there is no `{path}`: write the whole text of a new document"))
        };
        for (path, new) in self.0 {
            let new = match new {
                Some(New::Text(text)) => Some(text),
                Some(New::Edits(edits)) => Some(edited(&path, text(&path), edits)),
                Some(New::Copied(Copied { copy, edits })) => Some(edited(&copy, text(&copy), edits)),
                Some(New::Renamed(Renamed { rename, edits })) => {
                    after.remove(&rename);
                    Some(edited(&rename, text(&rename), edits))
                }
                None => {
                    text(&path);
                    None
                }
            };
            match new {
                Some(text) => _ = after.insert(path, text),
                None => _ = after.remove(&path),
            }
        }
        after
    }
}

fn edited(path: &str, text: &str, edits: Vec<Edit>) -> String {
    edits.into_iter().fold(text.to_owned(), |text, Edit { replace, by, times }| {
        assert!(text.contains(&replace), "`{replace}` is not in `{path}`");
        text.replace(&replace, &by.repeat(times))
    })
}
