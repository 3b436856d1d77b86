//! Things that are fetched: not asked for, awaited, here, or failed; and the stamps that tell a late reply from the awaited one.

use crate::domain::diagnostic::Diagnostic;

/// The number of a request. A reply counts only if its stamp is the one that is awaited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Stamp(pub u64);

/// A request under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Its number.
    pub stamp: Stamp,
    /// When it began, on the model's clock of seconds.
    pub since: u64,
}

/// Something fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Remote<T> {
    /// Nobody asked for it.
    #[default]
    NotAsked,
    /// It is awaited.
    Loading(Wait),
    /// It is here.
    Ready(T),
    /// It could not be had.
    Failed(Diagnostic),
}

impl<T> Remote<T> {
    /// The thing, if it is here.
    pub const fn ready(&self) -> Option<&T> {
        match self {
            Self::Ready(thing) => Some(thing),
            _ => None,
        }
    }

    /// The wait, if it is awaited.
    pub const fn loading(&self) -> Option<Wait> {
        match self {
            Self::Loading(wait) => Some(*wait),
            _ => None,
        }
    }

    /// Why it could not be had.
    pub const fn failed(&self) -> Option<&Diagnostic> {
        match self {
            Self::Failed(diagnostic) => Some(diagnostic),
            _ => None,
        }
    }

    /// Whether this is the request that is awaited.
    pub fn awaits(&self, stamp: Stamp) -> bool {
        self.loading().is_some_and(|wait| wait.stamp == stamp)
    }

    /// Whether nobody asked, or it failed: asking makes sense.
    pub const fn is_open(&self) -> bool {
        matches!(self, Self::NotAsked | Self::Failed(_))
    }

    /// Takes in the reply if it is the one that is awaited; tells whether it was.
    pub fn receive(&mut self, stamp: Stamp, reply: Result<T, Diagnostic>) -> bool {
        if !self.awaits(stamp) {
            return false;
        }
        *self = match reply {
            Ok(thing) => Self::Ready(thing),
            Err(diagnostic) => Self::Failed(diagnostic),
        };
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_late_reply_never_counts() {
        let mut remote = Remote::Loading(Wait { stamp: Stamp(2), since: 0 });
        assert!(!remote.receive(Stamp(1), Ok("old")));
        assert!(remote.receive(Stamp(2), Ok("new")));
        assert!(!remote.receive(Stamp(2), Ok("again")));
        assert_eq!(remote.ready(), Some(&"new"));
    }
}
