//! Keys that are made in a token (SoftHSM2) and never leave it: every container is signed with them and confirmed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "a test program fails by panicking"
)]

use std::path::Path;
use std::process::Command;

use cryptoki::context::Pkcs11;
use cryptoki::mechanism::Mechanism;
use cryptoki::object::{Attribute, AttributeType, CertificateType, ObjectClass};
use cryptoki::session::{Session, UserType};
use cryptoki::types::AuthPin;
use qoltanba::asn1::{Reader, Writer};
use qoltanba::check::{Decision, Expected, JudgedAt, Verifier};
use qoltanba::crypto::{DigestAlgorithm, SignatureAlgorithm};
use qoltanba::revocation::{Crl, Evidence};
use qoltanba::sign::{Checked, OnRefusal, Signer, cms};
use qoltanba::signature::xml::sign::{Statement, XmlSigner, sign_enveloped, sign_message};
use qoltanba::signature::{SignedDocument, jws};
use qoltanba::trust::{TrustAnchor, TrustStore};
use qoltanba::{Certificate, Error as CoreError, oid};
use qoltanba_pkcs11::{Error, Module, Token};
use qoltanba_tests::pki::{Critical, Holder, List, Template, now};
use qoltanba_tests::softhsm::{PIN, SoftHsm, TOKEN, module};

/// The module finds its tokens by an environment variable, so each test runs as a program of its own, with tokens of its
/// own: this one, called again with the name of the test behind it.
fn in_own_program(test: &str) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("softhsm-{test}"));
    let Some(token) = SoftHsm::new(&folder) else { return };
    let mut again = Command::new(std::env::current_exe().unwrap());
    again.args(["--exact", "--ignored", "--nocapture", test]).env("SOFTHSM2_CONF", &token.configuration);
    let output = again.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && text.contains("1 passed"),
        "{text}\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// The token as its owner fills it: keys are made inside, certificates are stored beside them.
struct Office {
    session: Session,
    root: Holder,
}

impl Office {
    fn new() -> Self {
        let pkcs11 = Pkcs11::new(module().unwrap()).unwrap();
        // Starts the library; that of the crate joins it.
        Module::load(&module().unwrap()).unwrap();
        let slot = pkcs11.get_slots_with_initialized_token().unwrap()[0];
        let session = pkcs11.open_rw_session(slot).unwrap();
        session.login(UserType::User, Some(&AuthPin::from(PIN))).unwrap();
        Self { session, root: Holder::root(&Template::ca("Root")) }
    }

    /// Makes a key pair inside and gives its SubjectPublicKeyInfo.
    fn make(&self, label: &str, mechanism: &Mechanism<'_>, public: &[Attribute]) -> Vec<u8> {
        let own = [Attribute::Token(true), Attribute::Label(label.into()), Attribute::Id(label.into())];
        let private = [Attribute::Private(true), Attribute::Sensitive(true), Attribute::Extractable(false)];
        let private = [&own[..], &private, &[Attribute::Sign(true)]].concat();
        let public = [&own[..], public, &[Attribute::Verify(true)]].concat();
        let (public, _) = self.session.generate_key_pair(mechanism, &public, &private).unwrap();
        let wanted =
            [AttributeType::EcPoint, AttributeType::EcParams, AttributeType::Modulus, AttributeType::PublicExponent];
        let (mut point, mut parameters, mut modulus, mut exponent) = (vec![], vec![], vec![], vec![]);
        for attribute in self.session.get_attributes(public, &wanted).unwrap() {
            match attribute {
                Attribute::EcPoint(bytes) => point = bytes,
                Attribute::EcParams(bytes) => parameters = bytes,
                Attribute::Modulus(bytes) => modulus = bytes,
                Attribute::PublicExponent(bytes) => exponent = bytes,
                other => panic!("{other:?}"),
            }
        }
        let mut writer = Writer::new();
        writer.sequence(|spki| {
            if modulus.is_empty() {
                spki.sequence(|algorithm| {
                    algorithm.oid(&oid::EC_PUBLIC_KEY).raw(&parameters);
                });
                spki.bit_string(Reader::new(&point).octet_string("CKA_EC_POINT").unwrap());
            } else {
                spki.sequence(|algorithm| {
                    algorithm.oid(&oid::RSA_ENCRYPTION).null();
                });
                let mut key = Writer::new();
                key.sequence(|key| {
                    key.unsigned_bytes(&modulus).unsigned_bytes(&exponent);
                });
                spki.bit_string(&key.into_bytes());
            }
        });
        writer.into_bytes()
    }

    fn make_ec(&self, label: &str, curve: &oid::Oid) -> Vec<u8> {
        let mut parameters = Writer::new();
        parameters.oid(curve);
        self.make(label, &Mechanism::EccKeyPairGen, &[Attribute::EcParams(parameters.into_bytes())])
    }

    fn make_rsa(&self, label: &str) -> Vec<u8> {
        let public = [Attribute::ModulusBits(2048.into()), Attribute::PublicExponent(vec![1, 0, 1])];
        self.make(label, &Mechanism::RsaPkcsKeyPairGen, &public)
    }

    /// Certifies a key and stores the certificate beside it.
    fn certify(&self, label: &str, spki: &[u8]) -> Certificate {
        // digitalSignature and nonRepudiation: a key for signing.
        let usage = [3, 2, 6, 0xC0];
        let template = Template::end_entity(label).serial(7).extension(&oid::KEY_USAGE, Critical::Yes, &usage);
        let certificate = self.root.certifies_spki(&template, spki);
        self.store(label, &certificate);
        certificate
    }

    fn store(&self, label: &str, certificate: &Certificate) {
        let object = [
            Attribute::Class(ObjectClass::CERTIFICATE),
            Attribute::CertificateType(CertificateType::X_509),
            Attribute::Token(true),
            Attribute::Label(label.into()),
            Attribute::Id(label.into()),
            Attribute::Subject(certificate.subject().raw().to_vec()),
            Attribute::Value(certificate.der().to_vec()),
        ];
        self.session.create_object(&object).unwrap();
    }

    fn verifier(&self) -> Verifier {
        let mut evidence = Evidence::new();
        evidence.add_crl(Crl::from_vec(self.root.lists(&List::new())).unwrap());
        let trust = TrustStore::new(vec![TrustAnchor::from_certificate(&self.root.certificate)], vec![]);
        Verifier::new(trust).with_evidence(evidence)
    }

    fn assert_confirmed(&self, what: &str, signed: &[u8]) {
        let moment = JudgedAt::given(now());
        let document = SignedDocument::parse(signed).unwrap();
        let report = self.verifier().verify(&document, &Expected::anyone(), moment).unwrap();
        assert_eq!(report.decision(), Decision::Confirmed, "{what}: {}", report.to_json_pretty());
    }
}

fn open() -> Token {
    Module::load(&module().unwrap()).unwrap().open(TOKEN, PIN).unwrap()
}

#[test]
fn keys_of_a_token_sign_every_container() {
    in_own_program("sign_every_container");
}

#[test]
#[ignore = "run by keys_of_a_token_sign_every_container, in a program of its own"]
fn sign_every_container() {
    let office = Office::new();
    for (label, spki) in [
        ("rsa", office.make_rsa("rsa")),
        ("p256", office.make_ec("p256", &oid::P256)),
        ("p384", office.make_ec("p384", &oid::P384)),
    ] {
        let certified = office.certify(label, &spki);
        let token = open();
        let key = token.key(Some(label)).unwrap();
        let certificate = key.certificate().unwrap();
        assert_eq!(certificate, certified);
        let signer = Signer::external(&key, &certificate).unwrap();
        let moment = JudgedAt::given(now());
        let checked = signer.check(&office.verifier(), &Expected::anyone(), moment, OnRefusal::Stop);
        let Checked::Allowed(signer, _) = checked else { panic!("{label}: refused") };
        let options = cms::Options { signing_time: Some(now()), ..cms::Options::default() };
        office.assert_confirmed("cms", &cms::sign(&signer, b"document", &options).unwrap());
        let xml_signer = XmlSigner { algorithm: signer.algorithm(), certificate: certificate.der() };
        let sign = |octets: &[u8]| signer.sign(octets);
        let xades = Statement::XadesB { signing_time: now(), id: "signature" };
        for statement in [Statement::Plain, xades] {
            office.assert_confirmed("xml", &sign_enveloped(b"<a>b</a>", &xml_signer, statement, sign).unwrap());
        }
        let message = b"<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body/></s:Envelope>";
        office.assert_confirmed("wss", &sign_message(message, &xml_signer, "id-body", sign).unwrap());
        let token = jws::sign_compact(b"{}", signer.algorithm(), &[certificate.der()], sign).unwrap();
        office.assert_confirmed("jws", token.as_bytes());
        if label == "rsa" {
            for hash in [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512] {
                let pss = signer.with_algorithm(SignatureAlgorithm::RsaPss(hash));
                office.assert_confirmed("pss", &cms::sign(&pss, b"document", &options).unwrap());
            }
        }
    }
}

#[test]
fn what_does_not_belong_together_gives_no_signature() {
    in_own_program("refuse_what_does_not_fit");
}

#[test]
#[ignore = "run by what_does_not_belong_together_gives_no_signature, in a program of its own"]
fn refuse_what_does_not_fit() {
    let office = Office::new();
    let module = Module::load(&module().unwrap()).unwrap();
    assert_eq!(module.labels().unwrap(), [TOKEN]);
    let choice = |result: Result<(), Error>, wanted: &str| match result {
        Err(Error::Choice { what, .. }) => assert_eq!(what, wanted),
        other => panic!("{other:?}"),
    };
    choice(module.open("elsewhere", PIN).map(drop), "token");
    let token = open();
    choice(token.key(None).map(drop), "key");
    let rsa = office.make_rsa("rsa");
    let key = token.key(None).unwrap();
    choice(key.certificate().map(drop), "certificate");
    office.make_ec("p256", &oid::P256);
    choice(token.key(None).map(drop), "key");
    choice(token.key(Some("nobody")).map(drop), "key");

    // The certificate of another key: the token signs, and the value is not given out.
    let other = office.root.issues(&Template::end_entity("other"));
    let key = token.key(Some("p256")).unwrap();
    let signer = Signer::external(&key, &other.certificate).unwrap();
    assert!(matches!(signer.sign(b"document"), Err(CoreError::Key { .. })));
    assert_eq!(key.last_failure(), None);
    // An RSA mechanism on an EC key: the token says no, and the key tells why.
    let certificate = office.certify("rsa", &rsa);
    let signer = Signer::external(&key, &certificate).unwrap();
    assert!(signer.sign(b"document").is_err());
    // The national algorithms are refused before the token is asked.
    let signer = signer.with_algorithm(SignatureAlgorithm::Gost34310_2015_512);
    assert!(matches!(signer.sign(b"document"), Err(CoreError::External { rule }) if rule.contains("34.310")));
    // Two certificates for one key.
    office.store("rsa", &other.certificate);
    choice(token.key(Some("rsa")).unwrap().certificate().map(drop), "certificate");
    // Only the certificates above its own go with a signature.
    office.store("root", &office.root.certificate);
    assert_eq!(
        token.key(Some("rsa")).unwrap().issuers(&certificate).unwrap(),
        std::slice::from_ref(&office.root.certificate)
    );
}

#[test]
fn a_wrong_pin_opens_nothing() {
    in_own_program("refuse_a_wrong_pin");
}

#[test]
#[ignore = "run by a_wrong_pin_opens_nothing, in a program of its own"]
fn refuse_a_wrong_pin() {
    let module = Module::load(&module().unwrap()).unwrap();
    let Err(Error::Pin(said)) = module.open(TOKEN, "11111111") else { panic!("the PIN is wrong") };
    assert_eq!(said, "C_Login: PinIncorrect");
    module.open(TOKEN, PIN).unwrap();
}

#[test]
fn what_is_no_module_is_refused() {
    let Err(Error::Module(_)) = Module::load(Path::new("/nonexistent/module.so")) else { panic!("there is none") };
    let text = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
    let Err(Error::Module(_)) = Module::load(&text) else { panic!("a text is no module") };
}
