//! Object identifiers, and the names of those that the library knows.

use std::borrow::Cow;
use std::fmt;

use der::asn1::ObjectIdentifier;
use serde::{Serialize, Serializer};

/// An object identifier, kept as its content octets (X.690, 8.19) so that any length and any arc is possible.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Oid(Cow<'static, [u8]>);

impl Oid {
    /// From content octets; `None` unless they are a row of minimal base-128 numbers.
    #[must_use]
    pub fn from_content(content: &[u8]) -> Option<Self> {
        let ends_whole = content.last().is_some_and(|last| last & 0x80 == 0);
        let mut at_start = true;
        for byte in content {
            if at_start && *byte == 0x80 {
                return None;
            }
            at_start = byte & 0x80 == 0;
        }
        ends_whole.then(|| Self(Cow::Owned(content.to_vec())))
    }

    /// From dotted text, for instance `1.2.398.3.3.2`; `None` when it is no object identifier, and for a number above 128
    /// bits.
    #[must_use]
    pub fn parse(dotted: &str) -> Option<Self> {
        let number = |digits: &str| {
            let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
            digits.parse::<u128>().ok().filter(|_| plain)
        };
        let mut numbers = dotted.split('.').map(number);
        // X.690, 8.19.4: the first two numbers are one.
        let (root, second) = (numbers.next()??, numbers.next()??);
        if root > 2 || (root < 2 && second > 39) {
            return None;
        }
        let mut content = Vec::new();
        push_arc(&mut content, (root * 40).checked_add(second)?);
        for number in numbers {
            push_arc(&mut content, number?);
        }
        Some(Self(Cow::Owned(content)))
    }

    /// The content octets of its DER encoding (X.690, 8.19).
    #[must_use]
    pub fn content(&self) -> &[u8] {
        &self.0
    }

    /// Whether `self` lies under `arc` or is it.
    #[must_use]
    pub fn is_under(&self, arc: &Oid) -> bool {
        self.0.starts_with(&arc.0)
    }

    const fn known(oid: &'static ObjectIdentifier) -> Self {
        Self(Cow::Borrowed(oid.as_bytes()))
    }
}

/// Appends a number in base 128, the highest digit first, all but the last with the top bit set (X.690, 8.19.2).
fn push_arc(content: &mut Vec<u8>, arc: u128) {
    // The highest digit of 128 bits is the 19th.
    for place in (0..=18).rev().map(|digit| digit * 7) {
        let more = if place == 0 { 0 } else { 0x80 };
        if place == 0 || arc >> place != 0 {
            content.push(u8::try_from((arc >> place) & 0x7f).unwrap_or_default() | more);
        }
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut first = true;
        let mut arc: u128 = 0;
        for byte in self.0.iter() {
            if arc > u128::MAX >> 7 {
                return f.write_str(".…");
            }
            arc = (arc << 7) | u128::from(byte & 0x7f);
            if byte & 0x80 != 0 {
                continue;
            }
            if first {
                let root = (arc / 40).min(2);
                write!(f, "{root}.{}", arc - root * 40)?;
                first = false;
            } else {
                write!(f, ".{arc}")?;
            }
            arc = 0;
        }
        Ok(())
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Oid({self})")
    }
}

impl Serialize for Oid {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

macro_rules! oids {
    ($($(#[$doc:meta])* $name:ident = $dotted:literal;)*) => {
        $($(#[$doc])*
        pub static $name: Oid = {
            static OID: ObjectIdentifier = ObjectIdentifier::new_unwrap($dotted);
            Oid::known(&OID)
        };)*
    };
}

oids! {
    // RFC 8017, RFC 5758, RFC 5480: RSA and ECDSA.
    /// rsaEncryption.
    RSA_ENCRYPTION = "1.2.840.113549.1.1.1";
    /// sha1WithRSAEncryption.
    SHA1_WITH_RSA = "1.2.840.113549.1.1.5";
    /// id-RSASSA-PSS.
    RSASSA_PSS = "1.2.840.113549.1.1.10";
    /// id-mgf1.
    MGF1 = "1.2.840.113549.1.1.8";
    /// sha256WithRSAEncryption.
    SHA256_WITH_RSA = "1.2.840.113549.1.1.11";
    /// sha384WithRSAEncryption.
    SHA384_WITH_RSA = "1.2.840.113549.1.1.12";
    /// sha512WithRSAEncryption.
    SHA512_WITH_RSA = "1.2.840.113549.1.1.13";
    /// id-ecPublicKey.
    EC_PUBLIC_KEY = "1.2.840.10045.2.1";
    /// secp256r1, P-256.
    P256 = "1.2.840.10045.3.1.7";
    /// secp384r1, P-384.
    P384 = "1.3.132.0.34";
    /// ecdsa-with-SHA256.
    ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    /// ecdsa-with-SHA384.
    ECDSA_WITH_SHA384 = "1.2.840.10045.4.3.3";
    /// ecdsa-with-SHA512.
    ECDSA_WITH_SHA512 = "1.2.840.10045.4.3.4";
    /// id-sha1.
    SHA1 = "1.3.14.3.2.26";
    /// id-sha256.
    SHA256 = "2.16.840.1.101.3.4.2.1";
    /// id-sha384.
    SHA384 = "2.16.840.1.101.3.4.2.2";
    /// id-sha512.
    SHA512 = "2.16.840.1.101.3.4.2.3";

    // The national arc 1.2.398.3.10.1: GOST 34.310 and its hashes.
    /// Public key GOST 34.310-2004.
    GOST_2004_KEY = "1.2.398.3.10.1.1.1.1";
    /// Curve of GOST 34.310-2004: CryptoPro-A.
    GOST_2004_CURVE = "1.2.398.3.10.1.1.1.1.1";
    /// Signature GOST 34.310-2004 with GOST 34.311-95.
    GOST_2004_SIGNATURE = "1.2.398.3.10.1.1.1.2";
    /// Public key GOST 34.310-2015, 256 bit.
    GOST_2015_256_KEY = "1.2.398.3.10.1.1.2.1";
    /// Curve of GOST 34.310-2015, 256 bit: tc26 paramSetA.
    GOST_2015_256_CURVE = "1.2.398.3.10.1.1.2.1.1";
    /// Public key GOST 34.310-2015, 512 bit.
    GOST_2015_512_KEY = "1.2.398.3.10.1.1.2.2";
    /// Curve of GOST 34.310-2015, 512 bit: tc26 paramSetA.
    GOST_2015_512_CURVE = "1.2.398.3.10.1.1.2.2.1";
    /// Signature GOST 34.310-2015, 256 bit, with Streebog-256.
    GOST_2015_256_SIGNATURE = "1.2.398.3.10.1.1.2.3.1";
    /// Signature GOST 34.310-2015, 512 bit, with Streebog-512.
    GOST_2015_512_SIGNATURE = "1.2.398.3.10.1.1.2.3.2";
    /// Digest GOST 34.311-95.
    GOST_34311 = "1.2.398.3.10.1.3.1";
    /// Parameters of the digest GOST 34.311-95: its S-box.
    GOST_34311_SBOX = "1.2.398.3.10.1.3.1.1.0";
    /// Digest Streebog-256.
    STREEBOG_256 = "1.2.398.3.10.1.3.2";
    /// Digest Streebog-512.
    STREEBOG_512 = "1.2.398.3.10.1.3.3";
    /// Public and private key in the Tumar layout: 256 bit, CryptoPro-A.
    TUMAR_KEY = "1.3.6.1.4.1.6801.1.5.8";

    // RFC 5280, 4.2: certificate and CRL extensions.
    /// id-ce-subjectDirectoryAttributes.
    SUBJECT_DIRECTORY_ATTRIBUTES = "2.5.29.9";
    /// id-ce-subjectKeyIdentifier.
    SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
    /// id-ce-keyUsage.
    KEY_USAGE = "2.5.29.15";
    /// id-ce-privateKeyUsagePeriod.
    PRIVATE_KEY_USAGE_PERIOD = "2.5.29.16";
    /// id-ce-subjectAltName.
    SUBJECT_ALT_NAME = "2.5.29.17";
    /// id-ce-issuerAltName.
    ISSUER_ALT_NAME = "2.5.29.18";
    /// id-ce-basicConstraints.
    BASIC_CONSTRAINTS = "2.5.29.19";
    /// id-ce-cRLNumber.
    CRL_NUMBER = "2.5.29.20";
    /// id-ce-cRLReasons (reasonCode).
    REASON_CODE = "2.5.29.21";
    /// id-ce-holdInstructionCode.
    HOLD_INSTRUCTION = "2.5.29.23";
    /// id-ce-invalidityDate.
    INVALIDITY_DATE = "2.5.29.24";
    /// id-ce-deltaCRLIndicator.
    DELTA_CRL_INDICATOR = "2.5.29.27";
    /// id-ce-issuingDistributionPoint.
    ISSUING_DISTRIBUTION_POINT = "2.5.29.28";
    /// id-ce-certificateIssuer.
    CERTIFICATE_ISSUER = "2.5.29.29";
    /// id-ce-nameConstraints.
    NAME_CONSTRAINTS = "2.5.29.30";
    /// id-ce-cRLDistributionPoints.
    CRL_DISTRIBUTION_POINTS = "2.5.29.31";
    /// id-ce-certificatePolicies.
    CERTIFICATE_POLICIES = "2.5.29.32";
    /// anyPolicy.
    ANY_POLICY = "2.5.29.32.0";
    /// id-qt-cps.
    QUALIFIER_CPS = "1.3.6.1.5.5.7.2.1";
    /// id-qt-unotice.
    QUALIFIER_USER_NOTICE = "1.3.6.1.5.5.7.2.2";
    /// id-ce-policyMappings.
    POLICY_MAPPINGS = "2.5.29.33";
    /// id-ce-authorityKeyIdentifier.
    AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
    /// id-ce-policyConstraints.
    POLICY_CONSTRAINTS = "2.5.29.36";
    /// id-ce-extKeyUsage.
    EXT_KEY_USAGE = "2.5.29.37";
    /// id-ce-freshestCRL.
    FRESHEST_CRL = "2.5.29.46";
    /// id-ce-inhibitAnyPolicy.
    INHIBIT_ANY_POLICY = "2.5.29.54";
    /// id-pe-authorityInfoAccess.
    AUTHORITY_INFO_ACCESS = "1.3.6.1.5.5.7.1.1";
    /// id-pe-subjectInfoAccess.
    SUBJECT_INFO_ACCESS = "1.3.6.1.5.5.7.1.11";
    /// id-ad-ocsp.
    AD_OCSP = "1.3.6.1.5.5.7.48.1";
    /// id-ad-caIssuers.
    AD_CA_ISSUERS = "1.3.6.1.5.5.7.48.2";
    /// id-pkix-ocsp-basic.
    OCSP_BASIC = "1.3.6.1.5.5.7.48.1.1";
    /// id-pkix-ocsp-nonce.
    OCSP_NONCE = "1.3.6.1.5.5.7.48.1.2";
    /// id-pkix-ocsp-crl.
    OCSP_CRL = "1.3.6.1.5.5.7.48.1.3";
    /// id-pkix-ocsp-nocheck.
    OCSP_NOCHECK = "1.3.6.1.5.5.7.48.1.5";
    /// id-pkix-ocsp-archive-cutoff.
    OCSP_ARCHIVE_CUTOFF = "1.3.6.1.5.5.7.48.1.6";
    /// id-pkix-ocsp-extended-revoke.
    OCSP_EXTENDED_REVOKE = "1.3.6.1.5.5.7.48.1.9";
    /// National extension: how the private key is stored.
    KEY_STORAGE = "1.2.398.3.3.5";
    /// Key storage: a PKCS#12 file.
    KEY_STORAGE_FILE = "1.2.398.3.3.5.1.1";

    // X.520 and RFC 4519: attributes of a distinguished name.
    /// commonName.
    COMMON_NAME = "2.5.4.3";
    /// surname.
    SURNAME = "2.5.4.4";
    /// serialNumber.
    SERIAL_NUMBER = "2.5.4.5";
    /// countryName.
    COUNTRY = "2.5.4.6";
    /// localityName.
    LOCALITY = "2.5.4.7";
    /// stateOrProvinceName.
    STATE = "2.5.4.8";
    /// organizationName.
    ORGANIZATION = "2.5.4.10";
    /// organizationalUnitName.
    ORGANIZATIONAL_UNIT = "2.5.4.11";
    /// title.
    TITLE = "2.5.4.12";
    /// businessCategory.
    BUSINESS_CATEGORY = "2.5.4.15";
    /// givenName; in the national profile it holds the patronymic.
    GIVEN_NAME = "2.5.4.42";
    /// emailAddress (PKCS#9).
    EMAIL_ADDRESS = "1.2.840.113549.1.9.1";
    /// domainComponent.
    DOMAIN_COMPONENT = "0.9.2342.19200300.100.1.25";
    /// userid.
    USER_ID = "0.9.2342.19200300.100.1.1";

    // Extended key usages.
    /// anyExtendedKeyUsage.
    ANY_EXTENDED_KEY_USAGE = "2.5.29.37.0";
    /// id-kp-serverAuth.
    KP_SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    /// id-kp-clientAuth.
    KP_CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    /// id-kp-codeSigning.
    KP_CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    /// id-kp-emailProtection.
    KP_EMAIL_PROTECTION = "1.3.6.1.5.5.7.3.4";
    /// id-kp-timeStamping.
    KP_TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
    /// id-kp-OCSPSigning.
    KP_OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";
    /// User types of НУЦ РК.
    KZ_USER_TYPE = "1.2.398.3.3.4.1";
    /// Individual.
    KZ_INDIVIDUAL = "1.2.398.3.3.4.1.1";
    /// Information system of an individual.
    KZ_INDIVIDUAL_SYSTEM = "1.2.398.3.3.4.1.1.1";
    /// Legal entity.
    KZ_LEGAL_ENTITY = "1.2.398.3.3.4.1.2";
    /// Head of a legal entity.
    KZ_HEAD = "1.2.398.3.3.4.1.2.1";
    /// Right to sign.
    KZ_SIGNER = "1.2.398.3.3.4.1.2.2";
    /// Right to sign financial documents.
    KZ_FINANCIAL_SIGNER = "1.2.398.3.3.4.1.2.3";
    /// Human resources.
    KZ_HR = "1.2.398.3.3.4.1.2.4";
    /// Employee.
    KZ_EMPLOYEE = "1.2.398.3.3.4.1.2.5";
    /// Information system of a legal entity.
    KZ_INFORMATION_SYSTEM = "1.2.398.3.3.4.1.2.6";
    /// Staff of НУЦ РК.
    KZ_NCA_STAFF = "1.2.398.3.3.4.2";
    /// Treasury client.
    KZ_TREASURY_CLIENT = "1.2.398.5.19.1.2.2.1";
    /// User types of BTS Digital.
    BTSD_USER_TYPE = "1.2.398.3.17.3";
    /// User types of УЦГО and of the archives.
    UCGO_USER_TYPE = "1.2.398.3.2.3";
    /// Policy of НУЦ РК; by itself the single GOST-2015 key.
    KZ_POLICY = "1.2.398.3.3.2";

    // PKCS#12 (RFC 7292) and PKCS#5 (RFC 8018).
    /// keyBag.
    KEY_BAG = "1.2.840.113549.1.12.10.1.1";
    /// pkcs8ShroudedKeyBag.
    SHROUDED_KEY_BAG = "1.2.840.113549.1.12.10.1.2";
    /// certBag.
    CERT_BAG = "1.2.840.113549.1.12.10.1.3";
    /// crlBag.
    CRL_BAG = "1.2.840.113549.1.12.10.1.4";
    /// secretBag.
    SECRET_BAG = "1.2.840.113549.1.12.10.1.5";
    /// safeContentsBag.
    SAFE_CONTENTS_BAG = "1.2.840.113549.1.12.10.1.6";
    /// x509Certificate, a kind of certBag.
    X509_CERTIFICATE_BAG = "1.2.840.113549.1.9.22.1";
    /// friendlyName.
    FRIENDLY_NAME = "1.2.840.113549.1.9.20";
    /// localKeyId.
    LOCAL_KEY_ID = "1.2.840.113549.1.9.21";
    /// pbeWithSHAAnd3-KeyTripleDES-CBC.
    PBE_SHA1_3DES = "1.2.840.113549.1.12.1.3";
    /// pbeWithSHAAnd2-KeyTripleDES-CBC.
    PBE_SHA1_2DES = "1.2.840.113549.1.12.1.4";
    /// pbeWithSHAAnd128BitRC2-CBC.
    PBE_SHA1_RC2_128 = "1.2.840.113549.1.12.1.5";
    /// pbeWithSHAAnd40BitRC2-CBC.
    PBE_SHA1_RC2_40 = "1.2.840.113549.1.12.1.6";
    /// id-PBES2.
    PBES2 = "1.2.840.113549.1.5.13";
    /// id-PBKDF2.
    PBKDF2 = "1.2.840.113549.1.5.12";
    /// id-hmacWithSHA1.
    HMAC_SHA1 = "1.2.840.113549.2.7";
    /// id-hmacWithSHA256.
    HMAC_SHA256 = "1.2.840.113549.2.9";
    /// id-hmacWithSHA384.
    HMAC_SHA384 = "1.2.840.113549.2.10";
    /// id-hmacWithSHA512.
    HMAC_SHA512 = "1.2.840.113549.2.11";
    /// des-EDE3-CBC.
    DES_EDE3_CBC = "1.2.840.113549.3.7";
    /// aes128-CBC-PAD.
    AES_128_CBC = "2.16.840.1.101.3.4.1.2";
    /// aes192-CBC-PAD.
    AES_192_CBC = "2.16.840.1.101.3.4.1.22";
    /// aes256-CBC-PAD.
    AES_256_CBC = "2.16.840.1.101.3.4.1.42";

    // CMS (RFC 5652), ESS (RFC 5035), TSP (RFC 3161), CAdES (EN 319 122).
    /// id-data.
    DATA = "1.2.840.113549.1.7.1";
    /// id-signedData.
    SIGNED_DATA = "1.2.840.113549.1.7.2";
    /// id-encryptedData.
    ENCRYPTED_DATA = "1.2.840.113549.1.7.6";
    /// id-contentType.
    CONTENT_TYPE = "1.2.840.113549.1.9.3";
    /// id-messageDigest.
    MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
    /// id-signingTime.
    SIGNING_TIME = "1.2.840.113549.1.9.5";
    /// id-countersignature.
    COUNTERSIGNATURE = "1.2.840.113549.1.9.6";
    /// id-aa-CMSAlgorithmProtection (RFC 6211).
    ALGORITHM_PROTECTION = "1.2.840.113549.1.9.52";
    /// id-aa-signingCertificate.
    SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.12";
    /// id-aa-signingCertificateV2.
    SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47";
    /// id-aa-timeStampToken.
    TIME_STAMP_TOKEN = "1.2.840.113549.1.9.16.2.14";
    /// id-aa-ets-certValues.
    CERT_VALUES = "1.2.840.113549.1.9.16.2.23";
    /// id-aa-ets-revocationValues.
    REVOCATION_VALUES = "1.2.840.113549.1.9.16.2.24";
    /// id-aa-ets-archiveTimestampV3.
    ARCHIVE_TIMESTAMP_V3 = "0.4.0.1733.2.4";
    /// id-aa-ATSHashIndex, the first version.
    ATS_HASH_INDEX = "0.4.0.1733.2.5";
    /// id-aa-ATSHashIndex-v2.
    ATS_HASH_INDEX_V2 = "0.4.0.19122.1.4";
    /// id-aa-ATSHashIndex-v3.
    ATS_HASH_INDEX_V3 = "0.4.0.19122.1.5";
    /// id-ct-TSTInfo.
    TST_INFO = "1.2.840.113549.1.9.16.1.4";
    /// id-ri-ocsp-response.
    RI_OCSP_RESPONSE = "1.3.6.1.5.5.7.16.2";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dotted_text_and_content_agree() {
        for dotted in ["1.2.398.3.10.1.1.2.3.2", "2.5.29.32.0", "0.4.0.1733.2.4", "2.16.840.1.101.3.4.2.1"] {
            assert_eq!(Oid::parse(dotted).unwrap().to_string(), dotted);
            assert_eq!(Oid::parse(dotted).unwrap().content(), ObjectIdentifier::new(dotted).unwrap().as_bytes());
        }
        for dotted in ["2.999.0", "2.25.340282366920938463463374607431768211455"] {
            assert_eq!(Oid::parse(dotted).unwrap().to_string(), dotted);
        }
        let above = "2.25.340282366920938463463374607431768211456";
        for text in ["", "1", "1.", "3.1", "1.40", "01.2", "1.02", "1..2", "1.2.", "1.+2", "1.-2", "1.x", " 1.2", above]
        {
            assert_eq!(Oid::parse(text), None, "{text}");
        }
        assert_eq!(GOST_2004_KEY.content(), &[0x2a, 0x83, 0x0e, 0x03, 0x0a, 0x01, 0x01, 0x01, 0x01]);
        // An arc of 128 bits (a UUID under 2.25) is legal.
        let mut uuid = vec![0x69, 0x83];
        uuid.extend([0xff; 17]);
        uuid.push(0x7f);
        assert!(Oid::from_content(&uuid).is_some());
    }

    #[test]
    fn non_minimal_or_cut_numbers_are_refused() {
        for content in [&[][..], &[0x80, 0x01], &[0x2a, 0x80, 0x01], &[0x2a, 0x83]] {
            assert!(Oid::from_content(content).is_none());
        }
    }

    #[test]
    fn an_arc_holds_what_lies_under_it() {
        assert!(KZ_HEAD.is_under(&KZ_LEGAL_ENTITY));
        assert!(!KZ_INDIVIDUAL.is_under(&KZ_LEGAL_ENTITY));
    }
}
