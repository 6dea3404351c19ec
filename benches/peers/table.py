"""Medians and quartiles of benches/results/peers.csv, and the ratios that matter."""

import csv
import statistics
import sys
from collections import defaultdict

RATIOS = [
    ("RSA check with a cache / the subscriber's signature", ("ours", "rsa check with a cache"), ("ours", "rsa subscriber's signature")),
    ("RSA check / both signatures", ("ours", "rsa check"), ("ours", "rsa both signatures")),
    ("GOST-2004 check with a cache / one signature", ("ours", "gost-2004 check with a cache"), ("ours", "gost-2004 subscriber's signature")),
    ("GOST-2015 check with a cache / one signature", ("ours", "gost-2015-512 check with a cache"), ("ours", "gost-2015-512 subscriber's signature")),
    ("RSA check with a cache / JDK check", ("ours", "rsa check with a cache"), ("jdk", "rsa check")),
    ("RSA signature / OpenSSL", ("ours", "rsa subscriber's signature"), ("openssl", "rsa subscriber's signature")),
    ("CMS 10 MiB / SHA-256", ("ours", "cms 10 MiB"), ("ours", "sha-256 10 MiB")),
] + [
    (f"{curve} {ours} / gost-engine", ("ours", f"{curve} {ours}"), ("gost-engine", f"{curve} {theirs}"))
    for curve in ("crypto-pro-a", "tc26-512-a")
    for ours, theirs in (("verify", "verify"), ("verify with tables", "verify"), ("sign", "sign"))
]

runs = defaultdict(list)
with open(sys.argv[1], newline="") as file:
    for row in csv.DictReader(line for line in file if not line.startswith("#")):
        runs[row["peer"], row["what"]].append(float(row["microseconds"]))

print(f"{'peer':12} {'what':42} {'median µs':>11}  quartiles")
for (peer, what), values in runs.items():
    low, middle, high = statistics.quantiles(values, n=4)
    print(f"{peer:12} {what:42} {middle:11.2f}  {low:.2f} to {high:.2f}")
print()
for name, above, below in RATIOS:
    if above in runs and below in runs:
        print(f"{statistics.median(runs[above]) / statistics.median(runs[below]):6.3f}  {name}")
