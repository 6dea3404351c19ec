//! XML Signature: the JDK in both directions.

use qoltanba::crypto::{AlgorithmPolicy, DigestAlgorithm, SignatureAlgorithm};
use qoltanba::signature::xml::sign::{Statement, XmlSigner, sign_enveloped};
use qoltanba::signature::xml::{Coverage, DigestOutcome, SignedXml};
use qoltanba::{Certificate, Moment};
use qoltanba_tests::java::Court;

use super::{Identity, pki};

const DOCUMENT: &str = "<?xml version=\"1.0\"?>\r\n<!-- outside --><p:doc xmlns:p=\"urn:p\" xmlns=\"urn:d\" \
                        xmlns:unused=\"urn:u\" xml:lang=\"kk\" b='2' a=\"1&#10;\"><!-- inside -->\r\n \
                        <v p:x='&lt;'>қолтаңба &amp; &#13; <![CDATA[<x>]]></v><?pi data?>\n</p:doc>";
const PART: &str = "<w xmlns=\"urn:w\" xmlns:q=\"urn:q\" xml:lang=\"kk\"><m xmlns:p=\"urn:p\"><q:data Id=\"part\" \
                    a=\"1\"><!-- c --> қолтаңба <i xmlns=\"\"/><p:j/></q:data></m></w>";

const C14N: [(&str, &str); 6] = [
    ("inclusive", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"),
    ("inclusive-comments", "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments"),
    ("inclusive-1.1", "http://www.w3.org/2006/12/xml-c14n11"),
    ("inclusive-1.1-comments", "http://www.w3.org/2006/12/xml-c14n11#WithComments"),
    ("exclusive", "http://www.w3.org/2001/10/xml-exc-c14n#"),
    ("exclusive-comments", "http://www.w3.org/2001/10/xml-exc-c14n#WithComments"),
];

pub(super) fn cases(court: &mut Court, identities: &[Identity]) {
    for identity in identities {
        ours(court, identity);
        theirs(court, identity);
    }
    let text = pki("signed/xml/rsa.xml");
    let certificate = SignedXml::parse(&text).unwrap().signatures()[0].key_info().certificates[0].clone();
    let (document, certificate) = (court.file("data.xml", &text), court.file("data-xml.cer", &certificate));
    court.says("xml/data/rsa", "xml-verify", &[&document, "0", &certificate], "ok references=1");
}

pub(super) fn algorithm(identity: &Identity) -> SignatureAlgorithm {
    match identity.name {
        "rsa" => SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
        "p256" => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256),
        "p384" => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384),
        other => panic!("{other}"),
    }
}

fn uri(identity: &Identity) -> &'static str {
    match identity.name {
        "rsa" => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        "p256" => "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
        "p384" => "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
        other => panic!("{other}"),
    }
}

fn ours(court: &mut Court, identity: &Identity) {
    let (name, certificate) = (identity.name, identity.certificate_file());
    let signer = XmlSigner { algorithm: algorithm(identity), certificate: identity.certificate.der() };
    let sign = |text: &[u8], statement| {
        sign_enveloped(text, &signer, statement, |octets| identity.key.sign(signer.algorithm, octets)).unwrap()
    };
    let once = sign(DOCUMENT.as_bytes(), Statement::Plain);
    let file = court.file(&format!("xml-{name}-once.xml"), &once);
    let case = |what: &str| format!("xml/ours/{name}/{what}");
    court.says(&case("enveloped"), "xml-verify", &[&file, "0", &certificate], "ok references=1");

    let altered = String::from_utf8(once.clone()).unwrap().replace("қол", "қал");
    let file = court.file(&format!("xml-{name}-altered.xml"), altered.as_bytes());
    court.says(&case("altered"), "xml-verify", &[&file, "0", &certificate], "refused digest");

    let twice = sign(&once, Statement::Plain);
    let file = court.file(&format!("xml-{name}-twice.xml"), &twice);
    court.says(&case("second-of-two"), "xml-verify", &[&file, "1", &certificate], "ok references=1");
    assert!(accepts(&twice, identity.certificate.der(), 0).is_ok());
    court.says(&case("first-of-two"), "xml-verify", &[&file, "0", &certificate], "ok references=1");

    let statement = Statement::XadesB { signing_time: Moment::from_unix(1_700_000_000), id: "signature-1" };
    let file = court.file(&format!("xml-{name}-xades.xml"), &sign(DOCUMENT.as_bytes(), statement));
    court.says(&case("xades"), "xml-verify", &[&file, "0", &certificate], "ok references=2");
}

/// What the signature covers, if it holds under this certificate, which it has to bring if it brings one.
pub(super) fn accepts(text: &[u8], certificate: &[u8], number: usize) -> Result<Coverage, String> {
    let parsed = SignedXml::parse(text).map_err(|error| error.to_string())?;
    let signature = &parsed.signatures()[number];
    if signature.key_info().certificates.first().is_some_and(|found| found != certificate) {
        return Err("another certificate is read".to_owned());
    }
    let certificate = Certificate::from_der(certificate).unwrap();
    let policy = AlgorithmPolicy::default();
    let value = signature.verify_value(certificate.public_key().unwrap(), policy);
    value.map_err(|error| format!("the value: {error:?}"))?;
    match parsed.check_digests(signature, policy) {
        Ok(DigestOutcome::Hold) => Ok(signature.coverage()),
        other => Err(format!("the digests: {other:?}")),
    }
}

fn theirs(court: &mut Court, identity: &Identity) {
    let (key, certificate) = (identity.key_file(), identity.certificate_file());
    let whole = court.file("whole.xml", DOCUMENT.as_bytes());
    let part = court.file("part.xml", PART.as_bytes());
    for (how, method) in C14N {
        for (form, source, name) in
            [("enveloped", &whole, "enveloped"), ("#part", &part, "by-id"), ("enveloping", &part, "object")]
        {
            let out = format!("theirs-{}-{how}-{name}.xml", identity.name);
            let arguments = [source, &out, uri(identity), method, form, &key, &certificate];
            let (der, file) = (identity.certificate.der().to_vec(), out.clone());
            let case = format!("xml/theirs/{}/{how}/{name}", identity.name);
            court.signs(&case, "xml-sign", &arguments, move |scratch| {
                let text = scratch.read(&file);
                let coverage = accepts(&text, &der, 0)?;
                if (coverage == Coverage::Covered { reference: 0 }) != (form == "enveloped") {
                    return Err(format!("{coverage:?}"));
                }
                let (before, after) = if form == "enveloping" { ("text", "test") } else { ("қол", "қал") };
                let altered = String::from_utf8(text).unwrap().replace(before, after);
                match accepts(altered.as_bytes(), &der, 0) {
                    Ok(_) => Err("we accept a changed document".to_owned()),
                    Err(_) => Ok(()),
                }
            });
        }
    }
}
