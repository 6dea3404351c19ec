//! Mutations of DER: whole elements are removed, doubled, exchanged, retagged or wrapped, contents are mutated, and the
//! lengths around them are mended. Blind mutations of bytes break a length nearly every time and end at the first check.

use libfuzzer_sys::fuzzer_mutate;

/// Deeper elements are taken as contents.
const MAX_DEPTH: usize = 24;
/// More elements are not looked at.
const MAX_ELEMENTS: usize = 4096;

#[derive(Clone)]
struct Element {
    tag: u8,
    body: Body,
}

#[derive(Clone)]
enum Body {
    Content(Vec<u8>),
    /// The octets before the elements (the count of unused bits in a BIT STRING), and the elements.
    Inner(Vec<u8>, Vec<Element>),
}

/// Mutates `data[..size]` in place; the new size.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut random = Random(u64::from(seed) | 1 << 40);
    let mut budget = MAX_ELEMENTS;
    let parsed = parse_all(&data[..size], MAX_DEPTH, &mut budget).filter(|elements| !elements.is_empty());
    let (Some(mut elements), true) = (parsed, random.below(4) != 0) else {
        return fuzzer_mutate(data, size, max_size);
    };
    for _ in 0..=random.below(2) {
        let count = elements.iter().map(count).sum();
        let donor = find(&elements, random.below(count)).cloned();
        let mut at = random.below(count);
        change(&mut elements, &mut at, &mut random, donor);
    }
    let mut out = Vec::with_capacity(size + 64);
    elements.iter().for_each(|element| write(element, &mut out));
    if out.len() > max_size || out.is_empty() {
        return fuzzer_mutate(data, size, max_size);
    }
    data[..out.len()].copy_from_slice(&out);
    out.len()
}

fn parse_all(mut bytes: &[u8], depth: usize, budget: &mut usize) -> Option<Vec<Element>> {
    let mut elements = Vec::new();
    while !bytes.is_empty() {
        *budget = budget.checked_sub(1)?;
        let (&tag, rest) = bytes.split_first()?;
        if tag & 0x1f == 0x1f {
            return None;
        }
        let (&first, rest) = rest.split_first()?;
        let (length, rest) = match first {
            0..=0x7f => (usize::from(first), rest),
            0x81..=0x84 => {
                let (octets, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
                (octets.iter().fold(0, |length, octet| length << 8 | usize::from(*octet)), rest)
            }
            _ => return None,
        };
        let (content, rest) = rest.split_at_checked(length)?;
        elements.push(Element { tag, body: body(tag, content, depth, budget) });
        bytes = rest;
    }
    Some(elements)
}

fn body(tag: u8, content: &[u8], depth: usize, budget: &mut usize) -> Body {
    // OCTET STRINGs and BIT STRINGs often hold DER: extensions, keys, timestamps.
    let (before, inner) = match tag {
        0x04 => content.split_at(0),
        0x03 if content.first() == Some(&0) => content.split_at(1),
        _ if tag & 0x20 != 0 => content.split_at(0),
        _ => return Body::Content(content.to_vec()),
    };
    if depth == 0 || (tag & 0x20 == 0 && inner.is_empty()) {
        return Body::Content(content.to_vec());
    }
    match parse_all(inner, depth - 1, budget) {
        Some(elements) => Body::Inner(before.to_vec(), elements),
        None => Body::Content(content.to_vec()),
    }
}

fn count(element: &Element) -> usize {
    match &element.body {
        Body::Content(_) => 1,
        Body::Inner(_, inner) => 1 + inner.iter().map(count).sum::<usize>(),
    }
}

fn find(elements: &[Element], mut at: usize) -> Option<&Element> {
    for element in elements {
        if at == 0 {
            return Some(element);
        }
        let size = count(element);
        if at < size {
            let Body::Inner(_, inner) = &element.body else { return None };
            return find(inner, at - 1);
        }
        at -= size;
    }
    None
}

fn change(elements: &mut Vec<Element>, at: &mut usize, random: &mut Random, donor: Option<Element>) {
    for index in 0..elements.len() {
        if *at > 0 {
            *at -= 1;
            if let Body::Inner(_, inner) = &mut elements[index].body {
                let size: usize = inner.iter().map(count).sum();
                if *at < size {
                    return change(inner, at, random, donor);
                }
                *at -= size;
            }
            continue;
        }
        match random.below(10) {
            0 => drop(elements.remove(index)),
            1 => elements.insert(index, elements[index].clone()),
            2 => {
                let other = random.below(elements.len());
                elements.swap(index, other);
            }
            3 => {
                const TAGS: [u8; 16] =
                    [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x13, 0x17, 0x18, 0x30, 0x31, 0x80, 0xa0, 0xa1];
                elements[index].tag = TAGS[random.below(TAGS.len())];
            }
            4 => elements.extend(donor),
            5 => elements[index] = donor.unwrap_or_else(|| elements[index].clone()),
            6 => {
                let inner = elements[index].clone();
                elements[index] =
                    Element { tag: [0x30, 0x31, 0xa0, 0x04][random.below(4)], body: Body::Inner(vec![], vec![inner]) };
            }
            _ => mutate_content(&mut elements[index], random),
        }
        return;
    }
}

fn mutate_content(element: &mut Element, random: &mut Random) {
    match &mut element.body {
        Body::Inner(_, inner) if inner.is_empty() || random.below(8) == 0 => element.body = Body::Content(Vec::new()),
        Body::Inner(_, inner) => {
            let index = random.below(inner.len());
            mutate_content(&mut inner[index], random);
        }
        Body::Content(content) => {
            let size = content.len();
            content.resize(size + 1 + random.below(16), 0);
            let max = content.len();
            let size = fuzzer_mutate(content, size, max);
            content.truncate(size);
        }
    }
}

fn write(element: &Element, out: &mut Vec<u8>) {
    let content = match &element.body {
        Body::Content(content) => content.clone(),
        Body::Inner(before, inner) => {
            let mut content = before.clone();
            inner.iter().for_each(|element| write(element, &mut content));
            content
        }
    };
    out.push(element.tag);
    let length = content.len();
    if length < 0x80 {
        out.push(length as u8);
    } else {
        let octets = length.to_be_bytes();
        let octets = &octets[length.leading_zeros() as usize / 8..];
        out.push(0x80 | octets.len() as u8);
        out.extend_from_slice(octets);
    }
    out.extend_from_slice(&content);
}

/// xorshift64: the seed comes from libFuzzer, so that runs repeat.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}
