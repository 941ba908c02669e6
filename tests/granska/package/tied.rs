//! What ties the parts of a package to the publication and to the log.

use super::*;

fn examine_with(bytes: &[u8], keys: &[&VerifierKey], held: Option<&str>) -> Verdicts {
    let scratch = Scratch::new();
    scratch.write("paket.json", bytes);
    let held = held.map(|text| {
        let (note, checkpoint) = Checkpoint::of_note(text).unwrap();
        Held {
            file: "min.txt".to_owned(),
            note,
            checkpoint,
        }
    });
    let request = Request {
        file: scratch.path().join("paket.json"),
        keys: keys.iter().map(|key| (*key).clone()).collect(),
        checkpoint: held,
        archive: None,
    };
    package::examine(&request).unwrap()
}

/// Story: a checkpoint that the auditor held was a stranger's: the same words,
/// signed by another key under the ledger's name.
#[test]
fn a_held_checkpoint_is_signed_by_the_ledger() {
    let builder = builder::small();
    let package = signed(&builder, &report(&builder, "VB", None));
    let own = builder.notes.last().unwrap();
    let verdicts = examine_with(&package, &[&builder.vkey()], Some(own));
    assert!(verdicts.hold(), "{verdicts}");
    let strangers = builder.forger().note(&builder.body()).unwrap().text();
    let verdicts = examine_with(&package, &[&builder.vkey()], Some(&strangers));
    assert_eq!(verdicts.failing(), [Check::OwnCheckpoint], "{verdicts}");
}

/// Story: the value of a figure that words stand in was tied to the published
/// report by nothing but the archive, which the auditor did not have.
#[test]
fn a_published_figure_stands_in_a_section_that_the_publication_states() {
    let builder = builder::with_figures(-100_000);
    let judged = |change: &dyn Fn(&mut Value)| {
        let mut package = figure(&builder, "VB");
        change(&mut package);
        examine(&signed(&builder, &package), &builder.vkey())
    };
    let honest = judged(&|_| {});
    assert!(honest.hold(), "{honest}");
    let changes: [&dyn Fn(&mut Value); 3] = [
        &|package| {
            package.as_object_mut().unwrap().remove("section");
        },
        &|package| package["section"]["heading"] = json!("En annan rubrik"),
        &|package| package["section"]["key"] = json!("economy"),
    ];
    for change in changes {
        let verdicts = judged(change);
        assert_eq!(verdicts.failing(), [Check::PackageFigure], "{verdicts}");
    }
}

/// Story: a package told that a check held which its own report said had failed.
#[test]
fn the_named_checks_that_a_package_tells_are_those_of_its_report() {
    let builder = builder::small();
    for (pointer, value) in [
        ("/checks/4/outcome", json!("holds")),
        ("/checks/4/name", json!("claims_agreed")),
        ("/checks", json!([])),
    ] {
        let mut package = report(&builder, "VB", None);
        *package.pointer_mut(pointer).unwrap() = value;
        let verdicts = examine(&signed(&builder, &package), &builder.vkey());
        assert_eq!(verdicts.failing(), [Check::PackageReport], "{verdicts}");
    }
}

/// Goal: that a publication was witnessed is shown by its package alone.
/// Method: the package as it is, with another event in the place, and with a
/// witness that the auditor knows and that has not signed.
#[test]
fn a_package_shows_that_its_publication_was_witnessed() {
    let builder = builder::whole();
    let log = builder.key.verifier().clone();
    let witness = builder.witness.verifier().clone();
    let mut package = report(&builder, "VB-2", None);
    let verdicts = examine_with(&signed(&builder, &package), &[&log, &witness], None);
    assert!(verdicts.hold(), "{verdicts}");
    assert!(verdicts.to_string().contains("bevittnad av revisionen"));
    let other = SigningKey::from_seed("revisionen", Algorithm::Cosignature, &[8; 32]).unwrap();
    let keys = [&log, other.verifier()];
    let verdicts = examine_with(&signed(&builder, &package), &keys, None);
    assert_eq!(verdicts.failing(), [Check::PackageCheckpoint], "{verdicts}");
    package["witnessed"] = proved(&builder, 1, builder.size());
    let verdicts = examine_with(&signed(&builder, &package), &[&log], None);
    assert_eq!(
        verdicts.failing(),
        [Check::PackagePublication],
        "{verdicts}"
    );
}
