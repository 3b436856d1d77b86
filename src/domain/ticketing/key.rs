//! The key of a ticket: what stands in its `externalID`, by which it is found again.

use std::fmt;

use super::text::units;
use crate::domain::text::is_unseen;

/// Longest `externalID`.
const LENGTH: usize = 50;

/// A key that fits into a ticket and is the same whenever it is read back.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

/// Why a text is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyRefused {
    /// Nothing is left of it.
    #[error("it is empty")]
    Empty,
    /// It is longer than the field.
    #[error("it is longer than {LENGTH} signs")]
    TooLong,
    /// It has a sign that is not seen.
    #[error("it has a sign that is not seen")]
    Unseen,
}

impl Key {
    /// A key that somebody chose; spaces around it do not count.
    ///
    /// # Errors
    /// Where it does not fit.
    pub fn new(text: &str) -> Result<Self, KeyRefused> {
        let text = text.trim();
        if text.is_empty() {
            return Err(KeyRefused::Empty);
        }
        if units(text) > LENGTH {
            return Err(KeyRefused::TooLong);
        }
        if text.chars().any(|sign| sign.is_control() || is_unseen(sign)) {
            return Err(KeyRefused::Unseen);
        }
        Ok(Self(text.to_owned()))
    }

    /// The key of an incident: its id, or where that does not fit its beginning with a fingerprint of the whole.
    #[must_use]
    pub fn of_incident(id: &str) -> Self {
        Self::new(id).ok().filter(|key| key.0 == id).unwrap_or_else(|| {
            let start: String = id.chars().filter(char::is_ascii_graphic).take(LENGTH - 17).collect();
            Self(format!("{start}-{:016x}", fingerprint(id)))
        })
    }

    /// The text in Autotask.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// FNV-1a, which stays the same for ever: a key of today has to be found next year.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chosen_key_fits_or_is_refused() {
        for (given, wanted) in [
            (" alert-7 ", Ok("alert-7")),
            ("", Err(KeyRefused::Empty)),
            (" \t", Err(KeyRefused::Empty)),
            ("a\nb", Err(KeyRefused::Unseen)),
            ("a\u{202e}b", Err(KeyRefused::Unseen)),
        ] {
            assert_eq!(Key::new(given).as_ref().map(Key::as_str).map_err(|why| *why), wanted, "{given:?}");
        }
        assert!(Key::new(&"x".repeat(50)).is_ok());
        assert_eq!(Key::new(&"x".repeat(51)), Err(KeyRefused::TooLong));
        assert_eq!(Key::new(&"😀".repeat(26)), Err(KeyRefused::TooLong));
    }

    #[test]
    fn every_incident_has_a_key_of_its_own_that_stays_the_same() {
        assert_eq!(Key::of_incident("inc_ZZk90t").as_str(), "inc_ZZk90t");
        let (one, other) = ("x".repeat(60) + "1", "x".repeat(60) + "2");
        assert_ne!(Key::of_incident(&one), Key::of_incident(&other));
        assert_eq!(Key::of_incident(&one).as_str(), format!("{}-1ae3a85d5cfa73ac", "x".repeat(33)));
        for odd in ["", " a", "a", "a\n", "株".repeat(60).as_str(), one.as_str()] {
            let key = Key::of_incident(odd);
            assert!(Key::new(key.as_str()) == Ok(key.clone()), "{odd:?} {key}");
        }
        assert_ne!(Key::of_incident("a"), Key::of_incident(" a"));
    }
}
