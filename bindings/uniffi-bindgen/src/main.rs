//! The binding generator, as a program of its own: neither the library nor its FFI face pays for the command line.

fn main() {
    uniffi::uniffi_bindgen_main();
}
