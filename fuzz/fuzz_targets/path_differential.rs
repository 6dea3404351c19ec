#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| qoltanba_fuzz::path_differential::check(input));
qoltanba_fuzz::der_mutations!();
