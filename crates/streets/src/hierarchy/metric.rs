//! Customization: weights for a hierarchy (Dibbelt, Strasser & Wagner 2016).
//!
//! A link's weight up (or down) is the least over the arcs that it stands for and over its *lower
//! triangles*: down to a vertex contracted before both ends, and up again. Triangles are taken from
//! the leaves to the roots, so that each finds its two lower sides final.

use std::collections::BTreeSet;

use allways_base::{Idx, IdxVec};

use super::graph::{ArcIdx, INFINITY};
use super::topology::{Hierarchy, LinkIdx, RowIdx, Way};

/// Weights of links in both directions, in milliseconds; [`INFINITY`] where there is no way.
#[derive(Clone, Debug)]
pub struct Metric {
    pub(super) up: IdxVec<LinkIdx, u32>,
    pub(super) down: IdxVec<LinkIdx, u32>,
    work: MetricWork,
}

/// Work done by the last customization; the same on every machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MetricWork {
    /// Links whose weights were computed.
    pub links: u64,
    /// Lower triangles looked at.
    pub triangles: u64,
}

impl Hierarchy {
    /// Weights for every link, from those of the arcs.
    ///
    /// # Panics
    ///
    /// If there is not a weight for every arc of the graph that the hierarchy was made for.
    pub fn customize(&self, weights: &IdxVec<ArcIdx, u32>) -> Metric {
        assert_eq!(weights.len(), self.links.len(), "one weight for each arc");
        let mut metric = Metric {
            up: IdxVec::filled(INFINITY, self.n_links()),
            down: IdxVec::filled(INFINITY, self.n_links()),
            work: MetricWork { links: super::graph::count(self.n_links()), triangles: 0 },
        };
        for (arc, &link) in self.links.iter() {
            if let Some((link, way)) = link {
                let side = metric.side_mut(way);
                side[link] = side[link].min(weights[arc]);
            }
        }
        for row in self.vertices.indices().rev() {
            metric.relax_triangles_below(self, row);
        }
        metric
    }
}

impl Metric {
    /// Work done by the last customization.
    pub const fn work(&self) -> MetricWork {
        self.work
    }

    /// True if both give every link the same weights, however much work that was.
    pub fn is_same(&self, other: &Self) -> bool {
        self.up == other.up && self.down == other.down
    }

    pub(super) const fn side(&self, way: Way) -> &IdxVec<LinkIdx, u32> {
        match way {
            Way::Up => &self.up,
            Way::Down => &self.down,
        }
    }

    const fn side_mut(&mut self, way: Way) -> &mut IdxVec<LinkIdx, u32> {
        match way {
            Way::Up => &mut self.up,
            Way::Down => &mut self.down,
        }
    }

    /// All triangles whose lowest vertex is `row`: two of its links, and the one between their ends.
    fn relax_triangles_below(&mut self, hierarchy: &Hierarchy, row: RowIdx) {
        let heads = &hierarchy.uppers[row];
        let first = hierarchy.uppers.range(row).start;
        for (k, &lower) in heads.iter().enumerate().skip(1) {
            let side = LinkIdx::from_usize(first + k);
            let (up_lower, down_lower) = (self.up[side], self.down[side]);
            // The upper neighbors of `row` above `lower` are upper neighbors of `lower` too.
            let mut base = hierarchy.uppers.range(lower).start;
            for (j, &upper) in heads[..k].iter().enumerate() {
                while hierarchy.uppers.values()[base] != upper {
                    base += 1;
                }
                let (side, base) = (LinkIdx::from_usize(first + j), LinkIdx::from_usize(base));
                self.up[base] = self.up[base].min(down_lower + self.up[side]);
                self.down[base] = self.down[base].min(self.down[side] + up_lower);
            }
            self.work.triangles += super::graph::count(k);
        }
    }

    /// After some arcs changed: the same metric as a full [`Hierarchy::customize`] would give, and
    /// its [`Metric::work`] says for how many links.
    ///
    /// Links are taken from the leaves to the roots. One is computed again from its arcs and lower
    /// triangles; if that gives another weight, so are those that it is a lower side of.
    pub fn update(
        &mut self,
        hierarchy: &Hierarchy,
        weights: &IdxVec<ArcIdx, u32>,
        changed: &[ArcIdx],
    ) {
        self.work = MetricWork::default();
        // The last tail first. The order of one tail's links does not matter: none is below another.
        let mut waiting: BTreeSet<(RowIdx, LinkIdx)> = changed
            .iter()
            .filter_map(|&arc| hierarchy.links[arc])
            .map(|(link, _)| (hierarchy.tails[link], link))
            .collect();
        while let Some((tail, link)) = waiting.pop_last() {
            self.work.links += 1;
            let fresh = self.computed(hierarchy, weights, link);
            if fresh == [self.up[link], self.down[link]] {
                continue;
            }
            [self.up[link], self.down[link]] = fresh;
            let head = hierarchy.head(link);
            for &other in hierarchy.uppers[tail].iter().filter(|&&other| other != head) {
                let (lower, upper) = (head.max(other), head.min(other));
                let base = hierarchy.link_between(lower, upper);
                waiting.extend(base.map(|base| (lower, base)));
            }
        }
    }

    /// A link's two weights, from what is below it.
    fn computed(
        &mut self,
        hierarchy: &Hierarchy,
        weights: &IdxVec<ArcIdx, u32>,
        link: LinkIdx,
    ) -> [u32; 2] {
        let [mut up, mut down] = [INFINITY; 2];
        for &(way, arc) in &hierarchy.arcs[link] {
            match way {
                Way::Up => up = up.min(weights[arc]),
                Way::Down => down = down.min(weights[arc]),
            }
        }
        for (to_tail, to_head) in hierarchy.lower_triangles(link) {
            up = up.min(self.down[to_tail] + self.up[to_head]);
            down = down.min(self.down[to_head] + self.up[to_tail]);
            self.work.triangles += 1;
        }
        [up, down]
    }
}

impl Hierarchy {
    /// The lower sides of every triangle on a link: from the vertex below to the link's lower end
    /// (its tail), and to its upper end (its head).
    pub(super) fn lower_triangles(
        &self,
        link: LinkIdx,
    ) -> impl Iterator<Item = (LinkIdx, LinkIdx)> {
        let mut of_head = self.lowers[self.head(link)].iter().peekable();
        self.lowers[self.tails[link]].iter().filter_map(move |&(below, to_tail)| {
            while of_head.next_if(|&&(other, _)| other < below).is_some() {}
            of_head.next_if(|&&(other, _)| other == below).map(|&(_, to_head)| (to_tail, to_head))
        })
    }
}
