//! S: the sections of a charter.

use super::{About, CHARTER, Snippet, sources};

pub(super) static S1: About = About {
    why: "The oversight decides on a group by these four sections: what it is for, what it wants to reach, where it begins \
          and where it ends. Without them nobody can say later whether a piece of work is the group's. Non-Goals are \
          easily forgotten, and they keep two groups off the same work.",
    sources: &[&sources::KNATIVE_PROPOSING, &sources::CHARTERS],
    mend: "Add the missing heading with a few sentences or bullets below it.",
    wrong: &[Snippet::markdown(
        CHARTER,
        "\
## Mission

Makes a running platform visible.

## Scope

- Maintain the trace viewer.
",
    )],
    right: &[Snippet::markdown(
        CHARTER,
        "\
## Mission

Makes a running platform visible.

## Goals

- Every component emits traces.

## Scope

- Maintain the trace viewer.

## Non-Goals

- Store logs for longer than a day.
",
    )],
};

pub(super) static S2: About = About {
    why: "Below this heading stands the block that says who may do what, and in which repositories. Older charters spread that \
          over headings such as Technical Lead(s) and Approvers by Area, in prose. No tool can read that, so it gave nobody \
          access, and people who looked for an approver did not find one.",
    sources: &[&sources::CHARTERS, &sources::RFC_0014],
    mend: "Add the heading `## Roles & Technical Assets` and put the block below it.",
    wrong: &[Snippet::markdown(
        CHARTER,
        "\
## Technical Lead(s):

- [Mo](https://github.com/mo)

## Technical Assets

- trace-viewer
",
    )],
    right: &[Snippet::markdown(
        CHARTER,
        "\
## Roles & Technical Assets

```yaml
name: Observability
execution_leads:
- name: Mo
  github: mo
technical_leads:
- name: Mo
  github: mo
bots: []
areas: []
```
",
    )],
};

pub(super) static S3: About = About {
    why: "Whoever compares groups reads ten charters one after the other, and finds things where they always stand. A charter \
          in another order hides nothing, but it takes every reader longer. A person decides whether there is a reason for it.",
    sources: &[&sources::CHARTERS],
    mend: "Put the sections in the order Mission, Goals, Scope, Non-Goals, Roles & Technical Assets.",
    wrong: &[Snippet::markdown(
        CHARTER,
        "\
## Mission

Makes a running platform visible.

## Scope

- Maintain the trace viewer.

## Goals

- Every component emits traces.
",
    )],
    right: &[Snippet::markdown(
        CHARTER,
        "\
## Mission

Makes a running platform visible.

## Goals

- Every component emits traces.

## Scope

- Maintain the trace viewer.
",
    )],
};

pub(super) static S4: About = About {
    why: "The oversight can't agree to a goal that says TBD. What is left open when a group is founded mostly stays open: \
          nobody is reminded of it afterwards. Reviewers have asked for these sections by hand, one comment at a time.",
    sources: &[&sources::DOCS_PROPOSAL, &sources::KNATIVE_PROPOSING],
    mend: "Write the section, if only one sentence: it can be amended by any later pull request.",
    wrong: &[Snippet::markdown(
        CHARTER,
        "\
## Goals

TBD

## Scope

- <what the group works on>
",
    )],
    right: &[Snippet::markdown(
        CHARTER,
        "\
## Goals

- Every component emits traces.

## Scope

- Maintain the trace viewer.
",
    )],
};

pub(super) static S5: About = About {
    why: "First drafts have sections for talking about the group: open questions, proposed members, a proposed lead. Once the \
          charter is merged it is what the community goes by, and nobody knows whether what is proposed there holds. Questions \
          belong into the pull request, where they get answers.",
    sources: &[&sources::CHARTERS],
    mend: "Move the questions into the pull request, name people in the block, and remove the section.",
    wrong: &[Snippet::markdown(
        CHARTER,
        "\
## Open Questions

- Who maintains the dashboards?

## Proposed Membership

- Mo, Al
",
    )],
    right: &[Snippet::markdown(
        CHARTER,
        "\
## Roles & Technical Assets

The dashboards are in the area Tracing.
",
    )],
};
