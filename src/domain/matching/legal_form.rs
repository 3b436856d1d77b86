//! The legal forms of companies in many countries, as they stand at the end of a name.
//!
//! Only what is a form by law: *Group* and *Holding* tell companies apart and are part of the name.

use std::sync::LazyLock;

use crate::domain::folded::fold;

/// One name for all spellings of a form, or `None` if the word is none. The word is folded and without dots.
pub fn of(word: &str) -> Option<&'static str> {
    Some(match word {
        // English
        "inc" | "incorporated" | "corp" | "corporation" | "incorporation" => "Inc",
        "ltd" | "limited" | "ltda" | "limitada" | "ltee" | "limitee" => "Ltd",
        "llc" | "lc" => "LLC",
        "co" | "company" | "cie" => "Co",
        "pvt" | "private" | "pte" | "pty" => "Pty",
        "plc" => "PLC",
        "llp" => "LLP",
        "lp" => "LP",
        "lllp" => "LLLP",
        "pllc" => "PLLC",
        "pc" | "apc" => "PC",
        "pa" => "PA",
        "cic" => "CIC",
        "clg" => "CLG",
        "dac" => "DAC",
        "cio" => "CIO",
        "ulc" => "ULC",
        "bhd" | "sdn" => "Bhd",
        // German
        "gmbh" | "mbh" | "ggmbh" | "gesmbh" => "GmbH",
        "ag" => "AG",
        "kg" => "KG",
        "kgaa" => "KGaA",
        "ohg" | "og" => "OHG",
        "ug" | "haftungsbeschrankt" => "UG",
        "gbr" => "GbR",
        "ek" | "ekfr" | "ekfm" => "e.K.",
        "ev" => "e.V.",
        "eg" => "eG",
        "partg" | "partgmbb" | "partnerschaft" => "PartG",
        "se" => "SE",
        // Romance
        "sa" | "sadecv" | "sab" => "S.A.",
        "sas" | "sasu" => "SAS",
        "sarl" | "eurl" => "SARL",
        "snc" => "SNC",
        "sci" => "SCI",
        "scop" => "SCOP",
        "srl" | "srls" | "sderl" | "sderldecv" => "S.r.l.",
        "spa" => "S.p.A.",
        "sapa" => "S.a.p.A.",
        "sl" | "slu" | "slp" => "S.L.",
        "lda" => "Lda",
        "eireli" => "EIRELI",
        // Dutch, Belgian
        "bv" | "bvba" => "B.V.",
        "nv" => "N.V.",
        "vof" => "VOF",
        "vzw" | "asbl" => "VZW",
        // Nordic, Baltic
        "ab" => "AB",
        "as" | "asa" => "A/S",
        "aps" => "ApS",
        "oy" | "oyj" => "Oy",
        "hf" | "ehf" => "hf.",
        "ou" => "OÜ",
        "uab" => "UAB",
        "sia" => "SIA",
        // Central and eastern Europe
        "spzoo" | "zoo" => "Sp. z o.o.",
        "spj" => "Sp.j.",
        "spk" => "Sp.k.",
        "sro" => "s.r.o.",
        "kft" => "Kft.",
        "zrt" | "nyrt" | "rt" => "Zrt.",
        "bt" => "Bt.",
        "doo" => "d.o.o.",
        "dd" => "d.d.",
        "eood" | "ood" | "еоод" | "оод" => "OOD",
        "ооо" | "ooo" | "тов" | "tov" => "OOO",
        "ао" | "оао" | "зао" | "пао" | "ат" => "AO",
        "ип" => "IP",
        "ae" | "αε" => "A.E.",
        "επε" | "epe" => "E.P.E.",
        "sti" => "Şti.",
        // Asia, romanised
        "kk" => "K.K.",
        "gk" => "G.K.",
        "yk" => "Y.K.",
        "tbk" => "Tbk",
        "jsc" => "JSC",
        _ => return None,
    })
}

/// The forms of English-speaking countries.
pub const ENGLISH: [&str; 9] = ["Co", "Inc", "LLC", "LLP", "LP", "Ltd", "PC", "PLC", "PLLC"];

/// Whether a form may also stand before the name.
pub fn may_lead(word: &str) -> bool {
    matches!(word, "ооо" | "ooo" | "ао" | "оао" | "зао" | "пао" | "ип" | "тов" | "ат" | "uab")
}

/// Forms that are written without a space beside the name, folded, the longest first.
pub static UNSPACED: LazyLock<Vec<(String, &'static str)>> = LazyLock::new(|| {
    [
        ("一般社団法人", "一般社団法人"),
        ("股份有限公司", "股份有限公司"),
        ("有限责任公司", "有限公司"),
        ("株式会社", "K.K."),
        ("(株)", "K.K."),
        ("有限会社", "Y.K."),
        ("(有)", "Y.K."),
        ("合同会社", "G.K."),
        ("(同)", "G.K."),
        ("合資会社", "合資会社"),
        ("医療法人", "医療法人"),
        ("有限公司", "有限公司"),
        ("주식회사", "주식회사"),
        ("(주)", "주식회사"),
        ("유한회사", "유한회사"),
    ]
    // Folding takes Korean syllables apart.
    .map(|(written, form)| (fold(written), form))
    .into()
});
