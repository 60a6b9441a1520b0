//! The documents other than charters that define the foundation's organizations: the org file, the contributors, branch
//! protection, the list of organizations, and the members of the oversight.
//!
//! Each reader returns the readable content with positions, and findings of rule D1 for the rest.

pub mod contributors;
pub mod org_file;
pub mod org_list;
pub mod oversight;
pub mod protection;
mod read;
