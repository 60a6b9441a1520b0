//! Turns a raw policy into the model, and reports every fault and not only the first.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::Arc;

use super::reach::{Covered, Earlier, flaw};
use super::{
    CheckName, PolicyFault, RawAdapter, RawCharters, RawGoverning, RawMode, RawPolicy, RawProposals, RawRole, RawRules,
    RawSeverity,
};
use crate::domain::diagnostics::finding::{Rule, Severity};
use crate::domain::document::{At, Span};
use crate::domain::policy::path_rules::PathPattern;
use crate::domain::policy::{
    APPROVALS_CHECK, Adapter, CHARTER_CHECK, CharterSource, Governing, Mention, Mode, OWNERSHIP_CHECK, PROPOSAL_CHECK,
    Policy, RuleSettings,
};
use crate::domain::text::did_you_mean::nearest;
use crate::domain::types::ids::{GroupId, InvalidName, RepoName};
use crate::domain::types::role::Role;

/// Turns raw values into the model and collects the faults.
pub(super) struct Checker<'a> {
    pub(super) faults: &'a mut Vec<PolicyFault>,
    /// Whether the policy is complete. If parts were removed, missing values are not reported.
    pub(super) is_whole: bool,
    pub(super) mentions: Vec<Mention>,
    /// The existing roles; `None` if unknown.
    pub(super) roles: Option<Roles>,
}

/// The settings that decide which roles exist.
#[derive(Debug, Clone, Copy)]
pub(super) struct Roles {
    pub(super) adapter: Adapter,
    pub(super) has_oversight: bool,
}

impl<'a> Checker<'a> {
    pub(super) fn new(faults: &'a mut Vec<PolicyFault>, is_whole: bool) -> Self {
        Self { faults, is_whole, mentions: Vec::new(), roles: None }
    }

    pub(super) fn policy(mut self, raw: RawPolicy) -> Option<Policy> {
        let RawPolicy {
            foundation, organizations, governing, paths, review, labels, commands, rules, agreements, ..
        } = raw;
        let organizations = self.organizations(&organizations);
        let organization_ids = self.organization_ids(raw.organization_ids, &organizations);
        let governing = self.governing(governing, organizations.clone());
        let paths = self.paths(paths);
        let labels = self.labels(labels);
        let review = self.review(review);
        let rules = self.rules(rules);
        let has_agreements = !agreements.is_empty();
        let agreements = self.agreements(agreements);
        let commands = commands.map(|raw| self.commands(raw));
        let checks: Vec<_> =
            raw.checks.into_iter().map(|(name, raw)| (check_name(&name), name.span, mode(raw))).collect();
        if let Some(governing) = &governing {
            self.documents_checked(governing, &checks);
            self.agreements_exist(has_agreements, &checks);
            self.groups_possible(governing);
        }
        let outside = rules.exempt.get(&Rule::Y1).cloned().unwrap_or_default();
        let RawProposals { comment: comment_on_proposals, steps: proposal_steps } = raw.proposals;
        Some(Policy {
            foundation,
            organizations,
            organization_ids,
            governing: Governing { outside, ..governing? },
            paths: paths?,
            review: review?,
            labels: labels?,
            commands,
            rules,
            agreements: agreements.into_iter().map(Arc::new).collect(),
            comment_on_proposals,
            proposal_steps,
            checks: checks.into_iter().map(|(name, _, mode)| (name.to_owned(), mode)).collect(),
            mentions: self.mentions,
        })
    }

    /// **Invariant:** a document check is only posted if there are charters to check.
    fn documents_checked(&mut self, governing: &Governing, checks: &[(&'static str, Span, Mode)]) {
        for (name, span, _) in checks.iter().filter(|(name, _, mode)| *name != OWNERSHIP_CHECK && *mode != Mode::Off) {
            if !governing.has_charters() {
                let word = governing.adapter.word();
                let message = format!("`{name}` checks charters, which the adapter `{word}` does not read: remove it");
                self.faults.push(PolicyFault::at(*span, message));
            }
        }
    }

    fn rules(&mut self, raw: RawRules) -> RuleSettings {
        let RawRules { severities, exempt } = raw;
        let mut settings = RuleSettings::default();
        for (id, raw) in severities {
            if let Some(rule) = self.rule_id(&id) {
                settings.severities.insert(rule, severity(raw));
            }
        }
        for (id, groups) in exempt {
            let Some(rule) = self.rule_id(&id) else { continue };
            let groups: Vec<_> = groups.iter().filter_map(|group| self.group(group)).collect();
            settings.exempt.entry(rule).or_default().extend(groups);
        }
        settings
    }

    fn rule_id(&mut self, id: &At<String>) -> Option<Rule> {
        let known = Rule::ALL.iter().map(|rule| (rule.id().to_owned(), rule.id()));
        let meant = || match nearest(id, known).first() {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None => "`wg-steward rules` lists all rules.".to_owned(),
        };
        let unknown = |_| PolicyFault::at(id.span, format!("`{}` is not the id of a rule. {}", id.value, meant()));
        id.parse().map_err(|error: InvalidName| self.faults.push(unknown(error))).ok()
    }

    /// The ids of organizations, each used once.
    fn organization_ids(
        &mut self,
        raw: BTreeMap<At<String>, u64>,
        organizations: &BTreeSet<String>,
    ) -> BTreeMap<String, u64> {
        let mut ids: BTreeMap<String, u64> = BTreeMap::new();
        for (name, id) in raw {
            let key = name.value.to_ascii_lowercase();
            if self.is_whole && !organizations.iter().any(|known| known.eq_ignore_ascii_case(&key)) {
                let message = format!(
                    "`{}` is not one of the policy's `organizations`: add it there, or remove its id",
                    name.value
                );
                self.faults.push(PolicyFault::at(name.span, message));
            }
            if let Some((other, _)) = ids.iter().find(|(other, known)| **known == id && **other != key) {
                let message =
                    format!("`{other}` has the id {id} already: `gh api /orgs/{key} --jq .id` shows that of `{key}`");
                self.faults.push(PolicyFault::at(name.span, message));
            }
            ids.insert(key, id);
        }
        ids
    }

    fn organizations(&mut self, names: &At<Vec<At<String>>>) -> BTreeSet<String> {
        if names.is_empty() && self.is_whole {
            self.faults.push(PolicyFault::at(names.span, "`organizations` is empty: name at least one"));
        }
        names.iter().filter_map(|name| self.organization(name)).collect()
    }

    fn organization(&mut self, name: &At<String>) -> Option<String> {
        let valid = format!("{}/x", name.value).parse::<RepoName>().is_ok();
        if !valid {
            let message = format!("`{}` is not a valid login of an organization", name.value);
            self.faults.push(PolicyFault::at(name.span, message));
        }
        valid.then(|| name.value.clone())
    }

    fn governing(&mut self, raw: RawGoverning, organizations: BTreeSet<String>) -> Option<Governing> {
        let adapter = adapter_of(raw.adapter);
        self.fitting(adapter, &raw);
        let RawGoverning { repository, adapter: _, documents, charters, index, oversight, asset_moves, .. } = raw;
        let org_file = self.optional(raw.org_file.as_ref())?;
        let contributors = self.optional(raw.contributors.as_ref())?;
        let org_list = self.optional(raw.org_list.as_ref())?;
        let branch_protection = self.optional(raw.branch_protection.as_ref())?;
        let rfcs = self.optional(raw.rfcs.as_ref())?;
        let sync = raw.sync.map(|sync| self.sync(&sync));
        let repository = self.parsed::<RepoName>(&repository);
        let charters = self.sources(charters.map(|charters| charters.value).unwrap_or_default());
        let documents = self.documents(adapter, documents.map(|documents| documents.value));
        let index = self.optional(index.as_ref())?;
        self.roles = Some(Roles { adapter, has_oversight: oversight.is_some() });
        let oversight = oversight.map_or(Some(None), |text| self.group(&text).map(Some))?;
        let (repository, documents, charters) = (repository?, documents?, charters?);
        Some(Governing {
            repository,
            organizations,
            adapter,
            documents,
            charters,
            outside: BTreeSet::new(),
            index,
            oversight,
            asset_moves: asset_moves.value,
            org_file,
            contributors,
            org_list,
            branch_protection,
            rfcs,
            sync,
            oversight_above: raw.oversight_above.map(|people| people as usize),
        })
    }

    /// An optional path; `None` if it is not a valid pattern.
    fn optional(&mut self, text: Option<&At<String>>) -> Option<Option<PathPattern>> {
        text.map(|text| self.pattern(text)).map_or(Some(None), |pattern| pattern.map(Some))
    }

    /// Reports keys that do not apply to the adapter, and required keys that are missing.
    fn fitting(&mut self, adapter: Adapter, raw: &RawGoverning) {
        let RawGoverning { repository, documents, charters, asset_moves, .. } = raw;
        let word = adapter.word();
        let mut fault = |span, message: String| self.faults.push(PolicyFault::at(span, message));
        if adapter == Adapter::Charters {
            let missing = "`charters` is missing: say where the charters are, or name another `adapter`";
            match charters {
                None if self.is_whole => fault(repository.span, missing.to_owned()),
                Some(list) if list.is_empty() && self.is_whole => {
                    fault(list.span, "`charters` is empty: say where the charters are".to_owned());
                }
                _ => {}
            }
            if let Some(documents) = documents {
                let message = "the adapter `charters` does not know `documents`: say where the charters are with \
                               `charters`, or name another `adapter`";
                fault(documents.span, message.to_owned());
            }
            return;
        }
        if let Some(charters) = charters {
            let message = "does not know `charters`: name what it reads with `documents`";
            fault(charters.span, format!("the adapter `{word}` {message}"));
        }
        if let Some(documents) = documents.as_ref().filter(|list| list.is_empty() && self.is_whole) {
            fault(documents.span, format!("`documents` is empty: say what `{word}` reads, or leave it out"));
        }
        if **asset_moves {
            fault(
                asset_moves.span,
                format!("`asset_moves` compares charters, which `{word}` does not read: remove it"),
            );
        }
    }

    /// The adapter's documents: from the policy, or the default.
    fn documents(&mut self, adapter: Adapter, raw: Option<Vec<At<String>>>) -> Option<Vec<PathPattern>> {
        let usual = || {
            let texts = adapter.usual_documents().iter();
            texts.map(|text| At::nowhere((*text).to_owned())).collect()
        };
        let patterns: Vec<_> = raw.unwrap_or_else(usual).iter().map(|text| self.pattern(text)).collect();
        patterns.into_iter().collect()
    }

    /// The first source that matches a path decides, unless it excludes the group.
    fn sources(&mut self, raw: Vec<RawCharters>) -> Option<Vec<CharterSource>> {
        let mut earlier = Earlier::default();
        let mut sources = Vec::new();
        for raw in raw {
            if raw.except.is_empty() {
                self.reachable(&raw.path, &mut earlier);
            }
            sources.push(self.charters(raw));
        }
        sources.into_iter().collect()
    }

    fn charters(&mut self, raw: RawCharters) -> Option<CharterSource> {
        let RawCharters { path, group, except, leads } = raw;
        let place = path.span;
        let path = self.pattern(&path)?;
        if path.names_group() == group.is_some() {
            let message = "a charter's id comes from `<group>` in its path or from `group`: write one of the two";
            self.faults.push(PolicyFault::at(place, message));
        }
        let group = match group {
            Some(text) => Some(self.parsed::<GroupId>(&text)?),
            None => None,
        };
        let except = except.iter().filter_map(|text| self.parsed::<GroupId>(text)).collect();
        let role = |raw| match raw {
            RawRole::Execution => Role::Execution,
            RawRole::Technical => Role::Technical,
        };
        Some(CharterSource { path, group, except, leads: leads.into_iter().map(role).collect() })
    }

    /// Reports a pattern that no path reaches because earlier patterns match them all.
    pub(super) fn reachable(&mut self, path: &At<String>, earlier: &mut Earlier) {
        let pattern = &path.value;
        let message = match earlier.then(pattern, path.span.start.line) {
            None => return,
            Some(Covered::Same(line)) => format!(
                "line {line} has the same pattern `{pattern}`, so this rule is never reached: remove one of them"
            ),
            Some(Covered::All(line)) => format!(
                "line {line} matches every path, so `{pattern}` is never reached: move this rule before line {line}, or remove it"
            ),
            Some(Covered::Whole(line)) => format!(
                "line {line} already matches every path of `{pattern}`, so this rule is never reached: move this rule before line {line}, or remove it"
            ),
        };
        self.faults.push(PolicyFault::at(path.span, message));
    }

    pub(super) fn pattern(&mut self, text: &At<String>) -> Option<PathPattern> {
        let pattern = PathPattern::parse(&text.value).and_then(|pattern| match flaw(&text.value) {
            Some(flaw) => Err(flaw),
            None => Ok(pattern),
        });
        pattern.map_err(|message| self.faults.push(PolicyFault::at(text.span, message))).ok()
    }

    pub(super) fn parsed<T: FromStr<Err = InvalidName>>(&mut self, text: &At<String>) -> Option<T> {
        let parsed = text.value.parse::<T>();
        parsed.map_err(|invalid| self.faults.push(PolicyFault::at(text.span, invalid.to_string()))).ok()
    }
}

fn check_name(name: &CheckName) -> &'static str {
    match name {
        CheckName::Ownership => OWNERSHIP_CHECK,
        CheckName::Proposal => PROPOSAL_CHECK,
        CheckName::Charter => CHARTER_CHECK,
        CheckName::Approvals => APPROVALS_CHECK,
    }
}

fn mode(raw: RawMode) -> Mode {
    match raw {
        RawMode::Off => Mode::Off,
        RawMode::Shadow => Mode::Shadow,
        RawMode::Enforce => Mode::Enforce,
    }
}

fn severity(raw: RawSeverity) -> Option<Severity> {
    match raw {
        RawSeverity::Error => Some(Severity::Error),
        RawSeverity::Warning => Some(Severity::Warning),
        RawSeverity::Notice => Some(Severity::Notice),
        RawSeverity::Off => None,
    }
}

fn adapter_of(raw: RawAdapter) -> Adapter {
    match raw {
        RawAdapter::Charters => Adapter::Charters,
        RawAdapter::Index => Adapter::Index,
        RawAdapter::SigsYaml => Adapter::SigsYaml,
        RawAdapter::Knative => Adapter::Knative,
        RawAdapter::RustTeam => Adapter::RustTeam,
        RawAdapter::Codeowners => Adapter::Codeowners,
    }
}
