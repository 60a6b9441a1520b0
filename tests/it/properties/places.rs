//! Properties of every document: every parsed value and every finding has a valid place in it.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::charters::tattered;
use super::few;
use crate::corpus::properties::{adapters, charter, index, organization};

/// Some lines, ended in one of the ways in which lines end.
fn document(lines: &'static [&'static str]) -> impl Strategy<Value = String> {
    let line = prop_oneof![9 => select(lines).prop_map(str::to_owned), 1 => "\\PC{0,8}"];
    (vec(line, 0..40), select(&["\n", "\r\n", "\r"])).prop_map(|(lines, end)| lines.join(end))
}

const INDEX: &[&str] = &[
    "# Working Groups",
    "- Baking",
    "- [Baking](#baking)",
    "## Baking",
    "## Ünïcode \u{1f35e}",
    "Mission: To bake.",
    "",
    "| Artifact | Link |",
    "|--|--|",
    "| Charter | [x](./baking.md) |",
    "| Repos | a-*, acme/x |",
    "<!--",
    "-->",
    "## (Working Group Template)",
    "| &nbsp; | Leads | Company | Profile |",
    "|--|--|--|--|",
    "| <img width=\"30px\" src=\"https://github.com/ada.png\"> | Ädä \\| A | Acme | [@ada](https://github.com/ada) |",
    "| | Bob |",
    "> ## Quoted",
    "```",
    "    code",
    "\t| x |",
];

const ORGANIZATION: &[&str] = &[
    "orgs:",
    "  acme:",
    "    name: Acme",
    "    admins: [ada, 'ä b', 007]",
    "    members:",
    "    - bea",
    "    - [x]",
    "    repos:",
    "      oven: {archived: true, has_wiki: x}",
    "      \"pän\": {previously: [pot]}",
    "      oven:",
    "    teams:",
    "      cooks: {members: [bea], repos: {oven: write}}",
    "    contributors: [ada, '']",
    "contributors: &a [ada]",
    "x: *a",
    "branch-protection:",
    "",
    "# ä",
    "\tx: y",
    "| GitHub Organization Name | Is it Managed? |",
    "|--|--|",
    "| acme | Yes |",
    "## Members",
    "| Member | Profile |",
    "| Ada | [@ada](https://github.com/ada) |",
];

const OWNERS: &[&str] = &[
    "* @acme/cooks @ada",
    "/a b/ @x",
    "*.md",
    "x ä@example.com",
    "y nobody",
    "# c",
    "aliases:",
    "  a-wg-leads: [ada]",
    "  A-wg-leads: ada",
    "sigs:",
    "- dir: sig-x",
    "  name: ä",
    "  leadership: {chairs: [{github: ada}]}",
    "  subprojects: [{name: s, owners: ['https://github.com/acme/x/blob/main/OWNERS', {u: v}]}]",
    "name = \"x\"",
    "[people]",
    "leads = [\"ada\"]",
    "members = \"ö\"",
    "[access.teams]",
    "x = \"write\"",
    "",
];

proptest! {
    #![proptest_config(few(150))]

    #[test]
    fn what_is_read_of_a_charter_stands_in_it(text in tattered()) {
        charter::hold(text.as_bytes());
        adapters::hold(format!("charters docs.md\n{text}").as_bytes());
    }

    #[test]
    fn what_is_read_of_an_index_stands_in_it(text in document(INDEX)) {
        index::hold(text.as_bytes());
        adapters::hold(format!("knative WORKING-GROUPS.md\n{text}").as_bytes());
        adapters::hold(format!("index WORKING-GROUPS.md\n{text}").as_bytes());
    }

    #[test]
    fn what_is_read_of_an_org_file_stands_in_it(text in document(ORGANIZATION)) {
        organization::hold(text.as_bytes());
    }

    #[test]
    fn what_adapters_read_and_say_stands_in_the_document(text in document(OWNERS)) {
        for head in ["sigs_yaml sigs.yaml", "knative OWNERS_ALIASES", "rust_team teams/x.toml", "rust_team repos/a/b.toml",
            "codeowners CODEOWNERS"] {
            adapters::hold(format!("{head}\n{text}").as_bytes());
        }
    }
}
