//! `/rapporter/publicerad/{id}/{fil}`: a published report as a file, and its audit
//! package.
//!
//! Guarantee: the bytes are those that the API gives the same account.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use ledger::ids::ReportId;

use super::report_id;
use crate::access::matrix::Capability;
use crate::node::Question;
use crate::publication::copies::file_name;
use crate::server::Served;
use crate::server::document::told;
use crate::server::problem::Problem;
use crate::server::routes::packages::report_package;
use crate::server::routes::publications::{as_published, published};
use crate::server::wanted::Form;
use crate::web::login::Visitor;
use crate::web::place::Place;

/// The forms of a report, by the name of the file and its ending.
const FORMS: [(&str, Form, &str); 3] = [
    ("rapport.json", Form::Json, "json"),
    ("rapport.csv", Form::Csv, "csv"),
    ("rapport.txt", Form::Text, "txt"),
];

/// The audit package.
const PACKAGE: &str = "paket";

pub(super) async fn show(
    State(served): State<Served>,
    Place((report, file)): Place<(String, String)>,
    visitor: Visitor,
) -> Result<Response, Problem> {
    let report = report_id(&report)?;
    let form = FORMS.iter().find(|(name, _, _)| *name == file);
    let node = std::sync::Arc::clone(&served.node);
    let answer = move |question: &Question<'_>| match form {
        Some((_, form, ending)) => {
            visitor
                .caller
                .may(Capability::Publications, None, question)?;
            let document = as_published(published(&report, question)?, question)?;
            attached(&report, *form, ending, told(&document, *form)?)
        }
        None if file == PACKAGE => {
            report_package(&node, &visitor.caller, (&report, None), question)
        }
        None => Err(Problem::not_found("Rapporten finns inte som en sådan fil.")),
    };
    served.node.ask(answer).await?
}

/// A file with the report's id as its name.
fn attached(
    report: &ReportId,
    form: Form,
    ending: &str,
    bytes: Vec<u8>,
) -> Result<Response, Problem> {
    let name = file_name(report);
    let name = name.strip_suffix(".json").unwrap_or(&name);
    let disposition = format!("attachment; filename=\"{name}.{ending}\"");
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static(form.media_type()),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&disposition).map_err(|_| Problem::internal())?,
        ),
    ];
    Ok((headers, bytes).into_response())
}
