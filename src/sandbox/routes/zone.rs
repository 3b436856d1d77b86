//! The calls that are about no entity: zone, versions, requests of the hour, modules.

use serde_json::json;

use super::Call;
use crate::sandbox::answer::{Answer, Refusal};
use crate::sandbox::limits::HOURLY;

/// Where the user's zone is; it tells whether the user name exists and asks for no credentials.
pub fn zone(call: &Call<'_>) -> Result<Answer, Refusal> {
    let user = call.param("user").unwrap_or_default();
    let known = call.world.read().is_ok_and(|world| user.eq_ignore_ascii_case(&world.account.username));
    if !known || user.is_empty() {
        return Err(Refusal::error("Zone information could not be determined"));
    }
    let slash = if call.faults.take("zone-without-slash", call.asked).is_some() { "" } else { "/" };
    let url = call.faults.take("wrong-zone", call.asked).unwrap_or_else(|| format!("{}{slash}", call.zone));
    let web = call.zone.trim_end_matches("/ATServicesRest");
    Ok(Answer::ok(&json!({
        "zoneName": "Sandbox",
        "url": url,
        "webUrl": format!("{web}/"),
        "ci": 123_456,
    })))
}

pub fn api_versions() -> Answer {
    Answer::ok(&json!({"apiVersions": ["V1.0"]}))
}

pub fn version() -> Answer {
    Answer::ok(&json!({"majorVersion": "2026", "minorVersion": "3", "build": "1.0.112", "customerType": "Sandbox"}))
}

/// The call counts itself.
pub fn threshold(call: &Call<'_>) -> Answer {
    Answer::ok(&json!({
        "externalRequestThreshold": HOURLY,
        "requestThresholdTimeframe": 60,
        "currentTimeframeRequestCount": call.used,
    }))
}

/// Whether each module of the product is switched on, by its number.
pub fn modules() -> Answer {
    let modules: Vec<_> = (1..=24).map(|key| json!({"key": key, "value": true})).collect();
    Answer::ok(&json!({"modules": modules}))
}
