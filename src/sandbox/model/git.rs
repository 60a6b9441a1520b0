//! Git's objects with Git's ids: blobs, trees and commits of all repositories in one store, as forks share it.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

use crate::domain::types::ids::{Login, Sha};
use crate::domain::types::time::Timestamp;
use crate::sandbox::changes::{Change, FileChanges};
use crate::sandbox::not_found::Missing;

/// All files of a commit: path to blob.
pub(crate) type Files = BTreeMap<String, Sha>;

/// An entry of a directory.
#[derive(Debug, Clone)]
pub(crate) struct TreeEntry {
    pub(crate) name: String,
    pub(crate) directory: bool,
    pub(crate) sha: Sha,
}

/// A commit with its content.
#[derive(Debug, Clone)]
pub(crate) struct Commit {
    pub(crate) sha: Sha,
    pub(crate) tree: Sha,
    pub(crate) files: Files,
    pub(crate) parents: Vec<Sha>,
    pub(crate) author: Login,
    pub(crate) email: String,
    pub(crate) signature: Option<Signature>,
    pub(crate) message: String,
    pub(crate) at: Timestamp,
    /// One more than the highest of its parents: an ancestor's is always lower.
    generation: u64,
}

/// The metadata of a commit.
pub(crate) struct Note<'a> {
    pub(crate) author: &'a Login,
    pub(crate) email: String,
    pub(crate) signature: Option<Signature>,
    pub(crate) message: &'a str,
    pub(crate) at: Timestamp,
}

/// A signature by the committer that GitHub has verified. Without one, the author is the committer.
#[derive(Debug, Clone)]
pub(crate) struct Signature {
    pub(crate) name: String,
    pub(crate) email: String,
}

/// The object store.
#[derive(Debug, Default)]
pub(crate) struct Objects {
    blobs: BTreeMap<Sha, Vec<u8>>,
    trees: BTreeMap<Sha, Vec<TreeEntry>>,
    commits: BTreeMap<Sha, Commit>,
}

impl Objects {
    pub(crate) fn blob(&self, sha: &Sha) -> Option<&[u8]> {
        self.blobs.get(sha).map(Vec::as_slice)
    }

    pub(crate) fn tree(&self, sha: &Sha) -> Option<&[TreeEntry]> {
        self.trees.get(sha).map(Vec::as_slice)
    }

    pub(crate) fn commit(&self, sha: &Sha) -> Option<&Commit> {
        self.commits.get(sha)
    }

    /// The files of a commit; empty if the commit does not exist.
    pub(crate) fn files(&self, sha: &Sha) -> Files {
        self.commit(sha).map(|commit| commit.files.clone()).unwrap_or_default()
    }

    /// Applies `changes` to `files` and stores the contents.
    pub(crate) fn apply(&mut self, mut files: Files, changes: &FileChanges) -> Result<Files, Missing> {
        let absent = |path: &str| Missing(format!("file `{path}`"));
        for change in changes.steps() {
            match change {
                Change::Write { path, content } => {
                    files.insert(path.clone(), self.keep_blob(content.clone()));
                }
                Change::Delete { path } => {
                    files.remove(path).ok_or_else(|| absent(path))?;
                }
                Change::Rename { from, to } => {
                    let sha = files.remove(from).ok_or_else(|| absent(from))?;
                    files.insert(to.clone(), sha);
                }
                Change::Touch { path } => {
                    let before = files.get(path).and_then(|sha| self.blob(sha)).unwrap_or_default();
                    let grown = [before, b"One more line.\n"].concat();
                    files.insert(path.clone(), self.keep_blob(grown));
                }
            }
        }
        Ok(files)
    }

    /// Stores a commit of `files` on top of `parents`.
    pub(crate) fn keep_commit(&mut self, files: Files, parents: Vec<Sha>, note: &Note<'_>) -> Sha {
        let tree = self.keep_tree(&files.iter().map(|(path, sha)| (path.as_str(), sha)).collect());
        let above: String = parents.iter().map(|parent| format!("parent {parent}\n")).collect();
        let Note { author, email, signature, message, at } = note;
        let author_name = author.to_string();
        let at_second = at.0.div_euclid(1000);
        let person = |(name, email): (&String, &String)| format!("{name} <{email}> {at_second} +0000");
        let by = (&author_name, email);
        let (written, committed) = (person(by), person(signature.as_ref().map_or(by, |it| (&it.name, &it.email))));
        let text = format!("tree {tree}\n{above}author {written}\ncommitter {committed}\n\n{message}\n");
        let sha = name("commit", text.as_bytes());
        let highest = parents.iter().filter_map(|parent| self.commit(parent)).map(|commit| commit.generation).max();
        let commit = Commit {
            sha: sha.clone(),
            tree,
            files,
            parents,
            author: (*author).clone(),
            email: email.clone(),
            signature: signature.clone(),
            message: (*message).to_owned(),
            at: *at,
            generation: highest.map_or(0, |generation| generation + 1),
        };
        self.commits.insert(sha.clone(), commit);
        sha
    }

    /// A commit and all its ancestors.
    pub(crate) fn ancestors(&self, sha: &Sha) -> BTreeSet<Sha> {
        let mut seen = BTreeSet::new();
        let mut open = vec![sha.clone()];
        while let Some(next) = open.pop() {
            let parents = self.commit(&next).map(|commit| commit.parents.clone()).unwrap_or_default();
            if seen.insert(next) {
                open.extend(parents);
            }
        }
        seen
    }

    /// The latest common ancestor.
    pub(crate) fn merge_base(&self, one: &Sha, other: &Sha) -> Option<&Commit> {
        let shared = &self.ancestors(one) & &self.ancestors(other);
        shared.iter().filter_map(|sha| self.commit(sha)).max_by_key(|commit| commit.generation)
    }

    /// The commits of `head` that `base` does not have, oldest first.
    pub(crate) fn commits_between(&self, base: &Sha, head: &Sha) -> Vec<&Commit> {
        let new = &self.ancestors(head) - &self.ancestors(base);
        let mut commits: Vec<_> = new.iter().filter_map(|sha| self.commit(sha)).collect();
        commits.sort_by_key(|commit| commit.generation);
        commits
    }

    /// The files of `onto` with the changes of `head` since their merge base.
    pub(crate) fn merged_files(&self, onto: &Sha, head: &Sha) -> Files {
        let before = self.merge_base(onto, head).map(|commit| commit.files.clone()).unwrap_or_default();
        let after = self.files(head);
        let mut files = self.files(onto);
        for path in before.keys().filter(|path| !after.contains_key(*path)) {
            files.remove(path);
        }
        let changed = after.into_iter().filter(|(path, sha)| before.get(path) != Some(sha));
        files.extend(changed);
        files
    }

    fn keep_blob(&mut self, content: Vec<u8>) -> Sha {
        let sha = name("blob", &content);
        self.blobs.insert(sha.clone(), content);
        sha
    }

    fn keep_tree(&mut self, files: &BTreeMap<&str, &Sha>) -> Sha {
        let mut entries = Vec::new();
        let mut directories: BTreeMap<&str, BTreeMap<&str, &Sha>> = BTreeMap::new();
        for (path, sha) in files {
            match path.split_once('/') {
                Some((directory, rest)) => {
                    directories.entry(directory).or_default().insert(rest, sha);
                }
                None => {
                    entries.push(TreeEntry { name: (*path).to_owned(), directory: false, sha: (*sha).clone() });
                }
            }
        }
        for (directory, inside) in &directories {
            let sha = self.keep_tree(inside);
            entries.push(TreeEntry { name: (*directory).to_owned(), directory: true, sha });
        }
        entries.sort_by_key(|entry| if entry.directory { format!("{}/", entry.name) } else { entry.name.clone() });
        let sha = name("tree", &written(&entries));
        self.trees.insert(sha.clone(), entries);
        sha
    }
}

fn written(entries: &[TreeEntry]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for TreeEntry { name, directory, sha } in entries {
        let mode = if *directory { "40000" } else { "100644" };
        bytes.extend(format!("{mode} {name}\0").bytes());
        bytes.extend(hex::decode(sha.as_str()).unwrap_or_default());
    }
    bytes
}

fn name(kind: &str, content: &[u8]) -> Sha {
    let object = [format!("{kind} {}\0", content.len()).as_bytes(), content].concat();
    let digits = hex::encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, &object));
    digits.parse().expect("a SHA-1 digest has 40 hex digits")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn commit(objects: &mut Objects, parents: &[&Sha], changes: &FileChanges) -> Sha {
        let author: Login = "octocat".parse().unwrap();
        let before = parents.first().map(|sha| objects.files(sha)).unwrap_or_default();
        let files = objects.apply(before, changes).unwrap();
        let email = "1+octocat@users.noreply.github.com".to_owned();
        let note = Note { author: &author, email, signature: None, message: "A change", at: Timestamp(0) };
        objects.keep_commit(files, parents.iter().map(|sha| (*sha).clone()).collect(), &note)
    }

    #[test]
    fn objects_have_the_names_that_git_gives_them() {
        let mut objects = Objects::default();
        let sha = commit(&mut objects, &[], &FileChanges::new().write("a/hello.txt", "hello world\n").write("b", ""));
        let kept = objects.commit(&sha).unwrap();
        assert_eq!(kept.files["a/hello.txt"].as_str(), "3b18e512dba79e4c8300dd08aeb37f8e728b8dad");
        assert_eq!(kept.files["b"].as_str(), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
        assert_eq!(objects.tree(&kept.tree).unwrap().len(), 2);
    }

    #[test]
    fn the_merge_base_is_where_two_branches_parted_last() {
        let mut objects = Objects::default();
        let root = commit(&mut objects, &[], &FileChanges::new().write("a", "1"));
        let parted = commit(&mut objects, &[&root], &FileChanges::new().write("b", "1"));
        let main = commit(&mut objects, &[&parted], &FileChanges::new().write("a", "2"));
        let side = commit(&mut objects, &[&parted], &FileChanges::new().delete("b").write("c", "1"));
        assert_eq!(objects.merge_base(&main, &side).unwrap().sha, parted);
        let merged = objects.merged_files(&main, &side);
        assert_eq!(merged.keys().collect::<Vec<_>>(), ["a", "c"]);
        assert_eq!(merged["a"], objects.files(&main)["a"]);
    }
}
