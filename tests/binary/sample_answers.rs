//! The sample answers of the demo fit its world, on whatever day it is looked at.

use std::path::Path;

use petra_autotask::domain::account::Credentials;
use petra_autotask::domain::secret::Secret;
use petra_autotask::ops::{Workplace, WorkplaceOptions, sample_answers};
use petra_autotask::sandbox::{Options, Sandbox};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/sample-answers.json");

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_file_in_assets_is_what_the_default_world_suggests() {
    let fresh = made_on(jiff::civil::date(2026, 11, 24)).await;
    if std::env::var("UPDATE_SAMPLE_ANSWERS").is_ok_and(|value| value == "1") {
        std::fs::write(FILE, &fresh).unwrap();
    }
    let current = std::fs::read_to_string(Path::new(FILE)).unwrap();
    assert!(
        current == fresh,
        "assets/sample-answers.json is not current; run this test with UPDATE_SAMPLE_ANSWERS=1 to write it anew"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_answers_hold_on_other_days_too() {
    let usual = std::fs::read_to_string(FILE).unwrap();
    for day in [jiff::civil::date(2025, 1, 31), jiff::civil::date(2027, 7, 1), jiff::civil::date(2028, 2, 29)] {
        assert_eq!(made_on(day).await, usual, "as of {day}");
    }
}

async fn made_on(today: jiff::civil::Date) -> String {
    let sandbox = Sandbox::start(Options { today: Some(today), ..Options::default() }).await.unwrap();
    let at = sandbox.announcement();
    let options = WorkplaceOptions {
        config: Some("/nonexistent/config.json".into()),
        state: Some("/nonexistent/state".into()),
        autotask_url: Some(at.autotask_url.clone()),
        petra_url: Some(at.petra_url.clone()),
        today: Some(today),
        leave_keyrings: true,
    };
    let place = Workplace::new(options, |_| None).unwrap();
    let credentials = Credentials {
        username: at.username.clone(),
        secret: Secret::from(at.secret.as_str()),
        tracking_id: Secret::from(at.tracking_id.as_str()),
    };
    let key = Secret::from(at.petra_api_key.as_str());
    String::from_utf8(sample_answers(&place, &credentials, &key).await.unwrap()).unwrap()
}
