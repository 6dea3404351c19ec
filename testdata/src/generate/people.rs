//! The people, organisations and systems of the set. All of them are invented.
//!
//! The numbers cannot belong to anybody: every IIN says "born on 1 January 1899" and every BIN "registered in January
//! 1970", decades before there were such numbers. Their control digits follow the rule unless a table says otherwise.

use qoltanba::asn1::{Writer, tag};
use qoltanba::oid::{self, Oid};

use super::der::der;

/// A person.
pub(super) struct Person {
    pub(super) surname: &'static str,
    pub(super) first_name: &'static str,
    pub(super) patronymic: Option<&'static str>,
    /// The first eleven digits of the IIN.
    iin_stem: &'static str,
}

/// An organisation.
pub(super) struct Organization {
    pub(super) name: &'static str,
    /// The first eleven digits of the BIN.
    bin_stem: &'static str,
}

/// Үлгі = sample, дерек = data.
pub(super) const DEREK: Person =
    Person {
        surname: "ҮЛГІБАЕВ", first_name: "ДЕРЕК", patronymic: Some("СЫНАҚҰЛЫ"), iin_stem: "99010110001"
    };

/// Another holder, for numbers that do not match.
pub(super) const SYNAQ: Person =
    Person {
        surname: "СЫНАҚОВА", first_name: "ҮЛГІ", patronymic: Some("ДЕРЕКҚЫЗЫ"), iin_stem: "99010120002"
    };

/// A person without patronymic; the certificate then has no GIVENNAME.
pub(super) const OYDAN: Person =
    Person { surname: "ОЙДАНОВ", first_name: "ЖАСАНДЫ", patronymic: None, iin_stem: "99010110003" };

/// The head of the organisation.
pub(super) const BASSHY: Person =
    Person {
        surname: "БАСШЫБЕКОВ", first_name: "МЫСАЛ", patronymic: Some("ҮЛГІҰЛЫ"), iin_stem: "99010110004"
    };

/// The organisation of every legal entity of the set.
pub(super) const ULGI: Organization = Organization { name: "\"ҮЛГІ СЫНАҚ\" ЖШС", bin_stem: "70014000001" };

/// Another organisation, for numbers that do not match.
pub(super) const MYSAL: Organization =
    Organization { name: "\"МЫСАЛ ДЕРЕК\" ЖШС", bin_stem: "70014000002" };

/// The name of an information system, and the object identifier in its UID.
pub(super) const SYSTEM: (&str, &str) = ("ИС \"ҮЛГІ ЖҮЙЕ\"", "1.2.398.6.999.1.1");

/// What the last digit of a number is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Control {
    /// As the rule gives it.
    Right,
    /// One more (tolerance T12).
    Wrong,
}

impl Person {
    pub(super) fn iin(&self, control: Control) -> String {
        with_control_digit(self.iin_stem, control)
    }
}

impl Organization {
    pub(super) fn bin(&self) -> String {
        with_control_digit(self.bin_stem, Control::Right)
    }
}

/// Section 9 of the national facts: weights 1 to 11, sum modulo 11; if that is 10, weights 3 to 11, 1, 2.
fn with_control_digit(stem: &str, control: Control) -> String {
    let pass = |first_weight: u32| {
        let weights = (0..11).map(|index| (first_weight - 1 + index) % 11 + 1);
        stem.bytes().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum::<u32>() % 11
    };
    let digit = match pass(1) {
        10 => pass(3),
        digit => digit,
    };
    assert!(digit < 10, "{stem} has no control digit");
    let digit = match control {
        Control::Right => digit,
        Control::Wrong => (digit + 1) % 10,
    };
    format!("{stem}{digit}")
}

/// A distinguished name, one attribute to each RDN, in the order given.
pub(super) struct NameBuilder(Writer);

impl NameBuilder {
    pub(super) fn new() -> Self {
        Self(Writer::new())
    }

    /// An attribute as UTF8String.
    pub(super) fn utf8(self, attribute: &Oid, text: &str) -> Self {
        self.attribute(attribute, tag::UTF8_STRING, text)
    }

    /// An attribute as PrintableString.
    pub(super) fn printable(self, attribute: &Oid, text: &str) -> Self {
        self.attribute(attribute, tag::PRINTABLE_STRING, text)
    }

    /// An attribute as IA5String.
    pub(super) fn ia5(self, attribute: &Oid, text: &str) -> Self {
        self.attribute(attribute, tag::IA5_STRING, text)
    }

    /// C=KZ.
    pub(super) fn kazakhstan(self) -> Self {
        self.printable(&oid::COUNTRY, "KZ")
    }

    fn attribute(mut self, attribute: &Oid, tag: u8, text: &str) -> Self {
        self.0.constructed(tag::SET, |w| {
            w.sequence(|w| {
                w.oid(attribute).tlv(tag, text.as_bytes());
            });
        });
        self
    }

    pub(super) fn build(self) -> Vec<u8> {
        let attributes = self.0.into_bytes();
        der(|w| {
            w.tlv(tag::SEQUENCE, &attributes);
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_digits_follow_the_rule() {
        // Public numbers of section 9: first weights, then second weights.
        for number in ["940140000385", "871008401427", "961141000023", "830717350867", "061211600012"] {
            assert_eq!(with_control_digit(&number[..11], Control::Right), number);
        }
        assert_ne!(DEREK.iin(Control::Wrong), DEREK.iin(Control::Right));
    }

    #[test]
    fn numbers_are_of_another_century() {
        for person in [DEREK, SYNAQ, OYDAN, BASSHY] {
            let iin = qoltanba::identity::Iin::parse(&person.iin(Control::Right)).unwrap();
            assert_eq!(iin.structure().birth_date, Some((1899, 1, 1)));
            assert_eq!(iin.control_digit(), qoltanba::identity::ControlDigit::Valid);
        }
        for organization in [ULGI, MYSAL] {
            let bin = qoltanba::identity::Bin::parse(&organization.bin()).unwrap();
            assert_eq!(bin.structure().registered, (70, 1));
            assert_eq!(bin.control_digit(), qoltanba::identity::ControlDigit::Valid);
        }
    }
}
