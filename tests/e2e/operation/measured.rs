//! The metrics as Prometheus reads them.

use std::collections::BTreeMap;

use crate::harness::Ledger;
use crate::served::Served;

/// Every sample, by name and labels; what is no sample must be a comment that is
/// known.
fn samples(text: &str) -> BTreeMap<String, f64> {
    let mut samples = BTreeMap::new();
    let mut described = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        if let Some(comment) = line.strip_prefix("# ") {
            let mut words = comment.splitn(3, ' ');
            let (kind, name) = (words.next().expect("a kind"), words.next().expect("a name"));
            assert!(["HELP", "TYPE"].contains(&kind), "{line}");
            described.push(name.to_owned());
            continue;
        }
        let (name, value) = line.rsplit_once(' ').expect("a name and a value");
        let value = value.parse().unwrap_or_else(|_| panic!("{line}"));
        let bare = name.split('{').next().expect("a name");
        assert!(
            described
                .iter()
                .any(|described| bare.starts_with(described.as_str())),
            "{line} is not described"
        );
        assert!(
            samples.insert(name.to_owned(), value).is_none(),
            "{line} twice"
        );
    }
    samples
}

#[test]
fn the_numbers_of_the_server_are_told_to_an_administrator_only() {
    let served = Served::demonstration();
    assert_eq!(served.anyone().get("/metrics").status, 401);
    assert_eq!(served.client("revisor").get("/metrics").status, 403);
    let administrator = served.client("administrator");
    let reply = administrator.get("/metrics");
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert_eq!(
        reply.headers["content-type"],
        "text/plain; version=0.0.4; charset=utf-8"
    );
    let told = samples(&administrator.get("/metrics").text);
    let size = told["liggare_log_events"];
    assert!(size > 1000.0, "{told:?}");
    assert!(
        (told["liggare_signed_events"] - size).abs() < f64::EPSILON,
        "{told:?}"
    );
    for (name, at_least) in [
        ("liggare_model_lag_events", 0.0),
        ("liggare_live_readers", 0.0),
        ("liggare_queue_commands", 0.0),
        ("liggare_writes_refused", 0.0),
        ("liggare_journal_bytes", 1.0),
        ("liggare_index_bytes", 1.0),
        ("liggare_disk_free_bytes", 1.0),
        ("liggare_resident_bytes", 1.0),
        (
            r#"liggare_request_seconds_count{method="GET",route="/metrics",status="401"}"#,
            1.0,
        ),
    ] {
        let found = told
            .get(name)
            .unwrap_or_else(|| panic!("{name} in {told:?}"));
        assert!(*found >= at_least, "{name} {found}");
    }
}

#[test]
fn the_numbers_can_be_told_at_an_address_of_their_own() {
    let port = {
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        free.local_addr().expect("an address").port()
    };
    let address = format!("127.0.0.1:{port}");
    let served = Served::start(Ledger::demonstration(), &["--metrics-listen", &address]);
    let mut answer = ureq::get(format!("http://{address}/metrics"))
        .call()
        .expect("an answer");
    let text = answer.body_mut().read_to_string().expect("text");
    assert!(samples(&text).contains_key("liggare_log_events"));
    let api = ureq::get(format!("http://{address}/api/v1/status")).call();
    assert!(
        matches!(api, Err(ureq::Error::StatusCode(404))),
        "nothing else is told there"
    );
    served.stop();
}
