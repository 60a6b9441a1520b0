//! The contributors (`contributors.yml`): members of an organization without a role in a charter.

use crate::domain::diagnostics::finding::Finding;
use crate::domain::document::yaml::Node;
use crate::domain::document::{At, Span};
use crate::domain::types::ids::Login;

use super::read::Reader;

/// The content of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contributors {
    /// The contributors of each organization, in the order of the file.
    pub organizations: Vec<(At<String>, Vec<At<Login>>)>,
    /// Unreadable parts (rule D1), in the order of the file.
    pub findings: Vec<Finding>,
}

impl Contributors {
    /// The contributors of an organization, ignoring case.
    pub fn of(&self, organization: &str) -> &[At<Login>] {
        let found = self.organizations.iter().find(|(name, _)| name.eq_ignore_ascii_case(organization));
        found.map_or(&[], |(_, logins)| logins)
    }

    /// Whether a person is a contributor of any organization.
    pub fn contains(&self, login: &Login) -> bool {
        self.organizations.iter().any(|(_, logins)| logins.iter().any(|known| known.value == *login))
    }
}

/// Reads the file. In the form before 2025 it is one list, without the name of the organization: it then belongs to
/// `organization`.
pub fn read(text: &str, organization: &str) -> Contributors {
    let mut reader = Reader::default();
    let Some(root) = reader.root(text) else {
        return Contributors { findings: reader.findings(), ..Contributors::default() };
    };
    let organizations = match root.find("orgs") {
        Some(orgs) => {
            let entries = reader.fields(orgs, "`orgs`");
            reader.only(&root, "the list of contributors", &["orgs"]);
            let mut of = |(name, node): (At<String>, &Node)| {
                let what = format!("the organization `{name}`");
                reader.fields(node, &what);
                reader.required(node, &what, &[("contributors", "[]")]);
                reader.only(node, &what, &["contributors"]);
                reader.list(node, "contributors");
                (name, reader.logins(node, "contributors"))
            };
            entries.into_iter().map(&mut of).collect()
        }
        None if root.find("contributors").is_some() => {
            reader.required(&root, "the list of contributors", &[("orgs", "…")]);
            vec![(At::new(organization.to_owned(), Span::START), reader.logins(&root, "contributors"))]
        }
        None => {
            let help = "begin with `orgs:`, an organization below it, and its `contributors:`";
            reader.foreign(root.span, "this is not a list of contributors", help);
            Vec::new()
        }
    };
    Contributors { organizations, findings: reader.findings() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read() {
        let read_old = read("contributors:\n- Octocat\n- '007'\n", "f");
        let read_new = read("orgs:\n  F:\n    contributors:\n    - octocat\n    - '007'\n", "x");
        // The generator has not read the old form since 2025.
        assert_eq!((read_old.findings.len(), read_new.findings.len()), (1, 0));
        for contributors in [read_old, read_new] {
            assert_eq!(contributors.of("f").len(), 2);
            assert!(
                contributors.contains(&"OCTOCAT".parse().unwrap()) && !contributors.contains(&"x".parse().unwrap())
            );
        }
    }

    #[test]
    fn a_document_that_is_no_such_list_is_a_finding() {
        for text in
            ["", "\0", "- a", "orgs: x", "orgs: {f: 1}", "orgs: {f: {contributors: ['a b']}}", &"x".repeat(1 << 20)]
        {
            assert_eq!(read(text, "f").findings.len(), 1, "{:?}", text.chars().take(9).collect::<String>());
        }
    }
}
