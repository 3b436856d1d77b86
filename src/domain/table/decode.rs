//! From the bytes of a text file to text: UTF-8 and UTF-16 with or without a mark, else Windows-1252.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::unreadable;
use crate::domain::diagnostic::Diagnostic;

/// How many bytes are looked at to tell UTF-16 without a mark.
const SAMPLE: usize = 512;

/// The text of a file, without a byte order mark.
///
/// # Errors
/// `read-failed` for what is no text, or cut off inside a character.
pub fn decode(bytes: &[u8]) -> Result<String, Vec<Diagnostic>> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None => unmarked_utf16(bytes).unwrap_or_else(|| {
            // Windows-1252 gives a meaning to every byte, so it is what remains.
            if std::str::from_utf8(bytes).is_ok() { UTF_8 } else { WINDOWS_1252 }
        }),
    };
    let (text, damaged) = encoding.decode_with_bom_removal(bytes);
    if damaged {
        let detail = format!("It is not {} throughout.", encoding.name());
        return Err(unreadable("The file is damaged, or cut off.", &detail));
    }
    if text.contains('\0') {
        return Err(unreadable("This is no text file.", ""));
    }
    Ok(text.into_owned())
}

/// UTF-16 by its zeros: the header is plain letters, so every second byte of the start is 0, and none of the others.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let zeros = |first: usize| sample.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    match (zeros(0), zeros(1)) {
        (0, 0) => None,
        (0, _) => Some(UTF_16LE),
        (_, 0) => Some(UTF_16BE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::diagnostic::Code;

    fn utf16(text: &str, mark: bool, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        let mark = mark.then_some('\u{feff}');
        mark.into_iter().chain(text.chars()).collect::<String>().encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn every_encoding_that_spreadsheets_write_gives_the_same_text() {
        let text = "name\nKöln – Straße\n";
        let cases = [
            ("UTF-8", text.as_bytes().to_vec()),
            ("UTF-8 with a mark", [b"\xef\xbb\xbf", text.as_bytes()].concat()),
            ("UTF-16 LE with a mark", utf16(text, true, u16::to_le_bytes)),
            ("UTF-16 BE with a mark", utf16(text, true, u16::to_be_bytes)),
            ("UTF-16 LE", utf16(text, false, u16::to_le_bytes)),
            ("UTF-16 BE", utf16(text, false, u16::to_be_bytes)),
            ("Windows-1252", b"name\nK\xf6ln \x96 Stra\xdfe\n".to_vec()),
        ];
        for (what, bytes) in cases {
            assert_eq!(decode(&bytes).unwrap(), text, "{what}");
        }
    }

    #[test]
    fn what_is_no_text_or_cut_off_is_refused() {
        for bytes in [&b"PK\x03\x04\0\0\0\0"[..], b"\xff\xfea\0b", b"\xef\xbb\xbfa\xff"] {
            assert_eq!(decode(bytes).unwrap_err()[0].code, Code::ReadFailed, "{bytes:?}");
        }
    }
}
