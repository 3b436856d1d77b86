//! Good files made bad, for the property tests of everything that reads a file or an answer.
//!
//! What comes out is near enough to good to get past the first check: cut off, values of other types, hostile pieces in
//! the middle, nested deeply, repeated, in another encoding, or bytes of no encoding at all.

use proptest::collection::vec;
use proptest::prelude::*;

use super::diagnostic::Diagnostic;

/// How many cases a test runs unless `PROPTEST_CASES` says otherwise.
pub const CASES: u32 = 400;

/// What is put in: separators, quotes, formulas, numbers that are none, text from other tongues, control sequences.
const PIECES: [&str; 26] = [
    "",
    "\"",
    "\"\"",
    ",",
    ";",
    "\t",
    "\r",
    "\n\n",
    "\0",
    "{",
    "}",
    "[",
    "]",
    ":",
    "null",
    "true",
    "-1",
    "1e999",
    "12.0",
    "99999999999999999999",
    "=HYPERLINK(\"x\")",
    "\u{feff}",
    "\u{202e}",
    "\u{1b}]0;x\u{7}",
    "\\ud800",
    "サクラ",
];

/// One way of damaging bytes.
#[derive(Clone, Debug)]
enum Damage {
    Cut(usize),
    Replace {
        at: usize,
        length: usize,
        piece: &'static str,
    },
    Bytes {
        at: usize,
        bytes: Vec<u8>,
    },
    /// The value after a colon or a separator becomes another.
    Value {
        nth: usize,
        value: &'static str,
    },
    Nest {
        at: usize,
        depth: usize,
    },
    Repeat {
        at: usize,
        length: usize,
        times: usize,
    },
    Utf16 {
        little: bool,
        mark: bool,
    },
    Latin1,
}

fn damage() -> impl Strategy<Value = Damage> {
    let place = any::<prop::sample::Index>().prop_map(|index| index.index(10_000));
    prop_oneof![
        place.clone().prop_map(Damage::Cut),
        (place.clone(), 0..40_usize, prop::sample::select(PIECES.to_vec()))
            .prop_map(|(at, length, piece)| Damage::Replace { at, length, piece }),
        (place.clone(), vec(any::<u8>(), 1..12)).prop_map(|(at, bytes)| Damage::Bytes { at, bytes }),
        (0..200_usize, prop::sample::select(PIECES.to_vec())).prop_map(|(nth, value)| Damage::Value { nth, value }),
        (place.clone(), 1..5_000_usize).prop_map(|(at, depth)| Damage::Nest { at, depth }),
        (place, 1..60_usize, 2..200_usize).prop_map(|(at, length, times)| Damage::Repeat { at, length, times }),
        (any::<bool>(), any::<bool>()).prop_map(|(little, mark)| Damage::Utf16 { little, mark }),
        Just(Damage::Latin1),
    ]
}

impl Damage {
    fn does(self, mut bytes: Vec<u8>) -> Vec<u8> {
        let size = bytes.len();
        let within = |at: usize| if size == 0 { 0 } else { at % size };
        let range = |at: usize, length: usize| within(at)..(within(at) + length).min(size);
        match self {
            Self::Cut(at) => bytes.truncate(within(at)),
            Self::Replace { at, length, piece } => drop(bytes.splice(range(at, length), piece.bytes())),
            Self::Bytes { at, bytes: put } => drop(bytes.splice(range(at, 0), put)),
            Self::Value { nth, value } => {
                let marks: Vec<usize> = (0..size).filter(|&place| b":,;".contains(&bytes[place])).collect();
                if let Some(start) = marks.get(nth % marks.len().max(1)).map(|mark| mark + 1) {
                    let rest = bytes[start..].iter().position(|byte| b",;}]\n".contains(byte));
                    bytes.splice(start..rest.map_or(size, |length| start + length), value.bytes());
                }
            }
            Self::Nest { at, depth } => drop(bytes.splice(range(at, 0), "[{\"a\":".repeat(depth).into_bytes())),
            Self::Repeat { at, length, times } => {
                let piece = bytes[range(at, length)].repeat(times);
                bytes.splice(range(at, 0), piece);
            }
            Self::Utf16 { little, mark } => {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let units = mark.then_some(0xfeff).into_iter().chain(text.encode_utf16());
                bytes = units.flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect();
            }
            Self::Latin1 => {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                bytes = text.chars().map(|sign| u8::try_from(u32::from(sign)).unwrap_or(b'?')).collect();
            }
        }
        bytes
    }
}

/// One of the good files, damaged one to four times.
pub fn damaged(good: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
    (prop::sample::select(good), vec(damage(), 1..5)).prop_map(|(good, damages)| {
        damages.into_iter().fold(good.as_bytes().to_vec(), |bytes, damage| damage.does(bytes))
    })
}

/// As many cases as are asked for, or the usual number.
pub fn cases() -> ProptestConfig {
    if std::env::var_os("PROPTEST_CASES").is_some() {
        ProptestConfig::default()
    } else {
        ProptestConfig::with_cases(CASES)
    }
}

/// Whether a refusal says something, and what to do.
pub fn is_told(refusal: &[Diagnostic]) -> bool {
    !refusal.is_empty() && refusal.iter().all(|said| !said.summary.is_empty() && !said.hint.is_empty())
}
