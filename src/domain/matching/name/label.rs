//! Whether a label, the part of a domain that its owner chose, is a name: in full, as initials, or made short.

use super::super::common_words::{is_common, is_link};
use super::super::legal_form;
use super::Name;
use super::apart::written_out;

impl Name {
    /// The first letters of three or more words, or else nothing; twice where “of” and its like may be passed over.
    pub fn initials(&self) -> impl Iterator<Item = String> + '_ {
        let linked = self.words.iter().any(|word| is_link(word));
        [true, false].into_iter().take(1 + usize::from(linked)).filter_map(|all| initials(&self.words, all))
    }

    /// Whether `label`, the chosen part of a domain, spells this name: all of it, with its legal form or a usual ending, or
    /// its initials.
    pub fn is_spelled_by(&self, label: &str) -> bool {
        self.is_spelled_in_words_by(label) || self.has_initials(label)
    }

    /// Whether a label is its initials.
    pub fn has_initials(&self, label: &str) -> bool {
        self.initials().any(|initials| label == initials)
    }

    /// The same without initials.
    pub fn is_spelled_in_words_by(&self, label: &str) -> bool {
        self.spellings().any(|words| is_spelled(words, least(words), label))
    }

    /// Whether `label` spells all words of this name.
    pub fn is_spelled_whole_by(&self, label: &str) -> bool {
        self.spellings().any(|words| is_spelled(words, words.len(), label))
    }

    /// Whether `label` is this name made short: beginnings of two or more of its words, in their order. Two letters are those
    /// of too many.
    pub fn is_made_short_by(&self, label: &str) -> bool {
        let label = label.replace('-', "");
        label.chars().nth(2).is_some() && self.spellings().any(|words| has_beginnings(&label, words, 0))
    }

    /// Whether two firms hardly register it by chance under two endings, as they do short words that please.
    pub fn is_long(&self) -> bool {
        self.words[..least(&self.words)].iter().map(|word| word.chars().count()).sum::<usize>() >= 7
    }
}

/// How many words a label must have at least: what is left out at the end must be what many have there, as `fourdk` is
/// Fourdk Technologies.
fn least(words: &[String]) -> usize {
    words.iter().rposition(|word| !is_common(word)).map_or(words.len(), |last| last + 1)
}

/// Whether a label is these words joined, at least the first `least` of them, maybe with a legal form or a usual ending.
fn is_spelled(words: &[String], least: usize, label: &str) -> bool {
    let Some(first) = words.first().and_then(|word| word.chars().next()) else { return false };
    let label = label.replace('-', "");
    // “And” may be spelled or not.
    let plain = |text: &str| text.replace("and", "");
    // Most labels begin otherwise: those are told from their first letter.
    let starts = BEGINNINGS.iter().filter_map(|start| label.strip_prefix(start)).filter(|rest| rest.starts_with(first));
    let starts: Vec<String> = starts.map(plain).collect();
    !starts.is_empty()
        && (least.max(1)..=words.len()).any(|count| {
            let key = words.get(..count).map(<[String]>::concat).unwrap_or_default();
            let (plain_key, next) = (plain(&key), words.get(count).map(String::as_str));
            let ends = |rest: &str| {
                rest.is_empty()
                    || ENDINGS.contains(&rest)
                    || legal_form::of(rest).is_some()
                    || next.is_some_and(|next| written_out(rest) == Some(next))
            };
            key.len() >= 3 && starts.iter().any(|label| label.strip_prefix(&plain_key).is_some_and(ends))
        })
}

/// What stands before the name in domains.
const BEGINNINGS: [&str; 10] = ["", "the", "get", "go", "hey", "join", "my", "try", "use", "we"];

/// What stands behind the name in domains.
const ENDINGS: [&str; 15] = [
    "mail",
    "group",
    "uk",
    "usa",
    "us",
    "online",
    "hq",
    "web",
    "international",
    "intl",
    "global",
    "gov",
    "edu",
    "europe",
    "de",
];

/// Whether one word is the first letters of three or more others.
pub(super) fn are_initials(short: &[String], long: &[String]) -> bool {
    let [word] = short else { return false };
    let is = |all| initials(long, all).is_some_and(|initials| initials == *word);
    is(true) || is(false)
}

/// The first letters of three or more words: of all, or of those that do not only link others.
fn initials(words: &[String], all: bool) -> Option<String> {
    let chosen = || words.iter().filter(|word| all || !is_link(word));
    (chosen().count() >= 3).then(|| chosen().filter_map(|word| word.chars().next()).collect())
}

/// Whether a text is made of beginnings of these words, in their order, some passed over; of two words at least, or of
/// five letters of one. `used` are those that were found already.
fn has_beginnings(text: &str, words: &[String], used: usize) -> bool {
    if text.is_empty() {
        return used >= 2;
    }
    let Some((word, rest)) = words.split_first() else { return false };
    let mut common = text.char_indices().zip(word.chars()).take_while(|((_, left), right)| left == right).count();
    while common > 0 {
        let end = text.char_indices().nth(common).map_or(text.len(), |(place, _)| place);
        if has_beginnings(&text[end..], rest, used + 1) {
            return true;
        }
        common -= 1;
    }
    has_beginnings(text, rest, used)
}
