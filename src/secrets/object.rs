//! The JSON object that carries several secrets at once: on standard input, and inside of an encrypted file.
//!
//! What is wrong with it is never told in the words of the parser: they may repeat a secret.

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::MOST_BYTES;
use crate::domain::reference::SecretName;
use crate::domain::secret::Secret;

/// Secrets by name; at most one of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object([Option<Secret>; 3]);

/// A text that is no JSON object with these keys alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is no JSON object with the keys secret, trackingId and petraApiKey")]
pub struct NoObject;

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Keys<T> {
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    secret: Option<T>,
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    tracking_id: Option<T>,
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    petra_api_key: Option<T>,
}

/// What a derived default would ask more of.
const fn none<T>() -> Option<T> {
    None
}

impl Object {
    /// Reads one; outer spaces of each secret are cut.
    ///
    /// # Errors
    /// [`NoObject`], whatever is wrong.
    pub fn parse(text: &str) -> Result<Self, NoObject> {
        let text = text.trim_start_matches('\u{feff}').trim_start();
        // A list would be taken for the values in the order of the keys.
        if !text.starts_with('{') {
            return Err(NoObject);
        }
        let keys: Keys<String> = serde_json::from_str(text).map_err(|_| NoObject)?;
        let whole = |text: Option<String>| text.map(Secret::new).map(|text| Secret::from(text.expose().trim()));
        Ok(Self([keys.secret, keys.tracking_id, keys.petra_api_key].map(whole)))
    }

    /// Its text, keys in the order in which they are asked for.
    pub(super) fn to_text(&self) -> Zeroizing<Vec<u8>> {
        let [secret, tracking_id, petra_api_key] = self.0.each_ref().map(|one| one.as_ref().map(Secret::expose));
        // With room from the start: a buffer that grows leaves unwiped copies behind.
        let mut text = Zeroizing::new(Vec::with_capacity(8 * MOST_BYTES));
        serde_json::to_writer(&mut *text, &Keys { secret, tracking_id, petra_api_key })
            .expect("strings go into a buffer");
        text.push(b'\n');
        text
    }

    /// The secret of a name.
    #[must_use]
    pub fn get(&self, name: SecretName) -> Option<&Secret> {
        self.0[place(name)].as_ref()
    }

    /// Puts one in, or takes one out; gives what was there.
    pub(super) fn set(&mut self, name: SecretName, secret: Option<Secret>) -> Option<Secret> {
        std::mem::replace(&mut self.0[place(name)], secret)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }
}

impl IntoIterator for Object {
    type Item = (SecretName, Secret);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        let held: Vec<_> =
            SecretName::ALL.into_iter().zip(self.0).filter_map(|(name, secret)| Some((name, secret?))).collect();
        held.into_iter()
    }
}

const fn place(name: SecretName) -> usize {
    match name {
        SecretName::AutotaskSecret => 0,
        SecretName::AutotaskTrackingId => 1,
        SecretName::PetraApiKey => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_a_mark_or_spaces_before_it_are_no_fault() {
        let mut object = Object::default();
        assert_eq!(object.to_text().as_slice(), b"{}\n");
        object.set(SecretName::PetraApiKey, Some(Secret::from("k\"1")));
        object.set(SecretName::AutotaskSecret, Some(Secret::from("pässwörd")));
        let text = String::from_utf8(object.to_text().to_vec()).unwrap();
        assert_eq!(text, "{\"secret\":\"pässwörd\",\"petraApiKey\":\"k\\\"1\"}\n");
        assert_eq!(Object::parse(&format!("\u{feff} {text}")), Ok(object));
        assert_eq!(Object::parse(r#"{"secret":" x\n"}"#).unwrap().get(SecretName::AutotaskSecret), Some(&"x".into()));
    }

    #[test]
    fn anything_else_is_refused_and_not_repeated() {
        for text in [
            "",
            "[]",
            r#"["hunter2"]"#,
            "hunter2",
            r#"{"secret":["hunter2"]}"#,
            r#"{"hunter2":"x"}"#,
            r#"{"secret":"hunter2""#,
        ] {
            let refused = Object::parse(text).unwrap_err();
            assert!(!format!("{refused} {refused:?}").contains("hunter2"), "{text}");
        }
        assert_eq!(Object::parse(r#"{"secret":null}"#), Ok(Object::default()));
    }
}
