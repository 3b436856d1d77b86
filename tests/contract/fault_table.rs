//! What `check` says to each fault of the sandbox: expected by hand, held against the library, and told in `docs/faults.md`.
//!
//! `UPDATE_FAULT_TABLE=1 cargo test --test contract -- fault_table` writes the page anew.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use petra_autotask::autotask::Entity;
use petra_autotask::domain::account::Credentials;
use petra_autotask::domain::diagnostic::{Diagnostic, exit_status};
use petra_autotask::domain::draft::References;
use petra_autotask::domain::reference::{Reference, SecretName};
use petra_autotask::domain::secret::Secret;
use petra_autotask::domain::settings::Settings;
use petra_autotask::ops::{self, CheckRequest, ExportRequest, Workplace, WorkplaceOptions};
use petra_autotask::sandbox::{Options, fault_help};
use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::harness::Lab;

/// What else is so while the fault is in force.
#[derive(Clone, Copy, PartialEq, Eq)]
enum With {
    Nothing,
    /// The API user may not read contracts.
    NoContracts,
    /// The same, and nothing in the config is billed.
    NoBilling,
    WrongTrackingId,
    UnknownUser,
    Locked,
}

impl With {
    const fn words(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::NoContracts => "no right to contracts",
            Self::NoBilling => "no right to contracts, nothing is billed",
            Self::UnknownUser => "an unknown user name",
            Self::WrongTrackingId => "a wrong tracking identifier",
            Self::Locked => "a locked user",
        }
    }
}

/// What `check` has to say.
#[derive(Clone, Copy)]
enum Says {
    /// Code and exit status.
    This(&'static str, u8),
    /// All is well; what the fault concerns instead.
    AllIsWell(&'static str),
}

use Says::{AllIsWell, This};

/// What only a write can meet.
const CHANGES: &str = "changes of units; `check` writes nothing";
const TICKETS: &str = "tickets that are written; `check` writes nothing";
const EITHER: &str = "read either way";

/// Every fault by name, as it is put in force, with what `check` says of a config that was right before.
const EXPECTED: &[(&str, With, Says)] = &[
    ("slow=20", With::Nothing, AllIsWell("waiting: a request is given up after 30 s")),
    ("hang", With::Nothing, This("timeout", 5)),
    ("reset", With::Nothing, This("unreachable", 5)),
    ("reset*3", With::Nothing, AllIsWell("a read, which is sent again up to three times")),
    ("http-500", With::Nothing, This("bad-answer", 5)),
    ("http-500-after-commit", With::Nothing, AllIsWell(CHANGES)),
    ("lose-answer", With::Nothing, AllIsWell(CHANGES)),
    ("hang-after-commit", With::Nothing, AllIsWell(CHANGES)),
    ("throttle", With::Nothing, This("throttled", 5)),
    ("throttle*2", With::Nothing, AllIsWell("a read, which is sent again after a pause, and then one at a time")),
    ("unauthorized", With::Nothing, This("sign-in-refused", 3)),
    ("unauthorized@/Contracts", With::Nothing, This("permission-missing", 4)),
    ("unauthorized@/Services", With::Nothing, This("permission-missing", 4)),
    // Elsewhere than on contracts and services it may be anything, and nothing more is sent.
    ("unauthorized@/Tickets", With::Nothing, This("sign-in-refused", 3)),
    ("forbidden=Companies", With::Nothing, This("permission-missing", 4)),
    ("forbidden=TicketNotes", With::Nothing, This("permission-missing", 4)),
    ("forbidden=ContractServiceAdjustments", With::Nothing, This("permission-missing", 4)),
    ("not-json", With::Nothing, This("bad-answer", 5)),
    ("truncated", With::Nothing, This("bad-answer", 5)),
    ("redirect=https://elsewhere.example/", With::Nothing, This("bad-answer", 5)),
    ("wrong-zone=https://elsewhere.example/ATServicesRest/", With::Nothing, This("zone-untrusted", 5)),
    ("tracking-id-500", With::WrongTrackingId, This("tracking-id-refused", 3)),
    ("deactivated-status=1", With::Nothing, AllIsWell(TICKETS)),
    ("queue-gone=29682833", With::Nothing, AllIsWell(TICKETS)),
    ("company-inactive=174", With::Nothing, AllIsWell(TICKETS)),
    ("extra-required-field=issueType", With::Nothing, AllIsWell(TICKETS)),
    ("html-errors", With::Nothing, AllIsWell("refusals, of which there are none")),
    ("html-errors", With::NoContracts, This("permission-missing", 4)),
    ("json-404", With::Nothing, AllIsWell("routes that are not there; none is asked for")),
    ("lock-after=1", With::Nothing, AllIsWell("refused sign-ins, of which there are none")),
    ("lock-after=1", With::WrongTrackingId, This("sign-in-refused", 3)),
    ("locked-text", With::Locked, This("sign-in-refused", 3)),
    ("permission-403", With::NoContracts, This("permission-missing", 4)),
    ("restricted=Companies", With::Nothing, This("company-missing", 1)),
    ("restricted=Contracts", With::Nothing, This("contract-missing", 1)),
    ("restricted=Tickets", With::Nothing, AllIsWell("tickets of others; the state of the right is `restricted`")),
    ("access-as-numbers", With::Nothing, AllIsWell(EITHER)),
    ("access-as-numbers", With::NoContracts, This("permission-missing", 4)),
    ("access-looks-all", With::NoContracts, This("permission-missing", 4)),
    ("entity-name-plural", With::Nothing, AllIsWell(EITHER)),
    ("missing-404", With::Nothing, AllIsWell("a record by its id; `check` asks for several at once")),
    ("conversion-error", With::Nothing, AllIsWell("filters with the wrong type; none is sent")),
    ("rows-unordered", With::Nothing, AllIsWell(EITHER)),
    ("without-field=contractName", With::Nothing, This("bad-answer", 5)),
    ("without-field=companyID", With::Nothing, This("bad-answer", 5)),
    ("next-page-elsewhere=https://elsewhere.example/", With::Nothing, This("bad-answer", 5)),
    ("next-page-loop", With::Nothing, This("bad-answer", 5)),
    ("throttle-as-500", With::Nothing, AllIsWell("more requests at once than are allowed; no more are sent")),
    ("throttle; throttle-as-500", With::Nothing, This("throttled", 5)),
    ("throttle*1; retry-after=1", With::Nothing, AllIsWell("the pause, which is as long as was asked for")),
    ("petra-limit=1", With::Nothing, AllIsWell("incidents and billable users; `check` asks for neither")),
    ("used-this-hour=10000", With::Nothing, This("throttled", 5)),
    ("patch-404", With::Nothing, AllIsWell(TICKETS)),
    ("zone-without-slash", With::Nothing, AllIsWell(EITHER)),
    ("item-id-number", With::Nothing, AllIsWell(CHANGES)),
    ("no-auto-create", With::Nothing, AllIsWell(CHANGES)),
    ("posted-accepted", With::Nothing, AllIsWell(CHANGES)),
    ("inactive-contract-accepted", With::Nothing, AllIsWell(CHANGES)),
    ("zero-change-accepted", With::Nothing, AllIsWell(CHANGES)),
    ("change-ignored", With::Nothing, AllIsWell(CHANGES)),
    ("change-doubled", With::Nothing, AllIsWell(CHANGES)),
    ("exclusive-end", With::Nothing, AllIsWell(EITHER)),
    ("delta-rows", With::Nothing, AllIsWell(CHANGES)),
    // At one place only.
    ("http-500@/zoneInformation", With::Nothing, This("bad-answer", 5)),
    ("reset@/zoneInformation", With::Nothing, This("unreachable", 5)),
    (
        "http-500@/ThresholdInformation",
        With::Nothing,
        AllIsWell("how much of the hour is used, which is not shown then"),
    ),
    ("http-500@POST /ContractServiceUnits", With::Nothing, This("bad-answer", 5)),
    ("unauthorized@/v1/", With::Nothing, This("petra-key-refused", 3)),
    ("http-500@/v1/", With::Nothing, This("bad-answer", 5)),
    ("reset@/v1/", With::Nothing, This("unreachable", 5)),
    ("not-json@/v1/", With::Nothing, This("bad-answer", 5)),
    ("throttle@/v1/", With::Nothing, This("throttled", 5)),
    // Without a fault, for comparison.
    ("", With::NoBilling, This("permission-missing", 0)),
    ("", With::UnknownUser, This("user-unknown", 3)),
    ("", With::NoContracts, This("permission-missing", 4)),
    ("", With::WrongTrackingId, This("sign-in-refused", 3)),
    ("", With::Locked, This("sign-in-refused", 3)),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn check_says_the_right_thing_to_every_fault_and_the_page_tells_it() {
    let named: BTreeSet<&str> = EXPECTED.iter().flat_map(|(spelt, ..)| names_of(spelt)).collect();
    for (name, _) in faults() {
        assert!(named.contains(name.as_str()), "the fault {name} has no line here");
    }
    let settings = saved().await;
    let mut checks = JoinSet::new();
    for (at, (spelt, with, _)) in EXPECTED.iter().enumerate() {
        let settings = settings.clone();
        checks.spawn(async move { (at, found(settings, spelt, *with).await) });
    }
    let mut found = checks.join_all().await;
    found.sort_by_key(|(at, _)| *at);
    let mut wrong = String::new();
    for ((spelt, with, says), (_, findings)) in EXPECTED.iter().zip(&found) {
        let codes: BTreeSet<&str> = findings.iter().map(|finding| finding.code.as_str()).collect();
        let (code, exit) = match says {
            This(code, exit) => (Some(*code), *exit),
            AllIsWell(_) => (None, 0),
        };
        // Everything that is found is of the one code that names the cause.
        if codes != code.into_iter().collect() || exit_status(findings) != exit {
            let with = with.words();
            let _ = writeln!(wrong, "{spelt} {with}: {code:?} and exit {exit} expected, found {findings:#?}");
        }
        for finding in findings {
            assert!(!finding.hint.is_empty(), "{spelt}: {finding:?} has no remedy");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    let findings: Vec<&[Diagnostic]> = found.iter().map(|(_, findings)| findings.as_slice()).collect();
    is_told(&page(&findings));
}

/// Runs `check` on a config that was right, with these faults in force.
async fn found(mut settings: Settings, spelt: &str, with: With) -> Vec<Diagnostic> {
    let mut world = world();
    match with {
        With::NoContracts | With::NoBilling => world["account"]["access"] = json!({"Contracts": {"query": "none"}}),
        With::Locked => world["account"]["locked"] = json!(true),
        With::Nothing | With::WrongTrackingId | With::UnknownUser => {}
    }
    let faults = spelt.split("; ").filter(|fault| !fault.is_empty()).map(str::to_owned).collect();
    let mut lab = Lab::of(Options { world: Some(world), faults, ..Options::default() }).await;
    if spelt == "hang" {
        lab.patience.timeout = Duration::from_secs(1);
    }
    let mut secrets = secrets(&lab);
    if with == With::WrongTrackingId {
        secrets[1].1 = Secret::from("WRONGTRACKINGIDENTIFIER0001");
    }
    if with == With::NoBilling {
        settings.tenants[0].billing = None;
    }
    let username = (with == With::UnknownUser).then(|| "nobody@example.com".to_owned());
    let request = CheckRequest { settings, secrets, username, permissions_only: false, offline: false };
    match ops::check(&place(&lab), request, &mut |_, _, _| {}).await {
        Ok(checked) => checked.findings,
        Err(failures) => {
            // What failed before anything was found: a refused sign-in is sent once, an unknown user's never.
            let sent = lab.ledger().await.requests().len();
            match failures[0].code.as_str() {
                "sign-in-refused" | "tracking-id-refused" => assert_eq!(sent, 1, "{spelt}"),
                "user-unknown" => assert_eq!(sent, 0, "{spelt}"),
                _ => {}
            }
            failures
        }
    }
}

/// The config that an export writes while nothing is wrong.
async fn saved() -> Settings {
    let lab = Lab::of(Options { world: Some(world()), ..Options::default() }).await;
    let env = |name: SecretName| Some(Reference::Env(name.variable().to_owned()));
    let secrets = secrets(&lab);
    let answers = json!({
        "ticketing": {"queue": "Security", "statusNew": "New", "statusUpdate": "In Progress", "priority": "Medium"},
        "tenants": [{"id": "ZZ1", "company": 174, "contract": 9, "service": 5}],
    });
    let request = ExportRequest {
        credentials: Credentials {
            username: lab.says().username.clone(),
            secret: secrets[0].1.clone(),
            tracking_id: secrets[1].1.clone(),
        },
        petra_key: Some(secrets[2].1.clone()),
        references: References {
            secret: env(SecretName::AutotaskSecret),
            tracking_id: env(SecretName::AutotaskTrackingId),
            petra_api_key: env(SecretName::PetraApiKey),
        },
        answers: Some(answers.to_string().into_bytes()),
        ..ExportRequest::default()
    };
    ops::export(&place(&lab), request, &mut |_, _, _| {}).await.unwrap().settings
}

fn secrets(lab: &Lab) -> Vec<(SecretName, Secret)> {
    let says = lab.says();
    vec![
        (SecretName::AutotaskSecret, Secret::from(says.secret.as_str())),
        (SecretName::AutotaskTrackingId, Secret::from(says.tracking_id.as_str())),
        (SecretName::PetraApiKey, Secret::from(says.petra_api_key.as_str())),
    ]
}

/// Nothing is read from, or written to, the folder.
fn place(lab: &Lab) -> Workplace {
    let folder = std::env::temp_dir().join("petra-autotask-fault-table");
    let options = WorkplaceOptions {
        config: Some(folder.join("config.json")),
        state: Some(folder),
        autotask_url: Some(lab.says().autotask_url.clone()),
        petra_url: Some(lab.says().petra_url.clone()),
        today: Some(jiff::civil::date(2026, 11, 24)),
        leave_keyrings: true,
    };
    Workplace::new(options, |_| None).unwrap().with_patience(&lab.patience)
}

/// One tenant that is billed, and more services than fit on two pages.
fn world() -> Value {
    let more = (100..1_200).map(|id| json!({"id": id, "name": format!("Service {id}")}));
    let services: Vec<Value> = [json!({"id": 5, "name": "Petra monitoring"})].into_iter().chain(more).collect();
    json!({
        "today": "2026-11-24",
        "account": {"username": "api@example.com"},
        "entities": {
            "Companies": [{"id": 0, "companyName": "Northwind MSP"}, {"id": 174, "companyName": "Contoso Ltd"}],
            "Contracts": [{"id": 9, "companyID": 174, "contractName": "Gold", "contractType": 7, "status": 1,
                "startDate": "2026-01-01T00:00:00Z", "endDate": "2027-12-31T00:00:00Z", "contractPeriodType": 2}],
            "Services": services,
            "ContractServices": [{"id": 77, "contractID": 9, "serviceID": 5}],
        },
        "units": {"77": 12},
        "petra": {"apiKey": "petra-key-abcdefgh", "tenants": [{"petraTenantId": "ZZ1", "name": "Contoso"}]},
    })
}

/// Name and meaning of every fault, from the help of the sandbox.
fn faults() -> Vec<(String, String)> {
    let lines = fault_help().lines().filter_map(|line| line.strip_prefix("  ").map(str::to_owned)).collect::<Vec<_>>();
    let told = lines.iter().map(|line| {
        let (spelt, help) = line.split_once("  ").unwrap();
        (names_of(spelt).next().unwrap().to_owned(), help.trim().to_owned())
    });
    told.collect()
}

/// The names of faults as they are put in force.
fn names_of(spelt: &str) -> impl Iterator<Item = &str> {
    spelt
        .split("; ")
        .filter_map(|fault| fault.split(['=', '@', '*']).next())
        .map(str::trim)
        .filter(|name| !name.is_empty())
}

fn page(found: &[&[Diagnostic]]) -> String {
    let mut page = String::from(
        "# What `check` says to each fault of the sandbox\n\n\
         Made by `tests/contract/fault_table.rs`, which expects each line; to write it anew: \
         `UPDATE_FAULT_TABLE=1 cargo test --test contract -- fault_table`.\n\n\
         The config was right when it was saved: one tenant with company, contract and service. Then the fault is put in \
         force, as in `petra-autotask sandbox --fault reset`.\n\n\
         | fault | besides | code | exit | said first, or what is concerned instead |\n| --- | --- | --- | --- | --- |\n",
    );
    for ((spelt, with, says), findings) in EXPECTED.iter().zip(found) {
        let fault = if spelt.is_empty() { "none".to_owned() } else { format!("`{spelt}`") };
        let with = with.words();
        let _ = match says {
            This(code, exit) => {
                let first = findings.first().map(|finding| stable(&finding.summary)).unwrap_or_default();
                writeln!(page, "| {fault} | {with} | `{code}` | {exit} | {first} |")
            }
            AllIsWell(concerned) => writeln!(page, "| {fault} | {with} | – | 0 | {concerned} |"),
        };
    }
    page.push_str("\n## What is said to do\n");
    let mut told = BTreeSet::new();
    for finding in found.iter().copied().flatten() {
        // What is to be done about a missing right hangs on the entity.
        if finding.code.as_str() != "permission-missing" && told.insert(finding.code.as_str()) {
            let _ = write!(page, "\n**`{}`**: {}\n", finding.code, stable(&finding.hint));
        }
    }
    page.push_str(
        "\n## Where a missing right is given\n\n| entity | needed for | rights | place |\n| --- | --- | --- | --- |\n",
    );
    for entity in Entity::ALL {
        let rights: Vec<&str> = entity.needs().iter().map(|right| right.as_str()).collect();
        let (name, purpose) = (entity.name(), entity.purpose().as_str());
        let _ = writeln!(page, "| {name} | {purpose} | {} | {} |", rights.join(", "), entity.setting());
    }
    page.push_str(
        "\nLabels differ by release. A right that nothing in the config needs is a warning and no fault. A 401 on contracts, \
         services and what hangs on them, after an accepted sign-in, speaks of whole modules: the security level must grant \
         both, Contracts and Services.\n\n## The faults\n\n| fault | what it does |\n| --- | --- |\n",
    );
    for (name, help) in faults() {
        let _ = writeln!(page, "| `{name}` | {help} |");
    }
    page
}

/// Without what differs from run to run.
fn stable(text: &str) -> String {
    text.replace("within 1 s", "within 30 s").replace('|', "\\|")
}

/// The page in the documents is this one.
#[track_caller]
fn is_told(page: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/faults.md");
    if std::env::var_os("UPDATE_FAULT_TABLE").is_some() {
        std::fs::write(path, page).unwrap();
        return;
    }
    let told = std::fs::read_to_string(path).unwrap_or_default();
    assert!(told == page, "docs/faults.md is not what this test makes; see the first lines of this file");
}
