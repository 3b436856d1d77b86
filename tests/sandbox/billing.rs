//! Units and adjustments of contract lines.

use serde_json::{Value, json};

use crate::harness::{Lab, errors, small_world};

async fn rows(lab: &Lab, line: i64) -> Vec<(String, String, i64)> {
    let rows =
        lab.query("ContractServiceUnits", json!([{"op": "eq", "field": "contractServiceID", "value": line}])).await;
    let mut rows: Vec<_> = rows
        .iter()
        .map(|row| {
            let day = |name: &str| row[name].as_str().unwrap()[..10].to_owned();
            (day("startDate"), day("endDate"), row["units"].as_i64().unwrap())
        })
        .collect();
    rows.sort();
    rows
}

/// Number in force on a day: of the rows that cover it the one that starts last.
fn on(rows: &[(String, String, i64)], day: &str) -> i64 {
    rows.iter().rfind(|(start, end, _)| start.as_str() <= day && day <= end.as_str()).map_or(0, |row| row.2)
}

fn adjustment(line: i64, day: &str, change: i64) -> Value {
    json!({"contractServiceID": line, "effectiveDate": day, "unitChange": change})
}

#[tokio::test]
async fn units_fill_the_periods_of_the_contract() {
    let lab = Lab::with(small_world()).await;
    let rows = rows(&lab, 77).await;
    assert_eq!(rows.len(), 12);
    assert_eq!(rows[0], ("2026-01-01".into(), "2026-02-01".into(), 12));
    assert_eq!(rows[11], ("2026-12-01".into(), "2027-01-01".into(), 12));
    let row =
        lab.query("ContractServiceUnits", json!([{"op": "lte", "field": "startDate", "value": "2026-01-31"}])).await[0]
            .clone();
    assert_eq!((&row["price"], &row["contractID"], &row["serviceID"]), (&json!(30.0), &json!(9), &json!(5)));
    assert_eq!(row["approveAndPostDate"], Value::Null);
}

#[tokio::test]
async fn an_adjustment_changes_the_row_in_force_and_all_later_ones() {
    let lab = Lab::with(small_world()).await;
    let got = lab.call("POST", "Contracts/9/ServiceAdjustments", adjustment(77, "2026-11-24", 3)).await;
    assert_eq!((got.status, got.body), (200, json!({"itemId": null})));
    let after = rows(&lab, 77).await;
    assert_eq!(after.len(), 13);
    for (day, units) in
        [("2026-11-01", 12), ("2026-11-23", 12), ("2026-11-24", 15), ("2026-12-01", 15), ("2027-01-01", 15)]
    {
        assert_eq!(on(&after, day), units, "{day}");
    }
    // The two rows of November share the day of the change.
    assert!(after.contains(&("2026-11-01".into(), "2026-11-24".into(), 12)));
    assert!(after.contains(&("2026-11-24".into(), "2026-12-01".into(), 15)));
    let got = lab.call("POST", "ContractServiceAdjustments", adjustment(77, "2026-12-01T00:00:00.000Z", -5)).await;
    assert_eq!(got.status, 200);
    let after = rows(&lab, 77).await;
    assert_eq!((after.len(), on(&after, "2026-11-30"), on(&after, "2026-12-01")), (13, 15, 10));
    let world = lab.control("GET", "world", None).await.body;
    assert_eq!(world["units"], json!({"77": 15}));
    assert_eq!(world["adjustments"][0]["effectiveDate"], "2026-11-24");
    assert_eq!(world["adjustments"][1]["unitChange"], -5);
}

#[tokio::test]
async fn an_adjustment_that_autotask_would_refuse_changes_nothing() {
    let mut world = small_world();
    world["entities"]["ContractServiceUnits"] = json!([
        {"id": 1, "contractServiceID": 78, "startDate": "2026-10-01", "endDate": "2026-11-01", "units": 4, "approveAndPostDate": "2026-11-02"},
        {"id": 2, "contractServiceID": 78, "startDate": "2026-11-01", "endDate": "2026-12-01", "units": 4},
    ]);
    let lab = Lab::with(world).await;
    assert_eq!(lab.call("POST", "Contracts/9/ServiceAdjustments", adjustment(77, "2026-11-24", 1)).await.status, 200);
    let window = "ContractServiceAdjustment effectiveDate must be between the start date and end date of the Contract referenced by contractID.";
    let posted = "Unable to make changes as it would result in the deletion/modification of an already approved and posted contract period";
    let before = rows(&lab, 77).await;
    for (path, body, says) in [
        ("Contracts/9/ServiceAdjustments", adjustment(77, "2025-12-31", 1), window),
        ("Contracts/9/ServiceAdjustments", adjustment(77, "2027-01-02", 1), window),
        (
            "Contracts/9/ServiceAdjustments",
            adjustment(77, "2026-11-24", 1),
            "Attempt to insert duplicate data into contract_service_period",
        ),
        ("Contracts/9/ServiceAdjustments", adjustment(77, "2026-11-25", -14), "negative"),
        ("Contracts/9/ServiceAdjustments", adjustment(78, "2026-10-15", 1), posted),
        ("Contracts/9/ServiceAdjustments", adjustment(77, "2026-11-25", 0), "unitChange"),
        (
            "Contracts/9/ServiceAdjustments",
            json!({"contractServiceID": 77, "unitChange": 1}),
            "required field effectiveDate",
        ),
        (
            "Contracts/9/ServiceAdjustments",
            adjustment(999, "2026-11-25", 1),
            "contractServiceID of type: ContractService",
        ),
        (
            "Contracts/9/ServiceAdjustments",
            adjustment(79, "2026-11-25", 1),
            "contractServiceID of type: ContractService",
        ),
        ("Contracts/11/ServiceAdjustments", adjustment(79, "2026-11-25", 1), "not active"),
        (
            "Contracts/9/ServiceAdjustments",
            json!({"effectiveDate": "2026-11-25", "unitChange": 1}),
            "required field contractServiceID",
        ),
        (
            "Contracts/9/ServiceAdjustments",
            json!({"serviceID": 6, "effectiveDate": "2026-11-25", "unitChange": 1}),
            "serviceID of type: Service",
        ),
        (
            "Contracts/10/ServiceAdjustments",
            json!({"serviceID": 5, "effectiveDate": "2026-11-25", "unitChange": 1}),
            "Recurring Service",
        ),
    ] {
        let got = lab.call("POST", path, body.clone()).await;
        assert_eq!(got.status, 500, "{body}");
        assert!(errors(&got)[0].contains(says), "{body}: {got:?}");
    }
    assert_eq!(rows(&lab, 77).await, before);
    assert_eq!(lab.control("GET", "world", None).await.body["adjustments"].as_array().unwrap().len(), 1);
    // The day on which a posted row ends belongs to the next one.
    assert_eq!(lab.call("POST", "Contracts/9/ServiceAdjustments", adjustment(78, "2026-11-01", 1)).await.status, 200);
}

#[tokio::test]
async fn a_contract_and_a_service_without_a_line_make_one() {
    let mut world = small_world();
    world["entities"]["Services"] = json!([{"id": 5}, {"id": 8, "name": "Typo"}]);
    let lab = Lab::with(world).await;
    let body = json!({"contractID": 9, "serviceID": 8, "effectiveDate": "2026-11-24", "unitChange": 2});
    assert_eq!(lab.call("POST", "ContractServiceAdjustments", body.clone()).await.body, json!({"itemId": null}));
    let lines = lab.query("ContractServices", json!([{"op": "eq", "field": "serviceID", "value": 8}])).await;
    let line = lines[0]["id"].as_i64().unwrap();
    let made = rows(&lab, line).await;
    assert_eq!(made, [("2026-11-24".into(), "2026-12-01".into(), 2), ("2026-12-01".into(), "2027-01-01".into(), 2)]);
    // With a line there it is adjusted; another one comes only if it is wanted.
    let later = json!({"contractID": 9, "serviceID": 8, "effectiveDate": "2026-12-05", "unitChange": 1});
    assert_eq!(lab.call("POST", "ContractServiceAdjustments", later.clone()).await.status, 200);
    assert_eq!(on(&rows(&lab, line).await, "2026-12-06"), 3);
    let mut again = later;
    again["allowRepeatService"] = json!(true);
    assert_eq!(lab.call("POST", "ContractServiceAdjustments", again).await.status, 200);
    assert_eq!(lab.query("ContractServices", json!([{"op": "eq", "field": "serviceID", "value": 8}])).await.len(), 2);
    lab.control("POST", "reset", None).await;
    lab.faults(&["no-auto-create"]).await;
    assert_eq!(lab.call("POST", "ContractServiceAdjustments", body).await.status, 500);
}

#[tokio::test]
async fn each_other_reading_can_be_switched_on() {
    let lab = Lab::with(small_world()).await;
    lab.faults(&["item-id-number"]).await;
    let got = lab.call("POST", "Contracts/9/ServiceAdjustments", adjustment(77, "2026-11-24", 3)).await;
    assert!(got.body["itemId"].is_i64());
    lab.faults(&["exclusive-end"]).await;
    assert!(rows(&lab, 77).await.contains(&("2026-11-01".into(), "2026-11-23".into(), 12)));
    lab.faults(&["delta-rows"]).await;
    let deltas = rows(&lab, 77).await;
    assert!(deltas.contains(&("2026-11-01".into(), "2026-12-01".into(), 12)), "{deltas:?}");
    assert!(deltas.contains(&("2026-11-24".into(), "2026-12-01".into(), 3)));
    assert!(deltas.contains(&("2026-12-01".into(), "2027-01-01".into(), 15)));
    lab.faults(&["zero-change-accepted"]).await;
    assert_eq!(lab.call("POST", "Contracts/9/ServiceAdjustments", adjustment(77, "2026-11-25", 0)).await.status, 200);
    lab.faults(&["inactive-contract-accepted"]).await;
    assert_eq!(lab.call("POST", "Contracts/11/ServiceAdjustments", adjustment(79, "2026-11-25", 1)).await.status, 200);
    lab.faults(&["change-ignored"]).await;
    assert_eq!(lab.call("POST", "Contracts/9/ServiceAdjustments", adjustment(77, "2026-11-26", 5)).await.status, 200);
    assert_eq!(on(&rows(&lab, 77).await, "2026-11-27"), 15);
    lab.faults(&["change-doubled"]).await;
    assert_eq!(lab.call("POST", "Contracts/9/ServiceAdjustments", adjustment(77, "2026-11-27", 5)).await.status, 200);
    assert_eq!(on(&rows(&lab, 77).await, "2026-11-28"), 25);
}

#[tokio::test]
async fn units_follow_the_term_of_their_contract() {
    let mut world = small_world();
    world["entities"]["ContractServiceUnits"] = json!([
        {"id": 1, "contractServiceID": 78, "startDate": "2026-10-01", "endDate": "2026-11-01", "units": 4, "approveAndPostDate": "2026-11-02"},
        {"id": 2, "contractServiceID": 78, "startDate": "2026-11-01", "endDate": "2027-01-01", "units": 6},
    ]);
    let lab = Lab::with(world).await;
    let posted = "Unable to make changes as it would result in the deletion/modification of an already approved and posted contract period";
    // Longer: the last count goes on, and the new days can be adjusted.
    assert_eq!(lab.call("PATCH", "Contracts", json!({"id": 9, "endDate": "2027-03-01"})).await.status, 200);
    let longer = rows(&lab, 77).await;
    assert_eq!((longer.len(), on(&longer, "2027-02-15")), (14, 12));
    assert_eq!(lab.call("POST", "Contracts/9/ServiceAdjustments", adjustment(77, "2027-02-10", 3)).await.status, 200);
    assert_eq!(on(&rows(&lab, 77).await, "2027-02-15"), 15);
    // Shorter: what lies behind goes, unless it is posted.
    assert_eq!(lab.call("PATCH", "Contracts", json!({"id": 9, "endDate": "2026-11-15"})).await.status, 200);
    let shorter = rows(&lab, 77).await;
    assert_eq!(shorter.last().unwrap(), &("2026-11-01".into(), "2026-11-15".into(), 12));
    let before = lab.control("GET", "world", None).await.body;
    for body in [json!({"id": 9, "endDate": "2026-10-15"}), json!({"id": 9, "startDate": "2026-10-15"})] {
        let got = lab.call("PATCH", "Contracts", body.clone()).await;
        assert_eq!(errors(&got), [posted], "{body}");
    }
    assert!(before == lab.control("GET", "world", None).await.body);
}
