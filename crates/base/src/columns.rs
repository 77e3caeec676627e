//! The two containers that almost everything is made of: a column, and a ragged column.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut, Range};

use crate::cast::{u32_from, usize_from};
use crate::id::Idx;

/// A column: one `T` per row of the table that `I` indexes.
#[derive(Clone, PartialEq, Eq)]
pub struct IdxVec<I, T> {
    rows: Vec<T>,
    index: PhantomData<fn(I) -> T>,
}

impl<I: Idx, T> IdxVec<I, T> {
    /// `n` rows of the same value.
    pub fn filled(value: T, n: usize) -> Self
    where
        T: Clone,
    {
        Self::from(vec![value; n])
    }

    /// Appends a row and returns its index.
    pub fn push(&mut self, row: T) -> I {
        let idx = I::from_usize(self.rows.len());
        self.rows.push(row);
        idx
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// True if the table has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The row, if there is one.
    pub fn get(&self, i: I) -> Option<&T> {
        self.rows.get(i.to_usize())
    }

    /// Every index, in order.
    pub fn indices(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + use<I, T> {
        (0..self.rows.len()).map(I::from_usize)
    }

    /// Every index with its row, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (I, &T)> + ExactSizeIterator {
        self.rows.iter().enumerate().map(|(i, row)| (I::from_usize(i), row))
    }

    /// The bare rows, for code that does not care which row is which.
    pub fn as_slice(&self) -> &[T] {
        &self.rows
    }

    /// The bare rows, mutable.
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        &mut self.rows
    }

    /// Gives the rows back.
    pub fn into_vec(self) -> Vec<T> {
        self.rows
    }
}

impl<I, T> From<Vec<T>> for IdxVec<I, T> {
    fn from(rows: Vec<T>) -> Self {
        Self { rows, index: PhantomData }
    }
}

impl<I, T> Default for IdxVec<I, T> {
    fn default() -> Self {
        Self::from(Vec::new())
    }
}

impl<I: Idx, T> Index<I> for IdxVec<I, T> {
    type Output = T;
    #[inline]
    fn index(&self, i: I) -> &T {
        &self.rows[i.to_usize()]
    }
}

impl<I: Idx, T> IndexMut<I> for IdxVec<I, T> {
    #[inline]
    fn index_mut(&mut self, i: I) -> &mut T {
        &mut self.rows[i.to_usize()]
    }
}

impl<I: Idx, T: std::fmt::Debug> std::fmt::Debug for IdxVec<I, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// A ragged column: a slice of `T` per row, stored end to end.
///
/// Invariant: `offsets` starts at 0, never decreases, and ends at `values.len()`; so it has one
/// more entry than there are rows, and `csr[i]` is never out of bounds for a valid `i`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Csr<I, T> {
    offsets: Vec<u32>,
    values: Vec<T>,
    index: PhantomData<fn(I) -> T>,
}

impl<I: Idx, T> Csr<I, T> {
    /// Lays the rows end to end.
    ///
    /// # Panics
    ///
    /// If there are more than `u32::MAX` values in all.
    pub fn from_rows(rows: impl IntoIterator<Item = impl IntoIterator<Item = T>>) -> Self {
        let mut csr = Self::default();
        for row in rows {
            csr.push_row(row);
        }
        csr
    }

    /// Values that lie end to end already; row `i` ends before value `ends[i]`.
    ///
    /// # Panics
    ///
    /// If the ends fall, or the last is not the number of values.
    pub fn from_ends(ends: impl IntoIterator<Item = u32>, values: Vec<T>) -> Self {
        let offsets: Vec<u32> = std::iter::once(0).chain(ends).collect();
        assert!(offsets.is_sorted(), "rows end before they begin");
        assert_eq!(offsets.last(), Some(&u32_from(values.len())), "rows end where values do");
        Self { offsets, values, index: PhantomData }
    }

    /// Groups `(row, value)` pairs by row, keeping the order of values within a row: a counting
    /// sort, O(rows + values).
    ///
    /// # Panics
    ///
    /// If a row is not below `n_rows`.
    pub fn from_pairs(n_rows: usize, pairs: &[(I, T)]) -> Self
    where
        T: Clone,
    {
        let mut offsets = vec![0u32; n_rows + 1];
        for (row, _) in pairs {
            offsets[row.to_usize() + 1] += 1;
        }
        for i in 0..n_rows {
            offsets[i + 1] += offsets[i];
        }
        let mut next: Vec<u32> = offsets[..n_rows].to_vec();
        let mut order = vec![0usize; pairs.len()];
        for (k, (row, _)) in pairs.iter().enumerate() {
            let at = &mut next[row.to_usize()];
            order[usize_from(*at)] = k;
            *at += 1;
        }
        let values = order.into_iter().map(|k| pairs[k].1.clone()).collect();
        Self { offsets, values, index: PhantomData }
    }

    /// Appends a row and returns its index.
    pub fn push_row(&mut self, row: impl IntoIterator<Item = T>) -> I {
        let idx = I::from_usize(self.n_rows());
        self.values.extend(row);
        self.offsets.push(u32_from(self.values.len()));
        idx
    }

    /// Gives back what was set aside for more rows.
    pub fn shrink_to_fit(&mut self) {
        self.offsets.shrink_to_fit();
        self.values.shrink_to_fit();
    }

    /// Number of rows.
    pub fn n_rows(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Every row's index, in order.
    pub fn indices(&self) -> impl DoubleEndedIterator<Item = I> + ExactSizeIterator + use<I, T> {
        (0..self.n_rows()).map(I::from_usize)
    }

    /// Where row `i` lies in [`Csr::values`].
    #[inline]
    pub fn range(&self, i: I) -> Range<usize> {
        let k = i.to_usize();
        usize_from(self.offsets[k])..usize_from(self.offsets[k + 1])
    }

    /// All values, end to end.
    pub fn values(&self) -> &[T] {
        &self.values
    }

    /// Row `i`, mutable.
    pub fn row_mut(&mut self, i: I) -> &mut [T] {
        let range = self.range(i);
        &mut self.values[range]
    }
}

impl<I, T> Default for Csr<I, T> {
    fn default() -> Self {
        Self { offsets: vec![0], values: Vec::new(), index: PhantomData }
    }
}

impl<I: Idx, T> Index<I> for Csr<I, T> {
    type Output = [T];
    #[inline]
    fn index(&self, i: I) -> &[T] {
        &self.values[self.range(i)]
    }
}

#[cfg(test)]
mod tests {
    #![expect(unreachable_pub, reason = "the macro makes public types")]

    use super::*;

    crate::define_idx! {
        /// A row.
        Row;
    }

    #[test]
    fn pairs_are_grouped_by_row_in_their_order() {
        let pairs: Vec<(Row, char)> =
            [(2, 'c'), (0, 'a'), (2, 'd'), (0, 'b')].map(|(r, v)| (Row::from_usize(r), v)).to_vec();
        let csr: Csr<Row, char> = Csr::from_pairs(3, &pairs);
        assert_eq!(csr, Csr::from_rows([vec!['a', 'b'], vec![], vec!['c', 'd']]));
    }

    #[test]
    fn values_that_lie_end_to_end_are_rows() {
        let csr: Csr<Row, char> = Csr::from_ends([2, 2, 4], vec!['a', 'b', 'c', 'd']);
        assert_eq!(csr, Csr::from_rows([vec!['a', 'b'], vec![], vec!['c', 'd']]));
        assert_eq!(Csr::<Row, char>::from_ends([], Vec::new()), Csr::default());
    }
}
