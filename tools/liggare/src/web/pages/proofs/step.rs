//! The steps of a proof as they are shown: in each, two hashes make the one above.

use askama::Template;
use base64ct::{Base64, Encoding};
use ledger::basis::Hash;
use ledger::log::merkle::proof::Step;

use crate::server::problem::Problem;
use crate::web::html::Html;

#[derive(Template)]
#[template(path = "web/proof_steps.html")]
struct Steps {
    steps: Vec<Shown>,
}

/// A step as it is shown.
struct Shown {
    number: usize,
    /// The hash that comes with the proof.
    sibling: String,
    /// On which side of the known hash that one stands.
    side: &'static str,
    /// What both make.
    above: String,
}

/// Steps in order, as a table; nothing when there are none.
///
/// # Errors
/// [`Problem`] 500; plain data has none to give.
pub(super) fn table(steps: &[Step]) -> Result<Html, Problem> {
    if steps.is_empty() {
        return Ok(Html::default());
    }
    let shown = (1..).zip(steps).map(|(number, step)| Shown {
        number,
        sibling: encoded(&step.sibling),
        side: if step.is_left {
            "till vänster"
        } else {
            "till höger"
        },
        above: encoded(&step.above),
    });
    Html::of(&Steps {
        steps: shown.collect(),
    })
}

/// A hash as a checkpoint writes it.
pub(super) fn encoded(hash: &Hash) -> String {
    Base64::encode_string(&hash.0)
}
