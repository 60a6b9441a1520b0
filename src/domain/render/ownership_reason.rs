//! Translates the stable words for ownership reasons into sentences.

/// `repo-from` as "a repository leaves its asset list". A colon in the word separates the name that the reason is
/// about.
pub(super) fn words(reason: &str) -> String {
    match reason.split_once(':').unwrap_or((reason, "")) {
        ("index-section", _) => "its section of the index".to_owned(),
        ("index-frame", _) => "the index outside the sections".to_owned(),
        ("index-section-added", _) => "a section comes into the index".to_owned(),
        ("index-section-removed", _) => "a section leaves the index".to_owned(),
        ("index-section-without-charter", section) => format!("no group has the section {section}"),
        ("area", "") => "its asset list".to_owned(),
        ("area", name) => format!("area {name}"),
        ("repo-from", _) => "a repository leaves its asset list".to_owned(),
        ("repo-to", _) => "a repository enters its asset list".to_owned(),
        (other, _) => other.replace('-', " "),
    }
}
