//! Symbolic links as text: their targets within a tree of files.

/// How many links may follow each other.
pub const MAX: usize = 8;

/// The target path of the link at `path` with the content `target`; empty for the top folder. `None` for a target
/// outside the tree, or an absolute path.
pub fn target(path: &str, target: &str) -> Option<String> {
    if target.is_empty() || target.starts_with('/') || target.contains('\\') {
        return None;
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut names: Vec<&str> = folder.split('/').filter(|name| !name.is_empty()).collect();
    for name in target.split('/') {
        match name {
            "" | "." => {}
            ".." => _ = names.pop()?,
            name => names.push(name),
        }
    }
    Some(names.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_on_from_its_own_folder_and_never_out_of_the_tree() {
        for (path, to, expected) in [
            (".github/CODEOWNERS", "../CODEOWNERS", Some("CODEOWNERS")),
            ("a/b", "./c/./d", Some("a/c/d")),
            ("a/b", "..", Some("")),
            ("a", "b/", Some("b")),
            ("a/b", "../../x", None),
            ("a", "/etc/passwd", None),
            ("a", "C:\\x", None),
            ("a", "", None),
        ] {
            assert_eq!(target(path, to).as_deref(), expected, "{path} {to}");
        }
    }
}
