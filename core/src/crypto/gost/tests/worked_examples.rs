//! The signatures of two national root certificates, step by step (kz-pki facts, section 2.6).

use super::{hex, hex_le};
use crate::crypto::gost::curve::{C256, C512, CryptoProA, Tc26A512};
use crate::crypto::gost::field::Field;
use crate::crypto::gost::group::Group;
use crate::crypto::gost::multiply::{Multiples, multiply_and_add_vartime};
use crate::crypto::gost::public::digest_to_integer;
use crate::crypto::gost::{Curve, Gost34311, PublicKey, SignatureInvalid, Streebog512, limbs};

struct Example {
    digest: &'static str,
    x: &'static str,
    y: &'static str,
    r: &'static str,
    s: &'static str,
    e: &'static str,
    v: &'static str,
    z1: &'static str,
    z2: &'static str,
    y_c: &'static str,
}

const ROOT_2022: Example = Example {
    digest: "f7e1e029d4dad297b4bff777b4006b3be08d7ab7c9b06db0192953ee57711fb4f4cacb3a57120ea239c72cb1a3c6eba51cd3bc7c27a34532701a7d4b72a2cc21",
    x: "E2C1FC34A327CF39D4134C0717769166B28003A087264DD23DBEB8FB095DCB783676491AB7AE68D2EE1C92AF641AAEE7B44CE7C4016793171F7608826144482E",
    y: "D46E9AF4C020954EA87CD6F98CD57B2070D3B87DA24A32376D35BAE373A046A48B4A01AF1C0F93D63D5DE52B3AD3FB2A386652E272A5879407C6CD5C9FDEA788",
    r: "B7EB485EA902CEA9212CBD055A786B928005526F13EE2C16952D98EC3978FB6D37905AF5D9DCE905CC98E6FE2D58F9ADB23E4DFBD304F683D72EC451FC842B35",
    s: "D5B3847FE064983048BE96DDC97E3AF64C5AA39D992227BE6D2E6F24686FCC30B3A2F7211B1541A46C60F12258EDF7714C0632070B78CFAACEF3CF451B36F4A5",
    e: "21CCA2724B7D1A703245A3277CBCD31CA5EBC6A3B12CC739A20E12573ACBCAF4B41F7157EE532919B06DB0C9B77A8DE03B6B00B477F7BFB497D2DAD429E0E1F7",
    v: "1B9CB551DE3A2A9F3B6E910F3F3A959F3539D32475A86A0400A7D2538CDEF1E54160F73202D03ED942F4B1B48F151D6466F751D92D2BE8F37EA05FF9A43206AB",
    z1: "C887071DB78162E5DE210EB67ED16A9B252C48C6CCB2B62B4A63E1E4FB81086C018D35D4A4F0DC371D2B40BB26B72ADDCD00DE315D149D812D393DD68D9EB5EC",
    z2: "60ACBE05B472A5E04DDE45C8140A27C19272A5991B239E7F6C662435881D9E6B1D5381747793083662B707801836494E817B913E6A4F69B51EBFEE21D06678B0",
    y_c: "5CA7F1696638F2F0C52984D8C467FF408E00E3055352956461F549A6965620303E61D5A078C56CFACD12328C7035B1FD3F717B434ABC7DC0C99F1D3B5F25E6B9",
};

const ROOT_2020: Example = Example {
    digest: "0b48052e700668d422f061cbce78ee863ed1976bc08460c52a7afa61e7fdf931",
    x: "035BD01FF05024CE68D46812A881EEDF363BA22DA79EBCDED3BFFA172A062EEE",
    y: "0DA6C7547B01B38B9A98402A1B66548B4328118E0AB96B816C13CBF28F101835",
    r: "F74FDB81B54FA199729C201EFD5CD3181362FD35A0C9385EA61D745CA7EB15F0",
    s: "D1122C31E912D6F6CE82D41CBA6F1E99154DCC111685F4A83E63D4F912179EB6",
    e: "31F9FDE761FA7A2AC56084C06B97D13E86EE78CECB61F022D46806702E05480B",
    v: "A1B16CAD22A6D3E943C5765A036E6A83AEB7CBC3E98E2C57C23C4B779D82C4C7",
    z1: "B7F5E287D9DE5BB27F06B66522D4519B203B7D90F0ED048426ACBB481E4A5B71",
    z2: "AE6177772CBC6E54004FEE3E515C6FCFB6654A6D2F1E74F699BFC294FE13A59A",
    y_c: "4B0D8B243A1755E1BD0BF767B818B59AA70B9637202C98D7C377BFFC2D6ED4A1",
};

fn integer<const N: usize>(digits: &str) -> [u64; N] {
    limbs::from_le_bytes(&hex_le(digits)).unwrap()
}

fn follow<const N: usize, const C: u64, G: Group<N, C>>(example: &Example) {
    let order = const { &G::ORDER };
    let (r, s): ([u64; N], [u64; N]) = (integer(example.r), integer(example.s));
    let e = digest_to_integer::<N, C, G>(&hex(example.digest)).unwrap();
    assert_eq!(e, integer(example.e));
    let v = order.invert_vartime(&e);
    assert_eq!(v, integer(example.v));
    let z1 = order.mul(&s, &v);
    assert_eq!(z1, integer(example.z1));
    let z2 = order.neg(&order.mul(&r, &v));
    assert_eq!(z2, integer(example.z2));
    let coordinate = |digits| Field::from_le_bytes(&hex_le(digits)).unwrap();
    let Ok(key) = G::decode(coordinate(example.x), coordinate(example.y)) else { panic!("the key is a point") };
    let c = multiply_and_add_vartime(&z1, &z2, &Multiples::<N, C, G>::single(&key));
    let [x_c, y_c] = G::coordinates(&G::normalize(&[c])[0]);
    assert_eq!(x_c.canonical(), r);
    assert_eq!(y_c.canonical(), integer(example.y_c));
    assert!(G::has_x(&c, &r));
}

fn verify(curve: Curve, example: &Example) {
    let digest = hex(example.digest);
    let key = PublicKey::from_le_bytes(curve, &[hex_le(example.x), hex_le(example.y)].concat()).unwrap();
    assert_eq!(key.to_le_bytes(), [hex_le(example.x), hex_le(example.y)].concat());
    let signature = [hex_le(example.r), hex_le(example.s)].concat();
    assert_eq!(key.verify_digest(&digest, &signature), Ok(()));
    assert_eq!(key.prepare().verify_digest(&digest, &signature), Ok(()));
    for i in 0..8 * digest.len() {
        let mut other = digest.clone();
        other[i / 8] ^= 1 << (i % 8);
        assert_eq!(key.verify_digest(&other, &signature), Err(SignatureInvalid), "bit {i} of the digest");
    }
}

#[test]
fn root_2022_on_512_bits() {
    follow::<8, C512, Tc26A512>(&ROOT_2022);
    verify(Curve::Tc26A512, &ROOT_2022);
}

#[test]
fn root_2020_on_crypto_pro_a() {
    follow::<4, C256, CryptoProA>(&ROOT_2020);
    verify(Curve::CryptoProA, &ROOT_2020);
}

/// The `tbsCertificate` of a national root: behind the four octets of the outer header, and as long as kz-pki facts,
/// section 2.6, say. `None`, with a line that says so, where the test data is not installed.
fn signed_part(file: &str, length: usize) -> Option<Vec<u8>> {
    let corpora = std::env::var_os("QOLTANBA_CORPORA")
        .map_or_else(|| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpora"), Into::into);
    match std::fs::read(corpora.join("kz/ca").join(file)) {
        Ok(certificate) => Some(certificate[4..4 + length].to_vec()),
        Err(error) => {
            assert!(std::env::var_os("QOLTANBA_REQUIRE_CORPORA").is_none(), "{file} is required: {error}");
            println!("SKIPPED: the test data kz/ca/{file} is not installed");
            None
        }
    }
}

#[test]
fn digests_of_the_national_roots() {
    if let Some(signed) = signed_part("root_gost_2022.cer", 723) {
        let mut hash = Streebog512::new();
        hash.update(&signed);
        assert_eq!(hash.finish().to_vec(), hex(ROOT_2022.digest));
    }
    if let Some(signed) = signed_part("root_gost_2020.cer", 642) {
        let mut hash = Gost34311::new();
        hash.update(&signed);
        assert_eq!(hash.finish().to_vec(), hex(ROOT_2020.digest));
    }
}
