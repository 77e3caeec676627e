//! What hangs together: union–find by size with path halving, ignoring one-ways.

use allways_base::cast::{u32_from, usize_from};

/// Disjoint sets over rows.
pub(crate) struct Sets {
    parent: Vec<u32>,
    size: Vec<u32>,
}

impl Sets {
    pub(crate) fn new(n: usize) -> Self {
        Self { parent: (0..u32_from(n)).collect(), size: vec![1; n] }
    }

    pub(crate) fn find(&mut self, row: u32) -> u32 {
        let mut at = row;
        while self.parent[usize_from(at)] != at {
            let up = self.parent[usize_from(self.parent[usize_from(at)])];
            self.parent[usize_from(at)] = up;
            at = up;
        }
        at
    }

    pub(crate) fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.find(a), self.find(b));
        if a == b {
            return;
        }
        let (big, small) =
            if self.size[usize_from(a)] >= self.size[usize_from(b)] { (a, b) } else { (b, a) };
        self.parent[usize_from(small)] = big;
        self.size[usize_from(big)] += self.size[usize_from(small)];
    }

    /// Row → set, and set → size; sets numbered largest first, equal ones by lowest row.
    pub(crate) fn ranked(mut self) -> (Vec<u32>, Vec<u32>) {
        let n = u32_from(self.parent.len());
        let roots: Vec<u32> = (0..n).map(|row| self.find(row)).collect();
        let mut rank = vec![u32::MAX; roots.len()];
        let mut order: Vec<(u32, u32, u32)> = Vec::new();
        for (row, &root) in (0..n).zip(&roots) {
            if rank[usize_from(root)] == u32::MAX {
                rank[usize_from(root)] = 0;
                order.push((u32::MAX - self.size[usize_from(root)], row, root));
            }
        }
        order.sort_unstable();
        for (k, &(_, _, root)) in order.iter().enumerate() {
            rank[usize_from(root)] = u32_from(k);
        }
        let sizes = order.iter().map(|&(left, _, _)| u32::MAX - left).collect();
        (roots.into_iter().map(|root| rank[usize_from(root)]).collect(), sizes)
    }
}
