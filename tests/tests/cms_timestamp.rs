//! Timestamps with OpenSSL on the other side, the CAdES levels, and tokens that prove nothing.

use qoltanba::check::{Expected, JudgedAt, Verifier};
use qoltanba::crypto::{AlgorithmPolicy, DigestAlgorithm, LegacyAlgorithms, PrivateKey};
use qoltanba::oid::Oid;
use qoltanba::sign::Signer;
use qoltanba::sign::cms::{self, EmbeddedEvidence, Encapsulation, Options};
use qoltanba::sign::timestamp::TimestampAuthority;
use qoltanba::signature::SignedDocument;
use qoltanba::signature::cms::{
    ArchiveTimestampError, CadesLevel, Content, FailureReason, OcspEvidence, SignaturePolicy, SignedAttributes,
    SignedData, SigningCertificateReference,
};
use qoltanba::timestamp::{Timestamp, TimestampFailure, TimestampRequest, TimestampResponse};
use qoltanba::trust::TrustStore;
use qoltanba::{Certificate, Error, Moment, oid};
use qoltanba_tests::cms::{Message, attribute};
use qoltanba_tests::openssl::Scratch;

const CONTENT: &[u8] = b"a document";
const POLICY: &str = "1.2.398.3.3.2.6.4";

struct Office {
    scratch: Scratch,
    key: PrivateKey,
    certificate: Certificate,
    authority_key: PrivateKey,
    authority: Certificate,
}

impl Office {
    fn new() -> Self {
        let scratch = Scratch::new();
        scratch.identity("signer", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048", "");
        scratch.identity(
            "tsa",
            "-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
            "-addext extendedKeyUsage=critical,timeStamping",
        );
        let key = |name: &str| PrivateKey::from_der_or_pem(&scratch.read(&format!("{name}.key"))).unwrap();
        let certificate = |name: &str| Certificate::from_der_or_pem(&scratch.read(&format!("{name}.pem"))).unwrap();
        let (key, certificate, authority_key, authority) =
            (key("signer"), certificate("signer"), key("tsa"), certificate("tsa"));
        Self { scratch, key, certificate, authority_key, authority }
    }

    fn authority(&self) -> TimestampAuthority<'_> {
        let signer = Signer::new(&self.authority_key, &self.authority).unwrap();
        TimestampAuthority::new(signer, Oid::parse(POLICY).unwrap())
    }

    fn token(&self, stamped: &[u8]) -> Vec<u8> {
        self.authority().token(&DigestAlgorithm::Sha256.digest(stamped), 7, now(), None).unwrap()
    }

    fn signed(&self) -> Vec<u8> {
        cms::sign(&Signer::new(&self.key, &self.certificate).unwrap(), CONTENT, &Options::default()).unwrap()
    }

    /// A token of this authority whose certificate has other extensions.
    fn token_of_certificate(&self, extensions: &str) -> Vec<u8> {
        self.scratch
            .openssl(&format!("req -x509 -new -key tsa.key -subj /CN=tsa -days 10 {extensions} -out other.pem"));
        let certificate = Certificate::from_der_or_pem(&self.scratch.read("other.pem")).unwrap();
        let signer = Signer::new(&self.authority_key, &certificate).unwrap();
        let authority = TimestampAuthority::new(signer, Oid::parse(POLICY).unwrap());
        authority.token(&DigestAlgorithm::Sha256.digest(b"stamped"), 7, now(), None).unwrap()
    }
}

fn now() -> Moment {
    Moment::parse("2024-01-01T00:00:00Z").unwrap()
}

fn failure(token: &[u8]) -> TimestampFailure {
    Timestamp::parse(token).unwrap().verify(b"stamped", &[], SignaturePolicy::default()).unwrap_err()
}

#[test]
fn openssl_accepts_the_answers_of_our_authority() {
    let office = Office::new();
    office.scratch.write("data", b"stamped");
    for options in ["-sha256", "-sha512 -no_nonce", "-sha384 -cert", "-sha256 -cert -tspolicy 1.2.398.3.3.2.6.4"] {
        office.scratch.openssl(&format!("ts -query -data data {options} -out query"));
        let query = office.scratch.read("query");
        office.scratch.write("answer", &office.authority().with_accuracy(2).answer(&query, 1_000_000, now()).unwrap());
        // The certificate is valid from now on, the token of 2024: its time is not the matter here.
        let verified = office
            .scratch
            .openssl("ts -verify -queryfile query -in answer -CAfile tsa.pem -untrusted tsa.pem -no_check_time");
        assert!(String::from_utf8(verified).unwrap().contains("OK"));
        let text = String::from_utf8(office.scratch.openssl("ts -reply -in answer -text")).unwrap();
        assert!(text.contains("Policy OID: 1.2.398.3.3.2.6.4"), "{text}");
        assert!(text.contains("Time stamp: Jan  1 00:00:00 2024 GMT"), "{text}");
        assert!(text.contains("Accuracy: 0x02 seconds"), "{text}");
    }
    office.scratch.openssl("ts -query -data data -sha256 -tspolicy 1.2.3 -out query");
    office.scratch.write("answer", &office.authority().answer(&office.scratch.read("query"), 1, now()).unwrap());
    let text = String::from_utf8(office.scratch.openssl("ts -reply -in answer -text")).unwrap();
    assert!(text.contains("Status: Rejected") && text.contains("policy is not supported"), "{text}");
}

const CONFIGURATION: &str = "[tsa]\nserial=serial\ndefault_policy=1.2.398.3.3.2.6.4\ndigests=sha1,sha256,sha384,sha512\nsigner_digest=sha256\nclock_precision_digits=3\nordering=yes\ntsa_name=yes\nhash=DIGEST\n[openssl]\n";

#[test]
fn tokens_of_openssl_verify() {
    let office = Office::new();
    for (ess, reference) in [("sha1", SigningCertificateReference::V1), ("sha256", SigningCertificateReference::V2)] {
        office.scratch.write("serial", b"01\n");
        office
            .scratch
            .write("tsa.cnf", CONFIGURATION.replace("hash=DIGEST", &format!("ess_cert_id_alg={ess}")).as_bytes());
        let request = TimestampRequest::new(b"stamped", DigestAlgorithm::Sha256)
            .with_nonce(0x00ff_0102_0304_0506)
            .with_policy(Oid::parse(POLICY).unwrap());
        office.scratch.write("query", &request.encode().unwrap());
        office.scratch.openssl(
            "ts -reply -queryfile query -config tsa.cnf -section tsa -signer tsa.pem -inkey tsa.key -out answer",
        );
        let answer = office.scratch.read("answer");
        let TimestampResponse::Granted(timestamp) = request.read_response(&answer).unwrap() else { panic!("rejected") };
        let verified = timestamp.verify(b"stamped", &[], SignaturePolicy::default()).unwrap();
        assert_eq!(verified.certificate(), &office.authority);
        assert_eq!(verified.gen_time(), timestamp.gen_time());
        assert_eq!(timestamp.verify_signature(&[], SignaturePolicy::default()).unwrap().reference(), reference);
        assert_eq!(timestamp.policy().to_string(), POLICY);
        // Its time is that of this run.
        let text = String::from_utf8(office.scratch.openssl("ts -reply -in answer -text")).unwrap();
        let (_, _, _, hour, minute, second) = timestamp.gen_time().to_utc();
        assert!(text.contains(&format!("{hour:02}:{minute:02}:{second:02}")), "{text}");

        // The answer to another request is refused, whatever it says.
        let refused = |other: TimestampRequest| matches!(other.read_response(&answer), Err(Error::Malformed { .. }));
        let plain = || TimestampRequest::new(b"stamped", DigestAlgorithm::Sha256);
        assert!(!refused(plain()));
        assert!(refused(TimestampRequest::new(b"other", DigestAlgorithm::Sha256)));
        assert!(refused(TimestampRequest::new(b"stamped", DigestAlgorithm::Sha512)));
        assert!(refused(plain().with_nonce(1)));
        assert!(refused(plain().with_policy(Oid::parse("1.2.3").unwrap())));
        assert!(refused_trailing(&request, &answer));
    }
}

fn refused_trailing(request: &TimestampRequest, answer: &[u8]) -> bool {
    request.read_response(&[answer, &[0]].concat()).is_err()
}

#[test]
fn a_rejection_says_why() {
    let office = Office::new();
    let request = TimestampRequest::new(b"x", DigestAlgorithm::Sha256).with_policy(Oid::parse("1.2.3").unwrap());
    let answer = office.authority().answer(&request.encode().unwrap(), 1, now()).unwrap();
    let TimestampResponse::Rejected { status, failure } = request.read_response(&answer).unwrap() else {
        panic!("granted")
    };
    // RFC 3161, 2.4.2: rejection is 2, unacceptedPolicy is bit 15.
    assert_eq!((status, failure), (2, Some(15)));
}

#[test]
fn a_token_proves_only_what_it_stamps() {
    let office = Office::new();
    let token = office.token(b"stamped");
    let timestamp = Timestamp::parse(&token).unwrap();
    let verified = timestamp.verify(b"stamped", &[], SignaturePolicy::default()).unwrap();
    assert_eq!(verified.gen_time(), now());
    let other = timestamp.verify(b"other", &[], SignaturePolicy::default()).unwrap_err();
    assert_eq!(other, TimestampFailure::Imprint);
    // SHA-1 imprints only under a legacy policy.
    let weak = office.authority().token(&DigestAlgorithm::Sha1.digest(b"stamped"), 7, now(), None).unwrap();
    assert_eq!(failure(&weak), TimestampFailure::ImprintAlgorithm);
    let legacy = SignaturePolicy {
        algorithms: AlgorithmPolicy { legacy: LegacyAlgorithms::Accept },
        signed_attributes: SignedAttributes::Required,
    };
    assert!(Timestamp::parse(&weak).unwrap().verify(b"stamped", &[], legacy).is_ok());
    // Another time.
    let mut changed = Message::read(&token);
    let content = changed.content.as_mut().unwrap();
    let place = content.windows(15).position(|part| part == b"20240101000000Z").unwrap();
    content[place + 3] = b'3';
    let TimestampFailure::Signature(refused) = failure(&changed.write()) else { panic!("another failure") };
    assert_eq!(refused.reason, FailureReason::DigestMismatch);
    // Two signatures, or content of another type, are no token.
    let mut two = Message::read(&token);
    two.signers.push(two.signers[0].clone());
    assert!(matches!(Timestamp::parse(&two.write()), Err(Error::Malformed { .. })));
    assert!(matches!(Timestamp::parse(&office.signed()), Err(Error::Malformed { .. })));
}

/// RFC 3161, 2.3: the certificate is for timestamps alone, and says so critically.
#[test]
fn a_certificate_for_something_else_stamps_nothing() {
    let office = Office::new();
    let fine = office.token_of_certificate("-addext extendedKeyUsage=critical,timeStamping");
    assert!(Timestamp::parse(&fine).unwrap().verify(b"stamped", &[], SignaturePolicy::default()).is_ok());
    for extensions in [
        "",
        "-addext extendedKeyUsage=timeStamping",
        "-addext extendedKeyUsage=critical,timeStamping,clientAuth",
        "-addext extendedKeyUsage=critical,emailProtection",
    ] {
        assert_eq!(failure(&office.token_of_certificate(extensions)), TimestampFailure::Purpose, "{extensions}");
    }
}

/// RFC 5280, 4.2.1.3: a key usage that is there has to allow it; the authority of НУЦ РК has none.
#[test]
fn a_key_that_may_not_sign_stamps_nothing() {
    let office = Office::new();
    let refused = Some(TimestampFailure::KeyUsage);
    for (usage, expected) in [
        ("critical,digitalSignature", None),
        ("nonRepudiation,keyEncipherment", None),
        ("critical,keyEncipherment", refused),
        ("keyEncipherment", refused),
        ("critical,keyCertSign,cRLSign", refused),
    ] {
        let extensions = format!("-addext extendedKeyUsage=critical,timeStamping -addext keyUsage={usage}");
        let token = office.token_of_certificate(&extensions);
        let outcome = Timestamp::parse(&token).unwrap().verify(b"stamped", &[], SignaturePolicy::default());
        assert_eq!(outcome.err(), expected, "{usage}");
    }
}

/// A token is wrong although something else about it cannot be decided.
#[test]
fn what_is_wrong_is_not_hidden_by_what_is_undecided() {
    let office = Office::new();
    let weak = office.authority().token(&DigestAlgorithm::Sha1.digest(b"stamped"), 7, now(), None).unwrap();
    let verify = |token: &[u8], stamped: &[u8]| {
        Timestamp::parse(token).unwrap().verify(stamped, &[], SignaturePolicy::default()).unwrap_err()
    };
    assert_eq!(verify(&weak, b"stamped"), TimestampFailure::ImprintAlgorithm);
    assert_eq!(verify(&weak, b"other"), TimestampFailure::Imprint);
    let mut broken = Message::read(&weak);
    broken.signers[0].signature[9] ^= 1;
    let TimestampFailure::Signature(refused) = verify(&broken.write(), b"stamped") else { panic!("another failure") };
    assert_eq!(refused.reason, FailureReason::SignatureInvalid);
    for token in [weak, office.token(b"stamped")] {
        let mut nameless = Message::read(&token);
        nameless.certificates.clear();
        assert_eq!(verify(&nameless.write(), b"other"), TimestampFailure::Imprint);
        assert_ne!(verify(&nameless.write(), b"stamped"), TimestampFailure::Imprint);
    }
}

#[test]
fn a_token_that_does_not_bind_its_certificate_proves_nothing() {
    let office = Office::new();
    let digest = DigestAlgorithm::Sha256.digest(b"stamped");
    for (reference, bound) in [
        (SigningCertificateReference::V2, true),
        (SigningCertificateReference::V1, true),
        (SigningCertificateReference::Absent, false),
    ] {
        let token = office.authority().with_reference(reference).token(&digest, 7, now(), None).unwrap();
        let outcome = Timestamp::parse(&token).unwrap().verify(b"stamped", &[], SignaturePolicy::default());
        assert_eq!(outcome.is_ok(), bound);
        if !bound {
            assert_eq!(outcome.unwrap_err(), TimestampFailure::Unbound);
        }
    }
}

#[test]
fn the_levels_grow_one_by_one_and_the_signature_stays() {
    let office = Office::new();
    let b = office.signed();
    let level = |message: &[u8]| {
        let signed = SignedData::parse(message).unwrap();
        signed.claimed_level(&signed.signers()[0])
    };
    assert_eq!(level(&b), Some(CadesLevel::B));
    let parsed = SignedData::parse(&b).unwrap();
    let token = office.token(parsed.signers()[0].signature());
    let t = cms::add_signature_timestamp(&parsed, 0, &token).unwrap();
    assert_eq!(level(&t), Some(CadesLevel::T));

    // Evidence of OpenSSL: a CRL and an OCSP response.
    office.scratch.write("index", b"");
    office.scratch.write("ca.cnf", b"[ca]\ndatabase=index\ndefault_md=sha256\ndefault_crl_days=1\n");
    let crl = office.scratch.openssl("ca -gencrl -config ca.cnf -name ca -keyfile signer.key -cert signer.pem");
    office.scratch.write("crl", &crl);
    let crl = office.scratch.openssl("crl -in crl -outform DER");
    office.scratch.openssl(
        "ocsp -index index -rsigner signer.pem -rkey signer.key -CA signer.pem -issuer signer.pem -cert tsa.pem -respout ocsp -noverify",
    );
    let ocsp = office.scratch.read("ocsp");
    let parsed = SignedData::parse(&t).unwrap();
    let evidence = EmbeddedEvidence {
        certificates: std::slice::from_ref(&office.authority),
        crls: &[&crl],
        ocsp_responses: &[&ocsp],
    };
    let lt = cms::add_evidence(&parsed, &evidence).unwrap();
    assert_eq!(level(&lt), Some(CadesLevel::Lt));
    let parsed = SignedData::parse(&lt).unwrap();
    let found = parsed.evidence(&parsed.signers()[0]);
    assert_eq!(found.crls, [crl.as_slice()]);
    assert_eq!(found.ocsp, [OcspEvidence::Response(&ocsp)]);
    assert_eq!(found.certificates, [office.certificate.clone(), office.authority.clone()]);
    assert_eq!(cms::add_evidence(&parsed, &evidence).unwrap(), lt, "nothing is embedded twice");

    let lta = cms::add_archive_timestamp(&parsed, 0, None, DigestAlgorithm::Sha512, |stamped| {
        office.authority().token(&DigestAlgorithm::Sha512.digest(stamped), 8, now(), None)
    })
    .unwrap();
    assert_eq!(level(&lta), Some(CadesLevel::Lta));

    // The signed part is untouched, and OpenSSL still verifies the message with its embedded evidence.
    let (before, after) = (Message::read(&b), Message::read(&lta));
    assert_eq!(before.signers[0].signed, after.signers[0].signed);
    assert_eq!(before.signers[0].signature, after.signers[0].signature);
    // RFC 5652, 5.1: other revocation formats make it version 5.
    assert_eq!(after.version, 5);
    office.scratch.write("message", &lta);
    let content =
        office.scratch.openssl("cms -verify -cades -binary -inform DER -in message -CAfile signer.pem -purpose any");
    assert_eq!(content, CONTENT);
    let signed = SignedData::parse(&lta).unwrap();
    let signer = &signed.signers()[0];
    let timestamp = Timestamp::parse(signer.signature_timestamps().next().unwrap()).unwrap();
    timestamp.verify(signer.signature(), &[], SignaturePolicy::default()).unwrap();
}

/// The imprint of EN 319 122-1, 5.5.3, put together here from the parts of the message and not by the library.
#[test]
fn an_archive_timestamp_covers_the_parts_of_the_standard() {
    let office = Office::new();
    for encapsulation in [Encapsulation::Attached, Encapsulation::Detached] {
        let supplied = (encapsulation == Encapsulation::Detached).then_some(CONTENT);
        let options = Options { encapsulation, ..Options::default() };
        let signer = Signer::new(&office.key, &office.certificate).unwrap();
        let b = cms::sign(&signer, CONTENT, &options).unwrap();
        let parsed = SignedData::parse(&b).unwrap();
        let token = office.token(parsed.signers()[0].signature());
        let t = cms::add_signature_timestamp(&parsed, 0, &token).unwrap();
        let parsed = SignedData::parse(&t).unwrap();
        let mut stamped = Vec::new();
        let lta = cms::add_archive_timestamp(&parsed, 0, supplied, DigestAlgorithm::Sha256, |octets| {
            stamped = octets.to_vec();
            Ok(office.token(octets))
        })
        .unwrap();

        let parts = Message::read(&t);
        let sha256 = |bytes: &[u8]| DigestAlgorithm::Sha256.digest(bytes).as_bytes().to_vec();
        let list = |hashes: &[Vec<u8>]| {
            let inner: Vec<u8> = hashes.iter().flat_map(|hash| [&[4, 32][..], hash].concat()).collect();
            [&[0x30, u8::try_from(inner.len()).unwrap()][..], &inner].concat()
        };
        // One unsigned attribute with one value: its type and its value are hashed together.
        let mut unsigned = qoltanba::asn1::Reader::new(&parts.signers[0].unsigned[0]).sequence("test").unwrap();
        let kind = unsigned.any("test").unwrap().raw();
        let value = unsigned.set("test").unwrap().rest();
        let sha256_identifier = [0x30, 13, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0];
        let index = [
            sha256_identifier.to_vec(),
            list(&[sha256(&parts.certificates[0])]),
            list(&[]),
            list(&[sha256(&[kind, value].concat())]),
        ]
        .concat();
        assert!(index.len() < 128, "a short length");
        let index = [&[0x30, u8::try_from(index.len()).unwrap()][..], &index].concat();
        let mut info = parts.signers[0].clone();
        info.unsigned.clear();
        let info = info.write();
        let fields = qoltanba::asn1::Reader::new(&info).sequence("test").unwrap().rest().to_vec();
        assert_eq!(stamped, [parts.content_type, sha256(CONTENT), fields, index].concat());

        // The library agrees when it verifies, and anything less is refused.
        let verify = |message: &[u8]| {
            let signed = SignedData::parse(message).unwrap();
            let content = signed.content(supplied).unwrap();
            let signer = &signed.signers()[0];
            let token = Timestamp::parse(signer.archive_timestamps().next().unwrap()).unwrap();
            token.verify_archive(&signed, signer, &content, &[], SignaturePolicy::default()).map(|_| ())
        };
        verify(&lta).unwrap();
        let missing = TimestampFailure::Archive(ArchiveTimestampError::MissingPart);
        let mut without_certificate = Message::read(&lta);
        without_certificate.certificates.clear();
        assert_eq!(verify(&without_certificate.write()).unwrap_err(), missing);
        let mut without_timestamp = Message::read(&lta);
        without_timestamp.signers[0].unsigned.remove(0);
        assert_eq!(verify(&without_timestamp.write()).unwrap_err(), missing);
        let mut changed = Message::read(&lta);
        changed.signers[0].signature[5] ^= 1;
        assert_eq!(verify(&changed.write()).unwrap_err(), TimestampFailure::Imprint);
        // What was added later is not covered, and does no harm.
        let mut later = Message::read(&lta);
        later.certificates.push(office.authority.der().to_vec());
        later.signers[0].unsigned.push(attribute(&Oid::parse("1.2.3.4").unwrap(), &[&[5, 0]]));
        verify(&later.write()).unwrap();
        // Without the hash index nothing says what was covered.
        let mut bare = Message::read(&t);
        bare.signers[0].unsigned.push(attribute(&oid::ARCHIVE_TIMESTAMP_V3, &[&office.token(&stamped)]));
        let no_index = TimestampFailure::Archive(ArchiveTimestampError::HashIndex);
        assert_eq!(verify(&bare.write()).unwrap_err(), no_index);
    }
}

/// The message with an archive timestamp whose hash index is by this digest (its AlgorithmIdentifier comes along), as
/// EN 319 122-1, 5.5.2 and 5.5.3 describe it; the imprint is by SHA-256.
fn archived(office: &Office, message: &[u8], digest: DigestAlgorithm, identifier: &[u8], kind: &Oid) -> Vec<u8> {
    let mut parts = Message::read(message);
    let hashes = |parts: Vec<Vec<u8>>| {
        qoltanba_tests::pki::der(|out| {
            out.sequence(|list| {
                for part in parts {
                    list.octet_string(digest.digest(&part).as_bytes());
                }
            });
        })
    };
    let values = parts.signers[0].unsigned.iter().map(|attribute| {
        let mut fields = qoltanba::asn1::Reader::new(attribute).sequence("test").unwrap();
        let kind = fields.any("test").unwrap().raw();
        [kind, fields.set("test").unwrap().rest()].concat()
    });
    let lists = [parts.certificates.clone(), Vec::new(), values.collect()].map(hashes).concat();
    let index = qoltanba_tests::pki::der(|out| {
        out.sequence(|index| {
            index.raw(identifier).raw(&lists);
        });
    });
    let mut info = parts.signers[0].clone();
    info.unsigned.clear();
    let info = info.write();
    let fields = qoltanba::asn1::Reader::new(&info).sequence("test").unwrap().rest().to_vec();
    let content = DigestAlgorithm::Sha256.digest(CONTENT);
    let mut token = Message::read(&office.token(&[&parts.content_type, content.as_bytes(), &fields, &index].concat()));
    token.signers[0].unsigned.push(attribute(kind, &[&index]));
    parts.signers[0].unsigned.push(attribute(&oid::ARCHIVE_TIMESTAMP_V3, &[&token.write()]));
    parts.write()
}

/// An index by SHA-1 says nothing certain of the parts, unless old algorithms are accepted.
#[test]
fn a_hash_index_by_an_outdated_digest_proves_nothing() {
    let office = Office::new();
    let b = office.signed();
    let parsed = SignedData::parse(&b).unwrap();
    let t = cms::add_signature_timestamp(&parsed, 0, &office.token(parsed.signers()[0].signature())).unwrap();
    let archived = |digest, identifier: &[u8]| archived(&office, &t, digest, identifier, &oid::ATS_HASH_INDEX_V3);
    let verify = |message: &[u8], legacy: LegacyAlgorithms| {
        let signed = SignedData::parse(message).unwrap();
        let content = signed.content(None).unwrap();
        let signer = &signed.signers()[0];
        let token = Timestamp::parse(signer.archive_timestamps().next().unwrap()).unwrap();
        let policy = SignaturePolicy { algorithms: AlgorithmPolicy { legacy }, ..SignaturePolicy::default() };
        token.verify_archive(&signed, signer, &content, &[], policy).map(|_| ())
    };
    let (refuse, accept) = (LegacyAlgorithms::Refuse, LegacyAlgorithms::Accept);
    let sha256 = [0x30, 13, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0];
    assert_eq!(verify(&archived(DigestAlgorithm::Sha256, &sha256), refuse), Ok(()));
    let sha1 = [0x30, 9, 6, 5, 0x2b, 0x0e, 3, 2, 0x1a, 5, 0];
    let old = archived(DigestAlgorithm::Sha1, &sha1);
    assert_eq!(verify(&old, refuse), Err(TimestampFailure::Archive(ArchiveTimestampError::Digest)));
    assert_eq!(verify(&old, accept), Ok(()));
    // What is wrong with it comes first: a part that is gone, an imprint of other octets, a signature that does not hold.
    let mut without = Message::read(&old);
    without.certificates.clear();
    let missing = TimestampFailure::Archive(ArchiveTimestampError::MissingPart);
    assert_eq!(verify(&without.write(), refuse), Err(missing));
    let mut other = Message::read(&old);
    other.signers[0].signature[5] ^= 1;
    assert_eq!(verify(&other.write(), refuse), Err(TimestampFailure::Imprint));
}

/// Its rules differ from those of the third (EN 319 122-1, 5.5.2), so that nothing is shown to be wrong, unless the token is.
#[test]
fn a_hash_index_of_an_earlier_version_is_left_open() {
    let office = Office::new();
    let b = office.signed();
    let parsed = SignedData::parse(&b).unwrap();
    let t = cms::add_signature_timestamp(&parsed, 0, &office.token(parsed.signers()[0].signature())).unwrap();
    let sha256 = [0x30, 13, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1, 5, 0];
    let verify = |message: &[u8], change: fn(&mut Message)| {
        let signed = SignedData::parse(message).unwrap();
        let content = signed.content(None).unwrap();
        let signer = &signed.signers()[0];
        let mut token = Message::read(signer.archive_timestamps().next().unwrap());
        change(&mut token);
        let token = Timestamp::parse(&token.write()).unwrap();
        token.verify_archive(&signed, signer, &content, &[], SignaturePolicy::default()).unwrap_err()
    };
    for earlier in ["0.4.0.1733.2.5", "0.4.0.19122.1.4"] {
        let kind = Oid::parse(earlier).unwrap();
        let message = archived(&office, &t, DigestAlgorithm::Sha256, &sha256, &kind);
        let open = TimestampFailure::Archive(ArchiveTimestampError::EarlierHashIndex);
        assert_eq!(verify(&message, |_| ()), open, "{earlier}");
        let broken = verify(&message, |token| token.signers[0].signature[9] ^= 1);
        let TimestampFailure::Signature(refused) = broken else { panic!("another failure than that of the signature") };
        assert_eq!(refused.reason, FailureReason::SignatureInvalid);
        let none = TimestampFailure::Archive(ArchiveTimestampError::HashIndex);
        assert_eq!(verify(&message, |token| token.signers[0].unsigned.clear()), none);
    }
}

/// However many archive timestamps a signature has, its content and its parts are hashed once.
#[test]
fn archive_timestamps_share_what_is_hashed() {
    let office = Office::new();
    let content = vec![b'x'; 16 << 20];
    let options = Options { encapsulation: Encapsulation::Detached, ..Options::default() };
    let b = cms::sign(&Signer::new(&office.key, &office.certificate).unwrap(), &content, &options).unwrap();
    let parsed = SignedData::parse(&b).unwrap();
    let digest = DigestAlgorithm::Sha512;
    let one = cms::add_archive_timestamp(&parsed, 0, Some(&content), digest, |octets| {
        office.authority().token(&digest.digest(octets), 7, now(), None)
    })
    .unwrap();
    let mut many = Message::read(&one);
    many.signers[0].unsigned = vec![many.signers[0].unsigned[0].clone(); 64];
    let verifier = Verifier::new(TrustStore::new(Vec::new(), Vec::new()));
    let took = |message: &[u8]| {
        let run = || {
            let start = std::time::Instant::now();
            let detached = Content::from_bytes(&content);
            let document = SignedDocument::parse_detached(message, detached).unwrap();
            verifier.verify(&document, &Expected::anyone(), JudgedAt::given(now())).unwrap();
            start.elapsed()
        };
        // Other work on the machine can only make it slower.
        (0..3).map(|_| run()).min().unwrap()
    };
    let (once, often) = (took(&one), took(&many.write()));
    assert!(often < once * 8, "one archive timestamp {once:?}, 64 of them {often:?}");
}

#[test]
fn a_timestamp_over_another_signature_is_not_attached() {
    let office = Office::new();
    let message = office.signed();
    let parsed = SignedData::parse(&message).unwrap();
    let refused = cms::add_signature_timestamp(&parsed, 0, &office.token(b"another signature"));
    assert!(matches!(refused, Err(Error::InvalidArgument { argument: "token", .. })));
    let nobody = cms::add_signature_timestamp(&parsed, 1, &office.token(b"x"));
    assert!(matches!(nobody, Err(Error::InvalidArgument { argument: "signer", .. })));
}
