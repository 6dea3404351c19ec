//! AlgorithmIdentifier (RFC 5280, 4.1.1.2) and the signature algorithms that it names.

use super::DigestAlgorithm;
use crate::asn1::{Reader, Tlv, Writer, tag};
use crate::error::Result;
use crate::oid::{self, Oid};

/// An AlgorithmIdentifier as it came: the object identifier and the raw parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlgorithmIdentifier<'a> {
    /// The object identifier.
    pub oid: Oid,
    /// The parameters element, if there is one.
    pub parameters: Option<Tlv<'a>>,
    raw: &'a [u8],
}

impl<'a> AlgorithmIdentifier<'a> {
    /// Reads the SEQUENCE that stands next in `reader`.
    ///
    /// # Errors
    /// `Malformed` for anything but a SEQUENCE of an OBJECT IDENTIFIER and at most one element (RFC 5280, 4.1.1.2).
    pub fn read(reader: &mut Reader<'a>, what: &'static str) -> Result<Self> {
        let tlv = reader.expect(tag::SEQUENCE, what)?;
        Self::from_tlv(&tlv, what)
    }

    /// Reads the content of `tlv`, a SEQUENCE whatever its (implicit) tag.
    ///
    /// # Errors
    /// As [`read`](Self::read), of the content.
    pub fn from_tlv(tlv: &Tlv<'a>, what: &'static str) -> Result<Self> {
        let mut inner = tlv.reader();
        let oid = inner.oid(what)?;
        let parameters = if inner.is_empty() { None } else { Some(inner.any(what)?) };
        inner.finish(what)?;
        Ok(Self { oid, parameters, raw: tlv.raw() })
    }

    /// The DER of the whole AlgorithmIdentifier, as it came.
    #[must_use]
    pub const fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// Whether the parameters are NULL or absent.
    #[must_use]
    pub fn parameters_are_null_or_absent(&self) -> bool {
        self.parameters.is_none_or(|tlv| tlv.raw() == [tag::NULL, 0])
    }

    /// Whether the parameters are this object identifier.
    #[must_use]
    pub fn parameters_are_oid(&self, expected: &Oid) -> bool {
        self.parameters.is_some_and(|tlv| tlv.tag() == tag::OID && tlv.content() == expected.content())
    }

    /// Whether inner and outer identifier of one signed object agree (RFC 5280, 4.1.1.2): byte for byte, save that for
    /// the national algorithms NULL parameters equal absent ones, as a genuine CRL of 2026 has it (tolerance T1).
    #[must_use]
    pub fn agrees_with(&self, other: &Self) -> bool {
        let national = SignatureAlgorithm::national(&self.oid).is_some();
        self.raw == other.raw
            || (national
                && self.oid == other.oid
                && self.parameters_are_null_or_absent()
                && other.parameters_are_null_or_absent())
    }
}

/// A signature algorithm with its digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5 (RFC 8017, 8.2).
    RsaPkcs1(DigestAlgorithm),
    /// RSASSA-PSS (RFC 8017, 8.1) with MGF1 over the same digest and a salt of the digest's length.
    RsaPss(DigestAlgorithm),
    /// ECDSA with the signature as a DER SEQUENCE of r and s (RFC 5480).
    Ecdsa(DigestAlgorithm),
    /// GOST 34.310-2004 with GOST 34.311-95.
    Gost34310_2004,
    /// GOST 34.310-2015, 256 bit, with Streebog-256.
    Gost34310_2015_256,
    /// GOST 34.310-2015, 512 bit, with Streebog-512.
    Gost34310_2015_512,
}

impl SignatureAlgorithm {
    /// The algorithm that an AlgorithmIdentifier names; `None` for algorithms and parameters that are not supported.
    #[must_use]
    pub fn from_identifier(identifier: &AlgorithmIdentifier<'_>) -> Option<Self> {
        use DigestAlgorithm::{Sha1, Sha256, Sha384, Sha512};
        let null_or_absent = identifier.parameters_are_null_or_absent();
        if let Some(national) = Self::national(&identifier.oid) {
            return null_or_absent.then_some(national);
        }
        let id = &identifier.oid;
        // RFC 4055, section 5: NULL parameters; absent ones are accepted as everywhere.
        let rsa = |digest| null_or_absent.then_some(Self::RsaPkcs1(digest));
        // RFC 5758, 3.2: no parameters.
        let ecdsa = |digest| identifier.parameters.is_none().then_some(Self::Ecdsa(digest));
        if *id == oid::SHA256_WITH_RSA {
            rsa(Sha256)
        } else if *id == oid::SHA384_WITH_RSA {
            rsa(Sha384)
        } else if *id == oid::SHA512_WITH_RSA {
            rsa(Sha512)
        } else if *id == oid::SHA1_WITH_RSA {
            rsa(Sha1)
        } else if *id == oid::ECDSA_WITH_SHA256 {
            ecdsa(Sha256)
        } else if *id == oid::ECDSA_WITH_SHA384 {
            ecdsa(Sha384)
        } else if *id == oid::ECDSA_WITH_SHA512 {
            ecdsa(Sha512)
        } else if *id == oid::RSASSA_PSS {
            pss_digest(identifier).map(Self::RsaPss)
        } else {
            None
        }
    }

    /// The national algorithm with this object identifier.
    #[must_use]
    pub fn national(id: &Oid) -> Option<Self> {
        [Self::Gost34310_2004, Self::Gost34310_2015_256, Self::Gost34310_2015_512]
            .into_iter()
            .find(|algorithm| algorithm.oid() == Some(id))
    }

    /// The digest that the algorithm is computed over.
    #[must_use]
    pub const fn digest(self) -> DigestAlgorithm {
        match self {
            Self::RsaPkcs1(digest) | Self::RsaPss(digest) | Self::Ecdsa(digest) => digest,
            Self::Gost34310_2004 => DigestAlgorithm::Gost34311,
            Self::Gost34310_2015_256 => DigestAlgorithm::Streebog256,
            Self::Gost34310_2015_512 => DigestAlgorithm::Streebog512,
        }
    }

    /// The object identifier; `None` for a combination that has none.
    #[must_use]
    pub fn oid(self) -> Option<&'static Oid> {
        use DigestAlgorithm::{Sha1, Sha256, Sha384, Sha512};
        Some(match self {
            Self::RsaPkcs1(Sha1) => &oid::SHA1_WITH_RSA,
            Self::RsaPkcs1(Sha256) => &oid::SHA256_WITH_RSA,
            Self::RsaPkcs1(Sha384) => &oid::SHA384_WITH_RSA,
            Self::RsaPkcs1(Sha512) => &oid::SHA512_WITH_RSA,
            Self::RsaPss(_) => &oid::RSASSA_PSS,
            Self::Ecdsa(Sha256) => &oid::ECDSA_WITH_SHA256,
            Self::Ecdsa(Sha384) => &oid::ECDSA_WITH_SHA384,
            Self::Ecdsa(Sha512) => &oid::ECDSA_WITH_SHA512,
            Self::Gost34310_2004 => &oid::GOST_2004_SIGNATURE,
            Self::Gost34310_2015_256 => &oid::GOST_2015_256_SIGNATURE,
            Self::Gost34310_2015_512 => &oid::GOST_2015_512_SIGNATURE,
            Self::RsaPkcs1(_) | Self::Ecdsa(_) => return None,
        })
    }
}

impl SignatureAlgorithm {
    /// Appends the AlgorithmIdentifier: NULL parameters for PKCS#1 v1.5 and the national algorithms (kz-pki facts, 2.4),
    /// none for ECDSA (RFC 5758, 3.2), RSASSA-PSS-params with every field for PSS. Nothing for a combination without
    /// object identifier.
    pub(crate) fn write_identifier(self, out: &mut Writer) {
        let Some(oid) = self.oid() else { return };
        out.sequence(|out| {
            out.oid(oid);
            match self {
                Self::Ecdsa(_) => {}
                Self::RsaPss(digest) => write_pss_parameters(out, digest),
                Self::RsaPkcs1(_) | Self::Gost34310_2004 | Self::Gost34310_2015_256 | Self::Gost34310_2015_512 => {
                    out.null();
                }
            }
        });
    }
}

fn write_pss_parameters(out: &mut Writer, digest: DigestAlgorithm) {
    out.sequence(|out| {
        out.explicit(0, |out| digest.write_identifier(out));
        out.explicit(1, |out| {
            out.sequence(|out| {
                out.oid(&oid::MGF1);
                digest.write_identifier(out);
            });
        });
        out.explicit(2, |out| {
            out.unsigned_bytes(&digest.output_len().to_be_bytes());
        });
    });
}

/// RSASSA-PSS-params (RFC 4055, 3.1): hash and MGF1 hash equal, salt as long as the digest, trailer field 1.
fn pss_digest(identifier: &AlgorithmIdentifier<'_>) -> Option<DigestAlgorithm> {
    const WHAT: &str = "RSASSA-PSS-params";
    let parameters = identifier.parameters.filter(|tlv| tlv.tag() == tag::SEQUENCE)?;
    let mut reader = parameters.reader();
    // All defaults are SHA-1, which ring has no PSS for: every field but the trailer must be there.
    let mut hash_reader = reader.explicit(0, WHAT).ok()??;
    let hash = DigestAlgorithm::from_identifier(&AlgorithmIdentifier::read(&mut hash_reader, WHAT).ok()?)?;
    let mut mgf_reader = reader.explicit(1, WHAT).ok()??;
    let mgf = AlgorithmIdentifier::read(&mut mgf_reader, WHAT).ok()?;
    let mgf_parameters = mgf.parameters.filter(|_| mgf.oid == oid::MGF1)?;
    let mgf_hash = DigestAlgorithm::from_identifier(&AlgorithmIdentifier::from_tlv(&mgf_parameters, WHAT).ok()?)?;
    let mut salt_reader = reader.explicit(2, WHAT).ok()??;
    let salt = salt_reader.expect(tag::INTEGER, WHAT).ok()?.unsigned(WHAT).ok()?;
    if let Some(mut trailer) = reader.explicit(3, WHAT).ok()?
        && trailer.expect(tag::INTEGER, WHAT).ok()?.unsigned(WHAT).ok()? != 1
    {
        return None;
    }
    reader.finish(WHAT).ok()?;
    let fits = hash == mgf_hash && usize::try_from(salt).ok()? == hash.output_len();
    fits.then_some(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identifier(der: &[u8]) -> AlgorithmIdentifier<'_> {
        AlgorithmIdentifier::read(&mut Reader::new(der), "test").unwrap()
    }

    /// Tolerance T1: only for the national algorithms.
    #[test]
    fn null_equals_absent_for_national_algorithms_only() {
        let with_null = [0x30, 14, 6, 10, 0x2a, 0x83, 0x0e, 3, 10, 1, 1, 2, 3, 2, 5, 0];
        let without = [0x30, 12, 6, 10, 0x2a, 0x83, 0x0e, 3, 10, 1, 1, 2, 3, 2];
        assert!(identifier(&with_null).agrees_with(&identifier(&without)));
        let rsa_null = [0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11, 5, 0];
        let rsa_bare = [0x30, 11, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 11];
        assert!(!identifier(&rsa_null).agrees_with(&identifier(&rsa_bare)));
        assert_eq!(
            SignatureAlgorithm::from_identifier(&identifier(&rsa_bare)),
            Some(SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256))
        );
    }
}
