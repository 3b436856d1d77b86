//! How many requests may run at once: three for each endpoint, one after Autotask complained.
//!
//! Autotask counts by tracking identifier and endpoint, an entity's metadata included; another process of the same
//! tracking identifier is counted with us and cannot be seen, which is why a complaint is always possible.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Mutex as Turn, MutexGuard, Semaphore, SemaphorePermit};

use super::error::Endpoint;

/// Autotask's limit for one endpoint.
pub(super) const AT_ONCE: usize = 3;

/// The way in to one endpoint.
#[derive(Debug)]
pub(super) struct Gate {
    places: Semaphore,
    narrow: AtomicBool,
    turn: Turn<()>,
}

/// A place at a gate; while it is held, the request may run.
pub(super) struct Place<'gate> {
    gate: &'gate Gate,
    turn: Option<MutexGuard<'gate, ()>>,
    _permit: Option<SemaphorePermit<'gate>>,
}

impl Gate {
    fn new() -> Self {
        Self { places: Semaphore::new(AT_ONCE), narrow: AtomicBool::new(false), turn: Turn::new(()) }
    }

    /// Waits until a request may run.
    pub(super) async fn enter(&self) -> Place<'_> {
        // The semaphore is never closed, so there always is a permit in the end.
        let permit = self.places.acquire().await.ok();
        let turn = if self.is_narrow() { Some(self.turn.lock().await) } else { None };
        Place { gate: self, turn, _permit: permit }
    }

    /// Whether only one request at a time may pass.
    pub(super) fn is_narrow(&self) -> bool {
        self.narrow.load(Ordering::Relaxed)
    }
}

impl Place<'_> {
    /// From now on one request at a time; comes back when it is this one's turn, which it keeps.
    pub(super) async fn narrow(&mut self) {
        self.gate.narrow.store(true, Ordering::Relaxed);
        if self.turn.is_none() {
            self.turn = Some(self.gate.turn.lock().await);
        }
    }
}

/// The gates of a client and its clones.
#[derive(Debug, Default)]
pub(super) struct Gates(Mutex<HashMap<Endpoint, Arc<Gate>>>);

impl Gates {
    pub(super) fn of(&self, endpoint: Endpoint) -> Arc<Gate> {
        let mut gates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(gates.entry(endpoint).or_insert_with(|| Arc::new(Gate::new())))
    }

    /// Whether Autotask complained, so that an endpoint is asked one at a time.
    pub(super) fn any_narrow(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().any(|gate| gate.is_narrow())
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;

    fn now<F: Future>(future: F) -> Option<F::Output> {
        match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(output) => Some(output),
            Poll::Pending => None,
        }
    }

    #[test]
    fn three_pass_and_one_after_a_complaint() {
        let gate = Gate::new();
        let mut first = now(gate.enter()).unwrap();
        let second = now(gate.enter()).unwrap();
        let third = now(gate.enter()).unwrap();
        assert!(now(gate.enter()).is_none(), "a fourth passed");

        now(first.narrow()).unwrap();
        drop((second, third));
        assert!(now(gate.enter()).is_none(), "a second passed a narrow gate");
        drop(first);
        let next = now(gate.enter()).unwrap();
        assert!(now(gate.enter()).is_none(), "a second passed a narrow gate");
        drop(next);
    }
}
