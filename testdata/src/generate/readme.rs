//! The README of the set, written from the same rows as the files.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::files::Files;
use super::people::{BASSHY, Control, DEREK, MYSAL, OYDAN, SYNAQ, ULGI};
use super::pkcs12::PASSWORD;

/// What stands in front of the tables. `{…}` is filled in.
const FRONT: &str = "\
# Test data: a synthetic national PKI

Certificates, revocation lists, OCSP answers, key files and signed documents in the shape of Kazakhstan's national PKI.
Every name, number and key is invented; no authority, person or organisation here exists. The files are made by the
program in this folder, this page included:

```
cargo run --release -p qoltanba-testdata                 # writes pki/, keys/ and this page
cargo run --release -p qoltanba-testdata -- --check      # compares, writes nothing
cargo run --release -p qoltanba-testdata -- --new-keys   # makes the RSA keys again from the seed (a few seconds)
```

The seed is fixed: two runs give the same bytes. GOST and ECDSA signatures are made with arithmetic of the generator's
own, so what the library verifies was not signed by the library; RSA is signed by ring and checked with OpenSSL in the
tests. The private keys are public on purpose: never trust them.

| | |
| --- | --- |
| reference moment | `2026-07-01T00:00:00Z`: every file that is not called otherwise is current then |
| subscribers | 2025-01-01 to 2028-01-01 |
| base CRLs; delta CRLs | 2026-06-01 to 2026-12-01; 2026-06-15 to 2026-12-01 |
| OCSP answers | thisUpdate 2026-06-30T12:00:00Z |
| documents signed; stamped | 2026-05-10T09:00:00Z; 2026-05-10T09:00:05Z, if not said otherwise |
| revoked certificates | 2026-05-20T10:00:00Z (in a delta CRL: 2026-06-14T10:00:00Z) |
| password of the key files | `{password}` |
| trust anchors | `pki/ca/root-*.cer` (of `root-retired` the own period counts); never `foreign-root` |

The numbers cannot belong to anybody: every IIN says \"born on 1 January 1899\", every BIN \"registered in January 1970\".

";

/// The page.
pub(super) fn write(files: &Files) -> String {
    let mut page = FRONT.replace("{password}", PASSWORD);
    page.push_str("| holder | number |\n| --- | --- |\n");
    for person in [&DEREK, &SYNAQ, &OYDAN, &BASSHY] {
        let iin = person.iin(Control::Right);
        let _ = writeln!(page, "| {} {} | IIN {iin} |", person.surname, person.first_name);
    }
    for organization in [&ULGI, &MYSAL] {
        let _ = writeln!(page, "| {} | BIN {} |", organization.name, organization.bin());
    }
    page.push_str(
        "\nT1 to T13 are the tolerances for what genuine files do, N1 to N32 the attacks that a verifier must\n",
    );
    page.push_str("refuse; words like `stale-evidence` are the reasons that a report should give.\n");

    let mut folders: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for (path, file) in files.iter() {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        folders.entry(folder).or_default().push((name, &file.about));
    }
    for (folder, rows) in folders {
        let _ = write!(page, "\n## pki/{folder}\n\n| file | what it is |\n| --- | --- |\n");
        for (name, about) in rows {
            let _ = writeln!(page, "| `{name}` | {about} |");
        }
    }
    page
}
