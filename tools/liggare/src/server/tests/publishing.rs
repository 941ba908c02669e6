//! Who may publish is asked before anything is held.

use super::running::Running;

/// Anyone with an account had the writer sign, and the copies locked that a
/// redaction needs, before it was asked whether they may publish at all.
#[test]
fn who_may_not_publish_is_answered_without_waiting_for_the_copies() {
    let running = Running::new();
    let _copies = running.runtime.block_on(running.node.copies());
    let agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(std::time::Duration::from_secs(20)))
        .build()
        .new_agent();
    let answer = agent
        .post(format!("http://{}/api/v1/publications", running.address))
        .header("authorization", format!("Bearer {}", running.token))
        .header("content-type", "application/json")
        .send(r#"{"report":"prov","kind":"operations_report","unit":"RF","period":"2024"}"#);
    assert_eq!(answer.expect("an answer").status(), 403);
}
