//! The foundations that a process serves: the built-in ones, or those in a folder.
//!
//! A folder contains `<foundation>/policy.yml` and optionally `<foundation>/assets.yml`; or it is itself the folder of
//! one foundation.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fmt, fs, io};

use crate::domain::document::{Fault, MAX_BYTES};
use crate::domain::governance::ownership::asset_lists;
use crate::domain::governance::ownership::asset_lists::AssetLists;
use crate::domain::policy::{self, Policy};
use crate::domain::types::ids::RepoName;
use crate::folder;

const POLICY: &str = "policy.yml";
const ASSETS: &str = "assets.yml";

/// The maximum size of asset lists, in bytes: those of 100,000 groups with 10 repositories have 50 MB.
const MAX_ASSETS: usize = 1 << 26;

/// A foundation: its policy, and its ownership without a network.
#[derive(Debug, Clone)]
pub struct Foundation {
    /// The name of its folder.
    pub id: String,
    /// The file of its policy.
    pub file: PathBuf,
    /// Its policy.
    pub policy: Policy,
    /// Its asset lists as a dated snapshot.
    pub assets: Option<AssetLists>,
}

/// All foundations. **Invariant:** there is at least one; no two cover the same organization or have the same governing
/// repository.
#[derive(Debug, Clone)]
pub struct Foundations(Vec<Arc<Foundation>>);

/// Invalid policies, with all their faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoliciesError {
    /// The faults, at least one.
    pub faults: Vec<FileFault>,
}

/// A fault in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFault {
    /// The file or folder.
    pub file: PathBuf,
    /// Line and column, from 1, where they are known.
    pub place: Option<(u64, u64)>,
    /// The problem and its fix.
    pub message: String,
}

impl Foundations {
    /// The foundations in `folder`, or the built-in ones.
    pub fn load(folder: Option<&Path>) -> Result<Self, PoliciesError> {
        match folder {
            Some(folder) => Self::in_folder(folder),
            None => Self::embedded(),
        }
    }

    /// The same without asset lists, for commands that write them, possibly to the file that would be read here.
    pub fn load_bare(folder: Option<&Path>) -> Result<Self, PoliciesError> {
        match folder {
            Some(folder) => Self::read(folder, Source::bare),
            None => Self::embedded(),
        }
    }

    /// The built-in foundations.
    pub fn embedded() -> Result<Self, PoliciesError> {
        let source = Source {
            folder: PathBuf::from("policies/cloudfoundry"),
            policy: include_str!("../policies/cloudfoundry/policy.yml").to_owned(),
            assets: Some(include_str!("../policies/cloudfoundry/assets.yml").to_owned()),
        };
        Self::of(vec![source], Vec::new())
    }

    /// The foundations in a folder.
    pub fn in_folder(folder: &Path) -> Result<Self, PoliciesError> {
        Self::read(folder, Source::read)
    }

    fn read(folder: &Path, source: impl Fn(PathBuf) -> Result<Source, FileFault>) -> Result<Self, PoliciesError> {
        let mut faults = Vec::new();
        let mut sources = Vec::new();
        for folder in folders(folder).map_err(|error| unreadable(folder, &error))? {
            match source(folder) {
                Ok(source) => sources.push(source),
                Err(fault) => faults.push(fault),
            }
        }
        if sources.is_empty() && faults.is_empty() {
            let message = format!("there is no `{POLICY}` here, nor one folder deeper: name a folder that has one");
            faults.push(FileFault { file: folder.to_owned(), place: None, message });
        }
        Self::of(sources, faults)
    }

    fn of(sources: Vec<Source>, mut faults: Vec<FileFault>) -> Result<Self, PoliciesError> {
        let mut foundations = Vec::new();
        for source in sources {
            match source.parse() {
                Ok(foundation) => foundations.push((source.folder.join(POLICY), foundation)),
                Err(found) => faults.extend(found),
            }
        }
        faults.extend(shared(&foundations));
        faults.extend(foundations.iter().filter_map(|(file, foundation)| foreign(file, foundation)));
        if faults.is_empty() {
            return Ok(Self(foundations.into_iter().map(|(_, foundation)| Arc::new(foundation)).collect()));
        }
        Err(PoliciesError { faults })
    }

    /// The foundation that covers an organization, in any spelling.
    pub fn for_organization(&self, organization: &str) -> Option<&Foundation> {
        self.shared(organization).map(Arc::as_ref)
    }

    /// The same as a shared pointer.
    pub fn shared(&self, organization: &str) -> Option<&Arc<Foundation>> {
        self.0.iter().find(|foundation| foundation.policy.covers(organization))
    }

    /// The only foundation, if there is exactly one.
    pub fn only(&self) -> Option<&Foundation> {
        match self.0.as_slice() {
            [foundation] => Some(foundation),
            _ => None,
        }
    }

    /// All foundations as shared pointers.
    pub fn all_shared(&self) -> &[Arc<Foundation>] {
        &self.0
    }

    /// All foundations, ordered by folder.
    pub fn iter(&self) -> impl Iterator<Item = &Foundation> {
        self.0.iter().map(Arc::as_ref)
    }

    /// All covered organizations, in the order of the policies.
    pub fn organizations(&self) -> Vec<&str> {
        self.0.iter().flat_map(|foundation| &foundation.policy.organizations).map(String::as_str).collect()
    }
}

/// The texts of one foundation.
struct Source {
    folder: PathBuf,
    policy: String,
    assets: Option<String>,
}

impl Source {
    fn read(folder: PathBuf) -> Result<Self, FileFault> {
        let file = folder.join(ASSETS);
        let assets = match folder::text_within(&file, MAX_ASSETS) {
            Ok(text) if text.len() > MAX_ASSETS => return Err(FileFault::too_large(file, MAX_ASSETS)),
            Ok(text) => Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(FileFault::unreadable(file, &error)),
        };
        Ok(Self { assets, ..Self::bare(folder)? })
    }

    fn bare(folder: PathBuf) -> Result<Self, FileFault> {
        let file = folder.join(POLICY);
        match folder::text(&file) {
            Ok(text) if text.len() > MAX_BYTES => Err(FileFault::too_large(file, MAX_BYTES)),
            Ok(policy) => Ok(Self { folder, policy, assets: None }),
            Err(error) => Err(FileFault::unreadable(file, &error)),
        }
    }

    fn parse(&self) -> Result<Foundation, Vec<FileFault>> {
        let mut faults = Vec::new();
        let policy = policy::parse(&self.policy).map_err(|found| {
            let file = self.folder.join(POLICY);
            let fault = |fault: policy::PolicyFault| FileFault {
                file: file.clone(),
                place: fault.place,
                message: fault.message,
            };
            faults.extend(found.into_iter().map(fault));
        });
        let assets = self.assets.as_deref().map(asset_lists::parse).transpose().map_err(|found| {
            let file = self.folder.join(ASSETS);
            faults.extend(found.into_iter().map(|fault| FileFault::of(file.clone(), fault)));
        });
        let id = self.folder.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        match (policy, assets) {
            (Ok(policy), Ok(assets)) => Ok(Foundation { id, file: self.folder.join(POLICY), policy, assets }),
            _ => Err(faults),
        }
    }
}

/// The folders with a policy: this one, or its subfolders.
fn folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if folder.join(POLICY).is_file() {
        return Ok(vec![folder.to_owned()]);
    }
    let mut found = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    found.retain(|folder| folder.join(POLICY).is_file());
    found.sort();
    Ok(found)
}

/// Conflicts between foundations: the same organization or the same governing repository.
fn shared(foundations: &[(PathBuf, Foundation)]) -> Vec<FileFault> {
    let mut taken: BTreeMap<String, &Path> = BTreeMap::new();
    let mut faults = Vec::new();
    for (file, Foundation { policy, .. }) in foundations {
        let organizations = policy.organizations.iter().map(|name| format!("organization `{}`", name.to_lowercase()));
        let governing = format!("governing repository `{}`", policy.governing.repository.key());
        for claim in organizations.chain([governing]) {
            let first = taken.entry(claim.clone()).or_insert(file);
            if *first != file.as_path() {
                let message = format!("the {claim} already belongs to {}: remove it from one", first.display());
                faults.push(FileFault { file: file.clone(), place: None, message });
            }
        }
    }
    faults
}

/// Reports asset lists of another foundation's repository, as after copying its folder.
fn foreign(file: &Path, Foundation { policy, assets, .. }: &Foundation) -> Option<FileFault> {
    let source = &assets.as_ref()?.source;
    let from: RepoName = source.split('@').next()?.parse().ok()?;
    let governing = &policy.governing.repository;
    let message = format!(
        "these asset lists come from `{source}`, but the policy's governing repository is `{governing}`: create \
         them again with `wg-steward export asset-lists`, or delete the file"
    );
    (from != *governing).then(|| FileFault { file: file.with_file_name(ASSETS), place: None, message })
}

fn unreadable(folder: &Path, error: &io::Error) -> PoliciesError {
    PoliciesError { faults: vec![FileFault::unreadable(folder.to_owned(), error)] }
}

impl FileFault {
    /// A fault of a document in its file.
    pub fn of(file: PathBuf, fault: Fault) -> Self {
        let place = Some((u64::from(fault.place().line), u64::from(fault.place().column)));
        Self { file, place, message: fault.message }
    }

    fn unreadable(file: PathBuf, error: &io::Error) -> Self {
        Self { file, place: None, message: format!("{error}: name a folder with policies that can be read") }
    }

    fn too_large(file: PathBuf, most: usize) -> Self {
        Self { file, place: None, message: format!("more than {most} bytes: this is not a file of wg-steward") }
    }
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file.display())?;
        if let Some((line, column)) = self.place {
            write!(f, "{line}:{column}:")?;
        }
        write!(f, " {}", self.message)
    }
}

impl fmt::Display for PoliciesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<_> = self.faults.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for PoliciesError {}
