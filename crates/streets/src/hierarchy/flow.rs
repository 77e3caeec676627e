//! Small cuts by inertial flow (Schild & Sommer, SEA 2015): the vertices are sorted along a line,
//! the first quarter is the source and the last the sink, and a maximum flow between them (Dinitz
//! 1970, every edge of capacity one) finds where the graph is thin in between.

use allways_base::cast::u32_from;

use super::graph::at;
use super::part::Part;

/// A way to cut a part in two.
#[derive(Clone, Debug)]
pub(super) struct Cut {
    /// Number of edges cut.
    pub(super) size: usize,
    /// Vertex → whether it is on the source's side.
    pub(super) is_near: Vec<bool>,
}

impl Cut {
    /// Vertices on the smaller side.
    pub(super) fn smaller_side(&self) -> usize {
        let near = self.is_near.iter().filter(|&&near| near).count();
        near.min(self.is_near.len() - near)
    }
}

const UNSEEN: u32 = u32::MAX;

struct Flow<'a> {
    part: &'a Part,
    /// Arc → the same edge from its other end.
    twins: &'a [u32],
    /// Arc → how much more may flow: 1 at first, 0 when full, 2 when full the other way.
    room: Vec<u8>,
    is_sink: Vec<bool>,
    levels: Vec<u32>,
    /// Vertex → the first arc not yet tried in this phase.
    next: Vec<u32>,
}

/// The smallest cut between the two ends of `sorted`; `None` if it is larger than `limit`.
pub(super) fn cut(part: &Part, twins: &[u32], sorted: &[u32], limit: usize) -> Option<Cut> {
    let n = part.len();
    let quarter = (n / 4).max(1);
    let (sources, sinks) = (&sorted[..quarter], &sorted[n - quarter..]);
    let mut flow = Flow {
        part,
        twins,
        room: vec![1; twins.len()],
        is_sink: vec![false; n],
        levels: Vec::new(),
        next: Vec::new(),
    };
    for &sink in sinks {
        flow.is_sink[at(sink)] = true;
    }
    let mut size = 0;
    while flow.find_levels(sources) {
        for &source in sources {
            while flow.augment(source) {
                size += 1;
                if size > limit {
                    return None;
                }
            }
        }
    }
    // The last search saw exactly the source's side.
    let near: Vec<bool> = flow.levels.iter().map(|&level| level != UNSEEN).collect();
    let far = flow.not_leading_to(sinks);
    let [near, far] = [near, far].map(|is_near| Cut { size, is_near });
    Some(if far.smaller_side() > near.smaller_side() { far } else { near })
}

impl Flow<'_> {
    /// Levels from the sources along arcs with room; true if a sink was seen.
    fn find_levels(&mut self, sources: &[u32]) -> bool {
        self.levels.clear();
        self.levels.resize(self.part.len(), UNSEEN);
        self.next.clear();
        self.next.extend_from_slice(&self.part.first[..self.part.len()]);
        let mut queue: Vec<u32> = sources.to_vec();
        for &source in sources {
            self.levels[at(source)] = 0;
        }
        let mut head = 0;
        while let Some(&vertex) = queue.get(head) {
            head += 1;
            if self.is_sink[at(vertex)] {
                return true;
            }
            for arc in self.part.range(vertex) {
                let to = self.part.heads[arc];
                if self.room[arc] > 0 && self.levels[at(to)] == UNSEEN {
                    self.levels[at(to)] = self.levels[at(vertex)] + 1;
                    queue.push(to);
                }
            }
        }
        false
    }

    /// Sends one unit from a source to a sink along rising levels, if there is a way left.
    fn augment(&mut self, source: u32) -> bool {
        let mut path: Vec<usize> = Vec::new();
        let mut vertex = source;
        loop {
            if self.is_sink[at(vertex)] {
                for arc in path {
                    self.room[arc] -= 1;
                    self.room[at(self.twins[arc])] += 1;
                }
                return true;
            }
            let arc = at(self.next[at(vertex)]);
            if arc == at(self.part.first[at(vertex) + 1]) {
                // A dead end: never come here again in this phase.
                self.levels[at(vertex)] = UNSEEN;
                let Some(back) = path.pop() else { return false };
                vertex = self.part.heads[at(self.twins[back])];
                self.next[at(vertex)] += 1;
                continue;
            }
            let to = self.part.heads[arc];
            let (level, level_to) = (self.levels[at(vertex)], self.levels[at(to)]);
            if self.room[arc] > 0 && level != UNSEEN && level_to == level.wrapping_add(1) {
                path.push(arc);
                vertex = to;
            } else {
                self.next[at(vertex)] += 1;
            }
        }
    }

    /// The other minimum cut: what cannot reach the sinks.
    fn not_leading_to(&self, sinks: &[u32]) -> Vec<bool> {
        let mut is_near = vec![true; self.part.len()];
        let mut stack: Vec<u32> = sinks.to_vec();
        for &sink in sinks {
            is_near[at(sink)] = false;
        }
        while let Some(vertex) = stack.pop() {
            for arc in self.part.range(vertex) {
                let from = self.part.heads[arc];
                if is_near[at(from)] && self.room[at(self.twins[arc])] > 0 {
                    is_near[at(from)] = false;
                    stack.push(from);
                }
            }
        }
        is_near
    }
}

/// Arc → the same edge from its other end. Rows are ascending, so that walking all arcs in order
/// meets the twins of each row in order too.
pub(super) fn twins(part: &Part) -> Vec<u32> {
    let mut cursor: Vec<u32> = part.first[..part.len()].to_vec();
    let mut twins = vec![0; part.heads.len()];
    for (arc, &to) in part.heads.iter().enumerate() {
        twins[arc] = cursor[at(to)];
        cursor[at(to)] += 1;
    }
    debug_assert!(twins.iter().enumerate().all(|(k, &t)| twins[at(t)] == u32_from(k)));
    twins
}
