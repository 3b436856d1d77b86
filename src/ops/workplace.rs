//! What every verb works with: connections, addresses, places of files, surroundings of the secret stores, the day.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::autotask;
use crate::config::Paths;
use crate::domain::diagnostic::{Code, Diagnostic, Subject};
use crate::domain::secret::Secret;
use crate::domain::settings::Settings;
use crate::http::{self, Base};
use crate::petra;
use crate::secrets;

/// What is told from outside; the environment was read by the caller.
#[derive(Default)]
pub struct WorkplaceOptions {
    /// The config file; the platform's own without it.
    pub config: Option<PathBuf>,
    /// The state folder; the platform's own without it.
    pub state: Option<PathBuf>,
    /// Base for zone discovery; Autotask's own without it.
    pub autotask_url: Option<String>,
    /// Base of Petra's API; Petra's own without it.
    pub petra_url: Option<String>,
    /// The day as of which contracts are judged; the local one without it.
    pub today: Option<Date>,
    /// Whether the user's own keyrings are left alone (in a rehearsal).
    pub leave_keyrings: bool,
}

/// What every verb works with. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Workplace {
    pub(crate) http: http::Client,
    pub(crate) autotask: autotask::Options,
    pub(crate) petra: petra::Options,
    pub(crate) secrets: secrets::Context,
    pub(crate) paths: Paths,
    /// Whether a base for zone discovery was given: then the zone is looked up, else a saved one is used.
    pub(crate) zone_is_asked: bool,
    /// The day as of which contracts are judged.
    pub today: Date,
}

impl WorkplaceOptions {
    /// Refuses addresses that cannot be used; cheap, so that it can be asked before anything is drawn.
    ///
    /// # Errors
    /// A base that is no address secrets may be sent to.
    pub fn judge(&self) -> Result<(), Diagnostic> {
        for (url, option) in [(&self.autotask_url, "--autotask-url"), (&self.petra_url, "--petra-url")] {
            if let Some(url) = url {
                base(url, option)?;
            }
        }
        Ok(())
    }

    /// The config file that these name.
    ///
    /// # Errors
    /// A user without a home folder.
    pub fn config_path(&self) -> Result<PathBuf, Diagnostic> {
        Ok(Paths::new(self.config.clone(), self.state.clone())?.config)
    }
}

impl Workplace {
    /// Readies everything; nothing is sent, read or written yet.
    ///
    /// # Errors
    /// A base that is no address secrets may be sent to, a user without a home folder, or TLS that cannot be set up.
    pub fn new(
        options: WorkplaceOptions,
        variables: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
    ) -> Result<Self, Diagnostic> {
        let mut autotask = autotask::Options::default();
        let zone_is_asked = options.autotask_url.is_some();
        if let Some(url) = options.autotask_url {
            autotask.base = base(&url, "--autotask-url")?;
        }
        let mut petra = petra::Options::default();
        if let Some(url) = options.petra_url {
            petra.base = base(&url, "--petra-url")?;
        }
        let paths = Paths::new(options.config, options.state)?;
        let mut secrets = secrets::Context::new(paths.config_folder(), variables);
        secrets.keyrings = !options.leave_keyrings;
        Ok(Self {
            http: http::Client::new().map_err(|failure| {
                Diagnostic::error(
                    Code::Tls,
                    "TLS cannot be set up on this system.",
                    "See that the system's certificate store can be read.",
                )
                .with_detail(failure.to_string())
            })?,
            autotask,
            petra,
            secrets,
            paths,
            zone_is_asked,
            today: options.today.unwrap_or_else(super::clock::today),
        })
    }

    /// The config file.
    #[must_use]
    pub fn config_path(&self) -> &Path {
        &self.paths.config
    }

    /// The same where a person can be asked for the passphrase of an encrypted file.
    #[must_use]
    pub fn asking(mut self, asker: impl Fn(&Path, secrets::Wanted) -> Option<Secret> + Send + Sync + 'static) -> Self {
        self.secrets.ask_with(asker);
        self
    }

    /// The same with a passphrase that was typed for the encrypted file.
    #[must_use]
    pub fn with_passphrase(mut self, passphrase: Option<Secret>) -> Self {
        self.secrets.passphrase = passphrase;
        self
    }

    /// Whether Autotask's zone is looked for on this machine, as far as that can be told before anybody is asked.
    #[must_use]
    pub fn is_on_loopback(&self, settings: &Settings) -> bool {
        if self.zone_is_asked {
            return self.autotask.base.is_loopback();
        }
        settings.autotask.zone.is_on_loopback()
    }

    /// The same with another config file; relative references start at its folder.
    #[must_use]
    pub fn with_config(mut self, path: PathBuf) -> Self {
        self.paths.config = path;
        self.secrets.config_folder = self.paths.config_folder().to_owned();
        self
    }
}

impl Workplace {
    /// The same with another patience for Autotask and Petra.
    #[must_use]
    pub fn with_patience(mut self, patience: &http::Patience) -> Self {
        self.autotask.patience.clone_from(patience);
        self.petra.patience.clone_from(patience);
        self
    }
}

fn base(url: &str, option: &str) -> Result<Base, Diagnostic> {
    url.parse().map_err(|refused: http::BaseRefused| {
        Diagnostic::error(
            Code::Unreachable,
            format!("{option} cannot be used: {refused}."),
            "Give an https address, or plain http on 127.0.0.1.",
        )
        .about(Subject::field(option))
    })
}
