//! Y: the block of a charter, which the organization's generator reads.

use super::{About, CHARTER, OTHER, Snippet, sources};

pub(super) static Y1: About = About {
    why: "The organization's generator takes the text between the first fence marked `yaml` and the last fence of the charter. \
          A bare fence, or one marked `yml`, it does not see: the group gets no teams, and no error says so. A second block \
          becomes part of the first one, and then nothing can be read. A policy can exempt a group that stays out of the \
          automation on purpose.",
    sources: &[&sources::GENERATOR, &sources::RFC_0014],
    mend: "Mark the group's block `yaml`, and give other blocks another mark or indent them.",
    wrong: &[Snippet::markdown(
        CHARTER,
        "\
## Roles & Technical Assets

```
name: Observability
execution_leads: []
technical_leads: []
bots: []
areas: []
```
",
    )],
    right: &[Snippet::markdown(
        CHARTER,
        "\
## Roles & Technical Assets

```yaml
name: Observability
execution_leads: []
technical_leads: []
bots: []
areas: []
```
",
    )],
};

pub(super) static Y2: About = About {
    why: "One character can make a block unreadable: the generator stops, and with it the update of every other group's teams. \
          Some blocks are worse, for two programs read them differently: of a key that is written twice one takes the first \
          value and the other the last. What can't be read the same way everywhere is refused here.",
    sources: &[&sources::GENERATOR],
    mend: "Put texts with a colon or other special characters into quotes, and write each key once.",
    wrong: &[Snippet::yaml(
        CHARTER,
        "\
areas:
- name: Tracing: Core
  approvers: []
  repositories: []
",
    )],
    right: &[Snippet::yaml(
        CHARTER,
        "\
areas:
- name: \"Tracing: Core\"
  approvers: []
  repositories: []
",
    )],
};

pub(super) static Y3: About = About {
    why: "The generator holds the block against a schema and stops at the first key that is missing, unknown or of another type. \
          Every group founded since there is a schema forgot `bots`, and its authors could not see why the build was red. A \
          login such as `no` or `007` is no text in YAML unless it is quoted.",
    sources: &[&sources::GENERATOR, &sources::RFC_0014],
    mend: "Add what is missing, as an empty list where there is nobody: `bots: []`.",
    wrong: &[Snippet::yaml(
        CHARTER,
        "\
name: Observability
execution_leads:
- name: Mo
  github: mo
technical_leads:
- name: Mo
  github: mo
areas: []
",
    )],
    right: &[Snippet::yaml(
        CHARTER,
        "\
name: Observability
execution_leads:
- name: Mo
  github: mo
technical_leads:
- name: Mo
  github: mo
bots: []
areas: []
",
    )],
};

pub(super) static Y4: About = About {
    why: "Teams and permissions are made in the organization that `org` names; without it that is `cloudfoundry`. The automation \
          manages some of the foundation's organizations and none besides. A group in another one gets no teams, however good \
          its charter is.",
    sources: &[&sources::RFC_0036, &sources::ORGS],
    mend: "Name an organization that `ORGS.md` calls managed, or leave `org` out.",
    wrong: &[Snippet::yaml(CHARTER, "name: Observability\norg: cloudfoundry-incubator\n")],
    right: &[Snippet::yaml(CHARTER, "name: Observability\norg: cloudfoundry\n")],
};

pub(super) static Y5: About = About {
    why: "`generate_rfc0015_branch_protection_rules` once switched branch protection on for a group. Since RFC-0015 was amended \
          every group has it, and nobody reads the flag. Whoever sets it to `false` believes that branches are open, and they \
          are not.",
    sources: &[&sources::RFC_0015],
    mend: "Remove the flag: exceptions for a repository go to `orgs/branchprotection.yml`, with a reason.",
    wrong: &[Snippet::yaml(
        CHARTER,
        "\
config:
  generate_rfc0015_branch_protection_rules: true
  github_project_sync:
    mapping:
      cloudfoundry: 31
",
    )],
    right: &[Snippet::yaml(
        CHARTER,
        "\
config:
  github_project_sync:
    mapping:
      cloudfoundry: 31
",
    )],
};

pub(super) static Y6: About = About {
    why: "Teams are called after group and area: `wg-observability-tracing-approvers`. Two that are called alike make one team, \
          and the people of both get the permissions of both. It happens when a block is copied and its `name` stays that of \
          the group it came from.",
    sources: &[&sources::RFC_0014, &sources::DOCS_PROPOSAL],
    mend: "Give the group, or the area, a name that nobody else has.",
    wrong: &[
        Snippet::yaml(OTHER, "name: Docs\n"),
        Snippet::yaml(
            CHARTER,
            "\
name: Docs
areas:
- name: Tracing
  approvers: []
  repositories: []
",
        ),
    ],
    right: &[
        Snippet::yaml(OTHER, "name: Docs\n"),
        Snippet::yaml(
            CHARTER,
            "\
name: Observability
areas:
- name: Tracing
  approvers: []
  repositories: []
",
        ),
    ],
};
