//! What the fuzz targets share: a mutator that keeps DER well formed, and the properties that need another implementation
//! beside ours. All other properties live in `qoltanba_tests::property`, where the suites run them too.

pub mod certificate_differential;
pub mod crl_differential;
pub mod der_mutator;
pub mod gost_differential;
pub mod path_differential;
pub mod xml_differential;

/// A target over bytes, with the property of this name.
#[macro_export]
macro_rules! target {
    ($name:literal) => {
        use std::sync::LazyLock;

        static PROPERTY: LazyLock<qoltanba_tests::property::Property> =
            LazyLock::new(|| qoltanba_tests::property::named($name));

        libfuzzer_sys::fuzz_target!(|input: &[u8]| (PROPERTY.check)(input));
    };
}

/// The same, for input in DER: three of four mutations change whole elements and mend the lengths around them.
#[macro_export]
macro_rules! der_target {
    ($name:literal) => {
        $crate::target!($name);
        $crate::der_mutations!();
    };
}

/// Mutates DER by its elements.
#[macro_export]
macro_rules! der_mutations {
    () => {
        libfuzzer_sys::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
            $crate::der_mutator::mutate(data, size, max_size, seed)
        });
    };
}
