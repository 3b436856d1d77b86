//! An imitation of Autotask's and Petra's APIs: a real HTTP server on 127.0.0.1 with a world behind it.
//!
//! It is a second, independent reading of the vendors' documents: it shares nothing with our clients, so that a field
//! which both misspell cannot pass. What it answers is in `routes`, what it knows in `world`, what can go wrong in `faults`.

mod answer;
mod auth;
mod entities;
mod faults;
mod filter;
mod ledger;
mod limits;
mod query;
mod routes;
mod rows;
mod server;
mod units;
mod wire;
mod world;
mod worldgen;

use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use axum::Router;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use self::faults::FaultError;
use self::server::Shared;
use self::wire::{Door, Scissors};
use self::world::World;
pub use self::world::WorldError;
use self::worldgen::Size;

/// What a sandbox starts with.
#[derive(Clone, Debug)]
pub struct Options {
    /// 0 for a free one.
    pub port: u16,
    /// Size of the invented world: companies, the provider's own among them.
    pub companies: usize,
    /// Tenants in Petra.
    pub tenants: usize,
    /// The same seed makes the same world.
    pub seed: u64,
    /// Laid over the invented world.
    pub world: Option<Value>,
    /// The world's day; none for the local one.
    pub today: Option<Date>,
    /// Delay of every answer of Autotask and Petra, in milliseconds.
    pub latency_ms: u64,
    /// `NAME[=ARG][@METHOD /path-prefix][*N]` each.
    pub faults: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            port: 0,
            companies: 300,
            tenants: 40,
            seed: 1,
            world: None,
            today: None,
            latency_ms: 0,
            faults: Vec::new(),
        }
    }
}

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The port is taken, or may not be opened.
    #[error("port {port} on 127.0.0.1 cannot be opened: {cause}")]
    Bind {
        /// The port that was asked for.
        port: u16,
        /// What the system said; in the sentence already, so it is no `source`.
        cause: io::Error,
    },
    /// The world that was given is malformed.
    #[error(transparent)]
    World(#[from] WorldError),
    /// The runtime ended while the world was being made.
    #[error("the world was not made: {0}")]
    Runtime(#[from] tokio::task::JoinError),
    /// A fault that nobody knows, or one that is written wrongly.
    #[error(transparent)]
    Fault(#[from] FaultError),
}

/// Where the sandbox is and what signs in to it: the line that it prints.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Announcement {
    /// Base for zone discovery.
    pub autotask_url: String,
    /// Base of Petra's API.
    pub petra_url: String,
    /// The API user.
    pub username: String,
    /// What the header `Secret` holds.
    pub secret: String,
    /// What the header `ApiIntegrationCode` holds.
    pub tracking_id: String,
    /// Petra's bearer key.
    pub petra_api_key: String,
    /// Base of the control calls.
    pub control_url: String,
}

/// A running sandbox. It stops when it is dropped.
#[derive(Debug)]
pub struct Sandbox {
    announcement: Announcement,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
}

impl Sandbox {
    /// Makes the world, opens the port and serves on the caller's runtime.
    ///
    /// # Errors
    /// When the port is taken, the world is malformed or a fault is unknown.
    pub async fn start(options: Options) -> Result<Self, Error> {
        let size = Size { companies: options.companies, tenants: options.tenants, seed: options.seed };
        let today = options.today.unwrap_or_else(|| jiff::ZonedDateTime::now().date());
        // A large world takes a second, in which the caller's runtime has other things to do.
        let made = tokio::task::spawn_blocking(move || match options.world {
            Some(world) => World::read(&world, today, |day| size.world(day)),
            None => Ok(size.world(today)),
        });
        let start = made.await??;
        let faults = faults::Faults::default();
        faults.replace(&options.faults)?;
        let bind = |cause| Error::Bind { port: options.port, cause };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await.map_err(bind)?;
        let origin = format!("http://{}", listener.local_addr().map_err(bind)?);
        let announcement = Announcement::new(&origin, &start);
        let (stop, stopped) = watch::channel(false);
        let shared = Shared {
            world: RwLock::new(start.clone()),
            start,
            today,
            size,
            ledger: ledger::Ledger::new(),
            faults,
            limits: limits::Limits::default(),
            refused: auth::Refused::default(),
            latency: Duration::from_millis(options.latency_ms),
            origin,
            stopped: stopped.clone(),
        };
        let service = Router::new()
            .fallback(server::handle)
            .with_state(Arc::new(shared))
            .into_make_service_with_connect_info::<Scissors>();
        let serving = tokio::spawn(async move {
            // The server itself never ends and never fails: a listener's errors are waited out.
            let _ = axum::serve(Door::new(listener, stopped), service).await;
        });
        Ok(Self { announcement, stop, serving })
    }

    /// Where it is and what signs in to it.
    pub fn announcement(&self) -> &Announcement {
        &self.announcement
    }

    /// Closes the port and ends every connection, also those whose answer is held back.
    pub async fn shutdown(mut self) {
        self.end();
        // Only the abort that `end` asked for can come back.
        let _ = (&mut self.serving).await;
    }

    fn end(&mut self) {
        self.stop.send_replace(true);
        self.serving.abort();
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.end();
    }
}

impl Announcement {
    /// What signs in to every invented world, known before one is made; its addresses are empty.
    pub fn of_invented_worlds() -> Self {
        let account = world::default_account();
        Self {
            autotask_url: String::new(),
            petra_url: String::new(),
            username: account.username,
            secret: account.secret,
            tracking_id: account.tracking_id,
            petra_api_key: worldgen::API_KEY.to_owned(),
            control_url: String::new(),
        }
    }

    fn new(origin: &str, world: &World) -> Self {
        Self {
            autotask_url: format!("{origin}/ATServicesRest"),
            petra_url: origin.to_owned(),
            username: world.account.username.clone(),
            secret: world.account.secret.clone(),
            tracking_id: world.account.tracking_id.clone(),
            petra_api_key: world.petra.api_key.clone(),
            control_url: format!("{origin}/control"),
        }
    }
}

/// The table of faults as text, one a line.
pub fn fault_help() -> String {
    faults::help()
}

/// Whether a fault is known and well written.
///
/// # Errors
/// A sentence that says what is wrong and, for an unknown one, which there are.
pub fn check_fault(text: &str) -> Result<(), FaultError> {
    text.parse::<faults::Fault>().map(|_| ())
}
