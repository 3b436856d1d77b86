//! The evidence in words, as screens, files and the line-by-line mode show it.

use super::Class;
use super::judge::{Match, Sought};
use super::name::{Name, Relation};

/// Appends a sentence.
pub(super) fn add(evidence: &mut String, sentence: &str) {
    if !evidence.is_empty() {
        evidence.push(' ');
    }
    evidence.push_str(sentence);
}

/// What speaks for the first of the active matches, and what against.
pub(super) fn of(sought: &Sought<'_>, class: Class, ranked: &[Match<'_>]) -> String {
    let Some((best, rivals)) = ranked.split_first() else { return nothing(sought) };
    let mut evidence = String::new();
    if class == Class::Ambiguous {
        add(&mut evidence, &ambiguous(best, rivals));
    } else {
        let mut strong = rivals.iter().filter(|rival| rival.is_strong());
        let rival = strong.next();
        add(&mut evidence, &for_one(sought, best, rival.is_none()));
        if let Some(rival) = rival {
            let has = match () {
                () if rival.by_domain && rival.registrable() == best.registrable() => {
                    "the same domain and another name"
                }
                () if rival.by_domain => "another of the domains",
                () if rival.is_of_branch(sought) && !rival.is_elsewhere(sought) => "the name with a note in brackets",
                () => "the same name and another web address",
            };
            add(&mut evidence, &format!("{} has {has}.", rival.company.name));
        }
    }
    if best.is_put_aside() {
        add(&mut evidence, &format!("Its name has the note “{}”.", best.name.notes().join(", ")));
    }
    evidence
}

/// What inactive companies have of the tenant; they cannot be chosen.
pub(super) fn add_inactive(evidence: &mut String, inactive: &[Match<'_>]) {
    let Some((first, more)) = inactive.split_first() else { return };
    let more = if more.is_empty() { String::new() } else { format!(", and {} more", more.len()) };
    let has = what(first);
    add(
        evidence,
        &format!("Inactive, so not to be chosen: {}, id {}, {has}{more}.", first.company.name, first.company.id),
    );
}

fn nothing(sought: &Sought<'_>) -> String {
    match (sought.domains.is_empty(), sought.name.keys().next().is_none()) {
        (true, true) => "The tenant has neither a name nor a domain of its own.",
        (true, false) => "No active company has its name, and it has no domain of its own.",
        (false, true) => "No active company has its domain, and it has no name.",
        (false, false) => "No active company has its domain or its name.",
    }
    .to_owned()
}

fn ambiguous(best: &Match<'_>, rivals: &[Match<'_>]) -> String {
    if !best.is_strong() {
        let more = rivals.len();
        return format!("{} is like it, and {more} more are.", best.company.name);
    }
    let all = || std::iter::once(best).chain(rivals).filter(|one| one.is_strong());
    if all().all(|one| !one.by_domain) {
        return format!("{} companies have this name.", all().count());
    }
    let sharing = all().filter(|one| one.by_domain && one.registrable() == best.registrable()).count();
    if let (2.., Some(domain)) = (sharing, best.registrable()) {
        return format!("{sharing} companies have the domain {domain}.");
    }
    let has = |one: &Match<'_>| match (one.registrable().filter(|_| one.by_domain), one.by_name()) {
        (Some(domain), true) => format!("{} has the domain {domain} and the name", one.company.name),
        (Some(domain), false) => format!("{} has the domain {domain}", one.company.name),
        (None, _) => format!("{} has the name", one.company.name),
    };
    let more = match all().count() {
        0..=2 => String::new(),
        count => format!("; {} more", count - 2),
    };
    format!("{}, {}{more}.", has(best), all().nth(1).map(has).unwrap_or_default())
}

fn for_one(sought: &Sought<'_>, best: &Match<'_>, alone: bool) -> String {
    let left_out = left_out(sought, best);
    let domain = best.registrable().unwrap_or_default();
    if best.by_domain {
        let only = if alone { ", which no other active company has" } else { "" };
        let mut evidence = match best.relation {
            Relation::Same => format!("Same domain {domain}, same name{left_out}."),
            Relation::OtherForm => format!("Same domain {domain}, same name, but {}.", other_form(sought, best)),
            Relation::OtherNote => format!("Same domain {domain}, but the names have different notes in brackets."),
            Relation::Slip => format!("Same domain {domain}; the names differ in a letter or two."),
            Relation::Unlike | Relation::Relatives if best.name.is_nearly(&sought.name) => {
                format!("Same domain {domain}; the names differ in a letter or two.")
            }
            Relation::Part => format!("Same domain {domain}{only}; one name is part of the other."),
            Relation::OtherScript => format!("Same domain {domain}{only}; the names are in different scripts."),
            Relation::Relatives if best.is_called_by_it => {
                format!("Same domain {domain}{only} and as which the tenant is called.")
            }
            Relation::Relatives => format!("Same domain {domain}{only}; but the names differ in a word on each side."),
            Relation::Unlike if best.is_owner => {
                format!("Same domain {domain}{only} and which spells its name; the tenant's name is another.")
            }
            Relation::Unlike if best.is_called_by_it => {
                format!("Same domain {domain}{only} and as which the tenant is called; the company's name is another.")
            }
            Relation::Unlike => format!("Same domain {domain}{only}; but the names have no word in common."),
        };
        if best.by_part && best.relation != Relation::Same {
            add(&mut evidence, "One of them uses only a part of that domain.");
        }
        return evidence;
    }
    if !best.by_name() {
        return like_one(best, domain);
    }
    let name = match best.relation {
        Relation::OtherForm => format!("Same name, but {}", other_form(sought, best)),
        _ => format!("Same name{left_out}"),
    };
    if best.by_other_ending {
        format!("{name}, and its web address {domain} is the tenant's but for the ending.")
    } else if best.by_two_domains {
        format!("{name}; its web address {domain} is none of the tenant's domains, but spells it as one of those does.")
    } else if best.by_label() {
        format!("{name}, and a domain spells it too.")
    } else if best.is_elsewhere(sought) {
        format!("{name}, but its web address {domain} is none of the tenant's domains.")
    } else if sought.domains.is_empty() {
        format!("{name}; the tenant has no domain of its own to compare.")
    } else {
        format!("{name}; the company has no web address to compare.")
    }
}

/// What speaks for a company that has neither a domain of the tenant nor its name.
fn like_one(best: &Match<'_>, domain: &str) -> String {
    let name = match best.relation {
        Relation::Slip => "The names differ in a letter or two",
        Relation::Part => "One name is part of the other",
        Relation::Relatives => "The names have words in common",
        _ => "The names have no word in common",
    };
    if best.by_other_ending {
        format!("{name}; its web address {domain} is the tenant's but for the ending.")
    } else if best.is_spelled {
        format!("{name}; a domain of the tenant spells the company's name.")
    } else if best.spells_tenant {
        format!("{name}; the company's web address {domain} spells the tenant's name.")
    } else {
        format!("{name}; no domain says whether it is the one.")
    }
}

/// What a match has of the tenant.
fn what(found: &Match<'_>) -> &'static str {
    match (found.by_domain, found.by_name()) {
        (true, true) => "with the same domain and name",
        (true, false) => "with the same domain",
        (false, _) => "with the same name",
    }
}

fn other_form(sought: &Sought<'_>, best: &Match<'_>) -> String {
    let forms = |name: &Name| name.forms().join(" ");
    format!("another legal form: {} and {}", forms(&sought.name), forms(&best.name))
}

/// What was not looked at when the names were found to be the same, in brackets; nothing where they are alike to the letter.
fn left_out(sought: &Sought<'_>, best: &Match<'_>) -> String {
    let (left, right) = (sought.subject.name, best.company.name.as_str());
    let mut said = Vec::new();
    if best.name.is_same_spelled_out_only(&sought.name) {
        const SPELLED: [(char, &str); 5] = [('ä', "ae"), ('ö', "oe"), ('ü', "ue"), ('ø', "oe"), ('å', "aa")];
        let has = |name: &str, sign: char| name.chars().any(|other| other.to_lowercase().eq([sign]));
        for (sign, spelled) in SPELLED {
            if has(left, sign) != has(right, sign) {
                said.push(format!("{sign} = {spelled}"));
            }
        }
    }
    if left.contains(['ß', 'ẞ']) != right.contains(['ß', 'ẞ']) {
        said.push("ß = ss".to_owned());
    }
    let forms = |of: &Name, other: &Name| -> Vec<_> {
        of.forms().iter().copied().filter(|form| !other.forms().contains(form)).collect()
    };
    let mut left_out = [forms(&sought.name, &best.name), forms(&best.name, &sought.name)].concat().join(" ");
    if sought.name.notes() != best.name.notes() {
        left_out = [left_out.as_str(), "the note in brackets"]
            .iter()
            .filter(|part| !part.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(" and ");
    }
    if !left_out.is_empty() {
        said.push(format!("{left_out} left out"));
    }
    if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) }
}
