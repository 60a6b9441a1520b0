//! Reads `policy.yml` strictly and turns it into the model. The raw types stay in this module.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::domain::document::{At, Fault, Place, Span, lost, yaml};

use super::Policy;

mod agreements;
mod commands;
mod groups;
mod label_limit;
mod labels;
mod path_rules;
mod reach;
mod review;
mod shape;
mod sync;
mod validate;

use agreements::RawAgreement;
use commands::RawCommands;
use labels::RawLabels;
use review::RawReview;
use sync::RawSync;

/// A problem in a policy, with its position if known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyFault {
    /// Line and column, from 1.
    pub place: Option<(u64, u64)>,
    /// The problem and the fix.
    pub message: String,
}

impl PolicyFault {
    fn at(span: Span, message: impl Into<String>) -> Self {
        let Place { line, column } = span.start;
        Self { place: Some((u64::from(line), u64::from(column))), message: message.into() }
    }
}

impl fmt::Display for PolicyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some((line, column)) => write!(f, "line {line}, column {column}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

/// wg-steward policy: what it does for one foundation.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "wg-steward policy")]
struct RawPolicy {
    /// The foundation's display name.
    foundation: String,
    /// The covered GitHub organizations. Webhooks of other organizations are refused.
    #[schemars(with = "Vec<String>")]
    organizations: At<Vec<At<String>>>,
    /// GitHub's ids of these organizations, by name (`gh api /orgs/NAME --jq .id`). An organization with an id is
    /// identified by it: if the organization is renamed or deleted, a new owner of its name gets no access.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, u64>")]
    organization_ids: BTreeMap<At<String>, u64>,
    /// Where the charters and the other governing documents are.
    governing: RawGoverning,
    /// Repositories whose paths have different owners: for each path, the first matching rule decides. Other
    /// repositories are owned as a whole by the areas that list them.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, Vec<RawPathRule>>")]
    paths: BTreeMap<At<String>, Vec<RawPathRule>>,
    /// How reviewers are chosen.
    #[serde(default)]
    review: RawReview,
    /// The names and looks of labels.
    labels: RawLabels,
    /// Commands in comments on pull requests. If left out, there are no commands.
    commands: Option<RawCommands>,
    /// The severities of the rules for charters, index and org file.
    #[serde(default)]
    rules: RawRules,
    /// Who has to agree to which change of the governing documents, for the check `wg/approvals`.
    #[serde(default)]
    agreements: Vec<RawAgreement>,
    /// How a pull request that proposes a group is handled.
    #[serde(default)]
    proposals: RawProposals,
    /// The mode of each check, by its name. A check that is not named is off.
    #[schemars(with = "BTreeMap<CheckName, RawMode>")]
    checks: BTreeMap<At<CheckName>, RawMode>,
}

/// Where the charters and the other governing documents are.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RawGoverning {
    /// The repository, `owner/name`. wg-steward reads its default branch.
    #[schemars(with = "String")]
    repository: At<String>,
    /// The format of its documents.
    #[serde(default)]
    adapter: RawAdapter,
    /// The documents to read, as globs, for an adapter other than `charters`. If left out: `sigs.yaml` and `wgs.yaml`
    /// for `sigs_yaml`; WORKING-GROUPS.md, at the root or one folder below, for `index` and `knative`, and
    /// OWNERS_ALIASES for `knative`; `teams/*.toml` and `repos/*/*.toml` for `rust_team`; CODEOWNERS, at the root, in
    /// `.github` or `docs`, for `codeowners`.
    #[schemars(with = "Option<Vec<String>>")]
    documents: Option<At<Vec<At<String>>>>,
    /// For the adapter `charters`: the charters' paths. The first match decides.
    #[schemars(with = "Option<Vec<RawCharters>>")]
    charters: Option<At<Vec<RawCharters>>>,
    /// The path of the index that lists all groups. Use a glob if it has moved.
    #[schemars(with = "Option<String>")]
    index: Option<At<String>>,
    /// The id of the group that oversees the others.
    #[schemars(with = "Option<String>")]
    oversight: Option<At<String>>,
    /// Whether a repository that enters or leaves an asset list concerns both the group that loses it and the group
    /// that gets it.
    #[serde(default)]
    #[schemars(with = "bool")]
    asset_moves: At<bool>,
    /// The path of the org file (peribolos) that lists all repositories of the managed organizations. Use a glob if it
    /// has moved.
    #[schemars(with = "Option<String>")]
    org_file: Option<At<String>>,
    /// The path of the list of contributors. Use a glob if it has moved.
    #[schemars(with = "Option<String>")]
    contributors: Option<At<String>>,
    /// The path of the list of organizations, which says which of them are managed. If left out, the policy's
    /// organizations are.
    #[schemars(with = "Option<String>")]
    org_list: Option<At<String>>,
    /// The path of the branch protection configuration. Use a glob if it has moved.
    #[schemars(with = "Option<String>")]
    branch_protection: Option<At<String>>,
    /// The documents that set standards and processes (RFCs), as a glob.
    #[schemars(with = "Option<String>")]
    rfcs: Option<At<String>>,
    /// The guards of the organization's sync. If left out, only the policy's own rules apply.
    sync: Option<RawSync>,
    /// How many people may lose access in one change before the oversight has to agree, too. If left out, there is no
    /// limit.
    oversight_above: Option<u32>,
}

/// The severities of the rules for charters, index and org file. `wg-steward rules` lists the rules.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct RawRules {
    /// Severities that differ from the rules' defaults, by rule id. `off` switches a rule off.
    #[schemars(with = "BTreeMap<String, RawSeverity>")]
    severities: BTreeMap<At<String>, RawSeverity>,
    /// Groups that a rule does not apply to, by rule id: for example, a group that leaves its block unmarked on purpose
    /// is exempt from Y1.
    #[schemars(with = "BTreeMap<String, Vec<String>>")]
    exempt: BTreeMap<At<String>, Vec<At<String>>>,
}

/// The severity of a finding: `error` blocks merging, `warning` asks a person to decide, `notice` informs, and `off`
/// disables the rule.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum RawSeverity {
    Error,
    Warning,
    Notice,
    Off,
}

/// How a pull request that proposes a group is handled.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct RawProposals {
    /// Whether the checklist is also written as a comment, which is edited in place.
    comment: bool,
    /// Steps that no file shows, one sentence each: they are listed, and never fail.
    steps: Vec<String>,
}

/// The format of the documents: `charters`, a Markdown document with a YAML block for each group; `index`, one Markdown
/// document with a section for each group; `sigs_yaml`, the format of Kubernetes and Kubeflow; `knative`, an index with
/// OWNERS_ALIASES; `rust_team`, TOML files of teams and repositories as in rust-lang/team; `codeowners`, CODEOWNERS
/// files.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum RawAdapter {
    #[default]
    Charters,
    Index,
    SigsYaml,
    Knative,
    RustTeam,
    Codeowners,
}

/// Documents that are charters.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RawCharters {
    /// Their path, with `<group>` for the group's id.
    #[schemars(with = "String")]
    path: At<String>,
    /// The group's id, for a path without `<group>`.
    #[schemars(with = "Option<String>")]
    group: Option<At<String>>,
    /// Ids that are not charters.
    #[schemars(with = "Vec<String>")]
    #[serde(default)]
    except: Vec<At<String>>,
    /// The leads who review for the group, in this order.
    #[serde(default = "both")]
    leads: Vec<RawRole>,
}

fn both() -> Vec<RawRole> {
    vec![RawRole::Execution, RawRole::Technical]
}

#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum RawRole {
    Execution,
    Technical,
}

/// The owners of matching paths.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct RawPathRule {
    /// A glob: `*` within a folder, `**` across folders, `{a,b}`; `<group>` for the id of a group that has a charter
    /// before or after the change, `<date>` for a day such as 2026-01-31.
    #[schemars(with = "String")]
    path: At<String>,
    /// The owners: ids of groups, or `<group>` for the one in the path, each with a stable word for the reason, which
    /// checks and JSON show.
    #[schemars(with = "BTreeMap<String, String>")]
    owners: BTreeMap<At<String>, String>,
    /// Whether this is the index: each changed section belongs to its group, everything else to `owners`.
    #[serde(default)]
    index_sections: bool,
}

/// The checks: `wg/ownership` shows the owners of the changes and the requested reviewers; `wg/proposal` shows what is
/// still missing in a pull request that proposes a group; `wg/charter` shows the rule violations that a pull request
/// adds to charters, index and org file; `wg/approvals` shows who has to agree to the changes of a pull request, and who
/// has. The last three are for the governing repository.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
enum CheckName {
    #[serde(rename = "wg/ownership")]
    Ownership,
    #[serde(rename = "wg/proposal")]
    Proposal,
    #[serde(rename = "wg/charter")]
    Charter,
    #[serde(rename = "wg/approvals")]
    Approvals,
}

/// The mode of a check: `off`, never posted; `shadow`, posted but never as a failure; `enforce`, posted as it is.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum RawMode {
    Off,
    Shadow,
    Enforce,
}

/// The JSON Schema of a policy, as stored next to each policy.
pub fn schema() -> String {
    let mut text = serde_json::to_string_pretty(&schema_object()).unwrap_or_default();
    text.push('\n');
    text
}

fn schema_object() -> schemars::Schema {
    schemars::schema_for!(RawPolicy)
}

/// How many mistakes in a policy are reported.
const MAX_FAULTS: usize = 100;

/// Reads a policy: the model, or all faults in text order.
///
/// A syntax error hides all other faults. Parts that do not fit the schema are removed before the rest is checked.
pub fn parse(text: &str) -> Result<Policy, Vec<PolicyFault>> {
    let document = yaml::parse(text).map_err(|fault| vec![PolicyFault::from(fault)])?;
    let mut faults: Vec<_> = lost(text).into_iter().chain(document.faults).map(PolicyFault::from).collect();
    let shape::Shaped { root, faults: misshapen } = shape::shaped(document.root);
    faults.extend(misshapen);
    let is_whole = faults.is_empty();
    let policy = match root.as_ref().map(yaml::values::<RawPolicy>) {
        Some(Ok(raw)) => validate::Checker::new(&mut faults, is_whole).policy(raw),
        // A removed part may now be missing, which is not a fault of its own.
        Some(Err(fault)) if is_whole => {
            faults.push(fault.into());
            None
        }
        _ => None,
    };
    match policy {
        Some(policy) if faults.is_empty() => Ok(policy),
        _ => Err(in_order(faults)),
    }
}

fn in_order(mut faults: Vec<PolicyFault>) -> Vec<PolicyFault> {
    faults.sort_by(|one, other| (one.place, &one.message).cmp(&(other.place, &other.message)));
    faults.dedup();
    if let Some(more) = faults.len().checked_sub(MAX_FAULTS).filter(|more| *more > 0) {
        faults.truncate(MAX_FAULTS);
        faults.push(PolicyFault { place: None, message: format!("{more} more mistakes: fix these first") });
    }
    faults
}

impl From<Fault> for PolicyFault {
    fn from(Fault { span, message }: Fault) -> Self {
        Self::at(span, message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::policy::Mode;

    const CLOUDFOUNDRY: &str = include_str!("../../../../policies/cloudfoundry/policy.yml");

    fn faults(text: &str) -> Vec<String> {
        parse(text).unwrap_err().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_bundled_policy_is_valid() {
        let policy = parse(CLOUDFOUNDRY).unwrap();
        assert!(policy.covers("CloudFoundry") && policy.covers("concourse") && !policy.covers("kubernetes"));
        assert_eq!(policy.governing.charter_at("toc/TOC.md").unwrap().0.as_str(), "toc");
        assert_eq!(policy.governing.charter_at("toc/working-groups/docs.md").unwrap().0.as_str(), "docs");
        assert!(policy.governing.charter_at("toc/working-groups/WORKING-GROUPS.md").is_none());
        assert_eq!(policy.mode("wg/ownership"), Mode::Enforce);
    }

    #[test]
    fn all_faults_of_meaning_are_said_at_once() {
        let text = CLOUDFOUNDRY.replace("  at_most: 15", "  at_most: 16").replace("color: 5f3dc4", "color: violet");
        let faults = faults(&text.replace("repository: cloudfoundry/community", "repository: community"));
        assert_eq!(faults.len(), 3, "{faults:?}");
        assert!(faults.iter().all(|fault| fault.starts_with("line ")), "{faults:?}");
    }

    #[test]
    fn a_label_has_a_name_whatever_the_group_is_called() {
        let text = CLOUDFOUNDRY.replace("name: wg/<slug>", "name: \" \"").replace("name: wg/toc", "name: \"\"");
        let faults = faults(&text);
        assert!(faults.len() == 2 && faults.iter().all(|fault| fault.contains("not a name for a label")), "{faults:?}");

        let labels = parse(&CLOUDFOUNDRY.replace("name: wg/<slug>", "name: <slug>")).unwrap().labels;
        let name = |id: &str, name: &str| labels.of(&id.parse().unwrap(), name).name;
        assert_eq!(name("docs", "Documentation"), "documentation");
        assert_eq!(name("docs", "?"), "docs");
        let long = ["x".repeat(60), "x".repeat(61), "-".repeat(60)].map(|id| name(&id, "?"));
        assert!(long.iter().all(|name| (7..=50).contains(&name.len())), "{long:?}");
        assert_ne!(long[0], long[1], "two long names stay two");
        assert_eq!(long[0], name(&"x".repeat(60), "?"));
    }
}
