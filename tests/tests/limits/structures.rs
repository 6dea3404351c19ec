//! The fixed limits of ASN.1, certificates, revocation, CMS and key files.

use qoltanba::asn1::{MAX_TEXT, decode_base64, decode_pem, tag, to_der};
use qoltanba::certificate::{GeneralName, Name};
use qoltanba::crypto::PrivateKey;
use qoltanba::keystore::KeyStore;
use qoltanba::oid::{self, Oid};
use qoltanba::revocation::{CertId, Crl, OcspRequest, OcspResponse, index_file};
use qoltanba::signature::cms::{SignedData, decode};
use qoltanba::{Certificate, Error, Result};
use qoltanba_testdata::demo;
use qoltanba_tests::cms::{Message, attribute};
use qoltanba_tests::national::file;
use qoltanba_tests::pki::{Answer, Critical, Holder, List, Says, Template, cert_id, der};

use super::{Met, counted, met, readable, zeros};

/// An identifier of its own for every number.
fn own_oid(number: usize) -> Oid {
    Oid::parse(&format!("1.2.398.99.{number}")).unwrap()
}

#[test]
fn nesting_of_ber() {
    let definite = |depth| {
        (0..depth).fold(Vec::new(), |inner, _| {
            der(|out| {
                out.tlv(tag::SEQUENCE, &inner);
            })
        })
    };
    readable(64, |depth| to_der(&definite(depth)).map(drop));
    let indefinite = |depth: usize| [[0x30, 0x80].repeat(depth), [0, 0].repeat(depth)].concat();
    readable(64, |depth| to_der(&indefinite(depth)).map(drop));
    // A string in pieces is a level of its own.
    let pieces = |depth: usize| [[0x24, 0x80].repeat(depth - 1), vec![4, 0], [0, 0].repeat(depth - 1)].concat();
    readable(64, |depth| to_der(&pieces(depth)).map(drop));
}

#[test]
fn texts() {
    let text = "A".repeat(MAX_TEXT);
    assert_eq!(MAX_TEXT, 64 << 20);
    assert!(decode_base64(&text).is_some() && decode_base64(&format!("{text}AAAA")).is_none());
    assert_ne!(met(decode_pem(&text)), Met::At(64 << 20));
    counted(64 << 20, |size| Certificate::list_from_der_or_pem(&vec![b'A'; size]).map(drop));
    counted(64 << 20, |size| decode(&vec![b'A'; size]).map(drop));
}

#[test]
fn layers_of_text_around_a_message() {
    let message = file("signed/cms/ecdsa.cms");
    let wrap = |inner: Vec<u8>| qoltanba::asn1::encode_pem("CMS", &inner).into_bytes();
    readable(3, |layers| decode(&(0..layers).fold(message.clone(), |inner, _| wrap(inner))).map(drop));
}

#[test]
fn sizes_of_what_is_read_whole() {
    counted(64 << 10, |size| Certificate::from_der(&zeros(size)).map(drop));
    counted(256 << 10, |size| OcspResponse::from_der(&zeros(size)).map(drop));
    counted(64 << 10, |size| PrivateKey::from_der_or_pem(&zeros(size)).map(drop));
    counted(1 << 20, |size| KeyStore::open(&zeros(size), "password").map(drop));
    // Zero pages cost nothing until they are looked at.
    counted(256 << 20, |size| Crl::from_vec(vec![0; size]).map(drop));
}

#[test]
fn names() {
    let with = |count: usize| {
        der(|out| {
            out.sequence(|rdns| {
                for _ in 0..count {
                    rdns.set_of([der(|set| {
                        set.sequence(|pair| {
                            pair.oid(&oid::COMMON_NAME).tlv(tag::UTF8_STRING, b"x");
                        });
                    })]);
                }
            });
        })
    };
    readable(100, |count| Name::from_der(&with(count)).map(|name| assert_eq!(name.attributes().count(), count)));
    let list = |count: usize| [&[0x82, 1, b'x'][..]].repeat(count).concat();
    readable(1_000, |count| GeneralName::read_all(qoltanba::asn1::Reader::new(&list(count)), "test").map(drop));
}

#[test]
fn extensions_and_usages_of_a_certificate() {
    let root = Holder::root(&Template::ca("Root"));
    // Whatever a certificate of this kind has of its own counts as well.
    let own = root.issues(&Template::end_entity("User")).certificate.extensions().all().len();
    let issue = |template: &Template| -> Result<()> {
        let error = Error::LimitExceeded { what: "", limit: 100 };
        root.may_issue(template).map(drop).ok_or(error)
    };
    readable(100, |count| {
        let extra = (0..count - own).fold(Template::end_entity("User"), |template, number| {
            template.extension(&own_oid(number), Critical::No, &[5, 0])
        });
        issue(&extra)
    });
    readable(100, |count| {
        let usages = der(|out| {
            out.sequence(|list| {
                for number in 0..count {
                    list.oid(&own_oid(number));
                }
            });
        });
        issue(&Template::end_entity("User").without(&oid::EXT_KEY_USAGE).extension(
            &oid::EXT_KEY_USAGE,
            Critical::No,
            &usages,
        ))
    });
}

#[test]
fn answers_and_certificates_of_an_ocsp_response() {
    let root = Holder::root(&Template::ca("Root"));
    let user = root.issues(&Template::end_entity("User")).certificate;
    let id = cert_id(&user, &root);
    readable(1_000, |count| {
        let answer = (0..count).fold(Answer::new(), |answer, _| answer.says(&id, Says::Good));
        OcspResponse::from_der(&root.answers(&answer)).map(drop)
    });
    readable(20, |count| {
        let answer = (0..count).fold(Answer::new().says(&id, Says::Good), |answer, _| answer.with(&user));
        OcspResponse::from_der(&root.answers(&answer)).map(drop)
    });
    let spki = root.certificate.spki();
    let id = CertId::new(&user, spki, qoltanba::crypto::DigestAlgorithm::Sha256).unwrap();
    let request = |size| OcspRequest::new(id.clone()).with_nonce(&vec![1; size]).is_ok();
    assert!(!request(0) && request(1) && request(128) && !request(129));
}

#[test]
fn lists_of_an_index_file() {
    let root = Holder::root(&Template::ca("Root"));
    let list = Crl::from_der(&root.lists(&List::new().revokes(7, 1))).unwrap();
    readable(1_000, |count| index_file::write(&vec![list.clone(); count]).map(drop));
}

#[test]
fn parts_of_a_message() {
    let message = Message::read(&file("signed/cms/ecdsa.cms"));
    let parse = |message: &Message| SignedData::parse(&message.write()).map(drop);
    readable(1_024, |count| {
        parse(&Message { certificates: vec![message.certificates[0].clone(); count], ..message.clone() })
    });
    readable(1_024, |count| parse(&Message { revocation: vec![vec![0x30, 0]; count], ..message.clone() }));
    readable(256, |count| {
        let mut many = message.clone();
        many.signers[0].unsigned = (0..count).map(|number| attribute(&own_oid(number), &[&[5, 0]])).collect();
        parse(&many)
    });
    readable(256, |count| {
        let mut many = message.clone();
        many.signers[0].unsigned = vec![attribute(&own_oid(1), &vec![&[5, 0][..]; count])];
        parse(&many)
    });
}

/// The timestamps of a signer, both kinds together, and what its attributes embed.
#[test]
fn unsigned_attributes_of_a_signer() {
    let message = Message::read(&file("signed/cms/ecdsa.cms"));
    let parse = |unsigned: Vec<Vec<u8>>| {
        let mut many = message.clone();
        many.signers[0].unsigned = unsigned;
        SignedData::parse(&many.write()).map(drop)
    };
    let stamps = |kind: &Oid, count: usize| attribute(kind, &vec![&[0x30, 0][..]; count]);
    readable(64, |count| parse(vec![stamps(&oid::TIME_STAMP_TOKEN, 2), stamps(&oid::ARCHIVE_TIMESTAMP_V3, count - 2)]));
    let list = |count: usize| {
        der(|out| {
            out.sequence(|list| {
                list.raw(&[0x30, 0].repeat(count));
            });
        })
    };
    // Two attributes of one type count together.
    let certificates = |count: usize| attribute(&oid::CERT_VALUES, &[&list(count)]);
    readable(1_024, |count| parse(vec![certificates(24), certificates(count - 24)]));
    readable(1_024, |count| {
        let values = der(|out| {
            out.sequence(|values| {
                values.explicit(0, |crls| {
                    crls.raw(&list(1_000));
                });
                values.explicit(1, |answers| {
                    answers.raw(&list(count - 1_000));
                });
            });
        });
        parse(vec![attribute(&oid::REVOCATION_VALUES, &[&values])])
    });
}

/// More embedded certificates than that are not tried for one signer.
#[test]
fn candidates_of_a_signer() {
    let root = Holder::root(&Template::ca("Root"));
    let signer = Message::read(&file("signed/cms/ecdsa.cms")).signers[0].clone();
    let mut message = Message::read(&file("signed/cms/ecdsa.cms"));
    // A signer that is named as all of these are.
    let named = || root.issues(&Template::end_entity("User").serial(7)).certificate;
    message.certificates = (0..20).map(|_| named().der().to_vec()).collect();
    let first = named();
    message.signers[0].identifier = der(|out| {
        out.sequence(|id| {
            id.raw(first.issuer().raw()).tlv(tag::INTEGER, first.serial());
        });
    });
    assert_ne!(message.signers[0].identifier, signer.identifier);
    let bytes = message.write();
    let parsed = SignedData::parse(&bytes).unwrap();
    assert_eq!(parsed.certificates().len(), 20);
    assert_eq!(parsed.candidates(&parsed.signers()[0], &[]).len(), 8);
    let supplied: Vec<Certificate> = (0..5).map(|_| named()).collect();
    assert_eq!(parsed.candidates(&parsed.signers()[0], &supplied).len(), 8 + 5);
}

#[test]
fn the_password_of_a_key_file() {
    let key = file("p12/gost2015-individual.p12");
    let open = |length: usize| KeyStore::open(&key, &"x".repeat(length)).map(drop);
    assert_eq!(open(1_023), Err(Error::WrongPassword));
    assert_ne!(met(open(1_024)), Met::No, "the zero behind the text counts");
    assert!(KeyStore::open(&key, demo::PASSWORD).is_ok());
}
