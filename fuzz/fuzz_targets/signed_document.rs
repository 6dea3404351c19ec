#![no_main]
qoltanba_fuzz::der_target!("signed_document");
