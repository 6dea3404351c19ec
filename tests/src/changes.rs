//! Files that were changed on their way: octets, cuts, and pieces of other files.

/// Whether everything is tried (`QOLTANBA_FULL=1`), or a share of it.
#[must_use]
pub fn full() -> bool {
    std::env::var_os("QOLTANBA_FULL").is_some()
}

/// Numbers that look random and are the same in every run (splitmix64).
#[derive(Debug, Clone, Default)]
pub struct Random(pub u64);

impl Random {
    /// A number below `limit`, which is positive.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.number() % u64::try_from(limit).unwrap_or(1).max(1)).unwrap_or_default()
    }

    /// A number of 64 bits.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// A file with a piece of another one: behind it from some place on, in place of as many octets, or between two of them.
#[must_use]
pub fn spliced(one: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let at = random.below(one.len() + 1);
    let from = random.below(other.len() + 1);
    let most = 1 + random.below(512);
    let length = random.below((other.len() - from).min(most) + 1);
    let (before, after) = one.split_at(at);
    match random.below(3) {
        0 => [before, &other[from..]].concat(),
        1 => [before, &other[from..from + length], after.get(length..).unwrap_or_default()].concat(),
        _ => [before, &other[from..from + length], after].concat(),
    }
}

/// The octet at `at` changed in one bit; which one depends on the place, so that every bit gets its turn.
#[must_use]
pub fn flipped(input: &[u8], at: usize) -> Vec<u8> {
    let mut changed = input.to_vec();
    changed[at] ^= 1 << (at % 8);
    changed
}
