//! What a message carries to support its signatures: certificates, CRLs, OCSP responses. All of it is untrusted.

use super::{SignedData, SignerInfo};
use crate::asn1::{Reader, tag};
use crate::certificate::Certificate;
use crate::error::Result;
use crate::oid;

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
        evidence.add_signer(signer);
        evidence
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
    /// Adds what the unsigned attributes of `signer` carry.
    pub(crate) fn add_signer(&mut self, signer: &'s SignerInfo) {
        for value in signer.unsigned_values(&oid::CERT_VALUES) {
            // A broken list gives the certificates before the break.
            let _ = read_certificate_values(value, self);
        }
        for value in signer.unsigned_values(&oid::REVOCATION_VALUES) {
            // As above.
            let _ = read_revocation_values(value, self);
        }
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

/// CertificateValues ::= SEQUENCE OF Certificate.
fn read_certificate_values(value: &[u8], evidence: &mut UntrustedEvidence<'_>) -> Result<()> {
    const WHAT: &str = "certificate-values";
    let mut list = Reader::new(value).sequence(WHAT)?;
    while !list.is_empty() {
        let certificate = Certificate::from_der(list.any(WHAT)?.raw())?;
        if !evidence.certificates.contains(&certificate) {
            evidence.certificates.push(certificate);
        }
    }
    Ok(())
}

/// RevocationValues ::= SEQUENCE { crlVals [0] SEQUENCE OF CertificateList OPTIONAL,
/// ocspVals [1] SEQUENCE OF BasicOCSPResponse OPTIONAL, otherRevVals [2] OPTIONAL }.
fn read_revocation_values<'s>(value: &'s [u8], evidence: &mut UntrustedEvidence<'s>) -> Result<()> {
    const WHAT: &str = "revocation-values";
    let mut fields = Reader::new(value).sequence(WHAT)?;
    if let Some(mut explicit) = fields.explicit(0, WHAT)? {
        let mut list = explicit.sequence(WHAT)?;
        while !list.is_empty() {
            evidence.crls.push(list.expect(tag::SEQUENCE, WHAT)?.raw());
        }
    }
    if let Some(mut explicit) = fields.explicit(1, WHAT)? {
        let mut list = explicit.sequence(WHAT)?;
        while !list.is_empty() {
            evidence.ocsp.push(OcspEvidence::Basic(list.expect(tag::SEQUENCE, WHAT)?.raw()));
        }
    }
    Ok(())
}
