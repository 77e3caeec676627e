//! What will happen at which second: a calendar queue (Brown, *Calendar Queues*, CACM 1988) with
//! one bucket a second, since times are few and whole.
//!
//! A bucket is a chain of blocks of a cache line or two; emptied blocks are used again, so that the few
//! minutes ahead of the scan stay in the nearest cache.

use allways_base::cast::{u32_from, usize_from};

const NONE: u32 = u32::MAX;
const N_NOTES: usize = 14;

/// A block of notes, all for the same second; a cache line, or two.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Block<T> {
    notes: [T; N_NOTES],
    n: u32,
    /// The next block of the bucket; [`NONE`] at its end.
    next: u32,
}

/// Notes, each for a second.
#[derive(Debug, Default)]
pub(crate) struct Calendar<T> {
    /// second → the first block of its bucket.
    heads: Vec<u32>,
    blocks: Vec<Block<T>>,
    /// A chain of emptied blocks.
    free: Option<u32>,
}

impl<T: Copy + Default> Calendar<T> {
    /// An empty calendar of so many seconds.
    pub(crate) fn start(&mut self, n_seconds: usize) {
        self.heads.clear();
        self.heads.resize(n_seconds, NONE);
        self.blocks.clear();
        self.free = None;
    }

    /// Notes something for a second; what is past the last one never happens.
    #[inline]
    pub(crate) fn note(&mut self, second: u32, note: T) {
        let Some(head) = self.heads.get_mut(usize_from(second)) else { return };
        if let Some(block) = self.blocks.get_mut(usize_from(*head))
            && let Some(free) = block.notes.get_mut(usize_from(block.n))
        {
            *free = note;
            block.n += 1;
            return;
        }
        let mut block = Block { notes: [T::default(); N_NOTES], n: 1, next: *head };
        block.notes[0] = note;
        if let Some(old) = self.free {
            let place = &mut self.blocks[usize_from(old)];
            self.free = (place.next != NONE).then_some(place.next);
            *place = block;
            *head = old;
        } else {
            *head = u32_from(self.blocks.len());
            self.blocks.push(block);
        }
    }

    /// Takes some notes of a second; `None` if there are none left. Of what is noted for the same
    /// second meanwhile, nothing is lost.
    #[inline]
    pub(crate) fn take(&mut self, second: usize) -> Option<([T; N_NOTES], usize)> {
        let head = self.heads[second];
        let block = self.blocks.get_mut(usize_from(head))?;
        let found = (block.notes, usize_from(block.n));
        self.heads[second] = block.next;
        block.next = self.free.unwrap_or(NONE);
        self.free = Some(head);
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use allways_base::random::Random;

    use super::*;

    #[test]
    fn everything_noted_is_taken_in_its_second_and_nothing_else() {
        let mut random = Random::new(1, 0);
        let mut calendar: Calendar<u32> = Calendar::default();
        for _ in 0..20 {
            let n_seconds = 50;
            calendar.start(n_seconds);
            let mut want: Vec<Vec<u32>> = vec![Vec::new(); n_seconds];
            for now in 0..n_seconds {
                for note in 0..random.below(200) {
                    let second = u32_from(now) + random.below(60);
                    calendar.note(second, note);
                    if let Some(row) = want.get_mut(usize_from(second)) {
                        row.push(note);
                    }
                }
                let mut found = Vec::new();
                while let Some((notes, n)) = calendar.take(now) {
                    found.extend_from_slice(&notes[..n]);
                }
                found.sort_unstable();
                want[now].sort_unstable();
                assert_eq!(found, want[now], "at {now}");
            }
        }
    }
}
