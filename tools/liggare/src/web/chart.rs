//! Charts: a series of values as a drawing, with the figures beside it.
//!
//! Drawn on the server by `plotters`. The colours are the page's own: the drawing names
//! classes, which the style sheet fills for light and dark.

use std::ops::Range;

use plotters::prelude::*;
use plotters::style::RGBColor;

use super::html::Html;
use crate::render::swedish;

/// The colours that stand for classes of the style sheet until the drawing is done.
const STAND_INS: [(RGBColor, &str); 4] = [
    (INK, "ink"),
    (LINE, "line"),
    (VALUE, "value"),
    (TARGET, "target"),
];
const INK: RGBColor = RGBColor(1, 2, 3);
const LINE: RGBColor = RGBColor(4, 5, 6);
const VALUE: RGBColor = RGBColor(7, 8, 9);
const TARGET: RGBColor = RGBColor(10, 11, 12);

/// The size of a drawing, in its own units; the page scales it.
const SIZE: (u32, u32) = (640, 260);

/// A drawing of values over labelled places.
pub(super) struct Chart<'a> {
    /// What it shows, for those who do not see it.
    pub(super) title: &'a str,
    /// What is written under each place.
    pub(super) labels: &'a [String],
    /// The value at each place, where there is one.
    pub(super) values: &'a [Option<f64>],
    /// The target at each place, where there is one.
    pub(super) targets: &'a [Option<f64>],
}

impl Chart<'_> {
    /// The drawing; nothing when there are fewer than two values to join.
    pub(super) fn drawn(&self) -> Html {
        self.drawn_within(&[])
    }

    /// The drawing of values that are to lie between the targets and these.
    pub(super) fn drawn_within(&self, uppers: &[Option<f64>]) -> Html {
        let known = || {
            let known = self.values.iter().chain(self.targets).chain(uppers);
            known.flatten().copied()
        };
        if self.values.iter().flatten().count() < 2 {
            return Html::default();
        }
        let (low, high) = known().fold((f64::MAX, f64::MIN), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        let margin = ((high - low) * 0.1).max(high.abs().max(1.0) * 0.01);
        let mut svg = String::new();
        let room = (low - margin)..(high + margin);
        if self.draw(&mut svg, room, uppers).is_err() {
            // A drawing that cannot be made is left out; its figures stand beside it.
            return Html::default();
        }
        Html::drawn(self.classed(&svg))
    }

    fn draw(
        &self,
        svg: &mut String,
        room: Range<f64>,
        uppers: &[Option<f64>],
    ) -> Result<(), Box<dyn std::error::Error>> {
        let area = SVGBackend::with_string(svg, SIZE).into_drawing_area();
        let last = self.labels.len().saturating_sub(1);
        #[allow(clippy::cast_precision_loss, reason = "a chart has tens of places")]
        let across = -0.3..(last as f64 + 0.3);
        let mut chart = ChartBuilder::on(&area)
            .margin(8)
            .x_label_area_size(28)
            .y_label_area_size(64)
            .build_cartesian_2d(across, room)?;
        let text = ("system-ui", 13).into_font().color(&INK);
        let label = |place: &f64| {
            #[allow(clippy::cast_possible_truncation, reason = "places are whole")]
            let whole = place.round() as i64;
            #[allow(clippy::cast_precision_loss, reason = "places are few")]
            let is_place = (place - whole as f64).abs() < 0.01;
            let label = usize::try_from(whole)
                .ok()
                .and_then(|at| self.labels.get(at));
            label.filter(|_| is_place).cloned().unwrap_or_default()
        };
        chart
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(LINE)
            .axis_style(LINE)
            .x_labels(self.labels.len().max(2))
            .y_labels(5)
            .x_label_style(text.clone())
            .y_label_style(text)
            .x_label_formatter(&label)
            .y_label_formatter(&|value| in_swedish(*value))
            .draw()?;
        for (series, colour, width) in [
            (self.targets, TARGET, 1),
            (uppers, TARGET, 1),
            (self.values, VALUE, 2),
        ] {
            for mut stretch in stretches(series) {
                // A target of one place is a line across it.
                if let ([(across, value)], 1) = (stretch.as_slice(), width) {
                    stretch = vec![(across - 0.25, *value), (across + 0.25, *value)];
                }
                chart.draw_series(LineSeries::new(
                    stretch.iter().copied(),
                    colour.stroke_width(width),
                ))?;
                if width == 2 {
                    chart.draw_series(
                        stretch
                            .iter()
                            .map(|at| Circle::new(*at, 4, colour.filled())),
                    )?;
                }
            }
        }
        area.present()?;
        Ok(())
    }

    /// The drawing with classes in place of colours, and with its title.
    fn classed(&self, svg: &str) -> String {
        let mut svg = svg.to_owned();
        for (colour, class) in STAND_INS {
            let hex = format!("#{:02X}{:02X}{:02X}", colour.0, colour.1, colour.2);
            for (attribute, kind) in [("fill", "fill"), ("stroke", "stroke")] {
                svg = svg.replace(
                    &format!("{attribute}=\"{hex}\""),
                    &format!("class=\"{kind}-{class}\""),
                );
            }
        }
        let title = Html::escaped(self.title);
        svg.replacen(
            "<svg ",
            &format!("<svg class=\"chart\" role=\"img\" aria-label=\"{title}\" "),
            1,
        )
    }
}

/// The places that follow each other without a gap, with their values.
fn stretches(series: &[Option<f64>]) -> Vec<Vec<(f64, f64)>> {
    let mut stretches = vec![Vec::new()];
    for (place, value) in series.iter().enumerate() {
        #[allow(clippy::cast_precision_loss, reason = "a chart has tens of places")]
        let across = place as f64;
        match (value, stretches.last_mut()) {
            (Some(value), Some(stretch)) => stretch.push((across, *value)),
            (None, Some(stretch)) if !stretch.is_empty() => stretches.push(Vec::new()),
            _ => {}
        }
    }
    stretches.retain(|stretch| !stretch.is_empty());
    stretches
}

/// A number at an axis: groups of three digits, a decimal comma and a true minus.
fn in_swedish(value: f64) -> String {
    if (value - value.round()).abs() < 0.005 {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "an axis ends where its figures do, and they are integers"
        )]
        return swedish::count(value.round() as i64);
    }
    format!("{value:.1}")
        .replace('-', "\u{2212}")
        .replace('.', ",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_has_the_page_s_colours_and_a_gap_where_a_value_is_missing() {
        let labels: Vec<String> = (2020..2024).map(|year| year.to_string()).collect();
        let chart = Chart {
            title: "Sjukfrånvaro <%>",
            labels: &labels,
            values: &[Some(5.0), None, Some(6.5), Some(7.0)],
            targets: &[Some(5.5); 4],
        };
        let svg = chart.drawn().to_string();
        assert!(
            svg.contains("aria-label=\"Sjukfrånvaro &lt;%&gt;\""),
            "{svg}"
        );
        assert!(svg.contains("stroke-value") && svg.contains("stroke-target"));
        assert!(!svg.contains("#070809"), "{svg}");
        assert!(svg.contains("2020") && svg.contains("2023"));
        assert_eq!(stretches(chart.values).len(), 2);
    }

    #[test]
    fn one_value_is_no_chart() {
        let labels = ["2024".to_owned()];
        let chart = Chart {
            title: "",
            labels: &labels,
            values: &[Some(1.0)],
            targets: &[None],
        };
        assert!(chart.drawn().is_empty());
    }
}
