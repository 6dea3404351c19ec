//! QR symbols: drawn as SVG and PNG, read from PNG and JPEG.

use std::fmt::Write;
use std::io::Cursor;

use qrcode::{Color, EcLevel, QrCode};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::element::Element;
use super::search;
use super::set::{group, inspect};
use crate::error::{Error, Result};
use crate::limits::{Limits, within};

/// The quiet zone around a symbol in modules (ISO/IEC 18004, 6.3.8).
const QUIET: usize = 4;
/// The largest side in pixels; both decoders know it.
const MAX_SIDE: u32 = 20_000;
/// The largest image file in bytes: four for each pixel of the largest image.
const MAX_FILE: usize = 64 << 20;
/// What a JPEG other than a baseline one takes from the decoder before it has the first pixel, for each of its pixels: two
/// bytes a coefficient of three components. Such a picture may therefore have a part of the pixels only.
const COEFFICIENT_SHARE: u64 = 4;
/// The largest module in pixels.
const MAX_MODULE: u32 = 64;

/// What an image holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// The texts of the symbols that were read, from top to bottom.
    pub texts: Vec<String>,
    /// How many places looked like a symbol and could not be read.
    pub unreadable: u32,
}

/// The symbol of a part as an SVG element, one unit a module, with its quiet zone.
///
/// # Errors
/// `LimitExceeded` if the part does not fit into a symbol.
pub fn to_svg(part: &Element) -> Result<String> {
    let symbol = Symbol::new(&part.to_xml())?;
    let side = symbol.width + 2 * QUIET;
    let mut path = String::new();
    for (y, row) in symbol.rows().enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run.first() == Some(&Color::Dark) {
                // Writing to a string does not fail.
                let _ = write!(path, "M{} {}h{}v1h-{}z", x + QUIET, y + QUIET, run.len(), run.len());
            }
            x += run.len();
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}h-{side}z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

/// The symbol of a part as a PNG, `module` pixels a module (1 to 64), with its quiet zone.
///
/// # Errors
/// `LimitExceeded` if the part does not fit into a symbol, `InvalidArgument` if `module` is out of range.
pub fn to_png(part: &Element, module: u32) -> Result<Vec<u8>> {
    if !(1..=MAX_MODULE).contains(&module) {
        return Err(Error::InvalidArgument { argument: "module", rule: "a module has 1 to 64 pixels" });
    }
    let symbol = Symbol::new(&part.to_xml())?;
    let scale = usize::try_from(module).unwrap_or(1);
    let light = |count: usize| std::iter::repeat_n(255u8, count * scale);
    let side = symbol.width + 2 * QUIET;
    let mut pixels: Vec<u8> = Vec::with_capacity(side * side * scale * scale);
    pixels.extend(light(side * QUIET * scale));
    for row in symbol.rows() {
        let dots = row.iter().flat_map(|color| std::iter::repeat_n(color.select(0u8, 255), scale));
        let line: Vec<u8> = light(QUIET).chain(dots).chain(light(QUIET)).collect();
        for _ in 0..scale {
            pixels.extend_from_slice(&line);
        }
    }
    pixels.extend(light(side * QUIET * scale));
    let failed = |_| Error::Crypto { operation: "writing a PNG" };
    let side = u32::try_from(side * scale).map_err(|_| Error::Crypto { operation: "writing a PNG" })?;
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().map_err(failed)?;
    writer.write_image_data(&pixels).map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(out)
}

/// Reads every symbol of a PNG or JPEG.
///
/// # Errors
/// `Malformed` if the bytes are neither, `LimitExceeded` if the image is too large. An image without symbols is no
/// error: it has no texts.
pub fn read_image(bytes: &[u8]) -> Result<Reading> {
    read_image_within(bytes, &Limits::default())
}

/// As [`read_image`], within other limits.
///
/// # Errors
/// As [`read_image`].
pub fn read_image_within(bytes: &[u8], limits: &Limits) -> Result<Reading> {
    within(bytes.len(), MAX_FILE, "bytes of an image")?;
    let gray = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Gray::from_png(bytes, limits.image_pixels)?
    } else if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        Gray::from_jpeg(bytes, limits.image_pixels)?
    } else {
        return Err(malformed("the bytes are a PNG or a JPEG"));
    };
    let reading = search::symbols(&gray)?;
    if holds_whole_sets(&reading.texts) {
        return Ok(reading);
    }
    // Small symbols of a scanned page blur into shades of gray, and the search then misses some of them.
    let sharp = gray.sharpened(limits.image_pixels).and_then(|sharp| search::symbols(&sharp).ok());
    Ok(match sharp {
        Some(sharp) => reading.joined(sharp),
        None => reading,
    })
}

impl Reading {
    /// What two looks at the same picture found together.
    fn joined(mut self, other: Self) -> Self {
        let places = |reading: &Self| reading.texts.len() + usize::try_from(reading.unreadable).unwrap_or_default();
        let places = places(&self).max(places(&other));
        let new: Vec<String> = other.texts.into_iter().filter(|text| !self.texts.contains(text)).collect();
        self.texts.extend(new);
        self.unreadable = u32::try_from(places.saturating_sub(self.texts.len())).unwrap_or(u32::MAX);
        self
    }
}

/// Whether the texts are parts of sets, and no set lacks one: then there is nothing more to look for.
fn holds_whole_sets(texts: &[String]) -> bool {
    let parts: Result<Vec<Element>> = texts.iter().map(|text| Element::from_xml(text)).collect();
    parts.is_ok_and(|parts| !parts.is_empty() && group(parts).iter().all(|set| inspect(set).missing.is_empty()))
}

/// The modules of a symbol.
struct Symbol {
    width: usize,
    modules: Vec<Color>,
}

impl Symbol {
    /// Level M: 15 % of the codewords may be damaged (ISO/IEC 18004, 7.5.1).
    fn new(text: &str) -> Result<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M)
            .map_err(|_| Error::LimitExceeded { what: "bytes of a QR symbol of level M", limit: 2_331 })?;
        Ok(Self { width: code.width(), modules: code.into_colors() })
    }

    fn rows(&self) -> std::slice::Chunks<'_, Color> {
        self.modules.chunks(self.width)
    }
}

/// An image in shades of gray, one byte a pixel.
pub(super) struct Gray {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<u8>,
}

impl Gray {
    /// Row by row: the decoder never holds the whole image.
    fn from_png(bytes: &[u8], most: u64) -> Result<Self> {
        let wrong = |_| malformed("the PNG is whole and well-formed");
        // Budget of the decoder itself, in bytes: some rows of the widest image, and what tables hold.
        let limits = png::Limits { bytes: 2 << 20 };
        let mut decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
        decoder.set_ignore_text_chunk(true);
        decoder.set_ignore_iccp_chunk(true);
        decoder.set_transformations(png::Transformations::normalize_to_color8());
        let info = decoder.read_header_info().map_err(wrong)?;
        let (width, height) = sides(info.width, info.height, most)?;
        let mut reader = decoder.read_info().map_err(wrong)?;
        let (color, _) = reader.output_color_type();
        let mut pixels = vec![0; width * height];
        let mut rows = 0..height;
        while let Some(row) = reader.next_interlaced_row().map_err(wrong)? {
            let shades: Vec<u8> = row.data().chunks_exact(color.samples()).map(|pixel| shade(pixel, color)).collect();
            if let png::InterlaceInfo::Adam7(pass) = row.interlace() {
                png::expand_interlaced_row(&mut pixels, width, &shades, pass, 8);
                continue;
            }
            let place = rows.next().and_then(|row| pixels.get_mut(row * width..(row + 1) * width));
            match place {
                Some(place) if place.len() == shades.len() => place.copy_from_slice(&shades),
                Some(_) | None => return Err(malformed("the image has as many pixels as it says")),
            }
        }
        Ok(Self { width, height, pixels })
    }

    fn from_jpeg(bytes: &[u8], most: u64) -> Result<Self> {
        let wrong = |_| malformed("the JPEG is whole and well-formed");
        let side = usize::try_from(MAX_SIDE).unwrap_or(usize::MAX);
        let options = DecoderOptions::new_safe().set_max_width(side).set_max_height(side);
        let mut decoder =
            JpegDecoder::new_with_options(ZCursor::new(bytes), options.jpeg_set_out_colorspace(ColorSpace::Luma));
        decoder.decode_headers().map_err(wrong)?;
        let info = decoder.info().ok_or(malformed("the JPEG is whole and well-formed"))?;
        let most = if info.sof.is_sequential_dct() { most } else { most / COEFFICIENT_SHARE };
        let (width, height) = sides(info.width.into(), info.height.into(), most)?;
        let pixels = decoder.decode().map_err(wrong)?;
        if width * height == pixels.len() {
            Ok(Self { width, height, pixels })
        } else {
            Err(malformed("the image has as many pixels as it says"))
        }
    }

    fn lightness(&self, x: usize, y: usize) -> u8 {
        self.pixels.get(y * self.width + x).copied().unwrap_or(255)
    }

    /// Twice as large, with shades between neighbours, and then black and white: the border of a module that lay within
    /// a pixel comes out. `None` for a picture that is too large for it.
    fn sharpened(&self, most: u64) -> Option<Self> {
        let (width, height) = (self.width.checked_mul(2)?, self.height.checked_mul(2)?);
        let fits = u64::try_from(width.checked_mul(height)?).is_ok_and(|pixels| pixels <= most);
        if !fits {
            return None;
        }
        let shade = |x: usize, y: usize| u32::from(self.lightness(x.min(self.width - 1), y.min(self.height - 1)));
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            let (above, below) = (y / 2, y.div_ceil(2));
            pixels.extend((0..width).map(|x| {
                let (left, right) = (x / 2, x.div_ceil(2));
                let sum = shade(left, above) + shade(right, above) + shade(left, below) + shade(right, below);
                if sum > 4 * 128 { 255 } else { 0 }
            }));
        }
        Some(Self { width, height, pixels })
    }
}

/// The lightness of a pixel of 8 bits a channel; what is transparent lies on white paper.
fn shade(pixel: &[u8], color: png::ColorType) -> u8 {
    let on_white = |value: u32, alpha: u8| (value * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255;
    // ITU-R BT.601.
    let luma = |r: u8, g: u8, b: u8| (299 * u32::from(r) + 587 * u32::from(g) + 114 * u32::from(b)) / 1_000;
    let value = match (color, pixel) {
        (png::ColorType::GrayscaleAlpha, [gray, alpha]) => on_white((*gray).into(), *alpha),
        (png::ColorType::Rgb, [r, g, b]) => luma(*r, *g, *b),
        (png::ColorType::Rgba, [r, g, b, alpha]) => on_white(luma(*r, *g, *b), *alpha),
        (_, [gray, ..]) => (*gray).into(),
        (_, []) => 255,
    };
    u8::try_from(value).unwrap_or(255)
}

/// Width and height, if the image has at most that many pixels.
fn sides(width: u32, height: u32, most: u64) -> Result<(usize, usize)> {
    let too_large = Error::LimitExceeded { what: "pixels of an image", limit: most };
    if width.max(height) > MAX_SIDE || u64::from(width) * u64::from(height) > most {
        return Err(too_large);
    }
    match (usize::try_from(width), usize::try_from(height)) {
        (Ok(width), Ok(height)) => Ok((width, height)),
        (Ok(_) | Err(_), Ok(_) | Err(_)) => Err(too_large),
    }
}

const fn malformed(rule: &'static str) -> Error {
    Error::Malformed { what: "image", offset: 0, rule }
}
