//! The settings: every name that the file, the environment and the flags know.
//!
//! One table for all three, for the help and for the page of those who run the
//! server; a test holds the page against it. A setting `min_free_mib` is the key of
//! that name in the file, `LIGGARE_MIN_FREE_MIB` in the environment and
//! `--min-free-mib` on the command line.

macro_rules! settings {
    ($($name:ident $key:literal $flag:literal $kind:ident $value:literal = $default:literal $help:literal;)+) => {
        /// A setting of the server.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) enum Setting {
            $(
                #[doc = $help]
                $name,
            )+
        }

        impl Setting {
            /// Every setting, in the order they are told.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The key in the file.
            pub(crate) fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)+ }
            }

            /// Its flag, without the dashes.
            pub(crate) fn flag(self) -> &'static str {
                match self { $(Self::$name => $flag,)+ }
            }

            /// The form of its value.
            pub(crate) fn kind(self) -> Kind {
                match self { $(Self::$name => Kind::$kind,)+ }
            }

            /// What its value is called in the help.
            pub(crate) fn value_name(self) -> &'static str {
                match self { $(Self::$name => $value,)+ }
            }

            /// Its value when nobody gives one; empty for none.
            pub(crate) fn default(self) -> &'static str {
                match self { $(Self::$name => $default,)+ }
            }

            /// What it decides, in Swedish.
            pub(crate) fn help(self) -> &'static str {
                match self { $(Self::$name => $help,)+ }
            }
        }
    };
}

/// The form of a setting's value in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text between quotes.
    Text,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Switch,
}

settings! {
    Listen "listen" "listen" Text "ADRESS" = "127.0.0.1:8040" "Adress och port att lyssna på";
    Hosts "hosts" "hosts" Text "NAMN" = "" "Värdnamn som servern svarar på utöver localhost och IP-adresser, med komma emellan";
    MetricsListen "metrics_listen" "metrics-listen" Text "ADRESS" = "" "Egen adress för mätvärden utan inloggning";
    TlsCertificate "tls_certificate" "tls-certificate" Text "FIL" = "" "Certifikatkedja i PEM; servern talar då TLS";
    TlsKey "tls_key" "tls-key" Text "FIL" = "" "Certifikatets privata nyckel i PEM";
    BehindProxy "behind_proxy" "behind-proxy" Switch "JA" = "false" "En omvänd proxy framför servern står för TLS";
    Log "log" "log" Text "FILTER" = "info" "Vad som loggas, som nivå eller filter per modul";
    LogFormat "log_format" "log-format" Text "FORM" = "text" "Loggens form: text eller json";
    SlowMs "slow_ms" "slow-ms" Number "MS" = "1000" "Förfrågningar som tar längre loggas som varningar";
    MaxConnections "max_connections" "max-connections" Number "ANTAL" = "2048" "Så många anslutningar tas emot samtidigt";
    MaxConnectionsPerAddress "max_connections_per_address" "max-connections-per-address" Number "ANTAL" = "" "Så många av dem får komma från en adress; annars en fjärdedel, och alla bakom en proxy";
    HeadersSeconds "headers_seconds" "headers-seconds" Number "SEK" = "10" "Så länge får huvudena till en förfrågan dröja";
    BodySeconds "body_seconds" "body-seconds" Number "SEK" = "20" "Så länge får kroppen till en förfrågan dröja";
    RequestSeconds "request_seconds" "request-seconds" Number "SEK" = "30" "Så länge får ett svar dröja";
    StalledSeconds "stalled_seconds" "stalled-seconds" Number "SEK" = "30" "Så länge får en mottagare låta bli att läsa sitt svar";
    GraceSeconds "grace_seconds" "grace-seconds" Number "SEK" = "10" "Så länge får pågående svar fortsätta när servern stoppas";
    MinFreeMib "min_free_mib" "min-free-mib" Number "MIB" = "64" "Servern säger sig inte vara redo när disken har mindre kvar";
}

impl Setting {
    /// What its value may be, in Swedish.
    pub(crate) fn form(self) -> &'static str {
        match (self, self.kind()) {
            (Self::Listen | Self::MetricsListen, _) => {
                "en IP-adress och en port, till exempel 127.0.0.1:8040"
            }
            (Self::Hosts, _) => "värdnamn utan port, till exempel liggare.example",
            (Self::LogFormat, _) => "text eller json",
            (Self::MinFreeMib, _) => "ett heltal från 0 till 4294967295",
            (_, Kind::Number) => "ett heltal från 1 till 4294967295",
            (_, Kind::Switch) => "true eller false",
            (_, Kind::Text) => "text inom citationstecken",
        }
    }

    /// The setting with a key.
    pub(crate) fn named(key: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|setting| setting.key() == key)
    }

    /// Its name in the environment.
    pub(crate) fn variable(self) -> String {
        format!("LIGGARE_{}", self.key().to_uppercase())
    }
}
