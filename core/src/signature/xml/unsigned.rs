//! What may stand in a signature that nothing signs. A signature is left out of what it signs, so content could hide there:
//! in an object, or as a foreign element anywhere.

use super::dsig::{RawSignature, Reference};
use super::tree::Element;
use super::uri::{DS, DSIG11, EC, WSSE, WSU, XADES, XADES_141};

/// Whether a signature holds content that no reference selects.
pub(super) fn holds_content(signature: &RawSignature<'_>, references: &[Reference]) -> bool {
    let signed = |element: &Element<'_>| references.iter().any(|one| one.apex() == Some(Some(element.id())));
    let mut pending = vec![signature.element];
    while let Some(element) = pending.pop() {
        if signed(&element) {
            continue;
        }
        if element.is(DS, "Object") {
            let is_properties = |child: &Element<'_>| child.is(XADES, "QualifyingProperties");
            let mut unsigned = element.children().filter(|child| !signed(child));
            if !element.has_element_content_only()
                || unsigned.any(|child| !is_properties(&child) || holds_other_than_properties(child, signed))
            {
                return true;
            }
        } else if is_markup(&element) {
            pending.extend(element.children());
        } else {
            return true;
        }
    }
    false
}

/// Elements that belong to signatures and tokens; whatever else stands in a signature is content.
pub(super) fn is_markup(element: &Element<'_>) -> bool {
    [DS, DSIG11, EC, XADES, XADES_141, WSSE, WSU].contains(&element.namespace())
}

/// Whether `xades:QualifyingProperties` hold unsigned what the schemas of unsigned properties do not know.
fn holds_other_than_properties(properties: Element<'_>, signed: impl Fn(&Element<'_>) -> bool) -> bool {
    let is_unsigned_kind = |child: Element<'_>| signed(&child) || child.is(XADES, "UnsignedProperties");
    if !properties.has_element_content_only() || !properties.children().all(is_unsigned_kind) {
        return true;
    }
    let mut pending: Vec<_> = properties.children().collect();
    while let Some(element) = pending.pop() {
        if signed(&element) {
            continue;
        }
        let is_of = |schema: &[(&str, &[&str])]| {
            schema
                .iter()
                .any(|(namespace, names)| element.namespace() == *namespace && names.contains(&element.local_name()))
        };
        let known = if is_of(&VALUES) {
            element.children().next().is_none()
        } else {
            is_of(&STRUCTURES) && element.has_element_content_only()
        };
        if !known {
            return true;
        }
        pending.extend(element.children());
    }
    false
}

/// Elements of unsigned properties that hold elements: EN 319 132-1, 5.2 to 5.5 and annexes A and D; XML Signature 1.1,
/// section 4, and the usual signed properties for countersignatures. XMLTimeStamp and UnsignedDataObjectProperty may hold
/// anything, and are not among them.
const STRUCTURES: [(&str, &[&str]); 4] = [
    (
        XADES,
        &[
            "QualifyingProperties",
            "SignedProperties",
            "SignedSignatureProperties",
            "SigningCertificate",
            "SigningCertificateV2",
            "UnsignedProperties",
            "UnsignedSignatureProperties",
            "CounterSignature",
            "SignatureTimeStamp",
            "SigAndRefsTimeStamp",
            "RefsOnlyTimeStamp",
            "ArchiveTimeStamp",
            "Include",
            "CompleteCertificateRefs",
            "AttributeCertificateRefs",
            "CertRefs",
            "Cert",
            "CertDigest",
            "IssuerSerial",
            "CompleteRevocationRefs",
            "AttributeRevocationRefs",
            "CRLRefs",
            "CRLRef",
            "CRLIdentifier",
            "OCSPRefs",
            "OCSPRef",
            "OCSPIdentifier",
            "ResponderID",
            "DigestAlgAndValue",
            "CertificateValues",
            "AttrAuthoritiesCertValues",
            "RevocationValues",
            "AttributeRevocationValues",
            "CRLValues",
            "OCSPValues",
        ],
    ),
    (
        XADES_141,
        &[
            "ArchiveTimeStamp",
            "TimeStampValidationData",
            "CompleteCertificateRefsV2",
            "AttributeCertificateRefsV2",
            "SigAndRefsTimeStampV2",
            "RefsOnlyTimeStampV2",
            "CertRefs",
            "RenewedDigests",
            "SignaturePolicyStore",
            "SPDocSpecification",
        ],
    ),
    (
        DS,
        &[
            "Signature",
            "SignedInfo",
            "CanonicalizationMethod",
            "SignatureMethod",
            "Reference",
            "Transforms",
            "Transform",
            "DigestMethod",
            "KeyInfo",
            "Object",
            "X509Data",
            "X509IssuerSerial",
        ],
    ),
    (EC, &["InclusiveNamespaces"]),
];

/// Elements of unsigned properties that hold a value of their own form: base64, a number, a time, a name.
const VALUES: [(&str, &[&str]); 3] = [
    (
        XADES,
        &[
            "EncapsulatedTimeStamp",
            "EncapsulatedX509Certificate",
            "EncapsulatedCRLValue",
            "EncapsulatedOCSPValue",
            "IssuerSerialV2",
            "Issuer",
            "IssueTime",
            "Number",
            "ByName",
            "ByKey",
            "ProducedAt",
            "SigningTime",
            "Identifier",
        ],
    ),
    (XADES_141, &["SignaturePolicyDocument", "SigPolDocLocalURI", "RecomputedDigestValue"]),
    (
        DS,
        &[
            "SignatureValue",
            "DigestValue",
            "X509Certificate",
            "X509CRL",
            "X509SKI",
            "X509SubjectName",
            "X509IssuerName",
            "X509SerialNumber",
        ],
    ),
];

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
                "<ds:X509Data><ds:X509Certificate>AAAA</ds:X509Certificate></ds:X509Data>",
                "<x:payment xmlns:x=\"http://uri.etsi.org/01903/v1.3.2#\">text</x:payment>",
                &format!("<u:x xmlns:u=\"{wsu}\">text</u:x>"),
            ] {
                assert_eq!(with(content), UNSIGNED, "{content}");
            }
        }
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
        let counter = |object: &str| {
            let signature =
                signature_template("#value", EXCLUSIVE, object).replace("DIGEST", "AAAA").replace("VALUE", "AAAA");
            format!("<xades:CounterSignature>{signature}</xades:CounterSignature>")
        };
        let own = "<ds:Object><xades:QualifyingProperties><xades:SignedProperties><xades:SignedSignatureProperties>\
                   <xades:SigningTime>2026-01-01T00:00:00Z</xades:SigningTime></xades:SignedSignatureProperties>\
                   </xades:SignedProperties></xades:QualifyingProperties></ds:Object>";
        for known in [
            "<xades:CertificateValues><xades:EncapsulatedX509Certificate>AAAA</xades:EncapsulatedX509Certificate>\
             </xades:CertificateValues>",
            "<xades:RevocationValues><xades:CRLValues><xades:EncapsulatedCRLValue>AAAA</xades:EncapsulatedCRLValue>\
             </xades:CRLValues></xades:RevocationValues>",
            "<a:TimeStampValidationData xmlns:a=\"http://uri.etsi.org/01903/v1.4.1#\"/>",
            "<a:SignaturePolicyStore xmlns:a=\"http://uri.etsi.org/01903/v1.4.1#\"><a:SPDocSpecification>\
             <xades:Identifier>urn:oid:1.2.3</xades:Identifier></a:SPDocSpecification>\
             <a:SignaturePolicyDocument>AAAA</a:SignaturePolicyDocument></a:SignaturePolicyStore>",
            &counter(""),
            &counter(own),
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
