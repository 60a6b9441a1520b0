//! The command line for people and programs: runs the built binary in temporary folders.

mod bad_input;
mod changes;
mod check;
mod deliveries;
mod exports;
mod groups;
mod new;
mod options;
mod owners;
mod people;
mod policies;
mod revisions;
mod rules;
mod schemas;
mod simulate;
mod sources;
mod webhooks;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The result of a run of the binary.
#[derive(Debug)]
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    /// The output as JSON.
    fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// Runs the binary without input and without the machine's settings.
fn run(arguments: &[&str]) -> Ran {
    run_with(arguments, b"")
}

/// The same from within a folder.
fn run_in(folder: &Path, arguments: &[&str]) -> Ran {
    ended(Command::new(env!("CARGO_BIN_EXE_wg-steward")).current_dir(folder), arguments, b"")
}

/// Runs the binary with `input` on standard input.
fn run_with(arguments: &[&str], input: &[u8]) -> Ran {
    ended(&mut Command::new(env!("CARGO_BIN_EXE_wg-steward")), arguments, input)
}

fn ended(command: &mut Command, arguments: &[&str], input: &[u8]) -> Ran {
    let mut child = command
        .args(arguments)
        .env_remove("WG_STEWARD_POLICIES")
        .env_remove("WG_STEWARD_PUBLIC_URL")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A run that refuses its arguments does not read its input.
    _ = child.stdin.take().unwrap().write_all(input);
    let ended = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: ended.status.code().unwrap_or(-1), out: text(ended.stdout), err: text(ended.stderr) }
}

/// A folder with these files.
fn tree(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        put(folder.path(), path, text.as_bytes());
    }
    folder
}

/// Writes one file into a folder.
pub(crate) fn put(folder: &Path, path: &str, bytes: &[u8]) -> PathBuf {
    let at = folder.join(path);
    fs::create_dir_all(at.parent().unwrap()).unwrap();
    fs::write(&at, bytes).unwrap();
    at
}

/// A path as an argument.
fn arg(path: &Path) -> &str {
    path.to_str().unwrap()
}

const DOCS: &str = "toc/working-groups/docs.md";
const TOC: &str = "toc/TOC.md";

/// A charter of one area with one repository.
fn charter(name: &str, lead: &str, repository: &str) -> String {
    format!(
        "# {name}: Working Group Charter\n\n```yaml\nname: {name}\nexecution_leads:\n- name: A\n  github: {lead}\n\
         technical_leads: []\nbots: []\nareas:\n- name: Books\n  approvers:\n  - name: B\n    github: monalisa\n  \
         repositories:\n  - {repository}\n```\n"
    )
}

/// A governing repository with two groups.
fn community() -> TempDir {
    let (docs, toc) =
        (charter("Documentation", "anna", "cloudfoundry/books"), charter("Oversight", "otto", "cloudfoundry/x"));
    // Enough people that the sync does not stop when one is removed.
    let people = "orgs:\n  cloudfoundry:\n    contributors: [anna, mallory, monalisa, otto, ada, bea, cleo, dora]\n";
    let contributors = ("orgs/contributors.yml", people);
    tree(&[(DOCS, &docs), (TOC, &toc), contributors, ("README.md", "Hello\n"), (".git/HEAD", "ref: x\n")])
}
