//! Signed SOAP messages: Apache WSS4J in both directions.

use qoltanba::signature::xml::sign::{XmlSigner, sign_message};
use qoltanba::signature::xml::{Coverage, SignedXml};
use qoltanba_tests::java::Court;

use super::xml::{accepts, algorithm};
use super::{Identity, pki};

pub(super) const VERSIONS: [(&str, &str); 2] =
    [("1.1", "http://schemas.xmlsoap.org/soap/envelope/"), ("1.2", "http://www.w3.org/2003/05/soap-envelope")];

/// Without the Basic Security Profile, and with it.
const PROFILES: [&str; 2] = ["plain", "strict"];

pub(super) fn cases(court: &mut Court, identities: &[Identity]) {
    for (version, soap) in VERSIONS {
        let bare = format!(
            "<s:Envelope xmlns:s=\"{soap}\" xmlns:x=\"urn:x\"><s:Body><x:a b='1'/> қолтаңба &amp;</s:Body></s:Envelope>"
        );
        let headed = bare.replace("<s:Body>", "<s:Header><x:h/></s:Header><s:Body>");
        for identity in identities {
            ours(court, identity, version, &[("bare", &bare), ("headed", &headed)]);
            theirs(court, identity, version, &bare);
        }
    }
    let text = pki("signed/wss/rsa.xml");
    let certificate = SignedXml::parse(&text).unwrap().signatures()[0].key_info().certificates[0].clone();
    let (message, certificate) = (court.file("data-wss.xml", &text), court.file("data-wss.cer", &certificate));
    for profile in PROFILES {
        let arguments = [&*message, profile, &certificate];
        court.says(&format!("soap/data/rsa/{profile}"), "soap-verify", &arguments, "ok Body");
    }
}

fn ours(court: &mut Court, identity: &Identity, version: &str, messages: &[(&str, &str)]) {
    let certificate = identity.certificate_file();
    let signer = XmlSigner { algorithm: algorithm(identity), certificate: identity.certificate.der() };
    for (shape, text) in messages {
        let signed =
            sign_message(text.as_bytes(), &signer, "body", |octets| identity.key.sign(signer.algorithm, octets));
        let signed = signed.unwrap();
        let case = format!("soap/ours/{}/{version}/{shape}", identity.name);
        let file = court.file(&format!("{case}.xml"), &signed);
        for profile in PROFILES {
            let arguments = [&*file, profile, &certificate];
            court.says(&format!("{case}/{profile}"), "soap-verify", &arguments, "ok Body");
        }
        let altered = String::from_utf8(signed).unwrap().replace("қол", "қал");
        let file = court.file(&format!("{case}-altered.xml"), altered.as_bytes());
        court.refuses(&format!("{case}/altered"), "soap-verify", &[&file, "plain", &certificate]);
    }
}

fn theirs(court: &mut Court, identity: &Identity, version: &str, text: &str) {
    let message = court.file(&format!("message-{version}.xml"), text.as_bytes());
    let (key, certificate) = (identity.key_file(), identity.certificate_file());
    for reference in ["token", "issuer-serial", "certificate", "key-identifier"] {
        for parts in ["Body", "Body,Timestamp"] {
            let case = format!("soap/theirs/{}/{version}/{reference}/{parts}", identity.name);
            let out = format!("{}.xml", case.replace('/', "-"));
            let arguments = [&*message, &out, reference, parts, &key, &certificate];
            let (out, der) = (out.clone(), identity.certificate.der().to_vec());
            court.signs(&case, "soap-sign", &arguments, move |scratch| {
                let text = scratch.read(&out);
                check(&text, &der, reference, parts)?;
                let altered = String::from_utf8(text).unwrap().replace("қол", "қал");
                match accepts(altered.as_bytes(), &der, 0) {
                    Ok(_) => Err("we accept a changed Body".to_owned()),
                    Err(_) => Ok(()),
                }
            });
        }
    }
}

/// The signature holds, covers the Body, names the certificate as it was asked to, and the timestamp is known as signed.
fn check(text: &[u8], certificate: &[u8], reference: &str, parts: &str) -> Result<(), String> {
    let coverage = accepts(text, certificate, 0)?;
    if !matches!(coverage, Coverage::Covered { .. }) {
        return Err(format!("{coverage:?}"));
    }
    let parsed = SignedXml::parse(text).unwrap();
    let info = parsed.signatures()[0].key_info();
    let named = (info.certificates.len(), info.issuer_serials.len(), info.subject_key_identifiers.len());
    let expected = match reference {
        "token" | "certificate" => (1, 0, 0),
        "issuer-serial" => (0, 1, 0),
        _ => (0, 0, 1),
    };
    if named != expected {
        return Err(format!("the key is named by {named:?}"));
    }
    match (parts, parsed.message_timestamps()) {
        ("Body", []) => Ok(()),
        ("Body,Timestamp", [timestamp]) if timestamp.covered_by == [0] => {
            let period = timestamp.created.zip(timestamp.expires).map(|(from, to)| to.unix() - from.unix());
            if period == Some(300) { Ok(()) } else { Err(format!("the message lives {period:?} seconds")) }
        }
        (_, timestamps) => Err(format!("the timestamps {timestamps:?}")),
    }
}
