//! Documents: one XML form with its schema, attachments, barcodes, the printed page.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::print_stderr,
    reason = "a test program fails by panicking"
)]

use std::io::Write;
use std::process::{Command, Stdio};

use qoltanba::crypto::DigestAlgorithm;
use qoltanba::document::barcode::{CreationDate, Element, FavorId, decode, encode, read_image, to_png};
use qoltanba::document::form::{FormRole, Forms};
use qoltanba::document::{
    Actor, Addressee, Applicant, Attachment, BarcodeStatement, ChannelId, DOCUMENT_XSD, Day, Document, EQUIVALENCE,
    EquivalenceStatement, Field, Language, Notification, NotificationKind, Number, Origin, Paper, PowerOfAttorney,
    Questionnaire, Refusal, RefusalCode, RefusalText, Registration, Representative, ResultKind, Satisfaction,
    ServiceRequest, ServiceResult, Validity, barcode_statement, print,
};
use qoltanba::{Bin, Error, Iin, Moment};

const UNEMPLOYED: &str = "kokpekty-2012-unemployed-certificate";

fn now() -> Moment {
    Moment::parse("2024-03-06T05:00:00Z").unwrap()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn request() -> ServiceRequest {
    ServiceRequest {
        service: "kokpekty-2012-disabled-child-support".into(),
        channel: ChannelId::Centre,
        applicant: Applicant {
            number: Number::Iin(Iin::parse("800101300017").unwrap()), name: "Тестова Әсем".into()
        },
        representative: Some(Representative {
            iin: Iin::parse("800202300018").unwrap(),
            name: "Тестов <Ұлан> & \"Қо\"".into(),
            power_of_attorney: PowerOfAttorney {
                number: "1-23".into(),
                certified: day("2024-01-15"),
                notary: "нотариус".into(),
            },
        }),
        form: "application".into(),
        fields: vec![
            Field::new("applicant-name", "Тестова Әсем"),
            Field::new("applicant-address", " first line\nsecond\tline\r\n]]> "),
        ],
        paper: Paper::Present,
        attachments: vec![
            Attachment::of("birth-certificate", "application/pdf", b"%PDF-1", DigestAlgorithm::Sha256).unwrap(),
            Attachment::of("disability-certificate", "image/png", b"", DigestAlgorithm::Streebog512).unwrap(),
            Attachment::of("bank-account-document", "image/jpeg", b"x", DigestAlgorithm::Gost34311).unwrap(),
        ],
        created: now(),
        registration: Some(Registration { number: "17/24".into(), day: day("2024-03-06") }),
    }
}

fn result() -> ServiceResult {
    ServiceResult {
        service: UNEMPLOYED.into(),
        kind: ResultKind::UnemployedCertificate,
        number: Some("000017".into()),
        issued: day("2024-03-06"),
        validity: Some(Validity { from: day("2024-03-06"), until: day("2024-04-05") }),
        addressee: Addressee {
            name: "Тестова Әсем <script>alert(1)</script>".into(),
            number: Some(Number::Iin(Iin::parse("800101300017").unwrap())),
        },
        request: Some("17/24".into()),
        fields: vec![
            Field::new("holder-name", "Тестова Әсем"),
            Field::new("registered-as-unemployed", "2024-02-01"),
            Field::new("purpose", "по месту требования\n\"вторая строка\""),
        ],
        equivalence: EquivalenceStatement::Stated,
        barcode: Some(BarcodeStatement {
            department: "отдел занятости".into(), region: "Тестовая область".into()
        }),
    }
}

fn refusal() -> Refusal {
    Refusal {
        service: UNEMPLOYED.into(),
        channel: ChannelId::Portal,
        step: "portal.p4".into(),
        by: Actor::Portal,
        about: Some(Actor::Consumer),
        code: RefusalCode::SignatureNotConfirmed,
        number: None,
        at: now(),
        addressee: None,
        sub_reasons: vec!["revoked".into(), "iin-mismatch".into()],
        reason: None,
        texts: vec![RefusalText { language: Language::Ru, origin: Origin::Decree, text: "об отказе".into() }],
    }
}

fn documents() -> Vec<Document> {
    let bare_request = ServiceRequest {
        channel: ChannelId::Portal,
        applicant: Applicant { number: Number::Bin(Bin::parse("940140000385").unwrap()), name: String::new() },
        representative: None,
        fields: vec![],
        paper: Paper::Absent,
        attachments: vec![],
        registration: None,
        ..request()
    };
    let bare_result = ServiceResult {
        number: None,
        validity: None,
        addressee: Addressee { name: "А".into(), number: None },
        request: None,
        fields: vec![],
        equivalence: EquivalenceStatement::NotStated,
        barcode: None,
        ..result()
    };
    let full_refusal = Refusal {
        number: Some("5".into()),
        addressee: Some(result().addressee),
        reason: Some("причина".into()),
        ..refusal()
    };
    let notification = Notification {
        service: UNEMPLOYED.into(),
        kind: NotificationKind::StatusNotification,
        request: Some("17/24".into()),
        at: now(),
        status: Some("registered".into()),
        until: Some(now()),
        language: Language::Kk,
        text: "өтінім тіркелді".into(),
    };
    let questionnaire = Questionnaire {
        service: UNEMPLOYED.into(),
        at: now(),
        process_and_result: Satisfaction::Satisfied,
        information: Satisfaction::PartlySatisfied,
    };
    vec![
        Document::Request(Box::new(request())),
        Document::Request(Box::new(bare_request)),
        Document::Result(Box::new(result())),
        Document::Result(Box::new(bare_result)),
        Document::Refusal(Box::new(refusal())),
        Document::Refusal(Box::new(full_refusal)),
        Document::Notification(Box::new(notification)),
        Document::Questionnaire(Box::new(questionnaire)),
    ]
}

fn signed(xml: &str) -> String {
    let end = xml.rfind("</").unwrap();
    let signature = "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:SignedInfo/></ds:Signature>";
    format!("{}{signature}{signature}{}", &xml[..end], &xml[end..])
}

#[test]
fn every_document_is_written_and_read_back() {
    for document in documents() {
        let xml = document.to_xml().unwrap();
        let read = Document::from_xml(&xml).unwrap();
        assert_eq!((&read.document, read.signatures), (&document, 0), "{xml}");
        assert_eq!(read.document.to_xml().unwrap(), xml);
        let read = Document::from_xml(&signed(&xml)).unwrap();
        assert_eq!((&read.document, read.signatures), (&document, 2));
    }
}

/// libxml2 validates what we write against the published schema, and refuses what the schema refuses.
#[test]
fn documents_keep_the_published_schema() {
    let folder = std::env::temp_dir().join(format!("qoltanba-documents-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let schema = folder.join("document.xsd");
    std::fs::write(&schema, DOCUMENT_XSD).unwrap();
    let valid = |xml: &str| -> Option<bool> {
        let mut command = Command::new("xmllint");
        command.args(["--noout", "--nonet", "--schema"]).arg(&schema).arg("-");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok()?;
        child.stdin.take().unwrap().write_all(xml.as_bytes()).unwrap();
        Some(child.wait().unwrap().success())
    };
    let mut compared = 0;
    for document in documents() {
        let xml = document.to_xml().unwrap();
        let Some(good) = valid(&xml) else {
            eprintln!("SKIPPED: xmllint is not installed");
            return;
        };
        assert!(good, "{xml}");
        assert_eq!(valid(&signed(&xml)), Some(true));
        // Both readers agree on what is broken.
        for (from, to) in [
            ("<service>", "<extra/><service>"),
            ("</service>", "</service><service>x</service>"),
            ("2024-03-06T05:00:00Z", "2024-03-06"),
            ("2024-03-06<", "2024-13-06<"),
            ("<iin>800101300017</iin>", "<iin>80010130001</iin>"),
            ("urn:qoltanba:document:1", "urn:other"),
            ("<channel>", "<channel>x"),
            ("<kind>", "<kind>x"),
            ("algorithm=\"sha256\"", "algorithm=\"sha1\""),
            ("size=\"6\"", "size=\"+6\""),
            ("\"application/pdf\"", "\"application\""),
            ("\"image/png\"", "\"image/-png\""),
            ("\"image/jpeg\"", "\"image/jpeg; q=1\""),
            ("lang=\"", "lang=\"x"),
            ("<equivalence-statement/>", "<equivalence-statement>x</equivalence-statement>"),
            ("<applicant>", "text<applicant>"),
            (" key=\"", " kei=\""),
        ] {
            if xml.contains(from) {
                let broken = xml.replacen(from, to, 1);
                assert_eq!(valid(&broken), Some(false), "{from} -> {to}");
                assert!(Document::from_xml(&broken).is_err(), "{from} -> {to}");
                compared += 1;
            }
        }
    }
    assert!(compared > 50, "{compared}");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn what_no_document_may_be_is_refused() {
    let xml = documents()[0].to_xml().unwrap();
    let doctype = xml.replacen("<request", "<!DOCTYPE request>\n<request", 1);
    assert!(Document::from_xml(&doctype).is_err());
    let entity = xml.replacen("Тестова", "&name;", 1);
    assert!(Document::from_xml(&entity).is_err());
    // A signature that is not at the end is no part of a document.
    let early = xml.replacen("<service>", "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"/><service>", 1);
    assert!(Document::from_xml(&early).is_err());
    let field = "<field key=\"k\">v</field>".repeat(501);
    let flood = xml.replacen("<form id=\"application\">", &format!("<form id=\"application\">{field}"), 1);
    assert!(matches!(Document::from_xml(&flood), Err(Error::LimitExceeded { .. })));
    assert!(matches!(Document::from_xml(&" ".repeat(5 << 20)), Err(Error::LimitExceeded { .. })));
    for cut in (0..xml.len()).filter(|at| xml.is_char_boundary(*at)) {
        assert!(Document::from_xml(&xml[..cut]).is_err(), "cut {cut}");
    }
    let mut control = request();
    control.applicant.name = "a\u{1}b".into();
    assert!(Document::Request(Box::new(control)).to_xml().is_err());
}

/// Who signs learns at once that a document cannot be read; and what is just within the rules is written.
#[test]
fn what_could_not_be_read_is_not_written() {
    let file = Attachment::of("a", "text/plain", b"1", DigestAlgorithm::Sha256).unwrap();
    let with_files = |count: usize| ServiceRequest { attachments: vec![file.clone(); count], ..request() };
    let with_fields = |fields| ServiceRequest { fields, ..request() };
    let with_media = |media_type: &str| {
        let attachment = Attachment { media_type: media_type.into(), ..file.clone() };
        ServiceRequest { attachments: vec![attachment], ..request() }
    };
    let valid =
        |from, until| ServiceResult { validity: Some(Validity { from: day(from), until: day(until) }), ..result() };
    let because = |count: usize| Refusal { sub_reasons: vec!["revoked".into(); count], ..refusal() };
    let at = |seconds| Refusal { at: Moment::from_unix(seconds), ..refusal() };
    let value = |letters: usize| vec![Field::new("k", &"ә".repeat(letters))];
    let wide = |fields: usize| vec![Field::new("k", &"ә".repeat(10_000)); fields];

    let request = |request| Document::Request(Box::new(request));
    let (result, refusal) = (|it| Document::Result(Box::new(it)), |it| Document::Refusal(Box::new(it)));
    for document in [
        request(with_files(200)),
        request(with_media("application/pdf")),
        request(with_fields(vec![Field::new("k", "v"); 500])),
        request(with_fields(value(10_000))),
        request(with_fields(wide(150))),
        result(valid("2024-03-06", "2024-03-06")),
        refusal(because(50)),
        // 9999-12-31T23:59:59Z
        refusal(at(253_402_300_799)),
    ] {
        assert_eq!(Document::from_xml(&document.to_xml().unwrap()).unwrap().document, document);
    }
    for (document, rule) in [
        (request(with_files(201)), "attachments of a request: more than 200, the limit of this library"),
        (request(with_media("nonsense")), "attachment: an attachment has a media type (type/subtype) and a size"),
        (
            request(with_fields(vec![Field::new("k", "v"); 501])),
            "fields of a document: more than 500, the limit of this library",
        ),
        (request(with_fields(value(10_001))), "characters of a value: more than 10000, the limit of this library"),
        // 3.2 million bytes would be read, but not with the signatures of everybody.
        (
            request(with_fields(wide(160))),
            "bytes of a document without its signatures: more than 3145728, the limit of this library",
        ),
        (result(valid("2024-03-06", "2024-03-05")), "valid: a validity does not end before it begins"),
        (refusal(because(51)), "reasons or texts of a refusal: more than 50, the limit of this library"),
        (refusal(at(253_402_300_800)), "document: the value is of the type of the schema"),
    ] {
        assert_eq!(document.to_xml().unwrap_err().to_string(), rule);
        if let Document::Result(result) = &document {
            assert_eq!(print::to_html(result, None, &[]).unwrap_err().to_string(), rule);
        }
    }
}

#[test]
fn attachments_are_covered_by_their_digests() {
    let request = request();
    let files: Vec<(&str, &[u8])> =
        vec![("birth-certificate", b"%PDF-1"), ("disability-certificate", b""), ("bank-account-document", b"x")];
    request.check_attachments(&files).unwrap();
    let item = |number, rule| Err(Error::Item { what: "attachment", number, rule });
    let mut changed = files.clone();
    changed[0].1 = b"%PDF-2";
    assert_eq!(request.check_attachments(&changed), item(1, "the file has the size and digest of the request"));
    assert_eq!(request.check_attachments(&files[..2]), item(3, "the file is there"));
    let twice = [files.as_slice(), &files[1..2]].concat();
    assert_eq!(request.check_attachments(&twice), item(2, "the file is given once"));
    let foreign = [files.as_slice(), &[("other", b"".as_slice())]].concat();
    assert!(request.check_attachments(&foreign).is_err());
    assert!(Attachment::of("a", "application/pdf", b"", DigestAlgorithm::Sha1).is_err());
    assert!(Attachment::of("a", "pdf", b"", DigestAlgorithm::Sha256).is_err());
    // The digest of the empty text by RFC 6986's algorithm, as published for Streebog-512.
    let xml = Document::Request(Box::new(request)).to_xml().unwrap();
    assert!(xml.contains("8e945da209aa869f0455928529bcae4679e9873ab707b55315f56ceb98bef0a7362f715528356ee83cda5f2aac4c6ad2ba3a715c1bcd81cb8e9f90bf4c1c1a8a"));
}

#[test]
fn a_document_goes_into_barcodes_and_the_page_carries_them() {
    let result = result();
    let xml = Document::Result(Box::new(result.clone())).to_xml().unwrap();
    let created = CreationDate::new(now(), 300).unwrap();
    let parts = encode(xml.as_bytes(), &FavorId::parse("00000000000017").unwrap(), &created).unwrap();
    let texts: Vec<_> =
        parts.iter().rev().flat_map(|part| read_image(&to_png(part, 3).unwrap()).unwrap().texts).collect();
    let elements: Vec<_> = texts.iter().map(|text| Element::from_xml(text).unwrap()).collect();
    let decoded = decode(&elements).unwrap();
    let read = Document::from_xml(std::str::from_utf8(&decoded.document).unwrap()).unwrap();
    assert_eq!(read.document, Document::Result(Box::new(result.clone())));

    let form = Forms::builtin().unwrap().form(UNEMPLOYED, "unemployed-certificate").unwrap();
    let page = print::to_html(&result, Some(form), &parts).unwrap();
    for text in [
        "ЖҰМЫССЫЗДЫҚ РЕТІНДЕ ТІРКЕУ ТУРАЛЫ АНЫҚТАМА",
        "СПРАВКА О РЕГИСТРАЦИИ В КАЧЕСТВЕ БЕЗРАБОТНОГО",
        "№ 000017",
        "2024-03-06 – 2024-04-05",
        "800101300017",
        EQUIVALENCE[0].1,
        EQUIVALENCE[1].1,
    ] {
        assert!(page.contains(text), "{text}");
    }
    for (_, statement) in barcode_statement(result.barcode.as_ref().unwrap()) {
        assert!(page.contains(&statement), "{statement}");
    }
    assert_eq!(page.matches("<svg").count(), parts.len());
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script"), "values are escaped");
    for outside in ["src=", "href=", "url(", "@import"] {
        assert!(!page.contains(outside), "the page is self-contained: {outside}");
    }
    let plain = print::to_html(
        &ServiceResult { equivalence: EquivalenceStatement::NotStated, barcode: None, ..result.clone() },
        None,
        &[],
    )
    .unwrap();
    assert!(!plain.contains("370-II") && !plain.contains("<svg") && plain.contains("holder-name"));
    let other = Forms::builtin().unwrap().form(UNEMPLOYED, "refusal-letter").unwrap();
    assert!(print::to_html(&result, Some(other), &[]).is_err());
}

/// What is chosen stands on paper in the words of the decree, in the language of its form, and no key stands there.
#[test]
fn no_word_of_a_machine_is_printed() {
    for (service, kind, fields, words) in [
        (
            "kokpekty-2012-minors-inheritance-certificates",
            ResultKind::PensionFundCertificate,
            [("capacity", "guardian"), ("inheritance-basis", "by-will")],
            ["опекуну", "завещанию"],
        ),
        (
            "timiryazev-2013-guardianship-certificate",
            ResultKind::GuardianshipCertificate,
            [("role", "trustee"), ("property", "no-property")],
            ["қамқоршы", "мүлкі жоқ"],
        ),
        // Two blank lines stand at the head of this one, without a label.
        (
            "kokpekty-2012-minors-property-certificate",
            ResultKind::MinorsPropertyCertificate,
            [("addressee", "Үлгі банкі"), ("property-address", "Үлгі ауылы, 1")],
            ["Үлгі банкі", "Үлгі ауылы, 1"],
        ),
    ] {
        let form = Forms::builtin().unwrap().form(service, kind.as_str()).unwrap();
        let mut result = ServiceResult {
            service: service.into(),
            kind,
            fields: fields.map(|(key, value)| Field::new(key, value)).to_vec(),
            ..result()
        };
        let page = print::to_html(&result, Some(form), &[]).unwrap();
        for ((key, value), words) in fields.into_iter().zip(words) {
            assert!(page.contains(&format!("<dd>{words}</dd>")), "{service}: {words}");
            assert!(!page.contains(key) && (value == words || !page.contains(value)), "{service}: {key} {value}");
            let choices = !form.field(key).unwrap().choices.is_empty();
            result.fields = vec![Field::new(key, "king")];
            assert_eq!(print::to_html(&result, Some(form), &[]).is_err(), choices, "none of the values of {key}");
        }
    }
}

#[test]
fn the_printed_page_is_well_formed_html() {
    let form = Forms::builtin().unwrap().form(UNEMPLOYED, "unemployed-certificate").unwrap();
    let page = print::to_html(&result(), Some(form), &[]).unwrap();
    let Ok(mut child) = Command::new("xmllint")
        .args(["--html", "--noout", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
    else {
        eprintln!("SKIPPED: xmllint is not installed");
        return;
    };
    child.stdin.take().unwrap().write_all(page.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let complaints = String::from_utf8_lossy(&output.stderr).into_owned();
    // libxml2 knows HTML 4 only: the elements of HTML 5 are "invalid" to it.
    let errors: Vec<_> =
        complaints.lines().filter(|line| line.contains("error") && !line.contains("Tag main invalid")).collect();
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn every_kind_of_result_with_a_surviving_form_has_its_schema() {
    let forms = Forms::builtin().unwrap();
    let mut kinds: Vec<_> =
        forms.all().iter().filter(|form| form.role == FormRole::Result).map(|form| form.id.as_str()).collect();
    kinds.sort_unstable();
    assert_eq!(
        kinds,
        [
            "bank-deposit-certificate",
            "guardianship-certificate",
            "guardianship-certificate",
            "housing-queue-notification",
            "minors-property-certificate",
            "pension-fund-certificate",
            "preschool-referral",
            "queue-notification",
            "road-police-certificate",
            "support-award-notification",
            "unemployed-certificate",
        ]
    );
    assert!(kinds.iter().all(|kind| ResultKind::parse(kind).is_some()));
}
