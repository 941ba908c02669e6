//! A document over HTTP: in each form that the command line tells it in.

use axum::http::StatusCode;
use ledger::refusal::coded;
use projections::canonical;
use projections::document::Document;
use projections::report::RequestError;

use super::problem::{Problem, capital};
use super::wanted::{Form, bytes};
use crate::package::rendered;
use crate::render::{Layout, csv, text};

/// The forms of a document, the usual one first.
pub(crate) const FORMS: [Form; 3] = [Form::Json, Form::Text, Form::Csv];

/// A document in a form.
///
/// # Errors
/// [`Problem`] 500; plain data has none to give.
pub(crate) fn told(document: &Document, form: Form) -> Result<Vec<u8>, Problem> {
    Ok(match form {
        Form::Json => canonical::document_bytes(document),
        Form::Text => rendered(&text::document(document, Layout::package())).into_bytes(),
        Form::Csv => csv::cells(document).map_err(unwritten)?.into_bytes(),
    })
}

/// One table of a document in a form.
///
/// # Errors
/// [`Problem`] 404 when the document has no such table.
pub(crate) fn table(document: &Document, key: &str, form: Form) -> Result<Vec<u8>, Problem> {
    let table = document.table(key).ok_or_else(|| {
        let keys: Vec<&str> = document.tables().map(|table| table.key.as_str()).collect();
        Problem::not_found("Rapporten har ingen sådan tabell.")
            .at("table")
            .remedied(format!("Välj en av {}.", keys.join(", ")))
    })?;
    match form {
        Form::Json => bytes(table),
        Form::Text => Ok(rendered(&text::table(table, Layout::package())).into_bytes()),
        Form::Csv => Ok(csv::table(table).map_err(unwritten)?.into_bytes()),
    }
}

/// An answer that could not be written, which plain data always can.
pub(crate) fn unwritten(error: impl std::error::Error) -> Problem {
    tracing::error!(%error, "svaret kunde inte skrivas");
    Problem::internal()
}

impl From<RequestError> for Problem {
    /// The report's own refusals keep their code, which their text begins with.
    fn from(error: RequestError) -> Self {
        let status = match error {
            RequestError::UnknownUnit { .. } => StatusCode::NOT_FOUND,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let said = error.to_string();
        let (code, detail) = coded(&said).unwrap_or(("report", &said));
        Self::new(status, code, "Rapporten finns inte så.", capital(detail))
    }
}
