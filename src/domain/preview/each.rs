//! Every change of access on its own, for complete lists.

use crate::domain::governance::ownership::teams::Access;

use super::{AffectedPerson, Effects, Subject};

/// The change of one person's permission in one repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step<'a> {
    /// The person.
    pub person: &'a AffectedPerson,
    /// The repository.
    pub subject: &'a Subject,
    /// The permission before; `None` if there is none.
    pub before: Option<Access>,
    /// The permission after; `None` if there is none.
    pub after: Option<Access>,
}

/// The first sort key of steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// By person.
    Person,
    /// By repository.
    Repository,
}

impl Effects {
    /// All steps, in order.
    pub fn steps(&self, by: By) -> Vec<Step<'_>> {
        let mut steps = Vec::new();
        for change in &self.access {
            let places = |person| change.subjects.iter().map(move |subject| (person, subject));
            let step = |(person, subject)| Step { person, subject, before: change.before, after: change.after };
            steps.extend(change.people.iter().flat_map(places).map(step));
        }
        match by {
            By::Person => steps.sort(),
            By::Repository => steps.sort_by_key(|step| (step.subject, step.person)),
        }
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_person_and_each_place_is_a_step_of_its_own() {
        let person = |login: &str| AffectedPerson { login: login.parse().unwrap(), bot: false };
        let place = |name: &str| Subject::Repository(name.parse().unwrap());
        let change = super::super::AccessChange {
            before: Some(Access::Write),
            after: None,
            people: vec![person("a"), person("b")],
            subjects: vec![place("o/x"), place("o/y")],
        };
        let effects = Effects { access: vec![change], ..Effects::default() };
        let told = |by| {
            let steps = effects.steps(by).into_iter();
            steps.map(|step| format!("{} {}", step.person.login, step.subject.as_str())).collect::<Vec<_>>()
        };
        assert_eq!(told(By::Person), ["a o/x", "a o/y", "b o/x", "b o/y"]);
        assert_eq!(told(By::Repository), ["a o/x", "b o/x", "a o/y", "b o/y"]);
    }
}
