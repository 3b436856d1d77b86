//! The name of a company without what people write now so, now so: case, accents, punctuation, legal form, “The”, and notes
//! in brackets.

use super::common_words::is_common;
use super::legal_form;
use crate::domain::folded::{fold, is_of_word};

/// A company's name, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The words that make the name, folded.
    words: Vec<String>,
    /// The same with umlauts spelled out (ö as oe), where that makes a difference.
    spelled: Option<Vec<String>>,
    /// The name that it trades under, where that stands behind a “dba” or “t/a”.
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
        let mut words = words(&text);
        if words.is_empty() {
            // A name that is all note: better than none.
            words = notes.iter().flat_map(|note| self::words(note)).collect();
            notes.clear();
        }
        drop_little_words(&mut words);
        take_forms(&mut words, &mut forms);
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

    /// How this name stands to another one.
    #[must_use]
    pub fn relation(&self, other: &Self) -> Relation {
        if self.keys().any(|key| other.keys().any(|other| key == other)) {
            // Who speaks English takes one of its forms for another, and hardly has firms of one name in two of them.
            let kind = |form: &&'static str| if legal_form::ENGLISH.contains(form) { "English" } else { form };
            let differ = !self.forms.is_empty() && !other.forms.is_empty() && {
                self.forms.iter().all(|form| !other.forms.iter().any(|other| kind(form) == kind(other)))
            };
            let noted = !self.notes.is_empty() && !other.notes.is_empty() && self.notes != other.notes;
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
        let (left, right) = (self.words.concat(), other.words.concat());
        let length = left.chars().count().min(right.chars().count());
        let most = match length {
            0..=6 => return false,
            7..=15 => 1,
            _ => 2,
        };
        let digits = |text: &str| text.chars().filter(|sign| sign.is_numeric()).collect::<String>();
        let distance = rapidfuzz::distance::osa::Args::default().score_cutoff(most);
        left.len().abs_diff(right.len()) <= 2 * most
            && rapidfuzz::distance::osa::distance_with_args(left.chars(), right.chars(), &distance).is_some()
            && digits(&left) == digits(&right)
            // A letter within a word is a slip; another short word is another name.
            && self.words.len() == other.words.len()
    }

    /// How much it tells about whose name it is: 4 for each word that hardly two companies have, 1 for a common one.
    /// From [`DISTINCT`] on, two companies of one name are not to be expected.
    pub fn distinctness(&self) -> usize {
        // Places and saints recur: there is a Greensboro in many states, and a school and a church of its name in each.
        let is_of_place = self.words.iter().any(|word| NAMED_AFTER_PLACES.contains(&word.as_str()));
        let of_word = |word: &String| match word.chars().count() {
            _ if is_common(word) => 1,
            0..=3 => 2,
            _ if is_of_place => DISTINCT / 2,
            _ => DISTINCT,
        };
        self.words.iter().map(of_word).sum()
    }

    /// The words, folded.
    pub fn words(&self) -> &[String] {
        &self.words
    }

    /// The first letters of three or more words, or else nothing.
    pub fn initials(&self) -> Option<String> {
        (self.words.len() >= 3).then(|| self.words.iter().filter_map(|word| word.chars().next()).collect())
    }

    /// Whether `label`, the chosen part of a domain, spells this name: all of it, with its legal form or a usual ending, or
    /// its initials.
    pub fn is_spelled_by(&self, label: &str) -> bool {
        let label = label.replace('-', "");
        let spelled = |key: &str| {
            label == key
                || label.strip_prefix(key).is_some_and(|rest| ENDINGS.contains(&rest) || legal_form::of(rest).is_some())
        };
        self.spellings().any(|words| {
            // What is left out at the end must be what many have there: `fourdk` is Fourdk Technologies.
            let least = words.iter().rposition(|word| !is_common(word)).map_or(words.len(), |last| last + 1);
            (least.max(1)..=words.len()).any(|count| {
                let key = words.get(..count).map(<[String]>::concat).unwrap_or_default();
                key.len() >= 3 && spelled(&key)
            })
        }) || self.initials().is_some_and(|initials| label == initials)
    }

    /// Whether `label` is this name made short: beginnings of two or more of its words, in their order.
    pub fn is_abbreviated_by(&self, label: &str) -> bool {
        let label = label.replace('-', "");
        self.spellings().any(|words| has_beginnings(&label, words, 0))
    }

    /// How alike two names are, from 0 to 100: what their common words weigh of all their words.
    pub fn likeness(&self, other: &Self) -> u8 {
        let weigh = |word: &String| if is_common(word) { 1 } else { 4 };
        let sum = |words: &[String]| words.iter().map(weigh).sum::<usize>();
        let is_in = |word: &String, words: &[String]| {
            words.iter().any(|other| {
                other == word
                    || (word.len().min(other.len()) >= 5 && {
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

/// What is named after places, saints and people.
const NAMED_AFTER_PLACES: [&str; 20] = [
    "borough",
    "church",
    "city",
    "college",
    "county",
    "court",
    "district",
    "elementary",
    "gemeinde",
    "hospital",
    "library",
    "parish",
    "saint",
    "school",
    "schools",
    "st",
    "stadt",
    "town",
    "township",
    "village",
];

/// What stands behind the name in domains.
const ENDINGS: [&str; 14] = [
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
    long.len() >= 3
        && word.chars().count() == long.len()
        && word.chars().zip(long).all(|(sign, word)| word.starts_with(sign))
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

/// What stands before and behind “doing business as” or “trading as”, in the ways in which they are written.
fn trading_as(text: &str) -> Option<(&str, &str)> {
    const WRITTEN: [&str; 9] =
        ["dba", "d/b/a", "d.b.a.", "t/a", "t/as", "aka", "a/k/a", "trading as", "doing business as"];
    WRITTEN.iter().find_map(|written| {
        let start = text.match_indices(written).map(|(place, _)| place).find(|&place| {
            let is_apart = |sign: Option<char>| sign.is_none_or(|sign| !is_of_word(sign));
            is_apart(text[..place].chars().next_back()) && is_apart(text[place + written.len()..].chars().next())
        })?;
        Some((&text[..start], &text[start + written.len()..]))
    })
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
            words.extend(parts());
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
            ("J E Smith", "J Smith", Relation::Part),
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
