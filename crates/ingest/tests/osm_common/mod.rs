//! OSM as text, and as PBF bytes: the little of the format that a test needs, uncompressed.
//!
//! ```text
//! n1 x1.5 y2.5 barrier=gate
//! w7 n1,n2,n3 highway=residential name=Main
//! r9 type=multipolygon highway=pedestrian
//! r8 from:w1 via:n2 to:w3 type=restriction restriction=no_left_turn
//! ```

/// One message field after another.
#[derive(Default)]
struct Message(Vec<u8>);

impl Message {
    fn varint(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.0.push(u8::try_from(n & 0x7f).unwrap() | 0x80);
            n >>= 7;
        }
        self.0.push(u8::try_from(n).unwrap());
    }

    fn number(mut self, field: u64, n: u64) -> Self {
        self.varint(field << 3);
        self.varint(n);
        self
    }

    fn signed(self, field: u64, n: i64) -> Self {
        self.number(field, zigzag(n))
    }

    fn bytes(mut self, field: u64, bytes: &[u8]) -> Self {
        self.varint(field << 3 | 2);
        self.varint(u64::try_from(bytes.len()).unwrap());
        self.0.extend(bytes);
        self
    }

    fn packed(self, field: u64, numbers: impl IntoIterator<Item = u64>) -> Self {
        let mut inner = Self::default();
        numbers.into_iter().for_each(|n| inner.varint(n));
        self.bytes(field, &inner.0)
    }
}

fn zigzag(n: i64) -> u64 {
    (n.wrapping_shl(1) ^ (n >> 63)).cast_unsigned()
}

fn blob(kind: &str, content: &[u8]) -> Vec<u8> {
    let blob = Message::default().bytes(1, content).0;
    let size = u64::try_from(blob.len()).unwrap();
    let header = Message::default().bytes(1, kind.as_bytes()).number(3, size).0;
    let mut all = u32::try_from(header.len()).unwrap().to_be_bytes().to_vec();
    all.extend(header);
    all.extend(blob);
    all
}

/// The header blob, asking for the usual features and perhaps one more.
pub(crate) fn header(feature: &str) -> Vec<u8> {
    let message = Message::default().bytes(4, b"OsmSchema-V0.6");
    let message = if feature.is_empty() { message } else { message.bytes(4, feature.as_bytes()) };
    blob("OSMHeader", &message.0)
}

/// A data blob of the elements in the text.
pub(crate) fn data(text: &str) -> Vec<u8> {
    let mut strings: Vec<Vec<u8>> = vec![Vec::new()];
    let mut groups = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut words = line.split_whitespace();
        let (kind, id) = words.next().unwrap().split_at(1);
        let id: i64 = id.parse().unwrap();
        let (tags, rest): (Vec<&str>, Vec<&str>) = words.partition(|word| word.contains('='));
        let mut row = |text: &str| {
            strings.push(text.as_bytes().to_vec());
            u64::try_from(strings.len() - 1).unwrap()
        };
        let pairs: Vec<(u64, u64)> = tags
            .iter()
            .map(|t| t.split_once('=').unwrap())
            .map(|(k, v)| (row(k), row(v)))
            .collect();
        let element = Message::default();
        let element =
            if kind == "n" { element.signed(1, id) } else { element.number(1, id.cast_unsigned()) };
        let element = element
            .packed(2, pairs.iter().map(|pair| pair.0))
            .packed(3, pairs.iter().map(|pair| pair.1));
        let (field, element) = match kind {
            "n" => {
                // Degrees with up to seven decimals, in the format's units of 1e-7.
                let units = |word: &str| {
                    let (whole, part) = word[1..].split_once('.').unwrap_or((&word[1..], ""));
                    format!("{whole}{part:0<7}").parse::<i64>().unwrap()
                };
                (1, element.signed(8, units(rest[1])).signed(9, units(rest[0])))
            }
            "w" => {
                let mut before = 0;
                let refs = rest.iter().flat_map(|word| word.split(',')).map(|node| {
                    let id: i64 = node[1..].parse().unwrap();
                    let step = zigzag(id.wrapping_sub(before));
                    before = id;
                    step
                });
                (3, element.packed(8, refs))
            }
            _ => (4, members(element, &rest, &mut row)),
        };
        groups.push(Message::default().bytes(field, &element.0).0);
    }
    let table = strings.iter().fold(Message::default(), |table, s| table.bytes(1, s));
    let block = Message::default().bytes(1, &table.0);
    blob("OSMData", &groups.iter().fold(block, |block, group| block.bytes(2, group)).0)
}

/// `role:n1` words.
fn members(element: Message, words: &[&str], row: &mut impl FnMut(&str) -> u64) -> Message {
    let (mut roles, mut ids, mut kinds, mut before) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for word in words {
        let (role, member) = word.split_once(':').unwrap();
        let (kind, id) = member.split_at(1);
        let id: i64 = id.parse().unwrap();
        roles.push(row(role));
        ids.push(zigzag(id - before));
        kinds.push(match kind {
            "n" => 0,
            "w" => 1,
            _ => 2,
        });
        before = id;
    }
    element.packed(8, roles).packed(9, ids).packed(10, kinds)
}

/// A whole file.
pub(crate) fn file(text: &str) -> Vec<u8> {
    [header(""), data(text)].concat()
}
