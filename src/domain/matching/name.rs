//! The name of a company without what people write now so, now so: case, accents, punctuation, legal form, “The”, and notes
//! in brackets.

use std::collections::HashSet;

use super::common_words::{is_common, is_family};
use super::legal_form;
use super::notes;
use crate::domain::folded::{fold, is_of_word};

/// A company's name, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The words that make the name, folded.
    words: Vec<String>,
    /// The same with umlauts spelled out (ö as oe), where that makes a difference.
    spelled: Option<Vec<String>>,
    /// The name that it trades or traded under, where that stands behind a “dba”, “t/a” or “formerly”.
    trading: Option<Vec<String>>,
    /// The legal forms that were left out, each by the one name it has here.
    forms: Vec<&'static str>,
    /// What stood in brackets, folded.
    notes: Vec<String>,
}

/// How two names stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Nothing but what is left out tells them apart.
    Same,
    /// They differ in a letter or two, as by a slip of the keyboard.
    Slip,
    /// One has the words of the other and more, or is its initials.
    Part,
    /// They cannot be compared: they have no script in common.
    OtherScript,
    /// Some words are common, and each has words that the other lacks: maybe relatives.
    Relatives,
    /// The same words, but another legal form: maybe another company.
    OtherForm,
    /// The same words, but another note in brackets: another branch, most likely.
    OtherNote,
    /// No word is common.
    Unlike,
}

impl Name {
    /// Takes a name apart.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut name = Self::of_folded(fold(text));
        name.spelled = spelled_out(text).map(|spelled| Self::of_folded(fold(&spelled)).words);
        name
    }

    fn of_folded(text: String) -> Self {
        let Some((before, after)) = trading_as(&text) else { return Self::of_one(text) };
        let (first, second) = (Self::of_one(before.to_owned()), Self::of_one(after.to_owned()));
        match (first.words.is_empty(), second.words.is_empty()) {
            (true, _) => second,
            (_, true) => first,
            _ => Self { trading: Some(second.words), ..first },
        }
    }

    fn of_one(mut text: String) -> Self {
        let (mut forms, mut notes) = (Vec::new(), Vec::new());
        if !text.is_ascii() {
            for &(ref written, form) in legal_form::UNSPACED.iter() {
                if let Some(start) = text.find(written) {
                    text.replace_range(start..start + written.len(), " ");
                    forms.push(form);
                }
            }
        }
        take_notes(&mut text, &mut notes);
        take_dashed(&mut text, &mut notes);
        let mut words = words(&text);
        if words.is_empty() {
            // A name that is all note: better than none.
            words = notes.iter().flat_map(|note| self::words(note)).collect();
            notes.clear();
        }
        drop_little_words(&mut words);
        drop_product(&mut words);
        take_forms(&mut words, &mut forms);
        words.iter_mut().for_each(write_out);
        forms.sort_unstable();
        forms.dedup();
        Self { words, spelled: None, trading: None, forms, notes }
    }

    /// The keys under which names that are the same are found; two where umlauts can be spelled out. Empty for a name that
    /// has no letter or digit.
    pub fn keys(&self) -> impl Iterator<Item = String> + '_ {
        // Without spaces: “North Wind” is “Northwind”, “A B C” is “A.B.C.”.
        self.spellings().map(<[String]>::concat).filter(|key| !key.is_empty())
    }

    /// The legal forms that were left out.
    #[must_use]
    pub fn forms(&self) -> &[&'static str] {
        &self.forms
    }

    /// What stood in brackets, folded.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The notes without those by which a provider sorts its customers.
    pub fn telling_notes(&self) -> Vec<&String> {
        self.notes.iter().filter(|note| !notes::is_of_office(note)).collect()
    }

    /// How this name stands to another one.
    #[must_use]
    pub fn relation(&self, other: &Self) -> Relation {
        if self.keys().any(|key| other.keys().any(|other| key == other)) {
            // Who speaks English takes one of its forms for another, and hardly has firms of one name in two of them.
            let kind = |form: &&'static str| if legal_form::ENGLISH.contains(form) { "English" } else { form };
            let differ = !self.forms.is_empty() && !other.forms.is_empty() && {
                self.forms.iter().all(|form| !other.forms.iter().any(|other| kind(form) == kind(other)))
            };
            let (left, right) = (self.telling_notes(), other.telling_notes());
            let noted = !left.is_empty() && !right.is_empty() && left != right;
            return match (noted, differ) {
                (true, _) => Relation::OtherNote,
                (false, true) => Relation::OtherForm,
                (false, false) => Relation::Same,
            };
        }
        let scripts = |words: &[String]| {
            let latin = |sign: char| sign.is_ascii_alphabetic();
            let other = |sign: char| sign.is_alphabetic() && !sign.is_ascii();
            let any = |of: fn(char) -> bool| words.iter().any(|word| word.contains(of));
            (any(latin), any(other))
        };
        if let ((true, false), (false, true)) | ((false, true), (true, false)) =
            (scripts(&self.words), scripts(&other.words))
        {
            return Relation::OtherScript;
        }
        if self.differs_by_a_slip(other) {
            return Relation::Slip;
        }
        let mut relation = Relation::Unlike;
        for left in self.spellings() {
            for right in other.spellings() {
                let has_all = |left: &[String], right: &[String]| {
                    !right.is_empty() && right.iter().all(|word| left.contains(word))
                };
                if has_all(left, right)
                    || has_all(right, left)
                    || are_initials(left, right)
                    || are_initials(right, left)
                {
                    return Relation::Part;
                }
                if left.iter().any(|word| right.contains(word)) {
                    relation = Relation::Relatives;
                }
            }
        }
        relation
    }

    /// Whether one letter too few, too many, other or swapped tells them apart; in long names two. In short ones a letter
    /// makes another name, and so does a digit anywhere.
    fn differs_by_a_slip(&self, other: &Self) -> bool {
        // A letter within a word is a slip; another short word is another name.
        self.words.len() == other.words.len()
            && is_near(&self.words.concat(), &other.words.concat(), |length| match length {
                0..=6 => 0,
                7..=15 => 1,
                _ => 2,
            })
    }

    /// How much it tells about whose name it is: 4 for each word that hardly two companies have, 1 for a common one.
    /// From [`DISTINCT`] on, two companies of one name are not to be expected.
    pub fn distinctness(&self) -> usize {
        // Three partners make one firm; one or two are any Smith, or Jones & Smith.
        if self.words.iter().filter(|word| is_family(word)).collect::<HashSet<_>>().len() >= 3 {
            return DISTINCT;
        }
        let is_of_place = self.is_after_place();
        let of_word = |word: &String| match word.chars().count() {
            _ if is_link(word) => 0,
            _ if is_common(word) => 1,
            0..=3 => 2,
            _ if is_of_place => DISTINCT / 2,
            _ => DISTINCT,
        };
        self.words.iter().map(of_word).sum()
    }

    /// Whether it has several words, so that hardly two customers of one provider have it: not a town, and of what is called
    /// after places and saints only what has a word that does not recur.
    pub fn is_combined(&self) -> bool {
        let is_town = self.words.iter().any(|word| TOWNS.contains(&word.as_str()));
        let least = if self.is_after_place() { DISTINCT - 1 } else { 0 };
        self.words.iter().filter(|word| !is_link(word)).count() > 1 && !is_town && self.distinctness() >= least
    }

    /// Places and saints recur: there is a Greensboro in many states, and a school and a church of its name in each.
    fn is_after_place(&self) -> bool {
        self.words.iter().any(|word| TOWNS.contains(&word.as_str()) || NAMED_AFTER_PLACES.contains(&word.as_str()))
    }

    /// Whether two firms hardly register it by chance under two endings, as they do short words that please.
    pub fn is_long(&self) -> bool {
        self.words[..least(&self.words)].iter().map(|word| word.chars().count()).sum::<usize>() >= 7
    }

    /// The words, folded.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The first letters of three or more words, or else nothing; twice where “of” and its like may be passed over.
    pub fn initials(&self) -> impl Iterator<Item = String> + '_ {
        let linked = self.words.iter().any(|word| is_link(word));
        [true, false].into_iter().take(1 + usize::from(linked)).filter_map(|all| initials(&self.words, all))
    }

    /// The words that this name has beyond those of the other.
    pub fn beyond<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a str> {
        self.words.iter().filter(|word| !other.words.contains(word)).map(String::as_str)
    }

    /// Whether the names are near enough to be one that was mistyped, where something else says that they are one: in
    /// shorter names too, and with the spaces elsewhere.
    pub fn is_nearly(&self, other: &Self) -> bool {
        is_near(&self.words.concat(), &other.words.concat(), |length| match length {
            0..=3 => 0,
            4..=6 => 1,
            7..=15 => 2,
            _ => 3,
        })
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

    /// How alike two names are, from 0 to 100: what their common words weigh of all their words.
    pub fn likeness(&self, other: &Self) -> u8 {
        let weigh = |word: &String| match word {
            link if is_link(link) => 0,
            common if is_common(common) => 1,
            _ => 4,
        };
        let sum = |words: &[String]| words.iter().map(weigh).sum::<usize>();
        let is_in = |word: &String, words: &[String]| {
            words.iter().any(|other| {
                other == word
                    || (word.len().min(other.len()) >= 5 && word.len().abs_diff(other.len()) <= 4 && {
                        let one = rapidfuzz::distance::osa::Args::default().score_cutoff(1);
                        rapidfuzz::distance::osa::distance_with_args(word.chars(), other.chars(), &one).is_some()
                    })
            })
        };
        let common: usize = self.words.iter().filter(|word| is_in(word, &other.words)).map(weigh).sum();
        let all = sum(&self.words).max(1) + sum(&other.words).max(1) - common.min(sum(&other.words));
        u8::try_from((100 * common / all.max(1)).min(100)).unwrap_or(100)
    }

    /// Whether the names are the same only with umlauts spelled out.
    #[must_use]
    pub fn is_same_spelled_out_only(&self, other: &Self) -> bool {
        self.words.concat() != other.words.concat() && self.relation(other) == Relation::Same
    }

    fn spellings(&self) -> impl Iterator<Item = &[String]> {
        std::iter::once(self.words.as_slice()).chain(self.spelled.as_deref()).chain(self.trading.as_deref())
    }
}

/// The [`Name::distinctness`] from which a name says by itself whose it is.
pub const DISTINCT: usize = 4;

/// What a place is of itself.
const TOWNS: [&str; 11] =
    ["borough", "city", "county", "district", "gemeinde", "parish", "stadt", "town", "township", "village", "ville"];

/// What is named after places, saints and people.
const NAMED_AFTER_PLACES: [&str; 12] = [
    "academy",
    "church",
    "college",
    "court",
    "elementary",
    "high",
    "hospital",
    "library",
    "saint",
    "school",
    "schools",
    "st",
];

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

/// Words that only link others.
fn is_link(word: &str) -> bool {
    const LINKS: [&str; 30] = [
        "a", "al", "at", "da", "das", "de", "del", "della", "der", "des", "di", "die", "do", "dos", "du", "el", "for",
        "fur", "in", "la", "le", "les", "of", "on", "pour", "the", "to", "van", "von", "zu",
    ];
    LINKS.binary_search(&word).is_ok()
}

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
fn are_initials(short: &[String], long: &[String]) -> bool {
    let [word] = short else { return false };
    let is = |all| initials(long, all).is_some_and(|initials| initials == *word);
    is(true) || is(false)
}

/// The first letters of three or more words: of all, or of those that do not only link others.
fn initials(words: &[String], all: bool) -> Option<String> {
    let chosen = || words.iter().filter(|word| all || !is_link(word));
    (chosen().count() >= 3).then(|| chosen().filter_map(|word| word.chars().next()).collect())
}

/// Whether no more letters tell two texts apart than `most` allows for that length, and none of them a digit: one too few,
/// too many, other or swapped.
fn is_near(left: &str, right: &str, most: fn(usize) -> usize) -> bool {
    let most = most(left.chars().count().min(right.chars().count()));
    let digits = |text: &str| text.chars().filter(|sign| sign.is_numeric()).collect::<String>();
    let distance = rapidfuzz::distance::osa::Args::default().score_cutoff(most);
    most > 0
        && left.len().abs_diff(right.len()) <= 2 * most
        && rapidfuzz::distance::osa::distance_with_args(left.chars(), right.chars(), &distance).is_some()
        && digits(left) == digits(right)
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

/// What stands before and behind “doing business as”, “trading as” or “formerly”, in the ways in which they are written.
fn trading_as(text: &str) -> Option<(&str, &str)> {
    const WRITTEN: [&str; 18] = [
        "dba",
        "d/b/a",
        "d.b.a.",
        "t/a",
        "t/as",
        "aka",
        "a/k/a",
        "trading as",
        "doing business as",
        "also known as",
        "formerly known as",
        "formerly",
        "fka",
        "f/k/a",
        "previously",
        "vormals",
        "ehemals",
        "anciennement",
    ];
    let mut before = None;
    for (start, sign) in text.char_indices() {
        let is_start = is_of_word(sign) && !before.is_some_and(is_of_word);
        before = Some(sign);
        // Few words begin as one of these does.
        if !is_start || !matches!(sign, 'a' | 'd' | 'e' | 'f' | 'p' | 't' | 'v') {
            continue;
        }
        let rest = WRITTEN.iter().filter_map(|written| text[start..].strip_prefix(written));
        if let Some(after) = rest.min_by_key(|rest| rest.len()).filter(|rest| !rest.starts_with(is_of_word)) {
            return Some((&text[..start], after));
        }
    }
    None
}

/// The text with umlauts spelled out as Germans and Scandinavians do on other keyboards, or `None` where there are none.
fn spelled_out(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    // Composed and decomposed umlauts are one.
    let text: String = unicode_normalization::UnicodeNormalization::nfc(text).collect();
    let mut spelled = String::with_capacity(text.len() + 4);
    for sign in text.chars() {
        match sign {
            'ä' | 'Ä' => spelled.push_str("ae"),
            'ö' | 'Ö' | 'ø' | 'Ø' => spelled.push_str("oe"),
            'ü' | 'Ü' => spelled.push_str("ue"),
            'å' | 'Å' => spelled.push_str("aa"),
            _ => spelled.push(sign),
        }
    }
    (spelled != text).then_some(spelled)
}

/// Moves what stands in brackets from the text to the notes.
fn take_notes(text: &mut String, notes: &mut Vec<String>) {
    while let Some(start) = text.find(['(', '[', '{', '【', '「']) {
        let rest = &text[start..];
        let end = rest
            .find([')', ']', '}', '】', '」'])
            .map_or(text.len(), |end| start + end + rest[end..].chars().next().map_or(0, char::len_utf8));
        let note = words(&text[start..end]).join(" ");
        if !note.is_empty() {
            notes.push(note);
        }
        text.replace_range(start..end, " ");
    }
    notes.sort_unstable();
}

/// Moves a note behind a dash to the notes, and takes out a customer's number before one. What else stands there is of the name.
fn take_dashed(text: &mut String, notes: &mut Vec<String>) {
    const DASHES: [&str; 4] = [" - ", " – ", " — ", " | "];
    // Most names have none; the longer two begin with this byte.
    if !text.bytes().any(|byte| matches!(byte, b'-' | b'|' | 0xe2)) {
        return;
    }
    let last = DASHES.iter().filter_map(|dash| Some((text.rfind(dash)?, dash.len()))).max();
    let first = DASHES.iter().filter_map(|dash| Some((text.find(dash)?, dash.len()))).min();
    if let Some((start, length)) = last {
        let note = words(&text[start + length..]).join(" ");
        if notes::is_of_office(&note) || notes::is_put_aside(&note) {
            text.truncate(start);
            notes.push(note);
            notes.sort_unstable();
        }
    }
    let is_number = |start: usize| text[..start].trim().bytes().all(|sign| sign.is_ascii_digit());
    if let Some((start, length)) = first.filter(|&(start, length)| start + length < text.len() && is_number(start)) {
        text.replace_range(..start + length, "");
    }
}

/// Takes out what the tenant is a tenant of, at the end.
fn drop_product(words: &mut Vec<String>) {
    loop {
        let count = match words.as_slice() {
            [_, .., maker, product] if matches!(maker.as_str(), "microsoft" | "office") && product == "365" => 2,
            [_, .., product] if matches!(product.as_str(), "m365" | "o365" | "office365" | "tenant") => 1,
            _ => return,
        };
        words.truncate(words.len() - count);
    }
}

/// Writes out a word that is mostly shortened in one way, so that both ways are one.
fn write_out(word: &mut String) {
    if let Some(whole) = written_out(word) {
        whole.clone_into(word);
    }
}

fn written_out(word: &str) -> Option<&'static str> {
    Some(match word {
        "assn" => "association",
        "assoc" | "assocs" => "associates",
        "bldg" => "building",
        "bros" => "brothers",
        "centre" | "ctr" => "center",
        "dept" => "department",
        "dist" => "district",
        "eng" | "engr" => "engineering",
        "grp" => "group",
        "hosp" => "hospital",
        "inst" => "institute",
        "intl" => "international",
        "labs" => "laboratories",
        "mfg" => "manufacturing",
        "mgmt" => "management",
        "natl" => "national",
        "svc" | "svcs" | "service" => "services",
        "sys" | "system" => "systems",
        "tech" | "technologies" => "technology",
        "twp" => "township",
        "univ" => "university",
        _ => return None,
    })
}

/// The words of a folded text, punctuation gone; `S.p.A.` is one word, `O'Brien` another.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for chunk in
        text.split(|sign: char| sign.is_whitespace() || matches!(sign, '/' | ',' | '-' | '_' | ';' | ':' | '|'))
    {
        let parts = || chunk.split('.').map(|part| part.chars().filter(|&sign| is_of_word(sign)).collect::<String>());
        let split_letters = parts().all(|part| part.chars().count() <= 2);
        if split_letters {
            words.push(parts().collect::<String>());
        } else {
            let last = parts().next_back().unwrap_or_default();
            if last.len() == 2 && parts().next().is_some_and(|first| first.len() > 3) {
                // An address in a country: its ending is no legal form.
                words.push(parts().collect());
                continue;
            }
            // Who is called by an address is called so without its ending.
            let ending = matches!(last.as_str(), "com" | "net" | "org");
            let count = parts().count() - usize::from(ending);
            words.extend(parts().take(count.max(1)));
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Takes out “and” in its languages, between words, and “the” at either end.
fn drop_little_words(words: &mut Vec<String>) {
    let inner = 1..words.len().saturating_sub(1);
    let mut place = 0;
    words.retain(|word| {
        let is_inner = inner.contains(&place);
        place += 1;
        !(is_inner && matches!(word.as_str(), "and" | "und" | "et" | "y" | "en" | "och" | "og"))
    });
    if words.len() > 1 && words[0] == "the" {
        words.remove(0);
    }
    if words.len() > 1 && words.last().is_some_and(|word| word == "the") {
        words.pop();
    }
}

/// Moves legal forms from the ends of the words to the forms; one word always stays.
fn take_forms(words: &mut Vec<String>, forms: &mut Vec<&'static str>) {
    while words.len() > 1 && legal_form::may_lead(&words[0]) {
        forms.extend(legal_form::of(&words.remove(0)));
    }
    'forms: while words.len() > 1 {
        // Forms may be written apart: `S. A.`, `Sp. z o.o.`, `S.A. de C.V.`; the longest first.
        for count in (1..=MOST_PARTS.min(words.len() - 1)).rev() {
            let parts = &words[words.len() - count..];
            if count > 1 && parts.iter().any(|part| part.len() > 3) {
                continue;
            }
            if let Some(form) = legal_form::of(&parts.concat()) {
                forms.push(form);
                words.truncate(words.len() - count);
                continue 'forms;
            }
        }
        break;
    }
}

/// Most words that one legal form is written as.
const MOST_PARTS: usize = 5;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_left_out_makes_no_difference() {
        for (left, right) in [
            ("Kölner Straßenbau GmbH", "Koelner Strassenbau"),
            ("Kölner Straßenbau", "KOLNER STRASSENBAU GMBH"),
            ("Harbor & Sons, Inc.", "Harbor and Sons"),
            ("Müller und Söhne GmbH & Co. KG", "Mueller & Soehne"),
            ("Dupont et Fils S.A.R.L.", "Dupont & Fils"),
            ("García y Hijos, S.L.", "Garcia & Hijos"),
            ("The Phone Company, Ltd.", "Phone"),
            ("Phone Company, The", "The Phone Co"),
            ("A.B.C. Dental, P.L.L.C.", "ABC Dental"),
            ("Contoso S. A.", "contoso sa"),
            ("Contoso S.A. de C.V.", "Contoso"),
            ("Contoso Sp. z o.o.", "Contoso"),
            ("Contoso sp.z o.o.", "CONTOSO"),
            ("Contoso s.r.o.", "Contoso"),
            ("Contoso Pty Ltd", "Contoso Pty. Limited"),
            ("Contoso Private Limited", "Contoso Pvt. Ltd."),
            ("Contoso B.V.", "Contoso BV"),
            ("Contoso A/S", "Contoso"),
            ("株式会社サクラ情報", "サクラ情報"),
            ("㈱サクラ情報", "サクラ情報（株）"),
            ("주식회사 한빛", "한빛"),
            ("ООО «Ромашка»", "Ромашка"),
            ("Litware d.o.o.", "Litware"),
            ("Bjørn Å Oy", "Bjoern Aa"),
            ("O’Brien's Pub", "OBriens Pub"),
            ("Fabrikam (Berlin)", "Fabrikam"),
            ("North Wind Traders", "Northwind Traders"),
            ("Plan B B.V.", "Plan B"),
            ("Smith-Jones LLP", "Smith Jones"),
            ("1204 - Contoso", "Contoso"),
            ("Contoso - Managed Services", "Contoso (HQ)"),
            ("Contoso M365", "Contoso Office 365 Tenant"),
            ("Contoso (formerly Fabrikam)", "Fabrikam"),
            ("Contoso.com Inc.", "Contoso"),
            ("Wide World Intl Mfg", "Wide World International Manufacturing"),
            ("Castle Castings DAC", "Castle Castings"),
        ] {
            assert_eq!(Name::of(left).relation(&Name::of(right)), Relation::Same, "{left} / {right}");
            assert_eq!(Name::of(right).relation(&Name::of(left)), Relation::Same, "{right} / {left}");
        }
    }

    #[test]
    fn what_tells_companies_apart_is_kept() {
        for (left, right, relation) in [
            ("Blu Ltd", "Blue Ltd", Relation::Unlike),
            ("ガス株式会社", "カス株式会社", Relation::Unlike),
            ("Woodgrove Bank AG", "Woodgrove Bank Services GmbH", Relation::Part),
            ("Woodgrove Group", "Woodgrove Holding", Relation::Relatives),
            ("Stadtwerke Essen", "Stadtwerke Moers", Relation::Relatives),
            ("Woodgrove AG", "Woodgrove GmbH", Relation::OtherForm),
            ("Smith Dental (Springfield)", "Smith Dental (Shelbyville)", Relation::OtherNote),
            ("WWI", "Wide World Importers", Relation::Part),
            ("Contoso", "Fabrikam", Relation::Unlike),
            ("株式会社サクラ情報", "Sakura Joho K.K.", Relation::OtherScript),
            ("Company", "The Co", Relation::Unlike),
            ("Webdrift.se", "Webdrift", Relation::Unlike),
            ("J E Smith", "J Smith", Relation::Part),
            ("Contoso - Essen", "Contoso", Relation::Part),
            ("24 - 7 Plumbing", "Plumbing", Relation::Part),
            ("BoS", "Bank of Scandia", Relation::Part),
            ("BS", "Bank of Scandia", Relation::Unlike),
            ("Tailspin - Old", "Tailspin (Moers)", Relation::OtherNote),
            ("Contoso", "???", Relation::Unlike),
        ] {
            assert_eq!(Name::of(left).relation(&Name::of(right)), relation, "{left} / {right}");
            assert_eq!(Name::of(right).relation(&Name::of(left)), relation, "{right} / {left}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_in_a_name_it_is_itself_and_likeness_goes_both_ways(
            left in "[a-zäßÅ &.,()（】「株式会社(株)-]{0,20}|\\PC{0,12}",
            right in "[a-zäßÅ &.,()（】「株式会社(株)-]{0,20}|\\PC{0,12}",
        ) {
            let (left, right) = (Name::of(&left), Name::of(&right));
            prop_assert_eq!(left.relation(&right), right.relation(&left));
            if left.keys().next().is_some() {
                prop_assert_eq!(left.relation(&left), Relation::Same);
            }
        }
    }

    #[test]
    fn something_always_stays_of_a_name() {
        for name in ["GmbH", "The", "AG Ltd", "(株)", "(Contoso)", "& Co", "y"] {
            assert!(Name::of(name).keys().next().is_some() || name == "(株)", "{name}");
        }
        assert_eq!(Name::of(" – ").keys().count(), 0);
        assert_eq!(Name::of("").keys().count(), 0);
    }
}
