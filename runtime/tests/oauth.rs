//! Tests signing in with a browser and refreshing tokens, with a token server in memory and one on this machine.

#![cfg(feature = "oauth")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a helper of a test may fail like the test")]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

#[cfg(feature = "reqwest")]
use crate::support::server;
use http::header::AUTHORIZATION;
use superoffice_runtime::auth::{Login, OAuth, OAuthSource, Tokens};
use superoffice_runtime::transport::{MemoryTransport, Request, Response, Sending, Sleeping, Transport};
use superoffice_runtime::{Auth, Call, Environment, Error, Http, Method, Operation, TokenSource as _};
use url::Url;
use url::form_urlencoded;

static POST: Operation = Operation::new("v1Post", Method::Post, "/api/v1/Contact");

const SECRET: &str = "cl1ent-s3cr3t";
const REDIRECT: &str = "http://127.0.0.1:8080/callback";

fn oauth(transport: impl Transport + Clone + 'static) -> OAuth {
    OAuth::new(Environment::Sod, "client", REDIRECT).secret(SECRET).http(move |http| http.transport(transport.clone()))
}

fn form(request: &Request) -> BTreeMap<String, String> {
    form_urlencoded::parse(request.body.as_bytes().unwrap()).into_owned().collect()
}

fn redirect(login: &Login, rest: &str) -> String {
    format!("{REDIRECT}?state={}&{rest}", login.state)
}

/// A token server that issues `access-1`, `access-2` and so on for an hour, after it has let other tasks run.
#[derive(Clone)]
struct Server(MemoryTransport);

impl Server {
    fn new(refresh_token: &'static str) -> Self {
        let mut number = 0;
        Self(MemoryTransport::new(move |_| {
            number += 1;
            Ok(Response::json(
                200,
                format!(
                    "{{\"access_token\":\"access-{number}\",\"token_type\":\"Bearer\",\"expires_in\":3600{refresh_token}}}"
                ),
            ))
        }))
    }

    fn forms(&self) -> Vec<BTreeMap<String, String>> {
        self.0.requests().iter().map(form).collect()
    }
}

impl Transport for Server {
    fn send(&self, request: Request) -> Sending<'_> {
        Box::pin(async move {
            for _ in 0..1000 {
                tokio::task::yield_now().await;
            }
            self.0.send(request).await
        })
    }

    fn sleep(&self, duration: Duration) -> Option<Sleeping<'_>> {
        self.0.sleep(duration)
    }

    fn deadline(&self, _: Duration) -> Option<Sleeping<'_>> {
        None
    }
}

/// An API that accepts these tokens.
fn api(accepted: &'static [&'static str]) -> MemoryTransport {
    MemoryTransport::new(move |request| {
        let token = request.headers.get(AUTHORIZATION).unwrap().to_str().unwrap();
        let is_accepted = accepted.iter().any(|accepted| token == format!("Bearer {accepted}"));
        Ok(if is_accepted { Response::json(200, "7") } else { Response::new(401) })
    })
}

fn connection(api: &MemoryTransport, source: OAuthSource) -> Http {
    Http::onsite("https://host").auth(Auth::source(source)).transport(api.clone()).build().unwrap()
}

async fn hundred(http: &Http) {
    let call = || -> Call<i32> { http.request(&POST).call() };
    let tasks: Vec<_> = (0..100).map(|_| tokio::spawn(call().send())).collect();
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap(), 7);
    }
}

#[test]
fn the_login_url_has_a_state_and_a_challenge() {
    let oauth = oauth(MemoryTransport::queue([])).tenant("Cust1");
    let login = oauth.login().unwrap();
    let url = Url::parse(&login.url).unwrap();
    assert_eq!(url.origin().ascii_serialization(), "https://sod.superoffice.com");
    assert_eq!(url.path(), "/login/common/oauth/authorize");
    let query: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
    let value = |name: &str| query.get(name).map_or("", String::as_str);
    assert_eq!(value("response_type"), "code");
    assert_eq!(value("client_id"), "client");
    assert_eq!(value("redirect_uri"), REDIRECT);
    assert_eq!(value("scope"), "openid");
    assert_eq!(value("state"), login.state);
    assert_eq!(value("code_challenge_method"), "S256");
    assert_eq!(value("code_challenge").len(), 43);
    assert_eq!(value("acr_values"), "tenant:Cust1");
    assert!(!login.url.contains(&login.verifier) && !login.url.contains(SECRET), "{}", login.url);
    let other = oauth.login().unwrap();
    assert!(other.state != login.state && other.verifier != login.verifier);
}

#[tokio::test]
async fn the_code_is_exchanged_at_the_token_endpoint() {
    let server = Server::new(",\"refresh_token\":\"refresh-1\",\"id_token\":\"a.b.c\"");
    let oauth = oauth(server.clone());
    let login = oauth.login().unwrap();
    let restored = Login::restored(&login.state, &login.verifier);
    let tokens = oauth.finish(&restored, &redirect(&login, "code=c%2Bd")).await.unwrap();
    assert_eq!(tokens.access_token, "access-1");
    assert_eq!(tokens.refresh_token.as_deref(), Some("refresh-1"));
    assert_eq!(tokens.id_token.as_deref(), Some("a.b.c"));
    let requests = server.0.requests();
    assert_eq!(requests[0].url, "https://sod.superoffice.com/login/common/oauth/tokens");
    let form = form(&requests[0]);
    let sent: Vec<_> = form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(
        sent,
        [
            ("client_id", "client"),
            ("client_secret", SECRET),
            ("code", "c+d"),
            ("code_verifier", &login.verifier),
            ("grant_type", "authorization_code"),
            ("redirect_uri", REDIRECT),
        ]
    );
    let native = OAuth::new(Environment::Sod, "client", REDIRECT).http(move |http| http.transport(server.clone()));
    native.finish(&login, &redirect(&login, "code=c")).await.unwrap();
}

#[tokio::test]
async fn a_redirect_of_another_login_sends_nothing() {
    let transport = MemoryTransport::queue([]);
    let oauth = oauth(transport.clone());
    let (login, other) = (oauth.login().unwrap(), oauth.login().unwrap());
    for (redirect, expected) in [
        (redirect(&other, "code=c"), "does not belong to this login"),
        ("?code=c".to_owned(), "does not belong to this login"),
        (format!("?code=c#state={}", login.state), "does not belong to this login"),
        (redirect(&login, &format!("code=c&state={}", other.state)), "does not belong to this login"),
        (redirect(&other, "error=access_denied"), "does not belong to this login"),
        (redirect(&login, "error=access_denied&error_description=The+user+said+no"), "access_denied: The user said no"),
        (redirect(&login, ""), "does not contain one code"),
        (redirect(&login, "code="), "does not contain one code"),
        (redirect(&login, "code=a&code=b"), "does not contain one code"),
    ] {
        let error = oauth.finish(&login, &redirect).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{redirect}: {error}");
    }
    let empty = oauth.finish(&Login::restored("", "verifier"), "?state=&code=c").await.unwrap_err();
    assert!(empty.to_string().contains("does not belong"), "{empty}");
    assert!(transport.requests().is_empty());
}

#[tokio::test]
async fn expires_in_is_a_number_or_a_text() {
    for expires in ["3600", "\"3600\"", "3600.0", "\" 3600 \""] {
        let body = format!("{{\"access_token\":\"a\",\"expires_in\":{expires}}}");
        let oauth = oauth(MemoryTransport::new(move |_| Ok(Response::json(200, body.clone()))));
        let login = oauth.login().unwrap();
        let tokens = oauth.finish(&login, &redirect(&login, "code=c")).await.unwrap();
        assert_eq!(tokens.refresh_token, None);
        let source = oauth.source(tokens).unwrap();
        let lifetime = source.lifetime().unwrap().as_secs();
        assert!((3500..=3540).contains(&lifetime), "{expires}: {lifetime}");
    }
}

#[tokio::test]
async fn hundred_calls_refresh_an_expired_token_once_and_keep_the_refresh_token() {
    let server = Server::new("");
    let stored = Arc::new(Mutex::new(Vec::new()));
    let store = Arc::clone(&stored);
    let source = oauth(server.clone()).source(Tokens::from_refresh_token("refresh-0")).unwrap();
    let source = source.on_refresh(move |tokens| store.lock().unwrap().push(tokens.clone()));
    let api = api(&["access-1"]);
    // Two connections with the same source.
    let (first, second) = (connection(&api, source.clone()), connection(&api, source));
    tokio::join!(hundred(&first), hundred(&second));
    let forms = server.forms();
    assert_eq!(forms.len(), 1);
    assert_eq!(forms[0].get("grant_type").unwrap(), "refresh_token");
    assert_eq!(forms[0].get("refresh_token").unwrap(), "refresh-0");
    let stored = stored.lock().unwrap();
    assert_eq!(stored.len(), 1);
    assert_eq!(stored[0].access_token, "access-1");
    assert_eq!(stored[0].refresh_token.as_deref(), Some("refresh-0"));
    assert_eq!(api.requests().len(), 200);
}

#[tokio::test]
async fn hundred_rejections_refresh_once() {
    let server = Server::new(",\"refresh_token\":\"refresh-1\"");
    let mut tokens = Tokens::new("revoked");
    tokens.refresh_token = Some("refresh-0".to_owned());
    let source = oauth(server.clone()).source(tokens).unwrap();
    let api = api(&["access-1"]);
    hundred(&connection(&api, source.clone())).await;
    assert_eq!(server.forms().len(), 1);
    assert_eq!(source.tokens().unwrap().refresh_token.as_deref(), Some("refresh-1"));
}

#[tokio::test]
async fn a_token_is_refreshed_before_it_expires() {
    let server = Server::new("");
    let source = oauth(server.clone()).source(Tokens::from_refresh_token("refresh-0")).unwrap();
    let api = api(&["access-1", "access-2"]);
    let http = connection(&api, source);
    for (wait, refreshes) in [(0, 1), (3000, 1), (541, 2), (100, 2)] {
        api.sleep(Duration::from_secs(wait)).unwrap().await;
        hundred(&http).await;
        assert_eq!(server.forms().len(), refreshes, "after {wait} s more");
    }
    // No call was rejected.
    assert_eq!(api.requests().len(), 400);
}

#[tokio::test]
async fn without_a_refresh_token_the_call_fails() {
    let source = oauth(MemoryTransport::queue([])).source(Tokens::new("revoked")).unwrap();
    let call: Call<i32> = connection(&api(&[]), source).request(&POST).call();
    let error = call.await.unwrap_err();
    assert!(matches!(error, Error::Credentials(_)), "{error}");
    assert!(error.to_string().contains("it cannot be renewed without a refresh token"), "{error}");
}

#[tokio::test]
async fn answers_that_are_not_tokens_are_errors() {
    for (response, expected) in [
        (
            Response::json(400, "{\"error\":\"invalid_grant\",\"error_description\":\"Too late\"}"),
            "400: invalid_grant: Too late",
        ),
        (Response::new(200).body("<html>Sign in</html>"), "(status 200) is not JSON"),
        (Response::new(503).body("<html>Busy</html>"), "status 503"),
        (Response::json(200, "{}"), "no access token"),
        (Response::json(200, "[]"), "no access token"),
        (Response::json(200, "{\"access_token\":\"\"}"), "no access token"),
        (Response::json(200, "{\"access_token\":\"a\",\"token_type\":\"mac\"}"), "is not `Bearer`"),
    ] {
        let oauth = oauth(MemoryTransport::new(move |_| Ok(response.clone())));
        let login = oauth.login().unwrap();
        let error = oauth.finish(&login, &redirect(&login, "code=c0de")).await.unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[tokio::test]
async fn no_secret_in_a_thousand_errors() {
    // A server that sends back all that it receives, in several forms.
    let echo = MemoryTransport::new(move |request| {
        let form = form(request);
        let all: Vec<&str> = form.values().map(String::as_str).collect();
        let text = all.join(" ");
        Ok(match form.get("code").map_or(0, String::len) % 4 {
            0 => Response::json(400, serde_json_text(&text)),
            1 => Response::json(400, format!("{{\"error\":\"{}\"}}", text.replace('-', "\\u002d"))),
            2 => Response::new(500).body(text),
            _ => Response::json(200, format!("{{\"token_type\":\"{text}\",\"access_token\":\"a\"}}")),
        })
    });
    for number in 0..1000 {
        let oauth = oauth(echo.clone());
        let login = oauth.login().unwrap();
        let code = format!("c0de-{}", "x".repeat(number % 7)) + &login.state;
        let error = if number % 2 == 0 {
            oauth.finish(&login, &redirect(&login, &format!("code={code}"))).await.unwrap_err()
        } else {
            let call: Call<i32> =
                connection(&api(&[]), oauth.source(Tokens::from_refresh_token(&code)).unwrap()).request(&POST).call();
            call.await.unwrap_err()
        };
        let mut text = format!("{error} {error:?} {error:#?} {oauth:?} {login:?}");
        let mut cause = std::error::Error::source(&error);
        while let Some(next) = cause {
            text.push_str(&format!(" {next} {next:?}"));
            cause = next.source();
        }
        for secret in [SECRET, &code, &login.state, &login.verifier] {
            let start: String = secret.chars().take(8).collect();
            assert!(!text.contains(secret) && !text.contains(&start), "{text}");
        }
    }
}

fn serde_json_text(text: &str) -> String {
    superoffice_runtime::serde_json::json!({ "error": "invalid_grant", "error_description": text }).to_string()
}

#[cfg(feature = "reqwest")]
#[tokio::test]
async fn the_form_is_sent_to_no_other_server() {
    let (thief, log) = server::serve(vec![vec![server::answer("200 OK", "{\"access_token\":\"a\"}")]]);
    let redirection = format!("HTTP/1.1 307 Temporary Redirect\r\nLocation: {thief}/\r\nContent-Length: 0\r\n\r\n");
    let (base, own) = server::serve(vec![vec![server::Step::Send(redirection.into_bytes())]]);
    let oauth = OAuth::new(Environment::Custom(base), "client", REDIRECT).secret(SECRET);
    let login = oauth.login().unwrap();
    let error = oauth.finish(&login, &redirect(&login, "code=c0de")).await.unwrap_err();
    assert!(error.to_string().contains("status 307"), "{error}");
    assert_eq!(own.requests().len(), 1);
    assert!(own.requests()[0].contains(SECRET) && log.requests().is_empty());
}
