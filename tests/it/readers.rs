//! Charters that lose their block or take the place of another: an unknown owner never counts as no owner.

use wg_steward::domain::governance::adapters::is_readable;
use wg_steward::domain::governance::ownership::{Group, Ownership, OwnershipDocument, Standing};
use wg_steward::domain::policy::{self, Policy};
use wg_steward::domain::types::time::Timestamp;

const DOCS: &str = "toc/working-groups/docs.md";
const TOC: &str = "toc/TOC.md";

fn cloudfoundry() -> Policy {
    policy::parse(include_str!("../../policies/cloudfoundry/policy.yml")).unwrap()
}

fn charter(name: &str, lead: &str) -> String {
    format!(
        "# {name}: Working Group Charter\n\n```yaml\nname: {name}\nexecution_leads:\n- name: A\n  github: {lead}\n\
         technical_leads: []\nbots: []\nareas:\n- name: Books\n  approvers: []\n  repositories:\n  - \
         cloudfoundry/{lead}\n```\n"
    )
}

fn document(path: &str, text: &str, last_good: Option<&str>) -> OwnershipDocument {
    let last_good = last_good.map(|text| (text.to_owned(), Timestamp(1)));
    OwnershipDocument { path: path.to_owned(), text: text.to_owned(), last_good }
}

fn group(documents: &[OwnershipDocument], id: &str, policy: &Policy) -> Option<Group> {
    Ownership::of(documents, &policy.governing).group(&id.parse().unwrap()).cloned()
}

/// Ways in which a block disappears, each with the expected message.
fn losses(good: &str) -> Vec<(String, &'static str)> {
    let moved = |from: &str, to: &str| good.replacen(from, to, 1);
    let wide: Vec<u8> = good.encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        (String::new(), "the document is empty"),
        (" \n\n".to_owned(), "the document is empty"),
        (String::from_utf8_lossy(&[&[0xFF, 0xFE], &wide[..]].concat()).into_owned(), "not valid UTF-8"),
        (moved("```yaml", "<!--\n```yaml") + "-->\n", "a block in a comment"),
        (moved("```yaml", "<details>\n```yaml"), "a block in HTML"),
        (moved("```yaml", "````md\n```yaml") + "````\n", "marked `md`"),
        (moved("```yaml", "``yaml"), "is not in a block"),
        (moved("```yaml", "```{yaml}"), "marked `{yaml}`"),
        (moved("```yaml", "```json"), "marked `json`"),
        (moved("```yaml", "```yml"), "marked `yml`"),
        (moved("```yaml", "```"), "not marked at all"),
        (good.split("```").next().unwrap().to_owned(), "no block marked `yaml`"),
        ("Moved.\n".to_owned(), "no block marked `yaml`"),
    ]
}

#[test]
fn a_charter_that_loses_its_block_keeps_what_was_known_and_that_is_said() {
    let (policy, good) = (cloudfoundry(), charter("Docs", "anna"));
    for (text, words) in losses(&good) {
        assert!(!is_readable(DOCS, &text, &policy.governing), "{text}");
        let kept = group(&[document(DOCS, &text, Some(&good))], "docs", &policy).unwrap();
        let Standing::Unreadable { fault, as_of } = &kept.standing else { panic!("{text}") };
        assert!(fault.message.contains(words), "{fault}");
        assert_eq!((kept.leads.len(), kept.areas.len(), *as_of), (1, 1, Some(Timestamp(1))), "{text}");
        assert_eq!(kept.unread, []);
    }
    assert!(is_readable(DOCS, &good, &policy.governing));
}

#[test]
fn a_charter_without_a_block_of_which_nothing_is_known_is_not_passed_over() {
    let (policy, good) = (cloudfoundry(), charter("Docs", "anna"));
    for (text, words) in losses(&good).into_iter().filter(|(text, _)| text != "Moved.\n") {
        let kept = group(&[document(DOCS, &text, None)], "docs", &policy).unwrap_or_else(|| panic!("{text}"));
        let said = match &kept.standing {
            Standing::Unreadable { fault, .. } => fault.message.clone(),
            // Prose, as all charters were before 2022.
            Standing::Current => kept.unread[0].to_string(),
        };
        assert!(said.contains(words), "{said}");
    }
    let oversight = group(&[document(TOC, "", None)], "toc", &policy).unwrap();
    assert!(matches!(oversight.standing, Standing::Unreadable { .. }));
    assert!(
        group(&[document("toc/working-groups/001-rule.md", "# Two reviews\n", None)], "001-rule", &policy).is_none()
    );
}

#[test]
fn a_group_that_stays_out_of_the_automation_on_purpose_is_what_it_says() {
    let text = include_str!("../../policies/cloudfoundry/policy.yml");
    let policy = policy::parse(&format!("{text}\nrules:\n  exempt: {{Y1: [docs]}}\n")).unwrap();
    let bare = charter("Docs", "anna").replacen("```yaml", "```", 1);
    let outside = group(&[document(DOCS, &bare, Some(&charter("Docs", "anna")))], "docs", &policy).unwrap();
    assert_eq!((outside.standing, outside.unread, outside.leads), (Standing::Current, vec![], vec![]));
}

#[test]
fn nobody_takes_the_place_of_the_oversight_with_a_file_of_its_name() {
    let policy = cloudfoundry();
    let evil = document("toc/working-groups/toc.md", &charter("Evil", "mallory"), None);
    let toc = document(TOC, &charter("Oversight", "otto"), None);
    for documents in [vec![evil.clone(), toc], vec![evil]] {
        let ownership = Ownership::of(&documents, &policy.governing);
        let name = ownership.group(&"toc".parse().unwrap()).map(|group| group.name.as_str());
        assert_eq!(name, (documents.len() == 2).then_some("Oversight"));
        let [stray] = ownership.strays() else { panic!("{:?}", ownership.strays()) };
        assert_eq!(stray.path, "toc/working-groups/toc.md");
        assert!(stray.finding.message.contains("`toc` is in toc/TOC.md"), "{}", stray.finding);
    }
}

#[test]
fn of_two_charters_with_one_id_the_first_counts_and_the_second_is_said() {
    let text = include_str!("../../policies/cloudfoundry/policy.yml");
    let other = "    - path: other/<group>.md\n    - path: toc/TOC.md\n";
    let policy = policy::parse(&text.replacen("    - path: toc/TOC.md\n", other, 1)).unwrap();
    let documents =
        [document("other/docs.md", &charter("First", "anna"), None), document(DOCS, &charter("Second", "eve"), None)];
    let ownership = Ownership::of(&documents, &policy.governing);
    assert_eq!(ownership.group(&"docs".parse().unwrap()).unwrap().name, "First");
    assert_eq!((ownership.strays()[0].path.as_str(), ownership.strays().len()), (DOCS, 1));
}

#[test]
fn a_charter_whose_name_can_be_no_id_is_said() {
    let policy = cloudfoundry();
    for path in ["toc/working-groups/a|b.md".to_owned(), format!("toc/working-groups/{}.md", "x".repeat(101))] {
        assert!(policy.governing.is_source(&path) && !policy.governing.is_document(&path));
        let ownership = Ownership::of(&[document(&path, &charter("Docs", "anna"), None)], &policy.governing);
        let [stray] = ownership.strays() else { panic!("{:?}", ownership.strays()) };
        assert!(stray.finding.message.contains("cannot be a group's id") && stray.path == path, "{stray:?}");
    }
    assert!(!policy.governing.is_source("toc/working-groups/WORKING-GROUPS.md"));
}
