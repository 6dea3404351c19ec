//! A headless browser: what it makes of a page.

use std::path::Path;

use crate::tools;

/// The flags of every call. The pages are our own files, and a machine that tests is often a container that has no room
/// for the browser's sandbox.
const FLAGS: [&str; 8] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
    "--hide-scrollbars",
    "--no-pdf-header-footer",
];

/// The elements of the page after it was loaded. `None`, with a printed message, when there is no browser.
///
/// # Panics
/// When the browser is required and absent, or fails.
#[must_use]
pub fn elements(page: &Path) -> Option<String> {
    let dom = call(page, &["--dump-dom".to_owned()])?;
    Some(String::from_utf8(dom).expect("the browser writes UTF-8"))
}

/// A picture of the page as a PNG: a window of so many CSS pixels, each drawn as `scale` × `scale` dots.
///
/// # Panics
/// As [`elements`].
#[must_use]
pub fn screenshot(page: &Path, (width, height): (u32, u32), scale: f32, out: &Path) -> Option<Vec<u8>> {
    let picture = format!("--screenshot={}", out.display());
    let window = format!("--window-size={width},{height}");
    call(page, &[picture, window, format!("--force-device-scale-factor={scale}")])?;
    Some(std::fs::read(out).expect("the browser wrote the picture"))
}

/// The page as it is printed, as a PDF.
///
/// # Panics
/// As [`elements`].
#[must_use]
pub fn print(page: &Path, out: &Path) -> Option<Vec<u8>> {
    call(page, &[format!("--print-to-pdf={}", out.display())])?;
    Some(std::fs::read(out).expect("the browser wrote the PDF"))
}

fn call(page: &Path, arguments: &[String]) -> Option<Vec<u8>> {
    let profile = page.with_extension("profile");
    let profile = format!("--user-data-dir={}", profile.display());
    let page = format!("file://{}", page.display());
    let mut all: Vec<&str> = FLAGS.to_vec();
    all.push(&profile);
    all.extend(arguments.iter().map(String::as_str));
    all.push(&page);
    let output = tools::run("chromium", &all)?;
    assert!(output.status.success(), "chromium: {}", String::from_utf8_lossy(&output.stderr));
    Some(output.stdout)
}
