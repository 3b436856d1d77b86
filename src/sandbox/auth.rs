//! Sign-in: the three headers of Autotask, the lock after too many refusals, and Petra's bearer key.

use std::sync::atomic::{AtomicU32, Ordering};

use axum::http::HeaderMap;

use crate::sandbox::world::Account;

/// Refused sign-ins of a known user after which it is locked; Autotask's own number is a setting of each customer.
pub const REFUSALS: u32 = 5;

/// Counts refused sign-ins since the last one that was right.
#[derive(Debug, Default)]
pub struct Refused(AtomicU32);

/// Why a sign-in is refused. Autotask tells none of these from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    User,
    Locked,
    Secret,
    TrackingId,
}

pub fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Judges the three headers; nothing is counted.
pub fn judge(headers: &HeaderMap, account: &Account) -> Result<(), Reason> {
    if !header(headers, "UserName").eq_ignore_ascii_case(&account.username) {
        return Err(Reason::User);
    }
    if account.locked {
        return Err(Reason::Locked);
    }
    if header(headers, "Secret") != account.secret {
        return Err(Reason::Secret);
    }
    if header(headers, "ApiIntegrationCode") != account.tracking_id {
        return Err(Reason::TrackingId);
    }
    Ok(())
}

impl Refused {
    /// Counts a judgement and says whether the user is locked from now on, being refused `most` times in a row.
    pub fn count(&self, judged: Result<(), Reason>, most: u32) -> bool {
        match judged {
            Ok(()) => {
                self.clear();
                false
            }
            Err(Reason::Secret | Reason::TrackingId) => self.0.fetch_add(1, Ordering::SeqCst) + 1 >= most,
            Err(Reason::User | Reason::Locked) => false,
        }
    }

    pub fn clear(&self) {
        self.0.store(0, Ordering::SeqCst);
    }
}

/// Whether Petra's bearer key is the right one.
pub fn bearer(headers: &HeaderMap, key: &str) -> bool {
    header(headers, "Authorization")
        .split_once(' ')
        .is_some_and(|(scheme, given)| scheme.eq_ignore_ascii_case("bearer") && given.trim() == key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::world::default_account;

    fn headers(values: &[(&'static str, &str)]) -> HeaderMap {
        values.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn each_of_the_three_values_has_to_be_right() {
        let account = default_account();
        let right = [
            ("username", account.username.as_str()),
            ("secret", &account.secret),
            ("apiintegrationcode", &account.tracking_id),
        ];
        assert_eq!(judge(&headers(&right), &account), Ok(()));
        for (at, reason) in [Reason::User, Reason::Secret, Reason::TrackingId].into_iter().enumerate() {
            let mut wrong = right;
            wrong[at].1 = "wrong";
            assert_eq!(judge(&headers(&wrong), &account), Err(reason));
            let mut missing = right.to_vec();
            missing.remove(at);
            assert_eq!(judge(&headers(&missing), &account), Err(reason));
        }
        let locked = Account { locked: true, ..account.clone() };
        assert_eq!(judge(&headers(&right), &locked), Err(Reason::Locked));
    }

    #[test]
    fn the_fifth_refusal_in_a_row_locks() {
        let refused = Refused::default();
        assert!((0..4).all(|_| !refused.count(Err(Reason::Secret), REFUSALS)));
        assert!(!refused.count(Ok(()), REFUSALS));
        assert!((0..4).all(|_| !refused.count(Err(Reason::TrackingId), REFUSALS)));
        assert!(!refused.count(Err(Reason::User), REFUSALS));
        assert!(refused.count(Err(Reason::Secret), REFUSALS));
    }

    #[test]
    fn petra_wants_its_key_as_a_bearer() {
        for (value, right) in
            [("Bearer k", true), ("bearer k", true), ("Bearer x", false), ("k", false), ("Basic k", false)]
        {
            assert_eq!(bearer(&headers(&[("authorization", value)]), "k"), right, "{value}");
        }
    }
}
