//! What a key may be used for (kz-pki facts, section 3.3).

use qoltanba::Certificate;
use qoltanba::certificate::Purpose;
use qoltanba::oid::{self, Oid};
use qoltanba_tests::pki::{Critical, Holder, Key, Template, der};

/// "EKU clientAuth, or a GOST-2015 single key (policy 1.2.398.3.3.2 itself, user type)."
#[test]
fn a_single_key_for_both_purposes_is_told_by_its_policy_and_user_type() {
    let root = Holder::root(&Template::ca("Root"));
    let oids = |ids: &[&Oid]| {
        der(|writer| {
            writer.sequence(|list| {
                for id in ids {
                    list.oid(id);
                }
            });
        })
    };
    let policy = |id: &Oid| {
        der(|writer| {
            writer.sequence(|policies| {
                policies.sequence(|policy| {
                    policy.oid(id);
                });
            });
        })
    };
    let individual = Oid::parse("1.2.398.3.3.4.1.1").unwrap();
    let individual_sign = Oid::parse("1.2.398.3.3.2.3").unwrap();
    let spki = |name: &str| Certificate::from_der(&qoltanba_testdata::file(name).unwrap()).unwrap().spki().to_vec();
    let may = |spki: &[u8], usages: &[&Oid], policy_id: &Oid| {
        let template = Template::end_entity("Subscriber")
            .extension(&oid::KEY_USAGE, Critical::Yes, &[3, 2, 6, 0xc0])
            .extension(&oid::EXT_KEY_USAGE, Critical::No, &oids(usages))
            .extension(&oid::CERTIFICATE_POLICIES, Critical::No, &policy(policy_id));
        let certificate = root.certifies_spki(&template, spki);
        [Purpose::Sign, Purpose::Auth].map(|purpose| purpose.violation(&certificate).is_none())
    };
    let single = [&oid::KP_EMAIL_PROTECTION, &individual];
    for key in [spki("gost2015/individual.cer"), spki("gost2015-256/individual.cer"), Key::generate().spki()] {
        assert_eq!(may(&key, &single, &oid::KZ_POLICY), [true, true]);
        assert_eq!(may(&key, &single, &individual_sign), [true, false]);
        assert_eq!(may(&key, &[&oid::KP_EMAIL_PROTECTION], &oid::KZ_POLICY), [true, false]);
        assert_eq!(may(&key, &[&oid::KP_CLIENT_AUTH, &individual], &individual_sign), [false, true]);
    }
}
