//! How the cost grows: with the size of a revocation list, with the size of a document, with the number of its signers, and
//! with the number of cores.
//!
//! `cargo run --release -p qoltanba-benches --bin scaling [FOLDER]` measures and writes `scaling.csv` and `scaling.svg` into
//! `benches/results` or the folder. `MEASURE_SAMPLE_MS` and its like shorten it: see the library of this crate.

#![allow(clippy::print_stdout, clippy::expect_used, clippy::indexing_slicing, reason = "a program of measurements")]

use std::fmt::Write as _;
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use plotters::coord::ranged1d::ValueFormatter;
use plotters::prelude::*;
use qoltanba::check::{Check, Decision, Expected, Outcome, Report, Threads};
use qoltanba::crypto::DigestAlgorithm;
use qoltanba::keystore::KeyStore;
use qoltanba::revocation::{Crl, SharedBytes, index_file};
use qoltanba::sign::{Signer, cms};
use qoltanba::signature::SignedDocument;
use qoltanba::signature::cms::SignedData;
use qoltanba::signature::xml::sign::{Statement, XmlSigner, sign_enveloped};
use qoltanba_benches::stopwatch::{Plan, Spread};
use qoltanba_benches::{certificate, material, moment, verifier};
use qoltanba_testdata::demo;

/// 422 000 are those of the production list of the national authority.
const LISTS: [u64; 6] = [1_000, 10_000, 50_000, 100_000, 422_000, 1_000_000];
/// Octets of the documents.
const DOCUMENTS: [usize; 7] = [1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20, 10 << 20];
const SIGNERS: [usize; 7] = [1, 2, 4, 8, 16, 32, 64];
/// Certificates of a batch.
const BATCH: usize = 400;

/// One diagram.
struct Diagram {
    name: &'static str,
    title: &'static str,
    x: &'static str,
    y: &'static str,
    scale: Scale,
    curves: Vec<Curve>,
}

#[derive(Clone, Copy, PartialEq)]
enum Scale {
    Linear,
    Logarithmic,
}

/// Values over x, in the unit of the y axis.
struct Curve {
    name: String,
    points: Vec<(f64, Spread)>,
}

impl Curve {
    fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), points: Vec::new() }
    }

    fn point(&mut self, x: usize, y: Spread) {
        println!("{} {x}: {:.4} ({:.4} to {:.4})", self.name, y.median, y.min, y.max);
        self.points.push((number(x), y));
    }
}

fn main() {
    let folder =
        std::env::args().nth(1).map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("results"), PathBuf::from);
    let plan = Plan::from_environment();
    let diagrams = [lists(plan), documents(plan), signers(plan), cores(plan)];
    let mut table = String::from("diagram,curve,x,x_unit,min,median,max,y_unit\n");
    for diagram in &diagrams {
        for curve in &diagram.curves {
            for (x, y) in &curve.points {
                let (min, median, max) = (y.min, y.median, y.max);
                let Diagram { name, x: x_unit, y: y_unit, .. } = diagram;
                writeln!(table, "{name},{},{x},{x_unit},{min:.6},{median:.6},{max:.6},{y_unit}", curve.name)
                    .expect("a text takes more");
            }
        }
    }
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    std::fs::write(folder.join("scaling.csv"), table).expect("the table can be written");
    draw(&diagrams, &folder.join("scaling.svg")).expect("the diagrams can be drawn");
    println!("{}", folder.join("scaling.svg").display());
}

fn number(value: usize) -> f64 {
    u32::try_from(value).map_or(f64::MAX, f64::from)
}

/// Milliseconds of an operation.
fn milliseconds<T>(plan: Plan, operation: impl FnMut() -> T) -> Spread {
    Spread::of(plan.measure(operation).into_iter().map(|nanoseconds| nanoseconds / 1e6).collect())
}

fn lists(plan: Plan) -> Diagram {
    let names = [
        "SHA-256 over it, for its signature",
        "load",
        "open an index file",
        "open an index file and ask it first",
        "look a serial number up",
    ];
    let mut curves = names.map(Curve::new);
    for entries in LISTS {
        let der = material::list(entries);
        let list = Crl::from_der(&der).expect("a list");
        let file: SharedBytes = Arc::new(index_file::write(std::slice::from_ref(&list)).expect("an index file"));
        let absent: Vec<[u8; 20]> = (0..1_024).map(|number| material::serial(entries + number)).collect();
        let find = |list: &Crl, serial: &[u8]| list.find(serial).expect("its entries are readable");
        assert!(absent.iter().all(|serial| find(&list, serial).is_empty()));
        assert_eq!(find(&list, &material::serial(entries - 1)).len(), 1);
        let open = || index_file::read(black_box(&file)).expect("an index file");
        let open_and_ask = || find(&open()[0], &absent[0]);
        let mut next = 0;
        let lookup = || {
            next = (next + 1) % absent.len();
            find(&list, black_box(&absent[next]))
        };
        let entries = usize::try_from(entries).expect("it fits");
        curves[0].point(entries, milliseconds(plan, || DigestAlgorithm::Sha256.digest(black_box(&der))));
        curves[1].point(entries, milliseconds(plan, || Crl::from_der(black_box(&der)).expect("a list")));
        curves[2].point(entries, milliseconds(plan, open));
        curves[3].point(entries, milliseconds(plan, open_and_ask));
        curves[4].point(entries, milliseconds(plan, lookup));
    }
    Diagram {
        name: "list",
        title: "A revocation list",
        x: "entries",
        y: "milliseconds",
        scale: Scale::Logarithmic,
        curves: curves.into(),
    }
}

/// The demonstration's GOST 34.310-2015 key of 512 bits.
fn gost() -> KeyStore {
    KeyStore::open(demo::INDIVIDUAL_KEY, demo::PASSWORD).expect("a key file")
}

fn holds(report: &Report) {
    let signature = report.find(Check::Signature).expect("the signature is checked");
    assert_eq!(signature.outcome, Outcome::Passed, "{}", report.to_json_pretty());
}

fn documents(plan: Plan) -> Diagram {
    let verifier = verifier();
    let (key, subscriber) = (material::individual_key(), certificate(demo::INDIVIDUAL_RSA));
    let rsa = Signer::new(&key, &subscriber).expect("a signer");
    let store = gost();
    let gost = Signer::from_entry(store.only_entry().expect("a key")).expect("a signer");
    let names = [
        "CMS, RSA and SHA-256",
        "CMS, GOST 2015 and Streebog-512",
        "XML, RSA and SHA-256",
        "XML, GOST 2015 and Streebog-512",
    ];
    let mut curves = names.map(Curve::new);
    for size in DOCUMENTS {
        let content = vec![b'x'; size];
        let xml = [b"<doc>".as_slice(), &content, b"</doc>"].concat();
        let cms = |signer| cms::sign(signer, &content, &cms::Options::default()).expect("the key signs");
        let xml = |signer: &Signer<'_>| {
            let who = XmlSigner { algorithm: signer.algorithm(), certificate: signer.certificate().der() };
            sign_enveloped(&xml, &who, Statement::Plain, |octets| signer.sign(octets)).expect("the key signs")
        };
        for (curve, message) in curves.iter_mut().zip([cms(&rsa), cms(&gost), xml(&rsa), xml(&gost)]) {
            let verify = || {
                let document = SignedDocument::parse(black_box(&message)).expect("a document");
                verifier.verify(&document, &Expected::anyone(), moment()).expect("a readable document")
            };
            holds(&verify());
            curve.point(size, milliseconds(plan, verify));
        }
    }
    Diagram {
        name: "document",
        title: "A signed document: read and verified, path and list included",
        x: "octets",
        y: "milliseconds",
        scale: Scale::Logarithmic,
        curves: curves.into(),
    }
}

fn signers(plan: Plan) -> Diagram {
    let verifier = verifier();
    let (key, subscriber) = (material::individual_key(), certificate(demo::INDIVIDUAL_RSA));
    let store = gost();
    let rsa = Signer::new(&key, &subscriber).expect("a signer");
    let gost = Signer::from_entry(store.only_entry().expect("a key")).expect("a signer");
    let mut curves = Vec::new();
    for (name, signer) in [("CMS of 4 KiB, RSA", rsa), ("CMS of 4 KiB, GOST 2015", gost)] {
        let mut curve = Curve::new(name);
        let options = cms::Options::default();
        let mut message = cms::sign(&signer, &[b'x'; 4 << 10], &options).expect("the key signs");
        let mut signatures = 1;
        for count in SIGNERS {
            while signatures < count {
                let before = SignedData::parse(&message).expect("a message");
                message = cms::add_signer(&before, &signer, None, &options).expect("the key signs");
                signatures += 1;
            }
            let verify = || {
                let document = SignedDocument::parse(black_box(&message)).expect("a message");
                assert_eq!(document.signature_count(), count);
                verifier.verify(&document, &Expected::anyone(), moment()).expect("a readable message")
            };
            holds(&verify());
            curve.point(count, milliseconds(plan, verify));
        }
        curves.push(curve);
    }
    Diagram {
        name: "signers",
        title: "Several signatures over one document",
        x: "signatures",
        y: "milliseconds",
        scale: Scale::Linear,
        curves,
    }
}

fn cores(plan: Plan) -> Diagram {
    let verifier = verifier();
    let available = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let mut curves = Vec::new();
    for (name, der) in [("GOST 2015, 512 bit", demo::INDIVIDUAL_GOST2015), ("RSA", demo::INDIVIDUAL_RSA)] {
        let batch = vec![(certificate(der), Expected::anyone()); BATCH];
        let mut curve = Curve::new(format!("certificates, {name}"));
        for count in 1..=available {
            let threads = Threads::AtMost(NonZeroUsize::new(count).expect("it starts with 1"));
            let check = || verifier.check_certificates(black_box(&batch), moment(), threads);
            assert!(check().iter().all(|report| report.decision() == Decision::Confirmed));
            let rate = |nanoseconds: f64| number(BATCH) / nanoseconds * 1e9;
            curve.point(count, Spread::of(plan.measure(check).into_iter().map(rate).collect()));
        }
        curves.push(curve);
    }
    Diagram {
        name: "cores",
        title: "A batch of certificates over several cores",
        x: "threads",
        y: "checks per second",
        scale: Scale::Linear,
        curves,
    }
}

type Drawn = Result<(), Box<dyn std::error::Error>>;

/// All diagrams in one picture, two in a row.
fn draw(diagrams: &[Diagram; 4], path: &Path) -> Drawn {
    let area = SVGBackend::new(path, (1_280, 980)).into_drawing_area();
    area.fill(&WHITE)?;
    let (top, foot) = area.split_vertically(940);
    let caption = format!(
        "Medians, with bars from the least to the greatest sample. {}. Made by benches/src/bin/scaling.rs; numbers in scaling.csv.",
        machine()
    );
    foot.draw_text(&caption, &("sans-serif", 15).into_text_style(&foot), (20, 12))?;
    for (diagram, part) in diagrams.iter().zip(top.split_evenly((2, 2))) {
        let values = || diagram.curves.iter().flat_map(|curve| &curve.points);
        let most = |of: fn(&(f64, Spread)) -> f64| values().map(of).fold(f64::MIN, f64::max);
        let least = |of: fn(&(f64, Spread)) -> f64| values().map(of).fold(f64::MAX, f64::min);
        let (left, right) = (least(|point| point.0), most(|point| point.0));
        let (low, high) = (least(|point| point.1.min), most(|point| point.1.max));
        let mut builder = ChartBuilder::on(&part);
        builder.caption(diagram.title, ("sans-serif", 20)).margin(14).x_label_area_size(44).y_label_area_size(78);
        // Room for the legend above the curves.
        match diagram.scale {
            Scale::Linear => {
                let chart = builder.build_cartesian_2d(left - 0.5..right + 0.5, 0.0..high * 1.5)?;
                curves(chart, diagram, whole)?;
            }
            Scale::Logarithmic => {
                let x = (left * 0.8..right * 1.25).log_scale();
                let chart = builder.build_cartesian_2d(x, (low * 0.5..high * 40.0).log_scale())?;
                curves(chart, diagram, short)?;
            }
        }
    }
    area.present()?;
    Ok(())
}

/// Draws axes, curves and legend into one part.
fn curves<'a, 'b: 'a, X, Y>(
    mut chart: ChartContext<'a, SVGBackend<'b>, Cartesian2d<X, Y>>,
    diagram: &Diagram,
    label: impl Fn(f64) -> String,
) -> Drawn
where
    X: Ranged<ValueType = f64> + ValueFormatter<f64>,
    Y: Ranged<ValueType = f64> + ValueFormatter<f64>,
{
    chart
        .configure_mesh()
        .x_desc(diagram.x)
        .y_desc(diagram.y)
        .label_style(("sans-serif", 14))
        .axis_desc_style(("sans-serif", 15))
        .light_line_style(WHITE)
        .x_label_formatter(&|x| label(*x))
        .y_label_formatter(&|y| short(*y))
        .draw()?;
    for (place, curve) in diagram.curves.iter().enumerate() {
        let colour = Palette99::pick(place).to_rgba();
        let line = curve.points.iter().map(|(x, y)| (*x, y.median));
        chart
            .draw_series(LineSeries::new(line.clone(), colour.stroke_width(2)))?
            .label(&curve.name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], colour.stroke_width(2)));
        chart.draw_series(line.map(|point| Circle::new(point, 3, colour.filled())))?;
        let bars = curve.points.iter().map(|(x, y)| PathElement::new([(*x, y.min), (*x, y.max)], colour));
        chart.draw_series(bars)?;
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(WHITE.mix(0.9))
        .border_style(BLACK.mix(0.3))
        .label_font(("sans-serif", 14))
        .draw()?;
    Ok(())
}

/// A count for an axis; nothing between two counts.
fn whole(value: f64) -> String {
    if value.fract().abs() < 1e-9 { format!("{value:.0}") } else { String::new() }
}

/// The processor, how many of it, and what else was going on (Linux).
fn machine() -> String {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let info = read("/proc/cpuinfo");
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(':'))
        .map_or("?", |line| line.1.trim());
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let load = read("/proc/loadavg");
    let load = load.split(' ').next().unwrap_or("?");
    format!("{model}, {cores} cores, load {load} at the end")
}

/// A number for an axis: `250 k`, `10 M`, `0.001`.
fn short(value: f64) -> String {
    match value {
        value if value >= 1e6 => format!("{} M", value / 1e6),
        value if value >= 1e3 => format!("{} k", value / 1e3),
        value => format!("{value}"),
    }
}
