//! Hostile pictures: large ones in small files, and much that looks like a symbol.

/// A PNG of this size with `samples` channels of eight bits.
fn png(width: usize, height: usize, color: png::ColorType, sample: impl FnMut(usize) -> u8) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width.try_into().unwrap(), height.try_into().unwrap());
    encoder.set_color(color);
    encoder.set_depth(png::BitDepth::Eight);
    let data: Vec<u8> = (0..width * height * color.samples()).map(sample).collect();
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&data).unwrap();
    writer.finish().unwrap();
    out
}

/// Finder patterns in rows and columns, each with `module` pixels a module and one module of light around.
fn finders(side: usize, module: usize) -> Vec<u8> {
    png(side, side, png::ColorType::Grayscale, |at| {
        let (x, y) = (at % side / module % 8, at / side / module % 8);
        let ring = x.abs_diff(3).max(y.abs_diff(3));
        if x == 7 || y == 7 || ring == 2 { 255 } else { 0 }
    })
}

/// All pictures; each fits a mebibyte.
pub fn all() -> Vec<(&'static str, Vec<u8>)> {
    let mut state = 7u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    let gray = png::ColorType::Grayscale;
    vec![
        ("white, 24 million pixels", png(6_000, 4_000, gray, |_| 255)),
        ("black, 24 million pixels", png(6_000, 4_000, gray, |_| 0)),
        ("in four channels", png(6_000, 4_000, png::ColorType::Rgba, |_| 255)),
        ("stripes", png(20_000, 1_200, gray, |at| if at % 2 == 0 { 0 } else { 255 })),
        ("noise", png(1_000, 1_000, gray, |_| noise())),
        ("as many finder patterns as are looked at", finders(17 * 24, 3)),
        ("thousands of finder patterns", finders(4_000, 2)),
        ("large finder patterns", finders(4_000, 28)),
    ]
}
