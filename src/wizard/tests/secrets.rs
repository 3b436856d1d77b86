//! No secret is in anything that can be printed: model, messages, effects, drafts, words.

use super::driver::{GENERATED, Wizard};
use super::world::{KEY, SECRET, TRACKING_ID, USERNAME};
use crate::domain::reference::SecretName;
use crate::domain::reference::StoreKind;
use crate::domain::secret::Secret;
use crate::wizard::describe;
use crate::wizard::effect::Effect;
use crate::wizard::effect::{OnDisk, Reply, TenantSource};
use crate::wizard::field::Edit;
use crate::wizard::message::Message;
use crate::wizard::model::{Facts, Step};
use crate::wizard::remote::Stamp;
use crate::wizard::update::update;

/// Fails if one of the secrets, or a part that tells much of it, can be read.
pub fn assert_silent(what: &str, text: &str) {
    for secret in [SECRET, TRACKING_ID, KEY, GENERATED] {
        assert!(!text.contains(&secret[..10]), "{what} tells a secret:\n{text}");
    }
}

#[test]
fn every_message_of_a_whole_run_is_silent() {
    let wizard = Wizard::decided();
    assert_silent("the model", &format!("{:?}", wizard.model));
    let paste = || format!("{USERNAME}\n{SECRET}\n{TRACKING_ID}");
    for message in [
        Message::Paste(Secret::new(paste())),
        Message::Edit(Edit::Paste(Secret::new(paste()))),
        Message::HelpDo(Box::new(Message::Paste(Secret::new(paste())))),
        Message::Reply(Reply::Generated("name".to_owned(), Secret::from(GENERATED))),
        Message::Reply(Reply::Started(
            Stamp(1),
            Box::new(OnDisk { secrets: vec![(SecretName::PetraApiKey, Secret::from(KEY))], ..OnDisk::default() }),
        )),
    ] {
        assert_silent("a message", &format!("{message:?}"));
    }
}

#[test]
fn the_model_is_silent_with_secrets_in_every_place_that_holds_one() {
    let facts = Facts {
        secrets: vec![(SecretName::AutotaskSecret, Secret::from(SECRET))],
        ..Facts::of_day(super::world::TODAY)
    };
    let mut model = crate::wizard::Model::new(facts);
    assert_silent("a model that was given a secret", &format!("{model:?}"));
    update(&mut model, Message::Reply(Reply::Generated("name".to_owned(), Secret::from(GENERATED))));
    update(&mut model, Message::Goto(Step::Connect));
    update(&mut model, Message::Edit(Edit::Reveal));
    assert_silent("a model with a generated password", &format!("{model:?}"));
    let mut wizard = Wizard::decided();
    wizard.tells(Message::StepForward).answer().tells(Message::StepForward).answer();
    wizard.chooses_store(StoreKind::File).presses_enter();
    for effect in &wizard.asked {
        assert_silent("an effect", &format!("{effect:?}"));
    }
    wizard.answer();
    assert!(!wizard.model.save.link_secrets.is_empty());
    for field in &mut wizard.model.save.passphrase {
        field.set(SECRET);
    }
    assert_silent("a model after Save", &format!("{:?}", wizard.model));
    assert_silent("the farewell", &describe::farewell(&wizard.model).join("\n"));
    assert_silent("the headless words", &format!("{:?}", describe::headless(&wizard.model)));
    assert_silent("the draft", &format!("{:?}", wizard.model.shared.draft));
}

#[test]
fn every_effect_that_carries_a_secret_is_silent() {
    let mut wizard = Wizard::with_values();
    wizard.presses_enter();
    assert!(wizard.asks_for_test());
    for effect in &wizard.asked {
        assert_silent("an effect", &format!("{effect:?}"));
    }
    assert_silent("a copy", &format!("{:?}", Effect::Copy(Secret::from(SECRET))));
    assert_silent("a source", &format!("{:?}", TenantSource::Petra(Secret::from(KEY))));
}

#[test]
fn words_for_the_administrator_have_no_secret() {
    let wizard = Wizard::connected();
    let text = wizard.model.connect.for_administrator();
    assert!(text.contains(USERNAME));
    assert_silent("the administrator's text", &text);
}
