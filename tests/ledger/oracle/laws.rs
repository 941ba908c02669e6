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

    /// The form a read model is kept in is the command's own; here any faithful one.
    #[test]
    fn a_model_that_was_kept_and_read_again_goes_on_as_if_it_never_had_been(
        log in history::histories(120),
        cut in any::<proptest::sample::Index>(),
    ) {
        let (before, after) = log.split_at(cut.index(log.len()));
        let folded = replay(before);
        for kept in [kept_plainly(&folded), kept_compactly(&folded)] {
            let mut model = kept;
            prop_assert!(model == folded);
            for entry in after {
                model.apply(entry);
            }
            prop_assert!(model == replay(&log));
        }
    }

    #[test]
    fn folding_the_same_twice_gives_the_same(log in history::histories(60)) {
        prop_assert!(replay(&log) == replay(&log));
    }
}

fn kept_plainly(model: &ReadModel) -> ReadModel {
    through(model, bincode::config::legacy())
}

fn kept_compactly(model: &ReadModel) -> ReadModel {
    through(model, bincode::config::standard())
}

fn through<C: bincode::config::Config>(model: &ReadModel, config: C) -> ReadModel {
    let bytes = bincode::encode_to_vec(model, config).expect("a model can be kept");
    let (read, length) = bincode::decode_from_slice(&bytes, config).expect("what is kept is read");
    assert_eq!(length, bytes.len(), "all of it");
    read
}

#[test]
fn nothing_folded_is_nothing_known() {
    assert_eq!(ReadModel::default().size(), 0);
    assert!(replay(&[]) == ReadModel::default());
}
