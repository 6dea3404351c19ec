//! The hashes against printed digests and against other implementations.

use gost94::Digest;
use proptest::prelude::*;

use super::hex;
use crate::crypto::gost::{Gost34311, Streebog256, Streebog512};

/// The digest of a message that arrives in these pieces.
macro_rules! digest {
    ($hash:ty, $message:expr, $pieces:expr) => {{
        let mut hash = <$hash>::new();
        let mut rest: &[u8] = $message;
        for &piece in $pieces {
            let (head, tail) = rest.split_at(rest.len().min(piece));
            hash.update(head);
            rest = tail;
        }
        hash.update(rest);
        hash.finish()
    }};
}

const NO_PIECES: &[usize] = &[];

#[test]
fn gost_34311_as_in_the_national_certificates() {
    // kz-pki facts, section 2.3.
    for (message, expected) in [
        ("", "ce85b99cc46752fffee35cab9a7b0278abb4c2d2055cff685af4912c49490f8d"),
        ("abc", "f3134348c44fb1b2a277729e2285ebb5cb5e0f29c975bc753b70497c06a4d51d"),
        ("This is message, length=32 bytes", "b1c466d37519b82e8319819ff32595e047a28cb6f83eff1c6916a815a637fffa"),
    ] {
        assert_eq!(digest!(Gost34311, message.as_bytes(), NO_PIECES).to_vec(), hex(expected));
    }
}

#[test]
fn streebog_examples_of_the_standard() {
    // RFC 6986, examples 1 and 2, which print messages and digests with the last octet first.
    let example_1 = *b"012345678901234567890123456789012345678901234567890123456789012";
    assert_eq!(
        digest!(Streebog512, &example_1, NO_PIECES).to_vec(),
        hex(
            "1b54d01a4af5b9d5cc3d86d68d285462b19abc2475222f35c085122be4ba1ffa00ad30f8767b3a82384c6574f024c311e2a481332b08ef7f41797891c1646f48"
        )
    );
    assert_eq!(
        digest!(Streebog256, &example_1, NO_PIECES).to_vec(),
        hex("9d151eefd8590b89daa6ba6cb74af9275dd051026bb149a452fd84e5e57b5500")
    );
    let mut example_2 = hex(
        "fbe2e5f0eee3c820fbeafaebef20fffbf0e1e0f0f520e0ed20e8ece0ebe5f0f2f120fff0eeec20f120faf2fee5e2202ce8f6f3ede220e8e6eee1e8f0f2d1202ce8f0f2e5e220e5d1",
    );
    example_2.reverse();
    assert_eq!(
        digest!(Streebog512, &example_2, NO_PIECES).to_vec(),
        hex(
            "1e88e62226bfca6f9994f1f2d51569e0daf8475a3b0fe61a5300eee46d961376035fe83549ada2b8620fcd7c496ce5b33f0cb9dddc2b6460143b03dabac9fb28"
        )
    );
    assert_eq!(
        digest!(Streebog256, &example_2, NO_PIECES).to_vec(),
        hex("9dd2fe4e90409e5da87f53976d7405b0c0cac628fc669a741d50063c557e8f50")
    );
}

#[test]
fn every_length_around_the_blocks() {
    let message: Vec<u8> = (0u16..200).map(|i| (i * 7 % 251).to_le_bytes()[0]).collect();
    for length in 0..=message.len() {
        let message = &message[..length];
        assert_eq!(
            digest!(Streebog256, message, NO_PIECES)[..],
            streebog::Streebog256::digest(message)[..],
            "{length}"
        );
        assert_eq!(
            digest!(Streebog512, message, NO_PIECES)[..],
            streebog::Streebog512::digest(message)[..],
            "{length}"
        );
        assert_eq!(digest!(Gost34311, message, NO_PIECES)[..], gost94::Gost94Test::digest(message)[..], "{length}");
    }
}

#[test]
fn the_sum_of_the_blocks_carries_through() {
    // Blocks of ones make every word of the sums overflow.
    let message = vec![0xFF; 64 * 5 + 3];
    assert_eq!(digest!(Streebog256, &message, NO_PIECES)[..], streebog::Streebog256::digest(&message)[..]);
    assert_eq!(digest!(Streebog512, &message, NO_PIECES)[..], streebog::Streebog512::digest(&message)[..]);
    assert_eq!(digest!(Gost34311, &message, NO_PIECES)[..], gost94::Gost94Test::digest(&message)[..]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn as_other_implementations_in_any_pieces(
        message in prop::collection::vec(any::<u8>(), 0..1000),
        pieces in prop::collection::vec(0usize..150, 0..8),
    ) {
        prop_assert_eq!(&digest!(Streebog256, &message, &pieces)[..], &streebog::Streebog256::digest(&message)[..]);
        prop_assert_eq!(&digest!(Streebog512, &message, &pieces)[..], &streebog::Streebog512::digest(&message)[..]);
        prop_assert_eq!(&digest!(Gost34311, &message, &pieces)[..], &gost94::Gost94Test::digest(&message)[..]);
    }
}
