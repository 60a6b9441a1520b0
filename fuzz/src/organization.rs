//! The other governing documents: each input is parsed as the org file, the contributors, branch protection, the list
//! of organizations and the oversight. Every finding has a valid place.
//!
//! Input: the document.

use wg_steward::domain::diagnostics::finding::Finding;
use wg_steward::domain::governance::organization::{contributors, org_file, org_list, oversight, protection};

use super::places::Lines;

const DEFAULT: &str = "acme";

/// Panics if a property does not hold.
pub fn hold(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let lines = Lines::of(text);
    let org_file = org_file::read(text, DEFAULT);
    assert_eq!(org_file, org_file::read(text, DEFAULT), "the same text reads differently");
    said(&org_file.findings, &lines);
    for organization in &org_file.organizations {
        lines.span(organization.span, "an organization");
        lines.span(organization.name.span, "its name");
        let people = organization.admins.iter().chain(&organization.members);
        people.for_each(|login| lines.span(login.span, "a member"));
        for repository in organization.repositories.values() {
            lines.span(repository.span, "a repository");
            lines.span(repository.name.span, "its name");
        }
    }
    let people = contributors::read(text, DEFAULT);
    said(&people.findings, &lines);
    let logins = people.organizations.iter().flat_map(|(_, logins)| logins);
    logins.for_each(|login| lines.span(login.span, "a contributor"));
    said(&protection::read(text).findings, &lines);
    let listing = org_list::read(text);
    said(&listing.findings, &lines);
    listing.organizations.iter().for_each(|listed| lines.span(listed.span, "a row"));
    let oversight = oversight::read(text);
    said(&oversight.findings, &lines);
    oversight.members.iter().for_each(|member| lines.span(member.login.span, "a member"));
}

fn said(findings: &[Finding], lines: &Lines<'_>) {
    for finding in findings {
        assert!(!finding.message.is_empty());
        lines.span(finding.span, &finding.message);
    }
}
