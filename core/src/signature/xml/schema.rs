//! Names of what may stand in a signature without being signed: the elements of XML Signature (core schema, and 1.1), of
//! XAdES (EN 319 132-1, schemas of 1.3.2 and 1.4.1) and of references to security tokens (SOAP Message Security 1.1).
//!
//! Elements that may hold anything are left out: XMLTimeStamp, UnsignedDataObjectProperty, SignedAssertion and
//! OtherAttributeCertificate of XAdES, SignatureProperty of XML Signature. Others of such a type, for instance ClaimedRole,
//! may hold characters only.

use super::tree::Element;
use super::uri::{DS, DSIG11, EC, WSSE, XADES, XADES_141};

/// Names in one namespace.
type Names = (&'static str, &'static [&'static str]);

/// Elements that may stand in one place.
pub(super) struct Schema {
    /// Those that hold elements, or nothing.
    structures: &'static [Names],
    /// Those that hold characters: base64, a number, a time, a name.
    values: &'static [Names],
}

impl Schema {
    /// Whether an element belongs here and holds what it may.
    pub(super) fn knows(&self, element: &Element<'_>) -> bool {
        let is_of = |list: &[Names]| {
            list.iter()
                .any(|(namespace, names)| element.namespace() == *namespace && names.contains(&element.local_name()))
        };
        let is_value = is_of(self.values) && element.children().next().is_none();
        is_value || (is_of(self.structures) && element.has_element_content_only())
    }
}

/// In `ds:KeyInfo` (XML Signature 1.1, 4.5; X.509 Token Profile 1.1, 3.2).
pub(super) const KEY_INFO: Schema = Schema {
    structures: &[
        (
            DS,
            &[
                "KeyInfo",
                "KeyValue",
                "DSAKeyValue",
                "RSAKeyValue",
                "RetrievalMethod",
                "Transforms",
                "Transform",
                "X509Data",
                "X509IssuerSerial",
                "PGPData",
                "SPKIData",
            ],
        ),
        (
            DSIG11,
            &[
                "ECKeyValue",
                "ECParameters",
                "NamedCurve",
                "FieldID",
                "Prime",
                "GnB",
                "TnB",
                "PnB",
                "Curve",
                "ValidationData",
                "KeyInfoReference",
            ],
        ),
        (WSSE, &["SecurityTokenReference", "Reference", "Embedded"]),
    ],
    values: &[
        (
            DS,
            &[
                "KeyName",
                "MgmtData",
                "P",
                "Q",
                "G",
                "Y",
                "J",
                "Seed",
                "PgenCounter",
                "Modulus",
                "Exponent",
                "XPath",
                "X509IssuerName",
                "X509SerialNumber",
                "X509SKI",
                "X509SubjectName",
                "X509Certificate",
                "X509CRL",
                "PGPKeyID",
                "PGPKeyPacket",
                "SPKISexp",
            ],
        ),
        (
            DSIG11,
            &[
                "PublicKey",
                "P",
                "M",
                "K",
                "K1",
                "K2",
                "K3",
                "A",
                "B",
                "Base",
                "Order",
                "CoFactor",
                "seed",
                "DEREncodedKeyValue",
                "X509Digest",
                "OCSPResponse",
            ],
        ),
        (WSSE, &["KeyIdentifier", "BinarySecurityToken"]),
    ],
};

/// In `xades:UnsignedProperties` (EN 319 132-1, 5.2.7, 5.3 to 5.5 and annexes A and D).
pub(super) const UNSIGNED_PROPERTIES: Schema = Schema {
    structures: &[
        (
            XADES,
            &[
                "UnsignedProperties",
                "UnsignedSignatureProperties",
                "CounterSignature",
                "SignatureTimeStamp",
                "SigAndRefsTimeStamp",
                "RefsOnlyTimeStamp",
                "ArchiveTimeStamp",
                "Include",
                "ReferenceInfo",
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
                "OtherRefs",
                "DigestAlgAndValue",
                "CertificateValues",
                "AttrAuthoritiesCertValues",
                "RevocationValues",
                "AttributeRevocationValues",
                "CRLValues",
                "OCSPValues",
                "OtherValues",
                "DocumentationReferences",
            ],
        ),
        (
            XADES_141,
            &[
                "ArchiveTimeStamp",
                "TimeStampValidationData",
                "AnyValidationData",
                "CompleteCertificateRefsV2",
                "AttributeCertificateRefsV2",
                "SigAndRefsTimeStampV2",
                "RefsOnlyTimeStampV2",
                "CertRefs",
                "RenewedDigests",
                "RenewedDigestsV2",
                "RecomputedDigestValue",
                "SignaturePolicyStore",
                "SPDocSpecification",
            ],
        ),
        (DS, &["CanonicalizationMethod", "DigestMethod"]),
        (EC, &["InclusiveNamespaces"]),
    ],
    values: &[
        (
            XADES,
            &[
                "EncapsulatedTimeStamp",
                "EncapsulatedX509Certificate",
                "EncapsulatedCRLValue",
                "EncapsulatedOCSPValue",
                "OtherCertificate",
                "OtherRef",
                "OtherValue",
                "IssuerSerialV2",
                "Issuer",
                "IssueTime",
                "Number",
                "ByName",
                "ByKey",
                "ProducedAt",
                "Identifier",
                "Description",
                "DocumentationReference",
            ],
        ),
        (
            XADES_141,
            &[
                "SignaturePolicyDocument",
                "SigPolDocLocalURI",
                // With elements in RenewedDigestsV2, base64 in the first version.
                "RecomputedDigestValue",
                "OriginalRefDigest",
                "NewSDODigestValue",
            ],
        ),
        (DS, &["DigestValue", "X509IssuerName", "X509SerialNumber"]),
    ],
};

/// In a `xades:CounterSignature`, beside the unsigned properties: another signature with what its own signer says
/// (EN 319 132-1, 5.2). Nobody verifies it here, so it is no more signed than the rest.
pub(super) const COUNTERSIGNATURE: Schema = Schema {
    structures: &[
        (
            DS,
            &[
                "Signature",
                "SignedInfo",
                "SignatureMethod",
                "Reference",
                "Transforms",
                "Transform",
                "KeyInfo",
                "Object",
                "Manifest",
            ],
        ),
        (
            XADES,
            &[
                "QualifyingProperties",
                "SignedProperties",
                "SignedSignatureProperties",
                "SigningCertificate",
                "SigningCertificateV2",
                "SignaturePolicyIdentifier",
                "SignaturePolicyId",
                "SignaturePolicyImplied",
                "SigPolicyId",
                "SigPolicyHash",
                "SigPolicyQualifiers",
                "SigPolicyQualifier",
                "SPUserNotice",
                "NoticeRef",
                "NoticeNumbers",
                "SignatureProductionPlace",
                "SignatureProductionPlaceV2",
                "SignerRole",
                "SignerRoleV2",
                "ClaimedRoles",
                "CertifiedRoles",
                "CertifiedRolesV2",
                "CertifiedRole",
                "SignedDataObjectProperties",
                "DataObjectFormat",
                "ObjectIdentifier",
                "CommitmentTypeIndication",
                "CommitmentTypeId",
                "AllSignedDataObjects",
                "CommitmentTypeQualifiers",
                "AllDataObjectsTimeStamp",
                "IndividualDataObjectsTimeStamp",
            ],
        ),
    ],
    values: &[
        (DS, &["SignatureValue", "HMACOutputLength", "XPath"]),
        (
            XADES,
            &[
                "SigningTime",
                "SPURI",
                "Organization",
                "int",
                "ExplicitText",
                "City",
                "StreetAddress",
                "StateOrProvince",
                "PostalCode",
                "CountryName",
                "ClaimedRole",
                // With elements in SignerRoleV2, base64 in the first version.
                "CertifiedRole",
                "X509AttributeCertificate",
                "MimeType",
                "Encoding",
                "ObjectReference",
                "CommitmentTypeQualifier",
            ],
        ),
    ],
};
