//! One type for every container: who signed, whether each signature holds, and what it covers.

use super::cms::{
    CadesLevel, Content, FailureReason, MAX_CANDIDATES, OcspEvidence, PartHashes, SignatureFailure, SignaturePolicy,
    SignedData, SignerInfo, UntrustedEvidence,
};
use super::jws::{JwsSignature, SignedJws};
use super::look::{Look, looks_like, without_mark};
use super::xml::{Allowance, Container, Coverage, DigestOutcome, Level, Properties, SignedXml, XmlSignature};
use crate::asn1::{Writer, tag};
use crate::certificate::Certificate;
use crate::crypto::{PublicKey, SignatureError};
use crate::error::{Error, Result};
use crate::limits::Limits;
use crate::oid;
use crate::revocation::{Crl, OcspResponse};
use crate::time::Moment;
use crate::timestamp::{Timestamp, TimestampFailure, VerifiedTimestamp};

/// The form of a signed document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// CMS (RFC 5652).
    Cms,
    /// XML Signature.
    XmlSignature,
    /// A SOAP message with WS-Security.
    WsSecurity,
    /// JSON Web Signature (RFC 7515).
    Jws,
}

/// A signed document: parsed, nothing verified. Its content is handed out only by the verifier, with the verdict.
#[derive(Debug, Clone)]
pub struct SignedDocument<'a>(Body<'a>);

#[derive(Debug, Clone)]
enum Body<'a> {
    Cms(Box<SignedData<'a>>, Option<Content<'a>>),
    Xml(Box<SignedXml<'a>>),
    Jws(SignedJws),
}

/// Whether the signatures cover the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Covering {
    Whole(&'static str),
    Part(String),
    DuplicateId(&'static str),
}

/// What was found of one signature.
#[derive(Debug)]
pub(crate) struct Finding {
    /// The certificate whose key made the signature, or the best candidate when none did.
    pub(crate) certificate: Option<Certificate>,
    /// Whether the signature holds.
    pub(crate) signature: std::result::Result<&'static str, SignatureFailure>,
    /// Timestamps over the signature, in their order.
    pub(crate) timestamps: Vec<Result<FoundTimestamp>>,
    /// Archive timestamps, in their order.
    pub(crate) archive_timestamps: Vec<Result<FoundTimestamp>>,
    /// The level that the form claims.
    pub(crate) level: Option<ClaimedLevel>,
    /// When the sender made the message and until when it is to be taken, of each statement that the signature covers.
    pub(crate) message_times: Vec<(Option<Moment>, Option<Moment>)>,
    /// What the countersignatures come to, one sentence each. They confirm nothing of this signature.
    pub(crate) countersignatures: Vec<String>,
    /// Certificates, CRLs and OCSP answers that came along: untrusted.
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) crls: Vec<Crl>,
    pub(crate) ocsp: Vec<OcspResponse>,
}

/// What came along with a message, read once for all its signers.
#[derive(Debug, Clone, Default)]
struct Embedded {
    certificates: Vec<Certificate>,
    crls: Vec<Crl>,
    ocsp: Vec<OcspResponse>,
}

impl Embedded {
    /// Lists and answers that cannot be read are left out: they are no evidence.
    fn add(&mut self, evidence: UntrustedEvidence<'_>) {
        self.certificates = evidence.certificates;
        self.crls.extend(evidence.crls.iter().filter_map(|der| Crl::from_der(der).ok()));
        self.ocsp.extend(evidence.ocsp.iter().filter_map(|answer| {
            match answer {
                OcspEvidence::Response(der) => OcspResponse::from_der(der),
                OcspEvidence::Basic(der) => OcspResponse::from_der(&ocsp_response_around(der)),
            }
            .ok()
        }));
    }
}

/// A timestamp token, its imprint and signature verified or not.
#[derive(Debug)]
pub(crate) struct FoundTimestamp {
    pub(crate) gen_time: Moment,
    pub(crate) outcome: std::result::Result<VerifiedTimestamp, TimestampFailure>,
    /// Certificates, CRLs and OCSP answers of the token itself: untrusted.
    pub(crate) certificates: Vec<Certificate>,
    pub(crate) crls: Vec<Crl>,
    pub(crate) ocsp: Vec<OcspResponse>,
}

impl FoundTimestamp {
    fn new(timestamp: &Timestamp, outcome: std::result::Result<VerifiedTimestamp, TimestampFailure>) -> Self {
        let token = timestamp.signed_data();
        let mut own = Embedded::default();
        token.signers().iter().for_each(|authority| own.add(token.evidence(authority)));
        let Embedded { certificates, crls, ocsp } = own;
        Self { gen_time: timestamp.gen_time(), outcome, certificates, crls, ocsp }
    }
}

/// A level of CAdES or XAdES.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ClaimedLevel {
    B,
    T,
    Lt,
    Lta,
}

impl<'a> SignedDocument<'a> {
    /// Parses a signed document of any form: CMS in DER, BER, PEM or base64; XML; JWS compact or JSON.
    ///
    /// # Errors
    /// As the parser of the form that the input most looks like.
    pub fn parse(input: &'a [u8]) -> Result<Self> {
        Self::parse_within(input, &Limits::default())
    }

    /// As [`parse`](Self::parse), within other limits.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_within(input: &'a [u8], limits: &Limits) -> Result<Self> {
        Self::parse_with(input, None, limits)
    }

    /// Parses a detached signature together with the content it was made for, as bytes or as digests.
    ///
    /// # Errors
    /// As [`parse`](Self::parse); `InvalidArgument` when the form has no detached content, or the content is needed
    /// itself and only its digest was given.
    pub fn parse_detached(input: &'a [u8], content: Content<'a>) -> Result<Self> {
        Self::parse_detached_within(input, content, &Limits::default())
    }

    /// As [`parse_detached`](Self::parse_detached), within other limits.
    ///
    /// # Errors
    /// As [`parse_detached`](Self::parse_detached).
    pub fn parse_detached_within(input: &'a [u8], content: Content<'a>, limits: &Limits) -> Result<Self> {
        Self::parse_with(input, Some(content), limits)
    }

    fn parse_with(input: &'a [u8], content: Option<Content<'a>>, limits: &Limits) -> Result<Self> {
        let argument = |rule| Error::InvalidArgument { argument: "content", rule };
        match looks_like(input) {
            Look::Xml if content.is_some() => Err(argument("an XML signature is never apart from its document here")),
            Look::Xml => Ok(Self(Body::Xml(Box::new(SignedXml::parse_within(input, limits)?)))),
            Look::Jws => {
                let bytes = content
                    .map(|content| content.bytes().ok_or(argument("a JWS needs the content itself, not its digest")))
                    .transpose()?;
                Ok(Self(Body::Jws(SignedJws::parse_within(input, bytes, limits)?)))
            }
            Look::Cms => {
                let message = SignedData::parse_within(without_mark(input), limits)?;
                // A missing or superfluous content is refused here, before anything is judged.
                if let Some(bytes) = content.as_ref().and_then(Content::bytes) {
                    message.content(Some(bytes))?;
                } else if content.is_none() {
                    message.content(None)?;
                } else if message.unverified_content().is_some() {
                    return Err(argument("the content of an attached signature is that of the message"));
                }
                Ok(Self(Body::Cms(Box::new(message), content)))
            }
        }
    }

    /// The form that [`parse`](Self::parse) found.
    #[must_use]
    pub fn form(&self) -> Form {
        match &self.0 {
            Body::Cms(..) => Form::Cms,
            Body::Jws(_) => Form::Jws,
            Body::Xml(xml) => match xml.container() {
                Container::XmlSignature => Form::XmlSignature,
                Container::WsSecurity => Form::WsSecurity,
            },
        }
    }

    /// The number of signatures.
    #[must_use]
    pub fn signature_count(&self) -> usize {
        match &self.0 {
            Body::Cms(message, _) => message.signers().len(),
            Body::Xml(xml) => xml.signatures().len(),
            Body::Jws(jws) => jws.signatures().len(),
        }
    }

    /// What decides nothing but is worth a note.
    pub(crate) fn notes(&self) -> Vec<String> {
        match &self.0 {
            Body::Cms(message, _) => {
                let mut notes = Vec::new();
                if message.nested().is_some() {
                    notes.push("The content is itself a CMS message; its own signatures were not judged.".to_owned());
                }
                if message.unreadable_certificates() > 0 {
                    notes.push(UNREADABLE_CERTIFICATES.to_owned());
                }
                notes
            }
            Body::Xml(xml) => {
                let of_signatures = xml.signatures().iter().flat_map(|one| &one.key_info().certificates);
                unreadable_note(of_signatures.chain(xml.message_certificates()))
            }
            Body::Jws(jws) => unreadable_note(jws.signatures().iter().flat_map(JwsSignature::certificates)),
        }
    }

    pub(crate) fn covering(&self) -> Covering {
        let xml = match &self.0 {
            Body::Cms(..) => return Covering::Whole("Each signature is over the whole content."),
            Body::Jws(_) => return Covering::Whole("Each signature is over the whole payload."),
            Body::Xml(xml) => xml,
        };
        for signature in xml.signatures() {
            match signature.coverage() {
                Coverage::Covered { .. } => {}
                Coverage::NotCovered(gap) => return Covering::Part(gap.to_string()),
                Coverage::DuplicateId => return Covering::DuplicateId("an identifier that is signed occurs twice"),
            }
        }
        Covering::Whole("Each signature covers the document.")
    }

    /// What was signed: the content, the payload, or the canonical octets that the last signature covers.
    pub(crate) fn covered_content(&self) -> Result<Option<Vec<u8>>> {
        match &self.0 {
            Body::Cms(message, supplied) => {
                let own = message.unverified_content();
                Ok(own.or_else(|| supplied.as_ref().and_then(Content::bytes)).map(<[u8]>::to_vec))
            }
            Body::Jws(jws) => Ok(Some(jws.payload().to_vec())),
            Body::Xml(xml) => match xml.signatures().first() {
                Some(signature) => xml.covered_octets(signature),
                None => Ok(None),
            },
        }
    }

    /// Judges every signature; `supplied` are certificates that did not come with the document.
    ///
    /// # Errors
    /// `LimitExceeded` when the document costs more than the limits allow.
    pub(crate) fn findings(&self, supplied: &[Certificate], policy: SignaturePolicy) -> Result<Vec<Finding>> {
        match &self.0 {
            Body::Cms(message, content) => {
                let mut content = match content {
                    Some(content) => content.clone().hashed(&message.digest_algorithms()),
                    None => message.content(None)?,
                };
                let mut common = Embedded::default();
                common.add(message.common_evidence());
                let mut hashes = PartHashes::default();
                let judge = |signer| {
                    hashes.next_signer();
                    cms_finding(message, signer, (&mut content, &mut hashes), supplied, policy, common.clone())
                };
                Ok(message.signers().iter().map(judge).collect())
            }
            Body::Xml(xml) => {
                let mut allowance = xml.allowance();
                let brought = readable(xml.message_certificates());
                let others = Others { brought: &brought, supplied };
                let judge = |(number, signature)| xml_finding(xml, number, signature, others, policy, &mut allowance);
                xml.signatures().iter().enumerate().map(judge).collect()
            }
            Body::Jws(jws) => Ok(jws.signatures().iter().map(|one| jws_finding(one, supplied, policy)).collect()),
        }
    }
}

fn cms_finding(
    message: &SignedData<'_>,
    signer: &SignerInfo,
    (content, hashes): (&mut Content<'_>, &mut PartHashes),
    supplied: &[Certificate],
    policy: SignaturePolicy,
    mut embedded: Embedded,
) -> Finding {
    let mut own = UntrustedEvidence { certificates: embedded.certificates.clone(), ..UntrustedEvidence::default() };
    own.add_signer(signer);
    embedded.add(own);
    let outcome = message.verify(signer, content, supplied, policy);
    let certificate = match &outcome {
        Ok(verified) => Some(verified.certificate().clone()),
        Err(_) => message.candidates(signer, supplied).first().map(|certificate| (*certificate).clone()),
    };
    let mut found = |token: &[u8], archive: Archive| -> Result<FoundTimestamp> {
        let timestamp = Timestamp::parse(token)?;
        let known = authorities(&timestamp, &embedded.certificates, supplied);
        let outcome = match archive {
            Archive::No => timestamp.verify(signer.signature(), &known, policy),
            Archive::Yes => {
                timestamp.imprint_algorithm().into_iter().for_each(|algorithm| content.hash(algorithm));
                timestamp.verify_archive_among(message, signer, content, hashes, &known, policy)
            }
        };
        Ok(FoundTimestamp::new(&timestamp, outcome))
    };
    Finding {
        certificate,
        signature: outcome.map(|_| "The signature is that of this content and this certificate's key."),
        timestamps: signer.signature_timestamps().map(|token| found(token, Archive::No)).collect(),
        archive_timestamps: signer.archive_timestamps().map(|token| found(token, Archive::Yes)).collect(),
        level: message.claimed_level(signer).map(|level| match level {
            CadesLevel::B => ClaimedLevel::B,
            CadesLevel::T => ClaimedLevel::T,
            CadesLevel::Lt => ClaimedLevel::Lt,
            CadesLevel::Lta => ClaimedLevel::Lta,
        }),
        message_times: Vec::new(),
        countersignatures: countersignatures(message, signer, supplied, policy),
        crls: embedded.crls,
        ocsp: embedded.ocsp,
        certificates: embedded.certificates,
    }
}

/// Who may have signed a token, beside the certificates in it: the few that came along and answer to its signer's identifier,
/// then those `supplied`.
fn authorities(timestamp: &Timestamp, embedded: &[Certificate], supplied: &[Certificate]) -> Vec<Certificate> {
    let signers = timestamp.signed_data().signers();
    let named = |one: &&Certificate| signers.iter().any(|signer| signer.identifier().names(one));
    embedded.iter().filter(named).take(MAX_CANDIDATES).chain(supplied).cloned().collect()
}

/// OCSPResponse ::= SEQUENCE { responseStatus successful(0), responseBytes [0] { id-pkix-ocsp-basic, OCTET STRING } }
/// (RFC 6960, 4.2.1).
fn ocsp_response_around(basic: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.sequence(|response| {
        response.tlv(tag::ENUMERATED, &[0]).explicit(0, |explicit| {
            explicit.sequence(|bytes| {
                bytes.oid(&oid::OCSP_BASIC).octet_string(basic);
            });
        });
    });
    writer.into_bytes()
}

/// Whether each signature over this signature holds (RFC 5652, 11.4). Who made it is not judged: it decides nothing.
fn countersignatures(
    message: &SignedData<'_>,
    signer: &SignerInfo,
    supplied: &[Certificate],
    policy: SignaturePolicy,
) -> Vec<String> {
    let list = match signer.countersignatures() {
        Ok(list) => list,
        Err(error) => return vec![format!("A countersignature cannot be read: {error}.")],
    };
    let judge = |one: &SignerInfo| {
        let mut verdict = "the certificate of its signer is not at hand".to_owned();
        for certificate in message.candidates(one, supplied) {
            match message.verify_countersignature(signer, one, certificate, policy) {
                Ok(_) => {
                    let serial = crate::crypto::to_hex(certificate.serial());
                    return format!(
                        "A countersignature holds under the certificate with serial number {serial}; its signer was not judged."
                    );
                }
                Err(failure) => verdict = failure.detail.to_owned(),
            }
        }
        format!("A countersignature does not hold: {verdict}.")
    };
    list.iter().map(judge).collect()
}

#[derive(Clone, Copy)]
enum Archive {
    No,
    Yes,
}

const fn failure(reason: FailureReason, detail: &'static str) -> SignatureFailure {
    SignatureFailure { reason, detail }
}

/// The first candidate whose key made the signature; else the first one, with the reason.
fn choose(
    candidates: Vec<Certificate>,
    verify: impl Fn(&PublicKey) -> std::result::Result<(), SignatureError>,
) -> (Option<Certificate>, std::result::Result<(), SignatureFailure>) {
    let mut first: Option<(Certificate, SignatureFailure)> = None;
    for certificate in candidates {
        let outcome = match certificate.public_key() {
            Ok(key) => verify(key),
            Err(_) => Err(SignatureError::AlgorithmNotAllowed),
        };
        let refused = match outcome {
            Ok(()) => return (Some(certificate), Ok(())),
            Err(SignatureError::AlgorithmNotAllowed) => {
                failure(FailureReason::AlgorithmNotAllowed, "the signature algorithm is not allowed")
            }
            Err(SignatureError::Invalid) => {
                failure(FailureReason::SignatureInvalid, "the signature value does not fit the certificate's key")
            }
            Err(SignatureError::KeyMismatch) => failure(
                FailureReason::SignatureInvalid,
                "the certificate's key is of another kind than the signature algorithm",
            ),
        };
        first.get_or_insert((certificate, refused));
    }
    match first {
        Some((certificate, refused)) => (Some(certificate), Err(refused)),
        None => (None, Err(SignatureFailure::CERTIFICATE_MISSING)),
    }
}

const UNREADABLE_CERTIFICATES: &str = "Some embedded certificates could not be read and were passed over.";

fn unreadable_note<'d>(certificates: impl IntoIterator<Item = &'d Vec<u8>>) -> Vec<String> {
    let any = certificates.into_iter().any(|der| Certificate::from_der(der).is_err());
    if any { vec![UNREADABLE_CERTIFICATES.to_owned()] } else { Vec::new() }
}

/// Those that can be read; the others are no evidence.
fn readable(certificates: &[Vec<u8>]) -> Vec<Certificate> {
    certificates.iter().filter_map(|der| Certificate::from_der(der).ok()).collect()
}

/// Certificates that do not stand in a signature itself.
#[derive(Clone, Copy)]
struct Others<'c> {
    /// By the message, for whichever of its signatures names them.
    brought: &'c [Certificate],
    /// By the caller.
    supplied: &'c [Certificate],
}

fn xml_finding(
    xml: &SignedXml<'_>,
    number: usize,
    signature: &XmlSignature,
    others: Others<'_>,
    policy: SignaturePolicy,
    allowance: &mut Allowance,
) -> Result<Finding> {
    let info = signature.key_info();
    let own = readable(&info.certificates);
    let named = |certificate: &&Certificate| {
        let by_serial = info.issuer_serials.iter().any(|id| id.serial == certificate.serial());
        let identifier = certificate.extensions().subject_key_identifier();
        let by_key = info.subject_key_identifiers.iter().any(|id| Some(id.as_slice()) == identifier);
        by_serial || by_key
    };
    // Without any hint every other certificate may be the signer's; its key decides.
    let hinted = !(info.issuer_serials.is_empty() && info.subject_key_identifiers.is_empty());
    let not_own = || others.brought.iter().chain(others.supplied);
    let mut candidates = own.clone();
    if hinted {
        candidates.extend(not_own().filter(named).cloned());
    } else if info.certificates.is_empty() {
        candidates.extend(not_own().cloned());
    }
    // The order in KeyInfo means nothing: of several with one key it is the one that the signer named, whatever stands first.
    candidates.sort_by_cached_key(|certificate| names_another(signature, certificate));
    let (certificate, value) = choose(candidates, |key| signature.verify_value(key, policy.algorithms));
    let digests = xml.check_digests_spending(signature, policy.algorithms, allowance)?;
    let not_allowed = |what: super::xml::NotAllowed| failure(FailureReason::AlgorithmNotAllowed, what.text());
    let verdict = match (signature.algorithm(), digests) {
        (Err(what), _) | (Ok(_), DigestOutcome::NotAllowed(what)) => Err(not_allowed(what)),
        (Ok(_), DigestOutcome::Mismatch) => {
            Err(failure(FailureReason::DigestMismatch, "the document is not the one that was signed"))
        }
        (Ok(_), DigestOutcome::Hold) => value.and_then(|()| bound(signature, certificate.as_ref())),
    };
    let mut embedded = own;
    embedded.extend(others.brought.iter().filter(|one| !info.certificates.iter().any(|der| der == one.der())).cloned());
    let mut tsa_certificates = embedded.clone();
    tsa_certificates.extend_from_slice(others.supplied);
    let found = |one: &super::xml::SignatureTimestamp| -> Result<FoundTimestamp> {
        let timestamp = Timestamp::parse(&one.token)?;
        let outcome = match &one.stamped {
            Some(stamped) => timestamp.verify(stamped, &tsa_certificates, policy),
            None => Err(TimestampFailure::ImprintAlgorithm),
        };
        Ok(FoundTimestamp::new(&timestamp, outcome))
    };
    let covered = xml.message_timestamps().iter().filter(|time| time.covered_by.contains(&number));
    let message_times = covered.map(|time| (time.created, time.expires)).collect();
    Ok(Finding {
        certificate,
        signature: verdict
            .map(|()| "The signature is that of the references and this certificate's key; all digests hold."),
        timestamps: signature.timestamps().iter().map(found).collect(),
        archive_timestamps: Vec::new(),
        level: match signature.level() {
            Level::None => None,
            Level::B => Some(ClaimedLevel::B),
            Level::T => Some(ClaimedLevel::T),
        },
        message_times,
        countersignatures: Vec::new(),
        certificates: embedded,
        crls: Vec::new(),
        ocsp: Vec::new(),
    })
}

/// XAdES: the certificate that the signature names is the one whose key made it (EN 319 132-1, 5.2.2).
fn bound(signature: &XmlSignature, certificate: Option<&Certificate>) -> std::result::Result<(), SignatureFailure> {
    if certificate.is_some_and(|certificate| names_another(signature, certificate)) {
        return Err(failure(
            FailureReason::SignatureInvalid,
            "the signed SigningCertificate names another certificate",
        ));
    }
    Ok(())
}

/// Whether the signed properties name a certificate, and not this one.
fn names_another(signature: &XmlSignature, certificate: &Certificate) -> bool {
    match signature.properties() {
        Properties::Signed(properties) => {
            !properties.certificates.is_empty() && !properties.name_certificate(certificate.der())
        }
        Properties::Absent | Properties::Unsigned => false,
    }
}

fn jws_finding(signature: &JwsSignature, supplied: &[Certificate], policy: SignaturePolicy) -> Finding {
    let embedded = readable(signature.certificates());
    // RFC 7515, 4.1.6: the first certificate is that of the key; the others lead to its anchor.
    let candidates = match signature.certificates().first() {
        Some(der) => Certificate::from_der(der).into_iter().collect(),
        None => supplied.iter().filter(|one| signature.thumbprints_are_of(one.der())).cloned().collect(),
    };
    let (certificate, value) = choose(candidates, |key| signature.verify_value(key, policy.algorithms));
    let named = certificate.as_ref().is_none_or(|one| signature.thumbprints_are_of(one.der()));
    let verdict = match signature.algorithm() {
        Err(what) => Err(failure(FailureReason::AlgorithmNotAllowed, what.text())),
        Ok(_) => value.and_then(|()| {
            let other = "the thumbprint in the header is that of another certificate";
            if named { Ok(()) } else { Err(failure(FailureReason::SignatureInvalid, other)) }
        }),
    };
    Finding {
        certificate,
        signature: verdict.map(|()| "The signature is that of this payload and this certificate's key."),
        timestamps: Vec::new(),
        archive_timestamps: Vec::new(),
        level: None,
        message_times: Vec::new(),
        countersignatures: Vec::new(),
        certificates: embedded,
        crls: Vec::new(),
        ocsp: Vec::new(),
    }
}
