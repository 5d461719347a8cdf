//! Tests the system user, with a login server in memory that verifies signatures and issues tokens.

#![cfg(feature = "system-user")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a helper of a test may fail like the test")]

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::header::{AUTHORIZATION, HeaderName};
use ring::rand::SystemRandom;
use ring::rsa::{KeyPair, PublicKeyComponents};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaPublicKeyComponents};
use serde_json::{Value, json};
use superoffice_runtime::auth::{PrivateKey, SystemUser};
use superoffice_runtime::transport::{MemoryTransport, Request, Response, Sending, Transport};
use superoffice_runtime::{Auth, Call, Environment, Error, Http, Method, Operation, TokenSource as _};

static POST: Operation = Operation::new("v1Post", Method::Post, "/api/v1/Contact");

const FIRST: &str = include_str!("keys/first.pem");
const SECOND: &str = include_str!("keys/second.pem");
const APP: &str = "4pp-s3cr3t-t0k3n";
const USER: &str = "my app-us3r-t0k3n";
const TICKET: &str = "http://schemes.superoffice.net/identity/ticket";
const AUTHENTICATE: &str = "https://sod.superoffice.com/Login/api/PartnerSystemUser/Authenticate";

/// Reads a key independently of the code under test.
fn pair(pem: &str) -> KeyPair {
    let base64: String =
        pem.lines().skip_while(|line| !line.starts_with("-----")).filter(|line| !line.starts_with("-----")).collect();
    KeyPair::from_pkcs8(&STANDARD.decode(base64).unwrap()).unwrap()
}

fn modulus(key: &KeyPair) -> Vec<u8> {
    PublicKeyComponents::from(key.public()).n
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()
}

fn claims(number: usize) -> Value {
    json!({
        "iss": "SuperOffice AS", "aud": "spn:12", "exp": now() + 600, "nbf": now() - 10,
        "http://schemes.superoffice.net/identity/ctx": "Cust1", TICKET: format!("7T:ticket-{number}"),
    })
}

fn jwt(header: &Value, claims: &Value, key: &KeyPair) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(header), part(claims));
    let mut signature = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), signed.as_bytes(), &mut signature).unwrap();
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}

fn header() -> Value {
    json!({ "alg": "RS256", "typ": "JWT", "kid": "2" })
}

fn keys() -> Value {
    let n = URL_SAFE_NO_PAD.encode(modulus(&pair(SECOND)));
    json!({ "keys": [
        { "kty": "EC", "kid": "2", "crv": "P-256" },
        { "kty": "RSA", "use": "enc", "kid": "2", "n": "AQAB", "e": "AQAB" },
        { "kty": "RSA", "use": "sig", "kid": "2", "n": n, "e": "AQAB" },
    ] })
}

fn success(token: &str) -> Response {
    Response::json(200, json!({ "IsSuccessful": true, "Token": token, "ErrorMessage": null }).to_string())
}

/// A login server that answers each exchange with `answer`, which gets the number of the exchange.
fn login_server(answer: impl Fn(&Request, usize) -> Response + Send + 'static) -> MemoryTransport {
    let mut number = 0;
    MemoryTransport::new(move |request| {
        assert!(request.headers.get(AUTHORIZATION).is_none());
        if request.url == "https://sod.superoffice.com/login/.well-known/jwks" {
            return Ok(Response::json(200, keys().to_string()));
        }
        assert_eq!(request.url, AUTHENTICATE);
        number += 1;
        Ok(answer(request, number))
    })
}

fn issuing() -> MemoryTransport {
    login_server(|_, number| success(&jwt(&header(), &claims(number), &pair(SECOND))))
}

fn user(transport: impl Transport + Clone + 'static) -> SystemUser {
    SystemUser::builder(Environment::Sod, "Cust1")
        .app_token(APP)
        .user_token(USER)
        .private_key(PrivateKey::read(FIRST).unwrap())
        .http(move |http| http.transport(transport.clone()))
        .build()
        .unwrap()
}

async fn refused(answer: Response) -> String {
    user(login_server(move |_, _| answer.clone())).auth(None).await.unwrap_err().to_string()
}

async fn refused_token(token: String) -> String {
    refused(success(&token)).await
}

fn exchanges(transport: &MemoryTransport) -> usize {
    transport.requests().iter().filter(|request| request.url == AUTHENTICATE).count()
}

#[tokio::test]
async fn the_token_is_signed_with_the_minute_in_utc() {
    let transport = issuing();
    let before = now() / 60;
    let auth = user(transport.clone()).auth(None).await.unwrap();
    let after = now() / 60;
    let Auth::Ticket { ticket, app_token } = auth else { unreachable!() };
    assert_eq!((ticket.as_str(), app_token.as_deref()), ("7T:ticket-1", Some(APP)));
    let body: Value = serde_json::from_slice(transport.requests()[0].body.as_bytes().unwrap()).unwrap();
    assert_eq!(body["ApplicationToken"], APP);
    assert_eq!(body["ContextIdentifier"], "Cust1");
    assert_eq!(body["ReturnTokenType"], "JWT");
    assert_eq!(body.as_object().unwrap().len(), 4);
    let signed = body["SignedSystemToken"].as_str().unwrap();
    let (stamped, signature) = signed.rsplit_once('.').unwrap();
    let (token, stamp) = stamped.rsplit_once('.').unwrap();
    assert_eq!(token, USER);
    // By a different implementation of the calendar.
    let stamps = (before..=after).map(|minute| {
        let time = jiff::Timestamp::from_second(i64::try_from(minute * 60).unwrap()).unwrap();
        time.strftime("%Y%m%d%H%M").to_string()
    });
    assert!(stamps.collect::<Vec<_>>().contains(&stamp.to_owned()), "{stamp}");
    RsaPublicKeyComponents { n: modulus(&pair(FIRST)), e: vec![1, 0, 1] }
        .verify(&RSA_PKCS1_2048_8192_SHA256, stamped.as_bytes(), &STANDARD.decode(signature).unwrap())
        .unwrap();
}

#[tokio::test]
async fn all_formats_of_a_key_sign_alike() {
    let mut bodies = Vec::new();
    for text in
        [FIRST, include_str!("keys/first-pkcs1.pem"), include_str!("keys/first.xml"), &FIRST.replace('\n', "\r\n")]
    {
        let transport = issuing();
        let used = transport.clone();
        let user = SystemUser::builder(Environment::Sod, "Cust1")
            .app_token(APP)
            .user_token(USER)
            .private_key(PrivateKey::read(text).unwrap())
            .http(move |http| http.transport(used.clone()))
            .build()
            .unwrap();
        user.auth(None).await.unwrap();
        let body: Value = serde_json::from_slice(transport.requests()[0].body.as_bytes().unwrap()).unwrap();
        let signed = body["SignedSystemToken"].as_str().unwrap().to_owned();
        let (stamped, signature) = signed.rsplit_once('.').unwrap();
        let result = RsaPublicKeyComponents { n: modulus(&pair(FIRST)), e: vec![1, 0, 1] }.verify(
            &RSA_PKCS1_2048_8192_SHA256,
            stamped.as_bytes(),
            &STANDARD.decode(signature).unwrap(),
        );
        bodies.push(result.is_ok());
    }
    assert_eq!(bodies, [true; 4]);
}

#[test]
fn other_keys_are_refused_without_showing_them() {
    let xml = include_str!("keys/first.xml");
    let cut: String = FIRST.lines().take(10).collect();
    for (text, expected) in [
        (String::new(), "neither PEM"),
        ("-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----".to_owned(), "is encrypted"),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----".to_owned(),
            "is encrypted",
        ),
        (cut, "has no line `END PRIVATE KEY`"),
        ("-----BEGIN PRIVATE KEY-----\nMIIE!!\n-----END PRIVATE KEY-----".to_owned(), "is not base64"),
        ("-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----".to_owned(), "is invalid"),
        (xml.replace("DQ>", "DX>"), "has no `DQ`"),
        ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----".to_owned(), "neither PEM"),
    ] {
        let error = PrivateKey::read(&text).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
        assert!(!error.to_string().contains("MIIE"), "{error}");
    }
    assert_eq!(format!("{:?}", PrivateKey::read(FIRST).unwrap()), "PrivateKey(..)");
}

/// A transport that lets other tasks run before it responds.
#[derive(Clone)]
struct Slow(MemoryTransport);

impl Transport for Slow {
    fn send(&self, request: Request) -> Sending<'_> {
        Box::pin(async move {
            for _ in 0..1000 {
                tokio::task::yield_now().await;
            }
            self.0.send(request).await
        })
    }
}

#[tokio::test]
async fn hundred_calls_on_two_connections_need_one_exchange() {
    let login = issuing();
    let user = user(Slow(login.clone()));
    let api = MemoryTransport::new(|request| {
        assert_eq!(request.headers.get(HeaderName::from_static("so-apptoken")).unwrap(), APP);
        let ticket = request.headers.get(AUTHORIZATION).unwrap();
        Ok(if ticket == "SOTicket 7T:ticket-1" { Response::json(200, "7") } else { Response::new(401) })
    });
    let connection =
        || Http::onsite("https://host").auth(Auth::source(user.clone())).transport(api.clone()).build().unwrap();
    let https = [connection(), connection()];
    let tasks: Vec<_> = (0..100)
        .map(|number| {
            let call: Call<i32> = https[number % 2].request(&POST).call();
            tokio::spawn(call.send())
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap(), 7);
    }
    assert_eq!(exchanges(&login), 1);
    assert_eq!(login.requests().len(), 2);
}

#[tokio::test]
async fn hundred_rejections_need_one_exchange_and_the_keys_are_kept() {
    let login = issuing();
    let user = user(Slow(login.clone()));
    let accepted = Arc::new(Mutex::new("SOTicket 7T:ticket-1"));
    let known = Arc::clone(&accepted);
    let api = MemoryTransport::new(move |request| {
        let ticket = request.headers.get(AUTHORIZATION).unwrap();
        Ok(if ticket == *known.lock().unwrap() { Response::json(200, "7") } else { Response::new(401) })
    });
    let http = Http::onsite("https://host").auth(Auth::source(user)).transport(api).build().unwrap();
    let first: Call<i32> = http.request(&POST).call();
    first.await.unwrap();
    *accepted.lock().unwrap() = "SOTicket 7T:ticket-2";
    let tasks: Vec<_> = (0..100)
        .map(|_| {
            let call: Call<i32> = http.request(&POST).call();
            tokio::spawn(call.send())
        })
        .collect();
    for task in tasks {
        assert_eq!(task.await.unwrap().unwrap(), 7);
    }
    assert_eq!(exchanges(&login), 2);
    assert_eq!(login.requests().len(), 3);
}

#[tokio::test]
async fn a_refusal_with_status_200_is_an_error_with_the_server_text() {
    let body = json!({ "IsSuccessful": false, "Token": null, "ErrorMessage": "The application is not approved" });
    let text = refused(Response::json(200, body.to_string())).await;
    assert!(text.contains("Cust1 was refused: The application is not approved"), "{text}");
    let valid = jwt(&header(), &claims(1), &pair(SECOND));
    for (answer, expected) in [
        (json!({ "IsSuccessful": false, "Token": valid }), "was refused"),
        (json!({ "Token": valid }), "was refused"),
        (json!({ "IsSuccessful": true }), "neither a token nor a reason"),
        (json!([1]), "neither a token nor a reason"),
    ] {
        let text = refused(Response::json(200, answer.to_string())).await;
        assert!(text.contains(expected), "{text}");
    }
    let text = refused(Response::new(200).body("<html>Sign in</html>")).await;
    assert!(text.contains("(status 200) is not JSON"), "{text}");
    let text = refused(Response::json(500, "{\"Message\":\"An error has occurred.\"}")).await;
    assert!(text.contains("status 500: An error has occurred."), "{text}");
}

#[tokio::test]
async fn tokens_that_are_not_valid_are_not_accepted() {
    let own = pair(SECOND);
    let changed = |name: &str, value: Value| {
        let mut claims = claims(1);
        claims[name] = value;
        claims
    };
    let valid = jwt(&header(), &claims(1), &own);
    let (signed, _) = valid.rsplit_once('.').unwrap();
    let forged = {
        let (head, rest) = valid.split_once('.').unwrap();
        let (_, signature) = rest.split_once('.').unwrap();
        format!("{head}.{}.{signature}", URL_SAFE_NO_PAD.encode(changed(TICKET, json!("7T:forged")).to_string()))
    };
    let none = json!({ "alg": "none", "kid": "2" });
    for (token, expected) in [
        (jwt(&header(), &changed("iss", json!("Somebody")), &own), "its issuer"),
        (jwt(&header(), &changed("aud", json!("https://other")), &own), "its audience"),
        (jwt(&header(), &changed("aud", json!(null)), &own), "its audience"),
        (jwt(&header(), &changed("exp", json!(now() - 400)), &own), "it has expired"),
        (jwt(&header(), &changed("exp", json!(null)), &own), "when it expires"),
        (jwt(&header(), &changed("nbf", json!(now() + 400)), &own), "not valid yet"),
        (
            jwt(&header(), &changed("http://schemes.superoffice.net/identity/ctx", json!("Cust2")), &own),
            "different tenant",
        ),
        (jwt(&header(), &changed(TICKET, json!("")), &own), "contains no ticket"),
        (jwt(&header(), &claims(1), &pair(FIRST)), "its signature is wrong"),
        (jwt(&json!({ "alg": "RS256", "kid": "3" }), &claims(1), &own), "does not publish its key"),
        (jwt(&json!({ "alg": "HS256", "kid": "2" }), &claims(1), &own), "is not RS256"),
        (jwt(&json!({ "alg": "RS256", "kid": "2", "crit": ["x"] }), &claims(1), &own), "critical extension"),
        (jwt(&none, &claims(1), &own), "is not RS256"),
        (
            format!("{}.{}.", URL_SAFE_NO_PAD.encode(none.to_string()), URL_SAFE_NO_PAD.encode(claims(1).to_string())),
            "is not RS256",
        ),
        (format!("{signed}."), "its signature is wrong"),
        (forged, "its signature is wrong"),
        ("7T:a-ticket-without-jwt".to_owned(), "is not a JWT"),
        ("a.b.c".to_owned(), "is not a JWT"),
        ("..".to_owned(), "is not a JWT"),
    ] {
        let text = refused_token(token.clone()).await;
        assert!(text.contains(expected), "{expected}: {text}");
        assert!(!text.contains("7T:") && !text.contains(&token) || token == "..", "{text}");
    }
}

#[tokio::test]
async fn tokens_are_accepted_with_small_clock_differences_and_without_a_key_id() {
    let own = pair(SECOND);
    let mut late = claims(1);
    late["exp"] = json!(now() - 200);
    late["nbf"] = json!(now() + 200);
    late["aud"] = json!(["other", "spn:12"]);
    for token in [jwt(&header(), &late, &own), jwt(&json!({ "alg": "RS256" }), &claims(1), &own)] {
        let login = login_server(move |_, _| success(&token));
        user(login).auth(None).await.unwrap();
    }
}

#[tokio::test]
async fn an_audience_can_be_required() {
    for (audience, is_accepted) in [("spn:12", true), ("spn:1", false), ("spn:", false)] {
        let login = issuing();
        let user = SystemUser::builder(Environment::Sod, "Cust1")
            .app_token(APP)
            .user_token(USER)
            .private_key(PrivateKey::read(FIRST).unwrap())
            .audience(audience)
            .http(move |http| http.transport(login.clone()))
            .build()
            .unwrap();
        assert_eq!(user.auth(None).await.is_ok(), is_accepted, "{audience}");
    }
}

#[test]
fn missing_settings_are_named() {
    let builder = || SystemUser::builder(Environment::Sod, "Cust1");
    let key = || PrivateKey::read(FIRST).unwrap();
    for (builder, expected) in [
        (builder().app_token(APP).user_token(USER), "private_key"),
        (builder().user_token(USER).private_key(key()), "app_token"),
        (builder().app_token(APP).private_key(key()), "user_token"),
    ] {
        assert!(builder.build().unwrap_err().to_string().contains(expected));
    }
}

#[tokio::test]
async fn no_secret_in_a_thousand_errors() {
    let mut hidden = 0;
    for number in 0..500 {
        // The server sends back the body that it received.
        let login = login_server(move |request, _| {
            let body: Value = serde_json::from_slice(request.body.as_bytes().unwrap()).unwrap();
            let text =
                format!("{} and {} in {}", "x".repeat(number), body["SignedSystemToken"], body["ApplicationToken"]);
            match number % 3 {
                0 => Response::json(200, json!({ "IsSuccessful": false, "ErrorMessage": text }).to_string()),
                1 => Response::json(500, json!({ "Message": text }).to_string()),
                _ => Response::new(400).body(request.body.as_bytes().unwrap().clone()),
            }
        });
        let user = user(login);
        let call: Call<i32> = Http::onsite("https://host")
            .auth(Auth::source(user.clone()))
            .transport(MemoryTransport::queue([]))
            .build()
            .unwrap()
            .request(&POST)
            .call();
        for error in [user.auth(None).await.unwrap_err(), call.await.unwrap_err()] {
            assert!(matches!(error, Error::Credentials(_)), "{error}");
            let mut text = format!("{error} {error:?} {error:#?} {user:?}");
            let mut cause = std::error::Error::source(&error);
            while let Some(next) = cause {
                text.push_str(&format!(" {next} {next:?}"));
                cause = next.source();
            }
            hidden += usize::from(text.contains("***"));
            for start in ["4pp-s3", "my app-u", "us3r"] {
                assert!(!text.contains(start), "{text}");
            }
        }
    }
    assert!(hidden > 200, "{hidden}");
}

#[tokio::test]
async fn the_lifetime_of_a_ticket_is_not_limited() {
    assert_eq!(user(issuing()).lifetime(), None::<Duration>);
}
