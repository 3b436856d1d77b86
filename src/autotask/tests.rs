//! The client against a server that answers by script: shapes and moments that the sandbox does not have.
//!
//! What the sandbox can answer is tested against it in `tests/contract`.

mod companies;
mod tenant_ids;
mod writes;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;

use crate::autotask::{Access, Client, Entity, Error, Options, Right, discover_zone, rediscover};
use crate::domain::account::{Credentials, Zone};
use crate::domain::diagnostic::{Code, Diagnostic};
use crate::domain::secret::Secret;
use crate::domain::settings::TicketField;
use crate::http::scripted::{Answer, Request, Server};
use crate::http::{self, Patience};

const SECRET: &str = "S3cret!";

fn options(server: &Server) -> Options {
    Options {
        base: server.base().parse().unwrap(),
        patience: Patience { timeout: Duration::from_secs(20), pauses: vec![Duration::from_millis(1); 3] },
    }
}

fn credentials() -> Credentials {
    Credentials {
        username: "api@msp.example".to_owned(),
        secret: Secret::from(SECRET),
        tracking_id: Secret::from("TRACKING"),
    }
}

fn client_with(server: &Server, options: &Options) -> Client {
    let zone = Zone { name: String::new(), url: server.base(), web_url: String::new() };
    Client::new(&http::Client::new().unwrap(), options, &zone, &credentials()).unwrap()
}

fn client(server: &Server) -> Client {
    client_with(server, &options(server))
}

fn code(error: Error) -> Code {
    Diagnostic::from(error).code
}

#[tokio::test]
async fn the_zone_is_looked_up_without_credentials() {
    let server = Server::start(|_| {
        Answer::ok(r#"{"zoneName":"America East 2","url":"https://webservices14.autotask.net/ATServicesRest/","webUrl":"https://ww14.autotask.net/","ci":1}"#)
    })
    .await;
    let http = http::Client::new().unwrap();
    let zone = discover_zone(&http, &options(&server), " a+b&c@msp.example ").await.unwrap();
    assert_eq!(zone.name, "America East 2");
    assert_eq!(zone.url, "https://webservices14.autotask.net/ATServicesRest/");
    let requests = server.requests();
    assert_eq!(requests[0].line, "GET /ATServicesRest/V1.0/zoneInformation?user=a%2Bb%26c%40msp.example");
    for header in ["username", "secret", "apiintegrationcode"] {
        assert_eq!(requests[0].header(header), None);
    }
    assert!(requests[0].header("user-agent").unwrap().starts_with("petra-autotask/"));

    assert_eq!(rediscover(&http, &options(&server), "a", &zone).await.unwrap(), None);
    let moved = Zone { url: "https://webservices5.autotask.net/ATServicesRest/".to_owned(), ..zone.clone() };
    assert_eq!(rediscover(&http, &options(&server), "a", &moved).await.unwrap(), Some(zone));
}

#[tokio::test]
async fn a_zone_without_an_address_is_a_bad_answer() {
    let server = Server::start(|_| Answer::ok(r#"{"zoneName":"X","url":null}"#)).await;
    let error = discover_zone(&http::Client::new().unwrap(), &options(&server), "a").await.unwrap_err();
    assert!(error.to_string().contains("url"), "{error}");
    assert_eq!(code(error), Code::BadAnswer);
}

#[tokio::test]
async fn every_page_is_asked_for_with_the_same_body() {
    let server = Server::start(|request| match request.path() {
        "/ATServicesRest/V1.0/Services/query" => Answer::ok(&format!(
            r#"{{"items":[{{"id":1,"name":"One","isActive":true,"userDefinedFields":[]}}],"pageDetails":{{"count":1,"nextPageUrl":"http://{}/next?paging=%7B%7D"}}}}"#,
            request.header("host").unwrap()
        )),
        "/next" => Answer::ok(r#"{"items":[{"id":2.0,"name":"Two","isActive":false,"more":[{}]}],"pageDetails":{"nextPageUrl":null}}"#),
        _ => Answer::status(404),
    })
    .await;
    let services = client(&server).services().await.unwrap();
    assert_eq!(
        services.iter().map(|service| (service.id, service.active)).collect::<Vec<_>>(),
        [(1, true), (2, false)]
    );

    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(
        requests[0].body,
        r#"{"MaxRecords":500,"IncludeFields":["id","name","isActive"],"filter":[{"op":"gte","field":"id","value":0}]}"#
    );
    assert_eq!(requests[1].body, requests[0].body);
    assert_eq!(requests[1].line, "POST /next?paging=%7B%7D");
    for (header, value) in [
        ("username", "api@msp.example"),
        ("secret", SECRET),
        ("apiintegrationcode", "TRACKING"),
        ("content-type", "application/json"),
    ] {
        assert_eq!(requests[1].header(header), Some(value));
    }
}

#[tokio::test]
async fn pages_elsewhere_and_pages_in_a_circle_are_refused() {
    for (next, said) in [
        ("https://webservices2.autotask.net/next", "another host"),
        ("http://127.0.0.1:1/next", "another host"),
        ("next", "next page is none"),
        ("SELF", "circle"),
    ] {
        let server = Server::start(move |request| {
            let next = if next == "SELF" {
                format!("http://{}/next", request.header("host").unwrap())
            } else {
                next.to_owned()
            };
            Answer::ok(&format!(r#"{{"items":[],"pageDetails":{{"nextPageUrl":"{next}"}}}}"#))
        })
        .await;
        let error = client(&server).services().await.unwrap_err();
        assert!(error.to_string().contains(said), "{next}: {error}");
        assert_eq!(code(error), Code::BadAnswer);
        assert!(server.requests().len() <= 3, "{next}");
    }
}

#[tokio::test]
async fn a_missing_field_is_named() {
    for (items, said) in [
        (r#"[{"id":1,"name":"One"}]"#, "Services: a row has no usable isActive"),
        (r#"[{"id":1,"name":null,"isActive":true}]"#, "Services: a row has no usable name"),
        (r#"[{"id":"x","name":"One","isActive":true}]"#, "Services: a row has no usable id"),
        ("null", "Services: it has no items"),
    ] {
        let server = Server::start(move |_| Answer::ok(&format!(r#"{{"items":{items},"pageDetails":{{}}}}"#))).await;
        let error = client(&server).services().await.unwrap_err();
        assert_eq!(error.to_string(), said);
        let diagnostic = Diagnostic::from(error);
        assert_eq!(diagnostic.code, Code::BadAnswer);
        assert_eq!(diagnostic.subject.entity.as_deref(), Some("Services"));
    }
}

#[tokio::test]
async fn refused_values_are_sent_once_however_many_ask() {
    let server = Server::start(|_| Answer::status(401)).await;
    let client = client(&server);
    let mut workers = tokio::task::JoinSet::new();
    for entity in Entity::ALL {
        let client = client.clone();
        workers.spawn(async move { client.probe(entity).await.unwrap_err() });
    }
    for error in workers.join_all().await {
        assert_eq!(code(error), Code::SignInRefused);
    }
    assert_eq!(code(client.sign_in().await.unwrap_err()), Code::SignInRefused);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_401_on_contracts_is_a_permission_only_after_an_accepted_sign_in() {
    let server =
        Server::start(
            |request| {
                if request.path().contains("/Contracts") { Answer::status(401) } else { Answer::ok("{}") }
            },
        )
        .await;
    let fresh = client(&server);
    assert_eq!(code(fresh.contracts_by_id(&[1]).await.unwrap_err()), Code::SignInRefused);

    let signed_in = client(&server);
    signed_in.sign_in().await.unwrap();
    let diagnostic = Diagnostic::from(signed_in.contracts_by_id(&[1]).await.unwrap_err());
    assert_eq!(diagnostic.code, Code::PermissionMissing);
    assert_eq!(diagnostic.detail, "401 Unauthorized");
    assert!(
        diagnostic
            .hint
            .starts_with("Verify that the security level grants access to both modules, Contracts and Services.")
    );
    signed_in.sign_in().await.expect("a missing right is no refused sign-in");
}

#[tokio::test]
async fn who_is_told_that_a_right_is_missing_has_signed_in() {
    let server = Server::start(|request| {
        Answer::status(if request.path().ends_with("/Companies/query/count") { 403 } else { 401 })
    })
    .await;
    let client = client(&server);
    assert_eq!(code(client.count_companies().await.unwrap_err()), Code::PermissionMissing);
    assert_eq!(code(client.services().await.unwrap_err()), Code::PermissionMissing);
}

#[tokio::test]
async fn reads_are_sent_again_only_where_that_may_help() {
    let whole = r#"{"items":[],"pageDetails":{}}"#;
    for (name, first, requests, outcome) in [
        ("cut", Answer::Cut, 2, None),
        ("cut off", Answer::CutOff, 2, None),
        ("502", Answer::status(502), 2, None),
        ("503", Answer::status(503), 2, None),
        ("429", Answer::status(429), 2, None),
        (
            "threads",
            Answer::with(500, r#"{"errors":["The Autotask API thread threshold of 3 threads has been exceeded."]}"#),
            2,
            None,
        ),
        ("500", Answer::with(500, "<html><body>no</body></html>"), 1, Some(Code::BadAnswer)),
        ("404", Answer::status(404), 1, Some(Code::BadAnswer)),
        ("redirect", Answer::redirect("https://elsewhere.example/x"), 1, Some(Code::BadAnswer)),
        ("html", Answer::ok("<html>proxy</html>"), 1, Some(Code::BadAnswer)),
        ("half", Answer::ok(r#"{"items":[{"id":"#), 1, Some(Code::BadAnswer)),
        ("permission", Answer::status(403), 1, Some(Code::PermissionMissing)),
        ("hang", Answer::Hang, 1, Some(Code::Timeout)),
        ("stall", Answer::Stall, 1, Some(Code::Timeout)),
    ] {
        let asked = AtomicUsize::new(0);
        let server =
            Server::start(
                move |_| {
                    if asked.fetch_add(1, Ordering::SeqCst) == 0 { first.clone() } else { Answer::ok(whole) }
                },
            )
            .await;
        let mut options = options(&server);
        if outcome == Some(Code::Timeout) {
            options.patience.timeout = Duration::from_millis(200);
        }
        let got = client_with(&server, &options).services().await.err().map(code);
        assert_eq!(got, outcome, "{name}");
        assert_eq!(server.requests().len(), requests, "{name}");
    }
}

#[tokio::test]
async fn what_does_not_pass_is_given_up_after_four_tries() {
    for (answer, wanted) in [
        (Answer::Cut, Code::Unreachable),
        (Answer::CutOff, Code::BadAnswer),
        (Answer::status(504), Code::BadAnswer),
        (Answer::status(429), Code::Throttled),
    ] {
        let server = Server::start(move |_| answer.clone()).await;
        let diagnostic = Diagnostic::from(client(&server).services().await.unwrap_err());
        assert_eq!(diagnostic.code, wanted);
        assert_eq!(server.requests().len(), 4, "{wanted}");
        if wanted == Code::Throttled {
            assert!(diagnostic.hint.contains("Four tries failed"), "{}", diagnostic.hint);
        }
    }
}

#[tokio::test]
async fn an_answer_without_an_end_in_sight_is_given_up() {
    let server = Server::start(|_| Answer::ok(&" ".repeat(http::MAX_ANSWER + 1))).await;
    let diagnostic = Diagnostic::from(client(&server).services().await.unwrap_err());
    assert_eq!(diagnostic.code, Code::BadAnswer);
    assert!(diagnostic.summary.contains("larger than 64 MB"), "{}", diagnostic.summary);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn who_is_not_there_is_unreachable_and_asked_once() {
    let server = Server::start(|_| Answer::Cut).await;
    let client = client(&server);
    server.stop().await;
    let diagnostic = Diagnostic::from(client.sign_in().await.unwrap_err());
    assert_eq!(diagnostic.code, Code::Unreachable);
    assert!(diagnostic.summary.contains("cannot be reached"), "{}", diagnostic.summary);
}

#[tokio::test]
async fn who_speaks_no_tls_is_refused_before_anything_is_sent() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("https://{}/ATServicesRest/", listener.local_addr().unwrap());
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await.unwrap();
    });
    let zone = Zone { url, name: String::new(), web_url: String::new() };
    let client = Client::new(&http::Client::new().unwrap(), &Options::default(), &zone, &credentials()).unwrap();
    assert_eq!(code(client.sign_in().await.unwrap_err()), Code::Tls);
}

#[tokio::test]
async fn three_at_once_and_one_after_a_complaint_and_three_after_a_calm() {
    let asked = Arc::new(AtomicUsize::new(0));
    let running = Arc::new(AtomicUsize::new(0));
    // The most at once before the complaint, during the calm, and after it.
    let most: Arc<[AtomicUsize; 3]> = Arc::default();
    let server = {
        let (asked, running, most) = (asked.clone(), running.clone(), most.clone());
        Server::start(move |request| {
            if request.path().ends_with("/Version") {
                return Answer::ok("{}");
            }
            let number = asked.fetch_add(1, Ordering::SeqCst);
            let answer = if number == 5 { Answer::status(429) } else { Answer::ok(r#"{"queryCount":1}"#) };
            let most = most.clone();
            answer.while_running(running.clone(), move |running| {
                let stretch = match number {
                    0..=5 => 0,
                    // Those that were under way when the complaint was made may still end beside the next one.
                    6..=8 => return,
                    9..=20 => 1,
                    _ => 2,
                };
                most[stretch].fetch_max(running, Ordering::SeqCst);
            })
        })
        .await
    };
    let client = client(&server);
    client.sign_in().await.unwrap();
    let mut workers = tokio::task::JoinSet::new();
    for _ in 0..60 {
        let client = client.clone();
        workers.spawn(async move {
            client.count_companies().await.unwrap();
            client.is_slowed_down()
        });
    }
    let slowed_down = workers.join_all().await.into_iter().filter(|slowed_down| *slowed_down).count();
    assert_eq!(most.each_ref().map(|most| most.load(Ordering::SeqCst)), [3, 1, 3]);
    assert!((15..=25).contains(&slowed_down), "{slowed_down}");
    assert!(!client.is_slowed_down());
    assert_eq!(asked.load(Ordering::SeqCst), 61);
}

#[tokio::test]
async fn rights_are_read_in_every_dress_and_one_row_for_real() {
    for (access, wanted) in [
        (r#""All""#, Access::All),
        ("1", Access::All),
        (r#""Restricted""#, Access::Restricted),
        ("2.0", Access::Restricted),
        (r#""none""#, Access::None),
        ("0", Access::None),
    ] {
        let server = Server::start(move |request| {
            if request.path().ends_with("/query") {
                return Answer::ok(r#"{"items":[]}"#);
            }
            Answer::ok(&format!(
                r#"{{"info":{{"name":"Ticket","canQuery":true,"canCreate":true,"canUpdate":false,"userAccessForQuery":{access},"userAccessForCreate":{access},"userAccessForUpdate":"All"}}}}"#
            ))
        })
        .await;
        let rights = client(&server).probe(Entity::Contracts).await.unwrap();
        assert_eq!(
            (rights.read, rights.create, rights.change),
            (Some(wanted), Some(wanted), Some(Access::None)),
            "{access}"
        );
        let queried = server.requests().iter().any(|request| request.path().ends_with("Contracts/query"));
        assert!(queried, "{access}");
        assert_eq!(rights.suffice_for(Entity::Contracts).ok(), (wanted != Access::None).then_some(wanted));
        let missing = rights.suffice_for(Entity::Tickets).unwrap_err();
        assert!(matches!(missing, Error::PermissionMissing { right: Right::Change | Right::Read, .. }));
    }
}

#[tokio::test]
async fn a_right_that_is_not_said_is_a_bad_answer() {
    let server = Server::start(|request| {
        let rows = request.path().ends_with("/query");
        Answer::ok(if rows { r#"{"items":[{"id":1}]}"# } else { r#"{"info":{"canQuery":true,"canCreate":true}}"# })
    })
    .await;
    let rights = client(&server).probe(Entity::Tickets).await.unwrap();
    assert_eq!(rights.suffice_for(Entity::Services).unwrap(), Access::All, "a row that is seen says enough");
    let error = rights.suffice_for(Entity::Tickets).unwrap_err();
    assert_eq!(error.to_string(), "Tickets: it has no usable userAccessForCreate");
}

#[tokio::test]
async fn picklists_come_in_autotasks_order_as_numbers() {
    let server = Server::start(|_| {
        Answer::ok(
            r#"{"fields":[
            {"name":"queueID","isPickList":true,"picklistValues":[
                {"value":"30","label":"Last","sortOrder":9,"isActive":true,"parentValue":""},
                {"value":10,"label":"First","sortOrder":1,"isActive":false,"isDefaultValue":true},
                {"value":"x","label":"Not a number","sortOrder":2,"isActive":true}]},
            {"name":"Status","picklistValues":[{"value":"1","label":"New","isActive":true}]},
            {"name":"priority","picklistValues":null},
            {"name":"subIssueType","picklistValues":[{"value":"7","label":"Sub","isActive":true,"parentValue":"10"}],"picklistParentValueField":"IssueType"}]}"#,
        )
    })
    .await;
    let lists = client(&server).ticket_lists().await.unwrap();
    let queues: Vec<_> =
        lists.of(TicketField::Queue).iter().map(|value| (value.value, value.active, value.default)).collect();
    assert_eq!(queues, [(10, false, true), (30, true, false)]);
    assert_eq!(lists.of(TicketField::StatusNew)[0].label, "New");
    assert_eq!(lists.of(TicketField::SubIssueType)[0].parent, Some(10));
    assert!(lists.of(TicketField::Priority).is_empty());

    let error = client(&server).contract_types().await.unwrap_err();
    assert_eq!(error.to_string(), "Contracts: it does not describe the field contractType");
}

#[tokio::test]
async fn lines_come_with_their_units_in_batches_of_ids() {
    let server = Server::start(|request| {
        if request.path().ends_with("ContractServices/query") {
            return Answer::ok(if request.body.contains("[1,2,3,") {
                r#"{"items":[{"id":77,"contractID":9,"serviceID":5},{"id":78,"contractID":9,"serviceID":5}],"pageDetails":{}}"#
            } else {
                r#"{"items":[],"pageDetails":{}}"#
            });
        }
        Answer::ok(
            r#"{"items":[{"id":1,"contractServiceID":77,"startDate":"2026-11-01T00:00:00Z","endDate":"2026-12-01","units":12.0,"approveAndPostDate":null},
                {"id":2,"contractServiceID":77,"startDate":"2026-12-01T05:00:00Z","endDate":"2027-01-01","units":3,"approveAndPostDate":"2026-12-02T00:00:00Z"}],"pageDetails":{}}"#,
        )
    })
    .await;
    let contracts: Vec<i64> = (1..=450).chain([450, 1]).collect();
    let mut seen = Vec::new();
    let from = jiff::civil::date(2026, 11, 24);
    let lines = client(&server)
        .lines_of(&contracts, Some(from), &mut |progress| seen.push((progress.loaded, progress.total)))
        .await
        .unwrap();
    assert_eq!(seen, [(0, Some(450)), (200, Some(450)), (400, Some(450)), (450, Some(450))]);
    assert_eq!(lines.len(), 2);
    assert_eq!((lines[0].units[0].units, lines[0].units[0].posted), (12, false));
    assert_eq!((lines[0].units[1].start, lines[0].units[1].posted), (jiff::civil::date(2026, 12, 1), true));
    assert!(lines[1].units.is_empty());
    let requests = server.requests();
    assert_eq!(requests.len(), 4);
    let units = requests.iter().find(|request| request.path().contains("Units")).unwrap();
    assert!(units.body.ends_with(
        r#""filter":[{"op":"in","field":"contractServiceID","value":[77,78]},{"op":"gte","field":"endDate","value":"2026-11-24T00:00:00"}]}"#
    ));
}

#[tokio::test]
async fn nothing_is_asked_for_no_ids() {
    let server = Server::start(|_| Answer::status(500)).await;
    assert!(client(&server).lines_of(&[], None, &mut |_| {}).await.unwrap().is_empty());
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn no_secret_is_in_debug_prints_or_errors() {
    let server = Server::start(|_| Answer::status(401)).await;
    let client = client(&server);
    let error = client.sign_in().await.unwrap_err();
    let said = format!("{client:?} {error:?} {error} {:?}", Diagnostic::from(error.clone()));
    assert!(!said.contains(SECRET) && !said.contains("TRACKING"), "{said}");
}

#[test]
fn a_value_that_cannot_be_sent_is_refused_and_not_repeated() {
    let zone =
        Zone { name: String::new(), url: "https://webservices2.autotask.net/".to_owned(), web_url: String::new() };
    let credentials = Credentials { secret: Secret::from("geheim-wörter"), ..credentials() };
    let error = Client::new(&http::Client::new().unwrap(), &Options::default(), &zone, &credentials).unwrap_err();
    let diagnostic = Diagnostic::from(error);
    assert_eq!(diagnostic.code, Code::SignInRefused);
    assert!(diagnostic.summary.contains("“ö”") && !format!("{diagnostic:?}").contains("geheim"), "{diagnostic:?}");
}

#[expect(dead_code, reason = "only whether it compiles")]
fn every_load_can_be_spawned(client: &'static Client) {
    fn is_send<T: Send>(_: T) {}
    is_send(client.companies(&mut |_, _| {}));
    is_send(client.lines_of(&[], None, &mut |_| {}));
    is_send(client.probe(Entity::Tickets));
    is_send(|request: Request| request);
}
