//! What a redaction gives leave to in a package, and what it does not.

use super::*;

/// Story: the keeper redacts a trifle and then ships another text in the section
/// beside it, as if that too came of the redaction.
#[test]
fn a_redaction_gives_no_leave_to_change_another_section() {
    let builder = builder::whole();
    let key = builder.key.verifier().clone();
    let mut package = report(&builder, "VB-1", None);
    let verdicts = examine(&signed(&builder, &package), &key);
    assert!(verdicts.hold(), "{verdicts}");
    package["report"]["sections"][1]["heading"] = json!("Ett annat underlag");
    let verdicts = examine(&signed(&builder, &package), &key);
    assert!(
        verdicts.failing().contains(&Check::PackageReport),
        "{verdicts}"
    );
}
