//! How sentences about effects show names: as Markdown or plain text, all of them or some.

use crate::domain::preview::{AffectedPerson, Subject};

use super::super::text::{count, cut};

/// The longest name that is shown in full.
const NAME: usize = 120;

/// How user text is shown, and how many names a list has.
pub(in crate::domain::render) struct Voice {
    pub(in crate::domain::render) code: fn(&str) -> String,
    pub(in crate::domain::render) prose: fn(&str) -> String,
    /// With 0, names are only counted.
    pub(in crate::domain::render) names: usize,
}

impl Voice {
    /// A name as code, cut if it is very long.
    pub(super) fn name(&self, name: &str) -> String {
        (self.code)(&cut(name, NAME))
    }

    /// Text as prose, cut if it is very long.
    pub(super) fn said(&self, text: &str) -> String {
        (self.prose)(&cut(text, NAME))
    }

    /// `a`, `b` and 3 more things; only the count if no names are to be shown.
    pub(super) fn list(&self, names: Vec<String>, one: &str, many: &str) -> String {
        let all = names.len();
        if self.names == 0 {
            return count(all, one, many);
        }
        // A list that is cut is only a sample, so keep it short.
        let most = if all > self.names { self.names.div_ceil(2) } else { all };
        let mut shown: Vec<String> = names.into_iter().take(most).collect();
        let more = all.saturating_sub(shown.len());
        if more > 0 {
            shown.push(count(more, &format!("more {one}"), &format!("more {many}")));
        }
        match shown.pop() {
            Some(last) if !shown.is_empty() => format!("{} and {last}", shown.join(", ")),
            last => last.unwrap_or_default(),
        }
    }

    pub(super) fn people(&self, people: &[AffectedPerson]) -> String {
        let person = |person: &AffectedPerson| {
            let login = self.name(person.login.as_str());
            if person.bot { format!("{login} (bot)") } else { login }
        };
        self.list(people.iter().map(person).collect(), "account", "accounts")
    }

    pub(super) fn subjects(&self, subjects: &[Subject]) -> String {
        let names = subjects.iter().map(|subject| self.name(subject.as_str())).collect();
        self.list(names, "repository", "repositories")
    }
}
