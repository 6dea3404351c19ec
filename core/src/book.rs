//! The Rust examples of the book (`core/docs`), which are compiled and run with the tests.

macro_rules! pages {
    ($($name:ident: $path:literal,)+) => {
        $(#[doc = include_str!(concat!("../docs/src/", $path))] struct $name;)+
    };
}

pages! {
    Index: "index.md",
    QuickStart: "quick-start/rust.md",
    QuickStartRu: "ru/quick-start.md",
    QuickStartKk: "kk/quick-start.md",
    ConditionTwo: "how-to/condition-2.md",
    NcaLayer: "how-to/ncalayer.md",
    Shep: "how-to/shep.md",
    Barcodes: "how-to/barcodes.md",
    Sign: "how-to/sign.md",
    Crls: "how-to/crls.md",
    Archive: "how-to/archive.md",
    Migrate: "how-to/migrate.md",
    ReportSchema: "reference/report.md",
    Regulations: "explanation/regulations.md",
    Pki: "explanation/pki.md",
    TrustAndTime: "explanation/trust-and-time.md",
    Undetermined: "explanation/undetermined.md",
    AddAService: "contributing/adding.md",
}
