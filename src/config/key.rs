//! The file with the app's private key.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use secrecy::SecretString;
use tracing::warn;

use super::ConfigError;

/// The permissions of all other users for the file. A group is the operator's own choice: platforms give secrets to
/// one.
const OTHERS: u32 = 0o007;

/// Reads the key, and logs a warning if all users of the machine may read the file.
pub(super) fn read_key(path: &Path) -> Result<SecretString, ConfigError> {
    let unreadable = |source| ConfigError::KeyFile { path: path.to_owned(), source };
    let text = fs::read_to_string(path).map_err(unreadable)?;
    let mode = fs::metadata(path).map_err(unreadable)?.permissions().mode();
    if mode & OTHERS != 0 {
        let file = path.display();
        warn!(%file, way_out = %format_args!("chmod 600 {file}"), "private key readable by other users");
    }
    Ok(text.into())
}
