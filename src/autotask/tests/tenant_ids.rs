//! Tenant ids in fields of companies: what the sandbox does not answer.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use super::{client, code};
use crate::domain::diagnostic::Code;
use crate::http::scripted::{Answer, Server};

#[tokio::test]
async fn a_site_without_fields_of_its_own_may_say_404() {
    let server = Server::start(|_| Answer::with(404, "<html>not found</html>")).await;
    assert!(client(&server).tenant_ids_of_companies().await.unwrap().is_empty());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn whole_rows_are_asked_for_by_one_field_and_more_than_some_pages_are_not() {
    for (pages, is_enough) in [(20, false), (21, true)] {
        let sent = AtomicUsize::new(0);
        let server = Server::start(move |request| {
            if request.line.starts_with("GET ") {
                return Answer::ok(r#"{"fields":[{"name":"M365 Tenant ID","type":"string"}]}"#);
            }
            let page = sent.fetch_add(1, Ordering::SeqCst) + 1;
            let host = request.header("host").unwrap();
            let next =
                (page < pages).then(|| format!("http://{host}/ATServicesRest/V1.0/Companies/query/next?paging={page}"));
            let value = format!("7c1d2a40-0000-4000-8000-{page:012x}");
            let fields = json!([{"name": "m365 tenant id", "value": value}, {"name": "Other", "value": value}]);
            let items = json!([{"id": page, "companyName": "A", "userDefinedFields": fields}]);
            Answer::ok(&json!({"items": items, "pageDetails": {"nextPageUrl": next}}).to_string())
        })
        .await;
        let found = client(&server).tenant_ids_of_companies().await;
        assert_eq!(server.requests().len(), 21, "the description, then 20 pages");
        let body = r#"{"MaxRecords":500,"filter":[{"op":"exist","field":"M365 Tenant ID","udf":true}]}"#;
        assert!(server.requests()[1..].iter().all(|request| request.body == body), "{:?}", server.requests()[1].body);
        if is_enough {
            let error = found.unwrap_err();
            assert!(
                error.to_string().ends_with("more than 10000 companies have the field “M365 Tenant ID”"),
                "{error}"
            );
            assert_eq!(code(error), Code::BadAnswer);
        } else {
            let ids = found.unwrap();
            assert_eq!((ids.len(), &*ids.of(20)[0].field), (20, "M365 Tenant ID"));
        }
    }
}
