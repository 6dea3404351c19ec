//! XML signatures against `xmlsec1`: it verifies what we make, and we accept what it makes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test program fails by panicking"
)]

use qoltanba::crypto::{AlgorithmPolicy, DigestAlgorithm, PrivateKey, SignatureAlgorithm};
use qoltanba::signature::xml::sign::{Statement, XmlSigner, sign_enveloped, sign_message};
use qoltanba::signature::xml::{Coverage, DigestOutcome, Level, SignedXml};
use qoltanba::{Moment, Result};
use qoltanba_tests::openssl::Scratch;
use qoltanba_tests::tools;

const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const DOCUMENT: &str = "<?xml version=\"1.0\"?>\r\n<!-- outside --><p:doc xmlns:p=\"urn:p\" xmlns=\"urn:d\" \
                        xmlns:unused=\"urn:u\" xml:lang=\"kk\" b='2' a=\"1&#10;\"><!-- inside -->\r\n \
                        <v p:x='&lt;'>қолтаңба &amp; &#13; <![CDATA[<x>]]></v>\n</p:doc>";

/// A key and its certificate, made by OpenSSL.
struct Signer {
    folder: Scratch,
    algorithm: SignatureAlgorithm,
    key: PrivateKey,
    certificate: Vec<u8>,
}

impl Signer {
    /// `None` when xmlsec1 is missing.
    fn new(algorithm: SignatureAlgorithm) -> Option<Self> {
        let _ = tools::run("xmlsec1", &["--version"])?;
        let folder = Scratch::new();
        let key = match algorithm {
            SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384) => "-algorithm EC -pkeyopt ec_paramgen_curve:P-384",
            SignatureAlgorithm::Ecdsa(_) => "-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
            _ => "-algorithm RSA -pkeyopt rsa_keygen_bits:2048",
        };
        folder.identity("signer", key, "");
        let certificate = folder.openssl("x509 -in signer.pem -outform DER");
        let key = PrivateKey::from_der_or_pem(&folder.read("signer.key")).unwrap();
        Some(Self { folder, algorithm, key, certificate })
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn xml(&self) -> XmlSigner<'_> {
        XmlSigner { algorithm: self.algorithm, certificate: &self.certificate }
    }

    fn sign(&self, octets: &[u8]) -> Result<Vec<u8>> {
        self.key.sign(self.algorithm, octets)
    }

    /// Whether xmlsec1 verifies a document; `options` select the signature and name identifiers.
    fn xmlsec_accepts(&self, signed: &[u8], options: &[&str]) -> bool {
        self.folder.write("signed.xml", signed);
        let (file, certificate) = (self.path("signed.xml"), self.path("signer.pem"));
        let mut arguments = vec!["--verify", "--trusted-pem", &certificate, "--pubkey-cert-pem", &certificate];
        arguments.extend(options);
        arguments.push(&file);
        let output = tools::run("xmlsec1", &arguments).expect("found before");
        if !output.status.success() {
            println!("{}", String::from_utf8_lossy(&output.stderr));
        }
        output.status.success()
    }

    /// Has xmlsec1 fill in a template.
    fn xmlsec_signs(&self, template: &str, options: &[&str]) -> Vec<u8> {
        self.folder.write("template.xml", template.as_bytes());
        let (file, output) = (self.path("template.xml"), self.path("output.xml"));
        let key = format!("{},{}", self.path("signer.key"), self.path("signer.pem"));
        let mut arguments = vec!["--sign", "--privkey-pem", &key, "--output", &output];
        arguments.extend(options);
        arguments.push(&file);
        let done = tools::run("xmlsec1", &arguments).expect("found before");
        assert!(done.status.success(), "{}\n{template}", String::from_utf8_lossy(&done.stderr));
        self.folder.read("output.xml")
    }

    /// Our verdict on the one signature of a document: that value and digests hold; what is covered.
    fn accepts(&self, signed: &[u8]) -> (bool, Coverage) {
        let parsed = SignedXml::parse(signed).unwrap();
        let [signature] = parsed.signatures() else { panic!("one signature") };
        let policy = AlgorithmPolicy::default();
        let value = signature.verify_value(self.key.public_key(), policy).is_ok();
        let digests = parsed.check_digests(signature, policy).unwrap() == DigestOutcome::Hold;
        if signature.key_info().certificates.first().is_some_and(|found| *found != self.certificate) {
            panic!("another certificate was read");
        }
        (value && digests, signature.coverage())
    }
}

#[test]
fn xmlsec_verifies_what_we_sign() {
    for (name, algorithm) in [
        ("rsa-256", SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256)),
        ("rsa-512", SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha512)),
        ("p-256", SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256)),
        ("p-384", SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384)),
    ] {
        let Some(signer) = Signer::new(algorithm) else { return };
        let enveloped = |text: &[u8], statement| {
            sign_enveloped(text, &signer.xml(), statement, |octets| signer.sign(octets)).unwrap()
        };
        let once = enveloped(DOCUMENT.as_bytes(), Statement::Plain);
        assert!(signer.xmlsec_accepts(&once, &[]), "{name}");
        assert!(signer.accepts(&once).0);
        let altered = String::from_utf8(once.clone()).unwrap().replace("қол", "қал").into_bytes();
        assert!(!signer.xmlsec_accepts(&altered, &[]) && !signer.accepts(&altered).0);

        let twice = enveloped(&once, Statement::Plain);
        let second = ["--node-xpath", "(//*[local-name()='Signature'])[2]"];
        assert!(signer.xmlsec_accepts(&twice, &second), "{name}: the second signature");

        let statement = Statement::XadesB { signing_time: Moment::from_unix(1_700_000_000), id: "signature-1" };
        let xades = enveloped(DOCUMENT.as_bytes(), statement);
        let id = ["--id-attr:Id", "http://uri.etsi.org/01903/v1.3.2#:SignedProperties"];
        assert!(signer.xmlsec_accepts(&xades, &id), "{name}: XAdES");
        assert_eq!(SignedXml::parse(&xades).unwrap().signatures()[0].level(), Level::B);

        let message =
            format!("<s:Envelope xmlns:s=\"{SOAP}\" xmlns:x=\"urn:x\"><s:Body><x:a/> text</s:Body></s:Envelope>");
        let message = sign_message(message.as_bytes(), &signer.xml(), "body", |octets| signer.sign(octets)).unwrap();
        assert!(signer.xmlsec_accepts(&message, &["--id-attr:Id", &format!("{SOAP}:Body")]), "{name}: a message");
        assert_eq!(signer.accepts(&message), (true, Coverage::Covered { reference: 0 }));
    }
}

fn template(canonicalization: &str, algorithm: &str, uri: &str, transforms: &[&str], object: &str) -> String {
    let transforms: String = transforms
        .iter()
        .map(|transform| {
            // A transform may bring a list of prefixes after a space.
            let (uri, prefixes) = transform.split_once(' ').unwrap_or((transform, ""));
            let list = if prefixes.is_empty() {
                String::new()
            } else {
                let namespace = "http://www.w3.org/2001/10/xml-exc-c14n#";
                format!("<ec:InclusiveNamespaces xmlns:ec=\"{namespace}\" PrefixList=\"{prefixes}\"/>")
            };
            format!("<Transform Algorithm=\"{uri}\">{list}</Transform>\n")
        })
        .collect();
    format!(
        "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\">\n<SignedInfo>\n\
         <CanonicalizationMethod Algorithm=\"{canonicalization}\"/>\n<SignatureMethod Algorithm=\"{algorithm}\"/>\n\
         <Reference URI=\"{uri}\">\n<Transforms>{transforms}</Transforms>\n\
         <DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/>\n<DigestValue></DigestValue>\n\
         </Reference></SignedInfo>\n<SignatureValue/>\n<KeyInfo><X509Data><X509Certificate/></X509Data></KeyInfo>\
         {object}</Signature>"
    )
}

const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const C14N: [&str; 6] = [
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
    "http://www.w3.org/2006/12/xml-c14n11",
    "http://www.w3.org/2006/12/xml-c14n11#WithComments",
    "http://www.w3.org/2001/10/xml-exc-c14n#",
    "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
];

#[test]
fn we_accept_what_xmlsec_signs() {
    let sha256 = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);
    let Some(signer) = Signer::new(sha256) else { return };
    let rsa = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    let within = |signature: &str| DOCUMENT.replace("</p:doc>", &format!("{signature}</p:doc>"));
    let covered = Coverage::Covered { reference: 0 };
    for how in C14N {
        for transforms in [&[ENVELOPED][..], &[ENVELOPED, how], &[ENVELOPED, &format!("{} unused #default", C14N[4])]] {
            let signed = signer.xmlsec_signs(&within(&template(how, rsa, "", transforms, "")), &[]);
            assert_eq!(signer.accepts(&signed), (true, covered), "{how} {transforms:?}");
        }
        // By identifier: the subtree takes over what its method says, from elements that are not selected.
        let part = "<w xmlns=\"urn:w\" xmlns:q=\"urn:q\" xml:lang=\"kk\" xml:space=\"preserve\"><m xmlns:p=\"urn:p\">\
                    <q:data Id=\"d\" a=\"1\"><!-- c --> <i xmlns=\"\"/><p:j/></q:data></m>";
        let id = ["--id-attr:Id", "urn:q:data"];
        let text = format!("{part}{}</w>", template(how, rsa, "#d", &[how], ""));
        let (holds, coverage) = signer.accepts(&signer.xmlsec_signs(&text, &id));
        assert!(holds, "{how} by identifier");
        assert!(matches!(coverage, Coverage::NotCovered(_)), "a part is not the document");

        let object = "<Object Id=\"o\"><data xmlns=\"\">text</data></Object>";
        let id = ["--id-attr:Id", "http://www.w3.org/2000/09/xmldsig#:Object"];
        let signed = signer.xmlsec_signs(&template(how, rsa, "#o", &[how], object), &id);
        assert_eq!(signer.accepts(&signed), (true, covered), "{how} enveloping");
    }
    // The comments of a same-document reference belong to it only when a pointer expression says so.
    for (uri, comment_matters) in [("", false), ("#xpointer(/)", true)] {
        let signed = signer.xmlsec_signs(&within(&template(C14N[0], rsa, uri, &[ENVELOPED, C14N[1]], "")), &[]);
        assert!(signer.accepts(&signed).0);
        let changed = String::from_utf8(signed).unwrap().replace("<!-- inside -->", "<!-- others -->");
        assert_eq!(signer.accepts(changed.as_bytes()).0, !comment_matters, "{uri}");
    }
    for (name, algorithm, uri) in [
        ("xmlsec-p256", SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256), "ecdsa-sha256"),
        ("xmlsec-p384", SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384), "ecdsa-sha384"),
        ("xmlsec-rsa384", SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha384), "rsa-sha384"),
        ("xmlsec-rsa512", SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha512), "rsa-sha512"),
    ] {
        let Some(signer) = Signer::new(algorithm) else { return };
        let uri = format!("http://www.w3.org/2001/04/xmldsig-more#{uri}");
        let signed = signer.xmlsec_signs(&within(&template(C14N[0], &uri, "", &[ENVELOPED], "")), &[]);
        assert_eq!(signer.accepts(&signed), (true, covered), "{name}");
    }
}
