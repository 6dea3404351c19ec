//! What may stand in a signature that nothing signs. A signature is left out of what it signs, so content could hide there:
//! in an object, in KeyInfo, as a processing instruction anywhere.

use super::dsig::{RawSignature, Reference};
use super::schema::{COUNTERSIGNATURE, KEY_INFO, UNSIGNED_PROPERTIES};
use super::tree::Element;
use super::uri::{DS, XADES};

/// Whether a signature holds content that no reference selects. SignedInfo is signed, and SignatureValue is base64.
pub(super) fn holds_content(signature: &RawSignature<'_>, references: &[Reference]) -> bool {
    let signed = |element: &Element<'_>| references.iter().any(|one| one.apex() == Some(Some(element.id())));
    let holds_properties = |object: &Element<'_>| {
        let properties_only = |child: Element<'_>| {
            signed(&child) || (child.is(XADES, "QualifyingProperties") && unsigned_kinds_only(child, signed))
        };
        has_elements_only(object) && object.children().all(properties_only)
    };
    signature.element.has_instruction()
        || signature.key_info.is_some_and(|info| !is_known(info, Place::KeyInfo, signed))
        || !signature.objects.iter().all(|object| signed(object) || holds_properties(object))
}

/// Whether `xades:QualifyingProperties` hold nothing that the schemas of unsigned properties do not know, but what is signed.
fn unsigned_kinds_only(properties: Element<'_>, signed: impl Fn(&Element<'_>) -> bool + Copy) -> bool {
    let is_of_a_kind = |child: Element<'_>| {
        signed(&child) || (child.is(XADES, "UnsignedProperties") && is_known(child, Place::UnsignedProperties, signed))
    };
    has_elements_only(&properties) && properties.children().all(is_of_a_kind)
}

fn has_elements_only(element: &Element<'_>) -> bool {
    element.has_element_content_only() && !element.has_instruction()
}

/// Whether the schemas know an element and all within it that is not signed.
fn is_known(element: Element<'_>, place: Place, signed: impl Fn(&Element<'_>) -> bool) -> bool {
    let mut pending = vec![(element, place)];
    while let Some((element, place)) = pending.pop() {
        if signed(&element) {
            continue;
        }
        if element.has_instruction() || !place.knows(&element) {
            return false;
        }
        pending.extend(element.children().map(|child| (child, place.within(&element))));
    }
    true
}

/// Where an element stands.
#[derive(Clone, Copy)]
enum Place {
    KeyInfo,
    UnsignedProperties,
    Countersignature,
}

impl Place {
    /// Where the children of an element stand.
    fn within(self, element: &Element<'_>) -> Self {
        if element.is(DS, "KeyInfo") {
            Self::KeyInfo
        } else if element.is(XADES, "CounterSignature") {
            Self::Countersignature
        } else {
            self
        }
    }

    fn knows(self, element: &Element<'_>) -> bool {
        match self {
            Self::KeyInfo => KEY_INFO.knows(element),
            Self::UnsignedProperties => UNSIGNED_PROPERTIES.knows(element),
            Self::Countersignature => COUNTERSIGNATURE.knows(element) || UNSIGNED_PROPERTIES.knows(element),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::sign::{Statement, add_timestamp, sign_enveloped};
    use super::super::testing::{EXCLUSIVE, Key, signature_template, verdicts};
    use super::super::{Coverage, Gap};
    use crate::time::Moment;

    const UNSIGNED: Coverage = Coverage::NotCovered(Gap::UnsignedObject);

    fn coverage(text: &str, key: &Key) -> Coverage {
        let verdict = verdicts(text.as_bytes(), key).unwrap().remove(0);
        assert!(verdict.value);
        verdict.coverage
    }

    #[test]
    fn an_unsigned_object_holds_no_content_whatever_its_namespace() {
        let key = Key::new();
        let signed = "<ds:Object Id=\"o\"><p>1</p></ds:Object>";
        let octets = signed.replace("<ds:Object", "<ds:Object xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"");
        let enveloping = key.complete(&signature_template("#o", EXCLUSIVE, signed), &[&octets]);
        let plain = sign_enveloped(b"<r/>", &Key::signer(), Statement::Plain, |octets| key.sign(octets)).unwrap();
        let plain = String::from_utf8(plain).unwrap();
        let wsu = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
        for text in [enveloping, plain] {
            let with = |content: &str| {
                let object = format!("<ds:Object>{content}</ds:Object></ds:Signature>");
                coverage(&text.replace("</ds:Signature>", &object), &key)
            };
            assert!(matches!(with(""), Coverage::Covered { .. }));
            for content in [
                "text",
                "<p/>",
                "<ds:payment>1000</ds:payment>",
                "<ds:KeyName>text</ds:KeyName>",
                "<ds:SignatureProperties><ds:SignatureProperty Target=\"#x\">text</ds:SignatureProperty></ds:SignatureProperties>",
                "<ds:Manifest/>",
                "<ds:Object>text</ds:Object>",
                "<?pay 1000?>",
                "<ds:X509Data><ds:X509Certificate>AAAA</ds:X509Certificate></ds:X509Data>",
                "<x:payment xmlns:x=\"http://uri.etsi.org/01903/v1.3.2#\">text</x:payment>",
                &format!("<u:x xmlns:u=\"{wsu}\">text</u:x>"),
            ] {
                assert_eq!(with(content), UNSIGNED, "{content}");
            }
        }
    }

    #[test]
    fn what_is_no_element_of_a_signature_is_content_anywhere_in_it() {
        let key = Key::new();
        let signed = sign_enveloped(b"<r/>", &Key::signer(), Statement::Plain, |octets| key.sign(octets)).unwrap();
        let signed = String::from_utf8(signed).unwrap();
        let in_key_info = |content: &str| {
            let end = "</ds:KeyInfo>";
            coverage(&signed.replace(end, &format!("{content}{end}")), &key)
        };
        let wsse = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
        let token =
            |part: &str| format!("<w:SecurityTokenReference xmlns:w=\"{wsse}\">{part}</w:SecurityTokenReference>");
        for known in [
            "<!-- a comment -->",
            "<ds:KeyName>signer</ds:KeyName>",
            "<ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AAAA</ds:Modulus><ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue>\
             </ds:KeyValue>",
            "<ds:X509Data><ds:X509SubjectName>CN=a</ds:X509SubjectName><ds:X509CRL>AAAA</ds:X509CRL></ds:X509Data>",
            "<d:DEREncodedKeyValue xmlns:d=\"http://www.w3.org/2009/xmldsig11#\">AAAA</d:DEREncodedKeyValue>",
            &token("<w:Reference URI=\"#t\"/>"),
            &token("<w:KeyIdentifier ValueType=\"urn:other\">AAAA</w:KeyIdentifier>"),
        ] {
            assert!(matches!(in_key_info(known), Coverage::Covered { .. }), "{known}");
        }
        for content in [
            "text",
            "<![CDATA[text]]>",
            "<?pay 1000?>",
            "<p/>",
            "<ds:pay><ds:sum>1000</ds:sum></ds:pay>",
            "<ds:X509Data><?pay 1000?></ds:X509Data>",
            "<ds:X509Data>text<ds:X509CRL>AAAA</ds:X509CRL></ds:X509Data>",
            "<ds:KeyName><?pay 1000?></ds:KeyName>",
            "<ds:KeyName><ds:KeyName>text</ds:KeyName></ds:KeyName>",
            "<ds:Object>text</ds:Object>",
            &token("text"),
            "<u:Timestamp xmlns:u=\"http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd\">\
             text</u:Timestamp>",
            "<x:CounterSignature xmlns:x=\"http://uri.etsi.org/01903/v1.3.2#\"><ds:Signature/></x:CounterSignature>",
        ] {
            assert_eq!(in_key_info(content), UNSIGNED, "{content}");
        }
        let beside = signed.replace("</ds:Signature>", "<?pay 1000?></ds:Signature>");
        assert_eq!(coverage(&beside, &key), UNSIGNED);
    }

    #[test]
    fn of_properties_only_those_of_the_schemas_may_be_unsigned() {
        let key = Key::new();
        let statement = Statement::XadesB { signing_time: Moment::from_unix(0), id: "s1" };
        let signed = sign_enveloped(b"<r/>", &Key::signer(), statement, |octets| key.sign(octets)).unwrap();
        let signed = String::from_utf8(add_timestamp(&signed, 0, b"token").unwrap()).unwrap();
        assert!(matches!(coverage(&signed, &key), Coverage::Covered { .. }));
        let end = "</xades:UnsignedSignatureProperties>";
        let beside = |content: &str| coverage(&signed.replace(end, &format!("{content}{end}")), &key);
        let counter = |rest: &str| {
            let signature =
                signature_template("#value", EXCLUSIVE, rest).replace("DIGEST", "AAAA").replace("VALUE", "AAAA");
            format!("<xades:CounterSignature>{signature}</xades:CounterSignature>")
        };
        let own = |of_signature: &str, of_content: &str| {
            counter(&format!(
                "<ds:Object><xades:QualifyingProperties><xades:SignedProperties><xades:SignedSignatureProperties>\
                 <xades:SigningTime>2026-01-01T00:00:00Z</xades:SigningTime>{of_signature}\
                 </xades:SignedSignatureProperties>{of_content}</xades:SignedProperties></xades:QualifyingProperties>\
                 </ds:Object>"
            ))
        };
        let later = |name: &str, content: &str| {
            format!("<a:{name} xmlns:a=\"http://uri.etsi.org/01903/v1.4.1#\">{content}</a:{name}>")
        };
        let certificates = "<xades:CertificateValues><xades:EncapsulatedX509Certificate>AAAA\
                            </xades:EncapsulatedX509Certificate></xades:CertificateValues>";
        let digest = "<ds:DigestMethod xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" Algorithm=\"urn:digest\"/>";
        for known in [
            certificates,
            "<xades:RevocationValues><xades:CRLValues><xades:EncapsulatedCRLValue>AAAA</xades:EncapsulatedCRLValue>\
             </xades:CRLValues><xades:OtherValues><xades:OtherValue>AAAA</xades:OtherValue></xades:OtherValues>\
             </xades:RevocationValues>",
            &later("TimeStampValidationData", certificates),
            &later("AnyValidationData", certificates),
            &later(
                "SignaturePolicyStore",
                "<a:SPDocSpecification><xades:Identifier>urn:oid:1.2.3</xades:Identifier>\
                 <xades:Description>A policy</xades:Description><xades:DocumentationReferences>\
                 <xades:DocumentationReference>urn:policy</xades:DocumentationReference></xades:DocumentationReferences>\
                 </a:SPDocSpecification><a:SignaturePolicyDocument>AAAA</a:SignaturePolicyDocument>",
            ),
            &later("RenewedDigests", &format!("{digest}<a:RecomputedDigestValue>AAAA</a:RecomputedDigestValue>")),
            &later(
                "RenewedDigestsV2",
                &format!(
                    "{digest}<a:RecomputedDigestValue><a:NewSDODigestValue>AAAA</a:NewSDODigestValue>\
                     <a:OriginalRefDigest>AAAA</a:OriginalRefDigest></a:RecomputedDigestValue>"
                ),
            ),
            &counter(""),
            &counter(
                "<ds:KeyInfo><ds:KeyName>signer</ds:KeyName><ds:KeyValue><ds:RSAKeyValue><ds:Modulus>AAAA</ds:Modulus>\
                 <ds:Exponent>AQAB</ds:Exponent></ds:RSAKeyValue></ds:KeyValue></ds:KeyInfo>",
            ),
            &own("", ""),
            &own(
                "<xades:SignaturePolicyIdentifier><xades:SignaturePolicyImplied/></xades:SignaturePolicyIdentifier>\
                 <xades:SignatureProductionPlaceV2><xades:City>Astana</xades:City></xades:SignatureProductionPlaceV2>\
                 <xades:SignerRoleV2><xades:ClaimedRoles><xades:ClaimedRole>head</xades:ClaimedRole>\
                 </xades:ClaimedRoles></xades:SignerRoleV2>",
                "<xades:SignedDataObjectProperties><xades:DataObjectFormat ObjectReference=\"#r\"><xades:MimeType>\
                 text/xml</xades:MimeType></xades:DataObjectFormat></xades:SignedDataObjectProperties>",
            ),
        ] {
            assert!(matches!(beside(known), Coverage::Covered { .. }), "{known}");
        }
        for content in [
            "text",
            "<p/>",
            "<xades:Payment>text</xades:Payment>",
            "<xades:CertificateValues>text</xades:CertificateValues>",
            "<xades:CertificateValues><xades:EncapsulatedX509Certificate><xades:Cert/>\
             </xades:EncapsulatedX509Certificate></xades:CertificateValues>",
            "<xades:SignatureTimeStamp><xades:XMLTimeStamp><p/></xades:XMLTimeStamp></xades:SignatureTimeStamp>",
            "<xades:CertificateValues><?pay 1000?></xades:CertificateValues>",
            "<xades:MimeType>text</xades:MimeType>",
            "<ds:KeyName xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">text</ds:KeyName>",
            &later("RenewedDigestsV2", "text"),
            &counter("<ds:KeyInfo>text</ds:KeyInfo>"),
            &counter("<ds:KeyName>text</ds:KeyName>"),
            &counter("<?pay 1000?>"),
            &own("<xades:City>A<p/></xades:City>", ""),
            &own("", "<xades:SignedDataObjectProperties>text</xades:SignedDataObjectProperties>"),
            &counter("<ds:Object>text</ds:Object>"),
            &counter("<ds:Object><p/></ds:Object>"),
        ] {
            assert_eq!(beside(content), UNSIGNED, "{content}");
        }
        // Beside the signed ones, another list of "signed" properties.
        let start = "<xades:UnsignedProperties";
        let second = "<xades:SignedProperties><xades:SignedSignatureProperties/></xades:SignedProperties>";
        assert_eq!(coverage(&signed.replace(start, &format!("{second}{start}")), &key), UNSIGNED);
    }
}
