//! A strip: a status per period in a row, the earliest first, with its words.

use askama::Template;

use super::cell::Shown;

/// What one period says.
#[derive(Debug, Clone)]
pub(in crate::web) struct Box {
    /// The period.
    pub(in crate::web) period: String,
    /// Whose, when that is another unit than the page's.
    pub(in crate::web) unit: Option<String>,
    /// The status, or why there is none.
    pub(in crate::web) shown: Shown,
    /// Whether it is the period of the page.
    pub(in crate::web) is_here: bool,
    /// The page of that period.
    pub(in crate::web) address: String,
}

/// The strip.
#[derive(Debug, Clone, Template)]
#[template(
    source = r#"<ol class="strip">{% for one in boxes %}<li class="{% if let Some(status) = one.shown.status %}{{ status.class }}{% else %}plain{% endif %}"{% if one.is_here %} aria-current="true"{% endif %}><a href="{{ one.address }}">{{ one.period }}</a>{% if let Some(unit) = one.unit %} <small>{{ unit }}</small>{% endif %} {% if let Some(status) = one.shown.status %}{{ status }}{% else if let Some(missing) = one.shown.missing %}<small>{{ missing }}</small>{% endif %}</li>{% endfor %}</ol>"#,
    ext = "html"
)]
pub(in crate::web) struct Strip {
    /// The periods in order.
    pub(in crate::web) boxes: Vec<Box>,
}
