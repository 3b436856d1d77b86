//! Where secrets are kept, as scripts meet it: `secret set|test|forget`, encrypted files, passphrases.

use serde_json::{Value, json};

use super::lab::{Home, Lab, Ran, run};
use super::worlds::{answers, world};

const NAMES: [&str; 3] = ["autotask-secret", "autotask-tracking-id", "petra-api-key"];
const SECRET: &str = "S3cret-that-is-typed";
const PASSPHRASE: &str = "Correct-horse-battery";

/// A run with this on standard input and a passphrase in its environment, that repeats neither.
#[track_caller]
fn ran(home: &Home, passphrase: &str, args: &[&str], input: &str) -> Ran {
    let mut command = home.command(args);
    command.env("PETRA_AUTOTASK_PASSPHRASE", passphrase);
    let ran = run(command, input.as_bytes());
    for secret in [SECRET, PASSPHRASE] {
        assert!(!ran.out.contains(secret) && !ran.err.contains(secret), "{ran:?}");
    }
    ran
}

/// Exit status and code of a failure that was told as JSON.
fn failure(ran: &Ran) -> (i32, Value) {
    (ran.status, ran.json()["error"]["code"].clone())
}

#[test]
fn a_secret_is_stored_tried_and_forgotten_in_the_store_that_is_named() {
    for (store, reference) in [("file", "file:secrets/petra-api-key"), ("encrypted", "encrypted:secrets.age")] {
        let home = Home::new();
        let secret = |deed: &str, input: &str| {
            ran(&home, PASSPHRASE, &["secret", deed, "petra-api-key", "--secret-store", store, "--json"], input)
        };
        assert_eq!(failure(&secret("test", "")), (6, json!("secret-missing")), "{store}");
        for (deed, state) in [("set", "stored"), ("test", "readable"), ("forget", "forgotten")] {
            let said = secret(deed, &format!("{SECRET}\n")).done().json();
            assert_eq!(said, json!({"name": "petra-api-key", "reference": reference, "state": state}), "{store}");
        }
        assert_eq!(failure(&secret("forget", "")), (6, json!("secret-missing")), "{store}");
        assert_eq!(home.files("home"), Vec::<String>::new(), "{store}: nothing is left");
    }
}

#[test]
fn without_a_store_it_is_the_one_of_the_config_and_with_one_the_config_refers_to_it() {
    let lab = Lab::of(&world());
    lab.saved("c.json", &answers().to_string());
    let at = |args: &[&str], input: &str| ran(&lab.home, PASSPHRASE, &[args, &["--config", "c.json"]].concat(), input);

    let refused = at(&["secret", "set", NAMES[0], "--json"], SECRET);
    assert_eq!(failure(&refused), (6, json!("store-unavailable")), "env: keeps nothing");
    let before = lab.home.read("c.json");
    assert!(before.contains("env:AUTOTASK_SECRET"));

    let said = at(&["secret", "set", NAMES[0], "--secret-store", "file"], SECRET).done();
    assert_eq!(
        said.err,
        "autotask-secret is stored at file:secrets/autotask-secret and was read back. c.json refers to it now.\n"
    );
    assert_eq!(lab.home.read("c.json"), before.replace("env:AUTOTASK_SECRET", "file:secrets/autotask-secret"));
    assert_eq!(lab.home.read("c.json.1"), before);

    let said = at(&["secret", "set", NAMES[0]], "another\n").done();
    assert_eq!(said.err, "autotask-secret is stored at file:secrets/autotask-secret and was read back.\n");
    assert_eq!(lab.home.read("secrets/autotask-secret"), "another\n");
    assert_eq!(at(&["secret", "test", NAMES[0]], "").done().out, "");
    at(&["secret", "forget", NAMES[0]], "").done();
    assert_eq!(failure(&at(&["secret", "test", NAMES[0], "--json"], "")), (6, json!("secret-missing")));
}

#[test]
fn what_cannot_be_stored_is_refused() {
    let home = Home::new();
    let set = |args: &[&str], input: &str| {
        ran(&home, PASSPHRASE, &[&["secret", "set", NAMES[0], "--json"], args].concat(), input)
    };
    for input in ["", "\n", "two\nlines", "nul\0"] {
        assert_eq!(failure(&set(&["--secret-store", "file"], input)), (7, json!("read-failed")), "{input:?}");
    }
    assert_eq!(set(&[], SECRET).status, 2, "no config, no store");
    assert_eq!(set(&["--secret-store", "file", "--secrets-stdin"], SECRET).status, 2);
    assert_eq!(set(&["--secret-store", "encrypted", "--passphrase-fd", "0"], SECRET).status, 2);
    assert_eq!(failure(&set(&["--secret-store", "env"], SECRET)), (6, json!("store-unavailable")));
    assert_eq!(failure(&set(&["--secret-store", "keyring"], SECRET)), (6, json!("store-unavailable")), "no D-Bus");
    assert_eq!(ran(&home, "", &["secret", "set", "password"], SECRET).status, 2);
    assert_eq!(home.files("home"), Vec::<String>::new());
}

#[test]
fn an_encrypted_file_takes_the_secrets_and_only_its_passphrase_gives_them_back() {
    let lab = Lab::of(&world());
    lab.home.write("answers.json", answers().to_string());
    let secrets = ["secret", "trackingId", "petraApiKey"].map(|key| lab.sandbox.get(key).to_owned());
    let stdin = json!({"secret": secrets[0], "trackingId": secrets[1], "petraApiKey": secrets[2]}).to_string();
    let export = ["--export", "c.json", "--answers", "answers.json", "--secrets-stdin", "--secret-store", "encrypted"];
    let at = |args: &[&str], passphrase: &str, input: &str| {
        let mut command = lab.command(args);
        for variable in ["AUTOTASK_SECRET", "AUTOTASK_TRACKING_ID", "PETRA_API_KEY"] {
            command.env_remove(variable);
        }
        command.env("PETRA_AUTOTASK_PASSPHRASE", passphrase);
        run(command, input.as_bytes())
    };
    let refused = at(&[&export[..], &["--json"]].concat(), "", &stdin);
    assert_eq!(failure(&refused), (6, json!("store-locked")));
    assert!(!lab.home.has("c.json") && !lab.home.has("secrets.age"), "nothing half-written");
    at(&export, PASSPHRASE, &stdin).done();
    assert_eq!(lab.home.read("c.json").matches("encrypted:secrets.age").count(), 3);

    let check = ["check", "--config", "c.json", "--json"];
    at(&check, PASSPHRASE, "").done();
    for wrong in ["", "another"] {
        assert_eq!(failure(&at(&check, wrong, "")), (6, json!("store-locked")), "{wrong:?}");
    }
    // The argument goes before the environment.
    at(&[&check[..], &["--passphrase-fd", "0"]].concat(), "another", &format!("{PASSPHRASE}\nmore\n")).done();
    for (args, input) in [(["--passphrase-fd", "0"], ""), (["--passphrase-fd", "77"], "")] {
        assert_eq!(at(&[&check[..], &args].concat(), PASSPHRASE, input).status, 2);
    }
    std::fs::write(lab.home.path("secrets.age"), "damaged").unwrap();
    assert_eq!(failure(&at(&check, PASSPHRASE, "")), (6, json!("store-unavailable")));
}

#[test]
fn the_demo_has_its_own_secrets_and_keeps_none() {
    let home = Home::new();
    let said = ran(&home, PASSPHRASE, &["--demo", "secret", "test", NAMES[0], "--json"], "").done().json();
    assert_eq!(said["reference"], "env:AUTOTASK_SECRET");
    let refused = ran(&home, PASSPHRASE, &["--demo", "secret", "forget", NAMES[0], "--json"], "");
    assert_eq!(failure(&refused), (6, json!("store-unavailable")));
}
