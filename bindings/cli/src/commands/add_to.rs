//! `qoltanba sign --add-to`: a further signature is over the file that is named and over nothing else.

use std::path::Path;

use qoltanba::Error;
use qoltanba::sign::{Signer, cms};
use qoltanba::signature::cms::SignedData;
use qoltanba::signature::xml::SignedXml;
use qoltanba::signature::xml::c14n::{Canonicalization, Comments, Method, Selection, canonical_octets};
use qoltanba::signature::xml::tree::Document;

use crate::failure::{At as _, Failure};
use crate::input;

/// The signed document that a signature is added to.
pub struct Signed<'p> {
    path: &'p Path,
    bytes: Vec<u8>,
}

impl<'p> Signed<'p> {
    pub fn read(path: &'p Path) -> Result<Self, Failure> {
        Ok(Self { path, bytes: input::document(path)? })
    }

    fn other(&self, file: &Path) -> Failure {
        let rule = format_args!("it is neither {} nor what was signed there", self.path.display());
        Failure::new(file.display(), rule)
    }

    /// A CMS message with one signer more. `file` holds `content`: that of the message, or the message itself when it has
    /// its content inside.
    pub fn with_cms_signer(
        &self,
        file: &Path,
        content: &[u8],
        signer: &Signer<'_>,
        options: &cms::Options,
    ) -> Result<Vec<u8>, Failure> {
        let place = || self.path.display();
        let message = SignedData::parse(&self.bytes).at(place())?;
        let supplied = match (message.unverified_content(), options.encapsulation) {
            (Some(_), cms::Encapsulation::Detached) => {
                let rule = format_args!("{} has its content inside: a signature in it is not detached", place());
                return Err(Failure::new("--detached", rule));
            }
            (Some(own), cms::Encapsulation::Attached) if own == content || self.bytes == content => None,
            (Some(_), cms::Encapsulation::Attached) => return Err(self.other(file)),
            (None, cms::Encapsulation::Attached | cms::Encapsulation::Detached) => Some(content),
        };
        match cms::add_signer(&message, signer, supplied, options) {
            Err(Error::InvalidArgument { argument: "content", .. }) => Err(self.other(file)),
            added => added.at(place()),
        }
    }

    /// The XML document, when `file` holds it (`content`), or what it was before one of its signatures was added.
    pub fn xml(&self, file: &Path, content: &[u8]) -> Result<&[u8], Failure> {
        if self.bytes == content {
            return Ok(&self.bytes);
        }
        let signed = SignedXml::parse(&self.bytes).at(self.path.display())?;
        let plain = SignedXml::parse(content).at(file.display())?;
        let later = signed.signatures().iter().skip(plain.signatures().len()).map(|one| signed.offset(one));
        let later: Vec<usize> = later.collect();
        let before = canonical(signed.unverified_document(), &later).at(self.path.display())?;
        let same = canonical(plain.unverified_document(), &[]).at(file.display())? == before;
        if same { Ok(&self.bytes) } else { Err(self.other(file)) }
    }
}

/// A document without the elements that begin at these places, as inclusive canonicalization with comments writes it.
fn canonical(document: &Document<'_>, without: &[usize]) -> qoltanba::Result<Vec<u8>> {
    let left_out =
        document.elements().filter(|element| without.contains(&element.offset())).map(|element| element.id());
    let selection = Selection { excluded: left_out.collect(), ..Selection::document() };
    canonical_octets(document, &selection, &Canonicalization::new(Method::Inclusive10, Comments::Keep))
}
