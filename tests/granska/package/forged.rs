//! What a forged package says of itself: what it rests on, and who signs it.

use super::*;

/// Story: the keeper publishes a forged report that says that it rests on
/// something else, so that no one counts it anew.
#[test]
fn a_report_that_does_not_say_what_it_is_is_refused() {
    for (pointer, value) in [
        ("/basis/size", json!(99)),
        ("/kind", json!("special_report")),
        ("/period", json!("2024-xx")),
    ] {
        let mut builder = builder::with_figures(-99_900);
        let mut document = builder.reports["reports/VB.json"].clone();
        *document.pointer_mut(pointer).unwrap() = value;
        builder.lines.pop();
        builder.leaves.pop();
        builder.publish_forged("VB", document);
        builder.checkpoint();
        let mut package = report_on(&builder, "VB", 5);
        package["basis"] = builder.lines[5]["payload"]["basis"].clone();
        let verdicts = examine(&signed(&builder, &package), &builder.vkey());
        let failing = verdicts.failing();
        assert!(
            failing.contains(&Check::PackageReport),
            "{pointer}: {verdicts}"
        );
        assert!(
            failing.contains(&Check::PackageRecount),
            "{pointer}: {verdicts}"
        );
    }
}

/// Story: an auditor who has the keys of two ledgers gets a package of the one,
/// checkpoint and all, that the other's keeper has signed.
#[test]
fn only_a_key_with_the_ledgers_name_signs_for_it() {
    let builder = builder::small();
    let other = Builder::new("Region Annan");
    let mut package = event(&builder, 3);
    package["checkpoint"] = json!(other.key.note(&builder.body()).unwrap().text());
    let hash = Base64::encode_string(&sha256(&canonical(&package)));
    let body = format!("liggare.package/v1\n{}\n{hash}\n", name(builder.origin));
    package["signature"] = json!(other.key.note(&body).unwrap().text());
    let scratch = Scratch::new();
    let bytes = [canonical(&package), b"\n".to_vec()].concat();
    scratch.write("paket.json", &bytes);
    let verdicts = package::examine(&Request {
        file: scratch.path().join("paket.json"),
        keys: vec![builder.vkey(), other.vkey()],
        checkpoint: None,
        archive: None,
    })
    .unwrap();
    assert_eq!(
        verdicts.failing(),
        [Check::PackageSignature, Check::PackageCheckpoint],
        "{verdicts}"
    );
}
