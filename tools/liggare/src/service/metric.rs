//! The metrics: every number that is told of the server, with its name.
//!
//! One table for what is told and for the page of those who run the server; a
//! test holds the page against it. Names are those of Prometheus: seconds and bytes,
//! `_total` for what only grows.

use metrics::Unit;

macro_rules! metrics {
    ($($name:ident $text:literal $kind:ident $unit:ident [$($label:literal),*] $help:literal;)+) => {
        /// A metric of the server.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Metric {
            $(
                #[doc = $help]
                $name,
            )+
        }

        impl Metric {
            /// Every metric, in the order of the table.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Its name.
            pub(crate) fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// Its kind.
            fn kind(self) -> Kind {
                match self { $(Self::$name => Kind::$kind,)+ }
            }

            fn unit(self) -> Unit {
                match self { $(Self::$name => Unit::$unit,)+ }
            }

            /// What it tells, in Swedish.
            fn help(self) -> &'static str {
                match self { $(Self::$name => $help,)+ }
            }

            /// The names of its labels.
            #[cfg(test)]
            fn labels(self) -> &'static [&'static str] {
                match self { $(Self::$name => &[$($label),*],)+ }
            }
        }
    };
}

/// The kind of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// It only grows.
    Counter,
    /// It goes up and down.
    Gauge,
    /// How often it has been below each of some limits.
    Histogram,
}

metrics! {
    AppendSeconds "liggare_append_seconds" Histogram Seconds [] "Tid för att avgöra en grupp kommandon och göra den varaktig";
    GroupCommands "liggare_group_commands" Histogram Count [] "Kommandon som skrevs tillsammans";
    Commands "liggare_commands_total" Counter Count ["outcome", "code"] "Kommandon: accepted, repeated, refused med regelns kod, failed när lagringen sviktade";
    EventsRecorded "liggare_events_recorded_total" Counter Count [] "Händelser som antecknats sedan servern startade";
    Checkpoints "liggare_checkpoints_total" Counter Count ["outcome"] "Kontrollpunkter: signed eller failed";
    QueueCommands "liggare_queue_commands" Gauge Count [] "Kommandon som väntar på att skrivas";
    WritesRefused "liggare_writes_refused" Gauge Count [] "1 när en skrivning har misslyckats och inga fler tas emot";
    LogEvents "liggare_log_events" Gauge Count [] "Varaktiga händelser";
    SignedEvents "liggare_signed_events" Gauge Count [] "Händelser under den senaste signerade kontrollpunkten";
    ModelLagEvents "liggare_model_lag_events" Gauge Count [] "Händelser som läsmodellen har kvar att läsa";
    FollowerLagEvents "liggare_follower_lag_events" Gauge Count [] "Händelser som källan har signerat och som följaren saknar; 0 för den som inte följer";
    FollowerLagSeconds "liggare_follower_lag_seconds" Gauge Seconds [] "Tid sedan följaren senast saknade ingenting; 0 för den som inte följer";
    LiveReaders "liggare_live_readers" Gauge Count [] "De som följer flödet just nu";
    JournalBytes "liggare_journal_bytes" Gauge Bytes [] "Journalens filer";
    IndexBytes "liggare_index_bytes" Gauge Bytes [] "Indexets och läsmodellernas filer";
    DiskFreeBytes "liggare_disk_free_bytes" Gauge Bytes [] "Ledigt utrymme på liggarens disk";
    ResidentBytes "liggare_resident_bytes" Gauge Bytes [] "Minne som processen har i bruk";
    RequestSeconds "liggare_request_seconds" Histogram Seconds ["method", "route", "status"] "Tid för att börja besvara en förfrågan";
}

/// Limits of times, in seconds: from a quick sync to the longest a request may take.
const SECONDS: &[f64] = &[
    0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0,
    10.0, 30.0,
];

/// Limits of counts: up to the largest group of the writer.
const COUNTS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];

impl Metric {
    /// Tells the recorder what the metric is.
    pub(super) fn describe(self) {
        let (name, unit, help) = (self.name(), self.unit(), self.help());
        match self.kind() {
            Kind::Counter => metrics::describe_counter!(name, unit, help),
            Kind::Gauge => metrics::describe_gauge!(name, unit, help),
            Kind::Histogram => metrics::describe_histogram!(name, unit, help),
        }
    }

    /// Its row in the page.
    #[cfg(test)]
    pub(super) fn row(self) -> String {
        let kind = match self.kind() {
            Kind::Counter => "räknare",
            Kind::Gauge => "nivå",
            Kind::Histogram => "fördelning",
        };
        let labels: Vec<_> = self
            .labels()
            .iter()
            .map(|label| format!("`{label}`"))
            .collect();
        let labels = match labels.as_slice() {
            [] => "–".to_owned(),
            labels => labels.join(", "),
        };
        format!(
            "| `{}` | {kind} | {labels} | {} |",
            self.name(),
            self.help()
        )
    }

    /// The limits that it is counted below, when it is.
    pub(super) fn limits(self) -> Option<&'static [f64]> {
        match (self.kind(), self.unit()) {
            (Kind::Histogram, Unit::Seconds) => Some(SECONDS),
            (Kind::Histogram, _) => Some(COUNTS),
            (Kind::Counter | Kind::Gauge, _) => None,
        }
    }
}
