#!/usr/bin/env python3
"""Makes the GOST signature vectors beside this file, in Wycheproof's JSON form.

Plain big-integer arithmetic after RFC 7091, written apart from the library and sharing nothing with it, not even the digests:
the message of a case is its digest. The curves are those of RFC 4357 (11.4) and RFC 7836 (A.1, A.2). Keys and nonces come
from SHA-512 over fixed texts, so that every run gives the same files: `make.py` writes them, `make.py --check` compares.
"""
import hashlib
import json
import pathlib
import sys


class Curve:
    """y² = x³ + ax + b over GF(p), with the base point (gx, gy) of prime order q."""

    def __init__(self, name, p, a, b, q, gx, gy, size):
        self.name, self.p, self.a, self.b, self.q, self.g, self.size = name, p, a, b, q, (gx, gy), size

    def contains(self, point):
        x, y = point
        return (y * y - x * x * x - self.a * x - self.b) % self.p == 0

    def add(self, one, other):
        """The sum of two affine points; None is the point at infinity."""
        if one is None or other is None:
            return one or other
        (x1, y1), (x2, y2) = one, other
        if x1 == x2 and (y1 + y2) % self.p == 0:
            return None
        if one == other:
            slope = (3 * x1 * x1 + self.a) * pow(2 * y1, -1, self.p)
        else:
            slope = (y2 - y1) * pow(x2 - x1, -1, self.p)
        x3 = (slope * slope - x1 - x2) % self.p
        return x3, (slope * (x1 - x3) - y1) % self.p

    def mul(self, number, point):
        result = None
        while number:
            if number & 1:
                result = self.add(result, point)
            point = self.add(point, point)
            number >>= 1
        return result

    def point_with_x_from(self, x):
        """The first point whose x is at or above the given one (p = 3 mod 4 on all three curves)."""
        while True:
            square = (x * x * x + self.a * x + self.b) % self.p
            y = pow(square, (self.p + 1) // 4, self.p)
            if y * y % self.p == square:
                return x, y
            x += 1

    # Encodings: everything little-endian (kz-pki, 2.4).
    def le(self, number, size=None):
        return number.to_bytes(size or self.size, "little")

    def key(self, point):
        return self.le(point[0]) + self.le(point[1])

    def e(self, digest):
        return int.from_bytes(digest, "little") % self.q or 1

    def sign(self, d, k, digest):
        """RFC 7091, 6.1; None when r or s is 0."""
        r = self.mul(k, self.g)[0] % self.q
        s = (r * d + k * self.e(digest)) % self.q
        return (r, s) if r and s else None

    def verifies(self, point, digest, r, s):
        """RFC 7091, 6.2."""
        if not (0 < r < self.q and 0 < s < self.q):
            return False
        v = pow(self.e(digest), -1, self.q)
        c = self.add(self.mul(s * v % self.q, self.g), self.mul(-r * v % self.q, point))
        return c is not None and c[0] % self.q == r


P256 = 2**256 - 617
P512 = 2**512 - 569
CURVES = [
    Curve(
        "crypto-pro-a", P256, P256 - 3, 0xA6,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF6C611070995AD10045841B09B761B893,
        1, 0x8D91E471E0989CDA27DF505A453F2B7635294F2DDF23E3B122ACC99C9E9F1E14, 32,
    ),
    Curve(
        "tc26-256-a", P256,
        0xC2173F1513981673AF4892C23035A27CE25E2013BF95AA33B22C656F277E7335,
        0x295F9BAE7428ED9CCC20E7C359A9D41A22FCCD9108E17BF7BA9337A6F8AE9513,
        0x400000000000000000000000000000000FD8CDDFC87B6635C115AF556C360C67,
        0x91E38443A5E82C0D880923425712B2BB658B9196932E02C78B2582FE742DAA28,
        0x32879423AB1A0375895786C4BB46E9565FDE0B5344766740AF268ADB32322E5C, 32,
    ),
    Curve(
        "tc26-512-a", P512, P512 - 3,
        0xE8C2505DEDFC86DDC1BD0B2B6667F1DA34B82574761CB0E879BD081CFD0B6265EE3CB090F30D27614CB4574010DA90DD862EF9D4EBEE4761503190785A71C760,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF27E69532F48D89116FF22B8D4E0560609B4B38ABFAD2B85DCACDB1411F10B275,
        3,
        0x7503CFE87A836AE3A61B8816E25450E6CE5E1C93ACF1ABC1778064FDCBEFA921DF1626BE4FD036E93D75E6A50E3A41E98028FE5FC235F5B889A589CB5215F2A4, 64,
    ),
]


class Set:
    """The file of one curve: groups of cases, each group with its key."""

    def __init__(self, curve):
        self.curve, self.groups, self.count = curve, [], 0

    def number(self, label):
        """A number from 1 to q - 1 that only depends on the curve and the label."""
        seed = b"".join(hashlib.sha512(f"{self.curve.name}/{label}/{i}".encode()).digest() for i in range(2))
        return int.from_bytes(seed, "little") % (self.curve.q - 1) + 1

    def digest(self, label):
        return hashlib.sha512(f"{self.curve.name}/digest/{label}".encode()).digest()[: self.curve.size]

    def group(self, comment, key):
        self.groups.append({"comment": comment, "curve": self.curve.name, "publicKey": key.hex(), "tests": []})

    def case(self, comment, result, digest, signature, *flags):
        self.count += 1
        self.groups[-1]["tests"].append({
            "tcId": self.count, "comment": comment, "flags": list(flags),
            "msg": digest.hex(), "sig": signature.hex(), "result": result,
        })

    def file(self):
        return {
            "algorithm": "GOST34310",
            "header": [
                "Signatures of RFC 7091 in the national encoding: public key x ‖ y, signature r ‖ s, all little-endian.",
                "msg is the digest, read as a little-endian integer. Made by make.py.",
            ],
            "numberOfTests": self.count,
            "testGroups": self.groups,
        }


def vectors(curve):
    q, p, size, le = curve.q, curve.p, curve.size, curve.le
    out = Set(curve)
    assert curve.contains(curve.g) and curve.mul(q, curve.g) is None

    def pair(r, s):
        return le(r) + le(s)

    def signed(d, label, digest):
        for attempt in range(9):
            result = curve.sign(d, out.number(f"nonce/{label}/{attempt}"), digest)
            if result:
                return result
        raise AssertionError("no nonce")

    # One ordinary key: valid signatures, then everything that can be wrong with one.
    d = out.number("key")
    point = curve.mul(d, curve.g)
    out.group("an ordinary key", curve.key(point))
    for i in range(6):
        digest = out.digest(f"valid/{i}")
        r, s = signed(d, f"valid/{i}", digest)
        assert curve.verifies(point, digest, r, s)
        out.case("an ordinary signature", "valid", digest, pair(r, s))
    for comment, digest in [
        ("the digest 0 counts as 1", bytes(size)),
        ("the digest q counts as 1", le(q)),
        ("the digest 1", le(1)),
        ("the digest q - 1", le(q - 1)),
        ("the digest q + 1 is reduced", le(q + 1)),
        ("the largest digest", b"\xff" * size),
    ]:
        r, s = signed(d, comment, digest)
        assert curve.verifies(point, digest, r, s)
        out.case(comment, "valid", digest, pair(r, s), "EdgeCaseDigest")
    digest = bytes(size)
    r, s = signed(d, "the digest 0 counts as 1", digest)
    out.case("the signature of the digest 0 also fits 1", "valid", le(1), pair(r, s), "EdgeCaseDigest")
    out.case("the signature of the digest 0 does not fit 2", "invalid", le(2), pair(r, s), "EdgeCaseDigest")

    digest = out.digest("main")
    r, s = signed(d, "main", digest)
    good = pair(r, s)
    assert curve.verifies(point, digest, r, s)
    top = 2 ** (8 * size) - 1

    def bad(comment, signature, *flags, over=digest):
        # The independent verifier agrees that it is bad, unless the length already is.
        if len(signature) == 2 * size and len(over) == size:
            halves = (int.from_bytes(part, "little") for part in (signature[:size], signature[size:]))
            assert not curve.verifies(point, over, *halves), comment
        out.case(comment, "invalid", over, signature, *flags)

    for comment, one, other in [
        ("r is 0", 0, s), ("s is 0", r, 0), ("r and s are 0", 0, 0),
        ("r is q", q, s), ("s is q", r, q), ("r and s are q", q, q),
        ("r is 1", 1, s), ("s is 1", r, 1), ("r and s are 1", 1, 1),
        ("r is q - 1", q - 1, s), ("s is q - 1", r, q - 1), ("r is q + 1", q + 1, s), ("s is q + 1", r, q + 1),
        ("r is p", p, s), ("s is p", r, p), ("r is p - 1", p - 1, s), ("r is the largest number", top, s),
        ("s is the largest number", r, top), ("both are the largest number", top, top),
    ]:
        bad(comment, pair(one, other), "RangeCheck")
    for multiple in range(1, 4):
        if r + multiple * q <= top:
            bad(f"r + {multiple}q stands for r", pair(r + multiple * q, s), "RangeCheck")
        if s + multiple * q <= top:
            bad(f"s + {multiple}q stands for s", pair(r, s + multiple * q), "RangeCheck")
    bad("s is negated", pair(r, q - s), "ModifiedSignature")
    bad("r is negated", pair(q - r, s), "ModifiedSignature")
    bad("r and s are negated", pair(q - r, q - s), "ModifiedSignature")
    bad("the halves are swapped", pair(s, r), "Encoding")
    bad("each half is big-endian", le(r)[::-1] + le(s)[::-1], "Encoding")
    bad("the halves are swapped and big-endian", good[::-1], "Encoding")
    bad("r and s are in a DER SEQUENCE", der_sequence(r, s), "Encoding")
    bad("no octet", b"", "Length")
    bad("one octet is missing", good[:-1], "Length")
    bad("one octet too many", good + b"\x00", "Length")
    bad("a zero octet before", b"\x00" + good, "Length")
    bad("only r", good[:size], "Length")
    bad("both twice", good + good, "Length")
    bad("each half one octet longer", le(r, size + 1) + le(s, size + 1), "Length")
    bad("half the size of the key", good[: size // 2] + good[size : size + size // 2], "Length")
    for at in [0, 1, size // 2, size - 1, size, size + 1, 2 * size - 1]:
        for bit in (0, 7):
            twisted = bytearray(good)
            twisted[at] ^= 1 << bit
            bad(f"bit {bit} of octet {at} is twisted", bytes(twisted), "ModifiedSignature")
    for at in [0, size // 2, size - 1]:
        twisted = bytearray(digest)
        twisted[at] ^= 1
        bad(f"octet {at} of the digest is twisted", good, "ModifiedDigest", over=bytes(twisted))
    bad("the digest is read big-endian", good, "ModifiedDigest", over=digest[::-1])
    bad("the digest is one octet short", good, "ModifiedDigest", over=digest[:-1])
    bad("the digest is one octet long", good, "ModifiedDigest", over=digest + b"\x00")
    bad("the digest is empty", good, "ModifiedDigest", over=b"")
    bad("the signature of another digest", good, "ModifiedDigest", over=out.digest("other"))

    # z1·G + z2·Q is the point at infinity when s = r·d: x has no value then, and 0 is no r.
    bad("z1·G + z2·Q is the point at infinity", pair(r, r * d % q), "PointAtInfinity")
    # x above q: r = x - q counts as r = x. A nonce with such an x is found only on 256-A, where p is four times q.
    if p > 2 * q:
        found = {}
        number = 1
        while len(found) < 4:
            x = curve.mul(number, curve.g)[0]
            found.setdefault(x // q, number)
            number += 1
        for quotient, k in sorted(found.items()):
            r1, s1 = curve.sign(d, k, digest)
            assert curve.verifies(point, digest, r1, s1)
            out.case(f"x of the nonce's point is {quotient}q + r", "valid", digest, pair(r1, s1), "Reduction")
    # Signatures with particular nonces: the sums of the verifier meet their special cases.
    for comment, k in [("1", 1), ("2", 2), ("q - 1", q - 1), ("q - 2", q - 2), ("(q + 1) / 2", (q + 1) // 2), ("d", d), ("q - d", q - d)]:
        result = curve.sign(d, k, digest)
        if result and curve.verifies(point, digest, *result):
            out.case(f"the nonce is {comment}", "valid", digest, pair(*result), "SpecialNonce")

    # Keys at the edges.
    for comment, d in [
        ("the private key is 1, the key is the base point", 1), ("the private key is 2", 2), ("the private key is 3", 3),
        ("the private key is q - 1, the key is the negated base point", q - 1), ("the private key is q - 2", q - 2),
        ("the private key is (q + 1) / 2", (q + 1) // 2), ("the private key is a power of two", 1 << (q.bit_length() - 2)),
    ]:
        point = curve.mul(d, curve.g)
        out.group(comment, curve.key(point))
        digest = out.digest(comment)
        r, s = signed(d, comment, digest)
        assert curve.verifies(point, digest, r, s)
        out.case(comment, "valid", digest, pair(r, s), "EdgeCasePublicKey")
        bad("s is twisted", pair(r, s ^ 1 if s ^ 1 else 3), "ModifiedSignature")
        # Equal multiples on both sides: the addition of the verifier becomes a doubling or a cancellation.
        for k in [d, q - d, 2 * d % q]:
            result = curve.sign(d, k, digest) if k else None
            if result and curve.verifies(point, digest, *result):
                out.case("the nonce is a multiple of the private key", "valid", digest, pair(*result), "SpecialNonce")

    # Keys that are none. The signature is that of the ordinary key; what matters is that no key is made.
    d = out.number("key")
    x, y = point = curve.mul(d, curve.g)
    digest = out.digest("main")
    good = pair(*signed(d, "main", digest))

    def no_key(comment, key, *flags):
        out.group(comment, key)
        out.case(comment, "invalid", digest, good, "InvalidPublicKey", *flags)

    for comment, one, other in [
        ("0, 0", 0, 0), ("0, 1", 0, 1), ("x, 0", x, 0), ("x, y + 1", x, (y + 1) % p), ("x + 1, y", (x + 1) % p, y),
        ("y, x", y, x), ("p - 1, p - 1", p - 1, p - 1),
    ]:
        assert not curve.contains((one, other)), comment
        no_key(f"the point {comment} is not on the curve", le(one) + le(other), "OffCurve")
    no_key("both coordinates are big-endian", le(x)[::-1] + le(y)[::-1], "Encoding")
    no_key("the coordinates are swapped and big-endian", (le(x) + le(y))[::-1], "Encoding")
    no_key("the uncompressed form of SEC 1", b"\x04" + le(x) + le(y), "Length")
    no_key("the compressed form of SEC 1", bytes([2 + (y & 1)]) + le(x)[::-1], "Length")
    no_key("no octet", b"", "Length")
    no_key("one octet, the point at infinity of SEC 1", b"\x00", "Length")
    no_key("only x", le(x), "Length")
    no_key("one octet is missing", (le(x) + le(y))[:-1], "Length")
    no_key("one octet too many", le(x) + le(y) + b"\x00", "Length")
    no_key("p, p stands for 0, 0", le(p) + le(p), "NonCanonical")
    no_key("the largest numbers", b"\xff" * (2 * size), "NonCanonical")
    # Points whose coordinates are so small that coordinate + p still fits: the same point, written otherwise.
    small = curve.point_with_x_from(0)
    assert small[0] + p <= top
    no_key("x + p stands for x", le(small[0] + p) + le(small[1]), "NonCanonical")
    if curve.g[0] + p <= top:
        no_key("the base point with x + p", le(curve.g[0] + p) + le(curve.g[1]), "NonCanonical")
    # Points of the curve that are not of the order q (cofactor 4 of 256-A).
    if curve.mul(q, small) is not None or p > 2 * q:
        low = wrong_order_points(curve)
        for comment, bad_point in low:
            assert curve.contains(bad_point) and curve.mul(q, bad_point) is not None
            no_key(comment, curve.key(bad_point), "WrongOrder")
    # Points of the quadratic twist: x of no point of the curve, y from the twisted equation.
    x = 2
    while pow(x**3 + curve.a * x + curve.b, (p - 1) // 2, p) != p - 1:
        x += 1
    y = pow(-(x**3 + curve.a * x + curve.b) % p, (p + 1) // 4, p)
    no_key("a point of the quadratic twist", le(x) + le(y), "OffCurve")
    return out.file()


def wrong_order_points(curve):
    """Points of order 2, 4, 2q and 4q of a curve with the cofactor 4."""
    q, found, x = curve.q, {}, 1
    while len(found) < 4:
        point = curve.point_with_x_from(x)
        x = point[0] + 1
        low = curve.mul(q, point)
        if low is None:
            continue
        order = 2 if curve.add(low, low) is None else 4
        found.setdefault(f"a point of order {order}", low)
        found.setdefault(f"a point of order {order}q", point)
    return sorted(found.items())


def der_sequence(*numbers):
    def tlv(tag, content):
        size = len(content)
        length = bytes([size]) if size < 128 else bytes([0x81, size])
        return bytes([tag]) + length + content

    return tlv(0x30, b"".join(tlv(2, number.to_bytes(number.bit_length() // 8 + 1, "big")) for number in numbers))


def main():
    folder = pathlib.Path(__file__).parent
    for curve in CURVES:
        text = json.dumps(vectors(curve), ensure_ascii=False, indent=1) + "\n"
        path = folder / f"{curve.name}.json"
        if "--check" in sys.argv:
            if path.read_text(encoding="utf-8") != text:
                sys.exit(f"{path.name} is not what this script makes")
        else:
            path.write_text(text, encoding="utf-8")
        print(f"{path.name}: {json.loads(text)['numberOfTests']} cases")


if __name__ == "__main__":
    main()
