"""Makes peers.csv and peers.md of the samples that benches/peers/run has taken: `report.py BUILD_FOLDER RESULT_FOLDER`."""
import csv
import os
import pathlib
import re
import statistics
import sys
import time

OURS = "qoltanba"
IMPLEMENTATIONS = [OURS, "OpenSSL", "RustCrypto", "BouncyCastle", "JDK", "EU DSS", "pyca", "pyHanko"]

# Job, its name in the table, what is timed.
GOST = "The digest and the key are ready. All verify the same signature, which gost-engine made."
HASH = "One call over 1 MiB in memory."
LOAD = (
    "From the octets in memory to the first answer, since some sort or index only then. The signature of the list is "
    "not verified. The JDK is measured without its memory of lists that it has read before."
)
LOOKUP = "A serial number that is not in the list, as in most checks; the list is loaded."
CMS = (
    "The message is read, its signature, the path of the signer and the list of the issuer are checked; authorities and "
    "lists are in memory. BouncyCastle does not look at the reference to the certificate that CAdES asks for. EU DSS "
    "makes the reports of EN 319 102-1."
)
JOBS = [
    ("gost-2001-a/verify", "GOST 34.310-2004 (CryptoPro-A), verify", GOST),
    ("gost-2001-a/verify-prepared", "… with a prepared key", "As above, with the table of the key made before: how the keys of authorities are kept."),
    ("gost-2001-a/sign", "… sign", "The digest and the key are ready."),
    ("gost-2012-256-a/verify", "GOST R 34.10-2012, 256-A, verify", GOST),
    ("gost-2012-256-a/verify-prepared", "… with a prepared key", ""),
    ("gost-2012-256-a/sign", "… sign", ""),
    ("gost-2012-512-a/verify", "GOST R 34.10-2012, 512-A, verify", GOST),
    ("gost-2012-512-a/verify-prepared", "… with a prepared key", ""),
    ("gost-2012-512-a/sign", "… sign", ""),
    ("hash/streebog-256", "Streebog-256, 1 MiB", HASH),
    ("hash/streebog-512", "Streebog-512, 1 MiB", HASH),
    ("hash/gost-34.311-95", "GOST 34.311-95, 1 MiB", HASH + " gost-engine has the S-box of CryptoPro only, which costs the same."),
    ("path/fresh", "RSA path with CRL, all read anew",
     "Condition 2: a subscriber (RSA-2048) below an authority and a root (RSA-4096, as the national ones), absent from the "
     "list of the authority. Each of 1000 subscribers in turn; the three certificates and the list are read from their "
     "octets each time."),
    ("path/resident", "… authorities and list in memory",
     "The same; only the subscriber's certificate is read each time. Ours remembers who signed the list; EU DSS also asks "
     "for the revocation of the authority and makes its reports."),
    ("path/remembered", "… and verified signatures remembered",
     "The same with the signature cache of ours; the JDK always does so for objects that it keeps."),
    ("crl-50000/load", "CRL of 50 000 entries, load", LOAD),
    ("crl-50000/lookup", "… a further lookup", LOOKUP),
    ("crl-1000000/load", "CRL of 1 000 000 entries, load", LOAD),
    ("crl-1000000/lookup", "… a further lookup", LOOKUP),
    ("cms-4k", "CAdES-B of 4 KiB, RSA", CMS),
    ("cms-10m", "CAdES-B of 10 MiB, RSA", CMS),
]

# Where there is no figure: jobs, implementations, the reason. The first that fits counts.
REASONS = [
    (r"gost.*/verify-prepared", ".*", "It has no prepared keys; the row above is what it costs."),
    (r"gost|hash/", "JDK|EU DSS|pyca|pyHanko", "It has no GOST."),
    (r"gost", "RustCrypto", "It has the hashes and no signatures."),
    (r"path|crl|cms", "RustCrypto", "It has the types of certificates, lists and messages, and does not judge them."),
    (r"path/resident", "JDK", "Its objects remember under which key they were verified, and cannot be told not to: see the next row."),
    (r"path/remembered", "OpenSSL|BouncyCastle|pyHanko|EU DSS", "There is no such setting: what it remembers, if anything, is in the row above."),
    (r"path", "pyca", "It verifies paths of the TLS profile, without revocation."),
    (r"crl", "EU DSS|pyHanko", "It has no lookup to be called by itself: the list is searched within a path check."),
    (r"cms", "JDK", "It has no public interface for CMS."),
    (r"cms", "pyca", "It makes CMS signatures and does not verify them."),
]


def reason(job, implementation):
    for jobs, implementations, text in REASONS:
        if re.match(jobs, job) and re.fullmatch(implementations, implementation):
            return text
    sys.exit(f"{job}: no figure of {implementation}, and no reason for that")


def read(path):
    samples = {}
    for line in path.read_text().splitlines():
        job, implementation, *values = line.split("\t")
        samples.setdefault((job, implementation), []).extend(map(float, values))
    known = {(job, name) for job, _, _ in JOBS for name in IMPLEMENTATIONS}
    unknown = samples.keys() - known
    if unknown:
        sys.exit(f"unknown jobs: {unknown}")
    return samples


def duration(nanoseconds):
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= size:
            break
    else:
        unit, size = "ns", 1
    value = nanoseconds / size
    return f"{value:.3g} {unit}" if value < 100 else f"{value:.0f} {unit}"


def table(samples):
    notes = []

    def note(text):
        if text not in notes:
            notes.append(text)
        return f"<sup>{notes.index(text) + 1}</sup>"

    lines = [
        "| | " + " | ".join("OpenSSL, gost-engine" if name == "OpenSSL" else name for name in IMPLEMENTATIONS) + " |",
        "| --- |" + " ---: |" * len(IMPLEMENTATIONS),
    ]
    for job, title, what in JOBS:
        base = statistics.median(samples[job, OURS])
        cells = [title + (note(what) if what else "")]
        for name in IMPLEMENTATIONS:
            values = samples.get((job, name))
            if not values:
                cells.append("–" + note(reason(job, name)))
                continue
            median = statistics.median(values)
            text = f"{duration(median)} ({duration(min(values))} to {duration(max(values))})"
            cells.append(text if name == OURS else f"**{median / base:.3g}** · {text}")
        lines.append("| " + " | ".join(cells) + " |")
    lines += [""] + [f"{number}. {text}" for number, text in enumerate(notes, 1)]
    return lines


def machine(build):
    info = pathlib.Path("/proc/cpuinfo").read_text()
    model = re.search(r"^model name\s*: (.*)$", info, re.M)
    flags = (re.search(r"^flags\s*: (.*)$", info, re.M) or [None, ""])[1].split()
    vector = [flag for flag in ("avx2", "avx512ifma", "gfni", "sha_ni") if flag in flags]
    others = max(map(int, (build / "others").read_text().split()))
    load = pathlib.Path("/proc/loadavg").read_text().split()[0]
    text = (
        f"{model[1] if model else 'a processor without a name'}, {os.cpu_count()} cores ({', '.join(vector) or 'no vector extensions'}); "
        f"Linux {os.uname().release}; between the rounds other programs used at most {others} % "
        f"of the processors, load {load} at the end; {time.strftime('%Y-%m-%d')}."
    )
    if os.environ.get("PEERS_QUICK"):
        text += " **A trial with hardly any warm-up: these figures only show that everything runs.**"
    if others > 5:
        text += " **The machine was not quiet: these figures are provisional.**"
    return text


def main():
    build, results = map(pathlib.Path, sys.argv[1:])
    samples = read(build / "samples")
    with open(results / "peers.csv", "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow("job implementation samples min_ns q1_ns median_ns q3_ns max_ns ratio_to_qoltanba".split())
        for job, _, _ in JOBS:
            for name in IMPLEMENTATIONS:
                values = samples.get((job, name))
                if values:
                    q1, median, q3 = statistics.quantiles(values, n=4, method="inclusive")
                    row = [min(values), q1, median, q3, max(values)]
                    ratio = median / statistics.median(samples[job, OURS])
                    out.writerow([job, name, len(values), *(f"{value:.1f}" for value in row), f"{ratio:.3f}"])
    text = [
        "# This library beside others",
        "",
        "Made by `benches/peers/run`. A cell is the median, with the least and the greatest sample in brackets; the bold "
        "number is how many times our median that is. Every program runs in its own process, warms up, and is timed by the "
        "monotonic clock over the same files; quartiles are in [peers.csv](peers.csv).",
        "",
        machine(build),
        "",
        *table(samples),
        "",
        "Versions: " + "; ".join(
            ": ".join(line.split("\t")) for line in (build / "versions").read_text().splitlines()) + ".",
        "",
    ]
    (results / "peers.md").write_text("\n".join(text))
    print("\n".join(text))


if __name__ == "__main__":
    main()
