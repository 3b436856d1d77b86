//! Whether the three values were accepted, and that refused ones are never sent a second time.
//!
//! Autotask locks an account after several refusals. So until the first answer is there only one request is under way,
//! and after a refusal none leaves this process with the same values.

use std::sync::{Mutex, PoisonError};

use tokio::sync::Mutex as Turn;

use super::error::Error;

/// What is known of the three values.
#[derive(Clone, Debug)]
enum State {
    Untried,
    Accepted,
    Refused(Error),
}

/// The state of one set of values, shared by all clones of a client.
#[derive(Debug)]
pub(super) struct SignIn {
    state: Mutex<State>,
    first: Turn<()>,
}

impl SignIn {
    pub(super) fn new() -> Self {
        Self { state: Mutex::new(State::Untried), first: Turn::new(()) }
    }

    /// Runs one request, told whether the values were accepted before it; waits for the first one's answer.
    pub(super) async fn guard<T, F>(&self, request: impl FnOnce(bool) -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        if self.is_accepted()? {
            return self.settle(request(true).await);
        }
        let _turn = self.first.lock().await;
        // The one before us may have found out.
        let accepted = self.is_accepted()?;
        self.settle(request(accepted).await)
    }

    fn is_accepted(&self) -> Result<bool, Error> {
        match &*self.state.lock().unwrap_or_else(PoisonError::into_inner) {
            State::Untried => Ok(false),
            State::Accepted => Ok(true),
            State::Refused(error) => Err(error.clone()),
        }
    }

    fn settle<T>(&self, outcome: Result<T, Error>) -> Result<T, Error> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        match &outcome {
            Err(error) if error.is_refused_sign_in() => *state = State::Refused(error.clone()),
            // Who is told that a right is missing has been let in.
            Ok(_) | Err(Error::PermissionMissing { .. }) if matches!(*state, State::Untried) => {
                *state = State::Accepted;
            }
            _ => {}
        }
        outcome
    }
}
