//! Grids are read on paper: nothing is cut, nothing is wider than the page.

use super::*;

fn row(cells: &[&str], indent: usize, total: bool) -> GridRow {
    GridRow {
        indent,
        total,
        cells: cells.iter().map(|text| GridCell::plain(*text)).collect(),
        ..GridRow::default()
    }
}

fn assert_on_page(laid: &str, width: usize) {
    for line in laid.lines() {
        assert!(line.width() <= width, "{laid}");
        assert!(!line.ends_with(' '), "blanks at a line's end: {laid}");
    }
}

#[test]
fn numbers_stand_under_each_other_and_a_sum_has_a_rule() {
    let mut grid = Grid::with_columns(&["Rad", ">Utfall"]);
    grid.rows
        .push(row(&["Åtgärder", "−2\u{a0}869,0"], 0, false));
    grid.rows.push(row(&["varav resor", "8,5"], 2, false));
    grid.rows.push(row(&["Summa", "−2\u{a0}860,5"], 0, true));
    assert_eq!(
        grid.lay_out(80, false),
        "Rad              Utfall\n\
         ───────────────────────\n\
         Åtgärder       −2\u{a0}869,0\n\
         \u{20} varav resor       8,5\n\
         ───────────────────────\n\
         Summa          −2\u{a0}860,5\n"
    );
}

#[test]
fn words_are_broken_to_the_page_and_numbers_never() {
    let mut grid = Grid::with_columns(&["Mål", ">Antal"]);
    let title = "Invånarna har god tillgång till vård på lika villkor";
    grid.rows.push(row(&[title, "308\u{a0}188"], 0, false));
    let laid = grid.lay_out(40, false);
    assert_on_page(&laid, 40);
    assert!(laid.contains("308\u{a0}188"));
}

#[test]
fn titles_end_above_their_rule() {
    let mut grid = Grid::with_columns(&["Rad", ">Utfall föregående år"]);
    grid.rows.push(row(&["A", "1,0"], 0, false));
    assert_eq!(
        grid.lay_out(80, false),
        "            Utfall\n\
         Rad  föregående år\n\
         ──────────────────\n\
         A              1,0\n"
    );
}

#[test]
fn a_long_text_stands_beneath_its_row_when_the_row_would_be_tall() {
    let mut grid = Grid::with_columns(&["Uppdrag", "Status", "Vad som har gjorts"]);
    let done = "Översynen är gjord. Fullmäktige återremitterade förslaget i december, \
                och arbetet fortsätter därför under hela nästa år.";
    grid.rows
        .push(row(&["Översyn av vårdval", "✓ genomfört", done], 0, false));
    let laid = grid.lay_out(60, false);
    assert_on_page(&laid, 60);
    assert!(
        laid.contains("Översyn av vårdval  ✓ genomfört\n    Vad som har gjorts: Översynen är"),
        "{laid}"
    );
}

#[test]
fn columns_that_do_not_fit_stand_below_each_other_with_the_rows_title() {
    let titles = [
        "Åtgärd",
        ">Plan",
        ">Utfall",
        ">Årsarbetare, plan",
        ">Årsarbetare, utfall",
        ">Årsarbetare, prognos",
    ];
    let mut grid = Grid::with_columns(&titles);
    let title = "Färre årsarbetare när vakanser inte återbesätts";
    grid.rows.push(row(
        &[title, "16,2", "14,0", "19,3", "17,1", "2,8"],
        0,
        false,
    ));
    let laid = grid.lay_out(72, false);
    assert_on_page(&laid, 72);
    let titles: Vec<&str> = laid.lines().filter(|l| l.starts_with("Åtgärd")).collect();
    assert_eq!(titles.len(), 2, "{laid}");
    assert!(
        !titles[0].contains("plan"),
        "kin columns stand together: {laid}"
    );
    for figure in ["16,2", "14,0", "19,3", "17,1", "2,8"] {
        assert_eq!(laid.matches(figure).count(), 1, "{laid}");
    }
}

#[test]
fn a_word_is_divided_only_when_nothing_else_helps() {
    let mut grid = Grid::with_columns(&["Mål", "Slag", "Bedömning"]);
    grid.rows.push(row(
        &[
            "Levnadsvaneformulär i primärvården",
            "personalkostnader",
            "■ Röd",
        ],
        0,
        false,
    ));
    let laid = grid.lay_out(52, false);
    assert_on_page(&laid, 52);
    for word in ["Levnadsvaneformulär", "primärvården", "personalkostnader"] {
        assert!(laid.contains(word), "{laid}");
    }
}

#[test]
fn a_heading_stands_across_the_grid() {
    let mut grid = Grid::with_columns(&["Mål", ">Antal"]);
    let heading = "Perspektiv: Invånare och samhälle";
    grid.rows.push(row(&[heading, ""], 0, false));
    grid.rows.push(row(&["Ett", "1"], 2, false));
    grid.rows
        .push(row(&["Ett mål till med en längre titel", "2"], 2, false));
    let laid = grid.lay_out(60, false);
    assert!(laid.lines().any(|line| line == heading), "{laid}");
}
