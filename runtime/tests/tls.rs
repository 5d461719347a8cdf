//! Tests that the network transport checks certificates.

#![cfg(feature = "reqwest")]
#![allow(clippy::unwrap_used, reason = "a helper of a test may fail like the test")]

use std::sync::Arc;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use reqwest::Certificate;
use superoffice_runtime::transport::ReqwestTransport;
use superoffice_runtime::{Call, Error, Http, Method, Operation, Result, Timeouts};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

static GET: Operation = Operation::new("v1Get", Method::Get, "/api/v1/Thing");

/// An authority that no system trusts, made for one test.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// Starts a server with a certificate for `name`. Returns its port.
    async fn serve(&self, name: &str) -> u16 {
        let key = KeyPair::generate().unwrap();
        let leaf = CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &self.0).unwrap();
        let chain = vec![CertificateDer::from(leaf.der().to_vec())];
        let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, PrivateKeyDer::try_from(key.serialize_der()).unwrap())
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                // Fails if the client refuses the certificate.
                let Ok(mut stream) = acceptor.accept(stream).await else { continue };
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).await;
                let answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 3\r\n\r\n\"a\"";
                let _ = stream.write_all(answer).await;
                let _ = stream.shutdown().await;
            }
        });
        port
    }
}

/// Calls a server, and trusts an authority in addition to those of the system.
async fn call(port: u16, trusted: Option<&Authority>) -> Result<String> {
    let certificate = trusted.map(|authority| Certificate::from_der(authority.0.der()).unwrap());
    let timeouts = Timeouts { total: Some(Duration::from_secs(20)), ..Timeouts::default() };
    let transport = ReqwestTransport::configured(timeouts, move |client| match &certificate {
        Some(certificate) => client.tls_certs_merge([certificate.clone()]),
        None => client,
    });
    let http = Http::builder(format!("https://localhost:{port}")).transport(transport.unwrap()).build().unwrap();
    let call: Call<String> = http.request(&GET).call();
    call.await
}

#[tokio::test]
async fn a_trusted_certificate_for_the_host_is_required() {
    let (authority, other) = (Authority::new(), Authority::new());
    let port = authority.serve("localhost").await;
    assert_eq!(call(port, Some(&authority)).await.unwrap(), "a");

    let elsewhere = authority.serve("elsewhere.example").await;
    for (result, cause) in [
        (call(port, None).await, "UnknownIssuer"),
        // The other authority has the same name and another key.
        (call(port, Some(&other)).await, "BadSignature"),
        (call(elsewhere, Some(&authority)).await, "not valid for name"),
    ] {
        let error = result.unwrap_err();
        assert!(matches!(error, Error::Transport(_)) && error.is_unsent(), "{error:?}");
        assert!(error.to_string().contains(cause), "{error}");
    }
}
