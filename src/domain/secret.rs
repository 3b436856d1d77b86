//! Text that must never be shown: wiped when dropped, `****` in every debug print.
//!
//! Where a secret is kept between runs is the business of `secrets`.

use std::fmt;

use zeroize::Zeroizing;

/// A password, tracking identifier or key. It cannot be printed or serialised; [`Secret::expose`] is the only way to its text.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes over the text.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself, for a request header or a store. Never format it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("****")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_prints_no_content_and_no_length() {
        assert_eq!(format!("{:?}", Secret::from("hunter2")), "****");
        assert_eq!(format!("{:?}", Some(Secret::default())), "Some(****)");
    }
}
