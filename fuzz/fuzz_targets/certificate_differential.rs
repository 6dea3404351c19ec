#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| qoltanba_fuzz::certificate_differential::check(input));
qoltanba_fuzz::der_mutations!();
