//! The terminal pages: a plan that was not applied, and ownership.

mod access;
mod deliveries;
mod effects;
mod groups;
mod layout;
mod people;
mod process;
mod rules;

use std::collections::BTreeMap;

use crate::domain::diagnostics::finding::Finding;
use crate::domain::document::Fault;
use crate::domain::governance::ownership::{Group, Ownership, lookup};
use crate::domain::policy::Policy;
use crate::domain::pull::ownership_report::OwnershipReport;
use crate::domain::pull::plan::{Conclusion, Owner, Plan};
use crate::domain::pull::snapshot::{Changes, PullState, Snapshot};
use crate::domain::types::ids::{GroupId, Login, RepoName};
use crate::domain::types::time::Day;

use super::ownership_reason;
use super::plain::told;
use super::text::{count, plain};
pub use access::access;
pub use deliveries::{
    DeliveryView, JobView, Work, Written, deliveries, delivery, given_up, redelivered, retried, target,
};
pub use effects::effects;
pub use groups::{GroupView, groups, labels};
use layout::Page;
pub use layout::Paint;
pub use people::{availability, away, back, capacity};
pub use process::process;
pub use rules::{rule, rules};

/// How many paths of one reason are named before the rest is counted.
const PATHS: usize = 20;

/// The note if the user asks for paths in a repository without path owners.
pub const OWNED_AS_A_WHOLE: &str = "This repository is owned as a whole: the paths make no difference.";

/// The note if the user asks for no path in a repository whose paths have owners of their own.
pub const OWNED_BY_PATH: &str = "Paths of this repository have owners of their own: name paths to see theirs.";

/// The note if changed charters are named without their content.
pub const CONTENT_UNKNOWN: &str = "Changed charters and the index are known by their paths only: repositories that \
     move and sections of the index were not checked. `--base DIR --head DIR` checks them.";

/// The source of ownership: a checkout.
pub fn from_folder(folder: &str) -> String {
    format!("Ownership according to the charters in {}.", plain(folder))
}

/// The source of groups: an index of groups, without charters.
pub fn from_index(file: &str) -> String {
    format!(
        "Groups according to the index in {}. It names projects, not repositories: the leads and repositories of a \
         group are known once it has a charter.",
        plain(file)
    )
}

/// A link in place of a governing document. `is_read`: it leads to a file in the same folder.
pub fn link(file: &str, target: &str, is_read: bool) -> String {
    let (file, target) = (plain(file), plain(target));
    match is_read {
        true => format!(
            "{file}: this is a link to `{target}`, which is read here; GitHub does not follow it: put the file itself here"
        ),
        false => format!(
            "{file}: this is a link to `{target}`, where this folder has no file, and is not read: put the file itself here"
        ),
    }
}

/// The source of ownership: dated asset lists.
pub fn as_of(day: Day, source: &str) -> String {
    format!("Ownership as of {day}, from asset lists of {}. `--root DIR` reads newer charters.", plain(source))
}

/// An unreadable charter.
pub fn unreadable(file: &str, fault: &Fault) -> String {
    let Fault { span, message } = fault;
    let place = format!("{}:{}", span.start.line, span.start.column);
    format!("{}:{place}: {}. The other groups are known.", plain(file), plain(message))
}

/// A finding in a governing document, in one line.
pub fn found(file: &str, finding: &Finding) -> String {
    let Finding { span, message, help, .. } = finding;
    let rule = finding.rule();
    let place = format!("{}:{}", span.start.line, span.start.column);
    let way_out = if help.is_empty() { String::new() } else { format!(": {}", plain(help)) };
    format!("{}:{place}: {rule}: {}{way_out}", plain(file), plain(message))
}

/// An unreadable entry in a governing document that is readable otherwise.
pub fn unread(file: &str, finding: &Finding) -> String {
    found(file, finding) + ". The rest of the document is read."
}

/// A valid policy, in one line.
pub fn policy(policy: &Policy, lists: Option<(Day, usize)>) -> String {
    let organizations: Vec<_> = policy.organizations.iter().map(String::as_str).collect();
    let lists = match lists {
        Some((day, repositories)) => format!("asset lists of {day} with {}", repositories_of(repositories)),
        None => "no asset lists".to_owned(),
    };
    let name = plain(&policy.foundation);
    format!("{name}: fine ({}; governed from {}; {lists})\n", organizations.join(", "), policy.governing.repository)
}

fn repositories_of(number: usize) -> String {
    count(number, "repository", "repositories")
}

/// Notes below the output.
pub fn notes(notes: &[String], paint: Paint) -> String {
    let mut page = Page::new(paint);
    page.gap();
    notes.iter().for_each(|note| page.note(note));
    page.text()
}

/// A plan that was not applied.
#[derive(Debug, Clone, Copy)]
pub struct Simulation<'a> {
    /// Its snapshot.
    pub snapshot: &'a Snapshot,
    /// The plan.
    pub plan: &'a Plan,
    /// The policy that applies.
    pub policy: &'a Policy,
}

impl Simulation<'_> {
    /// The page.
    pub fn text(&self, paint: Paint) -> String {
        let mut page = Page::new(paint);
        page.head(&self.subject(), &self.about());
        if *self.plan == Plan::default() {
            page.line(&self.nothing());
            return page.text();
        }
        self.owners(&mut page);
        self.people(&mut page);
        self.labels(&mut page);
        self.checks(&mut page);
        page.text()
    }

    fn subject(&self) -> String {
        let number = self.snapshot.number.map_or_else(String::new, |number| format!("#{number}"));
        format!("{}{number}", self.snapshot.repository)
    }

    fn about(&self) -> String {
        let state = match self.snapshot.state {
            PullState::Open => None,
            PullState::Draft => Some("draft".to_owned()),
            PullState::Closed => Some("closed".to_owned()),
        };
        let author = self.snapshot.author.as_ref().map(|author| format!("by {}", author.login));
        let files = match &self.snapshot.changes {
            Changes::NotRead => None,
            Changes::Files { files, .. } => Some(count(files.len(), "changed file", "changed files")),
        };
        state.into_iter().chain(author).chain(files).collect::<Vec<_>>().join(", ")
    }

    fn nothing(&self) -> String {
        match self.snapshot.state {
            PullState::Closed => "Nothing to do: the pull request is closed.".to_owned(),
            _ => "Nothing to do: nothing is changed.".to_owned(),
        }
    }

    fn owners(&self, page: &mut Page) {
        page.section("Owners");
        if self.plan.owners.is_empty() {
            page.line(&nobody(self.snapshot, self.policy));
        }
        self.plan.owners.iter().for_each(|owner| reasons(page, owner, self.snapshot));
    }

    fn people(&self, page: &mut Page) {
        page.section("Review requested from");
        // A reviewer for a group that owns nothing here only has to agree: the reason names the group.
        let name = |group: &GroupId| self.plan.names().get(group).map_or_else(|| group.to_string(), |name| plain(name));
        let asked = self.plan.reviewers.iter();
        let asked = asked.map(|asked| [asked.reviewer.to_string(), plain(&asked.reason)]);
        page.table(&asked.collect::<Vec<_>>());
        if self.plan.reviewers.is_empty() {
            page.line("none");
        }
        if self.plan.passed_over.is_empty() {
            return;
        }
        page.section("Skipped");
        let passed = self.plan.passed_over.iter();
        let passed = passed
            .map(|passed| [passed.reviewer.to_string(), format!("{}: {}", name(&passed.group), plain(&passed.reason))]);
        page.table(&passed.collect::<Vec<_>>());
    }

    fn labels(&self, page: &mut Page) {
        page.section("Labels");
        let labels = &self.plan.labels;
        labels.add.iter().for_each(|name| page.line(&format!("+ {}", plain(name))));
        labels.remove.iter().for_each(|name| page.line(&format!("- {}", plain(name))));
        if labels.add.is_empty() && labels.remove.is_empty() {
            page.line("no change");
        }
    }

    fn checks(&self, page: &mut Page) {
        page.section("Checks");
        for check in &self.plan.checks {
            let colour = match check.conclusion {
                Conclusion::Success => layout::GREEN,
                Conclusion::Neutral => layout::YELLOW,
                Conclusion::Failure => layout::RED,
            };
            page.outcome(&plain(&check.name), check.conclusion.as_str(), colour, &plain(&check.title));
            told(&check.summary, false).iter().for_each(|line| page.line(line));
            for annotation in &check.annotations {
                let place = format!("{}:{}", plain(&annotation.path), annotation.start_line);
                page.line(&format!(
                    "{place}: {}[{}] {}",
                    annotation.level.as_str(),
                    annotation.rule,
                    plain(&annotation.message)
                ));
            }
        }
    }
}

/// The owners of a repository, or of paths in it.
#[derive(Debug, Clone, Copy)]
pub struct Owners<'a> {
    /// The request.
    pub snapshot: &'a Snapshot,
    /// The result.
    pub verdict: &'a OwnershipReport,
    /// All ownership data.
    pub ownership: &'a Ownership,
    /// The policy that applies.
    pub policy: &'a Policy,
    /// Repositories with a similar name, if this one has no owner.
    pub similar: &'a [&'a RepoName],
}

impl Owners<'_> {
    /// The page.
    pub fn text(&self, paint: Paint) -> String {
        let mut page = Page::new(paint);
        page.head(&self.snapshot.repository.to_string(), "");
        if self.verdict.owners.is_empty() && self.verdict.unowned.is_empty() {
            match (self.verdict.unreadable.is_empty(), self.ownership.described().next()) {
                (true, None) => page.line(&nobody(self.snapshot, self.policy)),
                (true, Some(_)) => self.projects(&mut page),
                (false, _) => {
                    page.line(&format!("unknown: no document that can be read names {}.", self.snapshot.repository))
                }
            }
            self.doubts(&mut page);
            if !self.similar.is_empty() {
                page.section("Did you mean");
                self.similar.iter().for_each(|name| page.line(&name.to_string()));
            }
        }
        for owner in &self.verdict.owners {
            reasons(&mut page, owner, self.snapshot);
            if let Some(group) = self.ownership.group(&owner.group) {
                people(&mut page, owner, group);
            }
        }
        if !self.verdict.unowned.is_empty() {
            page.section("Without an owner");
            self.verdict.unowned.iter().for_each(|path| page.line(&plain(path)));
        }
        page.text()
    }

    /// Groups known only by their projects: the repository may belong to one of these.
    fn projects(&self, page: &mut Page) {
        let repository = &self.snapshot.repository;
        page.line(&format!("unknown: the index names projects, not repositories, and so not {repository}."));
        let like = lookup::projects(self.ownership, repository);
        if like.is_empty() {
            page.line("No group has a project of that name.");
            return;
        }
        page.section("Groups with a project of that name");
        let rows =
            like.iter().map(|(group, project)| [plain(group.id.as_str()), format!("project {}", plain(project))]);
        page.table(&rows.collect::<Vec<_>>());
    }

    /// An unreadable charter may own the repository or path that seems to have no owner.
    fn doubts(&self, page: &mut Page) {
        for group in self.verdict.unreadable.values() {
            page.line(&format!("It may belong to {}, whose charter can't be read.", plain(&group.name)));
        }
    }
}

/// A group with its reasons.
fn reasons(page: &mut Page, owner: &Owner, snapshot: &Snapshot) {
    page.entry(owner.group.as_str(), &plain(&owner.name));
    let mut by_reason: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for because in &owner.because {
        by_reason.entry(&because.reason).or_default().extend(because.path.as_deref());
    }
    for (reason, paths) in by_reason {
        if paths.is_empty() {
            let areas: Vec<_> = owner.areas.iter().map(|area| plain(area)).collect();
            let word = if areas.len() == 1 { "area" } else { "areas" };
            page.detail(&format!("{} ({word} {})", snapshot.repository, areas.join(", ")));
            continue;
        }
        let why = plain(&ownership_reason::words(reason));
        paths.iter().take(PATHS).for_each(|path| page.detail(&format!("{} ({why})", plain(path))));
        if paths.len() > PATHS {
            page.detail(&format!("and {} more ({why})", paths.len() - PATHS));
        }
    }
}

/// The group's leads, and the approvers and reviewers in the areas that own the repository.
fn people(page: &mut Page, owner: &Owner, group: &Group) {
    let leads = match group.is_described() {
        true => vec!["not known".to_owned()],
        false => group.leads.iter().map(|lead| format!("{} ({})", lead.login, lead.role)).collect(),
    };
    let teams: Vec<_> = group.teams.iter().map(|team| format!("@{team}")).collect();
    if group.is_team() {
        return page.details(&[("team".to_owned(), teams)]);
    }
    let mut rows = vec![("leads".to_owned(), leads)];
    rows.extend((!teams.is_empty()).then(|| ("teams".to_owned(), teams)));
    for area in group.areas.iter().filter(|area| owner.areas.contains(&area.name)) {
        let whose = |part: &str| format!("{part} of {}", plain(&area.name));
        let logins = |people: &[Login]| people.iter().map(Login::to_string).collect::<Vec<_>>();
        rows.push((whose("approvers"), logins(&area.approvers)));
        if !area.reviewers().is_empty() {
            rows.push((whose("reviewers"), logins(area.reviewers())));
        }
    }
    page.details(&rows);
}

/// How to get an owner for a repository that has none.
fn nobody(snapshot: &Snapshot, policy: &Policy) -> String {
    let until = policy.governing.oversight.as_ref();
    let until = until.map_or_else(String::new, |id| format!("; until then ask the {}", id.as_str().to_uppercase()));
    let (repository, governing) = (&snapshot.repository, &policy.governing.repository);
    if policy.governing.has_charters() {
        return format!(
            "no owner: {repository} is in no charter. A working group claims it by adding it to an area of its \
             charter in {governing}{until}.",
        );
    }
    format!(
        "no owner: no group in {governing} lists {repository}. A group claims it by listing it in its governing \
         document{until}."
    )
}
