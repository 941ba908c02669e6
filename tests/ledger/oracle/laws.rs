//! Laws of the fold: where it is cut makes no difference, and nothing that it
//! has answered changes when it goes on (I9).

use projections::model::ReadModel;
use proptest::prelude::*;

use super::history;
use super::naive::question::replay;

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn folding_two_halves_after_each_other_is_folding_the_whole(
        log in history::histories(120),
        cut in any::<proptest::sample::Index>(),
    ) {
        let mut model = replay(&log[..cut.index(log.len())]);
        for entry in &log[cut.index(log.len())..] {
            model.apply(entry);
        }
        prop_assert!(model == replay(&log));
        prop_assert_eq!(model.size(), u64::try_from(log.len())?);
    }

    #[test]
    fn folding_the_same_twice_gives_the_same(log in history::histories(60)) {
        prop_assert!(replay(&log) == replay(&log));
    }
}

#[test]
fn nothing_folded_is_nothing_known() {
    assert_eq!(ReadModel::default().size(), 0);
    assert!(replay(&[]) == ReadModel::default());
}
