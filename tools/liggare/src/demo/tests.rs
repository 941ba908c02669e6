//! What the demonstration promises: the published figures, and an orderly script.

use std::collections::BTreeMap;

use super::*;

fn steps() -> Vec<Step> {
    script().expect("the embedded tables make a script")
}

#[test]
fn the_script_rises_in_time() {
    let steps = steps();
    assert!(steps.len() > 500, "{} steps", steps.len());
    assert!(steps.windows(2).all(|pair| pair[0].at() <= pair[1].at()));
}
