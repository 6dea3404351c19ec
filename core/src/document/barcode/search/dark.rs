//! Which pixels are dark, by the light around them.

use super::super::image::Gray;

/// Side of the squares whose brightness is compared, in pixels: half a finder pattern of the smallest symbols.
const SIDE: usize = 8;
/// Squares on each side whose mean makes the threshold of the one between them.
const AROUND: usize = 2;
/// Below this contrast a square is of one colour.
const CONTRAST: u8 = 24;

/// The dark pixels of an image.
pub(super) struct Dark {
    pub(super) width: usize,
    pub(super) height: usize,
    pixels: Vec<bool>,
}

/// Brightness of one square.
#[derive(Clone, Copy, Default)]
struct Square {
    sum: u32,
    count: u32,
    least: u8,
    most: u8,
}

impl Dark {
    pub(super) fn of(gray: &Gray) -> Self {
        let Gray { width, height, ref pixels } = *gray;
        let columns = width.div_ceil(SIDE);
        let rows = height.div_ceil(SIDE);
        let mut squares = vec![Square { least: u8::MAX, ..Square::default() }; columns * rows];
        for (y, row) in pixels.chunks(width.max(1)).enumerate() {
            for (column, part) in row.chunks(SIDE).enumerate() {
                if let Some(square) = squares.get_mut(y / SIDE * columns + column) {
                    square.add(part);
                }
            }
        }
        let middles = middles(&squares, columns);
        let mut dark = Vec::with_capacity(pixels.len());
        let mut thresholds: Vec<u8> = Vec::new();
        for (y, row) in pixels.chunks(width.max(1)).enumerate() {
            if y % SIDE == 0 {
                thresholds.clear();
                thresholds.extend((0..columns).map(|column| mean_around(&middles, columns, rows, column, y / SIDE)));
            }
            for (part, threshold) in row.chunks(SIDE).zip(&thresholds) {
                dark.extend(part.iter().map(|value| value <= threshold));
            }
        }
        Self { width, height, pixels: dark }
    }

    /// Whether a pixel is dark; outside of the image all is light.
    pub(super) fn at(&self, x: usize, y: usize) -> bool {
        x < self.width && y < self.height && self.pixels.get(y * self.width + x).copied().unwrap_or(false)
    }

    /// A row of pixels.
    pub(super) fn row(&self, y: usize) -> &[bool] {
        self.pixels.get(y * self.width..(y + 1) * self.width).unwrap_or_default()
    }

    /// Whether the pixel at a place between pixels is dark.
    pub(super) fn near(&self, x: f64, y: f64) -> bool {
        x >= 0.0 && y >= 0.0 && self.at(whole(x), whole(y))
    }
}

/// The pixel that a place lies in. What is no number, or below zero, becomes zero; what is too large, the largest.
#[expect(clippy::as_conversions, reason = "the only way from a float to an integer; the cast saturates")]
pub(super) const fn whole(place: f64) -> usize {
    place as usize
}

impl Square {
    fn add(&mut self, part: &[u8]) {
        for value in part {
            self.sum += u32::from(*value);
            self.count += 1;
            self.least = self.least.min(*value);
            self.most = self.most.max(*value);
        }
    }
}

/// The brightness that parts dark from light in each square. A square of one colour is taken for light, unless the squares
/// before it say that it is darker than their middle: the inside of a large module.
fn middles(squares: &[Square], columns: usize) -> Vec<u8> {
    let mut middles: Vec<u8> = Vec::with_capacity(squares.len());
    for (at, square) in squares.iter().enumerate() {
        let mean = square.sum.checked_div(square.count).and_then(|mean| u8::try_from(mean).ok()).unwrap_or(0);
        let middle = if square.most.saturating_sub(square.least) > CONTRAST {
            mean
        } else {
            let before = |back: usize| at.checked_sub(back).and_then(|at| middles.get(at).copied());
            let left = before(1).filter(|_| at.checked_rem(columns).is_some_and(|column| column > 0));
            let known: Vec<u8> = [left, before(columns), before(columns + 1)].into_iter().flatten().collect();
            let around = known
                .iter()
                .map(|value| u32::from(*value))
                .sum::<u32>()
                .checked_div(u32::try_from(known.len()).unwrap_or(1));
            match around.and_then(|around| u8::try_from(around).ok()) {
                Some(around) if square.least < around => around,
                Some(_) | None => square.least / 2,
            }
        };
        middles.push(middle);
    }
    middles
}

/// The mean of the squares around one.
fn mean_around(middles: &[u8], columns: usize, rows: usize, column: usize, row: usize) -> u8 {
    let range = |at: usize, end: usize| at.saturating_sub(AROUND)..(at + AROUND + 1).min(end);
    let (mut sum, mut count) = (0u32, 0u32);
    for y in range(row, rows) {
        for value in middles
            .get(y * columns..(y + 1) * columns)
            .unwrap_or_default()
            .get(range(column, columns))
            .unwrap_or_default()
        {
            sum += u32::from(*value);
            count += 1;
        }
    }
    sum.checked_div(count).and_then(|mean| u8::try_from(mean).ok()).unwrap_or(0)
}
