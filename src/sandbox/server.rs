//! The one entrance of both vendors' APIs: ledger, limits, delays, faults and sign-in around every answer.
//! What is answered is in `routes`.
//!
//! ```text
//! request ─▶ ledger ─▶ thread ─▶ latency ─▶ faults before ─▶ sign-in ─▶ limits ─▶ route ─▶ faults after ─▶ wire
//! ```

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, header as names};
use axum::response::Response;
use futures_util::stream;
use jiff::civil::Date;
use tokio::sync::watch;
use url::form_urlencoded;

use crate::sandbox::answer::{Answer, HOUR, Refusal, THREADS, permission_text};
use crate::sandbox::auth::{self, Reason, Refused, header};
use crate::sandbox::faults::{Asked, Faults};
use crate::sandbox::ledger::Ledger;
use crate::sandbox::limits::{HOURLY, Limits, PETRA_MINUTE, slowed_by};
use crate::sandbox::routes::{self, Call, Route, control};
use crate::sandbox::wire::Scissors;
use crate::sandbox::world::World;
use crate::sandbox::worldgen::Size;

/// Longest body that is read; worlds of a hundred thousand companies come in by `PUT /world`.
const LARGEST_BODY: usize = 1 << 30;
/// Longest address of a GET that Autotask's web server takes.
const LONGEST_GET: usize = 2_048;

/// What all requests share.
pub struct Shared {
    pub world: RwLock<World>,
    pub start: World,
    /// The day of worlds that do not name one.
    pub today: Date,
    pub size: Size,
    pub ledger: Ledger,
    pub faults: Faults,
    pub limits: Limits,
    pub refused: Refused,
    pub latency: Duration,
    /// Address of the server, without a slash at its end.
    pub origin: String,
    pub stopped: watch::Receiver<bool>,
}

/// What becomes of a request.
enum Outcome {
    Answer(Answer),
    /// The connection is cut without an answer.
    Cut,
    Hang,
    /// The answer ends in its middle.
    Truncated(Answer),
}

pub async fn handle(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(scissors): ConnectInfo<Scissors>,
    request: Request,
) -> Response {
    let mut stopped = shared.stopped.clone();
    let answered = respond(&shared, &scissors, request);
    tokio::select! {
        response = answered => response,
        // Nobody will read this: the connection ends with the sandbox.
        _ = stopped.wait_for(|stopped| *stopped) => wire(Answer::empty(503)),
    }
}

async fn respond(shared: &Arc<Shared>, scissors: &Scissors, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let path = head.uri.path().to_owned();
    let query = head.uri.query().unwrap_or_default().to_owned();
    let method = head.method.as_str().to_owned();
    if let Some(call) = path.strip_prefix("/control/") {
        let Ok(body) = axum::body::to_bytes(body, LARGEST_BODY).await else {
            return wire(Answer::empty(400));
        };
        let (shared, call) = (Arc::clone(shared), call.to_owned());
        // Large worlds take their time to be read and written.
        let answer = tokio::task::spawn_blocking(move || control::answer(&shared, &method, &call, &body));
        return wire(answer.await.unwrap_or_else(|_| Answer::empty(500)));
    }
    let request = Read {
        vendor: Vendor::of(&path),
        params: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        address: path.len() + query.len() + 1,
        method,
        path,
        headers: head.headers,
    };
    let entry = shared.ledger.begin(&request.method, &request.path, &request.endpoint());
    let outcome = match axum::body::to_bytes(body, LARGEST_BODY).await {
        Ok(body) => request.outcome(shared, &body).await,
        Err(_) => Outcome::Cut,
    };
    match outcome {
        Outcome::Answer(answer) => {
            entry.answered(answer.status);
            wire(answer)
        }
        Outcome::Truncated(answer) => {
            entry.answered(answer.status);
            truncated(answer)
        }
        Outcome::Cut => {
            scissors.cut();
            drop(entry);
            wire(Answer::empty(500))
        }
        Outcome::Hang => std::future::pending().await,
    }
}

/// Whose API a path belongs to, and its parts.
enum Vendor {
    /// The path after the version.
    Autotask(String),
    Petra,
    Nobody,
}

impl Vendor {
    fn of(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            ["v1", ..] => Self::Petra,
            [base, rest @ ..] if base.eq_ignore_ascii_case("ATServicesRest") => {
                let rest = match rest {
                    [version, rest @ ..] if version.eq_ignore_ascii_case("v1.0") || *version == "1.0" => rest,
                    [call] if call.eq_ignore_ascii_case("versioninformation") => rest,
                    _ => return Self::Nobody,
                };
                Self::Autotask(format!("/{}", rest.join("/")))
            }
            _ => Self::Nobody,
        }
    }
}

/// A request as far as it is read.
struct Read {
    vendor: Vendor,
    method: String,
    path: String,
    params: Vec<(String, String)>,
    /// Length of path and query.
    address: usize,
    headers: HeaderMap,
}

impl Read {
    fn endpoint(&self) -> String {
        let path = match &self.vendor {
            Vendor::Autotask(path) => path.as_str(),
            Vendor::Petra => self.path.trim_start_matches("/v1"),
            Vendor::Nobody => self.path.as_str(),
        };
        path.split('/').find(|part| !part.is_empty()).unwrap_or_default().to_ascii_lowercase()
    }

    fn route(&self) -> Option<Route> {
        match &self.vendor {
            Vendor::Autotask(path) => {
                let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
                if parts.is_empty() { None } else { Route::read(&parts) }
            }
            Vendor::Petra | Vendor::Nobody => None,
        }
    }

    async fn outcome(&self, shared: &Shared, body: &Bytes) -> Outcome {
        let route = self.route();
        let asked = Asked {
            method: self.method.clone(),
            path: match &self.vendor {
                Vendor::Autotask(path) => path.clone(),
                Vendor::Petra | Vendor::Nobody => self.path.clone(),
            },
            signed_in: matches!(self.vendor, Vendor::Autotask(_)) && !route.is_some_and(Route::is_open),
            writes: route.is_some_and(|route| route.writes(&self.method)),
        };
        // Zone information is exempt from threads; everything else of Autotask counts, its metadata too.
        let tracking_id = header(&self.headers, "ApiIntegrationCode");
        let thread = asked.signed_in.then(|| shared.limits.thread(tracking_id, &self.endpoint()));
        if let Some(None) = thread {
            return Outcome::Answer(refusal(shared, &asked, &Refusal::Threads));
        }
        let used = used(shared, &asked);
        tokio::time::sleep(shared.latency + slowed_by(used)).await;
        if let Some(outcome) = before(shared, &asked, route).await {
            return outcome;
        }
        let answer = match &self.vendor {
            Vendor::Autotask(_) => self.autotask(shared, &asked, route, body, used),
            Vendor::Petra => self.petra(shared, &asked),
            Vendor::Nobody => refusal(shared, &asked, &Refusal::NoRoute),
        };
        after(shared, &asked, answer)
    }

    fn autotask(&self, shared: &Shared, asked: &Asked, route: Option<Route>, body: &[u8], used: usize) -> Answer {
        let answer = || {
            if asked.signed_in {
                self.sign_in(shared, asked)?;
                if used > HOURLY {
                    return Err(Refusal::Hour);
                }
            }
            if self.method == "GET" && self.address > LONGEST_GET {
                return Err(Refusal::NoRoute);
            }
            let zone = format!("{}/ATServicesRest", self.origin(shared));
            let call = Call {
                asked,
                route: route.ok_or(Refusal::NoRoute)?,
                params: &self.params,
                body,
                impersonates: self.headers.contains_key("ImpersonationResourceId"),
                world: &shared.world,
                faults: &shared.faults,
                zone: &zone,
                used,
                now_ms: shared.ledger.now_ms(),
            };
            call.answer()
        };
        answer().unwrap_or_else(|refused| refusal(shared, asked, &refused))
    }

    /// Where the sandbox is for this client: under Autotask's own name if it was asked by that, which takes a redirect
    /// of the name and something that ends TLS in front of it. Some clients go nowhere else.
    fn origin(&self, shared: &Shared) -> String {
        let host = header(&self.headers, "Host").to_ascii_lowercase();
        let plain = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
        if plain && host.ends_with(".autotask.net") { format!("https://{host}") } else { shared.origin.clone() }
    }

    fn sign_in(&self, shared: &Shared, asked: &Asked) -> Result<(), Refusal> {
        let mut world = shared.world.write().unwrap_or_else(PoisonError::into_inner);
        let judged = auth::judge(&self.headers, &world.account);
        if judged == Err(Reason::TrackingId) && shared.faults.take("tracking-id-500", asked).is_some() {
            return Err(Refusal::error("IntegrationCode is invalid."));
        }
        let most = shared.faults.take("lock-after", asked).and_then(|most| most.parse().ok());
        if shared.refused.count(judged, most.unwrap_or(auth::REFUSALS)) {
            world.account.locked = true;
        }
        match judged {
            Ok(()) => Ok(()),
            Err(Reason::Locked) if shared.faults.take("locked-text", asked).is_some() => Err(Refusal::Locked),
            Err(_) => Err(Refusal::SignIn),
        }
    }

    fn petra(&self, shared: &Shared, asked: &Asked) -> Answer {
        let world = shared.world.read().unwrap_or_else(PoisonError::into_inner);
        if !auth::bearer(&self.headers, &world.petra.api_key) {
            return routes::petra::error(401, "Unauthorized");
        }
        let Some(route) = routes::petra::Route::read(&self.path) else {
            return routes::petra::error(404, "Not found");
        };
        if self.method != "GET" {
            return routes::petra::error(405, "Method not allowed");
        }
        let most = shared.faults.take("petra-limit", asked).and_then(|most| most.parse().ok());
        if route.is_limited() && !shared.limits.petra(&self.endpoint(), most.unwrap_or(PETRA_MINUTE)) {
            return refusal(shared, asked, &Refusal::Threads);
        }
        routes::petra::answer(&world, route, &self.params)
    }
}

/// Requests in the hour, this one included; 0 for calls that do not count.
fn used(shared: &Shared, asked: &Asked) -> usize {
    if !asked.signed_in {
        return 0;
    }
    let before = shared.faults.take("used-this-hour", asked);
    shared.limits.count() + before.and_then(|before| before.parse().ok()).unwrap_or(0)
}

/// Faults that come before anything is done.
async fn before(shared: &Shared, asked: &Asked, route: Option<Route>) -> Option<Outcome> {
    let faults = &shared.faults;
    if let Some(millis) = faults.take("slow", asked) {
        tokio::time::sleep(Duration::from_millis(millis.parse().unwrap_or(0))).await;
    }
    if faults.take("hang", asked).is_some() {
        return Some(Outcome::Hang);
    }
    if faults.take("reset", asked).is_some() {
        return Some(Outcome::Cut);
    }
    if faults.take("http-500", asked).is_some() {
        return Some(Outcome::Answer(refusal(shared, asked, &Refusal::error("An unexpected error occurred."))));
    }
    if faults.take("throttle", asked).is_some() {
        return Some(Outcome::Answer(refusal(shared, asked, &Refusal::Threads)));
    }
    if faults.take("unauthorized", asked).is_some() {
        return Some(Outcome::Answer(Answer::empty(401)));
    }
    if let Some(url) = faults.take("redirect", asked) {
        let mut answer = Answer::html(302, "Object moved");
        answer.headers.push(("location", url));
        return Some(Outcome::Answer(answer));
    }
    if faults.take("not-json", asked).is_some() {
        return Some(Outcome::Answer(Answer::html(200, "Autotask is being maintained")));
    }
    if let Some(entity) = route.and_then(Route::kind).map(crate::sandbox::entities::Kind::entity)
        && (faults.take_about("forbidden", entity.name, asked) || faults.take_about("forbidden", entity.one, asked))
    {
        let verb = if asked.writes { "create" } else { "query" };
        return Some(Outcome::Answer(Answer::errors(403, &[permission_text(verb)])));
    }
    None
}

/// Faults that change or lose an answer.
fn after(shared: &Shared, asked: &Asked, answer: Answer) -> Outcome {
    let faults = &shared.faults;
    if answer.committed || !asked.writes && answer.status == 200 {
        if faults.take_after("lose-answer", asked) {
            return Outcome::Cut;
        }
        if faults.take_after("hang-after-commit", asked) {
            return Outcome::Hang;
        }
        if faults.take_after("http-500-after-commit", asked) {
            return Outcome::Answer(refusal(shared, asked, &Refusal::error("An unexpected error occurred.")));
        }
    }
    if faults.take("truncated", asked).is_some() {
        return Outcome::Truncated(answer);
    }
    Outcome::Answer(answer)
}

/// A refusal in the shape that is in force.
fn refusal(shared: &Shared, asked: &Asked, refused: &Refusal) -> Answer {
    let on = |name: &str| shared.faults.take(name, asked).is_some();
    if asked.path.starts_with("/v1/") {
        return petra_refusal(shared, asked, refused);
    }
    let errors = |status: u16, errors: &[String]| {
        if on("html-errors") { Answer::html(status, "Server Error") } else { Answer::errors(status, errors) }
    };
    match refused {
        Refusal::Errors(texts) => errors(500, texts),
        Refusal::Permission(text) => errors(if on("permission-403") { 403 } else { 500 }, std::slice::from_ref(text)),
        Refusal::SignIn => Answer::empty(401),
        // Two spaces, as the older interface has them.
        Refusal::Locked => errors(
            401,
            &["The user account has been locked.  Please see your Autotask Administrator for details.".into()],
        ),
        Refusal::NoRoute if on("json-404") => {
            let text = "No HTTP resource was found that matches the request URI.";
            Answer::json(404, &serde_json::json!({"Message": text}))
        }
        Refusal::NoRoute => Answer::html(404, "404 - File or directory not found."),
        Refusal::NoVerb(method) => {
            let text = format!("The requested resource does not support http method '{method}'.");
            Answer::json(405, &serde_json::json!({"Message": text}))
        }
        Refusal::Threads | Refusal::Hour => {
            let text = if *refused == Refusal::Threads { THREADS } else { HOUR };
            let status = if on("throttle-as-500") { 500 } else { 429 };
            let mut answer = errors(status, &[text.into()]);
            if let Some(seconds) = shared.faults.take("retry-after", asked).filter(|_| status == 429) {
                answer.headers.push(("retry-after", seconds));
            }
            answer
        }
    }
}

/// The two refusals that limits and faults can ask of Petra, in its own shape.
fn petra_refusal(shared: &Shared, asked: &Asked, refused: &Refusal) -> Answer {
    if !matches!(refused, Refusal::Threads) {
        return routes::petra::error(500, "Internal server error");
    }
    let mut answer = routes::petra::error(429, "Too many requests");
    if let Some(seconds) = shared.faults.take("retry-after", asked) {
        answer.headers.push(("retry-after", seconds));
    }
    answer
}

fn head(answer: &Answer) -> axum::http::response::Builder {
    let mut response = Response::builder().status(answer.status);
    if !answer.body.is_empty() {
        response = response.header(names::CONTENT_TYPE, answer.content_type);
    }
    for (name, value) in &answer.headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            response = response.header(*name, value);
        }
    }
    response
}

fn wire(answer: Answer) -> Response {
    let response = head(&answer).body(Body::from(answer.body));
    response.unwrap_or_else(|_| Response::new(Body::empty()))
}

/// Says how long the answer is and gives only half of it.
fn truncated(answer: Answer) -> Response {
    let length = answer.body.len();
    let response = head(&answer).header(names::CONTENT_LENGTH, length);
    let half = Bytes::from(answer.body).slice(..length / 2);
    let body = stream::unfold(0_u8, move |step| {
        let half = half.clone();
        async move {
            match step {
                0 => Some((Ok::<Bytes, std::io::Error>(half), 1)),
                // The pause lets the half go out before the connection ends.
                1 => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    Some((Err(std::io::ErrorKind::UnexpectedEof.into()), 2))
                }
                _ => None,
            }
        }
    });
    let response = response.body(Body::from_stream(body));
    response.unwrap_or_else(|_| Response::new(Body::empty()))
}
