//! The repository of a CODEOWNERS file, by the file's folder.

use crate::domain::policy::Governing;
use crate::domain::types::ids::RepoName;

/// The folders that GitHub searches, in this order; only the first file counts.
const FOLDERS: [&str; 3] = [".github", "", "docs"];

/// The repository of a file, and the file's place in GitHub's search order.
pub(super) fn place(path: &str, governing: &Governing) -> Option<(RepoName, usize)> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let names: Vec<&str> = folder.split('/').filter(|name| !name.is_empty()).collect();
    let special = |name: &str| FOLDERS.iter().position(|known| !known.is_empty() && *known == name);
    let of = |owner: &str, name: &str, place| Some((format!("{owner}/{name}").parse().ok()?, place));
    let covered = |owner: &str| governing.organizations.iter().any(|known| known.eq_ignore_ascii_case(owner));
    match names.as_slice() {
        [] => Some((governing.repository.clone(), 1)),
        [name] => Some((governing.repository.clone(), special(name)?)),
        // Repositories may be named `docs` and `.github`, too.
        [owner, name] => of(owner, name, 1),
        [.., owner, name, last] => match special(last) {
            // It may be the repository `name/docs`, or the folder `docs` of a repository.
            Some(_) if covered(name) && !covered(owner) => None,
            Some(place) => of(owner, name, place),
            None => of(name, last, 1),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_that_of_the_repository_in_whose_place_it_lies() {
        let text = "foundation: X\norganizations: [acme]\ngoverning: {repository: acme/site, adapter: codeowners}\nlabels: \
                    {name: <slug>, color: '000000', description: x}\nchecks: {}\n";
        let governing = crate::domain::policy::parse(text).unwrap().governing;
        let of =
            |folder: &str| place(&format!("{folder}CODEOWNERS"), &governing).map(|(name, at)| (name.to_string(), at));
        for (folder, name, at) in [
            ("", "acme/site", 1),
            (".github/", "acme/site", 0),
            ("docs/", "acme/site", 2),
            ("acme/docs/", "acme/docs", 1),
            ("acme/.github/", "acme/.github", 1),
            ("acme/oven/docs/", "acme/oven", 2),
            ("acme/.github/.github/", "acme/.github", 0),
            ("mirrors/acme/oven/", "acme/oven", 1),
            ("mirrors/acme/oven/docs/", "acme/oven", 2),
            ("other/oven/docs/", "other/oven", 2),
        ] {
            assert_eq!(of(folder), Some((name.to_owned(), at)), "{folder}");
        }
        assert_eq!((of("mirrors/acme/docs/"), of("x/")), (None, None));
    }
}
