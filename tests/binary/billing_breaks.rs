//! Billing runs that something breaks off in the middle: Autotask, the network, the disk, a state folder that is lost or put
//! back. Each is told, and the next run finishes the work, exactly.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use super::billing_book::{SYNC, adjustments_of, assert_exact, lab, world, world_of};
use super::lab::{Lab, Ran, run};

const TENANTS: i64 = 5;

fn sync(lab: &Lab, state: &str) -> Ran {
    let mut command = lab.command(&SYNC);
    command.args(["--state-dir", state]);
    run(command, b"")
}

/// Posts that were sent for a tenant's line.
fn posts(lab: &Lab, tenant: i64) -> usize {
    let path = format!("/Contracts/{}/ServiceAdjustments", 3000 + tenant);
    lab.sandbox.requests().iter().filter(|request| request.contains(&path)).count()
}

fn result_of(ran: &Ran, tenant: usize) -> Value {
    ran.json()["lines"][tenant - 1]["result"].clone()
}

/// A run of which these faults meet the posts from the third line on, and the next, which nothing disturbs.
fn broken_off(faults: &[String], status: i32, code: Option<&str>) {
    let lab = lab(TENANTS);
    lab.sandbox.faults(&faults.iter().map(String::as_str).collect::<Vec<_>>());
    let broken = sync(&lab, "state");
    assert_eq!(broken.status, status, "{broken:?}");
    if let Some(code) = code {
        assert_eq!(broken.json()["error"]["code"], json!(code), "{broken:?}");
    }
    assert_eq!(result_of(&broken, 1), "posted", "{broken:?}");
    assert_ne!(result_of(&broken, 3), "posted", "{broken:?}");
    assert_eq!(posts(&lab, 3), 1, "sent once, whatever came");
    lab.sandbox.faults(&[]);
    let next = sync(&lab, "state");
    assert_eq!(next.status, 0, "{next:?}");
    assert_exact(&lab, TENANTS, &faults[0]);
}

fn from_the_third(fault: &str) -> Vec<String> {
    (3..=TENANTS).map(|one| format!("{fault}@POST /Contracts/{}", 3000 + one)).collect()
}

#[test]
fn after_a_right_that_is_taken_away_the_next_run_finishes() {
    broken_off(&from_the_third("unauthorized"), 4, Some("permission-missing"));
}

#[test]
fn after_too_many_requests_the_next_run_finishes() {
    broken_off(&from_the_third("throttle"), 5, Some("throttled"));
}

#[test]
fn after_an_outage_the_next_run_finishes() {
    broken_off(&from_the_third("reset"), 5, Some("timeout"));
}

#[test]
fn after_an_answer_that_is_none_the_next_run_finishes() {
    broken_off(&["not-json@POST /Contracts/3003".to_owned()], 1, None);
}

#[test]
fn a_state_folder_that_is_lost_or_put_back_doubles_nothing() {
    let lab = lab(TENANTS);
    lab.sandbox.faults(&["hang-after-commit@POST /Contracts/3002"]);
    let mut hanging = lab.command(&SYNC);
    hanging.args(["--state-dir", "state"]);
    let mut hanging = hanging.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap();
    // The change has taken effect, and nobody was told.
    let until = std::time::Instant::now() + std::time::Duration::from_secs(25);
    while adjustments_of(&world_of(&lab), 1002) == 0 {
        assert!(std::time::Instant::now() < until, "the change came");
        std::thread::park_timeout(std::time::Duration::from_millis(2));
    }
    hanging.kill().unwrap();
    hanging.wait().unwrap();
    lab.sandbox.faults(&[]);
    let copy = |from: &str, to: &str| {
        fs::create_dir_all(lab.home.path(to)).unwrap();
        for file in fs::read_dir(lab.home.path(from)).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), lab.home.path(to).join(file.file_name())).unwrap();
        }
    };
    copy("state", "older");
    // Lost: what the next run knows, it knows from Autotask.
    assert_eq!(sync(&lab, "new").status, 0);
    assert_exact(&lab, TENANTS, "with a new state folder");
    // Put back: the entry that is open there is settled by reading.
    assert_eq!(sync(&lab, "older").status, 0);
    assert_exact(&lab, TENANTS, "with an older state folder");
    assert_eq!(sync(&lab, "state").status, 0);
    assert_exact(&lab, TENANTS, "with its own state folder");
}

/// The run as on a disk that takes files up to a size: what goes beyond fails as it does on a full one.
#[cfg(unix)]
fn with_little_room(lab: &Lab, state: &str, blocks: usize) -> Ran {
    let inner = lab.command(&SYNC);
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\""));
    command.arg(inner.get_program()).args(inner.get_args()).args(["--state-dir", state]);
    command.env_clear().current_dir(inner.get_current_dir().unwrap());
    for (name, value) in inner.get_envs() {
        command.env(name, value.unwrap());
    }
    run(command, b"")
}

#[cfg(unix)]
#[test]
fn a_disk_that_is_full_at_any_write_costs_nothing_and_doubles_nothing() {
    let lab = lab(TENANTS);
    let (mut failed, mut whole) = (0, 0);
    for (number, blocks) in (0..420).step_by(30).enumerate() {
        lab.sandbox.put(&world(TENANTS));
        let state = format!("state-{number}");
        let ran = with_little_room(&lab, &state, blocks);
        match ran.status {
            0 => whole += 1,
            status => {
                failed += 1;
                let told = format!("{}{}", ran.out, ran.err);
                assert!(!told.contains("panicked"), "{blocks}: {ran:?}");
                assert!([1, 7].contains(&status) && told.contains("state.db"), "{blocks}: {ran:?}");
            }
        }
        let next = sync(&lab, &state);
        assert_eq!(next.status, 0, "{blocks} blocks: {ran:?}\n{next:?}");
        assert_exact(&lab, TENANTS, &format!("{blocks} blocks"));
    }
    assert!(failed > 3 && whole > 0, "{failed} failed, {whole} went through");
}
