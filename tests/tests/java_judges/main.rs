//! Independent judges on the JVM: BouncyCastle, the JDK and Apache WSS4J verify what the library signs, the library
//! verifies what they sign, and both validate the same certification paths.
//!
//! Where a judge differs from us, `divergences/java.txt` says why.

mod cms;
mod gost;
mod paths;
mod soap;
mod xml;

use qoltanba::Certificate;
use qoltanba::crypto::PrivateKey;
use qoltanba::sign::Signer;
use qoltanba_tests::Suite;
use qoltanba_tests::java::Court;
use qoltanba_tests::openssl::Scratch;

/// A key with its self-signed certificate, made by OpenSSL as `NAME.key` and `NAME.pem` in the folder of the court.
struct Identity {
    name: &'static str,
    key: PrivateKey,
    certificate: Certificate,
}

impl Identity {
    fn new(scratch: &Scratch, name: &'static str, genpkey: &str, request: &str) -> Self {
        scratch.identity(name, genpkey, request);
        let key = PrivateKey::from_der_or_pem(&scratch.read(&format!("{name}.key"))).unwrap();
        let certificate = Certificate::from_der_or_pem(&scratch.read(&format!("{name}.pem"))).unwrap();
        Self { name, key, certificate }
    }

    fn signer(&self) -> Signer<'_> {
        Signer::new(&self.key, &self.certificate).unwrap()
    }

    fn key_file(&self) -> String {
        format!("{}.key", self.name)
    }

    fn certificate_file(&self) -> String {
        format!("{}.pem", self.name)
    }

    /// The name of the algorithm for the JDK.
    fn jdk_algorithm(&self) -> &'static str {
        match self.name {
            "rsa" => "SHA256withRSA",
            "p256" => "SHA256withECDSA",
            "p384" => "SHA384withECDSA",
            other => panic!("{other}"),
        }
    }
}

fn identities(scratch: &Scratch) -> Vec<Identity> {
    vec![
        Identity::new(scratch, "rsa", "-algorithm RSA -pkeyopt rsa_keygen_bits:2048", ""),
        Identity::new(scratch, "p256", "-algorithm EC -pkeyopt ec_paramgen_curve:P-256", ""),
        Identity::new(scratch, "p384", "-algorithm EC -pkeyopt ec_paramgen_curve:P-384", ""),
    ]
}

/// A file of the synthetic PKI.
fn pki(file: &str) -> Vec<u8> {
    std::fs::read(qoltanba_tests::workspace().join("testdata/pki").join(file)).unwrap()
}

#[test]
fn judges_on_the_jvm_agree() {
    let Some(mut court) = Court::new() else { return };
    let identities = identities(&court.scratch);
    cms::cases(&mut court, &identities);
    gost::cases(&mut court);
    xml::cases(&mut court, &identities);
    soap::cases(&mut court, &identities);
    paths::cases(&mut court);
    let mut suite = Suite::new("java");
    court.sit(&mut suite);
    suite.finish(CASES);
}

const CASES: usize = 667;
