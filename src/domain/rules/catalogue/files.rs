//! F: where a charter lies, and what it is called.

use super::{About, CHARTER, INDEX, Snippet, sources};

pub(super) static F1: About = About {
    why: "The organization's generator looks for charters in one folder. A charter that lies elsewhere makes no teams, gives \
          nobody access and claims no repository, and no error says so. People look for it in that folder, too.",
    sources: &[&sources::AUTOMATION, &sources::INDEX],
    mend: "Move the file to `toc/working-groups/`, with the group's name in kebab case and `.md`.",
    wrong: &[Snippet::markdown("working-groups/observability.md", "# Observability: Working Group Charter\n")],
    right: &[Snippet::markdown(CHARTER, "# Observability: Working Group Charter\n")],
};

pub(super) static F2: About = About {
    why: "Teams are named after the charter's `name`, the topic of the repositories after the index, and people find the \
          charter by its file. Where these differ the group goes by two names: the team `wg-documentation-docs-approvers` \
          stands beside the topic `cff-wg-docs`. Whoever knows the one does not find the other.",
    sources: &[&sources::RFC_0014, &sources::INDEX],
    mend: "Give the group one name, and call the file after it in kebab case.",
    wrong: &[
        Snippet::markdown("toc/working-groups/o11y.md", "# Observability: Working Group Charter\n"),
        Snippet::markdown(INDEX, "## Observability and Tracing\n"),
    ],
    right: &[
        Snippet::markdown(CHARTER, "# Observability: Working Group Charter\n"),
        Snippet::markdown(INDEX, "## Observability\n"),
    ],
};

pub(super) static F3: About = About {
    why: "A charter says that it is one in its first heading. By that tools and people know the document for a \
          charter, and read there what the group is called, even before it has a block.",
    sources: &[&sources::INDEX],
    mend: "Begin the document with `# <Name>: Working Group Charter`.",
    wrong: &[Snippet::markdown(CHARTER, "# Observability\n")],
    right: &[Snippet::markdown(CHARTER, "# Observability: Working Group Charter\n")],
};
