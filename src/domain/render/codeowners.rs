//! Renders CODEOWNERS, with a header that names its source.

use crate::domain::governance::ownership::codeowners::Line;
use crate::domain::types::ids::RepoName;

/// The file for a repository whose charters are in `governing`.
pub fn codeowners(repository: &RepoName, governing: &RepoName, lines: &[Line]) -> String {
    let mut text = format!(
        "# Who owns what in {repository}, as the charters in {governing} say: change them there.\n\
         # Written by `wg-steward export codeowners`; not edited by hand. Owners are the teams of the areas' approvers.\n"
    );
    let width = lines.iter().map(|line| line.pattern.chars().count()).max().unwrap_or_default();
    let mut was_tied = false;
    for line in lines {
        let Line { pattern, owners, foreign, is_tied } = line;
        if *is_tied && !was_tied {
            text.push_str(TIED);
        }
        was_tied = *is_tied;
        for team in foreign {
            text.push_str(&format!(
                "# {team} owns this, too, but is a team of another organization: GitHub would not accept it.\n"
            ));
        }
        let owners: Vec<_> = owners.iter().map(String::as_str).collect();
        let line = format!("{pattern:width$} {}", owners.join(" "));
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

const TIED: &str = "# These patterns rank equally: a path that matches several has all of their owners, which this \
                    file can't express.\n";
