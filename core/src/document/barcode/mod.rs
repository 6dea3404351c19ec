//! The barcodes of eGov documents: a ZIP with the signed XML, cut into numbered parts, one QR symbol a part.
//!
//! What the symbols hold is [`Element`]: an XML text with base64 of at most 650 bytes of the ZIP. The decrees say only
//! that a barcode holds signed data; this is the layout that eGov documents of 2020 carry.
//!
//! ```
//! use qoltanba::document::barcode::{self, CreationDate, FavorId};
//! use qoltanba::Moment;
//!
//! let created = CreationDate::new(Moment::parse("2024-01-01T06:00:00Z")?, 6 * 60)?;
//! let parts = barcode::encode(b"<a/>", &FavorId::parse("12345678901234")?, &created)?;
//! let svg = barcode::to_svg(&parts[0])?;
//! assert!(svg.starts_with("<svg"));
//! assert_eq!(barcode::decode(&parts)?.document, b"<a/>");
//! # Ok::<(), qoltanba::Error>(())
//! ```

mod element;
mod files;
mod image;
mod search;
mod set;
mod zip;

pub use element::{CreationDate, Element, FavorId};
pub use files::{elements_of, is_set};
pub use image::{Reading, read_image, read_image_within, to_png, to_svg};
pub use set::{Decoded, Note, SetState, decode, encode, group, inspect};
