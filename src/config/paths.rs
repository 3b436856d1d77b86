//! Where the config file and the state folder are.
//!
//! Options and environment variables that name other places are read by the caller.

use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use super::Error;

/// Name of this program's folder below the platform's own.
const FOLDER: &str = "petra-autotask";

/// The two places that hold what the program keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// The config file.
    pub config: PathBuf,
    /// The folder that holds `state.db`.
    pub state: PathBuf,
}

impl Paths {
    /// The places that were named, else the platform's own.
    ///
    /// # Errors
    /// [`Error::NoHome`] where a place was not named and the user has no home folder.
    pub fn new(config: Option<PathBuf>, state: Option<PathBuf>) -> Result<Self, Error> {
        let platform = || ProjectDirs::from("", "", FOLDER).ok_or(Error::NoHome);
        let usual_config = || platform().map(|folders| folders.config_dir().join("config.json"));
        // Local, not roaming: on Windows the other data folder follows the user between machines.
        let usual_state =
            || platform().map(|folders| folders.state_dir().unwrap_or(folders.data_local_dir()).to_owned());
        Ok(Self { config: config.map_or_else(usual_config, Ok)?, state: state.map_or_else(usual_state, Ok)? })
    }

    /// The folder where relative paths in the config start.
    #[must_use]
    pub fn config_folder(&self) -> &Path {
        folder_of(&self.config)
    }
}

/// The folder that a file is in; of a bare name, the current one.
pub(super) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_places_are_taken_as_they_are() {
        let paths = Paths::new(Some("a/c.json".into()), Some("s".into())).unwrap();
        assert_eq!(paths, Paths { config: "a/c.json".into(), state: "s".into() });
        assert_eq!(paths.config_folder(), Path::new("a"));
    }

    #[test]
    fn a_bare_name_is_in_the_current_folder() {
        assert_eq!(folder_of(Path::new("config.json")), Path::new("."));
    }

    #[test]
    fn the_platforms_places_are_this_programs_own() {
        let paths = Paths::new(None, None).unwrap();
        assert!(paths.config.is_absolute() && paths.config.ends_with("config.json"));
        assert!(paths.config.to_string_lossy().contains(FOLDER), "{paths:?}");
        assert!(paths.state.to_string_lossy().contains(FOLDER), "{paths:?}");
    }
}
