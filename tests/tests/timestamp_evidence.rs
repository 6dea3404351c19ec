//! What leads to the authority of a timestamp, wherever in the message it stands; and what is wrong beside what is missing.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use qoltanba::Certificate;
use qoltanba::Moment;
use qoltanba::check::{Check, Decision, Expected, JudgedAt, Reason, Report, Verifier};
use qoltanba::crypto::{DigestAlgorithm, PrivateKey};
use qoltanba::oid::{self, Oid};
use qoltanba::revocation::{Crl, Evidence};
use qoltanba::sign::Signer;
use qoltanba::sign::cms::{self, EmbeddedEvidence, Options};
use qoltanba::sign::timestamp::TimestampAuthority;
use qoltanba::signature::SignedDocument;
use qoltanba::signature::cms::SignedData;
use qoltanba::signature::xml::sign::{Statement, XmlSigner, add_timestamp, octets_to_stamp, sign_enveloped};
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba_tests::authority::{KEY_COMPROMISE, certificate_of};
use qoltanba_tests::cms::{Message, attribute};
use qoltanba_tests::pki::{Critical, Holder, List, Template, day, der, now};

/// The serial number of the timestamp authority.
const AUTHORITY: u64 = 9;

/// A signer under the root, and a timestamp authority one step further down.
struct Scene {
    root: Holder,
    sub: Holder,
    authority_key: PrivateKey,
    authority: Certificate,
    /// The signed message, without timestamp.
    message: Vec<u8>,
}

fn key(name: &str) -> PrivateKey {
    let key = std::fs::read(qoltanba_testdata::folder().join("../keys").join(name)).unwrap();
    PrivateKey::from_der_or_pem(&key).unwrap()
}

impl Scene {
    fn new() -> Self {
        let root = Holder::root(&Template::ca("Root"));
        let sub = root.issues(&Template::ca("Sub").serial(5));
        let purpose = der(|writer| {
            writer.sequence(|list| {
                list.oid(&oid::KP_TIME_STAMPING);
            });
        });
        let stamping =
            Template::end_entity("Stamping").serial(AUTHORITY).extension(&oid::EXT_KEY_USAGE, Critical::Yes, &purpose);
        let authority = sub.certifies_spki(&stamping, certificate_of("tsa/rsa.cer").spki());
        // digitalSignature and nonRepudiation.
        let signing =
            Template::end_entity("Signer").serial(7).extension(&oid::KEY_USAGE, Critical::Yes, &[3, 2, 6, 0xc0]);
        let certificate = root.certifies_spki(&signing, certificate_of("rsa/individual-sign.cer").spki());
        let signer_key = key("rsa-individual-sign.pem");
        let signer = Signer::new(&signer_key, &certificate).unwrap();
        let message = cms::sign(&signer, b"content", &Options::default()).unwrap();
        Self { root, sub, authority_key: key("tsa-rsa.pem"), authority, message }
    }

    /// A token over the signature, by this digest.
    fn token(&self, digest: DigestAlgorithm, at: Moment) -> Message {
        let parsed = SignedData::parse(&self.message).unwrap();
        let stamped = digest.digest(parsed.signers()[0].signature());
        let signer = Signer::new(&self.authority_key, &self.authority).unwrap();
        let authority = TimestampAuthority::new(signer, Oid::parse("1.2.398.3.3.2.6.2").unwrap());
        Message::read(&authority.token(&stamped, 1, at, None).unwrap())
    }

    fn usual_token(&self) -> Message {
        self.token(DigestAlgorithm::Sha256, day(-10))
    }

    /// The message with this token, and whatever else is done to it.
    fn stamped(&self, token: &Message, change: impl FnOnce(&mut Message)) -> Vec<u8> {
        let mut message = Message::read(&self.message);
        message.signers[0].unsigned.push(attribute(&oid::TIME_STAMP_TOKEN, &[&token.write()]));
        change(&mut message);
        message.write()
    }

    fn lists(&self) -> [Vec<u8>; 2] {
        [self.root.lists(&List::new()), self.sub.lists(&List::new())]
    }

    /// Verified with the root and these lists: nobody else knows the authority in between.
    fn verify(&self, message: &[u8], lists: &[Vec<u8>]) -> Report {
        let mut evidence = Evidence::new();
        lists.iter().for_each(|list| evidence.add_crl(Crl::from_der(list).unwrap()));
        let anchors = vec![TrustAnchor::from_certificate(&self.root.certificate)];
        let verifier = Verifier::new(TrustStore::new(anchors, Vec::new())).with_evidence(evidence);
        let document = SignedDocument::parse(message).unwrap();
        verifier.verify(&document, &Expected::anyone(), JudgedAt::given(now())).unwrap()
    }
}

/// The reason of the timestamp check; `None` when it passed.
fn reason(report: &Report) -> Option<Reason> {
    report.signers()[0].checks.iter().find(|check| check.check == Check::Timestamp).unwrap().reason
}

#[test]
fn certificates_that_came_along_lead_to_the_authority() {
    let scene = Scene::new();
    let (sub, authority) = (scene.sub.certificate.der(), scene.authority.der());
    let usual = scene.usual_token();
    let mut bare = usual.clone();
    bare.certificates.clear();
    let values = |certificates: &[&[u8]]| {
        let list = der(|out| {
            out.sequence(|list| {
                list.raw(&certificates.concat());
            });
        });
        attribute(&oid::CERT_VALUES, &[&list])
    };
    let messages = [
        ("in the token", {
            let mut whole = usual.clone();
            whole.certificates.push(sub.to_vec());
            scene.stamped(&whole, |_| {})
        }),
        ("in the message", scene.stamped(&usual, |message| message.certificates.push(sub.to_vec()))),
        ("among certificate-values", {
            scene.stamped(&usual, |message| message.signers[0].unsigned.push(values(&[sub])))
        }),
        ("all in the message", {
            scene.stamped(&bare, |message| message.certificates.extend([authority.to_vec(), sub.to_vec()]))
        }),
        // One that cannot be read makes the others no worse.
        ("all among certificate-values", {
            let all = values(&[&[0x30, 0], authority, authority, sub]);
            scene.stamped(&bare, |message| message.signers[0].unsigned.push(all))
        }),
    ];
    for (place, message) in messages {
        let report = scene.verify(&message, &scene.lists());
        assert_eq!(report.decision(), Decision::Confirmed, "{place}: {}", report.to_json_pretty());
        assert_eq!(report.signers()[0].moment.at, day(-10), "{place}");
    }
    let nowhere = scene.verify(&scene.stamped(&usual, |_| {}), &scene.lists());
    assert_eq!((nowhere.decision(), reason(&nowhere)), (Decision::Undetermined, Some(Reason::TimestampUntrusted)));
}

/// RFC 5652, 5.1: a token is a SignedData, and may hold the lists about its authority.
#[test]
fn a_list_in_the_token_is_judged_like_any_other() {
    let scene = Scene::new();
    let [of_root, of_sub] = scene.lists();
    let verify = |list: Option<Vec<u8>>| {
        let mut token = scene.usual_token();
        token.certificates.push(scene.sub.certificate.der().to_vec());
        token.revocation.extend(list);
        scene.verify(&scene.stamped(&token, |_| {}), std::slice::from_ref(&of_root))
    };
    let outcome = |report: Report| (report.decision(), reason(&report));
    let untrusted = (Decision::Undetermined, Some(Reason::TimestampUntrusted));
    assert_eq!(outcome(verify(Some(of_sub))), (Decision::Confirmed, None));
    assert_eq!(outcome(verify(None)), untrusted);
    assert_eq!(outcome(verify(Some(Holder::root(&Template::ca("Sub")).lists(&List::new())))), untrusted);
    let revoked = scene.sub.lists(&List::new().revokes(AUTHORITY, KEY_COMPROMISE));
    assert_eq!(outcome(verify(Some(revoked))), (Decision::Refused, Some(Reason::TimestampInvalid)));
}

/// A timestamp that is later than the moment of validation is wrong, whatever else about it cannot be decided.
#[test]
fn a_later_timestamp_is_wrong_before_anything_else_is_missing() {
    let scene = Scene::new();
    for (at, expected) in [(day(-10), Reason::TimestampUntrusted), (day(1), Reason::TimestampInvalid)] {
        let old_imprint = scene.token(DigestAlgorithm::Sha1, at);
        let mut nameless = scene.token(DigestAlgorithm::Sha256, at);
        nameless.certificates.clear();
        for token in [old_imprint, nameless] {
            let report = scene.verify(&scene.stamped(&token, |_| {}), &scene.lists());
            assert_eq!(reason(&report), Some(expected), "{}", report.to_json_pretty());
        }
    }
}

/// More certificates that answer to the identifier of a token's signer are not tried, wherever in the message they stand.
#[test]
fn candidates_of_a_token() {
    let scene = Scene::new();
    let mut bare = scene.usual_token();
    bare.certificates.clear();
    let named = || scene.sub.issues(&Template::end_entity("Stamping").serial(AUTHORITY)).certificate.der().to_vec();
    for (others, decision) in [(7, Decision::Confirmed), (8, Decision::Refused)] {
        let message = scene.stamped(&bare, |message| {
            message.certificates.extend((0..others).map(|_| named()));
            message.certificates.extend([scene.authority.der().to_vec(), scene.sub.certificate.der().to_vec()]);
        });
        let report = scene.verify(&message, &scene.lists());
        assert_eq!(report.decision(), decision, "{others}: {}", report.to_json_pretty());
    }
}

/// Level LT says that the message itself has what tells of the signer, and of who stamped the signature (EN 319 122-1, 6.3).
#[test]
fn a_message_of_level_lt_has_the_evidence_on_both() {
    let scene = Scene::new();
    let [of_root, of_sub] = scene.lists();
    let stamped = scene.stamped(&scene.usual_token(), |message| {
        message.certificates.push(scene.sub.certificate.der().to_vec());
    });
    let reached = |embedded: &[&[u8]], lists: &[Vec<u8>]| {
        let evidence = EmbeddedEvidence { certificates: &[], crls: embedded, ocsp_responses: &[] };
        let message = cms::add_evidence(&SignedData::parse(&stamped).unwrap(), &evidence).unwrap();
        let report = scene.verify(&message, lists);
        let levels = report.signers()[0].level.clone().unwrap();
        assert_eq!(levels.claimed, "LT");
        (report.decision(), levels.reached.unwrap())
    };
    let (root, sub, all) = (of_root.as_slice(), of_sub.as_slice(), [of_root.clone(), of_sub.clone()]);
    assert_eq!(reached(&[root, sub], &[]), (Decision::Confirmed, "LT"));
    assert_eq!(reached(&[root], &all), (Decision::Confirmed, "T"));
    assert_eq!(reached(&[sub], &all), (Decision::Confirmed, "T"));
    // The caller knows better.
    let fresher = List::new().dated(day(-1).plus_seconds(60), Some(day(1))).revokes(7, KEY_COMPROMISE);
    let all = [scene.root.lists(&fresher), of_sub.clone()];
    assert_eq!(reached(&[root, sub], &all), (Decision::Refused, "T"));
}

/// As [`candidates_of_a_token`], in the KeyInfo of an XML signature.
#[test]
fn candidates_of_a_token_in_xml() {
    let scene = Scene::new();
    let signer_key = key("rsa-individual-sign.pem");
    let certificate = Certificate::from_der(&Message::read(&scene.message).certificates[0]).unwrap();
    let signer = Signer::new(&signer_key, &certificate).unwrap();
    let xml_signer = XmlSigner { algorithm: signer.algorithm(), certificate: certificate.der() };
    let statement = Statement::XadesB { signing_time: day(-11), id: "s" };
    let signed = sign_enveloped(b"<r/>", &xml_signer, statement, |octets| signer.sign(octets)).unwrap();
    let stamped = DigestAlgorithm::Sha256.digest(&octets_to_stamp(&signed, 0).unwrap());
    let authority = Signer::new(&scene.authority_key, &scene.authority).unwrap();
    let authority = TimestampAuthority::new(authority, Oid::parse("1.2.398.3.3.2.6.2").unwrap());
    let mut token = Message::read(&authority.token(&stamped, 1, day(-10), None).unwrap());
    token.certificates.clear();
    let signed = String::from_utf8(add_timestamp(&signed, 0, &token.write()).unwrap()).unwrap();
    let named = || scene.sub.issues(&Template::end_entity("Stamping").serial(AUTHORITY)).certificate;
    let end = "</ds:X509Data>";
    for (others, decision) in [(7, Decision::Confirmed), (8, Decision::Refused)] {
        let own = [scene.authority.clone(), scene.sub.certificate.clone()];
        let certificates = (0..others).map(|_| named()).chain(own);
        let certificates: String = certificates
            .map(|one| format!("<ds:X509Certificate>{}</ds:X509Certificate>", STANDARD.encode(one.der())))
            .collect();
        let document = signed.replace(end, &format!("{certificates}{end}"));
        let report = scene.verify(document.as_bytes(), &scene.lists());
        assert_eq!(report.decision(), decision, "{others}: {}", report.to_json_pretty());
    }
}
