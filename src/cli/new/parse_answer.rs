//! Parses answers from flags or from the dialogue, and explains what is wrong with them.

use std::collections::BTreeMap;

use crate::domain::proposal::{Acquaintance, Area, Draft, Person, Question, Repository, flaw, linked};
use crate::domain::render::draft;
use crate::domain::types::ids::{Login, RepoName};

/// The people named in the documents.
pub(super) type Known = BTreeMap<Login, Acquaintance>;

/// A text that is not empty.
pub(super) fn text(said: &str) -> Result<String, String> {
    match flaw(said) {
        Some(flaw) => Err(draft::flaw(flaw).to_owned()),
        None => Ok(said.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}

/// An account, also in pasted forms.
pub(super) fn login(said: &str) -> Result<Login, String> {
    let said = said.trim().trim_end_matches('/');
    let name = said.rsplit_once("github.com/").map_or(said, |(_, name)| name);
    name.trim_start_matches('@').parse().map_err(|error| format!("{error}"))
}

/// A person by login, name and company; name and company may be known from the documents.
pub(super) fn person(said: &[&str], known: &Known) -> Result<Person, String> {
    let part = |at: usize| said.get(at).map(|part| part.trim()).filter(|part| !part.is_empty());
    let login = login(part(0).unwrap_or_default())?;
    let (name, company) = (part(1).map(text).transpose()?, part(2).map(text).transpose()?);
    Person::of(&login, name.as_deref(), company.as_deref(), known)
        .ok_or_else(|| format!("`{login}` is in no charter yet: write the full name after the login"))
}

/// A repository by its full name or its address.
pub(super) fn repository(said: &str, description: Option<&str>) -> Result<Repository, String> {
    let said = said.trim().trim_end_matches('/').trim_end_matches(".git");
    let name = said.rsplit_once("github.com/").map_or(said, |(_, name)| name);
    let name: RepoName = name.parse().map_err(|error| format!("{error}"))?;
    let description = description.filter(|text| !text.trim().is_empty()).map(text).transpose()?;
    Ok(Repository { name, description })
}

/// The draft with an answer from the dialogue.
pub(super) fn answered(draft: &Draft, question: &Question, said: &str, known: &Known) -> Result<Draft, String> {
    let mut new = draft.clone();
    let parts = |most: usize| said.splitn(most, ',').collect::<Vec<_>>();
    match question {
        Question::Name => new.name = text(said)?,
        Question::Mission => new.mission = text(said)?,
        Question::Goal => new.goals.push(text(said)?),
        Question::Scope => new.scope.push(text(said)?),
        Question::NonGoal => new.non_goals.push(text(said)?),
        Question::ExecutionLead => new.execution_leads.push(person(&parts(3), &acquainted(draft, known))?),
        Question::TechnicalLead => new.technical_leads.push(person(&parts(3), &acquainted(draft, known))?),
        Question::SecondLead => second(&mut new, person(&parts(3), known)?)?,
        Question::Company(login) => {
            let company = text(said)?;
            let leads = new.execution_leads.iter_mut().chain(&mut new.technical_leads);
            leads.filter(|lead| lead.login == *login).for_each(|lead| lead.company = Some(company.clone()));
        }
        Question::Artifact(artifact) => _ = new.artifacts.insert(*artifact, linked(*artifact, &text(said)?)),
        Question::Areas => new.areas.push(Area { name: text(said)?, ..Area::default() }),
        Question::Approvers { area, .. } => {
            let person = person(&parts(2), &acquainted(draft, known))?;
            in_area(&mut new, area, |area| area.approvers.push(person));
        }
        Question::Reviewers(area) => {
            let person = person(&parts(2), &acquainted(draft, known))?;
            in_area(&mut new, area, |area| area.reviewers.push(person));
        }
        Question::Repositories(area) => {
            let (name, description) = said.split_once(',').unwrap_or((said, ""));
            let repository = repository(name, Some(description))?;
            if in_area(&mut new, area, |area| area.repositories.iter().any(|it| it.name == repository.name)) {
                return Err(format!("`{}` is already in this area", repository.name));
            }
            in_area(&mut new, area, |area| area.repositories.push(repository));
        }
    }
    Ok(new)
}

/// Adds a second lead.
fn second(draft: &mut Draft, person: Person) -> Result<(), String> {
    if draft.leads().iter().any(|lead| lead.login == person.login) {
        return Err(format!("`{}` is already a lead: name another person", person.login));
    }
    draft.technical_leads.push(person);
    Ok(())
}

fn in_area<T: Default>(draft: &mut Draft, name: &str, change: impl FnOnce(&mut Area) -> T) -> T {
    draft.areas.iter_mut().find(|area| area.name == name).map(change).unwrap_or_default()
}

/// The known people, including those of the draft.
pub(super) fn acquainted(draft: &Draft, known: &Known) -> Known {
    let mut all = known.clone();
    let approvers = draft.areas.iter().flat_map(|area| area.approvers.iter().chain(&area.reviewers));
    for Person { login, name, company } in draft.leads().iter().chain(approvers) {
        let known = all.entry(login.clone()).or_default();
        known.name = Some(name.clone());
        known.company = company.clone().or_else(|| known.company.take());
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_and_repositories_are_read_as_people_paste_them() {
        for said in ["octocat", "@octocat", " https://github.com/octocat/ "] {
            assert_eq!(login(said).unwrap().as_str(), "octocat");
        }
        for said in ["a/b", "https://github.com/a/b", "https://github.com/a/b.git"] {
            assert_eq!(repository(said, Some(" ")).unwrap().name.as_str(), "a/b");
        }
        assert!(login("octo cat").unwrap_err().contains("not a GitHub login"));
        assert!(repository("b", None).unwrap_err().contains("`owner/name`"));
    }

    #[test]
    fn who_is_known_needs_no_name() {
        let acquaintance = Acquaintance { name: Some("Octo Cat".to_owned()), company: Some("G".to_owned()) };
        let known = Known::from([("Octocat".parse().unwrap(), acquaintance)]);
        let octocat = person(&["octocat"], &known).unwrap();
        assert_eq!(
            (octocat.login.as_str(), octocat.name.as_str(), octocat.company.as_deref()),
            ("Octocat", "Octo Cat", Some("G"))
        );
        assert_eq!(person(&["octocat", "O", "H"], &known).unwrap().company.as_deref(), Some("H"));
        assert!(person(&["mona"], &known).unwrap_err().contains("write the full name"));
        let draft = Draft { execution_leads: vec![octocat], ..Draft::default() };
        assert!(answered(&draft, &Question::SecondLead, "octocat", &known).is_err());
        assert_eq!(answered(&draft, &Question::TechnicalLead, "OCTOCAT", &Known::new()).unwrap().leads().len(), 1);
    }
}
