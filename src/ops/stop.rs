//! A wish to end a run after the write in hand.

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

    /// Waits for work that may be dropped at any time, such as a read; `None` where the run is to end before it is done.
    pub(super) async fn or<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let mut asked = self.0.clone();
        tokio::select! {
            biased;
            () = uttered(&mut asked) => None,
            result = work => Some(result),
        }
    }

    /// Waits so long, or until the run is to end.
    pub(super) async fn pause(&self, time: Duration) {
        let _ = self.or(tokio::time::sleep(time)).await;
    }
}

async fn uttered(asked: &mut watch::Receiver<bool>) {
    // Where nobody can utter it any more, it never comes.
    if asked.wait_for(|asked| *asked).await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_wish_ends_what_may_be_dropped_and_its_absence_nothing() {
        let (wish, stop) = Stop::new();
        assert_eq!(stop.or(async { 7 }).await, Some(7));
        wish.send(true).unwrap();
        assert!(stop.is_asked());
        assert_eq!(stop.or(std::future::pending::<()>()).await, None);
        stop.pause(Duration::from_hours(1)).await;
        let (wish, stop) = Stop::new();
        drop(wish);
        assert_eq!(stop.or(async { 7 }).await, Some(7));
    }
}
