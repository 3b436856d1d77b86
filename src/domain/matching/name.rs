//! The name of a company without what people write now so, now so: case, accents, punctuation, legal form, “The”, and notes
//! in brackets.

mod apart;
mod label;
mod rarity;

pub use rarity::DISTINCT;

use label::are_initials;

use super::common_words::{is_common, is_link};
use super::legal_form;
use super::notes;

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

    /// The words, folded.
    pub fn words(&self) -> &[String] {
        &self.words
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
