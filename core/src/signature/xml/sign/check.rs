//! What was made is looked at as a verifier will, before it is handed out.

use crate::crypto::{AlgorithmPolicy, LegacyAlgorithms};
use crate::error::{Error, Result};
use crate::signature::xml::tree::{Element, NodeId};
use crate::signature::xml::uri::{SOAP_11, SOAP_12};
use crate::signature::xml::{Container, Coverage, DigestOutcome, SignedXml, XmlSignature};

/// The digests and the coverage only: the value is that of the caller's key. Old signatures may have old algorithms.
const POLICY: AlgorithmPolicy = AlgorithmPolicy { legacy: LegacyAlgorithms::Accept };

/// Gives `signed` back when its new signature holds, and each one that held in `document` holds still. Signatures within
/// the Body of what is now a message are its content.
///
/// # Errors
/// `InvalidArgument` when one does not; as [`SignedXml::parse`] for either text.
pub(super) fn checked(document: &[u8], signed: Vec<u8>, new: NodeId) -> Result<Vec<u8>> {
    let refused = |rule| Err(Error::InvalidArgument { argument: "document", rule });
    let before = SignedXml::parse(document)?;
    {
        let after = SignedXml::parse(&signed)?;
        let (made, kept): (Vec<_>, Vec<_>) = after.signatures().iter().partition(|one| one.element() == new);
        let [made] = made.as_slice() else { return refused("a place where a new signature is found again") };
        if !holds(&after, made)? {
            return refused("a form that one signature can cover, with unambiguous identifiers");
        }
        let is_content = |one: &XmlSignature| after.container() == Container::WsSecurity && is_in_body(&before, one);
        let earlier: Vec<_> = before.signatures().iter().filter(|one| !is_content(one)).collect();
        if kept.len() != earlier.len() {
            return refused("a form in which a new signature hides no other");
        }
        for (old, kept) in earlier.into_iter().zip(kept) {
            let same = old.signed_info() == kept.signed_info() && old.value() == kept.value();
            if holds(&before, old)? && !(same && holds(&after, kept)?) {
                return refused("a form in which a new signature breaks no other");
            }
        }
    }
    Ok(signed)
}

fn is_in_body(document: &SignedXml<'_>, signature: &XmlSignature) -> bool {
    let element = document.unverified_document().element(signature.element());
    let mut around = std::iter::successors(element, Element::parent);
    around.any(|element| element.is(SOAP_11, "Body") || element.is(SOAP_12, "Body"))
}

fn holds(document: &SignedXml<'_>, signature: &XmlSignature) -> Result<bool> {
    let covered = matches!(signature.coverage(), Coverage::Covered { .. });
    Ok(covered && document.check_digests(signature, POLICY)? == DigestOutcome::Hold)
}

#[cfg(test)]
mod tests {
    use super::super::{Statement, sign_enveloped, sign_message};
    use super::*;
    use crate::signature::xml::testing::{ENVELOPED, EXCLUSIVE, Key, signature_template, verdicts};

    fn enveloped(text: &str, key: &Key) -> Result<Vec<u8>> {
        sign_enveloped(text.as_bytes(), &Key::signer(), Statement::Plain, |octets| key.sign(octets))
    }

    fn message(text: &str, key: &Key) -> Result<Vec<u8>> {
        sign_message(text.as_bytes(), &Key::signer(), "id-1", |octets| key.sign(octets))
    }

    #[test]
    fn a_signature_that_breaks_another_is_not_handed_out() {
        let key = Key::new();
        let both = format!("{ENVELOPED}{EXCLUSIVE}");
        let deeper = format!("<r><z>{}</z></r>", signature_template("", &both, ""));
        let deeper = key.complete(&deeper, &["<r><z></z></r>"]);
        assert!(verdicts(deeper.as_bytes(), &key).unwrap()[0].is_good());
        assert!(matches!(enveloped(&deeper, &key), Err(Error::InvalidArgument { argument: "document", .. })));
        // One that is broken already is no reason.
        let broken = deeper.replace("<r><z>", "<r>1<z>");
        assert!(verdicts(&enveloped(&broken, &key).unwrap(), &key).unwrap()[1].is_good());
        // One that cannot stand where it has to.
        let object = "<ds:Object Id=\"o\">1</ds:Object>";
        let octets = object.replace("<ds:Object", "<ds:Object xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"");
        let enveloping = key.complete(&signature_template("#o", EXCLUSIVE, object), &[&octets]);
        assert!(verdicts(enveloping.as_bytes(), &key).unwrap()[0].is_good());
        assert!(matches!(enveloped(&enveloping, &key), Err(Error::Malformed { .. })));
    }

    #[test]
    fn a_message_that_would_not_be_covered_is_not_signed() {
        const WSSE: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
        const WSU: &str = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
        let key = Key::new();
        let envelope = |inner: &str| {
            format!("<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\">{inner}</s:Envelope>")
        };
        let body = |id: &str, content: &str| {
            envelope(&format!("<s:Header/><s:Body xmlns:u=\"{WSU}\" u:Id=\"{id}\">{content}</s:Body>"))
        };
        assert!(verdicts(&message(&body("b", "<a/>"), &key).unwrap(), &key).unwrap()[0].is_good());
        for (name, text) in [
            ("an identifier twice", body("b", "<a Id=\"b\"/>")),
            ("an empty identifier", body("", "<a/>")),
            ("a percent sign", body("a%41", "<a/>")),
            ("a pointer", body("a(1)", "<a/>")),
            ("text between", envelope("<s:Header/>text<s:Body/>")),
        ] {
            let outcome = message(&text, &key);
            assert!(matches!(outcome, Err(Error::InvalidArgument { argument: "document", .. })), "{name}");
        }
        // What is signed within the Body is the content of the message.
        let payload = format!("<p Id=\"p\">1{}</p>", signature_template("#p", &format!("{ENVELOPED}{EXCLUSIVE}"), ""));
        let payload = envelope(&format!("<s:Body>{payload}</s:Body>"));
        let payload = key.complete(&payload, &["<p Id=\"p\">1</p>"]);
        let [made] = verdicts(&message(&payload, &key).unwrap(), &key).unwrap().try_into().unwrap();
        assert!(made.is_good());
        // A Body that is signed under another identifier cannot get a second one.
        let first = signature_template("#b", EXCLUSIVE, "");
        let first = envelope(&format!(
            "<s:Header><w:Security xmlns:w=\"{WSSE}\">{first}</w:Security></s:Header><s:Body Id=\"b\">1</s:Body>"
        ));
        let octets = "<s:Body xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" Id=\"b\">1</s:Body>";
        let first = key.complete(&first, &[octets]);
        assert!(verdicts(first.as_bytes(), &key).unwrap()[0].is_good());
        assert!(matches!(message(&first, &key), Err(Error::InvalidArgument { argument: "document", .. })));
    }
}
