//! Which rows of the tallies a clerk counts in: its own, as far as there are enough, so that none waits for another's
//! commit. Two that draw the same number only wait now and then.

/// Rows that one counter is spread over at most; readers add them up.
const SHARDS: u8 = 8;

pub(super) fn draw() -> i64 {
    let mut byte = [0];
    if aws_lc_rs::rand::fill(&mut byte).is_err() {
        // Without randomness nothing else works either; a shared shard is only slower.
        byte = [0];
    }
    i64::from(byte[0] % SHARDS)
}
