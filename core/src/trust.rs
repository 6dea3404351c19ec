//! Trust anchors, the pool of intermediate certificates, and the fingerprints of the national authorities.
//!
//! ```
//! use qoltanba::Certificate;
//! use qoltanba::trust::{TrustAnchor, TrustStore};
//!
//! # let read = |name: &str| std::fs::read(format!("{}/../testdata/pki/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
//! let root = Certificate::from_der(&read("ca/root-gost2015.cer"))?;
//! let authority = Certificate::from_der(&read("ca/nca-gost2015.cer"))?;
//! let anchor = TrustAnchor::from_certificate(&root);
//! assert_eq!(anchor.official_name(), None, "a synthetic root is none of the national ones");
//! let store = TrustStore::new(vec![anchor], vec![authority]);
//! assert_eq!((store.anchors().len(), store.intermediates().len()), (1, 1));
//! # Ok::<(), qoltanba::Error>(())
//! ```

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use crate::certificate::{Certificate, Name};
use crate::crypto::PublicKey;
use crate::error::Result;
use crate::time::Moment;

/// A key that is trusted under a name (RFC 5280, 6.1.1 (d)), with what its certificate says of how far.
///
/// It is not a [`Certificate`]: nothing validates it, the caller vouches for it. What of its certificate is enforced is
/// the choice of [`AnchorChecks`](crate::path::AnchorChecks).
#[derive(Clone, PartialEq, Eq)]
pub struct TrustAnchor(Certificate);

impl TrustAnchor {
    /// Declares the subject and the key of `certificate` as trusted. Cheap; the certificate is shared.
    #[must_use]
    pub fn from_certificate(certificate: &Certificate) -> Self {
        Self(certificate.clone())
    }

    /// The name of the authority.
    #[must_use]
    pub fn name(&self) -> Name<'_> {
        self.0.subject()
    }

    /// The key of the authority.
    ///
    /// # Errors
    /// As [`Certificate::public_key`]; such an anchor verifies nothing.
    pub fn public_key(&self) -> Result<&PublicKey> {
        self.0.public_key()
    }

    /// The DER SubjectPublicKeyInfo.
    #[must_use]
    pub fn spki(&self) -> &[u8] {
        self.0.spki()
    }

    /// The subjectKeyIdentifier of the certificate that the anchor was made from.
    #[must_use]
    pub fn key_identifier(&self) -> Option<&[u8]> {
        self.0.extensions().subject_key_identifier()
    }

    /// Start of the validity period; the moment itself belongs to it.
    #[must_use]
    pub fn not_before(&self) -> Moment {
        self.0.not_before()
    }

    /// End of the validity period; the moment itself belongs to it.
    #[must_use]
    pub fn not_after(&self) -> Moment {
        self.0.not_after()
    }

    /// SHA-256 over the certificate that the anchor was made from.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        self.0.sha256()
    }

    /// The name of this authority in the list of the national ones; `None` for every other.
    #[must_use]
    pub fn official_name(&self) -> Option<&'static str> {
        official_name(&self.sha256())
    }

    pub(crate) fn certificate(&self) -> &Certificate {
        &self.0
    }
}

impl fmt::Debug for TrustAnchor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TrustAnchor(sha256 {})", crate::crypto::to_hex(&self.sha256()))
    }
}

/// The anchors of a caller and a pool of certificates from which paths may be built. Cloning is cheap.
#[derive(Clone)]
pub struct TrustStore(Arc<Inner>);

struct Inner {
    anchors: Vec<TrustAnchor>,
    pool: Pool,
    anchors_by_name: HashMap<Box<[u8]>, Vec<usize>>,
}

impl TrustStore {
    /// A store with these anchors, and with intermediate certificates that are *not* trusted by themselves.
    #[must_use]
    pub fn new(anchors: Vec<TrustAnchor>, intermediates: Vec<Certificate>) -> Self {
        let mut anchors_by_name: HashMap<Box<[u8]>, Vec<usize>> = HashMap::new();
        for (index, anchor) in anchors.iter().enumerate() {
            anchors_by_name.entry(anchor.name().comparison_key()).or_default().push(index);
        }
        Self(Arc::new(Inner { anchors, pool: Pool::new(intermediates), anchors_by_name }))
    }

    /// The trust anchors, in the order in which they were given.
    #[must_use]
    pub fn anchors(&self) -> &[TrustAnchor] {
        &self.0.anchors
    }

    /// The intermediate certificates, in the order in which they were given.
    #[must_use]
    pub fn intermediates(&self) -> &[Certificate] {
        &self.0.pool.certificates
    }

    pub(crate) fn anchors_named(&self, key: &[u8]) -> impl Iterator<Item = &TrustAnchor> {
        let found = self.0.anchors_by_name.get(key).map(Vec::as_slice).unwrap_or_default();
        found.iter().filter_map(|index| self.0.anchors.get(*index))
    }

    pub(crate) fn pool(&self) -> &Pool {
        &self.0.pool
    }
}

impl fmt::Debug for TrustStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TrustStore({} anchors, {} intermediates)", self.anchors().len(), self.intermediates().len())
    }
}

/// Certificates by their subject.
#[derive(Default)]
pub(crate) struct Pool {
    certificates: Vec<Certificate>,
    by_subject: HashMap<Box<[u8]>, Vec<usize>>,
}

impl Pool {
    pub(crate) fn new(certificates: Vec<Certificate>) -> Self {
        let mut by_subject: HashMap<Box<[u8]>, Vec<usize>> = HashMap::new();
        for (index, certificate) in certificates.iter().enumerate() {
            by_subject.entry(certificate.subject_key().into()).or_default().push(index);
        }
        Self { certificates, by_subject }
    }

    pub(crate) fn named(&self, key: &[u8]) -> impl Iterator<Item = &Certificate> {
        let found = self.by_subject.get(key).map(Vec::as_slice).unwrap_or_default();
        found.iter().filter_map(|index| self.certificates.get(*index))
    }
}

/// The name under which this program knows the authority whose certificate has this SHA-256, for instance
/// `root_gost_2022`; `None` for every other certificate.
///
/// The list holds the production authorities of the national root (КУЦ РК), those under it, and the test authorities of
/// НУЦ РК, whose names contain `test`. Being in it gives no trust.
#[must_use]
pub fn official_name(sha256: &[u8; 32]) -> Option<&'static str> {
    let hex = crate::crypto::to_hex(sha256);
    OFFICIAL.iter().find_map(|(known, name)| (*known == hex).then_some(*name))
}

/// SHA-256 over the DER certificate, and its name (kz-pki facts, section 3.6).
const OFFICIAL: [(&str, &str); 21] = [
    ("af77725f8328bb24f89d81da3acdf7cee4324248538b7ba2cd2a860517fb9dca", "root_gost_2022"),
    ("32c7d233a42703a327f3025543a05b930e3f39a786c68dfa196baa86d5618524", "nca_gost_2022"),
    ("9ba06354b626641715182e4d07c9dbaa1777720fa795d03174ffc68876535dcd", "root_rsa_2020"),
    ("84fb799a66140950818c056a5d9730acc2a7622cdd4ef0d47113b132fb892905", "nca_rsa_2022"),
    ("c48164ab5ccaaee6b938299a1e3aeebd6f698bb2bd716a0f0d85befc46166aa2", "root_gost_2020"),
    ("eb5a5318299db447a46619d2a541f026b52c1fce8a1d371262da8f6f2d7bb6f5", "ucgo_gost"),
    ("74bb80edf34f4594e5e69b79029c64214e67630e3d16b82f952ab6e5956c5fa8", "btsd_gost"),
    ("9ab210e54e6b0343321131202d9edcc2598f598cfdd9ee4ec1056021ab2e9759", "root_gost"),
    ("908521d0531e5645e64b34d3588374a3a83582c860e5f7293a04c41217e8cc18", "nca_gost"),
    ("a7064abc5699827f370c67b09f1a1bfd7ad5e1514d471223df209c08300ea972", "root_rsa"),
    ("34d1b311a9873191ae3382805df51e0a5da23315c512a8deeb885668ceeb5834", "nca_rsa"),
    ("b995e79e7c07429f8f79e185451e5599ce342ac720000f01b3854fdfa03031a6", "root_test_gost_2022"),
    ("beeffc0bdb77cd798c35983eb0715f6ef0051cccb71d7cd05505e8a4fb2c6f4d", "nca_gost2022_test"),
    ("e76d2ba06ba15f28b590f9452a7a5f1150c68dd11d09842f0b63041339048056", "kuc_gost_test"),
    ("2e0e476ea0d25bfdc317475320444a9df6c92a198ace491baa6f427d6b47b992", "nca_gost_test"),
    ("1778a7639bcbf3333e7a83461d1e126bff46a0f74b73d3345356540dad138b11", "kuc_rsa_test"),
    ("5b92d85a88fdeee7ccdb06771d82fa1faae3de87839edb368ea1ac07fca04f2a", "nca_rsa_test"),
    ("06021684f52054692a1859686d5af527eda779e6183c2f3cd4fc1278e4067beb", "root_gost_test_old"),
    ("0307e8bdf77cb708b7c9d9a5799facdc6de7154447cb394af9ac9b528c3d82c7", "nca_gost_test_old"),
    ("4d05179bcb02180bfc37618372671357df7dd8b7865973eae77b83213cae717b", "root_rsa_test_old"),
    ("7e96a36409dc11e0fc99efae41f8c639e16a495d77c2f2278edb98580f997231", "nca_rsa_test_old"),
];
