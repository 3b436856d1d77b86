//! The control calls: ledger, faults, world, reset. They are no part of either vendor's API and in no ledger.

use std::sync::PoisonError;

use serde_json::{Value, json};

use crate::sandbox::answer::{Answer, JSON};
use crate::sandbox::server::Shared;
use crate::sandbox::world::World;

pub fn answer(shared: &Shared, method: &str, path: &str, body: &[u8]) -> Answer {
    let answer = match (method, path.trim_matches('/')) {
        ("GET", "ledger") => shared.ledger.to_json().map(|body| Answer::new(200, JSON, body)),
        ("POST", "faults") => Ok(faults(shared, body)),
        ("GET", "world") => {
            let world = shared.world.read().unwrap_or_else(PoisonError::into_inner);
            serde_json::to_vec(&*world).map(|body| Answer::new(200, JSON, body))
        }
        ("PUT", "world") => Ok(put_world(shared, body)),
        ("POST", "reset") => Ok(reset(shared)),
        (_, "ledger" | "faults" | "world" | "reset") => Ok(refused(405, "this call has another method")),
        _ => Ok(refused(404, "the control calls are ledger, faults, world and reset")),
    };
    answer.unwrap_or_else(|error| refused(500, &error.to_string()))
}

fn refused(status: u16, text: &str) -> Answer {
    Answer::json(status, &json!({"error": text}))
}

fn done() -> Answer {
    Answer::ok(&json!({"ok": true}))
}

fn faults(shared: &Shared, body: &[u8]) -> Answer {
    let texts: Vec<String> = match serde_json::from_slice(body) {
        Ok(texts) => texts,
        Err(error) => return refused(400, &format!("expected a list of faults as text: {error}")),
    };
    match shared.faults.replace(&texts) {
        Ok(()) => done(),
        Err(error) => refused(400, &error.to_string()),
    }
}

fn put_world(shared: &Shared, body: &[u8]) -> Answer {
    let value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) => return refused(400, &format!("the world is not JSON: {error}")),
    };
    match World::read(&value, shared.today, |day| shared.size.world(day)) {
        Ok(world) => {
            *shared.world.write().unwrap_or_else(PoisonError::into_inner) = world;
            shared.refused.clear();
            done()
        }
        Err(error) => refused(400, &error.to_string()),
    }
}

fn reset(shared: &Shared) -> Answer {
    *shared.world.write().unwrap_or_else(PoisonError::into_inner) = shared.start.clone();
    shared.ledger.clear();
    shared.limits.clear();
    shared.refused.clear();
    match shared.faults.replace(&[]) {
        Ok(()) => done(),
        Err(error) => refused(500, &error.to_string()),
    }
}
