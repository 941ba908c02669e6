//! `ACCESS.md` is the matrix for people.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::access::matrix::{Capability, CommandKind, Reach};
use crate::access::role::Role;

const INTRODUCTION: &str = "\
# Vem får göra vad

Den här sidan skrivs av testet `access::tests::document` ur tabellen i [matrix.rs](matrix.rs); kör det med `LIGGARE_GOLDEN=write` när tabellen har ändrats.

Det som inte står här är nekat. Ett konto kan ha flera roller, var och en från en första till en sista dag. Rollerna registrator, controller och beslutssekreterare gäller en enhet och allt under den, så som organisationen ser ut i dag; en avvecklad enhet hör dit den hörde sin sista dag. De kan också ges för hela regionen (`--region`). Uppsikt, revisor och administratör gäller alltid hela regionen.

Ett kommando som rör flera enheter kräver rätten till var och en: en omdisponering både den som ger och den som får, ett uppdrag både planens enhet och den som ska utföra det. Det som kommandot nämner slås upp: en rad, en åtgärd eller ett investeringsobjekt är sin enhets, en indikator och en post som ändras är den enhets vars plan de står i. Det som inte går att slå upp kräver rollen för hela regionen.

Vad en enhet själv rapporterar är däremot enhetens eget, också om posten eller indikatorn står i en annan enhets plan: utfall och saknade värden, status för ett uppdrag, bedömning och önskad riktning. Så följer en enhet upp mål som en enhet ovanför svarar för. Det kräver rätten till enheten som rapporterar, och räknas som dess och ingen annans.

En förklaring (`explain`) ställs i en rapport: rapportens enhet måste rollen nå, och den enhet som ämnet är måste den också nå, utom när rapporten själv visar ämnet. Så förklaras ett mål som en enhet ovanför svarar för, när det följs upp i den egna rapporten. Det som en annan enhet har gjort kan då stå bland orsakerna, när rapporten visar det eller en bedömning i den vilar på det. Det som rapporten inte har besvaras som det som inte finns.

Ett avstängt konto får ingenting, och inte heller en nyckel som har gått ut, är återkallad eller hör till ett avstängt konto. En nyckel får det som dess konto får. Namn på personer står bara i `accounts.json`; i loggen står pseudonymen, som aldrig ges till ett annat konto.

Detta gäller den som når liggaren över nätet. Den som kan skriva i liggarens mapp kan använda kommandot `liggare` utan konto; mappens rättigheter är administratörens ansvar.
";

fn written() -> String {
    let mut page = INTRODUCTION.to_owned();
    let heads = |page: &mut String, first: &str| {
        let names: Vec<_> = Role::ALL.iter().map(ToString::to_string).collect();
        let _ = writeln!(page, "| {first} | | {} |", names.join(" | "));
        let _ = writeln!(page, "| --- | --- |{}", " --- |".repeat(Role::ALL.len()));
    };
    let row = |page: &mut String, name: &str, asked: &str, cell: &dyn Fn(Role) -> &'static str| {
        let cells: Vec<_> = Role::ALL.iter().map(|role| cell(*role)).collect();
        let _ = writeln!(page, "| `{name}` | {asked} | {} |", cells.join(" | "));
    };
    page.push_str("\n## Kommandon\n\n");
    heads(&mut page, "kommando");
    for kind in CommandKind::ALL {
        row(&mut page, kind.name(), kind.asked(), &|role| match (
            kind.roles().contains(&role),
            kind.own() == Some(role),
        ) {
            (true, _) => "ja",
            (false, true) => "egna",
            (false, false) => "",
        });
    }
    page.push_str(
        "\n*egna*: bara det som kontot självt har antecknat.\n\n## Att läsa och hämta\n\n",
    );
    heads(&mut page, "rätt");
    for capability in Capability::ALL {
        row(
            &mut page,
            capability.code(),
            capability.asked(),
            &|role| match (capability.roles().contains(&role), capability.reach()) {
                (false, _) => "",
                (true, Reach::Unit) if role.is_of_a_unit() => "sin enhet",
                (true, Reach::Unit | Reach::Everyone | Reach::Region) => "ja",
            },
        );
    }
    page.push_str(
        "\n*sin enhet*: rollens enhet och allt under den. Utan inloggning kan ingenting läsas, utom det som är publicerat när administratören har öppnat det (`liggare user public on`).\n",
    );
    page
}

#[test]
fn the_page_says_what_the_matrix_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/access/ACCESS.md");
    let page = written();
    if std::env::var("LIGGARE_GOLDEN").is_ok_and(|wish| wish == "write") {
        fs::write(&path, &page).expect("the page is written");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    for (number, (kept, found)) in kept.lines().zip(page.lines()).enumerate() {
        assert_eq!(kept, found, "line {}", number + 1);
    }
    assert_eq!(kept, page);
}
