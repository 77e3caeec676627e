//! Strongly connected components of a vehicle network: Tarjan's algorithm (SIAM Journal on
//! Computing 1, 1972), without recursion. Turn restrictions do not count: a place is refused where
//! no vehicle can come or leave at all, not where the way round is long.

use allways_base::Idx;

use crate::network::{EdgeIdx, NodeIdx, StreetNetwork};

const UNSEEN: usize = usize::MAX;

/// Each node with a node that stands for its component. To be called on a network whose hops are
/// not yet split by turn restrictions, or on one where every node's own vertex has all of its hops'
/// ends.
pub(crate) fn strong_components(
    net: &StreetNetwork,
    is_there: &impl Fn(EdgeIdx) -> bool,
) -> Vec<(NodeIdx, NodeIdx)> {
    let n = net.n_nodes();
    let next = |node: usize| {
        let hops = net.hops(StreetNetwork::vertex(NodeIdx::from_usize(node)));
        let open = hops
            .iter()
            .filter(|hop| (!hop.flags.is_one_way() || !hop.is_backward()) && is_there(hop.edge));
        open.map(|hop| net.node_of(hop.to).to_usize())
    };
    let (mut order, mut low) = (vec![UNSEEN; n], vec![UNSEEN; n]);
    let mut is_open = vec![false; n];
    let (mut open, mut found) = (Vec::new(), Vec::with_capacity(n));
    let mut clock = 0;
    for start in 0..n {
        if order[start] != UNSEEN {
            continue;
        }
        // Nodes being looked at, with the neighbors still to come.
        let mut path = Vec::new();
        let mut enter = Some(start);
        loop {
            if let Some(node) = enter.take() {
                (order[node], low[node]) = (clock, clock);
                clock += 1;
                open.push(node);
                is_open[node] = true;
                path.push((node, next(node)));
            }
            let Some((node, neighbors)) = path.last_mut() else { break };
            let node = *node;
            match neighbors.next() {
                Some(to) if order[to] == UNSEEN => enter = Some(to),
                Some(to) if is_open[to] => low[node] = low[node].min(order[to]),
                Some(_) => {}
                None => {
                    path.pop();
                    if let Some((before, _)) = path.last() {
                        low[*before] = low[*before].min(low[node]);
                    }
                    if low[node] == order[node] {
                        while let Some(member) = open.pop() {
                            is_open[member] = false;
                            found.push((NodeIdx::from_usize(member), NodeIdx::from_usize(node)));
                            if member == node {
                                break;
                            }
                        }
                    }
                }
            }
        }
    }
    found
}
