//! Where the secrets go: trials that come one by one and can be left, a choice that is never silent, the passphrase.

use super::driver::{Done, Wizard};
use super::world::TODAY;
use crate::domain::reference::StoreKind;
use crate::wizard::effect::{Effect, Reply, SaveRequest, Saved, Slot, StoreState};
use crate::wizard::message::Message;
use crate::wizard::model::{Facts, Step};
use crate::wizard::remote::Stamp;
use crate::wizard::steps::save::Focus;

/// At Save, with the stores still being tried; and the stamp of that.
fn trying(store: Option<StoreKind>) -> (Wizard, Stamp) {
    let mut wizard = Wizard::decided();
    wizard.model.save.prefill(&Facts { store, ..Facts::of_day(TODAY) });
    wizard.tells(Message::StepForward).answer().tells(Message::StepForward);
    assert_eq!(wizard.step(), Step::Save);
    let stamp = asked_at(&wizard);
    (wizard, stamp)
}

fn asked_at(wizard: &Wizard) -> Stamp {
    let asked = |effect: &Effect| match effect {
        Effect::ProbeStores(stamp) => Some(*stamp),
        _ => None,
    };
    wizard.asked.iter().rev().find_map(asked).expect("the stores are tried")
}

fn found(stamp: Stamp, kind: StoreKind, works: bool) -> Reply {
    Reply::Stores(stamp, vec![StoreState { kind, works, why: "tried".to_owned() }])
}

fn saves(wizard: &Wizard) -> Option<&SaveRequest> {
    wizard.asked.iter().rev().find_map(|effect| match effect {
        Effect::Save(_, request) => Some(&**request),
        _ => None,
    })
}

#[test]
fn a_store_can_be_chosen_as_soon_as_it_works_and_none_chooses_itself() {
    let (mut wizard, stamp) = trying(None);
    wizard.chooses_store(StoreKind::File);
    assert_eq!(wizard.notice(), "file is being tried; it can be chosen once it works.");
    wizard.replies(found(stamp, StoreKind::File, true)).replies(found(stamp, StoreKind::Keyring, false));
    assert_eq!(wizard.model.save.chosen, None);
    wizard.chooses_store(StoreKind::Keyring);
    assert_eq!(wizard.notice(), "keyring cannot be chosen here: tried");
    assert_eq!(wizard.model.save.chosen, None, "nothing is taken in its place");
    wizard.chooses_store(StoreKind::File);
    assert_eq!(wizard.model.save.chosen, Some(StoreKind::File));
    assert!(wizard.model.is_waiting(), "the others are still being tried");
}

#[test]
fn a_trial_that_hangs_is_left_by_esc_and_what_came_stays() {
    let (mut wizard, stamp) = trying(None);
    wizard.replies(found(stamp, StoreKind::Env, true)).presses_esc();
    assert_eq!(wizard.step(), Step::Save, "the first Esc leaves the wait alone");
    assert!(!wizard.model.is_waiting());
    assert!(wizard.done.contains(&Done::Cancelled(Slot::Stores)));
    wizard.replies(found(stamp, StoreKind::File, true));
    wizard.chooses_store(StoreKind::File);
    assert_eq!(wizard.notice(), "file was not tried; r tries it.");
    wizard.chooses_store(StoreKind::Env);
    assert_eq!(wizard.model.save.chosen, Some(StoreKind::Env));

    wizard.tells(Message::Again);
    let again = asked_at(&wizard);
    assert_ne!(again, stamp);
    wizard.replies(found(stamp, StoreKind::File, true));
    assert!(wizard.model.save.store(StoreKind::File).is_none(), "a late reply never counts");
    wizard.replies(found(again, StoreKind::File, true)).replies(Reply::StoresEnded(again));
    assert!(!wizard.model.is_waiting());
    wizard.presses_esc();
    assert_eq!(wizard.step(), Step::Review, "the second goes back");
}

#[test]
fn a_store_that_was_asked_for_is_chosen_if_it_works_and_no_other() {
    for (works, chosen) in [(true, Some(StoreKind::Keyutils)), (false, None)] {
        let (mut wizard, stamp) = trying(Some(StoreKind::Keyutils));
        for kind in StoreKind::ALL {
            wizard.replies(found(stamp, kind, works || kind != StoreKind::Keyutils));
        }
        wizard.replies(Reply::StoresEnded(stamp));
        assert_eq!(wizard.model.save.chosen, chosen);
    }
}

#[test]
fn the_passphrase_is_typed_twice_alike_before_anything_is_saved() {
    let (mut wizard, stamp) = trying(None);
    wizard.replies(found(stamp, StoreKind::Encrypted, true)).replies(Reply::StoresEnded(stamp));
    wizard.chooses_store(StoreKind::Encrypted);
    assert_eq!(wizard.model.save.focus, Focus::Passphrase(0));
    let save = |wizard: &mut Wizard| {
        wizard.moves(10).presses_enter();
        (wizard.notice().to_owned(), wizard.model.save.focus)
    };
    assert_eq!(save(&mut wizard), ("The encrypted file needs a passphrase.".to_owned(), Focus::Passphrase(0)));
    wizard.types("open sesame").presses_enter();
    assert_eq!(wizard.model.save.focus, Focus::Passphrase(1));
    let (notice, focus) = save(&mut wizard);
    assert_eq!(
        (notice.as_str(), focus),
        ("The passphrase once more, so that no slip stays unseen.", Focus::Passphrase(1))
    );
    wizard.types("open sesamy");
    assert_eq!(save(&mut wizard), ("The two passphrases differ.".to_owned(), Focus::Passphrase(1)));
    assert!(saves(&wizard).is_none());
    wizard.tells(Message::Edit(crate::wizard::field::Edit::Backspace)).types("e");
    save(&mut wizard);
    let request = saves(&wizard).expect("it is saved");
    assert_eq!((request.store, request.passphrase.clone()), (StoreKind::Encrypted, Some("open sesame".into())));
    assert!(!format!("{request:?} {:?}", wizard.model).contains("sesame"));
}

#[test]
fn a_passphrase_that_was_given_at_the_start_need_not_be_typed() {
    let (mut wizard, stamp) = trying(None);
    wizard.model.shared.facts.has_passphrase = true;
    wizard.replies(found(stamp, StoreKind::Encrypted, true)).chooses_store(StoreKind::Encrypted);
    wizard.moves(10).presses_enter();
    assert_eq!(saves(&wizard).expect("it is saved").passphrase, None);
}

#[test]
fn a_store_that_fails_leaves_everything_that_was_typed() {
    let (mut wizard, stamp) = trying(None);
    wizard.replies(found(stamp, StoreKind::Encrypted, true)).chooses_store(StoreKind::Encrypted);
    wizard.types("open sesame").presses_enter().types("open sesame").moves(10).presses_enter();
    let values = wizard.values().map(str::to_owned);
    let saving = wizard.model.save.saving.loading().expect("it is being saved").stamp;
    wizard.replies(Reply::Saved(saving, Box::new(Err(super::driver::refusal()))));
    assert_eq!(wizard.values().map(str::to_owned), values);
    assert!(wizard.model.save.passphrase.iter().all(|field| field.text() == "open sesame"));
    assert_eq!(wizard.model.save.chosen, Some(StoreKind::Encrypted));
}

#[test]
fn the_store_of_the_saved_config_is_chosen_again_where_it_works_and_was_this_programs_own() {
    for (reference, works, chosen) in [
        ("env:AUTOTASK_SECRET", true, Some(StoreKind::Env)),
        ("env:AUTOTASK_SECRET", false, None),
        ("env:OF_THE_DEPARTMENT", true, None),
        ("command:pass show autotask", true, None),
    ] {
        let mut wizard = Wizard::decided();
        let mut settings = wizard.model.shared.draft.clone();
        settings.references.secret = Some(reference.parse().unwrap());
        settings.references.tracking_id = Some("env:AUTOTASK_TRACKING_ID".parse().unwrap());
        let settings = settings.settings().unwrap();
        wizard.model.shared.saved = Some(Saved { settings, of: "2026-11-02".to_owned() });
        wizard.tells(Message::StepForward).answer().tells(Message::StepForward);
        let stamp = asked_at(&wizard);
        wizard.replies(found(stamp, StoreKind::Env, works));
        assert_eq!(wizard.model.save.chosen, chosen, "{reference} {works}");
    }
}
