//! A user name and a password for a new API user, made from the system's randomness.

use std::fs::File;
use std::io::{self, Read};

use crate::domain::secret::Secret;

/// Signs of a password: letters and digits that are not mistaken for one another, and signs that no shell, spreadsheet
/// or `.env` file damages.
const SIGNS: &[u8] = b"abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-_.+";

/// Signs in a password.
const LENGTH: usize = 24;

/// Makes both. The user name is `petra-` with eight letters, in the form of an address that leads nowhere.
///
/// # Errors
/// Where the system has no randomness to give.
pub fn generate_login() -> io::Result<(String, Secret)> {
    let letters: Vec<u8> = SIGNS.iter().copied().filter(u8::is_ascii_lowercase).collect();
    let name = pick(&letters, 8)?;
    let secret = pick(SIGNS, LENGTH)?;
    Ok((format!("petra-{name}@api.invalid"), Secret::new(secret)))
}

/// `count` signs, each as likely as the others.
fn pick(signs: &[u8], count: usize) -> io::Result<String> {
    let most = u8::try_from(256 / signs.len() * signs.len() - 1).unwrap_or(u8::MAX);
    let mut text = String::with_capacity(count);
    while text.len() < count {
        let mut byte = [0];
        fill(&mut byte)?;
        // A byte above the last whole round would make the first signs likelier.
        if byte[0] <= most {
            text.push(char::from(signs[usize::from(byte[0]) % signs.len()]));
        }
    }
    Ok(text)
}

#[cfg(unix)]
fn fill(bytes: &mut [u8]) -> io::Result<()> {
    File::open("/dev/urandom")?.read_exact(bytes)
}

#[cfg(not(unix))]
fn fill(bytes: &mut [u8]) -> io::Result<()> {
    use rustls::crypto::SecureRandom;
    rustls::crypto::ring::default_provider()
        .secure_random
        .fill(bytes)
        .map_err(|_| io::Error::other("the system has no randomness to give"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_logins_differ_and_hold_only_signs_that_travel_well() {
        let (first, secret) = generate_login().unwrap();
        let (second, other) = generate_login().unwrap();
        assert_ne!(first, second);
        assert_ne!(secret, other);
        assert_eq!(secret.expose().len(), LENGTH);
        assert!(secret.expose().bytes().all(|sign| SIGNS.contains(&sign)));
    }
}
