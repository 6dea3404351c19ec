//! What a demonstration needs, embedded: certificates of five holders, the authorities above them, the revocation
//! lists that say good, revoked and on hold, and two key files to sign with.

/// The moment to judge at: every file here is current then.
pub const MOMENT: &str = "2026-07-01T00:00:00Z";

/// [`MOMENT`] in seconds since 1970-01-01T00:00:00Z.
pub const MOMENT_UNIX: i64 = 1_782_864_000;

/// The IIN in the certificates of the individual: [`INDIVIDUAL_GOST2015`], [`INDIVIDUAL_RSA`], [`INDIVIDUAL_REVOKED`]
/// and [`INDIVIDUAL_ON_HOLD`]. Invented: it says "born on 1 January 1899".
pub const INDIVIDUAL_IIN: &str = "990101100010";

/// The IIN in [`HEAD_GOST2004`]. Invented.
pub const HEAD_IIN: &str = "990101100040";

/// The BIN in [`HEAD_GOST2004`]. Invented: it says "registered in January 1970".
pub const HEAD_BIN: &str = "700140000019";

/// An individual with a single GOST 34.310-2015 key, everything in order.
pub static INDIVIDUAL_GOST2015: &[u8] = include_bytes!("../pki/gost2015/individual.cer");

/// The same individual with an RSA signing key, everything in order.
pub static INDIVIDUAL_RSA: &[u8] = include_bytes!("../pki/rsa/individual-sign.cer");

/// The head of a legal entity with a GOST 34.310-2004 key, everything in order.
pub static HEAD_GOST2004: &[u8] = include_bytes!("../pki/gost2004/head.cer");

/// The individual's certificate that was revoked (keyCompromise).
pub static INDIVIDUAL_REVOKED: &[u8] = include_bytes!("../pki/gost2015/individual-revoked.cer");

/// The individual's certificate that is on hold, as if its owner had blocked it.
pub static INDIVIDUAL_ON_HOLD: &[u8] = include_bytes!("../pki/gost2015/individual-on-hold.cer");

/// The password of [`INDIVIDUAL_KEY`] and [`HEAD_KEY`], public on purpose.
pub const PASSWORD: &str = "Ulgi2026";

/// The key file of [`INDIVIDUAL_GOST2015`].
pub static INDIVIDUAL_KEY: &[u8] = include_bytes!("../pki/p12/gost2015-individual.p12");

/// The key file of [`HEAD_GOST2004`].
pub static HEAD_KEY: &[u8] = include_bytes!("../pki/p12/gost2004-head.p12");

/// The trust anchors: the root certificates.
pub static ROOTS: [&[u8]; 3] = [
    include_bytes!("../pki/ca/root-gost2015.cer"),
    include_bytes!("../pki/ca/root-gost2004.cer"),
    include_bytes!("../pki/ca/root-rsa.cer"),
];

/// The issuing authorities below [`ROOTS`].
pub static AUTHORITIES: [&[u8]; 3] = [
    include_bytes!("../pki/ca/nca-gost2015.cer"),
    include_bytes!("../pki/ca/nca-gost2004.cer"),
    include_bytes!("../pki/ca/nca-rsa.cer"),
];

/// Base and delta CRL of each of [`AUTHORITIES`].
pub static CRLS: [&[u8]; 6] = [
    include_bytes!("../pki/crl/nca-gost2015.crl"),
    include_bytes!("../pki/crl/nca-gost2015-delta.crl"),
    include_bytes!("../pki/crl/nca-gost2004.crl"),
    include_bytes!("../pki/crl/nca-gost2004-delta.crl"),
    include_bytes!("../pki/crl/nca-rsa.crl"),
    include_bytes!("../pki/crl/nca-rsa-delta.crl"),
];
