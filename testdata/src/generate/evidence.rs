//! The revocation evidence: CRLs of every authority, and OCSP responders with their answers.

use qoltanba::oid;
use qoltanba::time::Moment;

use super::authority::Subscriber;
use super::certificate::{Issuer, authority_serial_of};
use super::crl::{Draft, Entry, Reason};
use super::der::moment;
use super::extension::{Extension, usage};
use super::files::Files;
use super::key::Family;
use super::key_ring::KeyRing;
use super::ocsp::{self, CertIdHash, Status};
use super::plan::{AUTHORITIES, Fate, REVOKED_AT, REVOKED_IN_DELTA_AT, SUBSCRIBERS, crl_numbers};
use super::set::Set;
use super::spoil;

/// The serial number in the CRLs that belongs to no certificate of the set, so that no list is without entries.
const STRANGER: [u8; 20] = [0x5a; 20];

/// Base and delta CRL of every authority, and the odd ones of nca-gost2015.
pub(super) fn crls(set: &Set, files: &mut Files) {
    for authority in &set.authorities {
        let slug = authority.plan.slug;
        let (number, delta_number) = crl_numbers(slug);
        let issuer = authority.issuer();
        let (base, delta) = entries(set, slug);
        let has_delta_entries = !delta.is_empty();
        let base_crl = Draft::base(number).listing(base.clone()).signed_by(&issuer);
        files.add(format!("crl/{slug}.crl"), base_crl, format!("base CRL of {slug}, 2026-06-01 to 2026-12-01"));
        let delta_crl = Draft::delta(delta_number, number).listing(delta).signed_by(&issuer);
        let about = if has_delta_entries {
            format!("delta CRL of {slug}: adds an entry and removes one from hold")
        } else {
            format!("delta CRL of {slug}, empty: no revokedCertificates (T7)")
        };
        files.add(format!("crl/{slug}-delta.crl"), delta_crl, about);
        let stale = Draft::base(number - 1).listing(base).from("2025-12-01T00:00:00Z").until("2026-06-01T00:00:00Z");
        files.add(
            format!("crl/{slug}-stale.crl"),
            stale.signed_by(&issuer),
            format!("base CRL of {slug} whose nextUpdate was 2026-06-01"),
        );
    }
    odd_crls(set, files);
}

/// The lists that a verifier must see through, all of nca-gost2015.
fn odd_crls(set: &Set, files: &mut Files) {
    const SLUG: &str = "nca-gost2015";
    let issuer = set.authority(SLUG).issuer();
    let (listed, in_delta) = entries(set, SLUG);
    let base = Draft::base(10).listing(listed.clone());
    let mut add =
        |name: &str, bytes: Vec<u8>, about: &str| files.add(format!("crl/odd/{name}.crl"), bytes, about.into());

    add(
        "without-next-update",
        base.clone().without_next_update().signed_by(&issuer),
        "base CRL without nextUpdate: stale-evidence",
    );
    add(
        "future",
        base.clone().from("2026-09-01T00:00:00Z").signed_by(&issuer),
        "base CRL whose thisUpdate lies after the reference moment: stale-evidence",
    );
    add(
        "bare-inner-algorithm",
        base.clone().with_bare_inner_algorithm().signed_by(&issuer),
        "base CRL, inner AlgorithmIdentifier without NULL, outer with NULL (T1)",
    );
    let mut bad = base.signed_by(&issuer);
    spoil(&mut bad);
    add("bad-signature", bad, "base CRL, one bit of the signature turned: evidence-untrusted");
    let impostor = Issuer { name: issuer.name, key: &set.authority("foreign-authority").key };
    add(
        "impostor",
        Draft::base(10).signed_by(&impostor),
        "base CRL without entries in the name of nca-gost2015, signed by foreign-authority: evidence-untrusted",
    );
    add(
        "only-authorities",
        Draft::base(10).with(Extension::only_authority_certificates()).signed_by(&issuer),
        "base CRL for authority certificates only (issuingDistributionPoint): says nothing of subscribers",
    );
    add(
        "empty-delta",
        Draft::delta(6, 10).from("2026-06-20T00:00:00Z").signed_by(&issuer),
        "later delta CRL without revokedCertificates (T7)",
    );
    let (added, removed): (Vec<Entry>, Vec<Entry>) =
        in_delta.iter().cloned().partition(|entry| entry.reason != Reason::RemoveFromCrl);
    add("adding-delta", Draft::delta(5, 10).listing(added).signed_by(&issuer), "delta CRL that only adds an entry");
    add(
        "removing-delta",
        Draft::delta(5, 10).listing(removed).signed_by(&issuer),
        "delta CRL that only removes one from hold (removeFromCRL)",
    );
    add(
        "delta-of-a-later-base",
        Draft::delta(6, 11).listing(in_delta.clone()).signed_by(&issuer),
        "delta CRL on base 11, which is not at hand: it can condemn but not clear",
    );
    add(
        "stale-delta",
        Draft::delta(4, 10)
            .from("2026-06-02T00:00:00Z")
            .until("2026-06-03T00:00:00Z")
            .listing(in_delta)
            .signed_by(&issuer),
        "delta CRL whose nextUpdate was 2026-06-03",
    );
}

/// What the base and the delta CRL of this authority list.
fn entries(set: &Set, slug: &str) -> (Vec<Entry>, Vec<Entry>) {
    let (mut base, mut delta) = (Vec::new(), Vec::new());
    base.push(Entry {
        serial: STRANGER.to_vec(),
        revoked_at: moment("2025-02-03T04:05:06Z"),
        reason: Reason::NotGiven,
    });
    let authorities = AUTHORITIES.iter().filter(|plan| plan.issuer == Some(slug));
    let authorities =
        authorities.map(|plan| (authority_serial_of(&set.authority(plan.slug).key.identifier()), plan.fate));
    let subscribers = SUBSCRIBERS.iter().filter(|plan| plan.issuer == slug);
    let subscribers = subscribers.map(|plan| (set.subscriber(plan.file).serial(), plan.fate));
    for (serial, fate) in authorities.chain(subscribers) {
        let entry = |at: &str, reason| Entry { serial: serial.clone(), revoked_at: moment(at), reason };
        match fate {
            Fate::Good => {}
            Fate::Revoked(reason) => base.push(entry(REVOKED_AT, reason)),
            Fate::RevokedInDelta(reason) => delta.push(entry(REVOKED_IN_DELTA_AT, reason)),
            Fate::ReleasedByDelta => {
                base.push(entry(REVOKED_AT, Reason::CertificateHold));
                delta.push(entry(REVOKED_IN_DELTA_AT, Reason::RemoveFromCrl));
            }
        }
    }
    (base, delta)
}

/// A delegated responder.
fn responder(set: &Set, keys: &mut KeyRing, issuer: &str, label: &str, extensions: &[Extension]) -> Subscriber {
    let authority = set.authority(issuer);
    // The responder of an RSA-4096 authority has an end entity's key.
    let family = match authority.key.family {
        Family::Rsa(_) => Family::Rsa(2048),
        family => family,
    };
    authority.certify_service("ҮЛГІ OCSP RESPONDER", keys.key(family, label), extensions)
}

fn ocsp_signing() -> Extension {
    Extension::ext_key_usage([&oid::KP_OCSP_SIGNING])
}

/// Responders and answers.
pub(super) fn ocsp_answers(set: &Set, keys: &mut KeyRing, files: &mut Files) {
    gost2015_answers(set, keys, files);
    older_answers(set, keys, files);
}

/// Every kind of answer, of nca-gost2015.
fn gost2015_answers(set: &Set, keys: &mut KeyRing, files: &mut Files) {
    let (authority, foreign) = (set.authority("nca-gost2015").issuer(), set.authority("foreign-authority").issuer());
    let extensions = [ocsp_signing(), Extension::ocsp_nocheck(), Extension::key_usage(usage::DIGITAL_SIGNATURE)];
    let delegate = responder(set, keys, "nca-gost2015", "ocsp/responder-gost2015", &extensions);
    let stranger = responder(set, keys, "foreign-authority", "ocsp/responder-foreign", &extensions);
    let [_, without_eku @ ..] = &extensions;
    let unfit = responder(set, keys, "nca-gost2015", "ocsp/responder-without-eku", without_eku);
    let mut add = |name: &str, bytes: Vec<u8>, about: &str| files.add(format!("ocsp/{name}"), bytes, about.into());
    add(
        "responder-gost2015.cer",
        delegate.certificate.clone(),
        "delegated responder of nca-gost2015, nocheck with NULL",
    );
    add("responder-foreign.cer", stranger.certificate.clone(), "responder below the foreign authority");
    add("responder-without-eku.cer", unfit.certificate.clone(), "certificate of nca-gost2015 without OCSPSigning");

    let individual = set.serial_of("gost2015/individual");
    let revoked_at = moment(REVOKED_AT);
    let about = |serial: &[u8], status| ocsp::Draft::about(serial, &authority, status).enclosing(&delegate.certificate);
    let good = || about(&individual, Status::Good);
    let by = delegate.issuer();

    add("good.ors", good().signed_by(&by), "gost2015/individual is good; by a delegate");
    add("good-sha1.ors", good().cert_id_by(CertIdHash::Sha1).signed_by(&by), "the same, CertID by SHA-1");
    add(
        "good-without-next-update.ors",
        good().without_next_update().signed_by(&by),
        "the same without nextUpdate, as genuine answers are; thisUpdate 12 hours before the reference moment",
    );
    add(
        "good-by-authority.ors",
        ocsp::Draft::about(&individual, &authority, Status::Good).signed_by(&authority),
        "the same, signed by the authority itself and without certificates, as in production",
    );
    add(
        "good-with-nonce.ors",
        good()
            .with(Extension::ocsp_nonce(&[1, 2, 3, 4, 5, 6, 7, 8]))
            .with(Extension::ocsp_extended_revoke())
            .signed_by(&by),
        "the same with the nonce 0102030405060708",
    );
    add(
        "revoked.ors",
        about(&set.serial_of("gost2015/individual-revoked"), Status::Revoked(revoked_at, Reason::KeyCompromise))
            .signed_by(&by),
        "gost2015/individual-revoked is revoked, keyCompromise",
    );
    add(
        "revoked-no-reason.ors",
        about(&set.serial_of("gost2015/individual-revoked-no-reason"), Status::Revoked(revoked_at, Reason::NotGiven))
            .signed_by(&by),
        "gost2015/individual-revoked-no-reason is revoked, no reason given",
    );
    add(
        "on-hold.ors",
        about(&set.serial_of("gost2015/individual-on-hold"), Status::Revoked(revoked_at, Reason::CertificateHold))
            .signed_by(&by),
        "gost2015/individual-on-hold is on hold",
    );
    add(
        "unknown.ors",
        about(&individual, Status::Unknown).signed_by(&by),
        "gost2015/individual is unknown: status-unknown",
    );
    add(
        "non-issued.ors",
        about(&individual, Status::Revoked(Moment::from_unix(0), Reason::CertificateHold))
            .with(Extension::ocsp_extended_revoke())
            .signed_by(&by),
        "revoked, certificateHold, 1970-01-01: the authority never issued it; status-unknown, no hold",
    );
    add(
        "stale.ors",
        good().from("2026-06-01T00:00:00Z").until("2026-06-02T00:00:00Z").signed_by(&by),
        "good, but nextUpdate was 2026-06-02: stale-evidence",
    );
    add(
        "stale-without-next-update.ors",
        good().from("2026-06-01T00:00:00Z").without_next_update().signed_by(&by),
        "good, a month old and without nextUpdate: stale-evidence",
    );
    add(
        "future.ors",
        good().from("2026-08-01T00:00:00Z").until("2026-08-02T00:00:00Z").signed_by(&by),
        "good, but thisUpdate lies after the reference moment: stale-evidence",
    );
    add("bad-signature.ors", good().badly_signed_by(&by), "good, one bit of the signature turned: evidence-untrusted");
    add(
        "other-certificate.ors",
        about(&set.serial_of("gost2015/head"), Status::Good).signed_by(&by),
        "good, about gost2015/head: no evidence for anyone else",
    );
    add(
        "other-issuer.ors",
        ocsp::Draft::about(&individual, &foreign, Status::Good).enclosing(&delegate.certificate).signed_by(&by),
        "good, the serial of gost2015/individual but the key hash of another issuer: no evidence",
    );
    add(
        "foreign-responder.ors",
        ocsp::Draft::about(&individual, &authority, Status::Good)
            .enclosing(&stranger.certificate)
            .signed_by(&stranger.issuer()),
        "good, by a responder of the foreign authority: evidence-untrusted",
    );
    add(
        "unfit-responder.ors",
        ocsp::Draft::about(&individual, &authority, Status::Good)
            .enclosing(&unfit.certificate)
            .signed_by(&unfit.issuer()),
        "good, by a certificate without OCSPSigning: evidence-untrusted",
    );
    let subscriber = set.subscriber("gost2015/individual-other");
    add(
        "subscriber-as-responder.ors",
        ocsp::Draft::about(&individual, &authority, Status::Good)
            .enclosing(&subscriber.certificate)
            .signed_by(&subscriber.issuer()),
        "good, signed by another subscriber: evidence-untrusted",
    );
    add("try-later.ors", ocsp::try_later(), "responseStatus tryLater: no answer at all");
}

/// The responders of the older generations: nocheck empty (T5), no keyUsage, no nextUpdate.
fn older_answers(set: &Set, keys: &mut KeyRing, files: &mut Files) {
    for (generation, issuer, good, revoked) in [
        ("gost2004", "nca-gost2004", "gost2004/head", "gost2004/head-revoked"),
        ("rsa", "nca-rsa", "rsa/individual-sign", "rsa/individual-sign-revoked"),
    ] {
        let authority = set.authority(issuer).issuer();
        let label = format!("ocsp/responder-{generation}");
        let extensions = [ocsp_signing(), Extension::ocsp_nocheck_empty()];
        let delegate = responder(set, keys, issuer, &label, &extensions);
        let answer = |file: &str, status| {
            ocsp::Draft::about(&set.serial_of(file), &authority, status)
                .enclosing(&delegate.certificate)
                .without_next_update()
                .signed_by(&delegate.issuer())
        };
        files.add(
            format!("ocsp/responder-{generation}.cer"),
            delegate.certificate.clone(),
            format!("delegated responder of {issuer}, nocheck with an empty value (T5), no keyUsage"),
        );
        files.add(
            format!("ocsp/{generation}-good.ors"),
            answer(good, Status::Good),
            format!("{good} is good; no nextUpdate"),
        );
        files.add(
            format!("ocsp/{generation}-revoked.ors"),
            answer(revoked, Status::Revoked(moment(REVOKED_AT), Reason::KeyCompromise)),
            format!("{revoked} is revoked; no nextUpdate"),
        );
    }
}
