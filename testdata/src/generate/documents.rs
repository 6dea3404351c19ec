//! Signed documents: CMS, XML, WS-Security, JWS, barcodes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use qoltanba::asn1::encode_pem;
use qoltanba::oid;

use super::authority::Subscriber;
use super::barcode;
use super::cms::{Attributes, CertificateReference, Message, Signed, Signer};
use super::files::Files;
use super::set::Set;
use super::timestamp::{Tsa, Tsas};
use super::xml::{Document, soap};

/// What the CMS documents carry.
pub(super) const CONTENT: &str = "Үлгі өтініш / Образец заявления / A sample request\n";

/// genTime of the time-stamps: a few seconds after signingTime, before anything was revoked.
const STAMPED_AT: &str = "2026-05-10T09:00:05Z";

pub(super) fn all(set: &Set, tsas: &Tsas, files: &mut Files) {
    files.add("signed/content.txt".into(), CONTENT.into(), "the content of the CMS and JWS documents".into());
    for (name, tsa) in [("rsa", &tsas.rsa), ("gost2015", &tsas.gost2015), ("gost2004", &tsas.gost2004)] {
        let token = tsa.token(CONTENT.as_bytes(), STAMPED_AT);
        files.add(
            format!("tsa/{name}.tst"),
            token,
            format!("time-stamp token of tsa/{name}.cer over signed/content.txt"),
        );
    }
    cms(set, files);
    stamped(set, tsas, files);
    forged(set, files);
    xml(set, files);
    jws(set, files);
    barcodes(set, files);
}

fn sign<'a>(subscriber: &'a Subscriber) -> Signed<'a> {
    Signer::of(subscriber).sign(&oid::DATA, CONTENT.as_bytes())
}

fn message<'a>(signatures: impl IntoIterator<Item = Signed<'a>>) -> Message<'a> {
    Message::of(CONTENT.as_bytes(), signatures)
}

/// Honest messages; what is to say of them depends on the certificates.
fn cms(set: &Set, files: &mut Files) {
    let mut add =
        |name: &str, bytes: Vec<u8>, about: &str| files.add(format!("signed/cms/{name}"), bytes, about.into());
    let attached = |file: &str| message([sign(set.subscriber(file))]).to_der();
    for (name, file, about) in [
        ("gost2015", "gost2015/individual", "by an individual: confirmed"),
        ("gost2015-256", "gost2015-256/individual", "by an individual: confirmed"),
        ("gost2004", "gost2004/head", "by the head of a legal entity: confirmed"),
        ("tumar", "gost2004/employee-tumar", "by a key in the Tumar layout: confirmed"),
        ("rsa", "rsa/individual-sign", "by an individual: confirmed"),
        ("ecdsa", "ecdsa/individual", "by an individual: confirmed"),
        ("system", "gost2015/system-2026", "by an information system: no IIN"),
        ("auth-key", "rsa/individual-auth", "by an authentication key: purpose-not-allowed"),
        ("revoked", "gost2015/individual-revoked", "without time-stamp, by a key that is revoked: revoked"),
        ("on-hold", "gost2015/individual-on-hold", "without time-stamp, by a key on hold: on-hold"),
        ("expired-since", "gost2015/individual-expired-since", "without time-stamp, expired since: expired"),
        ("foreign", "other/foreign-individual", "by a subscriber of the foreign authority: issuer-unknown"),
    ] {
        add(&format!("{name}.cms"), attached(file), &format!("attached, {file}, {about}"));
    }
    let individual = set.subscriber("gost2015/individual");
    let head = set.subscriber("gost2004/head");
    add("detached.cms", message([sign(individual)]).detached().to_der(), "detached over content.txt: confirmed");
    add("ber.cms", message([sign(individual)]).to_ber(), "attached, BER with indefinite lengths (T6): confirmed");
    add("pem.cms", encode_pem("CMS", &attached("gost2015/individual")).into_bytes(), "attached, as PEM: confirmed");
    let reference = Signer::of(individual).referring(CertificateReference::V2);
    add(
        "cades-bes.cms",
        message([reference.sign(&oid::DATA, CONTENT.as_bytes())]).to_der(),
        "attached, with signingCertificateV2: confirmed",
    );
    add(
        "two-signers.cms",
        message([sign(individual), sign(head)]).to_der(),
        "attached, an individual (GOST-2015) and a head (GOST-2004) side by side: confirmed",
    );
    add(
        "two-signers-one-revoked.cms",
        message([sign(individual), sign(set.subscriber("gost2015/individual-revoked"))]).to_der(),
        "attached, one of the two signers is revoked: refused, with an outcome for each",
    );
    let inner = attached("gost2015/individual");
    let outer = Signer::of(head).sign(&oid::DATA, &inner);
    add("nested.cms", Message::of(&inner, [outer]).to_der(), "a message around the message gost2015.cms");
    add(
        "without-certificates.cms",
        message([sign(individual)]).without_certificates().to_der(),
        "attached, certificate left out: signer-certificate-missing unless it is supplied (N2)",
    );
    add("without-signers.cms", message([]).to_der(), "attached, no SignerInfo at all: no-signature (N1)");
}

/// Messages with signature time-stamps.
fn stamped(set: &Set, tsas: &Tsas, files: &mut Files) {
    let stamp = |file: &str, tsa: &Tsa, at: &str| {
        let signed = sign(set.subscriber(file));
        let token = tsa.token(&signed.signature, at);
        message([signed.stamped(token)]).to_der()
    };
    let mut add = |name: &str, bytes: Vec<u8>, about: &str| {
        files.add(format!("signed/stamped/{name}.cms"), bytes, about.into());
    };
    let individual = "gost2015/individual";
    add("by-rsa", stamp(individual, &tsas.rsa, STAMPED_AT), "genTime 2026-05-10T09:00:05Z by the RSA TSA: confirmed");
    add("by-gost2015", stamp(individual, &tsas.gost2015, STAMPED_AT), "the same by the GOST-2015 TSA: confirmed");
    add(
        "by-gost2004",
        stamp("gost2004/head", &tsas.gost2004, STAMPED_AT),
        "head, by the GOST-2004 TSA with signingCertificate v1 (T10): confirmed",
    );
    for (name, file, about) in [
        ("expired-since", "gost2015/individual-expired-since", "expired after genTime: confirmed (N11)"),
        ("superseded", "gost2015/individual-superseded", "superseded after genTime: confirmed"),
        (
            "affiliation-changed",
            "gost2015/individual-affiliation-changed",
            "affiliationChanged after genTime: confirmed",
        ),
        ("cessation", "gost2015/individual-cessation", "cessationOfOperation after genTime: confirmed"),
        (
            "privilege-withdrawn",
            "gost2015/individual-privilege-withdrawn",
            "privilegeWithdrawn after genTime: confirmed",
        ),
        (
            "revoked-no-reason",
            "gost2015/individual-revoked-no-reason",
            "revoked without reason after genTime: confirmed",
        ),
        ("key-compromise", "gost2015/individual-revoked", "keyCompromise after genTime counts back in time: revoked"),
        ("on-hold", "gost2015/individual-on-hold", "on hold since a moment after genTime: on-hold"),
    ] {
        add(name, stamp(file, &tsas.rsa, STAMPED_AT), about);
    }
    add(
        "after-revocation",
        stamp("gost2015/individual-superseded", &tsas.rsa, "2026-06-20T09:00:00Z"),
        "superseded before genTime: revoked",
    );
    add(
        "later-than-the-moment",
        stamp(individual, &tsas.rsa, "2026-08-01T00:00:00Z"),
        "genTime lies after the reference moment: timestamp-invalid",
    );
    add(
        "by-foreign",
        stamp(individual, &tsas.foreign, STAMPED_AT),
        "by a TSA that nobody trusts: timestamp-untrusted (N13)",
    );
    add(
        "by-not-critical",
        stamp(individual, &tsas.not_critical, STAMPED_AT),
        "by a TSA whose extKeyUsage is not critical, against RFC 3161, 2.3: timestamp-invalid",
    );
    let signed = sign(set.subscriber(individual));
    let other = tsas.rsa.token(b"another signature value", STAMPED_AT);
    add(
        "other-imprint",
        message([signed.stamped(other)]).to_der(),
        "the token is over something else: timestamp-invalid (N12)",
    );
    let (first, second) = (sign(set.subscriber(individual)), sign(set.subscriber("gost2004/head")));
    let first_token = tsas.rsa.token(&first.signature, STAMPED_AT);
    let second_token = tsas.rsa.token(&second.signature, "2026-06-10T12:00:00Z");
    add(
        "two-signers",
        message([first.stamped(first_token), second.stamped(second_token)]).to_der(),
        "two signers, stamped on 2026-05-10 and on 2026-06-10: each has its own moment (N14)",
    );
}

/// Messages that no verifier may confirm.
fn forged(set: &Set, files: &mut Files) {
    let individual = set.subscriber("gost2015/individual");
    let with = |attributes| {
        let signed = Signer::of(individual).attributes(attributes).sign(&oid::DATA, CONTENT.as_bytes());
        message([signed]).to_der()
    };
    let mut add = |name: &str, bytes: Vec<u8>, about: &str| {
        files.add(format!("signed/forged/{name}.cms"), bytes, about.into());
    };
    let spoiled = Signer::of(individual).spoiled().sign(&oid::DATA, CONTENT.as_bytes());
    add("signature", message([spoiled]).to_der(), "one bit of the signature value turned: signature-invalid");
    add("digest", with(Attributes::OtherDigest), "messageDigest of other content: digest-mismatch");
    let changed = CONTENT.replace("sample", "forged");
    add(
        "content",
        Message::of(changed.as_bytes(), [sign(individual)]).to_der(),
        "the content was changed after signing: digest-mismatch",
    );
    add("digest-twice", with(Attributes::DigestTwice), "messageDigest twice, right and wrong: refused");
    add("two-digests", with(Attributes::TwoDigests), "one messageDigest with two values: refused");
    add(
        "without-attributes",
        with(Attributes::Absent),
        "no signed attributes: signed-attributes-missing; the signature over the content itself holds",
    );
}

/// The payload of the XML documents.
const REQUEST: &str = "<iin>990101100010</iin><text>Үлгі өтініш</text>";

fn xml(set: &Set, files: &mut Files) {
    let request = || Document::new("request", " xmlns=\"urn:example:ulgi\"", REQUEST);
    let mut add =
        |name: &str, text: String, about: &str| files.add(format!("signed/{name}.xml"), text.into(), about.into());
    for (name, file) in [
        ("gost2015", "gost2015/individual"),
        ("gost2015-256", "gost2015-256/individual"),
        ("gost2004", "gost2004/head"),
        ("rsa", "rsa/individual-sign"),
        ("revoked", "gost2015/individual-revoked"),
    ] {
        let document = request().signed_by(set.subscriber(file));
        add(&format!("xml/{name}"), document.text(), &format!("enveloped signature by {file}"));
    }
    let (individual, head) = (set.subscriber("gost2015/individual"), set.subscriber("gost2004/head"));
    let twice = request().signed_by(individual).signed_by(head).text();
    add("xml/two-signatures", twice, "two enveloped signatures; the later one covers the earlier");
    let signed = request().signed_by(individual).text();
    let digits = ("990101100010", "990101200027");
    add("xml/changed", signed.replacen(digits.0, digits.1, 1), "an IIN was changed after signing: digest-mismatch");

    const PAYLOAD: &str = "<SendMessage xmlns=\"urn:example:ulgi\"><request>Үлгі өтініш</request></SendMessage>";
    for (name, file) in
        [("rsa", "rsa/individual-sign"), ("gost2004", "gost2004/head"), ("gost2015", "gost2015/individual")]
    {
        add(
            &format!("wss/{name}"),
            soap(PAYLOAD, set.subscriber(file)),
            &format!("SOAP body signed by {file}, certificate in the KeyIdentifier"),
        );
    }
    let signed = soap(PAYLOAD, individual);
    add("wss/changed", signed.replace("Үлгі", "Жалған"), "the body was changed after signing: digest-mismatch");
}

/// Compact serialization (RFC 7515) with the national algorithm names (section 7.4).
fn jws(set: &Set, files: &mut Files) {
    for (name, algorithm, file) in [
        ("gost2015", "GG2015", "gost2015/individual"),
        ("gost2004", "GG2004", "gost2004/head"),
        ("rsa", "RS256", "rsa/individual-sign"),
    ] {
        let subscriber = set.subscriber(file);
        let certificate = base64::engine::general_purpose::STANDARD.encode(&subscriber.certificate);
        let header = format!("{{\"alg\":\"{algorithm}\",\"x5c\":[\"{certificate}\"]}}");
        let input = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(CONTENT));
        let signature = URL_SAFE_NO_PAD.encode(subscriber.key.sign(input.as_bytes()));
        files.add(
            format!("signed/jws/{name}.jws"),
            format!("{input}.{signature}").into_bytes(),
            format!("compact, {algorithm}, {file}, certificate in x5c"),
        );
    }
}

/// The elements of an electronic document, one file for each barcode.
fn barcodes(set: &Set, files: &mut Files) {
    let document = Document::new(
        "response",
        " xmlns=\"http://itrc.kz/gbdrn/egov/2008\"",
        "<requestNumber>999000000001</requestNumber><requestDate>2026-05-10T14:00:00.000+05:00</requestDate><status>\
         <code>0</code><name><ru>Образец</ru><kk>Үлгі</kk></name></status><businessData><iin>990101100010</iin>\
         </businessData>",
    )
    .signed_by(set.subscriber("other/government-employee"));
    let elements = barcode::elements(&document.text());
    let amount = elements.len();
    for (element, number) in elements.into_iter().zip(1..) {
        files.add(
            format!("signed/barcode/{number}.xml"),
            element.into_bytes(),
            format!("barcode {number} of {amount}; inside, an answer signed by other/government-employee"),
        );
    }
    files.add(
        "signed/barcode-document.xml".into(),
        document.text().into_bytes(),
        "the document that the barcodes carry".into(),
    );
}
