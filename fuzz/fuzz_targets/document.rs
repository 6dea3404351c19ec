#![no_main]
qoltanba_fuzz::target!("document");
