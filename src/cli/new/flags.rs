//! The flags of `new`, and the draft that they describe.

use std::path::{Path, PathBuf};

use crate::cli::error::Failure;
use crate::domain::proposal::{Area, Draft, Need, Person, ProposedArtifact, Question, linked};
use crate::domain::types::ids::GroupId;
use crate::policies::Foundations;

use super::parse_answer::{Known, acquainted, login, person, repository, text};

const EXAMPLES: &str = "\
A person who is already in a charter needs no name: `--lead octocat:execution`. In a terminal, the command asks for
missing values.

Example:
  wg-steward new \"Edge Caching\" \\
    --mission \"To bring content closer to the users of Cloud Foundry.\" \\
    --goal \"A cache in front of every router\" --scope \"The cache and its release\" --non-goal \"A commercial CDN\" \\
    --lead \"octocat:Mona Lisa Octocat:GitHub:execution\" --lead \"hubot:Hu Bot:Example Inc.:technical\" \\
    --area Cache --repository \"Cache:cloudfoundry/edge-cache=A cache for routers\" \\
    --approver \"Cache:octocat\" --approver \"Cache:hubot\" --slack \"#edge https://cloudfoundry.slack.com/archives/C0\" \\
    --leave-open

Exit codes: 0 fine, 2 something is missing or conflicts, and nothing is written.";

/// Writes the documents that propose a working group
///
/// The charter, the entry and the section in the index, and new repositories in the org file, such that the check of the
/// pull request finds no problems. In a terminal, the command asks for missing values.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(in crate::cli) struct Options {
    /// The name of the group
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// A lead: `LOGIN:NAME[:COMPANY]:ROLE`, where ROLE is `execution`, `technical` or `both`
    #[arg(long = "lead", value_name = "LEAD")]
    leads: Vec<String>,
    /// The mission, in one sentence
    #[arg(long, value_name = "TEXT")]
    mission: Option<String>,
    /// A goal; may be repeated
    #[arg(long = "goal", value_name = "TEXT")]
    goals: Vec<String>,
    /// An item of its work; may be repeated
    #[arg(long, value_name = "TEXT")]
    scope: Vec<String>,
    /// An item that it leaves to others; may be repeated
    #[arg(long = "non-goal", value_name = "TEXT")]
    non_goals: Vec<String>,
    /// An area of the group; may be repeated
    #[arg(long = "area", value_name = "AREA")]
    areas: Vec<String>,
    /// A person who may approve in an area: `AREA:LOGIN:NAME`
    #[arg(long = "approver", value_name = "APPROVER")]
    approvers: Vec<String>,
    /// A person who may review in an area: `AREA:LOGIN:NAME`
    #[arg(long = "reviewer", value_name = "REVIEWER")]
    reviewers: Vec<String>,
    /// A repository of an area: `AREA:OWNER/NAME`; a new one with its description, `AREA:OWNER/NAME=what it is`
    #[arg(long = "repository", value_name = "REPOSITORY")]
    repositories: Vec<String>,
    /// A bot account: `LOGIN[:NAME]`
    #[arg(long = "bot", value_name = "BOT")]
    bots: Vec<String>,
    /// The place where it meets or talks: text, an address, or both
    #[arg(long, value_name = "TEXT")]
    forum: Option<String>,
    /// The time of its meetings
    #[arg(long, value_name = "TEXT")]
    calendar: Option<String>,
    /// The place of its meeting notes
    #[arg(long, value_name = "TEXT")]
    notes: Option<String>,
    /// Its Slack channel
    #[arg(long, value_name = "TEXT")]
    slack: Option<String>,
    /// The organization for its teams; by default that of the governing repository
    #[arg(long, value_name = "ORG")]
    org: Option<String>,
    /// The file name of the charter without its extension; by default made from the group's name
    #[arg(long, value_name = "STEM")]
    file_stem: Option<String>,
    /// Allows missing optional answers: companies, artifacts, a second lead, approvers
    #[arg(long)]
    leave_open: bool,
    /// A checkout of the governing repository; by default the one around the current folder
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// A folder with policies; by default the built-in ones
    #[arg(long, env = "WG_STEWARD_POLICIES", hide_env_values = true, value_name = "DIR")]
    policies: Option<PathBuf>,
    /// Shows the files, and writes nothing
    #[arg(long)]
    pub(super) dry_run: bool,
}

impl Options {
    pub(super) fn foundations(&self) -> Result<Foundations, Failure> {
        Ok(Foundations::load(self.policies.as_deref())?)
    }

    pub(super) fn root(&self) -> Option<&Path> {
        self.root.as_deref()
    }

    /// Whether a question is asked at all.
    pub(super) fn asks(&self, question: &Question) -> bool {
        question.need() == Need::Now || !self.leave_open
    }

    /// The draft that the flags describe, or all errors in them.
    pub(super) fn draft(&self, known: &Known) -> Result<Draft, Vec<String>> {
        let mut reader = Reader { known, faults: Vec::new() };
        let mut draft = Draft {
            name: reader.text("the name", self.name.as_ref()),
            file_stem: self.file_stem.as_ref().and_then(|stem| reader.take("--file-stem", stem, stem_of(stem))),
            org: self.org.as_ref().and_then(|org| reader.take("--org", org, login(org))).map(|org| org.to_string()),
            mission: reader.text("--mission", self.mission.as_ref()),
            goals: reader.texts("--goal", &self.goals),
            scope: reader.texts("--scope", &self.scope),
            non_goals: reader.texts("--non-goal", &self.non_goals),
            bots: self.bots.iter().filter_map(|said| reader.take("--bot", said, bot(said, known))).collect(),
            ..Draft::default()
        };
        self.leads(&mut draft, &mut reader);
        self.areas(&mut draft, &mut reader);
        let said = [&self.forum, &self.calendar, &self.notes, &self.slack];
        for (artifact, said) in ProposedArtifact::ALL.into_iter().zip(said) {
            let Some(said) = said else { continue };
            let text = reader.take(flag_of(artifact), said, text(said));
            draft.artifacts.extend(text.map(|text| (artifact, linked(artifact, &text))));
        }
        if reader.faults.is_empty() { Ok(draft) } else { Err(reader.faults) }
    }

    fn leads(&self, draft: &mut Draft, reader: &mut Reader<'_>) {
        for said in &self.leads {
            let Some((role, lead)) = reader.take("--lead", said, lead(said, reader.known)) else { continue };
            if role != "technical" {
                draft.execution_leads.push(lead.clone());
            }
            if role != "execution" {
                draft.technical_leads.push(lead);
            }
        }
    }

    fn areas(&self, draft: &mut Draft, reader: &mut Reader<'_>) {
        let names = reader.texts("--area", &self.areas);
        draft.areas = names.into_iter().map(|name| Area { name, ..Area::default() }).collect();
        let known = acquainted(draft, reader.known);
        for said in &self.approvers {
            let found = member(said, &mut draft.areas, &known).map(|(area, person)| area.approvers.push(person));
            reader.take("--approver", said, found);
        }
        for said in &self.reviewers {
            let found = member(said, &mut draft.areas, &known).map(|(area, person)| area.reviewers.push(person));
            reader.take("--reviewer", said, found);
        }
        for said in &self.repositories {
            let (words, description) = said.split_once('=').map_or((said.as_str(), None), |(w, d)| (w, Some(d)));
            let found = words.rsplit_once(':').ok_or_else(|| "write `AREA:OWNER/NAME`".to_owned());
            let found =
                found.and_then(|(name, repo)| Ok((area(name, &mut draft.areas)?, repository(repo, description)?)));
            let found = found.map(|(area, repository)| {
                if area.repositories.iter().all(|known| known.name != repository.name) {
                    area.repositories.push(repository);
                }
            });
            reader.take("--repository", said, found);
        }
    }
}

/// Parses values and collects errors.
struct Reader<'k> {
    known: &'k Known,
    faults: Vec<String>,
}

impl Reader<'_> {
    fn take<T>(&mut self, flag: &str, said: &str, read: Result<T, String>) -> Option<T> {
        read.map_err(|reason| self.faults.push(format!("{flag} `{said}`: {reason}"))).ok()
    }

    fn text(&mut self, flag: &str, said: Option<&String>) -> String {
        said.and_then(|said| self.take(flag, said, text(said))).unwrap_or_default()
    }

    fn texts(&mut self, flag: &str, said: &[String]) -> Vec<String> {
        said.iter().filter_map(|said| self.take(flag, said, text(said))).collect()
    }
}

fn flag_of(artifact: ProposedArtifact) -> &'static str {
    match artifact {
        ProposedArtifact::Forum => "--forum",
        ProposedArtifact::Calendar => "--calendar",
        ProposedArtifact::Notes => "--notes",
        ProposedArtifact::Slack => "--slack",
    }
}

fn stem_of(said: &str) -> Result<GroupId, String> {
    let simple = said.chars().all(|ch| ch.is_alphanumeric() || matches!(ch, '-' | '_' | '.'));
    let stem = said.parse().ok().filter(|_| simple && !said.starts_with('.') && said.to_lowercase() == said);
    stem.ok_or_else(|| "write lowercase letters, digits and dashes".to_owned())
}

fn bot(said: &str, known: &Known) -> Result<Person, String> {
    let (account, name) = said.split_once(':').unwrap_or((said, said));
    person(&[account, name], known)
}

/// The role of a lead, and the person.
fn lead(said: &str, known: &Known) -> Result<(&'static str, Person), String> {
    let parts: Vec<_> = said.split(':').collect();
    let Some((role, parts)) = parts.split_last().filter(|(_, parts)| (1..=3).contains(&parts.len())) else {
        return Err("write `LOGIN:NAME:COMPANY:ROLE`, where the company may be left out".to_owned());
    };
    let roles = ["execution", "technical", "both"];
    let role = roles.into_iter().find(|known| known.eq_ignore_ascii_case(role.trim()));
    let role = role.ok_or_else(|| "end with a role: `execution`, `technical` or `both`".to_owned())?;
    Ok((role, person(parts, known)?))
}

/// `AREA:LOGIN:NAME`, or `AREA:LOGIN` for a known person.
fn member<'a>(said: &str, areas: &'a mut [Area], known: &Known) -> Result<(&'a mut Area, Person), String> {
    let parts: Vec<_> = said.split(':').collect();
    let [name, rest @ ..] = parts.as_slice() else { return Err(String::new()) };
    if !(1..=2).contains(&rest.len()) {
        return Err("write `AREA:LOGIN:NAME`".to_owned());
    }
    Ok((area(name, areas)?, person(rest, known)?))
}

fn area<'a>(name: &str, areas: &'a mut [Area]) -> Result<&'a mut Area, String> {
    let known: Vec<_> = areas.iter().map(|area| format!("`{}`", area.name)).collect();
    let found = areas.iter_mut().find(|area| area.name.eq_ignore_ascii_case(name.trim()));
    found.ok_or_else(|| match known.as_slice() {
        [] => format!("there is no area: add `--area \"{name}\"`"),
        known => format!("`{name}` is not one of the areas {}", known.join(", ")),
    })
}
