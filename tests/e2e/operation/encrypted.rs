//! TLS by certificate files, and their renewal.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::process::Signal;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use crate::harness::Ledger;
use crate::served::Served;

/// A self-made certificate for this machine, with its key.
fn make(folder: &Path, name: &str) -> (PathBuf, PathBuf) {
    let (certificate, key) = (
        folder.join(format!("{name}.pem")),
        folder.join(format!("{name}-key.pem")),
    );
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt"])
        .args(["ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"])
        .args(["-subj", "/CN=localhost", "-addext"])
        .args(["subjectAltName=DNS:localhost,IP:127.0.0.1", "-addext"])
        .args(["basicConstraints=critical,CA:FALSE", "-keyout"])
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output()
        .expect("openssl is there to make a certificate with");
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    (certificate, key)
}

/// What the server answers one who trusts this certificate and no other.
fn trusting(served: &Served, certificate: &Path) -> Result<u16, ureq::Error> {
    let pem = fs::read(certificate).expect("a certificate");
    let trusted = Certificate::from_pem(&pem).expect("PEM");
    let agent = ureq::Agent::config_builder()
        .tls_config(
            TlsConfig::builder()
                .root_certs(RootCerts::new_with_certs(&[trusted]))
                .build(),
        )
        .build()
        .new_agent();
    let answer = agent
        .get(format!("{}/health/ready", served.address))
        .call()?;
    Ok(answer.status().as_u16())
}

fn path(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

#[test]
fn the_server_speaks_tls_with_its_certificate_and_takes_a_renewed_one_at_sighup() {
    let ledger = Ledger::demonstration();
    let folder = ledger.around.path().to_path_buf();
    let (certificate, key) = make(&folder, "server");
    let (other, other_key) = make(&folder, "annan");
    let flags = [
        "--tls-certificate",
        path(&certificate),
        "--tls-key",
        path(&key),
    ];
    let served = Served::start(ledger, &flags);
    assert!(served.address.starts_with("https://"), "{}", served.address);
    assert_eq!(trusting(&served, &certificate).expect("an answer"), 200);
    trusting(&served, &other).expect_err("another certificate is not trusted");

    // What cannot be used leaves the one before it in use.
    let first = fs::read(&certificate).expect("a certificate");
    fs::write(&certificate, "inget certifikat").expect("a file");
    served.signal(Signal::HUP);
    served.says("det förra används");
    fs::write(folder.join("first.pem"), first).expect("a file");
    assert_eq!(
        trusting(&served, &folder.join("first.pem")).expect("an answer"),
        200
    );

    fs::copy(&other, &certificate).expect("a file");
    fs::copy(&other_key, &key).expect("a file");
    served.signal(Signal::HUP);
    served.says("certifikatet lästes om");
    assert_eq!(trusting(&served, &other).expect("an answer"), 200);
    served.stop();
}

/// `systemctl reload` ended a server that does not do TLS itself.
#[test]
fn sighup_ends_no_server_without_tls() {
    let served = Served::demonstration();
    served.signal(Signal::HUP);
    std::thread::sleep(std::time::Duration::from_millis(200));
    assert_eq!(served.anyone().get("/health/live").status, 200);
    served.stop();
}

#[test]
fn a_certificate_that_cannot_be_used_is_refused_at_the_start() {
    let ledger = Ledger::demonstration();
    let folder = ledger.around.path().to_path_buf();
    let (certificate, key) = make(&folder, "server");
    let (_, other_key) = make(&folder, "annan");
    for (certificate, key, code) in [
        (&certificate, &other_key, 2),
        (&key, &key, 2),
        (&certificate, &certificate, 2),
        (&certificate, &folder.join("saknas.pem"), 4),
    ] {
        let words = ["serve", "--listen", "127.0.0.1:0", "--tls-certificate"];
        let words = [&words[..], &[path(certificate), "--tls-key", path(key)]].concat();
        let answer = ledger.run(&words);
        assert_eq!(answer.code, code, "{}", answer.err);
        assert!(answer.err.contains(".pem"), "{}", answer.err);
    }
}
