//! Company names from a seed, for benches.

use petra_autotask::domain::catalog::Company;

const FIRST: &[&str] = &[
    "Harbor",
    "Summit",
    "Blue Ridge",
    "Pioneer",
    "Kölner",
    "Nordic",
    "Great Lakes",
    "Cedar",
    "Sunrise",
    "Ærø",
    "Łódź",
    "São Paulo",
    "Bright",
    "Evergreen",
    "Granite",
    "Silver Oak",
    "Lakeview",
    "Redwood",
    "Mountain",
    "Coastal",
    "Heritage",
    "Liberty",
    "Metro",
    "North Shore",
    "Prairie",
    "Québec",
    "Rheinland",
    "Stone Bridge",
    "Tri-County",
    "United",
    "Valley",
    "Western",
    "サクラ",
    "Zürich",
];
const MIDDLE: &[&str] = &[
    "Dental",
    "Family Medicine",
    "Charter",
    "Accounting",
    "Legal",
    "Logistics",
    "Construction",
    "Straßenbau",
    "Insurance",
    "Realty",
    "Manufacturing",
    "Engineering",
    "Chambers",
    "Veterinary",
    "Orthopedics",
    "Credit",
    "Freight",
    "Plumbing",
    "Roofing",
    "Bank",
    "Machine Works",
    "Brewing",
    "Bakery",
    "Pharma",
    "情報",
    "Software",
    "Marine",
    "Textile",
    "Hardware",
    "Farms",
    "Optics",
    "Travel",
];
const LAST: &[&str] = &[
    "Group",
    "LLC",
    "Inc",
    "Ltd",
    "GmbH",
    "AG",
    "Partners",
    "& Sons",
    "Associates",
    "Co.",
    "S.A.",
    "B.V.",
    "Services",
    "Holdings",
    "of Northfield",
    "of Springfield",
    "Center",
    "Company",
    "PLLC",
    "Pty Ltd",
    "Trust",
    "Foundation",
    "Institute",
    "K.K.",
];

/// A page of companies; each page number gives other names and ids.
pub fn companies(count: usize, page: u64) -> Vec<Company> {
    let mut seed = page.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5851_F42D_4C95_7F2D;
    let mut draw = move |below: usize| {
        // SplitMix64.
        seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (seed ^ (seed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % below as u64).expect("it is below a usize")
    };
    (0..count)
        .map(|row| {
            let own: String = (0..2 + draw(2)).flat_map(|_| [SYLLABLES[draw(SYLLABLES.len())]]).collect();
            let first = FIRST[draw(FIRST.len())];
            let last = LAST[draw(LAST.len())];
            let name = match draw(3) {
                0 => format!("{first} {} {last}", MIDDLE[draw(MIDDLE.len())]),
                1 => format!("{own} {} {last}", MIDDLE[draw(MIDDLE.len())]),
                _ => format!("{first} {own} {last}"),
            };
            let id = 29_680_000
                + i64::try_from(page).expect("pages are few") * 1000
                + i64::try_from(row).expect("rows are few");
            Company {
                id,
                web_address: Some(format!("https://www.{}-{id}.example/", own.to_lowercase())),
                city: Some("Springfield".to_owned()),
                kind: Some(1),
                active: draw(20) > 0,
                name,
            }
        })
        .collect()
}

const SYLLABLES: &[&str] = &[
    "Ber", "lan", "tor", "mi", "ka", "vel", "don", "ri", "sa", "ho", "wick", "ley", "gro", "ve", "stan", "el", "bru",
    "chi", "ma", "nor", "quin", "ter", "fel", "ju", "pax", "ox", "yar", "zen",
];
