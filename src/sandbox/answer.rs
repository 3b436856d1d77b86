//! The answers of the two vendors before they go over the wire, and Autotask's shapes of an error.

use serde::Serialize;
use serde_json::json;

/// Why a request is refused, in Autotask's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// 500 with `errors`: validation, business rules, most permissions.
    Errors(Vec<String>),
    /// A right that the user lacks; 500, or 403 where that variant is in force.
    Permission(String),
    /// Wrong sign-in: 401 without a body.
    SignIn,
    /// A locked user, where Autotask says so.
    Locked,
    /// A route that does not exist.
    NoRoute,
    /// A verb that the route does not have.
    NoVerb(String),
    /// More requests at once than allowed.
    Threads,
    /// More requests in an hour than allowed.
    Hour,
}

impl Refusal {
    pub fn error(text: impl Into<String>) -> Self {
        Self::Errors(vec![text.into()])
    }
}

/// One answer: status, body and what else the wire needs.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub content_type: &'static str,
    pub body: Vec<u8>,
    pub headers: Vec<(&'static str, String)>,
    /// Something was written; faults that lose an answer look at this.
    pub committed: bool,
}

pub const JSON: &str = "application/json; charset=utf-8";
pub const HTML: &str = "text/html; charset=utf-8";

impl Answer {
    pub fn new(status: u16, content_type: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status, content_type, body: body.into(), headers: Vec::new(), committed: false }
    }

    pub fn json(status: u16, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => Self::new(status, JSON, body),
            Err(error) => Self::new(500, JSON, json!({"errors": [error.to_string()]}).to_string()),
        }
    }

    pub fn ok(body: &impl Serialize) -> Self {
        Self::json(200, body)
    }

    /// A write that took effect.
    pub fn written(id: Option<i64>) -> Self {
        Self { committed: true, ..Self::ok(&json!({"itemId": id})) }
    }

    pub fn empty(status: u16) -> Self {
        Self::new(status, JSON, Vec::new())
    }

    pub fn errors(status: u16, errors: &[String]) -> Self {
        Self::json(status, &json!({"errors": errors}))
    }

    pub fn html(status: u16, title: &str) -> Self {
        let page = format!(
            "<!DOCTYPE html>\r\n<html><head><title>{title}</title></head><body><h2>{title}</h2></body></html>\r\n"
        );
        Self::new(status, HTML, page)
    }
}

/// The text of a refused right; `verb` is query, create, update or delete.
pub fn permission_text(verb: &str) -> String {
    format!("The logged in Resource does not have the adequate permissions to {verb} this entity type.")
}

pub const THREADS: &str = "The Autotask API thread threshold of 3 threads has been exceeded.";
pub const HOUR: &str = "The Autotask API request threshold of 10000 requests per 60 minutes has been exceeded.";
