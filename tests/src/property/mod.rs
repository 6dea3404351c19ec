//! What must hold for *every* input of a parser, as functions over bytes: no panic, and the property that each comment
//! names. The fuzz targets run them over made-up inputs, the suites over every file of the corpora.

mod asn1;
mod bundle;
mod certificate;
mod cms;
mod document;
mod jws;
mod keystore;
mod regulation;
mod revocation;
mod signed;
mod text;
mod xml;

pub use bundle::Bundle;

/// A parser with its property.
#[derive(Debug, Clone, Copy)]
pub struct Property {
    /// The name, which is that of the fuzz target.
    pub name: &'static str,
    /// Checks one input.
    ///
    /// # Panics
    /// When the property does not hold.
    pub check: fn(&[u8]),
}

/// Every property.
pub const ALL: &[Property] = &[
    Property { name: "barcode", check: document::barcode },
    Property { name: "ber", check: asn1::ber },
    Property { name: "certificate", check: certificate::certificate },
    Property { name: "check", check: bundle::check },
    Property { name: "cms", check: cms::message },
    Property { name: "crl", check: revocation::crl },
    Property { name: "der", check: asn1::der },
    Property { name: "document", check: document::document },
    Property { name: "form", check: document::form },
    Property { name: "identity", check: text::identity },
    Property { name: "image", check: document::image },
    Property { name: "invoice", check: jws::invoices },
    Property { name: "jws", check: jws::token },
    Property { name: "keystore", check: keystore::file },
    Property { name: "moment", check: text::moment },
    Property { name: "ocsp", check: revocation::ocsp },
    Property { name: "oid", check: asn1::oid },
    Property { name: "pem", check: text::pem },
    Property { name: "private_key", check: keystore::private_key },
    Property { name: "public_key", check: certificate::public_key },
    Property { name: "regulation", check: regulation::data },
    Property { name: "signed_document", check: signed::document },
    Property { name: "timestamp", check: signed::token },
    Property { name: "xml", check: xml::document },
    Property { name: "xml_signature", check: xml::signatures },
];

/// The property with this name.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn named(name: &str) -> Property {
    match ALL.iter().find(|property| property.name == name) {
        Some(property) => *property,
        None => panic!("no property is called {name}"),
    }
}
