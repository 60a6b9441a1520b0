//! The part of a policy that says which groups own which paths of a repository.

use std::collections::BTreeMap;

use crate::domain::document::At;
use crate::domain::policy::path_rules::{OwnerRef, PathRule};
use crate::domain::types::ids::RepoName;

use super::reach::Earlier;
use super::validate::Checker;
use super::{PolicyFault, RawPathRule};

impl Checker<'_> {
    pub(super) fn paths(
        &mut self,
        raw: BTreeMap<At<String>, Vec<RawPathRule>>,
    ) -> Option<BTreeMap<RepoName, Vec<PathRule>>> {
        let mut lines: BTreeMap<RepoName, u32> = BTreeMap::new();
        let mut paths = Vec::new();
        for (name, rules) in raw {
            let repository = self.parsed::<RepoName>(&name);
            if let Some(line) = repository.as_ref().and_then(|repository| lines.get(repository)) {
                let message = format!("`{}` already has rules in line {line}: combine them", name.value);
                self.faults.push(PolicyFault::at(name.span, message));
            }
            lines.extend(repository.clone().map(|repository| (repository, name.span.start.line)));
            let rules = self.path_rules(rules);
            paths.push(repository.zip(rules));
        }
        paths.into_iter().collect()
    }

    fn path_rules(&mut self, raw: Vec<RawPathRule>) -> Option<Vec<PathRule>> {
        let mut earlier = Earlier::default();
        let mut rules = Vec::new();
        for raw in raw {
            self.reachable(&raw.path, &mut earlier);
            rules.push(self.path_rule(raw));
        }
        rules.into_iter().collect()
    }

    fn path_rule(&mut self, raw: RawPathRule) -> Option<PathRule> {
        let RawPathRule { path, owners, index_sections } = raw;
        let pattern = self.pattern(&path);
        let names_group = path.contains("<group>");
        let owner = |(name, reason): (At<String>, String)| Some((self.owner(&name, &path, names_group)?, reason));
        let owners: Vec<_> = owners.into_iter().map(owner).collect();
        Some(PathRule { path: pattern?, owners: owners.into_iter().collect::<Option<_>>()?, index_sections })
    }

    fn owner(&mut self, name: &At<String>, path: &str, names_group: bool) -> Option<OwnerRef> {
        match name.as_str() {
            "<group>" if names_group => Some(OwnerRef::Captured),
            "<group>" => {
                let message = format!("`{path}` has no `<group>` that could be the owner");
                self.faults.push(PolicyFault::at(name.span, message));
                None
            }
            _ => self.group(name).map(OwnerRef::Group),
        }
    }
}
