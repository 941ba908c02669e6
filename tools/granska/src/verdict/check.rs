//! The named checks. Their ids are stable; their titles are for readers.

macro_rules! checks {
    ($(#[$doc:meta] $name:ident $id:literal $title:literal,)+) => {
        /// A named check. The order is that of the verdict.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Check {
            $(#[$doc] $name,)+
        }

        impl Check {
            /// Every check, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Its stable id.
            pub fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)+ }
            }

            /// Its title, in Swedish.
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)+ }
            }
        }
    };
}

checks! {
    /// The package is canonical JSON with the parts that its kind has.
    PackageForm "package_form" "Paketet har rätt form",
    /// The package's ledger is what its settings say, and its name is on every note.
    PackageLedger "package_ledger" "Paketets alla delar gäller samma liggare",
    /// The package is signed by a key that the auditor gave.
    PackageSignature "package_signature" "Paketet är underskrivet med en nyckel som granskaren känner",
    /// The package's checkpoint is signed by a key that the auditor gave.
    PackageCheckpoint "package_checkpoint" "Paketets kontrollpunkt är underskriven med en nyckel som granskaren känner",
    /// The basis is the beginning of the checkpoint's log.
    PackageBasis "package_basis" "Underlaget är början av den underskrivna loggen",
    /// The earlier checkpoint is the beginning of the checkpoint's log.
    PackageEarlier "package_earlier" "Den tidigare kontrollpunkten är början av den underskrivna loggen",
    /// The events' payloads agree with their leaves.
    PackagePayloads "package_payloads" "Paketets händelser stämmer med sina löv",
    /// The events stand in the log.
    PackageEvents "package_events" "Paketets händelser står i loggen",
    /// The publication stands in the log and rests on the package's basis.
    PackagePublication "package_publication" "Publiceringen står i loggen och gäller paketets underlag",
    /// The report is what was published.
    PackageReport "package_report" "Rapporten är den som publicerades",
    /// The report's figures, or the one figure, are recounted from the package's own events.
    PackageRecount "package_recount" "Siffrorna följer av paketets händelser",
    /// The figure's address, kind, unit and period are those of the publication.
    PackageFigure "package_figure" "Siffrans adress och period är den publicerade rapportens",
    /// The rules are those of the basis.
    PackageRules "package_rules" "Regelverket är det som gällde för underlaget",
    /// What the package holds is what the archive holds.
    PackageInArchive "package_in_archive" "Paketet stämmer med arkivet",
    /// The archive's manifest has its form.
    Manifest "manifest" "Arkivets förteckning har rätt form",
    /// The manifest is signed by the log's key.
    ArchiveSignature "archive_signature" "Arkivets förteckning är underskriven med liggarens nyckel",
    /// Every file is listed with its hash.
    Files "files" "Arkivets filer är de som förteckningen nämner; de utöver händelser och kontrollpunkter är oförändrade",
    /// The ledger's id and name follow from its settings.
    LedgerIdentity "ledger_identity" "Liggarens id och namn följer av uppgifterna om den",
    /// The auditor's key is the ledger's.
    TrustedKey "trusted_key" "Liggarens nyckel är en som granskaren känner",
    /// Every line of events is canonical.
    Lines "lines" "Varje händelserad står i kanonisk form",
    /// Every event is of a known type and version.
    Kinds "kinds" "Varje händelse är av känd typ och version",
    /// Every payload agrees with the commitment in its leaf.
    Commitments "commitments" "Varje innehåll stämmer med åtagandet i sitt löv",
    /// Positions are gapless from 0.
    Positions "positions" "Positionerna går från 0 utan luckor",
    /// Event ids rise.
    EventIds "event_ids" "Händelsernas id stiger",
    /// Times never decrease.
    Times "times" "Tidpunkterna går aldrig bakåt",
    /// Stream versions are gapless.
    StreamVersions "stream_versions" "Varje ströms versioner går från 0 utan luckor",
    /// Every event stands in the stream of what it concerns.
    Streams "streams" "Varje händelse står i den ström som innehållet anger",
    /// The events of a command stand together and share its head.
    Commits "commits" "Varje kommandos händelser står samlade och delar huvud",
    /// No command id is used twice.
    CommandIds "command_ids" "Inget kommando-id förekommer två gånger",
    /// Events that are named exist earlier in the log.
    References "references" "Händelser som andra vilar på finns tidigare i loggen",
    /// Decisions that are named exist earlier in the log.
    Decisions "decisions" "Beslut som händelser vilar på finns tidigare i loggen",
    /// The number of events and the root are those of the manifest.
    Root "root" "Antal händelser och rot stämmer med förteckningen",
    /// The checkpoints have their form and order.
    CheckpointForm "checkpoint_form" "Kontrollpunkterna har rätt form och ordning",
    /// Every checkpoint's root is the log's root at its size.
    CheckpointRoots "checkpoint_roots" "Varje kontrollpunkts rot är loggens rot vid den storleken",
    /// Every checkpoint is signed by the log's key at the time.
    Signatures "signatures" "Varje kontrollpunkt är underskriven med liggarens nyckel",
    /// Every cosignature is a witness's of the log's policy.
    Cosignatures "cosignatures" "Varje vittnesunderskrift är gjord av ett antaget vittne",
    /// The auditor's own checkpoint is a part of this log.
    OwnCheckpoint "own_checkpoint" "Granskarens egen kontrollpunkt hör till loggen",
    /// Publications rest on a beginning of the log.
    Publications "publications" "Varje publicering vilar på en början av loggen",
    /// Publications are witnessed where the policy asks.
    Witnessed "witnessed" "Publiceringar är bevittnade när det krävs",
    /// Missing payloads have their redactions.
    Redactions "redactions" "Varje saknat innehåll är gallrat genom en händelse, och inget annat",
    /// Report files are what was published.
    Reports "reports" "Varje rapportfil är den som publicerades",
    /// The reports' figures are recounted.
    Recount "recount" "Rapporternas siffror följer av händelserna",
}

impl Check {
    /// The checks whose failure may be all that makes this one fail.
    pub fn follows_from(self) -> &'static [Self] {
        match self {
            Self::Reports => &[Self::Files],
            Self::Recount => &[Self::Commitments, Self::Positions, Self::Reports],
            Self::Root | Self::OwnCheckpoint | Self::Publications | Self::PackageInArchive => {
                &[Self::Positions, Self::CheckpointRoots]
            }
            Self::CheckpointRoots
            | Self::CheckpointForm
            | Self::Signatures
            | Self::Cosignatures
            | Self::StreamVersions
            | Self::Commits
            | Self::References
            | Self::Decisions => &[Self::Positions],
            Self::Witnessed => &[Self::Positions, Self::Publications],
            Self::PackageRecount => &[Self::PackagePayloads],
            _ => &[],
        }
    }
}

/// The checks of an archive.
pub const OF_ARCHIVE: &[Check] = &[
    Check::Manifest,
    Check::ArchiveSignature,
    Check::Files,
    Check::LedgerIdentity,
    Check::TrustedKey,
    Check::Lines,
    Check::Kinds,
    Check::Commitments,
    Check::Positions,
    Check::EventIds,
    Check::Times,
    Check::StreamVersions,
    Check::Streams,
    Check::Commits,
    Check::CommandIds,
    Check::References,
    Check::Decisions,
    Check::Root,
    Check::CheckpointForm,
    Check::CheckpointRoots,
    Check::Signatures,
    Check::Cosignatures,
    Check::OwnCheckpoint,
    Check::Publications,
    Check::Witnessed,
    Check::Redactions,
    Check::Reports,
    Check::Recount,
];

/// The checks of a package by itself; with an archive, those of the archive too.
pub const OF_PACKAGE: &[Check] = &[
    Check::PackageForm,
    Check::PackageLedger,
    Check::PackageSignature,
    Check::PackageCheckpoint,
    Check::PackageBasis,
    Check::PackageEarlier,
    Check::OwnCheckpoint,
    Check::PackagePayloads,
    Check::PackageEvents,
    Check::PackagePublication,
    Check::PackageReport,
    Check::PackageRecount,
    Check::PackageFigure,
    Check::PackageRules,
    Check::PackageInArchive,
];
