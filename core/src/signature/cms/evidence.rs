//! What a message carries to support its signatures: certificates, CRLs, OCSP responses. All of it is untrusted.

use std::collections::HashSet;

use super::{MAX_EMBEDDED, SignedData, SignerInfo};
use crate::asn1::{Reader, tag};
use crate::certificate::Certificate;
use crate::error::Result;
use crate::limits::within;
use crate::oid;

/// The most timestamps of one signer, of both kinds together. A signature has one; an archive timestamp comes on top each time
/// that the certificate of the authority before it is about to expire, so that 64 would last for more than a century.
pub const MAX_TIMESTAMPS: usize = 64;

/// An embedded OCSP answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OcspEvidence<'s> {
    /// A whole OCSPResponse (RFC 5940, 2.2).
    Response(&'s [u8]),
    /// The BasicOCSPResponse alone, as the attribute revocation-values holds it (EN 319 122-1, A.1.5.1).
    Basic(&'s [u8]),
}

/// What a message carries for one signer. It helps to find evidence and is believed only after it was checked.
#[derive(Debug, Clone, Default)]
pub struct UntrustedEvidence<'s> {
    /// Certificates of the message, then those of the attribute certificate-values.
    pub certificates: Vec<Certificate>,
    /// CRLs in DER.
    pub crls: Vec<&'s [u8]>,
    /// OCSP answers in DER.
    pub ocsp: Vec<OcspEvidence<'s>>,
}

impl SignedData<'_> {
    /// Gathers what the message and the unsigned attributes of `signer` carry. Parts that cannot be read are left out,
    /// because evidence that is not there decides nothing.
    #[must_use]
    pub fn evidence<'s>(&'s self, signer: &'s SignerInfo) -> UntrustedEvidence<'s> {
        let mut evidence = self.common_evidence();
        evidence.add_signer(signer, &self.known_certificates());
        evidence
    }

    /// Whether there is revocation evidence for `signer`, readable or not.
    pub(super) fn has_revocation_evidence(&self, signer: &SignerInfo) -> bool {
        let own = EvidenceValues::of(signer);
        let mut common = self.raw_parts().revocation.into_iter();
        !(own.crls.is_empty() && own.ocsp.is_empty())
            || common.any(|choice| choice.first() == Some(&tag::SEQUENCE) || other_revocation(choice).is_some())
    }

    /// The certificates of the message in DER, collected once for all signers.
    pub(crate) fn known_certificates(&self) -> HashSet<&[u8]> {
        self.certificates().iter().map(Certificate::der).collect()
    }

    /// The part that is the same for every signer: what the message carries beside its signers.
    pub(crate) fn common_evidence(&self) -> UntrustedEvidence<'_> {
        let mut evidence =
            UntrustedEvidence { certificates: self.certificates().to_vec(), ..UntrustedEvidence::default() };
        for choice in self.raw_parts().revocation {
            // RevocationInfoChoice ::= CHOICE { crl CertificateList, other [1] OtherRevocationInfoFormat }.
            match choice.first() {
                Some(&tag::SEQUENCE) => evidence.crls.push(choice),
                _ => evidence.ocsp.extend(other_revocation(choice)),
            }
        }
        evidence
    }
}

impl<'s> UntrustedEvidence<'s> {
    /// Adds what the unsigned attributes of `signer` carry, without the certificates that are `known`.
    pub(crate) fn add_signer(&mut self, signer: &'s SignerInfo, known: &HashSet<&[u8]>) {
        let values = EvidenceValues::of(signer);
        let mut own = HashSet::new();
        let new = values.certificates.into_iter().filter(|der| !known.contains(der) && own.insert(*der));
        self.certificates.extend(new.filter_map(|der| Certificate::from_der(der).ok()));
        self.crls.extend(values.crls);
        self.ocsp.extend(values.ocsp.into_iter().map(OcspEvidence::Basic));
    }
}

/// Ends what the unsigned attributes of one signer can cost, before any of them is judged.
pub(super) fn check_unsigned(signer: &SignerInfo) -> Result<()> {
    let timestamps = signer.signature_timestamps().count() + signer.archive_timestamps().count();
    within(timestamps, MAX_TIMESTAMPS, "timestamps of one signer")?;
    let values = EvidenceValues::of(signer);
    within(values.certificates.len(), MAX_EMBEDDED, "certificates of one signer")?;
    within(values.crls.len() + values.ocsp.len(), MAX_EMBEDDED, "revocation lists and answers of one signer")
}

/// The elements of the attributes certificate-values and revocation-values.
#[derive(Default)]
struct EvidenceValues<'s> {
    certificates: Vec<&'s [u8]>,
    crls: Vec<&'s [u8]>,
    ocsp: Vec<&'s [u8]>,
}

impl<'s> EvidenceValues<'s> {
    /// A broken list gives what stands before the break.
    fn of(signer: &'s SignerInfo) -> Self {
        let mut found = Self::default();
        for value in signer.unsigned_values(&oid::CERT_VALUES) {
            let _ = found.read_certificates(value);
        }
        for value in signer.unsigned_values(&oid::REVOCATION_VALUES) {
            let _ = found.read_revocation(value);
        }
        found
    }

    /// CertificateValues ::= SEQUENCE OF Certificate.
    fn read_certificates(&mut self, value: &'s [u8]) -> Result<()> {
        const WHAT: &str = "certificate-values";
        let mut list = Reader::new(value).sequence(WHAT)?;
        while !list.is_empty() {
            self.certificates.push(list.any(WHAT)?.raw());
        }
        Ok(())
    }

    /// RevocationValues ::= SEQUENCE { crlVals [0] SEQUENCE OF CertificateList OPTIONAL,
    /// ocspVals [1] SEQUENCE OF BasicOCSPResponse OPTIONAL, otherRevVals [2] OPTIONAL }.
    fn read_revocation(&mut self, value: &'s [u8]) -> Result<()> {
        const WHAT: &str = "revocation-values";
        let mut fields = Reader::new(value).sequence(WHAT)?;
        for (number, found) in [(0, &mut self.crls), (1, &mut self.ocsp)] {
            let Some(mut explicit) = fields.explicit(number, WHAT)? else { continue };
            let mut list = explicit.sequence(WHAT)?;
            while !list.is_empty() {
                found.push(list.expect(tag::SEQUENCE, WHAT)?.raw());
            }
        }
        Ok(())
    }
}

/// OtherRevocationInfoFormat ::= SEQUENCE { otherRevInfoFormat OID, otherRevInfo ANY } under `[1]`.
fn other_revocation(choice: &[u8]) -> Option<OcspEvidence<'_>> {
    const WHAT: &str = "OtherRevocationInfoFormat";
    let mut inner = Reader::new(choice).expect(tag::context_constructed(1), WHAT).ok()?.reader();
    let format = inner.oid(WHAT).ok()?;
    let response = inner.any(WHAT).ok()?;
    inner.finish(WHAT).ok()?;
    (format == oid::RI_OCSP_RESPONSE).then_some(OcspEvidence::Response(response.raw()))
}
