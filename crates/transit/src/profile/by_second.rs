//! What happens in a chunk, second by second.

use allways_base::cast::usize_from;

/// Rows, each of a second.
#[derive(Clone, Debug)]
pub(super) struct BySecond<T> {
    /// second → its first row; one more at the end.
    starts: Vec<u32>,
    rows: Vec<T>,
}

impl<T: Copy> BySecond<T> {
    /// Sorts rows by counting; those of a second stay in their order.
    pub(super) fn new(drafts: &[(u16, T)], n_seconds: usize) -> Self {
        let mut starts = vec![0_u32; n_seconds + 1];
        for (second, _) in drafts {
            starts[usize::from(*second) + 1] += 1;
        }
        for k in 1..starts.len() {
            starts[k] += starts[k - 1];
        }
        let mut next = starts.clone();
        let mut rows: Vec<T> = drafts.iter().map(|(_, row)| *row).collect();
        for (second, row) in drafts {
            let at = &mut next[usize::from(*second)];
            rows[usize_from(*at)] = *row;
            *at += 1;
        }
        Self { starts, rows }
    }

    /// The rows of a second.
    #[inline]
    pub(super) fn at(&self, second: usize) -> &[T] {
        &self.rows[usize_from(self.starts[second])..usize_from(self.starts[second + 1])]
    }

    /// All rows.
    pub(super) fn rows(&self) -> &[T] {
        &self.rows
    }

    pub(super) fn n_seconds(&self) -> usize {
        self.starts.len() - 1
    }
}
