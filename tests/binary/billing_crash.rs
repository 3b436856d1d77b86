//! A billing run that is killed at any moment, under faults of every kind, and then run again: units exact, nothing twice.
//!
//! `BILLING_CRASH_POINTS` says how many moments are tried; each run in between starts from the same world.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::billing_book::{SYNC, assert_exact, lab, world};
use super::lab::Lab;

const TENANTS: i64 = 6;

fn points() -> u32 {
    std::env::var("BILLING_CRASH_POINTS").ok().and_then(|text| text.parse().ok()).unwrap_or(40)
}

/// A run with a state folder of its own for each moment.
fn sync(lab: &Lab, state: &str) -> Command {
    let mut command = lab.command(&SYNC);
    command.args(["--state-dir", state]);
    command
}

#[test]
fn a_run_killed_at_any_moment_leaves_nothing_that_the_next_run_does_not_settle() {
    let lab = lab(TENANTS);
    let whole = Instant::now();
    let ran = super::lab::run(sync(&lab, "state-whole"), b"").done();
    let whole = whole.elapsed();
    assert_eq!(ran.json()["lines"].as_array().unwrap().len(), usize::try_from(TENANTS).unwrap());
    assert_exact(&lab, TENANTS, "a run that nobody disturbs");

    let faults = ["", "lose-answer", "http-500-after-commit", "hang", "hang-after-commit", "slow=15"];
    let points = points();
    let mut killed = 0;
    for point in 0..points {
        let fault = faults[point as usize % faults.len()];
        // Those that hang meet one line, another at each point; the others meet every post.
        let line =
            if fault.starts_with("hang") { format!("300{}", 1 + i64::from(point) % TENANTS) } else { "300".into() };
        let fault = if fault.is_empty() { Vec::new() } else { vec![format!("{fault}@POST /Contracts/{line}")] };
        let what = format!("point {point}, {fault:?}");
        lab.sandbox.put(&world(TENANTS));
        lab.sandbox.faults(&fault.iter().map(String::as_str).collect::<Vec<_>>());
        let state = format!("state-{point}");
        let mut child =
            sync(&lab, &state).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Spread over the run; a little longer than one that nobody disturbs.
        let moment = whole.mul_f64(f64::from(point) / f64::from(points) * 1.1);
        let until = Instant::now() + moment;
        while Instant::now() < until {
            std::thread::park_timeout(Duration::from_millis(1));
        }
        killed += u32::from(child.try_wait().unwrap().is_none());
        // SIGKILL to the process that was just started; it may have ended by itself.
        let _ = child.kill();
        child.wait().unwrap();

        lab.sandbox.faults(&[]);
        let again = super::lab::run(sync(&lab, &state), b"");
        assert_eq!(again.status, 0, "{what}: {again:?}");
        assert_exact(&lab, TENANTS, &what);
        let once_more = super::lab::run(sync(&lab, &state), b"");
        assert_eq!(once_more.status, 0, "{what}: {once_more:?}");
        let lines = once_more.json()["lines"].as_array().unwrap().clone();
        assert!(lines.iter().all(|line| line["state"] == "same"), "{what}: {lines:?}");
    }
    assert!(killed * 2 > points, "only {killed} of {points} runs were killed before they ended");
}
