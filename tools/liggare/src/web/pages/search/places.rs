//! Places: the rooms and the forms, by their names and by the words that people look for
//! them with.

use super::folded::Wanted;
use super::{Found, Group};
use crate::web::form::{self, ENTRIES};
use crate::web::frame::ROOMS;
use crate::web::sight::Sight;
use crate::web::times::path;

/// The words for what stands in each room, beside its name.
const IN_ROOMS: [(&str, &str); 15] = [
    ("/", "startsida sammanfattning läget"),
    (
        "/plan",
        "verksamhetsplan mål effektmål nämndmål strategi strategier uppdrag status bedömning \
         bedömningar trend",
    ),
    (
        "/indikatorer",
        "indikator mått målvärde målvärden utfall uppfyllelse måluppfyllelse",
    ),
    (
        "/ekonomi",
        "resultat resultaträkning utfall budget avvikelse budgetavvikelse prognos prognoser \
         kostnader intäkter bokföring",
    ),
    (
        "/ramar",
        "ram budget budgetram omdisponering omdisponeringar planeringsreserv reserv anslag",
    ),
    (
        "/investeringar",
        "investering investeringsobjekt investeringsbudget utgifter",
    ),
    (
        "/atgarder",
        "åtgärd åtgärder ekonomi i balans besparing besparingar effekt",
    ),
    (
        "/intern-kontroll",
        "internkontroll internkontrollplan risk risker kontrollåtgärd kontrollåtgärder isk",
    ),
    (
        "/beslut",
        "protokoll paragraf diarienummer delegation delegationsbeslut återremiss",
    ),
    (
        "/nyckeltal",
        "nyckeltal årsarbetare sjukfrånvaro lönekostnad lönekostnader patienter omsättning volym",
    ),
    (
        "/texter",
        "text väsentlig väsentliga händelse händelser framtida utmaning utmaningar måluppfyllelse \
         kommentar",
    ),
    (
        "/rapporter",
        "rapport periodrapport delårsrapport verksamhetsberättelse årsredovisning publicerad \
         publicerade jämför",
    ),
    (
        "/insamling",
        "klarmarkera kvar att rapportera rapporteringsperiod perioder",
    ),
    (
        "/handelser",
        "händelse logg händelselogg historik ändring ändringar",
    ),
    (
        "/bevis",
        "kontrollpunkt granska granskning revision verifiera nyckel underskrift hash",
    ),
];

/// The words for what each form takes, beside its name.
const IN_FORMS: [(&str, &str); 17] = [
    ("utfall", "bokföring belopp kostnad intäkt verifikation"),
    ("indikatorutfall", "indikator utfall"),
    ("saknas", "saknade indikator utfall"),
    ("prognos", "prognoser helår"),
    (
        "bedomning",
        "bedömning bedömningar effektmål nämndmål färg trend",
    ),
    ("omdisponering", "omdisponering ram ramar budgetram"),
    (
        "beslut",
        "protokoll paragraf diarienummer delegation delegationsbeslut",
    ),
    ("rattelse", "rättelse rättelser fel"),
    (
        "nyckeltal",
        "årsarbetare sjukfrånvaro lönekostnad patienter volym",
    ),
    ("uppdragsstatus", "uppdrag status"),
    (
        "kontrolluppfoljning",
        "internkontroll intern kontroll uppföljning kontrollåtgärder",
    ),
    ("text", "texter kommentar måluppfyllelse"),
    ("handelse", "händelser framtida utmaning utmaningar"),
    ("oppna-period", "rapporteringsperiod perioder"),
    ("klarmarkera", "klar lämna in rapport insamling"),
    ("stang-period", "rapporteringsperiod perioder"),
    ("undantag", "kontroller"),
];

/// The rooms and forms that the one who looks may use.
pub(super) fn places(sight: &Sight<'_>, wanted: &Wanted) -> Group {
    let rooms = ROOMS
        .iter()
        .filter(|(_, _, capability)| sight.may(*capability).is_ok())
        .filter_map(|(path, name, _)| {
            let fit = wanted.fit(&[name, words(&IN_ROOMS, path)])?;
            Some((fit, place(name, sight.link(path), "Sida")))
        });
    let forms = ENTRIES
        .iter()
        .filter(|entry| sight.could(entry.kind))
        .filter_map(|entry| {
            let fit = wanted.fit(&[entry.title, words(&IN_FORMS, entry.slug)])?;
            let address = sight.times.known_at(None);
            let address = address.link(&path(form::ROOM, entry.slug));
            Some((fit, place(entry.title, address, "Formulär")))
        });
    Group::of("sidor", "Sidor och formulär", rooms.chain(forms))
}

fn place(name: &str, address: String, what: &str) -> Found {
    Found {
        title: name.to_owned(),
        address,
        about: vec![what.to_owned()],
    }
}

fn words(of: &[(&'static str, &'static str)], key: &str) -> &'static str {
    let found = of.iter().find(|(place, _)| *place == key);
    found.map_or("", |(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::super::folded::Fit;
    use super::*;

    /// A room or form that is added is to be found too.
    #[test]
    fn every_room_and_form_has_words_to_be_found_by() {
        for (path, _, _) in ROOMS {
            assert!(!words(&IN_ROOMS, path).is_empty(), "{path}");
        }
        for entry in ENTRIES {
            assert!(!words(&IN_FORMS, entry.slug).is_empty(), "{}", entry.slug);
        }
    }

    /// "Prognos" and "utfall" gave nothing: only names of things in the plan were searched.
    #[test]
    fn rooms_and_forms_are_found_by_common_words() {
        for (wanted, rooms, forms) in [
            ("prognos", &["/ekonomi"][..], &["prognos"][..]),
            (
                "utfall",
                &["/indikatorer", "/ekonomi"],
                &["utfall", "indikatorutfall", "saknas"],
            ),
            ("Sjukfrånvaro", &["/nyckeltal"], &["nyckeltal"]),
            ("delårsrapport", &["/rapporter"], &[]),
            ("zebra", &[], &[]),
        ] {
            let wanted_words = Wanted::of(wanted);
            let is = |name: &str, words: &str| wanted_words.fit(&[name, words]) == Some(Fit::Whole);
            let found: Vec<&str> = ROOMS
                .iter()
                .filter(|(path, name, _)| is(name, words(&IN_ROOMS, path)))
                .map(|(path, _, _)| *path)
                .collect();
            assert_eq!(found, rooms, "{wanted}");
            let found: Vec<&str> = ENTRIES
                .iter()
                .filter(|entry| is(entry.title, words(&IN_FORMS, entry.slug)))
                .map(|entry| entry.slug)
                .collect();
            assert_eq!(found, forms, "{wanted}");
        }
    }
}
