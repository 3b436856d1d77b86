//! What holds for the lines of services and of bundles alike: one table of names, one set of tests.

use serde_json::{Value, json};

use crate::harness::{Lab, errors, small_world};

/// How the two kinds of line are spelt.
struct Lines {
    /// Last part of the routes below a contract: lines, adjustments, units.
    below: &'static str,
    adjustments: &'static str,
    units: &'static str,
    /// Entity names at their own route.
    line_entity: &'static str,
    adjustment_entity: &'static str,
    adjustment: &'static str,
    units_entity: &'static str,
    line_id: &'static str,
    sold_id: &'static str,
    again: &'static str,
    /// Ids in the world below: a line, one with a posted row, one on an inactive contract, something sold nowhere.
    line: i64,
    posted: i64,
    off: i64,
    sold: i64,
    idle: i64,
}

const SERVICES: Lines = Lines {
    below: "Services",
    adjustments: "ServiceAdjustments",
    units: "ServiceUnits",
    line_entity: "ContractServices",
    adjustment_entity: "ContractServiceAdjustments",
    adjustment: "ContractServiceAdjustment",
    units_entity: "ContractServiceUnits",
    line_id: "contractServiceID",
    sold_id: "serviceID",
    again: "allowRepeatService",
    line: 77,
    posted: 78,
    off: 79,
    sold: 8,
    idle: 6,
};

const BUNDLES: Lines = Lines {
    below: "ServiceBundles",
    adjustments: "ServiceBundleAdjustments",
    units: "ServiceBundleUnits",
    line_entity: "ContractServiceBundles",
    adjustment_entity: "ContractServiceBundleAdjustments",
    adjustment: "ContractServiceBundleAdjustment",
    units_entity: "ContractServiceBundleUnits",
    line_id: "contractServiceBundleID",
    sold_id: "serviceBundleID",
    again: "allowRepeatServiceBundle",
    line: 500,
    posted: 501,
    off: 502,
    sold: 33,
    idle: 32,
};

type Row = (String, String, i64);

fn world() -> Value {
    let mut world = small_world();
    let entities = world["entities"].as_object_mut().unwrap();
    entities["Services"].as_array_mut().unwrap().push(json!({"id": 8, "name": "Other", "unitPrice": 4}));
    entities.insert(
        "ServiceBundles".into(),
        json!([{"id": 31, "unitPrice": 10}, {"id": 32, "isActive": false}, {"id": 33, "unitPrice": 4}]),
    );
    entities.insert(
        "ContractServiceBundles".into(),
        json!([
            {"id": 500, "contractID": 9, "serviceBundleID": 31},
            {"id": 501, "contractID": 9, "serviceBundleID": 31},
            {"id": 502, "contractID": 11, "serviceBundleID": 31},
        ]),
    );
    for lines in [SERVICES, BUNDLES] {
        entities.insert(
            lines.units_entity.into(),
            json!([
                {"id": 1, lines.line_id: lines.posted, "startDate": "2026-10-01", "endDate": "2026-11-01", "units": 4, "approveAndPostDate": "2026-11-02"},
                {"id": 2, lines.line_id: lines.posted, "startDate": "2026-11-01", "endDate": "2026-12-01", "units": 4},
            ]),
        );
    }
    world["units"] = json!({"77": 12, "79": 1, "500": 12, "502": 1});
    world
}

impl Lines {
    async fn rows(&self, lab: &Lab, line: i64) -> Vec<Row> {
        let rows = lab.query(self.units_entity, json!([{"op": "eq", "field": self.line_id, "value": line}])).await;
        let day = |row: &Value, name: &str| row[name].as_str().unwrap()[..10].to_owned();
        let mut rows: Vec<Row> = rows
            .iter()
            .map(|row| (day(row, "startDate"), day(row, "endDate"), row["units"].as_i64().unwrap()))
            .collect();
        rows.sort();
        rows
    }

    async fn adjust(&self, lab: &Lab, line: i64, date: &str, change: i64) -> crate::harness::Got {
        let body = json!({self.line_id: line, "effectiveDate": date, "unitChange": change});
        lab.call("POST", &format!("Contracts/9/{}", self.adjustments), body).await
    }
}

fn on(rows: &[Row], day: &str) -> i64 {
    rows.iter().rfind(|(start, end, _)| start.as_str() <= day && day <= end.as_str()).map_or(0, |row| row.2)
}

#[tokio::test]
async fn a_line_is_read_below_its_contract_and_at_its_own_route() {
    let lab = Lab::with(world()).await;
    for lines in [SERVICES, BUNDLES] {
        let below = lab.get(&format!("Contracts/9/{}", lines.below)).await.body;
        assert_eq!(below["pageDetails"]["count"], 2, "{}", lines.below);
        let own = lab.get(&format!("{}/{}", lines.line_entity, lines.line)).await.body["item"].clone();
        assert_eq!(own, below["items"][0]);
        let units = lab.get(&format!("Contracts/9/{}", lines.units)).await.body;
        assert_eq!(units["pageDetails"]["count"], 14, "{}", lines.units);
        let unit = &units["items"][0];
        let one = lab.get(&format!("Contracts/9/{}/{}", lines.units, unit["id"])).await.body;
        assert_eq!(&one["item"], unit);
    }
    let world = lab.control("GET", "world", None).await.body;
    assert_eq!(world["units"], json!({"77": 12, "78": 4, "79": 1, "500": 12, "501": 4, "502": 1}));
}

#[tokio::test]
async fn an_adjustment_splits_its_period_and_changes_all_later_ones() {
    for lines in [SERVICES, BUNDLES] {
        let lab = Lab::with(world()).await;
        let got = lines.adjust(&lab, lines.line, "2026-11-24", 3).await;
        assert_eq!((got.status, got.body), (200, json!({"itemId": null})), "{}", lines.adjustments);
        let rows = lines.rows(&lab, lines.line).await;
        for (day, units) in [("2026-11-23", 12), ("2026-11-24", 15), ("2026-12-01", 15)] {
            assert_eq!(on(&rows, day), units, "{} {day}", lines.units);
        }
        // At its own route as well, and on the first day of a period without a split.
        let body = json!({"contractID": 9, lines.line_id: lines.line, "effectiveDate": "2026-12-01T00:00:00", "unitChange": -5});
        assert_eq!(lab.call("POST", lines.adjustment_entity, body).await.body, json!({"itemId": null}));
        let rows = lines.rows(&lab, lines.line).await;
        assert_eq!((rows.len(), on(&rows, "2026-11-30"), on(&rows, "2026-12-01")), (13, 15, 10));
        let posted = lab.control("GET", "world", None).await.body["adjustments"].clone();
        assert_eq!((&posted[0][lines.line_id], &posted[1]["unitChange"]), (&json!(lines.line), &json!(-5)));
        lab.faults(&["exclusive-end"]).await;
        let rows = lines.rows(&lab, lines.line).await;
        assert!(rows.contains(&("2026-11-01".into(), "2026-11-23".into(), 12)), "{rows:?}");
        lab.faults(&["delta-rows"]).await;
        let rows = lines.rows(&lab, lines.line).await;
        assert!(rows.contains(&("2026-11-24".into(), "2026-12-01".into(), 3)), "{rows:?}");
    }
}

#[tokio::test]
async fn what_autotask_refuses_changes_nothing() {
    for lines in [SERVICES, BUNDLES] {
        let lab = Lab::with(world()).await;
        assert_eq!(lines.adjust(&lab, lines.line, "2026-11-24", 1).await.status, 200);
        let before = lab.control("GET", "world", None).await.body;
        let window = format!(
            "{} effectiveDate must be between the start date and end date of the Contract referenced by contractID.",
            lines.adjustment
        );
        let missing = format!("Value does not exist for the required field {}", lines.line_id);
        for (line, date, change, text) in [
            (lines.line, "2025-12-31", 1, window.as_str()),
            (lines.line, "2027-01-02", 1, &window),
            (lines.line, "2026-11-24", 1, "Attempt to insert duplicate data into contract_service_period"),
            (lines.line, "2026-11-25", -14, "The unitChange would result in a negative number of units."),
            (lines.line, "2026-11-25", 0, "Value does not exist for the required field unitChange"),
            (
                lines.posted,
                "2026-10-15",
                1,
                "Unable to make changes as it would result in the deletion/modification of an already approved and posted contract period",
            ),
            (0, "2026-11-25", 1, &missing),
        ] {
            let got = lines.adjust(&lab, line, date, change).await;
            assert_eq!((got.status, errors(&got)), (500, vec![text.to_owned()]), "{} {line} {date}", lines.adjustments);
        }
        for line in [lines.off, 999] {
            assert!(errors(&lines.adjust(&lab, line, "2026-11-25", 1).await)[0].contains(lines.line_id), "{line}");
        }
        let body = json!({lines.line_id: lines.off, "effectiveDate": "2026-11-25", "unitChange": 1});
        let got = lab.call("POST", lines.adjustment_entity, body).await;
        assert_eq!(errors(&got), ["The Contract referenced by contractID is not active."]);
        let body = json!({"contractID": 9, lines.sold_id: lines.idle, "effectiveDate": "2026-11-25", "unitChange": 1});
        assert!(errors(&lab.call("POST", lines.adjustment_entity, body).await)[0].contains(lines.sold_id));
        assert!(before == lab.control("GET", "world", None).await.body);
        // A change of the price alone is one: the units stay.
        let body =
            json!({lines.line_id: lines.line, "effectiveDate": "2026-11-26", "unitChange": 0, "adjustedUnitPrice": 2});
        assert_eq!(lab.call("POST", lines.adjustment_entity, body).await.status, 200);
        assert_eq!(on(&lines.rows(&lab, lines.line).await, "2026-11-26"), 13);
        lab.faults(&["posted-accepted"]).await;
        assert_eq!(lines.adjust(&lab, lines.posted, "2026-10-15", 1).await.status, 200);
        assert_eq!(on(&lines.rows(&lab, lines.posted).await, "2026-10-20"), 5);
    }
}

#[tokio::test]
async fn a_contract_and_a_thing_that_is_not_on_it_make_a_line_without_a_word() {
    for lines in [SERVICES, BUNDLES] {
        let lab = Lab::with(world()).await;
        let body = json!({"contractID": 9, lines.sold_id: lines.sold, "effectiveDate": "2026-11-24", "unitChange": 2});
        assert_eq!(lab.call("POST", lines.adjustment_entity, body.clone()).await.body, json!({"itemId": null}));
        let made =
            lab.query(lines.line_entity, json!([{"op": "eq", "field": lines.sold_id, "value": lines.sold}])).await;
        assert_eq!((made.len(), &made[0]["unitPrice"]), (1, &json!(4)), "{}", lines.line_entity);
        let line = made[0]["id"].as_i64().unwrap();
        let rows = lines.rows(&lab, line).await;
        assert_eq!((on(&rows, "2026-11-23"), on(&rows, "2026-11-24"), on(&rows, "2026-12-31")), (0, 2, 2));
        // Even on a line that this day has made, a second change of the day is one too many.
        let got = lab.call("POST", lines.adjustment_entity, body.clone()).await;
        assert_eq!(errors(&got), ["Attempt to insert duplicate data into contract_service_period"]);
        let mut again = body.clone();
        again[lines.again] = json!(true);
        assert_eq!(lab.call("POST", lines.adjustment_entity, again).await.status, 200);
        lab.control("POST", "reset", None).await;
        lab.faults(&["no-auto-create"]).await;
        assert_eq!(lab.call("POST", lines.adjustment_entity, body).await.status, 500);
    }
}

#[tokio::test]
async fn a_line_is_made_and_changed_below_its_contract_only() {
    let lab = Lab::with(world()).await;
    for lines in [SERVICES, BUNDLES] {
        let path = format!("Contracts/9/{}", lines.below);
        let body = json!({"contractID": 9, lines.sold_id: lines.sold, "adjustedPrice": 3.5, "invoiceDescription": "x"});
        assert_eq!(lab.call("POST", lines.line_entity, body.clone()).await.status, 404, "{}", lines.line_entity);
        let id = lab.call("POST", &path, body.clone()).await.body["itemId"].clone();
        assert!(id.is_i64());
        let got = lab.call("PATCH", &path, json!({"id": id, "invoiceDescription": "y", "contractID": 11})).await;
        assert_eq!(got.body, json!({"itemId": id}));
        let item = lab.get(&format!("{}/{id}", lines.line_entity)).await.body["item"].clone();
        assert_eq!((&item["invoiceDescription"], &item["contractID"]), (&json!("y"), &json!(9)));
        assert_eq!(item["internalCurrencyAdjustedPrice"], 3.5);
        // A new line has no units until an adjustment gives it some.
        assert!(lines.rows(&lab, id.as_i64().unwrap()).await.is_empty());
        assert_eq!(lab.call("PATCH", &format!("Contracts/11/{}", lines.below), json!({"id": id})).await.status, 500);
        let mut inactive = body;
        inactive[lines.sold_id] = json!(lines.idle);
        let got = lab.call("POST", &path, inactive).await;
        assert!(errors(&got)[0].contains("does not exist or is invalid"), "{got:?}");
        for (method, path) in [
            ("GET", format!("Contracts/9/{}", lines.adjustments)),
            ("POST", format!("Contracts/9/{}", lines.units)),
            ("PATCH", lines.adjustment_entity.to_owned()),
        ] {
            assert_eq!(lab.call(method, &path, json!({})).await.status, 405, "{method} {path}");
        }
        assert_eq!(lab.get(&format!("{}/1", lines.adjustment_entity)).await.status, 404);
    }
}
