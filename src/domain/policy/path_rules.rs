//! Paths with placeholders: globs in which `<group>` stands for a group's id and `<date>` for a day.

use std::fmt;

use globset::GlobBuilder;
use regex::bytes::Regex;

use crate::domain::types::ids::GroupId;

/// A pattern for paths: `*` within a folder, `**` across folders, `{a,b}`, `<group>`, `<date>`.
#[derive(Clone)]
pub struct PathPattern {
    text: String,
    regex: Regex,
}

/// The values of a pattern's placeholders in a matching path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capture {
    /// The value of `<group>`.
    pub group: Option<GroupId>,
}

/// A rule for the owners of a path.
#[derive(Debug, Clone)]
pub struct PathRule {
    /// The paths.
    pub path: PathPattern,
    /// The owners, each with a stable word for the reason.
    pub owners: Vec<(OwnerRef, String)>,
    /// Whether the document is the index, whose sections belong to their groups.
    pub index_sections: bool,
}

/// An owner in a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnerRef {
    /// The group in the path.
    Captured,
    /// This group.
    Group(GroupId),
}

/// Characters that no pattern contains. They replace the placeholders while the glob is translated.
const GROUP: &str = "\u{1}";
const DATE: &str = "\u{2}";

impl PathPattern {
    /// Reads a pattern; the error says why it is not valid.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.chars().any(char::is_control) {
            return Err(format!("`{}` has control characters", text.escape_debug()));
        }
        let known = text.replacen("<group>", GROUP, 1).replace("<date>", DATE);
        if known.contains(['<', '>']) {
            return Err(format!("`{text}`: the placeholders are `<group>`, once, and `<date>`"));
        }
        let glob =
            GlobBuilder::new(&known).literal_separator(true).backslash_escape(true).empty_alternates(true).build();
        let glob = glob.map_err(|error| format!("`{text}` is not a pattern: {}", error.kind()))?;
        let regex = glob.regex().replace(GROUP, "(?P<group>[^/]+)").replace(DATE, "[0-9]{4}-[0-9]{2}-[0-9]{2}");
        let regex = Regex::new(&regex).map_err(|error| format!("`{text}` is not a pattern: {error}"))?;
        Ok(Self { text: text.to_owned(), regex })
    }

    /// Whether it contains `<group>`.
    pub fn names_group(&self) -> bool {
        self.text.contains("<group>")
    }

    /// Whether `path` matches, even if the text at `<group>` is not a valid id.
    pub fn fits(&self, path: &str) -> bool {
        self.regex.is_match(path.as_bytes())
    }

    /// The values of the placeholders if `path` matches.
    pub fn captures(&self, path: &str) -> Option<Capture> {
        if !self.names_group() {
            return self.regex.is_match(path.as_bytes()).then(Capture::default);
        }
        let found = self.regex.captures(path.as_bytes())?;
        let group = found.name("group").and_then(|part| std::str::from_utf8(part.as_bytes()).ok());
        group.and_then(|text| text.parse().ok()).map(|group| Capture { group: Some(group) })
    }
}

impl fmt::Debug for PathPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.text)
    }
}

impl fmt::Display for PathPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(pattern: &str, path: &str) -> Option<String> {
        PathPattern::parse(pattern).unwrap().captures(path)?.group.map(|group| group.to_string())
    }

    #[test]
    fn placeholders_stand_for_one_part_of_the_path() {
        assert_eq!(group("toc/working-groups/<group>.md", "toc/working-groups/docs.md").as_deref(), Some("docs"));
        assert_eq!(group("toc/working-groups/<group>.md", "toc/working-groups/a/docs.md"), None);
        assert_eq!(group("toc/<group>/**", "toc/docs/x/y.md").as_deref(), Some("docs"));
        let update = "toc/working-groups/updates/2022-01-31-app-runtime-platform.md";
        assert_eq!(
            group("toc/working-groups/updates/<date>-<group>.md", update).as_deref(),
            Some("app-runtime-platform")
        );
    }

    #[test]
    fn patterns_are_globs_in_which_a_star_stays_in_its_folder() {
        let fits = |pattern: &str, path: &str| PathPattern::parse(pattern).unwrap().captures(path).is_some();
        assert!(fits("{toc/,}TOC.md", "TOC.md") && fits("{toc/,}TOC.md", "toc/TOC.md"));
        assert!(fits("**", "a/b/c") && fits("org/**", "org/a/b") && !fits("org/*", "org/a/b"));
        assert!(fits("**", "weird\u{202e}name\\\u{1}"));
        assert!(!fits("org/**", "organization/x"));
    }

    #[test]
    fn what_is_no_pattern_is_said() {
        assert!(PathPattern::parse("a/<wg>.md").unwrap_err().contains("placeholders"));
        assert!(PathPattern::parse("a/[").unwrap_err().contains("is not a pattern"));
    }
}
