//! The real index of working groups: the oldest version, every later one, and the current one next to the charters.

use std::collections::{BTreeMap, BTreeSet};

use wg_steward::domain::document::markdown::Prose;
use wg_steward::domain::document::{Lines, Span};
use wg_steward::domain::governance::charter;
use wg_steward::domain::governance::index::{Index, Section, Topic, cut, read};
use wg_steward::domain::text::slug::slug;

use crate::support::shared::{History, shared};

/// Groups whose table of leads currently differs from their charter, as rule I10 has to report.
const DISAGREEING: [&str; 2] = ["cf-on-k8s", "vulnerability-management"];

/// Sections of the draft of 2021, which only list projects.
const DRAFTED: [&str; 1] = ["User Experience"];

/// The group whose section has no sentence on topics.
const WITHOUT_TOPIC: &str = "Vulnerability Management";

fn names(index: &Index) -> Vec<&str> {
    index.sections.iter().map(|section| section.heading.as_str()).collect()
}

/// Checks that a span is within the text, and that its text is that of the model, apart from markup and escapes.
#[track_caller]
pub(crate) fn stands(text: &str, lines: &Lines<'_>, span: Span, says: &str) {
    let (start, end) = (lines.byte(span.start), lines.byte(span.end));
    assert!(start <= end, "{span:?}");
    assert_eq!((lines.place(start), lines.place(end)), (span.start, span.end), "`{says}`");
    let part = &text[start..end];
    // Texts with entities and markup are compared by letters only.
    let letters = |text: &str| text.replace("&#x23;", "").replace("&middot;", "").replace("&nbsp;", "");
    let part: Vec<char> = letters(part).chars().filter(|ch| ch.is_alphanumeric()).collect();
    let mut part = part.into_iter();
    for ch in says.chars().filter(|ch| ch.is_alphanumeric()) {
        assert!(part.any(|other| other == ch), "`{says}` does not stand in `{}`", &text[start..end]);
    }
}

fn prose_stands(text: &str, lines: &Lines<'_>, prose: &Prose) {
    stands(text, lines, prose.span, &prose.text);
    for link in &prose.links {
        stands(text, lines, link.span, &link.text);
        stands(text, lines, link.span, &link.url);
    }
    for tag in &prose.tags {
        stands(text, lines, tag.span, tag);
    }
}

fn section_stands(text: &str, lines: &Lines<'_>, section: &Section) {
    stands(text, lines, section.span, &section.heading);
    stands(text, lines, section.heading.span, &section.heading);
    for said in section.mission.iter().chain(&section.assets).chain(&section.projects) {
        stands(text, lines, said.span, said);
    }
    if let Some(topic) = &section.topic {
        let says = if let Topic::Named(name) = &topic.value { name } else { "has no repositories" };
        stands(text, lines, topic.span, says);
    }
    if let Some(table) = &section.artifacts {
        table.columns.iter().for_each(|column| stands(text, lines, column.span, column));
        for row in &table.rows {
            stands(text, lines, row.span, &row.name);
            stands(text, lines, row.name.span, &row.name);
            prose_stands(text, lines, &row.value);
        }
    }
    for row in section.people() {
        [&row.name, &row.company, &row.profile].iter().for_each(|cell| prose_stands(text, lines, cell));
        row.image.iter().for_each(|image| stands(text, lines, image.span, image));
        row.login().iter().for_each(|login| stands(text, lines, login.span, login.as_str()));
    }
}

fn everything_stands(text: &str, index: &Index) {
    let lines = Lines::of(text);
    index.groups.iter().for_each(|name| stands(text, &lines, name.span, name));
    index.sections.iter().chain(&index.templates).for_each(|section| section_stands(text, &lines, section));
}

#[test]
fn the_oldest_index_has_its_eight_groups_with_missions_and_assets() {
    let Some(path) = shared("000_e8017faa5c76ae45.txt") else { return };
    let text = std::fs::read_to_string(path).unwrap();
    let index = read(&text);
    assert_eq!(index.findings, []);
    everything_stands(&text, &index);
    let groups = [
        "App Runtime Deployments",
        "App Runtime Interfaces",
        "App Runtime Platform",
        "Buildpacks",
        "Community Experience",
        "Foundational Infrastructure",
        "Service Management",
        "Vulnerability Management",
    ];
    assert_eq!(names(&index), groups);
    assert_eq!(index.groups.iter().map(|name| name.as_str()).collect::<Vec<_>>(), groups);
    let said: Vec<_> =
        index.sections.iter().map(|section| (section.mission.as_deref(), section.assets.as_deref())).collect();
    for (mission, assets) in &said {
        assert!(text.contains(&format!("\nMission: {}\n\nTechnical assets: {}\n", mission.unwrap(), assets.unwrap())));
    }
    let projects = |slug: &str| {
        let section = index.section(slug).unwrap();
        section.projects.iter().map(|name| name.as_str()).collect::<Vec<_>>()
    };
    let cases: [(&str, &[&str]); 8] = [
        (
            "app-runtime-deployments",
            &["CF Infrastructure (BOSH boot-loader)", "KubeCF", "Quarks", "Release Integration"],
        ),
        (
            "app-runtime-interfaces",
            &["App Autoscaler", "CAPI", "CLI", "Java Tools", "MultiApps", "Notifications", "Stratos"],
        ),
        (
            "app-runtime-platform",
            &["Diego", "Eirini", "Garden", "HAproxy", "Logging and Metrics", "Networking", "Windows Containers"],
        ),
        ("buildpacks", &["CF Buildpacks", "Java Buildpack", "Paketo"]),
        ("community-experience", &[]),
        ("foundational-infrastructure", &["BOSH", "BOSH Backup and Restore", "CredHub", "MySQL", "Postgres", "UAA"]),
        (
            "service-management",
            &["Cloud Service Broker", "Open Service Broker API", "Service Fabrik", "Volume Services"],
        ),
        ("vulnerability-management", &[]),
    ];
    for (slug, expected) in cases {
        assert_eq!(projects(slug), expected, "{slug}");
    }
    let [template] = &index.templates[..] else { panic!("{:?}", index.templates) };
    assert_eq!(template.heading.value, "(Working Group Template)");
    let rows: Vec<_> = template.artifacts.as_ref().unwrap().rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(rows, ["Forum", "Community Meeting Calendar", "Meeting Notes", "Slack Channel"]);
    let columns: Vec<_> = template.leads.as_ref().unwrap().columns.iter().map(|name| name.as_str()).collect();
    assert_eq!(columns, ["", "Leads", "Company", "Profile"]);
}

#[test]
fn every_version_of_the_index_has_its_groups_in_their_places() {
    let Some(store) = shared("history/objects.git") else { return };
    let versions = History::versions(&store, "WORKING-GROUPS.md");
    assert_eq!(versions.len(), 34);
    let mut differing: BTreeMap<(Vec<String>, Vec<String>), usize> = BTreeMap::new();
    for text in &versions {
        let index = read(text);
        assert_eq!(index.findings, []);
        everything_stands(text, &index);
        assert_eq!(index.templates.len(), 1);
        let headings: BTreeSet<_> = text.lines().filter_map(|line| line.strip_prefix("## ")).map(str::trim).collect();
        let groups: BTreeSet<_> = names(&index).into_iter().collect();
        let wanted = headings.into_iter().filter(|name| !name.contains("emplate") && !name.contains('<')).collect();
        assert_eq!(groups, wanted);
        let listed: BTreeSet<_> = index.groups.iter().map(|name| name.as_str()).collect();
        let missing = groups.difference(&listed).map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let strange = listed.difference(&groups).map(|name| (*name).to_owned()).collect::<Vec<_>>();
        if listed != groups {
            *differing.entry((missing, strange)).or_insert(0) += 1;
        }
        let cut: BTreeSet<_> = cut(text).sections.into_keys().collect();
        assert!(groups.iter().all(|name| cut.contains(&slug(name))));
        if !index.sections.iter().any(|section| DRAFTED.contains(&section.heading.as_str())) {
            assert!(index.sections.iter().all(is_complete), "{:?}", names(&index));
        }
    }
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let expected = [
        ((names(&["App Runtime Deployments"]), names(&[])), 2),
        ((names(&["Observability", "User Experience"]), names(&["UX"])), 1),
    ];
    assert_eq!(differing, BTreeMap::from(expected));
}

/// Whether a section has all parts of its format: assets in the old one, artifacts and leads in the current one.
fn is_complete(section: &Section) -> bool {
    let rows = section.artifacts.as_ref().map_or(0, |table| table.rows.len());
    let topical = section.topic.is_some() || section.heading.as_str() == WITHOUT_TOPIC;
    let tables = rows >= 5 && !section.people().is_empty() && topical;
    section.mission.as_ref().is_some_and(|mission| !mission.is_empty()) && (tables || section.assets.is_some())
}

#[test]
fn the_tables_of_leads_name_the_persons_of_the_charters() {
    let Some(root) = shared("community/toc/working-groups") else { return };
    let read_file = |name: &str| std::fs::read_to_string(root.join(name)).unwrap();
    let index = read(&read_file("WORKING-GROUPS.md"));
    assert_eq!((index.findings.as_slice(), index.groups.len(), index.sections.len()), (&[][..], 10, 10));
    let mut disagreeing = BTreeMap::new();
    for section in &index.sections {
        let file = section.artifact("Charter").unwrap().value.links[0].url.clone();
        let charter = charter::read(&read_file(file.trim_start_matches("./"))).charter.unwrap();
        let people =
            charter::entries(&charter.execution_leads).iter().chain(charter::entries(&charter.technical_leads));
        let charter: BTreeSet<_> = people.map(|person| person.login.to_string().to_lowercase()).collect();
        let table: BTreeSet<_> = section.logins().map(|login| login.to_string().to_lowercase()).collect();
        assert_eq!(section.people().len(), section.logins().count());
        if charter != table {
            disagreeing.insert(section.slug(), (charter, table));
        }
    }
    assert_eq!(disagreeing.keys().map(String::as_str).collect::<Vec<_>>(), DISAGREEING, "{disagreeing:?}");
}
