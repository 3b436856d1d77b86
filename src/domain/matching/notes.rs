//! What is written beside a name, in brackets or behind a dash, that is not of the name: how a provider sorts its customers.

/// Whether a note tells nothing about who it is. It is folded.
pub fn is_of_office(note: &str) -> bool {
    const OF_OFFICE: [&str; 25] = [
        "azure",
        "billing",
        "client",
        "corporate",
        "customer",
        "head office",
        "headquarters",
        "hq",
        "it",
        "m365",
        "main",
        "main office",
        "managed",
        "managed services",
        "microsoft 365",
        "msa",
        "msp",
        "new",
        "o365",
        "office 365",
        "prod",
        "prospect",
        "sla",
        "support",
        "vip",
    ];
    OF_OFFICE.contains(&note)
}

/// Whether a note says that what bears it is no longer to be used.
pub fn is_put_aside(note: &str) -> bool {
    const SAID: [&str; 9] =
        ["alt", "closed", "do not use", "duplicate", "former", "inactive", "obsolete", "old", "test"];
    SAID.iter().any(|said| note.strip_prefix(said).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))
}
