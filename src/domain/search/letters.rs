//! Which letters a folded text has, as 32 bits: most rows are ruled out without looking at their text.

/// A set of letters; letters of other scripts and signs share a few bits, so it can rule out, not prove.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Letters(u32);

impl Letters {
    /// The letters of a folded text.
    pub fn of(text: &[u8]) -> Self {
        Self(text.iter().fold(0, |bits, &byte| bits | bit(byte)))
    }

    /// Adds one.
    pub fn add(&mut self, byte: u8) {
        self.0 |= bit(byte);
    }

    /// Whether each of these may be there.
    pub fn may_have(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    /// Whether this byte may be there; sure for `a` to `z`.
    pub fn may_have_byte(self, byte: u8) -> bool {
        self.0 & bit(byte) != 0 || byte == b' '
    }

    /// How many of these are surely not there.
    pub fn lacks(self, others: Self) -> u32 {
        (others.0 & !self.0).count_ones()
    }
}

fn bit(byte: u8) -> u32 {
    match byte {
        b' ' => 0,
        b'a'..=b'z' => 1 << (byte - b'a'),
        b'0'..=b'9' => 1 << 26,
        other => 1 << (27 + other % 5),
    }
}
