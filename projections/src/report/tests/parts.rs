//! Parts of reports, as views ask for them.

use super::super::{SOURCES, build_part};
use super::{KINDS, basis, built, region, request};

#[test]
fn a_part_of_a_report_is_what_the_whole_report_says_there() {
    let scenario = region::year();
    let model = scenario.model();
    for (kind, of, when) in KINDS {
        let whole = built(&scenario, kind, of, when);
        let request = request(kind, of, when);
        for section in &whole.sections {
            let key = section.key.as_str();
            let part = build_part(&model, &request, basis(scenario.size()), &[key]).unwrap();
            let of_itself = [SOURCES, "basis", "checks"].contains(&key);
            let expected = if of_itself {
                vec![]
            } else {
                vec![section.clone()]
            };
            assert_eq!(part.sections, expected, "{kind:?} {key}");
        }
    }
}
