//! The questions: each with its reason, an example, and the flag that answers it.

use crate::domain::proposal::{APPROVERS, Need, ProposedArtifact, Question};
use crate::domain::render::text::{count, plain};

/// A question's texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// The question.
    pub title: String,
    /// The reason, in a sentence or two.
    pub why: String,
    /// An example of an answer.
    pub example: String,
    /// The flag that answers it.
    pub flag: String,
}

/// A question's texts.
pub fn wording(question: &Question) -> Wording {
    let with = |title: &str, why: &str, example: &str, flag: &str| Wording {
        title: title.to_owned(),
        why: why.to_owned(),
        example: example.to_owned(),
        flag: flag.to_owned(),
    };
    match question {
        Question::Name => {
            let why = "The charter's file, the GitHub teams and the topic of the repositories are named after it.";
            with("Name of the group", why, "Agentic Runtime", "\"NAME\"")
        }
        Question::Mission => {
            let why = "One sentence on why the group exists. It opens the charter and appears in the index.";
            with("Mission", why, "To provide APIs and clients for the CF App Runtime.", "--mission TEXT")
        }
        Question::Goal => {
            let why = "The goals of the group, one per line.";
            with("Goals", why, "A release every month, with notes for operators", "--goal TEXT")
        }
        Question::Scope => {
            let why = "The work that the group does to reach them, one item per line.";
            with("Scope", why, "Maintain the CLI and its plugins", "--scope TEXT")
        }
        Question::NonGoal => {
            let why = "The work that the group leaves to others, one item per line.";
            with("Non-goals", why, "Hosting the platform for end users", "--non-goal TEXT")
        }
        Question::ExecutionLead | Question::TechnicalLead | Question::SecondLead | Question::Company(_) => {
            lead(question, with)
        }
        Question::Artifact(artifact) => self::artifact(*artifact, with),
        Question::Areas | Question::Approvers { .. } | Question::Repositories(_) | Question::Reviewers(_) => {
            area(question, with)
        }
    }
}

fn lead(question: &Question, with: impl Fn(&str, &str, &str, &str) -> Wording) -> Wording {
    let example = "octocat, Mona Lisa Octocat, GitHub";
    match question {
        Question::ExecutionLead => {
            let why = "The person who makes sure that the work gets done: login, full name, company. If a charter \
                       already names the person, the login is enough.";
            with("Execution leads", why, example, "--lead \"LOGIN:Full Name:Company:execution\"")
        }
        Question::TechnicalLead => {
            let why = "The person responsible for the technical direction, written in the same way. It may be the \
                       same person.";
            with("Technical leads", why, example, "--lead \"LOGIN:Full Name:Company:technical\"")
        }
        Question::Company(login) => {
            let why = "The index shows the company of each lead. Leads should not all come from one company.";
            let flag = format!("--lead \"{login}:Full Name:Company:…\"");
            with(&format!("Company of {login}"), why, "GitHub", &flag)
        }
        _ => {
            let why = "Two or three people should lead a group, so that one of them may be away. Another technical \
                       lead: login, full name, company.";
            with("A second lead", why, example, "--lead \"LOGIN:Full Name:Company:technical\"")
        }
    }
}

fn artifact(artifact: ProposedArtifact, with: impl Fn(&str, &str, &str, &str) -> Wording) -> Wording {
    let row = artifact.row();
    match artifact {
        ProposedArtifact::Forum => {
            let why = "The place where the group meets or talks: text, an address, or both.";
            with(row, why, "Video chat https://zoom.us/j/123456789", "--forum TEXT")
        }
        ProposedArtifact::Calendar => {
            let why = "The time of the meetings, if possible with the address of the entry in the shared calendar.";
            with(row, why, "Every other Wednesday at 15:00 UTC", "--calendar TEXT")
        }
        ProposedArtifact::Notes => {
            let why = "The place of the meeting notes.";
            with(row, why, "Google Doc https://docs.google.com/document/d/1abc", "--notes TEXT")
        }
        ProposedArtifact::Slack => {
            let why = "The group's channel with its address: right-click it in Slack, then Copy link.";
            with(row, why, "#my-group https://cloudfoundry.slack.com/archives/C0123ABCD", "--slack TEXT")
        }
    }
}

fn area(question: &Question, with: impl Fn(&str, &str, &str, &str) -> Wording) -> Wording {
    match question {
        Question::Approvers { area, have } => {
            let now = match have {
                0 => "there is none yet".to_owned(),
                1 => "there is one".to_owned(),
                have => format!("there are {have}"),
            };
            let why = format!(
                "The people who may approve and merge: login, full name. With {APPROVERS} of them, each change \
                 needs an approval (RFC-0015); {now}."
            );
            let area = plain(area);
            let flag = format!("--approver \"{area}:LOGIN:Full Name\"");
            with(&format!("Approvers of {area}"), &why, "octocat, Mona Lisa Octocat", &flag)
        }
        Question::Repositories(area) => {
            let why = "The repositories that the area owns. For a new one, add a comma and a description.";
            let flag = format!("--repository \"{}:OWNER/NAME=what it is\"", plain(area));
            let example = "cloudfoundry/my-notes, Notes and designs of my group";
            with(&format!("Repositories of {}", plain(area)), why, example, &flag)
        }
        Question::Reviewers(area) => {
            let why = "The people who may review, but not approve: login, full name.";
            let flag = format!("--reviewer \"{}:LOGIN:Full Name\"", plain(area));
            with(&format!("Reviewers of {}", plain(area)), why, "octocat, Mona Lisa Octocat", &flag)
        }
        _ => {
            let why = "A part of the group with its own approvers and repositories. A group may begin without areas.";
            with("Areas", why, "Core", "--area NAME")
        }
    }
}

/// The missing answers if there is no terminal to ask in, each with its flag.
pub fn lacking(open: &[Question]) -> String {
    let words: Vec<_> = open.iter().map(wording).collect();
    let width = words.iter().map(|word| word.title.chars().count()).max().unwrap_or_default();
    let lines = words.iter().map(|Wording { title, flag, .. }| format!("  {title:<width$}  {flag}"));
    let later = open.iter().any(|question| question.need() == Need::Later);
    let hint = if later { "\nWith `--leave-open`, optional answers may be missing." } else { "" };
    let verb = if open.len() == 1 { "is" } else { "are" };
    format!(
        "{} {verb} missing; in a terminal you would be asked:\n{}{hint}",
        count(open.len(), "thing", "things"),
        lines.collect::<Vec<_>>().join("\n")
    )
}
