//! D: what can't be read in the other governing documents.

use super::remark::Remarks;
use crate::domain::finding::Finding;
use crate::domain::tree::Tree;

/// Says it; of charters their own families do.
pub(super) fn check(tree: &Tree, remarks: &mut Remarks<'_>) {
    let index = tree.index.iter().map(|named| (&named.path, &named.read.findings));
    let org_file = tree.org_file.iter().map(|named| (&named.path, &named.read.findings));
    let contributors = tree.contributors.iter().map(|named| (&named.path, &named.read.findings));
    let org_list = tree.org_list.iter().map(|named| (&named.path, &named.read.findings));
    let all: Vec<(&String, &Vec<Finding>)> = index.chain(org_file).chain(contributors).chain(org_list).collect();
    for (path, findings) in all {
        findings.iter().for_each(|finding| remarks.say_in(path, None, finding.clone()));
    }
}
