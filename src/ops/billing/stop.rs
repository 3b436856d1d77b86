//! A wish to end a run after the line in hand.

use std::time::Duration;

use tokio::sync::watch;

/// The wish, for those who have to heed it. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// A wish that is not there yet, and what utters it.
    #[must_use]
    pub fn new() -> (watch::Sender<bool>, Self) {
        let (sender, receiver) = watch::channel(false);
        (sender, Self(receiver))
    }

    /// Whether the run is to end.
    #[must_use]
    pub fn is_asked(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits so long, or until the run is to end.
    pub(super) async fn pause(&mut self, time: Duration) {
        // Where nobody can utter it any more, the time alone counts.
        let _ = tokio::time::timeout(time, async {
            if self.0.wait_for(|asked| *asked).await.is_err() {
                std::future::pending::<()>().await;
            }
        })
        .await;
    }
}
