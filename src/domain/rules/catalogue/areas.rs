//! A: the areas of a group.

use super::{About, CHARTER, Snippet, sources};

pub(super) static A1: About = About {
    why: "Approvers are the ones who may merge. In an area without them pull requests wait until a lead has time, and the team \
          that is asked for a review is empty. Leads can stand in for a while, so a person decides.",
    sources: &[&sources::RFC_0007, &sources::ROLES],
    mend: "Name an approver for the area, or move its repositories to an area that has some.",
    wrong: &[Snippet::yaml(
        CHARTER,
        "\
areas:
- name: Tracing
  approvers: []
  repositories:
  - cloudfoundry/trace-viewer
",
    )],
    right: &[Snippet::yaml(
        CHARTER,
        "\
areas:
- name: Tracing
  approvers:
  - name: Al
    github: al
  repositories:
  - cloudfoundry/trace-viewer
",
    )],
};

pub(super) static A2: About = About {
    why: "Branch protection asks for one approval where a repository has four approvers or more, and for none where it has \
          fewer. With up to three approvers each of them can merge their own changes unseen. Small groups have no choice: \
          this is said so that nobody is surprised.",
    sources: &[&sources::RFC_0015],
    mend: "Name a fourth approver as soon as there is one, and until then leave it as it is.",
    wrong: &[Snippet::yaml(
        CHARTER,
        "\
areas:
- name: Tracing
  approvers:
  - name: Al
    github: al
  - name: Mo
    github: mo
  repositories:
  - cloudfoundry/trace-viewer
",
    )],
    right: &[Snippet::yaml(
        CHARTER,
        "\
areas:
- name: Tracing
  approvers:
  - name: Al
    github: al
  - name: Mo
    github: mo
  - name: Octo Cat
    github: octocat
  - name: Mona Lisa
    github: monalisa
  repositories:
  - cloudfoundry/trace-viewer
",
    )],
};
