//! How long a read is waited for, and when it is sent again.
//!
//! Which failures pass is said by the errors of `autotask` and `petra`. Writes are never sent again by anybody.

use std::time::Duration;

/// How long a read is waited for, and after which pauses it is sent again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patience {
    /// From sending to the last byte of the answer.
    pub timeout: Duration,
    /// The pauses before a read is sent again; as many tries more as there are pauses.
    pub pauses: Vec<Duration>,
}

impl Default for Patience {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(30), pauses: [1, 2, 4].map(Duration::from_secs).to_vec() }
    }
}

/// An error that may pass.
pub(crate) trait Passing {
    /// Whether the same read may succeed a little later.
    fn is_passing(&self) -> bool;

    /// How long the other side asked to wait, if it did.
    fn asked_pause(&self) -> Option<Duration>;
}

impl Patience {
    /// The tries of one read.
    pub(crate) fn tries(&self) -> Tries<'_> {
        Tries { pauses: self.pauses.iter(), count: 1 }
    }
}

/// The tries of one read.
///
/// Its use is a loop: try, leave with what is good, give what is not to [`Tries::pause_after`].
#[derive(Debug)]
pub(crate) struct Tries<'patience> {
    pauses: std::slice::Iter<'patience, Duration>,
    count: usize,
}

impl Tries<'_> {
    /// Which try this is, from 1.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Waits before the next try; gives the error back where there is none.
    pub(crate) async fn pause_after<E: Passing>(&mut self, error: E) -> Result<(), E> {
        if !error.is_passing() {
            return Err(error);
        }
        let Some(&planned) = self.pauses.next() else { return Err(error) };
        tokio::time::sleep(error.asked_pause().unwrap_or(planned)).await;
        self.count += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    struct Refusal {
        passing: bool,
        asked: Option<Duration>,
    }

    impl Passing for Refusal {
        fn is_passing(&self) -> bool {
            self.passing
        }
        fn asked_pause(&self) -> Option<Duration> {
            self.asked
        }
    }

    #[tokio::test]
    async fn as_many_more_tries_as_pauses_each_as_long_as_asked_for() {
        let planned = Duration::from_millis(3);
        let asked = Duration::from_millis(15);
        for (passing, asked, count, at_least) in
            [(true, None, 4, 3 * planned), (true, Some(asked), 4, 3 * asked), (false, Some(asked), 1, Duration::ZERO)]
        {
            let patience = Patience { pauses: vec![planned; 3], ..Patience::default() };
            let start = Instant::now();
            let mut tries = patience.tries();
            while tries.pause_after(Refusal { passing, asked }).await.is_ok() {}
            assert_eq!(tries.count(), count);
            assert!(start.elapsed() >= at_least);
        }
        assert_eq!(Patience::default().pauses, [1, 2, 4].map(Duration::from_secs));
    }
}
