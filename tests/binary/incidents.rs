//! A book of incidents through answers that are lost, refusals, throttling and kills: one ticket each, and then nothing.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use serde_json::{Value, json};

use super::lab::{Lab, Ran, run};
use super::worlds::world;

const TENANTS: usize = 50;
const INCIDENTS: usize = 300;

fn tenant(place: usize) -> String {
    format!("ZZ{place:02}")
}

fn company(place: usize) -> i64 {
    200 + i64::try_from(place).unwrap()
}

/// The queue of a tenant's tickets: every fifth has one of its own.
fn queue(place: usize) -> (i64, &'static str) {
    if place.is_multiple_of(5) { (29_682_834, "Level II Support") } else { (29_682_835, "Security") }
}

/// The status of a tenant's new tickets: every seventh has one of its own.
fn status(place: usize) -> (i64, &'static str) {
    if place.is_multiple_of(7) { (11, "Escalate") } else { (1, "New") }
}

fn book() -> Value {
    let mut world = world();
    let companies = world["entities"]["Companies"].as_array_mut().unwrap();
    companies
        .extend((0..TENANTS).map(|place| json!({"id": company(place), "companyName": format!("Company {place}")})));
    world["petra"]["tenants"] =
        (0..TENANTS).map(|place| json!({"petraTenantId": tenant(place), "name": format!("Tenant {place}")})).collect();
    world["petra"]["incidents"] = (0..INCIDENTS)
        .map(|number| {
            let place = number * 7 % TENANTS;
            json!({
                "id": format!("inc_{number:03}"),
                "url": format!("https://app.petrasecurity.com/incidents/inc_{number:03}"),
                "createdAt": format!("2026-11-{:02}T{:02}:00:00Z", 19 + number % 5, number % 24),
                "remediationStatus": "Pending",
                "isLive": true,
                "tenant": {"petraTenantId": tenant(place), "name": format!("Tenant {place}")},
                "user": {"displayName": "Finance"},
            })
        })
        .collect();
    world
}

fn answers() -> Value {
    let tenants: Vec<Value> = (0..TENANTS)
        .map(|place| {
            let mut answer = json!({"id": tenant(place), "company": company(place)});
            if queue(place).0 != 29_682_835 {
                answer["queue"] = queue(place).1.into();
            }
            if status(place).0 != 1 {
                answer["statusNew"] = status(place).1.into();
            }
            answer
        })
        .collect();
    let ticketing =
        json!({"queue": "Security", "statusNew": "New", "statusUpdate": "In Progress", "priority": "Medium"});
    json!({"ticketing": ticketing, "tenants": tenants})
}

fn sync(lab: &Lab) -> Ran {
    run(lab.command(&["incidents", "sync", "--json", "--config", "config.json"]), b"")
}

/// Starts a run and kills it once Autotask has so many rows of an entity.
fn kill_at(lab: &Lab, entity: &str, rows: usize) {
    let mut command = lab.command(&["incidents", "sync", "--config", "config.json"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while count(lab, entity) < rows && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

fn rows(lab: &Lab, entity: &str) -> Vec<Value> {
    let world = lab.sandbox.control("GET", "world", &Value::Null);
    world["entities"][entity].as_array().unwrap().clone()
}

fn count(lab: &Lab, entity: &str) -> usize {
    rows(lab, entity).len()
}

/// Runs until nothing is in the way any more. What was in the way has to be something that passes.
fn until_done(lab: &Lab) -> Value {
    for _ in 0..6 {
        let ran = sync(lab);
        if ran.status == 0 {
            return ran.json();
        }
        assert!(ran.status == 1 || ran.status == 5, "{ran:?}");
    }
    panic!("it never ends");
}

/// A new minute for Petra, whose calls are counted; nothing else changes.
fn minute_over(lab: &Lab, change: impl FnOnce(&mut Value)) {
    let mut world = lab.sandbox.control("GET", "world", &Value::Null);
    change(&mut world);
    lab.sandbox.put(&world);
}

#[test]
fn each_incident_has_one_ticket_whatever_happens_on_the_way() {
    let lab = Lab::of(&book());
    lab.saved("config.json", &answers().to_string());

    // Opening them.
    lab.sandbox.faults(&["lose-answer@POST /Tickets*6", "throttle@POST /Tickets*2"]);
    kill_at(&lab, "Tickets", 40);
    lab.sandbox.faults(&["http-500-after-commit@POST /Tickets*8"]);
    kill_at(&lab, "Tickets", 110);
    lab.sandbox.faults(&["lose-answer@POST /Tickets*3", "http-500-after-commit@POST /Tickets*3"]);
    kill_at(&lab, "Tickets", 200);
    until_done(&lab);

    let tickets = rows(&lab, "Tickets");
    assert_eq!(tickets.len(), INCIDENTS);
    let by_key: BTreeMap<&str, &Value> =
        tickets.iter().map(|ticket| (ticket["externalID"].as_str().unwrap(), ticket)).collect();
    assert_eq!(by_key.len(), INCIDENTS, "one for each key");
    for number in 0..INCIDENTS {
        let place = number * 7 % TENANTS;
        let ticket = by_key[format!("inc_{number:03}").as_str()];
        let found = (&ticket["companyID"], &ticket["queueID"], &ticket["status"]);
        assert_eq!(found, (&company(place).into(), &queue(place).0.into(), &status(place).0.into()), "{number}");
        assert!(
            ticket["dueDateTime"].is_string() && ticket["description"].as_str().unwrap().contains("incidents/inc_")
        );
    }
    assert_eq!(count(&lab, "TicketNotes"), 0);

    // Again: nothing changes.
    minute_over(&lab, |_| {});
    let before = lab.sandbox.control("GET", "world", &Value::Null)["entities"].clone();
    let said = sync(&lab).done().json();
    let results: Vec<&Value> = said["incidents"].as_array().unwrap().iter().map(|told| &told["result"]).collect();
    assert_eq!(results, vec!["unchanged"; INCIDENTS]);
    assert_eq!(lab.sandbox.control("GET", "world", &Value::Null)["entities"], before);
    let writes = lab.sandbox.requests().into_iter().filter(|request| request.contains("/Tickets")).count();
    assert_eq!(writes, 0, "not even looked up");

    // News for a third of them, one of them closed meanwhile.
    minute_over(&lab, |world| {
        for incident in world["petra"]["incidents"].as_array_mut().unwrap().iter_mut().step_by(3) {
            incident["remediationStatus"] = "Remediated".into();
            incident["isLive"] = false.into();
        }
        let tickets = world["entities"]["Tickets"].as_array_mut().unwrap();
        tickets.iter_mut().find(|ticket| ticket["externalID"] == "inc_000").unwrap()["status"] = 5.into();
    });
    lab.sandbox.faults(&[
        "lose-answer@POST /Tickets*4",
        "lose-answer@PATCH /Tickets*4",
        "http-500-after-commit@POST /Tickets*4",
    ]);
    kill_at(&lab, "TicketNotes", 30);
    lab.sandbox.faults(&["http-500-after-commit@PATCH /Tickets*4"]);
    kill_at(&lab, "TicketNotes", 70);
    until_done(&lab);

    let mut notes: BTreeMap<i64, Vec<Value>> = BTreeMap::new();
    for note in rows(&lab, "TicketNotes") {
        notes.entry(note["ticketID"].as_i64().unwrap()).or_default().push(note);
    }
    for ticket in rows(&lab, "Tickets") {
        let number: usize = ticket["externalID"].as_str().unwrap()[4..].parse().unwrap();
        let told = notes.get(&ticket["id"].as_i64().unwrap()).map_or(0, Vec::len);
        let has_news = number.is_multiple_of(3);
        assert_eq!(told, usize::from(has_news), "{number}: {notes:?}");
        let wanted = match number {
            0 => 5,
            _ if has_news => 8,
            _ => status(number * 7 % TENANTS).0,
        };
        assert_eq!(ticket["status"], wanted, "{number}");
    }
    assert!(notes.values().flatten().all(|note| note["publish"] == 2 && note["noteType"] == 3));
    assert_eq!(count(&lab, "Tickets"), INCIDENTS);
}

/// What a run says line by line, while it goes on.
fn lines(child: &mut std::process::Child) -> impl Iterator<Item = Value> + use<> {
    let out = BufReader::new(child.stdout.take().unwrap());
    out.lines().map(|line| serde_json::from_str(&line.unwrap()).unwrap())
}

#[test]
fn a_watch_survives_that_the_others_are_away_catches_up_in_order_and_ends_after_the_write_in_hand() {
    let lab = Lab::of(&book());
    lab.saved("config.json", &answers().to_string());
    // Petra first, then Autotask: a pass each, without a ticket.
    lab.sandbox.faults(&["http-500@GET /v1/incidents*1", "http-500@/Tickets*1"]);
    let mut command = lab.command(&["incidents", "sync", "--watch", "1", "--json", "--config", "config.json"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = lines(&mut child);
    for _ in 0..2 {
        let pass = said.next().unwrap();
        assert_eq!(pass["error"]["code"], "bad-answer", "{pass}");
    }
    while count(&lab, "Tickets") < 20 {
        std::thread::yield_now();
    }
    let terminated = Command::new("kill").args(["-s", "TERM", &child.id().to_string()]).status().unwrap();
    assert!(terminated.success());
    let pass = said.next().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(143));
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    assert!(err.contains("Every 6 seconds"), "a shorter time than Petra allows is not kept in silence: {err}");
    assert!(said.next().is_none());

    let tickets = rows(&lab, "Tickets");
    let told = pass["incidents"].as_array().unwrap();
    let opened: Vec<&Value> = told.iter().filter(|told| told["result"] == "opened").map(|told| &told["id"]).collect();
    let made: Vec<&Value> = tickets.iter().map(|ticket| &ticket["externalID"]).collect();
    assert_eq!(opened, made, "what was made was told");
    assert!(tickets.len() < INCIDENTS, "it ended early");
    let times: Vec<&str> = made.iter().map(|id| time_of(id)).collect();
    assert!(times.is_sorted(), "{times:?}");
}

/// When an incident of the book was made.
fn time_of(id: &Value) -> &'static str {
    static BOOK: LazyLock<Value> = LazyLock::new(book);
    let incidents = BOOK["petra"]["incidents"].as_array().unwrap();
    incidents.iter().find(|incident| incident["id"] == *id).unwrap()["createdAt"].as_str().unwrap()
}

#[test]
fn what_cannot_be_meant_is_a_usage_error_and_nothing_is_written() {
    let lab = Lab::of(&world());
    lab.saved("config.json", &super::worlds::answers().to_string());
    for command in [
        &["ticket", "open", "--tenant", "ZZ1", "--title", " "][..],
        &["ticket", "open", "--tenant", "ZZ1", "--title", "T", "--key", &"k".repeat(51)],
        &["ticket", "update", "--note", "N"],
        &["ticket", "update", "T1", "--key", "k", "--note", "N"],
        &["incidents", "sync", "--watch", "0"],
        &["incidents", "sync", "--watch", "9", "--dry-run"],
        &["incidents", "sync", "--since", "whenever"],
    ] {
        let ran = lab.run(&[command, &["--config", "config.json"]].concat());
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{command:?}: {}", ran.err);
    }
    assert_eq!(count(&lab, "Tickets"), 0);
}

#[test]
fn in_a_rehearsal_nothing_is_written_but_on_this_machine() {
    let lab = Lab::of(&world());
    lab.saved("config.json", &super::worlds::answers().to_string());
    let mut config: Value = serde_json::from_str(&lab.home.read("config.json")).unwrap();
    config["autotask"]["zone"]["url"] = "https://webservices14.autotask.net/ATServicesRest/".into();
    lab.home.write("elsewhere.json", config.to_string());
    for args in [
        &["ticket", "open", "--tenant", "ZZ1", "--title", "T"][..],
        &["ticket", "test", "--tenant", "ZZ1"],
        &["ticket", "update", "T1", "--note", "N"],
        &["incidents", "sync"],
        &["incidents", "sync", "--watch", "9"],
    ] {
        let mut command = lab.command(&[args, &["--config", "elsewhere.json"]].concat());
        // The day is that of the environment. Nobody outside this machine may be asked.
        command.env_remove("AUTOTASK_URL").env("HTTPS_PROXY", "http://127.0.0.1:9");
        let ran = run(command, b"");
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{args:?}: {}", ran.err);
        assert!(ran.err.contains("only on loopback"), "{}", ran.err);
    }
    lab.run(&["ticket", "open", "--tenant", "ZZ1", "--title", "T", "--config", "config.json"]).done();
    assert_eq!(count(&lab, "Tickets"), 1);
}
