//! What keeps a run from judging anything: sign-in, permissions, network, secrets, files. Nothing is written then.

use std::fs;
use std::process::Stdio;

use serde_json::{Value, json};

use super::lab::{Home, Lab, Ran, run};
use super::worlds::{answers, world};

const EXPORT: [&str; 5] = ["--export", "out.json", "--answers", "answers.json", "--json"];

fn lab() -> Lab {
    let lab = Lab::of(&world());
    lab.home.write("answers.json", answers().to_string());
    lab
}

/// Exit status, code and summary of a failure that stands alone.
fn failure(ran: &Ran) -> (i32, String, String) {
    let error = ran.json()["error"].clone();
    assert!(error.is_object(), "{ran:?}");
    let text = |key: &str| error[key].as_str().unwrap().to_owned();
    assert!(text("hint").ends_with('.'), "{error:#}");
    (ran.status, text("code"), text("summary"))
}

fn told(status: i32, code: &str, summary: &str) -> (i32, String, String) {
    (status, code.to_owned(), summary.to_owned())
}

#[test]
fn a_wrong_password_is_sent_once_and_writes_nothing() {
    let lab = lab();
    let mut command = lab.command(&EXPORT);
    command.env("AUTOTASK_SECRET", "wrong");
    let ran = run(command, b"");
    assert_eq!(failure(&ran), told(3, "sign-in-refused", "Autotask refused the sign-in."));
    assert_eq!(lab.sandbox.signed_in().len(), 1, "{:?}", lab.sandbox.requests());
    assert!(!lab.home.has("out.json"));

    let mut command = lab.command(&EXPORT[..4]);
    command.env("AUTOTASK_TRACKING_ID", "wrong");
    let ran = run(command, b"");
    assert_eq!((ran.status, ran.out.as_str()), (3, ""));
    assert!(ran.err.starts_with("error sign-in-refused: Autotask refused the sign-in.\n    "), "{}", ran.err);
    assert_eq!(lab.sandbox.signed_in().len(), 2);
}

#[test]
fn a_wrong_password_of_a_saved_config_is_sent_once_too() {
    let lab = lab();
    lab.saved("config.json", &answers().to_string());
    lab.sandbox.put(&world());
    let mut command = lab.command(&["check", "--config", "config.json", "--json"]);
    command.env("AUTOTASK_SECRET", "wrong").env_remove("AUTOTASK_URL");
    let ran = run(command, b"");
    assert_eq!((ran.status, ran.json()["error"]["code"].clone()), (3, json!("sign-in-refused")));
    assert_eq!(lab.sandbox.signed_in().len(), 1, "{:?}", lab.sandbox.requests());
}

#[test]
fn for_a_user_that_autotask_does_not_know_no_password_is_sent() {
    let lab = lab();
    let ran = lab.run(&[&EXPORT[..], &["--username", "nobody@example.com"]].concat());
    let summary = "Autotask knows no API user of this name; no password was sent.";
    assert_eq!(failure(&ran), told(3, "user-unknown", summary));
    assert_eq!(lab.sandbox.signed_in(), [""; 0]);
    assert_eq!(lab.sandbox.requests().len(), 1);
}

#[test]
fn a_value_that_no_header_can_carry_is_not_sent() {
    let lab = lab();
    let mut command = lab.command(&EXPORT);
    command.env("AUTOTASK_SECRET", "pass\u{a0}word");
    let summary = "Password has an invisible sign (U+00A0) at place 5, which cannot be sent to Autotask.";
    assert_eq!(failure(&run(command, b"")), told(3, "sign-in-refused", summary));
    assert_eq!(lab.sandbox.requests(), [""; 0]);
}

/// Faults, variables; exit status, code, summary.
type Case<'a> = (&'a [&'a str], &'a [(&'a str, &'a str)], i32, &'a str, &'a str);

#[test]
fn each_failure_of_a_server_has_its_code() {
    let lab = lab();
    let wrong_id = [("AUTOTASK_TRACKING_ID", "wrong")];
    let wrong_key = [("PETRA_API_KEY", "wrong")];
    let cases: [Case; 15] = [
        (&["tracking-id-500"], &wrong_id, 3, "tracking-id-refused", "Autotask refused the Tracking Identifier."),
        (&["unauthorized"], &[], 3, "sign-in-refused", "Autotask refused the sign-in."),
        (&["locked-text", "unauthorized"], &[], 3, "sign-in-refused", "Autotask refused the sign-in."),
        (&[], &wrong_key, 3, "petra-key-refused", "Petra refused the API key."),
        (
            &["forbidden=Companies"],
            &[],
            4,
            "permission-missing",
            "The API user may not read Companies, which is needed for mapping companies.",
        ),
        (
            &["forbidden=Tickets"],
            &[],
            4,
            "permission-missing",
            "The API user may not read Tickets, which is needed for ticketing.",
        ),
        (
            &["unauthorized@/ContractServices"],
            &[],
            4,
            "permission-missing",
            "The API user may not read ContractServices, which is needed for billing.",
        ),
        (
            &["throttle@/Companies", "retry-after=0"],
            &[],
            5,
            "throttled",
            "Autotask takes no more requests for Companies at the moment.",
        ),
        (
            &["throttle@/v1/tenants", "retry-after=0@/v1/tenants"],
            &[],
            5,
            "throttled",
            "Petra takes no more requests for v1/tenants at the moment.",
        ),
        (
            &["http-500@/Companies"],
            &[],
            5,
            "bad-answer",
            "Autotask's answer cannot be used: Companies: status 500 Internal Server Error.",
        ),
        (
            &["not-json@/Version"],
            &[],
            5,
            "bad-answer",
            "Autotask's answer cannot be used: Version: it is not the JSON that was asked for (expected value at line 1 column 1).",
        ),
        (
            &["redirect=https://elsewhere.example/@/Version"],
            &[],
            5,
            "bad-answer",
            "Autotask's answer cannot be used: Version: a redirect to elsewhere.example, which was not followed.",
        ),
        (
            &["without-field=companyName@/Companies"],
            &[],
            5,
            "bad-answer",
            "Autotask's answer cannot be used: Companies: a row has no usable companyName.",
        ),
        (
            &["wrong-zone=https://webservices1.autotask.net.evil.example/ATServicesRest/"],
            &[],
            5,
            "zone-untrusted",
            "The zone lookup named webservices1.autotask.net.evil.example, which is no Autotask host. Nothing was sent \
             there.",
        ),
        (
            &["wrong-zone=http://webservices1.autotask.net/ATServicesRest/"],
            &[],
            5,
            "zone-untrusted",
            "The zone lookup named webservices1.autotask.net, which is no Autotask host. Nothing was sent there.",
        ),
    ];
    for (faults, variables, status, code, summary) in cases {
        lab.sandbox.put(&world());
        lab.sandbox.faults(faults);
        let mut command = lab.command(&EXPORT);
        command.envs(variables.iter().copied());
        let ran = run(command, b"");
        assert_eq!(failure(&ran), told(status, code, summary), "{faults:?}");
        assert!(!lab.home.has("out.json"), "{faults:?}");
    }
}

#[test]
fn every_missing_right_is_named_at_once() {
    let lab = lab();
    let mut world = world();
    world["account"]["access"] = json!({"Contracts": {"query": "none"}, "TicketNotes": {"create": "none"}});
    lab.sandbox.put(&world);
    let ran = lab.run(&EXPORT);
    let said = ran.json();
    let of: Vec<_> = said["findings"].as_array().unwrap().iter().map(|one| one["subject"]["entity"].clone()).collect();
    assert_eq!((ran.status, of), (4, vec![json!("TicketNotes"), json!("Contracts")]), "{said:#}");
    assert_eq!(said["error"]["subject"], said["findings"][0]["subject"], "the one that decides stands by itself too");
    assert!(!lab.home.has("out.json"));
}

#[test]
fn a_port_where_nobody_listens_is_unreachable() {
    let lab = lab();
    // Nobody listens any more at a port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}/ATServicesRest");
    let ran = lab.run(&[&EXPORT[..], &["--autotask-url", &url]].concat());
    assert_eq!(failure(&ran), told(5, "unreachable", "Autotask (127.0.0.1) cannot be reached."));
    let ran = lab.run(&[&EXPORT[..], &["--petra-url", &format!("http://127.0.0.1:{port}")]].concat());
    assert_eq!(failure(&ran), told(5, "unreachable", "Petra (127.0.0.1) cannot be reached."));
}

#[test]
fn https_to_a_server_without_it_is_tls() {
    let lab = lab();
    let url = lab.sandbox.get("autotaskUrl").replace("http://", "https://");
    let ran = lab.run(&[&EXPORT[..], &["--autotask-url", &url]].concat());
    assert_eq!(failure(&ran), told(5, "tls", "No secure connection to Autotask (127.0.0.1) came about."));
}

#[test]
fn secrets_that_cannot_be_had_end_with_6_and_nothing_is_sent() {
    let lab = lab();
    lab.saved("config.json", &answers().to_string());
    lab.sandbox.put(&world());
    let config: Value = serde_json::from_str(&lab.home.read("config.json")).unwrap();
    lab.home.write("open.txt", "secret\n");
    let missing = |reference: &str| format!("There is no secret at {reference}.");
    let cases = [
        ("env:NOT_SET", "secret-missing", missing("env:NOT_SET")),
        ("file:gone.txt", "secret-missing", missing("file:gone.txt")),
        ("command:false", "secret-missing", String::new()),
        ("S3cret-in-the-file", "reference-invalid", "A secret reference in c.json cannot be used.".to_owned()),
        #[cfg(unix)]
        ("file:open.txt", "file-too-open", "./open.txt can be read by others (its mode is 0644).".to_owned()),
    ];
    #[cfg(unix)]
    fs::set_permissions(lab.home.path("open.txt"), std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    for (reference, code, summary) in cases {
        let mut config = config.clone();
        config["autotask"]["secret"] = json!(reference);
        lab.home.write("c.json", config.to_string());
        for args in [&["check", "--config", "c.json", "--json"][..], &["--export", "--config", "c.json", "--json"]] {
            let mut command = lab.command(args);
            command.env_remove("AUTOTASK_SECRET");
            let ran = run(command, b"");
            let (status, found, said) = failure(&ran);
            assert_eq!((status, found.as_str()), (6, code), "{reference}");
            assert!(summary.is_empty() || said == summary, "{said}");
            assert!(!ran.out.contains("S3cret"), "a literal secret is not repeated: {}", ran.out);
        }
    }
    assert_eq!(lab.sandbox.requests(), [""; 0]);
}

#[test]
fn every_missing_secret_is_named_at_once() {
    let lab = lab();
    let mut command = lab.command(&EXPORT);
    command.env_remove("AUTOTASK_SECRET").env_remove("AUTOTASK_TRACKING_ID");
    let ran = run(command, b"");
    let said = ran.json();
    let summaries: Vec<_> = said["findings"].as_array().unwrap().iter().map(|one| one["summary"].clone()).collect();
    let expected =
        ["The password of the API user is not there.", "The tracking identifier of the API user is not there."];
    assert_eq!((ran.status, summaries), (6, expected.map(Value::from).to_vec()), "{said:#}");
    assert_eq!(said["error"]["code"], "secret-missing");
}

#[test]
fn secrets_on_standard_input_are_read_strictly_and_never_repeated() {
    let lab = lab();
    let args = [&EXPORT[..], &["--secrets-stdin", "--secret-store", "env"]].concat();
    for input in ["", "hunter2", r#"{"secret": 5}"#, r#"{"secret":"hunter2","password":"hunter2"}"#] {
        let ran = run(lab.command(&args), input.as_bytes());
        let summary = "Standard input is no JSON object with the keys secret, trackingId and petraApiKey.";
        assert_eq!(failure(&ran), told(7, "read-failed", summary));
        assert!(!ran.out.contains("hunter2"));
    }
}

#[test]
fn configs_that_cannot_be_used_end_with_7() {
    let lab = lab();
    lab.saved("good.json", &answers().to_string());
    let good: Value = serde_json::from_str(&lab.home.read("good.json")).unwrap();
    let changed = |change: fn(&mut Value)| {
        let mut config = good.clone();
        change(&mut config);
        config.to_string()
    };
    let cases = [
        (
            changed(|config| config["version"] = json!(2)),
            "config-newer",
            "c.json is of version 2; this program knows versions up to 1.",
            Value::Null,
        ),
        (
            changed(|config| config["tenants"][0]["colour"] = json!("red")),
            "config-invalid",
            "c.json does not have the shape of a config.",
            json!("/tenants/0/colour"),
        ),
        (
            changed(|config| config["tenants"][0]["company"]["id"] = json!("many")),
            "config-invalid",
            "c.json does not have the shape of a config.",
            json!("/tenants/0/company/id"),
        ),
        ("{".to_owned(), "read-failed", "c.json is no JSON text.", Value::Null),
        ("\n".to_owned(), "read-failed", "c.json is no JSON text.", Value::Null),
    ];
    for (text, code, summary, pointer) in cases {
        lab.home.write("c.json", &text);
        for args in [&["check", "--json"][..], &EXPORT[..]] {
            let ran = lab.run(&[args, &["--config", "c.json"]].concat());
            assert_eq!(failure(&ran), told(7, code, summary), "{text}");
            assert_eq!(ran.json()["error"]["subject"]["pointer"], pointer, "{text}");
        }
        let ran = lab.run(&["--export", "c.json", "--answers", "answers.json", "--json"]);
        assert_eq!(failure(&ran), told(7, code, summary), "a target that cannot be read is not overwritten: {text}");
        assert_eq!(lab.home.read("c.json"), text);
    }
    lab.run(&["--export", "c.json", "--answers", "answers.json", "--force"]).done();
    assert_eq!(lab.home.read("c.json"), lab.home.read("good.json"));

    lab.home.write("newer.json", changed(|config| config["version"] = json!(2)));
    lab.run(&["--config", "newer.json", "--export", "newer.json", "--answers", "answers.json", "--force"]).done();
    assert_eq!(lab.home.read("newer.json"), lab.home.read("good.json"));
    assert!(lab.home.has("newer.json.1"));

    let ran = lab.run(&["check", "--config", "nowhere.json", "--json"]);
    assert_eq!(failure(&ran), told(7, "config-missing", "There is no config at nowhere.json."));
}

#[test]
fn files_that_cannot_be_read_or_written_end_with_7() {
    let lab = lab();
    fs::create_dir(lab.home.path("folder")).unwrap();
    lab.home.write("empty.csv", "");
    lab.home.write("open.csv", "tenant_id,company\nZZ1,\"174\nZZ2,175\n");
    lab.home.write("broken.json", "{\"tenants\": [");
    let reads = [
        #[cfg(unix)]
        ("/dev/zero", "/dev/zero cannot be read."),
        ("gone.csv", "gone.csv cannot be read."),
        ("folder", "folder cannot be read."),
        ("empty.csv", "The file is empty."),
        ("open.csv", "A quotation mark is opened and never closed."),
        ("broken.json", "This is no JSON."),
    ];
    for (file, summary) in reads {
        let ran = lab.run(&["--export", "out.json", "--answers", file, "--json"]);
        assert_eq!(failure(&ran), told(7, "read-failed", summary));
    }
    let ran = lab.run(&[&EXPORT[..], &["--tenants-file", "gone.csv"]].concat());
    assert_eq!(failure(&ran), told(7, "read-failed", "gone.csv cannot be read."));

    let ran = lab.run(&["--export", "empty.csv/out.json", "--answers", "answers.json", "--json"]);
    assert_eq!((ran.status, ran.json()["error"]["code"].clone()), (7, json!("write-failed")), "{ran:?}");
    let ran = lab.run(&[&EXPORT[..], &["--log-file", "empty.csv/log"]].concat());
    assert_eq!(failure(&ran), told(7, "write-failed", "The log empty.csv/log cannot be written."));
    assert!(!lab.home.has("out.json"));
}

#[test]
fn a_config_that_someone_changes_meanwhile_is_not_overwritten() {
    let lab = lab();
    lab.saved("out.json", &answers().to_string());
    let mine = lab.home.read("out.json");
    let theirs = mine.replace("own IT", "left us");
    for force in [false, true] {
        lab.home.write("out.json", &mine);
        let mut changed = answers();
        changed["tenants"][2]["exclude"] = json!("other");
        lab.home.write("answers.json", changed.to_string());
        // Time to change the file while the program waits for its first answer.
        lab.sandbox.faults(&["slow=1000@/Version*1"]);
        let before = lab.sandbox.requests().len();
        let mut command = lab.command(&EXPORT);
        if force {
            command.arg("--force");
        }
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // The target is looked at before the first request leaves.
        while lab.sandbox.requests().len() == before {
            std::thread::yield_now();
        }
        lab.home.write("out.json", &theirs);
        let output = child.wait_with_output().unwrap();
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        if force {
            assert_eq!(output.status.code(), Some(0), "{said:#}");
            assert!(lab.home.read("out.json").contains("\"other\""));
        } else {
            assert_eq!(output.status.code(), Some(7), "{said:#}");
            assert_eq!(said["error"]["code"], "config-changed");
            assert_eq!(said["error"]["summary"], "out.json was changed by someone else since it was read here.");
            assert_eq!(lab.home.read("out.json"), theirs);
        }
    }
}

#[test]
fn another_writer_of_the_same_config_is_named() {
    let lab = lab();
    let file = fs::File::create(lab.home.path("out.json.lock")).unwrap();
    file.lock().unwrap();
    let ran = lab.run(&EXPORT);
    let (status, code, summary) = failure(&ran);
    assert_eq!((status, code.as_str()), (7, "config-locked"));
    assert!(summary.contains("is writing out.json since 20"), "{summary}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_store_that_does_not_work_here_is_not_replaced_by_another() {
    let lab = lab();
    let ran = lab.run(&[&EXPORT[..], &["--secret-store", "keyring"]].concat());
    assert_eq!(failure(&ran), told(6, "store-unavailable", "The secret store keyring does not work here."));
    assert_eq!(lab.home.files("work"), ["answers.json", "world.json"]);
}

#[test]
fn without_a_terminal_the_wizard_names_export_at_once() {
    let home = Home::new();
    let ran = run(home.command(&[]), b"");
    let sentence = "error: the wizard needs a terminal; without one, petra-autotask --export makes the same config\n";
    assert_eq!((ran.status, ran.out.as_str(), ran.err.as_str()), (2, "", sentence));
    assert_eq!(home.files("home"), [""; 0]);
}

#[test]
fn wrong_usage_is_text_and_ends_with_2() {
    let home = Home::new();
    for (args, word) in [
        (&["--colour"][..], "--colour"),
        (&["chek"], "chek"),
        (&["--answers", "a.csv"], "--export"),
        (&["--queue", "1"], "--export"),
        (&["--export", "--today", "24.11.2026", "--json"], "--today"),
        (&["--export", "out.json", "check"], "--export"),
        (&["--tenants", "3"], "--demo"),
        (&["--step", "nowhere"], "guide"),
        (&["--step", "save", "--export"], "--step"),
        (&["--secret-store", "drawer", "--export"], "keyring"),
        (&["--demo", "--fault", "rain", "check"], "rain"),
        (&["--export", "--json"], "--username"),
        (&["--export", "--username", "a@b.c", "--secrets-stdin"], "--secret-store"),
        (
            &["--export", "--username", "a@b.c", "--secrets-stdin", "--answers", "-", "--secret-store", "env"],
            "standard input",
        ),
        (&["--export", "--autotask-url", "http://webservices1.autotask.net/ATServicesRest"], "--autotask-url"),
        (&["--export", "--petra-url", "nonsense"], "--petra-url"),
        (&["check", "--autotask-url", "http://10.0.0.1/"], "127.0.0.1"),
    ] {
        let ran = run(home.command(args), b"");
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{args:?}");
        assert!(ran.err.starts_with("error: ") && ran.err.contains(word), "{args:?}: {}", ran.err);
    }
    assert_eq!(home.files("home"), [""; 0]);
}
