//! Raw policy to model: every fault of meaning is said, not only the first.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use serde_saphyr::{Location, Spanned};

use super::commands::RawCommands;
use super::{
    CheckName, PolicyFault, RawAdapter, RawAreaLabels, RawCharters, RawGoverning, RawLabels, RawLook, RawMode,
    RawPathRule, RawPolicy, RawProposals, RawRole, RawRules, RawSeverity, RawSync,
};
use crate::domain::finding::{Rule, Severity};
use crate::domain::ids::{GroupId, InvalidName, Login, RepoName};
use crate::domain::lead::Role;
use crate::domain::policy::paths::{OwnerRef, PathPattern, PathRule};
use crate::domain::policy::{
    Adapter, CHARTER_CHECK, CharterSource, Governing, LabelLook, Labels, Mode, OWNERSHIP_CHECK, PROPOSAL_CHECK, Policy,
    RuleSettings, SyncGuards,
};

/// Turns raw values into the model and keeps what is wrong with them.
pub(super) struct Checker<'a> {
    pub(super) faults: &'a mut Vec<PolicyFault>,
}

impl Checker<'_> {
    pub(super) fn policy(&mut self, raw: RawPolicy) -> Option<Policy> {
        let RawPolicy {
            foundation,
            organizations,
            governing,
            paths,
            review,
            labels,
            commands,
            rules,
            proposals,
            checks,
        } = raw;
        if organizations.is_empty() {
            self.faults.push(PolicyFault::at(Location::UNKNOWN, "`organizations` is empty: name at least one"));
        }
        let organizations: BTreeSet<String> =
            organizations.into_iter().filter_map(|name| self.organization(&name)).collect();
        let governing = self.governing(governing, organizations.clone());
        let paths: Vec<_> = paths.into_iter().map(|(name, rules)| self.path_rules(&name, rules)).collect();
        let labels = self.labels(labels);
        let review = self.review(review);
        let rules = self.rules(rules);
        let checks: BTreeMap<_, _> =
            checks.into_iter().map(|(name, raw)| (check_name(&name).to_owned(), mode(raw))).collect();
        let paths = paths.into_iter().collect::<Option<_>>()?;
        let outside = rules.exempt.get(&Rule::Y1).cloned().unwrap_or_default();
        let (governing, labels) = (Governing { outside, ..governing? }, labels?);
        self.documents_checked(&governing, &checks);
        let RawProposals { comment: comment_on_proposals, steps: proposal_steps } = proposals;
        Some(Policy {
            foundation,
            organizations,
            governing,
            paths,
            review: review?,
            labels,
            commands: commands.map(RawCommands::commands),
            rules,
            comment_on_proposals,
            proposal_steps,
            checks,
        })
    }

    /// **Invariant:** a check of documents is only posted where there are charters to check.
    fn documents_checked(&mut self, governing: &Governing, checks: &BTreeMap<String, Mode>) {
        for name in [&CheckName::Proposal, &CheckName::Charter].map(check_name) {
            let wanted = checks.get(name).is_some_and(|mode| *mode != Mode::Off);
            if wanted && !governing.has_charters() {
                let word = governing.adapter.word();
                let message = format!("`checks`: `{name}` looks at charters, which the adapter `{word}` does not read");
                self.faults.push(PolicyFault::at(Location::UNKNOWN, format!("{message}: remove it")));
            }
        }
    }

    fn rules(&mut self, raw: RawRules) -> RuleSettings {
        let RawRules { severities, exempt } = raw;
        let mut settings = RuleSettings::default();
        for (id, raw) in severities {
            if let Some(rule) = self.plain::<Rule>("rules", &id) {
                settings.severities.insert(rule, severity(raw));
            }
        }
        for (id, groups) in exempt {
            let Some(rule) = self.plain::<Rule>("rules", &id) else { continue };
            let groups: Vec<_> = groups.iter().filter_map(|group| self.plain::<GroupId>("rules", group)).collect();
            settings.exempt.entry(rule).or_default().extend(groups);
        }
        settings
    }

    /// A name whose place is not known.
    pub(super) fn plain<T: FromStr<Err = InvalidName>>(&mut self, key: &str, text: &str) -> Option<T> {
        let fault = |invalid| self.faults.push(PolicyFault::at(Location::UNKNOWN, format!("`{key}`: {invalid}")));
        text.parse().map_err(fault).ok()
    }

    fn organization(&mut self, name: &Spanned<String>) -> Option<String> {
        let valid = format!("{}/x", name.value).parse::<RepoName>().is_ok();
        if !valid {
            self.faults.push(PolicyFault::at(name.defined, format!("`{}` is no organization's login", name.value)));
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
        let sync = raw.sync.map(|sync| self.sync(&sync));
        let repository = self.parsed::<RepoName>(&repository);
        let charters: Vec<_> = charters.into_iter().flatten().map(|raw| self.charters(raw)).collect();
        let charters = charters.into_iter().collect::<Option<Vec<_>>>();
        let documents = self.documents(adapter, documents);
        let index = self.optional(index.as_ref())?;
        let oversight = match oversight {
            Some(text) if adapter == Adapter::Charters => Some(self.oversight(&text, charters.as_deref()?)?),
            // Which groups there are stands in the documents alone.
            Some(text) => Some(self.parsed::<GroupId>(&text)?),
            None => None,
        };
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
            asset_moves,
            org_file,
            contributors,
            org_list,
            branch_protection,
            sync,
            oversight_above: raw.oversight_above.map(|people| people as usize),
        })
    }

    fn sync(&mut self, raw: &RawSync) -> SyncGuards {
        SyncGuards {
            min_admins: raw.min_admins as usize,
            required_admins: raw.required_admins.iter().filter_map(|login| self.parsed::<Login>(login)).collect(),
            max_removed_percent: raw.max_removed_percent as usize,
        }
    }

    /// A path that may be left out; `None` if it is no pattern.
    fn optional(&mut self, text: Option<&Spanned<String>>) -> Option<Option<PathPattern>> {
        text.map(|text| self.pattern(text)).map_or(Some(None), |pattern| pattern.map(Some))
    }

    /// Says which keys the adapter does not know, and which it misses.
    fn fitting(&mut self, adapter: Adapter, raw: &RawGoverning) {
        let RawGoverning { repository, documents, charters, asset_moves, .. } = raw;
        let place = repository.defined;
        let word = adapter.word();
        let first = |list: &Option<Vec<Spanned<String>>>| list.as_ref()?.first().map(|text| text.defined);
        let mut fault = |place, message: String| self.faults.push(PolicyFault::at(place, message));
        if adapter == Adapter::Charters {
            match charters.as_deref() {
                None => fault(
                    place,
                    "`charters` is missing: say where the charters are, or name another `adapter`".to_owned(),
                ),
                Some([]) => fault(place, "`charters` is empty: say where the charters are".to_owned()),
                Some(_) => {}
            }
            if documents.is_some() {
                let message = "the adapter `charters` does not know `documents`: say where the charters are with \
                               `charters`, or name another `adapter`";
                fault(first(documents).unwrap_or(place), message.to_owned());
            }
            return;
        }
        if let Some(charters) = charters {
            let place = charters.first().map_or(place, |source| source.path.defined);
            fault(place, format!("the adapter `{word}` does not know `charters`: name what it reads with `documents`"));
        }
        if documents.as_ref().is_some_and(Vec::is_empty) {
            fault(place, format!("`documents` is empty: say what `{word}` reads, or leave it out"));
        }
        if *asset_moves {
            fault(place, format!("`asset_moves` compares charters, which `{word}` does not read: remove it"));
        }
    }

    /// What the adapter reads: what the policy says, or what is usual.
    fn documents(&mut self, adapter: Adapter, raw: Option<Vec<Spanned<String>>>) -> Option<Vec<PathPattern>> {
        let usual = || {
            let texts = adapter.usual_documents().iter();
            texts.map(|text| Spanned::new((*text).to_owned(), Location::UNKNOWN, Location::UNKNOWN)).collect()
        };
        let patterns: Vec<_> = raw.unwrap_or_else(usual).iter().map(|text| self.pattern(text)).collect();
        patterns.into_iter().collect()
    }

    fn oversight(&mut self, text: &Spanned<String>, charters: &[CharterSource]) -> Option<GroupId> {
        let id = self.parsed::<GroupId>(text)?;
        let known = charters.iter().any(|source| source.group.as_ref() == Some(&id) || source.group.is_none());
        if !known {
            self.faults.push(PolicyFault::at(text.defined, format!("`{id}` has no charter in `charters`")));
        }
        known.then_some(id)
    }

    fn charters(&mut self, raw: RawCharters) -> Option<CharterSource> {
        let RawCharters { path, group, except, leads } = raw;
        let place = path.defined;
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

    fn path_rules(&mut self, name: &str, rules: Vec<RawPathRule>) -> Option<(RepoName, Vec<PathRule>)> {
        let repository = match name.parse::<RepoName>() {
            Ok(repository) => Some(repository),
            Err(invalid) => {
                self.faults.push(PolicyFault::at(Location::UNKNOWN, format!("`paths`: {invalid}")));
                None
            }
        };
        let rules: Vec<_> = rules.into_iter().map(|raw| self.path_rule(raw)).collect();
        Some((repository?, rules.into_iter().collect::<Option<_>>()?))
    }

    fn path_rule(&mut self, raw: RawPathRule) -> Option<PathRule> {
        let RawPathRule { path, owners, index_sections } = raw;
        let pattern = self.pattern(&path)?;
        let owner = |(name, reason)| Some((self.owner(name, &pattern, path.defined)?, reason));
        let owners: Vec<_> = owners.into_iter().map(owner).collect();
        Some(PathRule { path: pattern, owners: owners.into_iter().collect::<Option<_>>()?, index_sections })
    }

    fn owner(&mut self, name: String, pattern: &PathPattern, place: Location) -> Option<OwnerRef> {
        if name == "<group>" && pattern.names_group() {
            return Some(OwnerRef::Captured);
        }
        if name == "<group>" {
            self.faults.push(PolicyFault::at(place, format!("`{pattern}` has no `<group>` that could own it")));
            return None;
        }
        self.parsed::<GroupId>(&Spanned::new(name, place, place)).map(OwnerRef::Group)
    }

    fn labels(&mut self, raw: RawLabels) -> Option<Labels> {
        let RawLabels { name, color, description, overrides, areas, issues, at_most, many } = raw;
        let (name, color) = (self.label_name(name), self.color(&color));
        let sound = name.is_some() && color.is_some();
        // Overrides are looked at in any case: their faults are said, too.
        let look = LabelLook { name: name.unwrap_or_default(), color: color.unwrap_or_default(), description };
        let limit = self.label_limit(at_most.as_ref(), many, &look);
        let overrides: Vec<_> = overrides.into_iter().map(|(id, raw)| self.label(&id, raw, &look)).collect();
        let overrides = overrides.into_iter().collect::<Option<_>>()?;
        let areas = areas.map_or(Some(None), |raw| self.area_labels(raw, &look).map(Some))?;
        let (at_most, many) = limit?;
        sound.then_some(Labels { overrides, look, areas, issues, at_most, many })
    }

    fn area_labels(&mut self, raw: RawAreaLabels, base: &LabelLook) -> Option<LabelLook> {
        let RawAreaLabels { name, color, description } = raw;
        if !name.value.contains("<area") {
            let message =
                format!("`{}` is the same for all areas: write `<area>` or `<area-slug>` into it", name.value);
            self.faults.push(PolicyFault::at(name.defined, message));
        }
        let color = color.map_or_else(|| Some(base.color.clone()), |color| self.color(&color))?;
        Some(LabelLook { name: name.value, color, description })
    }

    fn label(&mut self, id: &str, raw: RawLook, base: &LabelLook) -> Option<(GroupId, LabelLook)> {
        let Ok(id) = id.parse::<GroupId>() else {
            self.faults.push(PolicyFault::at(Location::UNKNOWN, format!("`overrides`: `{id}` is no group id")));
            return None;
        };
        Some((id, self.look(raw, base)?))
    }

    /// What is written, and for the rest what `base` has.
    pub(super) fn look(&mut self, raw: RawLook, base: &LabelLook) -> Option<LabelLook> {
        let RawLook { name, color, description } = raw;
        let color = match color {
            Some(color) => self.color(&color)?,
            None => base.color.clone(),
        };
        let name = match name {
            Some(name) => self.label_name(name)?,
            None => base.name.clone(),
        };
        let description = description.unwrap_or_else(|| base.description.clone());
        Some(LabelLook { name, color, description })
    }

    fn label_name(&mut self, text: Spanned<String>) -> Option<String> {
        let blank = text.value.trim().is_empty();
        if blank {
            let message = format!("`{}` is no name for a label: write one such as `wg/<slug>`", text.value);
            self.faults.push(PolicyFault::at(text.defined, message));
        }
        (!blank).then_some(text.value)
    }

    fn color(&mut self, text: &Spanned<String>) -> Option<String> {
        let valid = text.value.len() == 6 && text.value.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !valid {
            let message = format!("`{}` is no colour: six hex digits without `#`, in quotes", text.value);
            self.faults.push(PolicyFault::at(text.defined, message));
        }
        valid.then(|| text.value.to_ascii_lowercase())
    }

    pub(super) fn pattern(&mut self, text: &Spanned<String>) -> Option<PathPattern> {
        let pattern = PathPattern::parse(&text.value);
        pattern.map_err(|message| self.faults.push(PolicyFault::at(text.defined, message))).ok()
    }

    pub(super) fn parsed<T: FromStr<Err = InvalidName>>(&mut self, text: &Spanned<String>) -> Option<T> {
        let parsed = text.value.parse::<T>();
        parsed.map_err(|invalid| self.faults.push(PolicyFault::at(text.defined, invalid.to_string()))).ok()
    }
}

fn check_name(name: &CheckName) -> &'static str {
    match name {
        CheckName::Ownership => OWNERSHIP_CHECK,
        CheckName::Proposal => PROPOSAL_CHECK,
        CheckName::Charter => CHARTER_CHECK,
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
