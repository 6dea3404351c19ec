//! Images of at most 256 × 256 pixels: larger ones reach the same code, fourteen times a second. The suites have those.
#![no_main]

use qoltanba::Limits;
use qoltanba::document::barcode::read_image_within;

const MOST_PIXELS: u64 = 1 << 16;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let mut limits = Limits::default();
    limits.image_pixels = MOST_PIXELS;
    // Any bytes are an image or an error.
    let _ = read_image_within(input, &limits);
});
