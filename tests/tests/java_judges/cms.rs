//! CMS and CAdES: BouncyCastle in both directions.

use qoltanba::Moment;
use qoltanba::crypto::{DigestAlgorithm, SignatureAlgorithm};
use qoltanba::oid::Oid;
use qoltanba::sign::cms::{Encapsulation, Options, add_signature_timestamp, add_signer, sign};
use qoltanba::sign::timestamp::TimestampAuthority;
use qoltanba::signature::cms::{
    FailureReason, SignaturePolicy, SignedAttributes, SignedData, SigningCertificateReference,
};
use qoltanba_tests::java::Court;

use super::{Identity, pki};

const CONTENT: &[u8] = b"a document\r\nwith bytes of every kind \x00\xff\x00";

pub(super) fn cases(court: &mut Court, identities: &[Identity]) {
    court.file("content", CONTENT);
    court.file("other", b"another document");
    for name in ["rsa", "ecdsa", "auth-key"] {
        let file = court.file(&format!("data-{name}.cms"), &pki(&format!("signed/cms/{name}.cms")));
        court.says(&format!("cms/data/{name}"), "cms-verify", &[&file], "ok signers=1 bound=0 stamped=0");
    }
    ours(court, identities);
    rsa(court, &identities[0]);
    stamped(court, identities);
    theirs(court, identities);
}

fn with(encapsulation: Encapsulation) -> Options {
    Options { encapsulation, ..Options::default() }
}

fn ours(court: &mut Court, identities: &[Identity]) {
    for (identity, next) in identities.iter().zip(identities.iter().cycle().skip(1)) {
        let name = identity.name;
        for (reference, bound) in [(SigningCertificateReference::V2, 1), (SigningCertificateReference::Absent, 0)] {
            let options = Options { reference, ..with(Encapsulation::Attached) };
            let message = sign(&identity.signer(), CONTENT, &options).unwrap();
            let file = court.file(&format!("ours-{name}-{bound}.cms"), &message);
            let expected = format!("ok signers=1 bound={bound} stamped=0");
            court.says(&format!("cms/ours/{name}/attached/bound={bound}"), "cms-verify", &[&file], &expected);
        }
        let message = sign(&identity.signer(), CONTENT, &with(Encapsulation::Detached)).unwrap();
        let file = court.file(&format!("ours-{name}-detached.cms"), &message);
        let expected = "ok signers=1 bound=1 stamped=0";
        court.says(&format!("cms/ours/{name}/detached"), "cms-verify", &[&file, "content"], expected);
        court.refuses(&format!("cms/ours/{name}/other-content"), "cms-verify", &[&file, "other"]);

        let message = sign(&identity.signer(), CONTENT, &with(Encapsulation::Attached)).unwrap();
        let parsed = SignedData::parse(&message).unwrap();
        let mut both = add_signer(&parsed, &next.signer(), None, &Options::default()).unwrap();
        let file = court.file(&format!("ours-{name}-both.cms"), &both);
        let expected = "ok signers=2 bound=2 stamped=0";
        court.says(&format!("cms/ours/{name}/two-signers"), "cms-verify", &[&file], expected);
        *both.last_mut().unwrap() ^= 1;
        let file = court.file(&format!("ours-{name}-broken.cms"), &both);
        court.refuses(&format!("cms/ours/{name}/one-bit"), "cms-verify", &[&file]);
    }
}

/// The further RSA algorithms, in both directions.
fn rsa(court: &mut Court, identity: &Identity) {
    for (size, digest) in
        [(256, DigestAlgorithm::Sha256), (384, DigestAlgorithm::Sha384), (512, DigestAlgorithm::Sha512)]
    {
        for (scheme, algorithm, theirs) in [
            ("pkcs1", SignatureAlgorithm::RsaPkcs1(digest), format!("SHA{size}withRSA")),
            ("pss", SignatureAlgorithm::RsaPss(digest), format!("SHA{size}withRSAandMGF1")),
        ] {
            let signer = identity.signer().with_algorithm(algorithm);
            let message = sign(&signer, CONTENT, &Options::default()).unwrap();
            let file = court.file(&format!("ours-{scheme}-{size}.cms"), &message);
            let expected = "ok signers=1 bound=1 stamped=0";
            court.says(&format!("cms/ours/{scheme}-{size}"), "cms-verify", &[&file], expected);

            let out = format!("theirs-{scheme}-{size}.cms");
            let (key, certificate) = (identity.key_file(), identity.certificate_file());
            let arguments = [&*out, "content", "attached", &theirs, &key, &certificate];
            let file = out.clone();
            court.signs(&format!("cms/theirs/{scheme}-{size}"), "cms-sign", &arguments, move |scratch| {
                accepted(&scratch.read(&file), "attached", SignedAttributes::Required, 1)
            });
        }
    }
}

fn stamped(court: &mut Court, identities: &[Identity]) {
    let key = "-algorithm EC -pkeyopt ec_paramgen_curve:P-256";
    let authority = Identity::new(&court.scratch, "tsa", key, "-addext extendedKeyUsage=critical,timeStamping");
    // BouncyCastle asks whether the certificate was valid at genTime: it is from now on.
    let at = Moment::from_unix(authority.certificate.not_before().unix() + 1);
    for identity in identities {
        let name = identity.name;
        let message = sign(&identity.signer(), CONTENT, &with(Encapsulation::Attached)).unwrap();
        let parsed = SignedData::parse(&message).unwrap();
        let token = |stamped: &[u8]| {
            let office = TimestampAuthority::new(authority.signer(), Oid::parse("1.2.398.3.3.2.6.4").unwrap());
            office.token(&DigestAlgorithm::Sha256.digest(stamped), 7, at, None).unwrap()
        };
        let good = add_signature_timestamp(&parsed, 0, &token(parsed.signers()[0].signature())).unwrap();
        let file = court.file(&format!("ours-{name}-stamped.cms"), &good);
        let expected = "ok signers=1 bound=1 stamped=1";
        court.says(&format!("cms/ours/{name}/stamped"), "cms-verify", &[&file], expected);
    }
}

fn theirs(court: &mut Court, identities: &[Identity]) {
    let forms = ["attached", "detached", "attached-ber", "detached-ber", "attached-key-id"];
    for identity in identities {
        let (key, certificate) = (identity.key_file(), identity.certificate_file());
        for form in forms {
            let file = format!("theirs-{}-{form}.cms", identity.name);
            let arguments = [&file, "content", form, identity.jdk_algorithm(), &key, &certificate];
            let out = file.clone();
            court.signs(&format!("cms/theirs/{}/{form}", identity.name), "cms-sign", &arguments, move |scratch| {
                let message = scratch.read(&out);
                // Indefinite length is what BER is about.
                if form.contains("ber") && message[1] != 0x80 {
                    return Err("the message is not BER".to_owned());
                }
                accepted(&message, form, SignedAttributes::Required, 1)
            });
        }
        for form in ["attached-plain", "detached-plain"] {
            let file = format!("theirs-{}-{form}.cms", identity.name);
            let arguments = [&file, "content", form, identity.jdk_algorithm(), &key, &certificate];
            let out = file.clone();
            court.signs(&format!("cms/theirs/{}/{form}", identity.name), "cms-sign", &arguments, move |scratch| {
                let message = scratch.read(&out);
                accepted(&message, form, SignedAttributes::Optional, 1)?;
                match verify(&message, form, CONTENT, SignedAttributes::Required) {
                    Err(FailureReason::SignedAttributesMissing) => Ok(()),
                    other => Err(format!("{other:?} under the strict policy")),
                }
            });
        }
    }
    let file = "theirs-three.cms";
    let mut arguments = vec![file.to_owned(), "content".to_owned(), "attached-ber".to_owned()];
    for identity in identities {
        arguments.extend([identity.jdk_algorithm().to_owned(), identity.key_file(), identity.certificate_file()]);
    }
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    court.signs("cms/theirs/three-signers", "cms-sign", &arguments, |scratch| {
        accepted(&scratch.read(file), "attached", SignedAttributes::Required, 3)
    });
}

/// How many signers hold, or why the first does not that does not.
fn verify(
    message: &[u8],
    form: &str,
    content: &[u8],
    signed_attributes: SignedAttributes,
) -> Result<usize, FailureReason> {
    let signed = SignedData::parse(message).unwrap();
    let content = signed.content(form.contains("detached").then_some(content)).unwrap();
    let policy = SignaturePolicy { signed_attributes, ..SignaturePolicy::default() };
    for signer in signed.signers() {
        signed.verify(signer, &content, &[], policy).map_err(|failure| failure.reason)?;
    }
    Ok(signed.signers().len())
}

fn accepted(message: &[u8], form: &str, attributes: SignedAttributes, signers: usize) -> Result<(), String> {
    let found = verify(message, form, CONTENT, attributes);
    if found != Ok(signers) {
        return Err(format!("{found:?} instead of {signers} valid signers"));
    }
    // Of other content the same signature is none.
    if form.contains("detached") && verify(message, form, b"another document", attributes).is_ok() {
        return Err("it is accepted for other content".to_owned());
    }
    Ok(())
}
