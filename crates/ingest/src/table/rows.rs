//! Text into rows and fields, by RFC 4180 as the `csv` crate reads it, which the tests hold it to:
//! `,` between fields, `\n`, `\r` or `\r\n` after rows, blank lines skipped, a quote doubled inside
//! quotes, a quote that does not begin a field taken as it stands.
//!
//! Method: the text is taken in blocks; in each, the places of all commas, breaks and quotes are
//! found at once (as in simdjson; Langdale & Lemire 2019), and which of them are no commas. A row
//! without quotes is then the run of places from one break to the next: no byte of it is looked at
//! twice or copied, and it is found without looking at its commas. A row whose
//! quotes stand around whole fields is copied field by field, any other byte by byte.

use std::io::Read;

use allways_base::cast::{u32_from, usize_from};
use allways_simd::Level;
use allways_simd::bytes::{Marks, split};

/// Stands before the first byte of a text: one less than 0, which [`after`] takes to 0.
const BEFORE_ALL: u32 = u32::MAX;

/// Where the byte after a mark is.
#[inline]
const fn after(mark: u32) -> usize {
    usize_from(mark.wrapping_add(1))
}

/// One row: its fields as they stand, without the quotes around them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Record<'a> {
    text: &'a [u8],
    /// The bytes between which the fields lie: one more than there are fields.
    bounds: &'a [u32],
}

impl<'a> Record<'a> {
    /// Number of fields.
    #[inline]
    pub(crate) const fn len(&self) -> usize {
        self.bounds.len().saturating_sub(1)
    }

    /// A field; `None` if the row is shorter.
    #[inline]
    pub(crate) fn get(&self, i: usize) -> Option<&'a [u8]> {
        let end = usize_from(*self.bounds.get(i.saturating_add(1))?);
        Some(&self.text[after(self.bounds[i])..end])
    }

    /// Every field.
    pub(crate) fn iter(self) -> impl Iterator<Item = &'a [u8]> {
        (0..self.len()).filter_map(move |i| self.get(i))
    }

    /// From the first byte of the first field to the last of the last.
    #[inline]
    pub(crate) fn as_slice(&self) -> &'a [u8] {
        match self.bounds {
            [first, .., last] => &self.text[after(*first)..usize_from(*last)],
            [] | [_] => &[],
        }
    }
}

/// Where the record found last is.
#[derive(Clone, Copy, Debug)]
enum Found {
    /// In the block, between these two of `marks.all`.
    Plain(usize, usize),
    /// In `quoted`.
    Quoted,
}

/// See the module docs.
#[derive(Debug)]
pub(super) struct Rows<R> {
    source: R,
    /// The block; what was read is `..filled`.
    block: Vec<u8>,
    filled: usize,
    is_last_block: bool,
    /// Where commas, breaks and quotes are in the block, and that the last two are. The first
    /// stands before the block's first byte; at the end of the text there is one more.
    marks: Marks,
    /// Of `marks.all`, the one after which the next row begins.
    lead: usize,
    /// Of `marks.stops`, the first after `lead`.
    next: usize,
    /// Line of the next row, from 1.
    line: u64,
    /// Line of the record found last.
    at_line: u64,
    /// The break passed last was `\r`, which a `\n` right after it belongs to.
    after_cr: bool,
    /// Line breaks inside the quotes of the record found last.
    breaks: usize,
    found: Found,
    /// Fields of a row with quotes, one byte between them, and where.
    quoted: Vec<u8>,
    quoted_bounds: Vec<u32>,
}

impl<R: Read> Rows<R> {
    /// Rows of a text, in blocks of `capacity` bytes (at least 4) or, where a row is longer, more.
    pub(super) fn new(source: R, capacity: usize) -> Self {
        Self {
            source,
            block: vec![0; capacity.max(4)],
            filled: 0,
            is_last_block: false,
            marks: Marks { all: vec![BEFORE_ALL], stops: Vec::new() },
            lead: 0,
            next: 0,
            line: 1,
            at_line: 1,
            after_cr: false,
            breaks: 0,
            found: Found::Plain(0, 0),
            quoted: Vec::new(),
            quoted_bounds: Vec::new(),
        }
    }

    /// The record that [`Rows::advance`] found.
    #[inline]
    pub(super) fn record(&self) -> Record<'_> {
        match self.found {
            Found::Plain(from, to) => {
                Record { text: &self.block, bounds: &self.marks.all[from..=to] }
            }
            Found::Quoted => Record { text: &self.quoted, bounds: &self.quoted_bounds },
        }
    }

    /// The line on which it begins, from 1.
    #[inline]
    pub(super) const fn record_line(&self) -> u64 {
        self.at_line
    }

    /// Line breaks inside the record's quotes.
    #[inline]
    pub(super) const fn breaks(&self) -> usize {
        self.breaks
    }

    /// Where the next row begins in the block.
    #[inline]
    fn start(&self) -> usize {
        after(self.marks.all[self.lead])
    }

    /// Goes to the next row that is not blank; false at the end.
    #[inline]
    pub(super) fn advance(&mut self) -> std::io::Result<bool> {
        // A row that is not blank, without quotes, before `\n` or `\r\n`.
        if let Some(&stop) = self.marks.stops.get(self.next) {
            let stop = usize_from(stop);
            let mark = usize_from(self.marks.all[stop]);
            let n_bytes = match self.block[..self.filled].get(mark..) {
                Some([b'\n', ..]) => 1,
                Some([b'\r', b'\n', ..]) => 2,
                _ => 0,
            };
            if n_bytes > 0 && mark > self.start() {
                self.found = Found::Plain(self.lead, stop);
                self.breaks = 0;
                self.at_line = self.line;
                self.lead = stop + n_bytes - 1;
                self.next += n_bytes;
                self.line += 1;
                self.after_cr = false;
                return Ok(true);
            }
        }
        self.advance_by_the_book()
    }

    /// As [`Rows::advance`], whatever comes.
    #[inline(never)]
    fn advance_by_the_book(&mut self) -> std::io::Result<bool> {
        loop {
            let Some(&stop) = self.marks.stops.get(self.next) else {
                if self.is_last_block {
                    return Ok(false);
                }
                self.fill()?;
                continue;
            };
            let stop = usize_from(stop);
            let (start, mark) = (self.start(), usize_from(self.marks.all[stop]));
            let byte = self.block[..self.filled].get(mark).copied();
            if mark == start && byte.is_none() {
                return Ok(false);
            }
            if mark == start && byte.is_some_and(is_break) {
                // A blank line, or the `\n` of `\r\n`.
                let is_tail = self.after_cr && byte == Some(b'\n');
                self.pass(stop);
                self.line -= u64::from(is_tail);
                continue;
            }
            self.at_line = self.line;
            if byte != Some(b'"') {
                self.found = Found::Plain(self.lead, stop);
                self.breaks = 0;
                self.pass(stop);
                return Ok(true);
            }
            if self.simply_quoted_row() || self.quoted_row() {
                return Ok(true);
            }
            // The row goes on past the block.
            self.fill()?;
        }
    }

    /// Takes the row field by field if it ends in the block, its quotes stand around whole fields,
    /// and there are neither quotes nor breaks inside of them.
    fn simply_quoted_row(&mut self) -> bool {
        self.begin_quoted();
        let text = &self.block[..self.filled];
        let mut from = self.start();
        let mut marks = self.marks.all[self.lead + 1..].iter().map(|&mark| usize_from(mark));
        let mut n_stops = 0;
        loop {
            let Some(mut to) = marks.next() else { return false };
            let mut next = to;
            if text.get(to) == Some(&b'"') {
                // The other quote; in between, only commas.
                let other = marks.find(|&mark| text.get(mark) != Some(&b','));
                let Some(other) = other.filter(|&mark| text.get(mark) == Some(&b'"')) else {
                    return false;
                };
                let after = marks.next();
                if from != to || after != Some(other + 1) {
                    return false;
                }
                (from, to, next) = (from + 1, other, other + 1);
                n_stops += 2;
            }
            self.quoted.extend_from_slice(&text[from..to]);
            self.quoted_bounds.push(u32_from(self.quoted.len()));
            self.quoted.push(b',');
            from = next + 1;
            match text.get(next) {
                Some(b',') => {}
                Some(b'"') => return false,
                _ => break,
            }
        }
        self.found = Found::Quoted;
        self.breaks = 0;
        self.next += n_stops;
        self.pass(usize_from(self.marks.stops[self.next]));
        true
    }

    fn begin_quoted(&mut self) {
        self.quoted.clear();
        self.quoted_bounds.clear();
        self.quoted_bounds.push(BEFORE_ALL);
    }

    /// Takes the row byte by byte if it ends in the block.
    fn quoted_row(&mut self) -> bool {
        self.begin_quoted();
        let (mut breaks, mut at) = (0, self.start());
        let (mut inside, mut begins) = (false, true);
        loop {
            let byte = self.block[..self.filled].get(at).copied();
            if byte.is_none() && !self.is_last_block {
                return false;
            }
            at += 1;
            match byte {
                Some(b'"') if inside => {
                    let after = self.block[..self.filled].get(at).copied();
                    if after.is_none() && !self.is_last_block {
                        return false;
                    }
                    if after == Some(b'"') {
                        at += 1;
                        self.quoted.push(b'"');
                    } else {
                        inside = false;
                    }
                }
                Some(byte) if inside => {
                    breaks += usize::from(byte == b'\n');
                    self.quoted.push(byte);
                }
                Some(b'"') if begins => (inside, begins) = (true, false),
                Some(b',') => {
                    self.end_field();
                    begins = true;
                }
                Some(byte) if !is_break(byte) => {
                    begins = false;
                    self.quoted.push(byte);
                }
                Some(_) | None => break,
            }
        }
        self.end_field();
        self.found = Found::Quoted;
        self.breaks = breaks;
        self.line += u64::try_from(breaks).unwrap_or(u64::MAX);
        let end = at - 1;
        let Marks { all, stops } = &self.marks;
        let is_inside = |stop: &&u32| usize_from(all[usize_from(**stop)]) < end;
        self.next += stops[self.next..].iter().take_while(is_inside).count();
        self.pass(usize_from(stops[self.next]));
        true
    }

    fn end_field(&mut self) {
        self.quoted_bounds.push(u32_from(self.quoted.len()));
        // Stands where the comma stood, so that both kinds of record are laid out alike.
        self.quoted.push(b',');
    }

    /// Goes past the mark `stop`, which `next` names: a break, or the end of the text.
    fn pass(&mut self, stop: usize) {
        self.lead = stop;
        self.next += 1;
        let mark = usize_from(self.marks.all[stop]);
        if let Some(&byte) = self.block[..self.filled].get(mark) {
            self.line += 1;
            self.after_cr = byte == b'\r';
        }
    }

    /// Moves what is left to the front of the block, reads on, and finds the marks.
    fn fill(&mut self) -> std::io::Result<()> {
        let start = self.start();
        self.block.copy_within(start..self.filled, 0);
        let is_first_block = self.filled == 0;
        self.filled -= start;
        if self.filled == self.block.len() {
            self.block.resize(2 * self.filled, 0);
        }
        while self.filled < self.block.len() {
            match self.source.read(&mut self.block[self.filled..]) {
                Ok(0) => {
                    self.is_last_block = true;
                    break;
                }
                Ok(n) => self.filled += n,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        let text = &self.block[..self.filled];
        let has_bom = is_first_block && text.starts_with(b"\xef\xbb\xbf");
        let Marks { all, stops } = &mut self.marks;
        all.clear();
        stops.clear();
        all.push(if has_bom { 2 } else { BEFORE_ALL });
        split(Level::detected(), text, b',', *b"\n\r\"", &mut self.marks);
        if self.is_last_block {
            self.marks.stops.push(u32_from(self.marks.all.len()));
            self.marks.all.push(u32_from(self.filled));
        }
        (self.lead, self.next) = (0, 0);
        Ok(())
    }
}

const fn is_break(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Fields = Vec<Vec<u8>>;

    fn ours(text: &[u8], capacity: usize) -> Vec<Fields> {
        let mut rows = Rows::new(text, capacity);
        let mut all = Vec::new();
        while rows.advance().unwrap() {
            all.push(rows.record().iter().map(<[u8]>::to_vec).collect());
        }
        all
    }

    fn theirs(text: &[u8]) -> Vec<Fields> {
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text);
        let rows = reader.byte_records().map(Result::unwrap);
        rows.map(|row| row.iter().map(<[u8]>::to_vec).collect()).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20_000, ..ProptestConfig::default() })]
        #[test]
        fn any_text_reads_as_the_csv_crate_reads_it(
            text in proptest::collection::vec(proptest::sample::select(b"aab ,,\"\"\n\r".to_vec()), 0..80),
            capacity in 4usize..100,
        ) {
            prop_assert_eq!(ours(&text, capacity), theirs(&text));
        }
    }

    #[test]
    fn lines_are_counted_at_every_kind_of_break() {
        let text = b"\xef\xbb\xbfa,b\r\n\r\n1,\"x\n\ny\"\r2,\n\n\n3";
        for capacity in [4, 5, 6, 7, 8, 64] {
            let mut rows = Rows::new(text.as_slice(), capacity);
            let mut lines = Vec::new();
            while rows.advance().unwrap() {
                lines.push((rows.record_line(), rows.record().get(0).unwrap()[0]));
            }
            assert_eq!(lines, [(1, b'a'), (3, b'1'), (6, b'2'), (9, b'3')], "{capacity}");
        }
    }
}
