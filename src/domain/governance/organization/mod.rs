//! The documents beside the charters that say what the foundation's organizations consist of: the org file, the
//! contributors, branch protection, the list of organizations, and the members of the oversight.
//!
//! Each reader returns what could be read, with its places, and what could not, as findings of rule D1.

pub mod contributors;
pub mod org_file;
pub mod org_list;
pub mod oversight;
pub mod protection;
mod read;
