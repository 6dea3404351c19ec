//! Symbols: three finder patterns in the corners of a square, and the modules between them.

use super::dark::{Dark, whole};
use super::finder::{Finder, real};

/// Modules on a side of the smallest and of the largest symbol (ISO/IEC 18004, 5.3.1).
const SIZES: std::ops::RangeInclusive<usize> = 21..=177;
/// How far the alignment pattern may lie from where three corners of a parallelogram put it, in modules.
const ASTRAY: f64 = 5.0;
/// A power of a module's side that tells its distance: across the line of sight a side shrinks with the distance, along it
/// with its square; what was measured is between the two.
const DEPTH: f64 = 2.0 / 3.0;

/// Three patterns that may be those of one symbol: the corner between the two others, that on its right, that below.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    corner: Finder,
    right: Finder,
    below: Finder,
    /// Modules on a side.
    size: usize,
    /// How far from a square with right angles it is.
    skew: f64,
}

/// How many pairs of others are looked at for one corner, the most regular ones first, and how many of them are kept. On a page
/// full of symbols in rows and columns a corner has some regular pairs, and only one with timing patterns between them.
const PAIRS: (usize, usize) = (64, 8);

/// The groups of an image, the most regular ones first.
pub(super) fn groups(dark: &Dark, finders: &[Finder]) -> Vec<Group> {
    let mut groups = Vec::new();
    for corner in finders {
        let others: Vec<Side> = finders.iter().filter_map(|other| Side::of(corner, other)).collect();
        let mut pairs: Vec<(f64, &Side, &Side)> = Vec::new();
        for (place, one) in others.iter().enumerate() {
            let rest = others.iter().skip(place + 1);
            pairs.extend(rest.filter_map(|other| Some((one.skew(other)?, one, other))));
            // Now and then, so that the list stays short.
            if pairs.len() > 16 * PAIRS.0 {
                keep_best(&mut pairs);
            }
        }
        keep_best(&mut pairs);
        pairs.sort_by(|one, other| one.0.total_cmp(&other.0));
        let found = pairs.into_iter().filter_map(|(skew, one, other)| Group::of(dark, corner, one, other, skew));
        groups.extend(found.take(PAIRS.1));
    }
    groups.sort_by(|one, other| one.skew.total_cmp(&other.skew));
    groups
}

fn keep_best(pairs: &mut Vec<(f64, &Side, &Side)>) {
    if pairs.len() > PAIRS.0 {
        pairs.select_nth_unstable_by(PAIRS.0, |one, other| one.0.total_cmp(&other.0));
        pairs.truncate(PAIRS.0);
    }
}

/// The way from one pattern to another, which may be a side of a symbol.
struct Side {
    end: Finder,
    x: f64,
    y: f64,
    length: f64,
}

impl Side {
    /// `None` when the two cannot be of one symbol: modules of different sizes, or too near or too far for any symbol.
    fn of(corner: &Finder, end: &Finder) -> Option<Self> {
        let (small, large) = (corner.module.min(end.module), corner.module.max(end.module));
        let (x, y) = (end.x - corner.x, end.y - corner.y);
        let length = x.hypot(y);
        let fits = large < 1.5 * small && (9.0..=190.0).contains(&(length / large));
        fits.then_some(Self { end: *end, x, y, length })
    }

    /// How far two sides are from equal and at right angles; `None` when too far.
    fn skew(&self, other: &Self) -> Option<f64> {
        let cosine = (self.x * other.x + self.y * other.y).abs() / (self.length * other.length);
        let ratio = self.length.max(other.length) / self.length.min(other.length) - 1.0;
        (cosine < 0.3 && ratio < 0.4).then_some(cosine + ratio)
    }
}

impl Group {
    /// A corner and two sides, in any order; `None` without timing patterns between them.
    fn of(dark: &Dark, corner: &Finder, one: &Side, other: &Side, skew: f64) -> Option<Self> {
        // Down is the larger y: a turn to the right is a positive product.
        let (right, below) = if one.x * other.y - one.y * other.x > 0.0 { (one, other) } else { (other, one) };
        let group = Self { corner: *corner, right: right.end, below: below.end, size: 0, skew };
        Some(Self { size: group.measure(dark)?, ..group })
    }

    /// Where the symbol begins: its top, and its left side.
    pub(super) fn place(&self) -> (f64, f64) {
        (self.corner.y, self.corner.x)
    }

    /// Whether a pattern of `other` lies within this symbol.
    pub(super) fn touches(&self, other: &Self) -> bool {
        let side = |to: &Finder| (to.x - self.corner.x, to.y - self.corner.y);
        let (right, below) = (side(&self.right), side(&self.below));
        let area = right.0 * below.1 - right.1 * below.0;
        // From the centres of the patterns to the edge, as a part of a side.
        let edge = 3.5 / (real(self.size) - 7.0);
        let inside = |part: f64| (-edge..=1.0 + edge).contains(&part);
        [other.corner, other.right, other.below].iter().any(|place| {
            let (x, y) = side(place);
            inside((x * below.1 - y * below.0) / area) && inside((right.0 * y - right.1 * x) / area)
        })
    }

    /// Modules on a side, counted along both timing patterns (ISO/IEC 18004, 6.3.5).
    fn measure(&self, dark: &Dark) -> Option<usize> {
        // From the inner corner of one pattern to that of the next: three modules on both axes from each centre.
        let step = |to: &Finder, modules: f64| {
            let (x, y) = (to.x - self.corner.x, to.y - self.corner.y);
            let length = x.hypot(y);
            (x / length * modules, y / length * modules)
        };
        // Across and down a turned pattern is wider than along its sides.
        let (along, aslant) = step(&self.right, 1.0);
        let wider = along.abs().max(aslant.abs());
        let inner_corner = |of: &Finder, across: f64, down: f64| {
            let inset = of.module * 3.0 * wider;
            let (right, below) = (step(&self.right, inset * across), step(&self.below, inset * down));
            (of.x + right.0 + below.0, of.y + right.1 + below.1)
        };
        let inner = inner_corner(&self.corner, 1.0, 1.0);
        let columns = changes(dark, inner, inner_corner(&self.right, -1.0, 1.0));
        let rows = changes(dark, inner, inner_corner(&self.below, 1.0, -1.0));
        // Twelve modules and a half stand outside of the line on both ends together; sizes go by four.
        let size = |changes: usize| (changes + 13).saturating_sub(15) / 4 * 4 + 17;
        let (one, other) = (size(columns), size(rows));
        let size = if one == other { one } else { size(columns.max(rows)) };
        (one.abs_diff(other) <= 8 && SIZES.contains(&size)).then_some(size)
    }

    /// What the symbol says.
    pub(super) fn read(&self, dark: &Dark) -> Option<String> {
        // As if seen from straight above, and as the sizes of the patterns say.
        [0.0, DEPTH].into_iter().find_map(|depth| {
            let plane = Plane::through(self, 0.0, self.fourth(depth))?;
            let aligned = self.alignment(dark, &plane).and_then(|place| Plane::through(self, 3.0, place));
            aligned.into_iter().chain([plane]).find_map(|plane| plane.read(dark))
        })
    }

    /// Where the centre of a fourth finder pattern would lie: the corner of a parallelogram, each corner weighted by its
    /// distance, for which the size of its modules stands.
    fn fourth(&self, depth: f64) -> (f64, f64) {
        let weight = |finder: &Finder| finder.module.powf(-depth);
        let (corner, right, below) = (weight(&self.corner), weight(&self.right), weight(&self.below));
        let fourth = right + below - corner;
        (
            (self.right.x * right + self.below.x * below - self.corner.x * corner) / fourth,
            (self.right.y * right + self.below.y * below - self.corner.y * corner) / fourth,
        )
    }

    /// The centre of the alignment pattern in the corner without a finder pattern (ISO/IEC 18004, 6.3.6), in pixels.
    fn alignment(&self, dark: &Dark, plane: &Plane) -> Option<(f64, f64)> {
        if self.size == *SIZES.start() {
            return None;
        }
        let middle = real(self.size) - 6.5;
        let steps = |range: f64| (0..=whole(range * 4.0)).map(move |step| real(step) / 2.0 - range);
        let mut best = (0, f64::MAX, None);
        for dy in steps(ASTRAY) {
            for dx in steps(ASTRAY) {
                let (x, y) = (middle + dx, middle + dy);
                let (score, far) = (plane.alignment_score(dark, x, y), dx.hypot(dy));
                if score > best.0 || (score == best.0 && far < best.1) {
                    best = (score, far, Some((x, y)));
                }
            }
        }
        // Of 25 modules a few may be wrong.
        let (x, y) = best.2.filter(|_| best.0 >= 22)?;
        // The middle of all places that fit as well: half a module is too coarse for the far corner of a large symbol.
        let fine = |range: f64| (0..=whole(range * 16.0)).map(move |step| real(step) / 8.0 - range);
        let mut fitting = (0.0, 0.0, 0.0);
        for dy in fine(1.0) {
            for dx in fine(1.0) {
                if plane.alignment_score(dark, x + dx, y + dy) >= best.0 {
                    fitting = (fitting.0 + x + dx, fitting.1 + y + dy, fitting.2 + 1.0);
                }
            }
        }
        Some(plane.pixel(fitting.0 / fitting.2, fitting.1 / fitting.2))
    }
}

/// How often light and dark change along a line.
fn changes(dark: &Dark, from: (f64, f64), to: (f64, f64)) -> usize {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    // Patterns of one symbol are not further apart than the diagonal of the image.
    let steps = whole(dx.abs().max(dy.abs())).min(dark.width + dark.height);
    let place = |step: usize| {
        let part = real(step) / real(steps.max(1));
        dark.near(from.0 + dx * part, from.1 + dy * part)
    };
    (1..=steps).filter(|step| place(*step) != place(step - 1)).count()
}

/// Where the modules of a symbol lie: a projective map from modules to pixels.
struct Plane {
    size: usize,
    /// x = (a·u + b·v + c) / (g·u + h·v + 1), and y with d, e, f.
    map: [f64; 8],
}

impl Plane {
    /// Through the three finder patterns, and a fourth point that lies `inset` modules before the fourth corner of their
    /// square on both axes (three for the alignment pattern).
    fn through(group: &Group, inset: f64, fourth: (f64, f64)) -> Option<Self> {
        let end = real(group.size) - 3.5;
        let (corner, right, below) = (group.corner, group.right, group.below);
        let points = [
            (3.5, 3.5, corner.x, corner.y),
            (end, 3.5, right.x, right.y),
            (3.5, end, below.x, below.y),
            (end - inset, end - inset, fourth.0, fourth.1),
        ];
        Some(Self { size: group.size, map: projection(points)? })
    }

    /// The pixel of a place in modules.
    fn pixel(&self, u: f64, v: f64) -> (f64, f64) {
        let [a, b, c, d, e, f, g, h] = self.map;
        let w = g * u + h * v + 1.0;
        ((a * u + b * v + c) / w, (d * u + e * v + f) / w)
    }

    fn is_dark(&self, dark: &Dark, u: f64, v: f64) -> bool {
        let (x, y) = self.pixel(u, v);
        dark.near(x, y)
    }

    /// How many of the 25 modules around a place are those of an alignment pattern.
    fn alignment_score(&self, dark: &Dark, u: f64, v: f64) -> u32 {
        let ring = [-2.0f64, -1.0, 0.0, 1.0, 2.0];
        let fits = |dx: f64, dy: f64| self.is_dark(dark, u + dx, v + dy) == (dx.abs().max(dy.abs()) != 1.0);
        ring.iter().flat_map(|dy| ring.iter().map(move |dx| (*dx, *dy))).map(|(dx, dy)| u32::from(fits(dx, dy))).sum()
    }

    fn read(&self, dark: &Dark) -> Option<String> {
        let bit = |x: usize, y: usize| self.is_dark(dark, real(x) + 0.5, real(y) + 0.5);
        let grid = rqrr::SimpleGrid::from_func(self.size, bit);
        rqrr::Grid::new(grid).decode().ok().map(|(_, text)| text)
    }
}

/// The projective map that takes four points to four points, by elimination with pivots.
fn projection(points: [(f64, f64, f64, f64); 4]) -> Option<[f64; 8]> {
    let mut rows: Vec<[f64; 9]> = Vec::with_capacity(8);
    for (u, v, x, y) in points {
        rows.push([u, v, 1.0, 0.0, 0.0, 0.0, -u * x, -v * x, x]);
        rows.push([0.0, 0.0, 0.0, u, v, 1.0, -u * y, -v * y, y]);
    }
    for column in 0..8 {
        let size = |row: &[f64; 9]| row.get(column).copied().unwrap_or(0.0).abs();
        let pivot = (column..8).max_by(|one, other| {
            let of = |at: &usize| rows.get(*at).map_or(0.0, size);
            of(one).total_cmp(&of(other))
        })?;
        rows.swap(column, pivot);
        let lead = *rows.get(column)?;
        let scale = lead.get(column).copied().filter(|scale| scale.abs() > 1e-9)?;
        for (at, row) in rows.iter_mut().enumerate() {
            let factor = if at == column { continue } else { row.get(column).copied()? / scale };
            row.iter_mut().zip(lead).for_each(|(value, lead)| *value -= factor * lead);
        }
    }
    let mut map = [0.0; 8];
    for (at, (value, row)) in map.iter_mut().zip(&rows).enumerate() {
        *value = row.last()? / row.get(at)?;
    }
    map.iter().all(|value: &f64| value.is_finite()).then_some(map)
}
