//! The foundation's real data next to the checkout (`../shared/data`). A test without it fails, unless the environment
//! allows skipping; then each skipped test prints a line that `.ci/test` counts.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;

use wg_steward::folder::Folder;

/// If set to `1`, tests may pass without the data.
const WITHOUT_DATA: &str = "WG_STEWARD_WITHOUT_DATA";

/// The path of a file in the shared data; `None` if it is missing and the test may be skipped.
#[track_caller]
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data").join(name);
    if path.exists() {
        return Some(path);
    }
    leave_out(name, std::env::var(WITHOUT_DATA).as_deref() == Ok("1"));
    None
}

/// Reports, once per test and file, that the test is skipped for lack of the file. Fails if that is not allowed.
#[track_caller]
fn leave_out(name: &str, allowed: bool) {
    static REPORTED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    assert!(
        allowed,
        "../shared/data/{name} is missing, so this test has nothing to compare with: run `bash .ci/fetch-data` for the \
         public part of the data, or set {WITHOUT_DATA}=1 to leave such tests out (CONTRIBUTING.md, \"Test data\")"
    );
    let note = format!("LEFT OUT: {} without {name}\n", std::thread::current().name().unwrap_or("a test"));
    if REPORTED.lock().unwrap().insert(note.clone()) {
        // Straight to the stream: the output of a passing test is captured.
        std::io::stderr().write_all(note.as_bytes()).unwrap();
    }
}

#[test]
#[should_panic(expected = "set WG_STEWARD_WITHOUT_DATA=1")]
fn a_test_without_its_data_fails() {
    leave_out("a file that is missing", false);
}

/// All files below a folder, by path.
pub(crate) fn documents(root: &Path) -> BTreeMap<String, String> {
    let folder = Folder::open(root).unwrap();
    let text = |path: &String| folder.text(path).unwrap().map(|text| (path.clone(), text));
    folder.entries().keys().filter_map(text).collect()
}

/// The lines of a JSON-lines file.
pub(crate) fn json_lines(path: &Path) -> Vec<serde_json::Value> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The bare object store with the trees of the community's history.
pub(crate) struct History {
    store: PathBuf,
    child: Child,
    asks: ChildStdin,
    answers: BufReader<ChildStdout>,
    trees: BTreeMap<String, Vec<String>>,
}

impl History {
    pub(crate) fn open(store: PathBuf) -> Self {
        let mut child = Command::new("git")
            .arg("--git-dir")
            .arg(&store)
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("git is installed");
        let asks = child.stdin.take().unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        Self { store, child, asks, answers, trees: BTreeMap::new() }
    }

    /// Every version of the files of this name in any folder, ordered by object id.
    pub(crate) fn versions(store: &Path, name: &str) -> Vec<String> {
        let git = |arguments: &[&str]| {
            let found = Command::new("git").arg("--git-dir").arg(store).args(arguments).output().unwrap();
            assert!(found.status.success(), "{}", String::from_utf8_lossy(&found.stderr));
            String::from_utf8(found.stdout).unwrap()
        };
        let objects = git(&["cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)"]);
        let trees = objects.lines().filter_map(|line| line.strip_suffix(" tree"));
        let mut history = Self::open(store.to_owned());
        let files: BTreeMap<_, _> = trees.filter_map(|tree| history.object(&format!("{tree}:{name}"))).collect();
        files.into_values().collect()
    }

    /// All paths of a tree.
    pub(crate) fn paths(&mut self, tree: &str) -> Vec<String> {
        if !self.trees.contains_key(tree) {
            let arguments = ["ls-tree", "-rz", "--name-only", tree];
            let listed = Command::new("git").arg("--git-dir").arg(&self.store).args(arguments).output().unwrap();
            assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
            let text = String::from_utf8(listed.stdout).unwrap();
            let paths = text.split_terminator('\0').map(str::to_owned).collect();
            self.trees.insert(tree.to_owned(), paths);
        }
        self.trees[tree].clone()
    }

    /// The text at a path of a tree; `None` if there is none.
    pub(crate) fn text(&mut self, tree: &str, path: &str) -> Option<String> {
        self.object(&format!("{tree}:{path}")).map(|(_, text)| text)
    }

    /// The text of a blob; `None` if there is none.
    pub(crate) fn blob(&mut self, sha: &str) -> Option<String> {
        self.object(sha).map(|(_, text)| text)
    }

    /// An object's id and text, by any name that git accepts.
    fn object(&mut self, name: &str) -> Option<(String, String)> {
        writeln!(self.asks, "{name}").unwrap();
        let mut head = String::new();
        self.answers.read_line(&mut head).unwrap();
        let head: Vec<_> = head.split_whitespace().collect();
        let [object, _, size] = head[..] else { return None };
        let mut bytes = vec![0; size.parse::<usize>().unwrap() + 1];
        self.answers.read_exact(&mut bytes).unwrap();
        bytes.pop();
        Some((object.to_owned(), String::from_utf8_lossy(&bytes).into_owned()))
    }
}

impl Drop for History {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}
