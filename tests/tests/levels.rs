//! Which CAdES level a report says was reached.

use qoltanba::check::{Check, Decision, Expected, JudgedAt, Levels, Outcome, Report, RevocationDepth, Verifier};
use qoltanba::crypto::{DigestAlgorithm, PrivateKey};
use qoltanba::oid::Oid;
use qoltanba::revocation::{Crl, Evidence};
use qoltanba::sign::Signer;
use qoltanba::sign::cms::{self, EmbeddedEvidence, Options};
use qoltanba::sign::timestamp::TimestampAuthority;
use qoltanba::signature::SignedDocument;
use qoltanba::signature::cms::SignedData;
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba::{Certificate, Moment};
use qoltanba_tests::authority::{ListPlan, NationalAuthority, certificate_of};
use qoltanba_tests::pki::{Holder, List, Template};

/// When the signature was stamped, and when what was there then was stamped again.
const STAMPED: &str = "2026-06-20T12:00:00Z";
const ARCHIVED: &str = "2026-06-25T12:00:00Z";
const JUDGED: &str = "2026-07-01T00:00:00Z";

fn at(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

struct Person(PrivateKey, Certificate);

impl Person {
    fn of(key: &str, certificate: &str) -> Self {
        let key = std::fs::read(qoltanba_testdata::folder().join("../keys").join(key)).unwrap();
        Self(PrivateKey::from_der_or_pem(&key).unwrap(), certificate_of(certificate))
    }

    fn signer(&self) -> Signer<'_> {
        Signer::new(&self.0, &self.1).unwrap()
    }

    fn token(&self, stamped: &[u8], moment: &str) -> qoltanba::Result<Vec<u8>> {
        let authority = TimestampAuthority::new(self.signer(), Oid::parse("1.2.398.3.3.2.6.2").unwrap());
        authority.token(&DigestAlgorithm::Sha256.digest(stamped), 1, at(moment), None)
    }
}

/// The same signature on each level.
struct Messages {
    b: Vec<u8>,
    t: Vec<u8>,
    lt: Vec<u8>,
    lta: Vec<u8>,
}

fn messages() -> Messages {
    messages_of("individual-sign")
}

fn messages_of(holder: &str) -> Messages {
    let individual = Person::of(&format!("rsa-{holder}.pem"), &format!("rsa/{holder}.cer"));
    let stamping = Person::of("tsa-rsa.pem", "tsa/rsa.cer");
    let b = cms::sign(&individual.signer(), b"content", &Options::default()).unwrap();
    let parsed = SignedData::parse(&b).unwrap();
    let token = stamping.token(parsed.signers()[0].signature(), STAMPED).unwrap();
    let t = cms::add_signature_timestamp(&parsed, 0, &token).unwrap();
    let list = qoltanba_testdata::file("crl/nca-rsa.crl").unwrap();
    let evidence = EmbeddedEvidence { certificates: &[], crls: &[&list], ocsp_responses: &[] };
    let lt = cms::add_evidence(&SignedData::parse(&t).unwrap(), &evidence).unwrap();
    let archive = |message: &[u8]| {
        let parsed = SignedData::parse(message).unwrap();
        cms::add_archive_timestamp(&parsed, 0, None, DigestAlgorithm::Sha256, |octets| stamping.token(octets, ARCHIVED))
    };
    let lta = archive(&lt).unwrap();
    Messages { b, t, lt, lta }
}

fn verifier() -> Verifier {
    verifier_of("ca/root-rsa.cer")
}

fn verifier_of(root: &str) -> Verifier {
    let anchors = vec![TrustAnchor::from_certificate(&certificate_of(root))];
    let mut evidence = Evidence::new();
    evidence.add_crl(Crl::from_vec(qoltanba_testdata::file("crl/nca-rsa.crl").unwrap()).unwrap());
    Verifier::new(TrustStore::new(anchors, vec![certificate_of("ca/nca-rsa.cer")])).with_evidence(evidence)
}

fn verify(verifier: &Verifier, message: &[u8], moment: &str) -> Report {
    let document = SignedDocument::parse(message).unwrap();
    verifier.verify(&document, &Expected::anyone(), JudgedAt::given(at(moment))).unwrap()
}

/// The claimed and the reached level of the only signer.
fn levels(report: &Report) -> (&'static str, Option<&'static str>) {
    let Some(Levels { claimed, reached }) = report.signers()[0].level.clone() else { panic!("it claims a level") };
    (claimed, reached)
}

#[test]
fn what_holds_is_reached() {
    let Messages { b, t, lt, lta } = messages();
    for (message, level) in [(b, "B"), (t, "T"), (lt, "LT"), (lta, "LTA")] {
        let report = verify(&verifier(), &message, JUDGED);
        assert_eq!(report.decision(), Decision::Confirmed, "{level}: {}", report.to_json_pretty());
        assert_eq!(levels(&report), (level, Some(level)));
    }
}

#[test]
fn a_level_whose_part_does_not_hold_is_not_reached() {
    let Messages { b, t, lt, lta } = messages();
    // A signature stamp of tomorrow proves nothing today; an archive stamp of tomorrow neither.
    let early = "2026-06-20T11:59:59Z";
    assert_eq!(levels(&verify(&verifier(), &t, early)), ("T", Some("B")));
    assert_eq!(levels(&verify(&verifier(), &lta, early)), ("LTA", Some("B")));
    assert_eq!(levels(&verify(&verifier(), &lta, "2026-06-25T11:59:59Z")), ("LTA", Some("LT")));
    // The stamps of a revoked signer hold.
    let revoked = messages_of("individual-sign-on-hold");
    assert_eq!(levels(&verify(&verifier(), &revoked.lt, JUDGED)), ("LT", Some("T")));
    assert_eq!(levels(&verify(&verifier(), &revoked.lta, JUDGED)), ("LTA", Some("T")));
    // Nobody asked whether signer and stamping authority are revoked.
    let unasked = verifier().with_revocation(RevocationDepth::Off);
    assert_eq!(levels(&verify(&unasked, &lt, JUDGED)), ("LT", Some("B")));
    // Nobody known stands behind the certificates.
    assert_eq!(levels(&verify(&verifier_of("ca/root-ecdsa.cer"), &lt, JUDGED)), ("LT", Some("B")));
    // A signature that does not hold has no level.
    let mut broken = lta.clone();
    let signature = SignedData::parse(&b).unwrap().signers()[0].signature().to_vec();
    let place = broken.windows(signature.len()).position(|window| window == signature).unwrap();
    broken[place + 9] ^= 1;
    assert_eq!(levels(&verify(&verifier(), &broken, JUDGED)), ("LTA", None));
}

#[test]
fn a_stamp_counts_from_its_own_moment_on() {
    let Messages { t, lta, .. } = messages();
    assert_eq!(levels(&verify(&verifier(), &t, STAMPED)), ("T", Some("T")));
    assert_eq!(levels(&verify(&verifier(), &lta, ARCHIVED)), ("LTA", Some("LTA")));
}

/// The list that a message carries serves as well as one that the verifier has, and is judged alike.
#[test]
fn evidence_in_the_message_counts() {
    let Messages { t, lt, .. } = messages();
    let without = verifier().with_evidence(Evidence::new());
    let report = verify(&without, &lt, JUDGED);
    assert_eq!(report.decision(), Decision::Confirmed, "{}", report.to_json_pretty());
    assert_eq!(levels(&report), ("LT", Some("LT")));
    let report = verify(&without, &t, JUDGED);
    assert_eq!(report.decision(), Decision::Undetermined);
    let revoked = messages_of("individual-sign-revoked").lt;
    assert_eq!(verify(&without, &revoked, JUDGED).decision(), Decision::Refused);
}

/// Level LT says that the message has the evidence itself. What the caller had to add is none of it.
#[test]
fn evidence_that_decides_nothing_reaches_no_level() {
    let t = messages().t;
    let with = |list: &[u8]| {
        let evidence = EmbeddedEvidence { certificates: &[], crls: &[list], ocsp_responses: &[] };
        cms::add_evidence(&SignedData::parse(&t).unwrap(), &evidence).unwrap()
    };
    let list = |name: &str| qoltanba_testdata::file(name).unwrap();
    let nca = certificate_of("ca/nca-rsa.cer");
    let impostor = Holder::root(&Template::ca("").subject(nca.subject().raw().to_vec()));
    for (what, worthless) in [
        ("no list at all", vec![0x30, 3, 2, 1, 1]),
        ("the list of another authority", list("crl/nca-gost2015.crl")),
        ("one that is out of date", list("crl/nca-rsa-stale.crl")),
        (
            "one that somebody else signed",
            impostor.lists(&List::new().dated(at(STAMPED), Some(at("2026-08-01T00:00:00Z")))),
        ),
    ] {
        let report = verify(&verifier(), &with(&worthless), JUDGED);
        assert_eq!(report.decision(), Decision::Confirmed, "{what}: {}", report.to_json_pretty());
        assert_eq!(levels(&report), ("LT", Some("T")), "{what}");
    }
    // The caller's list is fresher and decides; that of the message would do.
    let fresher = ListPlan {
        number: 1_000_000,
        delta_of: None,
        this_update: at("2026-06-30T23:59:59Z"),
        next_update: at("2026-07-02T00:00:00Z"),
        revoked: Vec::new(),
    };
    let mut evidence = Evidence::new();
    evidence.add_crl(Crl::from_der(&NationalAuthority::new().list(&fresher)).unwrap());
    let report = verify(&verifier().with_evidence(evidence), &with(&list("crl/nca-rsa.crl")), JUDGED);
    assert_eq!(report.decision(), Decision::Confirmed, "{}", report.to_json_pretty());
    assert_eq!(levels(&report), ("LT", Some("LT")));
}

/// An archive stamp is a stamp, also where the signature has none of its own: the check of the stamps is applicable.
#[test]
fn archive_stamps_alone_are_checked() {
    let b = messages().b;
    let stamping = Person::of("tsa-rsa.pem", "tsa/rsa.cer");
    let parsed = SignedData::parse(&b).unwrap();
    let stamp = |octets: &[u8]| stamping.token(octets, ARCHIVED);
    let stamped = cms::add_archive_timestamp(&parsed, 0, None, DigestAlgorithm::Sha256, stamp).unwrap();
    for (moment, expected) in [(JUDGED, Outcome::Passed), ("2026-06-25T11:59:59Z", Outcome::Failed)] {
        let report = verify(&verifier(), &stamped, moment);
        let check = report.signers()[0].checks.iter().find(|check| check.check == Check::Timestamp).unwrap();
        assert_eq!(check.outcome, expected, "{}", check.detail);
    }
    let report = verify(&verifier(), &b, JUDGED);
    let check = report.signers()[0].checks.iter().find(|check| check.check == Check::Timestamp).unwrap();
    assert_eq!(check.outcome, Outcome::NotApplicable);
}
