//! The same answers, given to the wizard by its keys and without a screen as a file, give the same file byte by byte.

use petra_autotask::domain::account::Credentials;
use petra_autotask::domain::answers;
use petra_autotask::domain::diagnostic::{Code, Diagnostic};
use petra_autotask::domain::draft::References;
use petra_autotask::domain::reference::{Reference, SecretName, StoreKind};
use petra_autotask::domain::secret::Secret;
use petra_autotask::domain::settings::TicketField;
use petra_autotask::ops::{self, CheckRequest, ExportRequest, Exported, SaveRequest, Snapshot};
use petra_autotask::sandbox::Options;
use petra_autotask::wizard::Message;
use petra_autotask::wizard::steps::mapping::Column;
use serde_json::Value;

use super::session::{Session, Site};
use super::walk::DEFAULTS;

/// What `--export FILE` does with answers and options, its secrets in the environment unless a store is asked for.
fn exports(site: &Site, name: &str, answers: Vec<u8>, defaults: [&str; 4], store: StoreKind) -> (Exported, Vec<u8>) {
    let place = site.place(name);
    let secrets = site.secrets();
    let of = |wanted: SecretName| {
        secrets.iter().find(|(held, _)| *held == wanted).map(|(_, secret)| secret.clone()).unwrap_or_default()
    };
    let env = |name: SecretName| Some(Reference::Env(name.variable().to_owned()));
    let request = ExportRequest {
        credentials: Credentials {
            username: site.says().username.clone(),
            secret: of(SecretName::AutotaskSecret),
            tracking_id: of(SecretName::AutotaskTrackingId),
        },
        petra_key: Some(of(SecretName::PetraApiKey)),
        references: References {
            secret: env(SecretName::AutotaskSecret),
            tracking_id: env(SecretName::AutotaskTrackingId),
            petra_api_key: env(SecretName::PetraApiKey),
        },
        answers: Some(answers),
        ticketing: TicketField::REQUIRED.into_iter().zip(defaults.map(str::to_owned)).collect(),
        ..ExportRequest::default()
    };
    let mut exported = site.tokio.block_on(ops::export(&place, request, &mut |_, _, _| {})).unwrap();
    if store != StoreKind::Env {
        exported.draft.references = ops::store_secrets(&place, store, &secrets).unwrap();
    }
    let draft = exported.draft.clone();
    let request = SaveRequest { draft, store: None, secrets: Vec::new(), seen: Snapshot::absent(), force: false };
    ops::save_settings(&place, request).unwrap();
    (exported, std::fs::read(site.config(name)).unwrap())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A finding without its row in the file.
fn said(finding: &Diagnostic) -> [Option<&str>; 5] {
    let Diagnostic { code, subject, summary, hint, .. } = finding;
    [Some(code.as_str()), subject.tenant.as_deref(), subject.field.as_deref(), Some(summary), Some(hint)]
}

/// The answers as a file: names, ids, ids with names; every tenant stands for a case of its own.
const ANSWERS: &str = "\
tenant_id,tenant_name,company,queue,status_new,status_update,contract,service,exclude
ZZ1,,,,,,,,\"own IT, in house\"
ZZ2,,Contoso Ltd,,,,Gold,Petra monitoring,
,Fabrikam,180,Monitoring Alert,,Escalate,,,
ZZ4,,litware gmbh ,,,,Suite,bundle:77,
ZZ5,,Woodgrove Bank AG [200],,Scheduled,,10,line:80,
ZZ6,,株式会社サクラ情報,,,,,,
";

/// The same by the keys of the grid.
fn answers_by_keys(wizard: &mut Session) {
    wizard.on("ZZ1", Column::Company).tells(Message::Exclude).types("own IT, in house").enters();
    wizard.on("ZZ2", Column::Company).picks("contoso");
    wizard.on("ZZ3", Column::Company).picks("west");
    wizard.on("ZZ3", Column::Ticket(TicketField::Queue)).picks("monitoring");
    wizard.on("ZZ3", Column::Ticket(TicketField::StatusUpdate)).picks("escalate");
    wizard.on("ZZ4", Column::Company).picks("litware");
    wizard.on("ZZ5", Column::Company).picks("bank");
    wizard.on("ZZ5", Column::Ticket(TicketField::StatusNew)).picks("scheduled");
    wizard.on("ZZ6", Column::Company).picks("サクラ");
    wizard.waits_for_contracts();
    wizard.on("ZZ2", Column::Contract).picks("gold");
    wizard.on("ZZ2", Column::Service).picks("petra");
    wizard.on("ZZ4", Column::Contract).picks("suite");
    wizard.on("ZZ4", Column::Service).picks("everything");
    wizard.on("ZZ5", Column::Contract).picks("2027");
    wizard.on("ZZ5", Column::Service).picks("petra");
}

#[test]
fn wizard_and_export_write_the_same_bytes() {
    let site = Site::small();
    for (store, name) in [(StoreKind::Env, "env"), (StoreKind::File, "file")] {
        let mut wizard = site.wizard(name, Vec::new());
        wizard.connects(&site).reads_tenants(&site).chooses_defaults(DEFAULTS).waits_for_companies();
        answers_by_keys(&mut wizard);
        wizard.saves(store);
        let written = std::fs::read(site.config(name)).unwrap();
        let (exported, bytes) = exports(&site, &format!("{name}-export"), ANSWERS.into(), DEFAULTS, store);
        assert_eq!(text(&written), text(&bytes));
        assert!(text(&bytes).contains("\"contractServiceBundleId\": 77"), "{}", text(&bytes));
        assert_eq!(ops::config_bytes(&wizard.model.shared.saved.as_ref().unwrap().settings), written);
        // What is wrong is said in the same words, too.
        let shown: Vec<_> = wizard.model.mapping.states.iter().flat_map(|state| &state.findings).map(said).collect();
        assert_eq!(shown, exported.findings.iter().map(said).collect::<Vec<_>>());
        assert!(!shown.is_empty(), "a contract that has not begun is worth a word");
    }
}

#[test]
fn the_answers_that_the_wizard_writes_lead_to_its_own_file() {
    let site = Site::small();
    let mut wizard = site.wizard("home", Vec::new());
    wizard.connects(&site).reads_tenants(&site).chooses_defaults(DEFAULTS).waits_for_companies();
    answers_by_keys(&mut wizard);
    wizard.saves(StoreKind::Env);
    let shared = &wizard.model.shared;
    let csv = answers::to_csv(&shared.draft, &shared.catalog, shared.facts.today);
    let (_, bytes) = exports(&site, "export", csv, DEFAULTS, StoreKind::Env);
    assert_eq!(text(&std::fs::read(site.config("home")).unwrap()), text(&bytes));
}

#[test]
fn where_bundles_are_not_shown_only_who_has_one_hears_of_it() {
    let site = Site::small();
    let without = ANSWERS.replace("Suite,bundle:77", ",");
    let (seen, one) = exports(&site, "seen", without.clone().into(), DEFAULTS, StoreKind::Env);
    let (_, saved) = exports(&site, "bundle", ANSWERS.into(), DEFAULTS, StoreKind::Env);
    site.set_faults(&["forbidden=ContractServiceBundles"]);
    let (unseen, two) = exports(&site, "unseen", without.into(), DEFAULTS, StoreKind::Env);
    assert_eq!(text(&one), text(&two));
    assert_eq!(
        unseen.findings.iter().map(said).collect::<Vec<_>>(),
        seen.findings.iter().map(said).collect::<Vec<_>>()
    );

    // What is saved already is kept, and can be checked; of the tenant a warning says that it could not be compared.
    let request = CheckRequest {
        settings: serde_json::from_slice(&saved).unwrap(),
        secrets: site.secrets(),
        username: None,
        permissions_only: false,
        offline: false,
    };
    let checked = site.tokio.block_on(ops::check(&site.place("bundle"), request, &mut |_, _, _| {})).unwrap();
    let of_bundle: Vec<_> =
        checked.findings.iter().filter(|finding| finding.subject.tenant.as_deref() == Some("ZZ4")).collect();
    assert_eq!(of_bundle.iter().map(|finding| finding.code).collect::<Vec<_>>(), [Code::PermissionMissing]);
    assert!(!of_bundle[0].is_error() && of_bundle[0].summary.contains("ContractServiceBundles"), "{of_bundle:?}");
    assert_eq!(of_bundle[0].subject.entity.as_deref(), Some("ContractServiceBundles"));
    // The right itself is missing where a bundle is billed: that is said once, and of no tenant.
    let missing: Vec<_> = checked
        .findings
        .iter()
        .filter(|finding| finding.code == Code::PermissionMissing && finding.is_error())
        .collect();
    assert_eq!(missing.len(), 1, "{missing:?}");
    assert_eq!(missing[0].subject.tenant, None);
}

#[test]
fn a_different_answer_makes_a_different_file() {
    let site = Site::small();
    let (_, one) = exports(&site, "one", ANSWERS.into(), DEFAULTS, StoreKind::Env);
    let other = ANSWERS.replace("Escalate", "Waiting Vendor");
    let (_, two) = exports(&site, "two", other.into(), DEFAULTS, StoreKind::Env);
    assert_ne!(text(&one), text(&two));
}

/// The demo's world: forty tenants, answered as its sample answers say.
#[test]
fn the_sample_answers_of_the_demo_lead_to_the_same_file_on_both_ways() {
    let sample = include_bytes!("../../../assets/sample-answers.json");
    let answers: Value = serde_json::from_slice(sample).unwrap();
    let defaults = ["queue", "statusNew", "statusUpdate", "priority"]
        .map(|key| answers["ticketing"][key].as_str().expect("the defaults are named"));
    let site = Site::of(Options::default());
    let mut wizard = site.wizard("home", Vec::new());
    wizard.connects(&site).reads_tenants(&site).chooses_defaults(defaults).waits_for_companies();
    let tenants = answers["tenants"].as_array().unwrap();
    for tenant in tenants {
        let id = tenant["id"].as_str().unwrap();
        if let Some(reason) = tenant["exclude"].as_str() {
            wizard.on(id, Column::Company).tells(Message::Exclude).types(reason).enters();
        } else {
            wizard.on(id, Column::Company).picks_id(tenant["company"].as_i64().unwrap());
        }
    }
    wizard.waits_for_contracts();
    let mut billed = 0;
    for tenant in tenants.iter().filter(|tenant| !tenant["contract"].is_null()) {
        let id = tenant["id"].as_str().unwrap();
        let line = tenant["service"].as_str().unwrap().trim_start_matches("line:").parse().unwrap();
        wizard.on(id, Column::Contract).picks_id(tenant["contract"].as_i64().unwrap());
        wizard.on(id, Column::Service).picks_id(line);
        billed += 1;
    }
    assert!(billed >= 10, "{billed} tenants are billed");
    wizard.saves(StoreKind::Env);
    let (_, bytes) = exports(&site, "export", sample.to_vec(), defaults, StoreKind::Env);
    assert_eq!(text(&std::fs::read(site.config("home")).unwrap()), text(&bytes));
    let secret: &Secret = &site.secrets()[0].1;
    assert!(!text(&bytes).contains(secret.expose()));
}
