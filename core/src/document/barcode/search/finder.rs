//! Finder patterns: dark, light, dark, light, dark in the widths 1:1:3:1:1, in every direction (ISO/IEC 18004, 6.3.3).

use super::MAX_FINDERS;
use super::dark::{Dark, whole};
use crate::error::Result;
use crate::limits::within;

/// The centre of a finder pattern, and the side of one module, in pixels.
#[derive(Debug, Clone, Copy)]
pub(super) struct Finder {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) module: f64,
    /// In how many rows it was seen.
    seen: f64,
}

/// Five neighbouring runs, the first one dark.
type Runs = [usize; 5];

/// Finds the patterns of an image.
pub(super) fn find(dark: &Dark) -> Result<Vec<Finder>> {
    let mut found: Vec<Finder> = Vec::new();
    for y in 0..dark.height {
        let mut runs: Runs = [0; 5];
        let mut known = 0;
        let mut end = 0;
        for run in dark.row(y).chunk_by(|one, other| one == other) {
            end += run.len();
            runs.rotate_left(1);
            if let Some(last) = runs.last_mut() {
                *last = run.len();
            }
            known += 1;
            if known >= 5
                && run.first() == Some(&true)
                && fits(&runs)
                && let Some(finder) = confirm(dark, &runs, end, y)
            {
                add(&mut found, finder)?;
            }
        }
    }
    // The core is three modules high; what is seen in a row or two lies among the data.
    found.retain(|finder| finder.seen >= finder.module * 1.5);
    Ok(found)
}

/// Whether runs have the widths of a pattern, each within half a module.
fn fits(runs: &Runs) -> bool {
    let [a, b, c, d, e] = runs.map(real);
    let module = (a + b + c + d + e) / 7.0;
    let one = |run: f64| (run - module).abs() < module * 0.6;
    module >= 1.0 && one(a) && one(b) && one(d) && one(e) && (c - 3.0 * module).abs() < module * 1.5
}

/// A small number of pixels.
pub(super) fn real(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// The pattern whose runs end before column `end` of row `y`, if it is one in the other direction and across as well.
fn confirm(dark: &Dark, runs: &Runs, end: usize, y: usize) -> Option<Finder> {
    let [_, _, middle, light, last] = *runs;
    let total: usize = runs.iter().sum();
    let x = end.checked_sub(light + last)?.checked_sub(middle.div_ceil(2))?;
    let most = middle + middle / 2 + 2;
    let (centre_y, height) = centre(most, y, |at| dark.at(x, at), dark.height)?;
    let (centre_x, width) = centre(most, x, |at| dark.at(at, whole(centre_y)), dark.width)?;
    // The sides of a square, drawn from the side or not, differ by less than two to one.
    let similar = |one: f64, other: f64| one < 2.0 * other && other < 2.0 * one;
    (similar(width, real(total)) && similar(width, height)).then(|| Finder {
        x: centre_x,
        y: centre_y,
        module: (width + height) / 14.0,
        seen: 1.0,
    })
}

/// The middle of the pattern that goes through `start` along a line, and its length. No run is longer than `most`.
fn centre(most: usize, start: usize, dark: impl Fn(usize) -> bool, length: usize) -> Option<(f64, f64)> {
    let run = |from: usize, colour: bool, step: fn(usize) -> Option<usize>| {
        let mut at = Some(from);
        let mut count = 0;
        while let Some(place) = at.filter(|place| *place < length && dark(*place) == colour) {
            count += 1;
            if count > most {
                return None;
            }
            at = step(place);
        }
        Some((count, at))
    };
    let back: fn(usize) -> Option<usize> = |at| at.checked_sub(1);
    let on: fn(usize) -> Option<usize> = |at| at.checked_add(1);
    if !dark(start) {
        return None;
    }
    let (before, at) = run(start, true, back)?;
    let (light_before, at) = run(at?, false, back)?;
    let (first, _) = run(at?, true, back)?;
    let (after, at) = run(start + 1, true, on)?;
    let (light_after, at) = run(at?, false, on)?;
    let (last, _) = run(at?, true, on)?;
    let runs = [first, light_before, before + after, light_after, last];
    let begin = real(start + 1) - real(before);
    fits(&runs).then(|| (begin + real(before + after) / 2.0, real(runs.iter().sum())))
}

/// Joins a pattern with the one that it is.
fn add(found: &mut Vec<Finder>, new: Finder) -> Result<()> {
    let same = |old: &&mut Finder| {
        let near = old.module.max(new.module) * 2.0;
        (old.x - new.x).abs() < near && (old.y - new.y).abs() < near
    };
    if let Some(old) = found.iter_mut().find(same) {
        let mean = |old_value: f64, value: f64| (old_value * old.seen + value) / (old.seen + 1.0);
        *old = Finder {
            x: mean(old.x, new.x),
            y: mean(old.y, new.y),
            module: mean(old.module, new.module),
            seen: old.seen + 1.0,
        };
        return Ok(());
    }
    within(found.len() + 1, MAX_FINDERS, "finder patterns of an image")?;
    found.push(new);
    Ok(())
}
