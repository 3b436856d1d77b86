//! What is waited for, with the program's own patience: the only slow test, its cases side by side.

use std::thread;
use std::time::Instant;

use serde_json::json;

use super::lab::Lab;
use super::worlds::{answers, world};

#[test]
fn a_read_is_sent_again_where_that_helps_and_given_up_in_the_end() {
    // Fault, most seconds, least seconds, requests of Version, code, summary.
    let cases = [
        ("hang@/Version", 30, 1, "timeout", "Autotask (127.0.0.1) did not answer within 30 s."),
        ("hang@/v1/tenants", 30, 1, "timeout", "Petra (127.0.0.1) did not answer within 30 s."),
        ("reset@/Version", 7, 4, "unreachable", "The connection to Autotask (127.0.0.1) was cut."),
        ("truncated@/Version", 7, 4, "bad-answer", "An answer of Autotask (127.0.0.1) was cut off."),
        ("throttle@/Version", 7, 4, "throttled", "Autotask takes no more requests for Version at the moment."),
    ];
    thread::scope(|scope| {
        for (fault, least, tries, code, summary) in cases {
            scope.spawn(move || {
                let lab = Lab::of(&world());
                lab.home.write("answers.json", answers().to_string());
                lab.sandbox.faults(&[fault]);
                let start = Instant::now();
                let ran = lab.run(&["--export", "out.json", "--answers", "answers.json", "--json"]);
                let seconds = start.elapsed().as_secs();
                let error = &ran.json()["error"];
                assert_eq!((&error["code"], &error["summary"]), (&json!(code), &json!(summary)), "{fault}");
                assert_eq!(ran.status, 5, "{fault}");
                assert!(seconds >= least, "{fault}: {seconds} s");
                let path = if fault.contains("tenants") { "/v1/tenants" } else { "/Version" };
                let sent = lab.sandbox.requests().iter().filter(|request| request.ends_with(path)).count();
                assert_eq!(sent, tries, "{fault}");
                assert!(!lab.home.has("out.json"));
            });
        }
        scope.spawn(|| {
            let lab = Lab::of(&world());
            lab.home.write("answers.json", answers().to_string());
            lab.sandbox.faults(&["reset@/Companies*1", "throttle@/Tickets*1", "truncated@/v1/tenants*1"]);
            lab.run(&["--export", "out.json", "--answers", "answers.json"]).done();
        });
    });
}
