//! The small world that tests start from, and the answers that fit it.

use serde_json::{Value, json};

/// Two tenants with a company, a running contract and a line each; a third without any.
pub fn world() -> Value {
    json!({
        "today": "2026-11-24",
        "account": {"username": "api@example.com", "secret": "Horse-Battery-7", "trackingId": "TRACKINGIDENTIFIER0000000001"},
        "entities": {
            "Companies": [
                {"id": 0, "companyName": "Northwind MSP"},
                {"id": 174, "companyName": "Contoso Ltd", "webAddress": "https://contoso.com"},
                {"id": 175, "companyName": "Fabrikam, Inc."},
                {"id": 176, "companyName": "Twin"},
                {"id": 177, "companyName": "Twin"},
                {"id": 178, "companyName": "Müller Dachbau"},
            ],
            "Contracts": [
                contract(9, 174, "Gold"),
                contract(10, 175, "Silver"),
            ],
            "Services": [{"id": 5, "name": "Petra monitoring"}, {"id": 6, "name": "Backup"}],
            "ContractServices": [
                {"id": 77, "contractID": 9, "serviceID": 5},
                {"id": 78, "contractID": 9, "serviceID": 6},
                {"id": 80, "contractID": 10, "serviceID": 5},
            ],
            "ContractServiceUnits": [],
            "Tickets": [],
            "TicketNotes": [],
            "Resources": [],
        },
        "units": {"77": 12, "78": 1, "80": 4},
        "petra": {"apiKey": "petra-key-abcdefgh", "tenants": [
            {"petraTenantId": "ZZ1", "name": "Contoso", "microsoftTenantId": "11111111-1111-4111-8111-111111111111"},
            {"petraTenantId": "ZZ2", "name": "Fabrikam", "microsoftTenantId": "22222222-2222-4222-8222-222222222222"},
            {"petraTenantId": "ZZ3", "name": "Tailspin"},
        ]},
    })
}

/// A recurring contract that runs from last year to the next.
pub fn contract(id: i64, company: i64, name: &str) -> Value {
    json!({"id": id, "companyID": company, "contractName": name, "contractType": 7, "status": 1,
        "startDate": "2026-01-01T00:00:00Z", "endDate": "2027-12-31T00:00:00Z", "contractPeriodType": 2})
}

/// The entity's row with that id.
pub fn row<'a>(world: &'a mut Value, entity: &str, id: i64) -> &'a mut Value {
    let rows = world["entities"][entity].as_array_mut().unwrap();
    rows.iter_mut().find(|row| row["id"] == id).unwrap()
}

/// Takes the entity's row with that id away.
pub fn drop_row(world: &mut Value, entity: &str, id: i64) {
    world["entities"][entity].as_array_mut().unwrap().retain(|row| row["id"] != id);
}

pub fn add_row(world: &mut Value, entity: &str, row: Value) {
    world["entities"][entity].as_array_mut().unwrap().push(row);
}

/// Answers in which nothing is wrong.
pub fn answers() -> Value {
    json!({
        "ticketing": {"queue": "Security", "statusNew": "New", "statusUpdate": "In Progress", "priority": "Medium"},
        "tenants": [
            {"id": "ZZ1", "company": 174, "contract": "Gold", "service": "Petra monitoring"},
            {"id": "ZZ2", "company": "Fabrikam, Inc.", "contract": "Silver", "service": 5},
            {"id": "ZZ3", "exclude": "own IT"},
        ],
    })
}
