#![no_main]
libfuzzer_sys::fuzz_target!(|input: &[u8]| qoltanba_fuzz::xml_differential::check(input));
