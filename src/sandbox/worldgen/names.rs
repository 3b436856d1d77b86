//! Names of invented companies: by hand for the first, put together from `assets/sandbox/names.txt` for the rest.
//! Every name is a function of the seed and the company's number, and no two are the same.

use std::sync::LazyLock;

use super::rng::Rng;

/// A company's name and what follows from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    pub full: String,
    /// The name without its legal form.
    pub short: String,
    pub legal: &'static str,
    pub domain: String,
    pub town: &'static str,
    pub dial: &'static str,
}

struct Country {
    domain: &'static str,
    weight: usize,
    dial: &'static str,
    legal_first: bool,
    legal: Vec<&'static str>,
    towns: Vec<Word>,
    stems: Vec<Word>,
    trades: Vec<Word>,
}

/// A word and its spelling in web addresses.
struct Word {
    shown: &'static str,
    plain: String,
}

/// A customer that was named by hand: its company, its tenant and its domain.
pub struct Customer {
    pub company: &'static str,
    pub tenant: &'static str,
    pub domain: &'static str,
}

pub static CUSTOMERS: LazyLock<Vec<Customer>> = LazyLock::new(|| {
    let lines = include_str!("../../../assets/sandbox/customers.txt").lines();
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let parts: Vec<&str> = line.split(';').map(str::trim).collect();
            Customer { company: parts[0], tenant: parts[1], domain: parts[2] }
        })
        .collect()
});

static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| {
    let mut countries = Vec::new();
    for line in include_str!("../../../assets/sandbox/names.txt").lines() {
        if let Some((_, facts)) = line.strip_prefix('[').and_then(|line| line.split_once(']')) {
            let facts: Vec<&str> = facts.split_whitespace().collect();
            countries.push(Country {
                domain: facts[0],
                weight: facts[1].parse().unwrap_or(0),
                dial: facts[2],
                legal_first: false,
                legal: Vec::new(),
                towns: Vec::new(),
                stems: Vec::new(),
                trades: Vec::new(),
            });
        } else if let (Some(country), Some((list, values))) = (countries.last_mut(), line.split_once(": ")) {
            let words = || values.split(';').map(|word| Word::read(word.trim()));
            match list {
                "order" => country.legal_first = values == "before",
                "legal" => country.legal = values.split(';').map(str::trim).collect(),
                "towns" => country.towns = words().collect(),
                "stems" => country.stems = words().collect(),
                _ => country.trades = words().collect(),
            }
        }
    }
    countries
});

impl Word {
    fn read(word: &'static str) -> Self {
        let (shown, plain) = word.split_once('|').unwrap_or((word, word));
        Self { shown, plain: slug(plain) }
    }
}

/// Letters and digits of a name as a web address has them.
pub fn slug(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            'a'..='z' | '0'..='9' => plain.push(letter),
            'ä' | 'æ' => plain.push_str("ae"),
            'ö' | 'œ' => plain.push_str("oe"),
            'ü' => plain.push_str("ue"),
            'ß' => plain.push_str("ss"),
            'á' | 'à' | 'â' | 'å' => plain.push('a'),
            'é' | 'è' | 'ê' | 'ë' => plain.push('e'),
            'í' | 'î' | 'ï' => plain.push('i'),
            'ó' | 'ô' => plain.push('o'),
            'ú' => plain.push('u'),
            'ñ' => plain.push('n'),
            'ç' => plain.push('c'),
            _ => {}
        }
    }
    plain
}

/// The name of the company with that number.
pub fn invent(seed: u64, at: usize) -> Name {
    let mut rng = Rng::of(seed, "name", at);
    let country = country(&mut rng);
    // Number and place are one to one, so no two companies of a country have the same words.
    let pairs = country.stems.len() * country.trades.len();
    let place = (at * 7_919 + usize::try_from(seed % 1_000).unwrap_or(0)) % pairs;
    let round = at / pairs;
    let (stem, trade) = (&country.stems[place % country.stems.len()], &country.trades[place / country.stems.len()]);
    let home = rng.pick(&country.towns);
    let legal = *rng.pick(&country.legal);
    let gap = if country.legal_first { "" } else { " " };
    let mut short = format!("{}{gap}{}", stem.shown, trade.shown);
    let mut domain = format!("{}{}", stem.plain, trade.plain);
    let mut town = home.shown;
    if round > 0 {
        let other = &country.towns[(round - 1) % country.towns.len()];
        town = other.shown;
        short = format!("{short}{gap}{}", other.shown);
        domain = format!("{domain}-{}", other.plain);
        let again = (round - 1) / country.towns.len();
        if again > 0 {
            short = format!("{short} {}", again + 1);
            domain = format!("{domain}{}", again + 1);
        }
    }
    let full = if country.legal_first { format!("{legal}{short}") } else { format!("{short} {legal}") };
    Name { full, short, legal, domain: format!("{domain}.{}", country.domain), town, dial: country.dial }
}

fn country(rng: &mut Rng) -> &'static Country {
    let countries = &*COUNTRIES;
    let mut left = rng.below(countries.iter().map(|country| country.weight).sum());
    for country in countries {
        if left < country.weight {
            return country;
        }
        left -= country.weight;
    }
    &countries[0]
}

/// The same legal form in other words; the form itself where there is no other.
pub fn other_legal(legal: &str) -> &str {
    match legal {
        "Ltd" | "Ltd." => "Limited",
        "Limited" => "Ltd",
        "Inc" => "Incorporated",
        "Inc." => "Inc",
        "Corp." => "Corporation",
        "GmbH" => "Gesellschaft mbH",
        "B.V." => "BV",
        "S.L." => "SL",
        "AB" => "Aktiebolag",
        "S.A." => "SA",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn names_are_unique_short_enough_and_of_many_kinds() {
        let names: Vec<Name> = (0..20_000).map(|at| invent(1, at)).collect();
        let full: HashSet<&str> = names.iter().map(|name| name.full.as_str()).collect();
        assert_eq!(full.len(), names.len());
        assert!(names.iter().all(|name| name.full.chars().count() <= 100));
        assert!(names.iter().all(|name| name.domain.is_ascii() && !name.domain.starts_with('.')));
        for part in ["&", "'", "é", "ü", "株式会社", "GmbH", "Ltd", "(haftungsbeschränkt)", "Å"] {
            assert!(names.iter().any(|name| name.full.contains(part)), "{part}");
        }
    }

    #[test]
    fn a_seed_is_a_world_of_its_own() {
        assert_eq!(invent(1, 5), invent(1, 5));
        assert_ne!(invent(1, 5), invent(2, 5));
    }
}
