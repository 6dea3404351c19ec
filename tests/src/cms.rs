//! A CMS message taken apart and put together again, for attacks that a correct writer would never make.

use qoltanba::asn1::{Reader, Writer, tag};

/// A SignedData in parts; each part is a whole DER element unless it says otherwise.
#[derive(Debug, Clone)]
pub struct Message {
    /// The version.
    pub version: u64,
    /// The SET OF digest algorithms.
    pub digest_algorithms: Vec<u8>,
    /// eContentType.
    pub content_type: Vec<u8>,
    /// The content octets.
    pub content: Option<Vec<u8>>,
    /// The certificates.
    pub certificates: Vec<Vec<u8>>,
    /// The revocation choices.
    pub revocation: Vec<Vec<u8>>,
    /// The signers.
    pub signers: Vec<Signer>,
}

/// A SignerInfo in parts.
#[derive(Debug, Clone)]
pub struct Signer {
    /// The version.
    pub version: u64,
    /// The signer identifier.
    pub identifier: Vec<u8>,
    /// The digest AlgorithmIdentifier.
    pub digest: Vec<u8>,
    /// The signed attributes.
    pub signed: Vec<Vec<u8>>,
    /// The signature AlgorithmIdentifier.
    pub algorithm: Vec<u8>,
    /// The signature octets.
    pub signature: Vec<u8>,
    /// The unsigned attributes.
    pub unsigned: Vec<Vec<u8>>,
}

fn elements(mut reader: Reader<'_>) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    while !reader.is_empty() {
        all.push(reader.any("test").expect("an element").raw().to_vec());
    }
    all
}

fn optional(reader: &mut Reader<'_>, number: u8) -> Vec<Vec<u8>> {
    let found = reader.optional(tag::context_constructed(number), "test").expect("an element");
    found.map(|tlv| elements(tlv.reader())).unwrap_or_default()
}

impl Message {
    /// Takes a DER message apart.
    #[must_use]
    pub fn read(der: &[u8]) -> Self {
        let mut info = Reader::new(der).sequence("test").expect("a ContentInfo");
        info.oid("test").expect("a content type");
        let mut explicit = info.explicit(0, "test").expect("DER").expect("a content");
        let mut data = explicit.sequence("test").expect("a SignedData");
        let version = data.any("test").expect("a version").unsigned("test").expect("a number");
        let digest_algorithms = data.any("test").expect("algorithms").raw().to_vec();
        let mut encapsulated = data.sequence("test").expect("a content");
        let content_type = encapsulated.any("test").expect("a type").raw().to_vec();
        let content = encapsulated
            .explicit(0, "test")
            .expect("DER")
            .map(|mut explicit| explicit.octet_string("test").expect("octets").to_vec());
        let certificates = optional(&mut data, 0);
        let revocation = optional(&mut data, 1);
        let signers = elements(data.set("test").expect("signers")).iter().map(|der| Signer::read(der)).collect();
        Self { version, digest_algorithms, content_type, content, certificates, revocation, signers }
    }

    /// Puts the message together.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.sequence(|info| {
            info.raw(&[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2]);
            info.explicit(0, |explicit| {
                explicit.sequence(|data| {
                    data.unsigned(self.version).raw(&self.digest_algorithms);
                    data.sequence(|encapsulated| {
                        encapsulated.raw(&self.content_type);
                        if let Some(content) = &self.content {
                            encapsulated.explicit(0, |explicit| {
                                explicit.octet_string(content);
                            });
                        }
                    });
                    for (number, parts) in [(0, &self.certificates), (1, &self.revocation)] {
                        if !parts.is_empty() {
                            data.tlv(tag::context_constructed(number), &parts.concat());
                        }
                    }
                    let signers: Vec<u8> = self.signers.iter().flat_map(Signer::write).collect();
                    data.tlv(tag::SET, &signers);
                });
            });
        });
        writer.into_bytes()
    }
}

impl Signer {
    /// Takes a DER SignerInfo apart.
    #[must_use]
    pub fn read(der: &[u8]) -> Self {
        let mut reader = Reader::new(der).sequence("test").expect("a SignerInfo");
        let version = reader.any("test").expect("a version").unsigned("test").expect("a number");
        let identifier = reader.any("test").expect("an identifier").raw().to_vec();
        let digest = reader.any("test").expect("a digest").raw().to_vec();
        let signed = optional(&mut reader, 0);
        let algorithm = reader.any("test").expect("an algorithm").raw().to_vec();
        let signature = reader.octet_string("test").expect("a signature").to_vec();
        let unsigned = optional(&mut reader, 1);
        Self { version, identifier, digest, signed, algorithm, signature, unsigned }
    }

    /// Puts the SignerInfo together.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.sequence(|out| {
            out.unsigned(self.version).raw(&self.identifier).raw(&self.digest);
            if !self.signed.is_empty() {
                out.tlv(tag::context_constructed(0), &self.signed.concat());
            }
            out.raw(&self.algorithm).octet_string(&self.signature);
            if !self.unsigned.is_empty() {
                out.tlv(tag::context_constructed(1), &self.unsigned.concat());
            }
        });
        writer.into_bytes()
    }

    /// What the signature is made over: the signed attributes as a SET.
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.tlv(tag::SET, &self.signed.concat());
        writer.into_bytes()
    }
}

/// One attribute with these values.
#[must_use]
pub fn attribute(oid: &qoltanba::oid::Oid, values: &[&[u8]]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.sequence(|out| {
        out.oid(oid).tlv(tag::SET, &values.concat());
    });
    writer.into_bytes()
}
