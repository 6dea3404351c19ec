//! The fixed limits of XML and JWS.

use qoltanba::Result;
use qoltanba::signature::esf::SignedInvoice;
use qoltanba::signature::jws::SignedJws;
use qoltanba::signature::xml::SignedXml;
use qoltanba::signature::xml::tree::Document;

use super::{Met, counted, met, readable};

fn parse(text: &str) -> Result<()> {
    Document::parse(text.as_bytes()).map(drop)
}

/// `unit` so many times, with its number for `#`.
fn numbered(unit: &str, count: usize) -> String {
    (0..count).map(|number| unit.replace('#', &number.to_string())).collect()
}

#[test]
fn the_tree() {
    readable(256, |depth| parse(&format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth))));
    readable(512, |count| parse(&format!("<a{}/>", numbered(" b#=''", count))));
    // The prefix xml is always in scope.
    readable(512, |count| {
        let inner = format!("<b{}/>", numbered(" xmlns:c#='u'", count - 257));
        parse(&format!("<a{}>{inner}</a>", numbered(" xmlns:b#='u'", 256)))
    });
    // Three names are known from the beginning.
    readable(4_096, |count| parse(&format!("<a>{}</a>", numbered("<b xmlns='u:#'/>", count - 3))));
    readable(4_096, |count| parse(&format!("<a>{}</a>", numbered("<b xmlns:p#='u'/>", count - 3))));
    readable(1_024, |length| parse(&format!("<{}/>", "n".repeat(length))));
}

/// A signature with these references, transforms, prefixes and certificates, and so many characters of white space.
struct Signature {
    transforms: usize,
    prefixes: usize,
    key_info: String,
    space: usize,
}

const PLAIN: Signature = Signature { transforms: 1, prefixes: 0, key_info: String::new(), space: 0 };

impl Signature {
    fn text(&self) -> String {
        const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
        let prefixes = numbered(" p#", self.prefixes);
        format!(
            "<a><Signature xmlns='http://www.w3.org/2000/09/xmldsig#'><SignedInfo>\
             <CanonicalizationMethod Algorithm='{EXCLUSIVE}'>\
             <InclusiveNamespaces xmlns='{EXCLUSIVE}' PrefixList='{prefixes}'/></CanonicalizationMethod>\
             <SignatureMethod Algorithm='http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'/>\
             <Reference URI=''><Transforms>{}</Transforms>\
             <DigestMethod Algorithm='http://www.w3.org/2001/04/xmlenc#sha256'/>\
             <DigestValue>AAAA</DigestValue></Reference>{}</SignedInfo><SignatureValue>AAAA</SignatureValue>{}\
             </Signature></a>",
            format!("<Transform Algorithm='{EXCLUSIVE}'/>").repeat(self.transforms),
            " ".repeat(self.space),
            self.key_info,
        )
    }

    fn parse(&self) -> Result<()> {
        SignedXml::parse(self.text().as_bytes()).map(drop)
    }
}

/// As [`numbered`], with two characters for each number, as base64 wants them.
fn two_digits(unit: &str, count: usize) -> String {
    (0..count).map(|number| unit.replace("##AA", &format!("{number:02}AA"))).collect()
}

#[test]
fn one_signature() {
    readable(8, |transforms| Signature { transforms, ..PLAIN }.parse());
    readable(256, |prefixes| Signature { prefixes, ..PLAIN }.parse());
    for entry in [
        // A certificate that stands twice counts once.
        "<X509Certificate>##AA</X509Certificate>",
        "<X509SKI>AAAA</X509SKI>",
        "<X509IssuerSerial><X509IssuerName>CN=x</X509IssuerName><X509SerialNumber>1</X509SerialNumber></X509IssuerSerial>",
    ] {
        readable(32, |count| {
            let key_info = format!("<KeyInfo><X509Data>{}</X509Data></KeyInfo>", two_digits(entry, count));
            Signature { key_info, ..PLAIN }.parse()
        });
    }
    let text = Signature { space: 0, ..PLAIN }.text();
    let (start, end) = (text.find("<SignedInfo>").unwrap(), text.find("<SignatureValue>").unwrap());
    let space = (1 << 20) - (end - start);
    assert_eq!(Signature { space, ..PLAIN }.parse(), Ok(()));
    assert_eq!(met(Signature { space: space + 1, ..PLAIN }.parse()), Met::At(1 << 20));
}

#[test]
fn headers_of_a_message() {
    let wsse = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    let soap = "http://schemas.xmlsoap.org/soap/envelope/";
    readable(32, |count| {
        let headers = format!("<w:Security xmlns:w=\"{wsse}\"/>").repeat(count);
        let text = format!("<s:Envelope xmlns:s=\"{soap}\"><s:Header>{headers}</s:Header><s:Body/></s:Envelope>");
        SignedXml::parse(text.as_bytes()).map(drop)
    });
}

#[test]
fn certificates_of_a_jws() {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    readable(32, |count| {
        let list = vec!["\"AAAA\""; count].join(",");
        let header = URL_SAFE_NO_PAD.encode(format!("{{\"alg\":\"RS256\",\"x5c\":[{list}]}}"));
        SignedJws::parse(format!("{header}.AAAA.AAAA").as_bytes(), None).map(drop)
    });
}

#[test]
fn invoices_of_a_document() {
    let one = "<invoiceInfo><invoiceBody>x</invoiceBody><signature>AA==</signature><certificate>AA==</certificate></invoiceInfo>";
    readable(1_024, |count| {
        let found = SignedInvoice::parse_all(format!("<a>{}</a>", one.repeat(count)).as_bytes())?;
        assert_eq!(found.len(), count);
        Ok(())
    });
    counted(128 << 20, |size| SignedInvoice::parse_all(&vec![b' '; size]).map(drop));
}
