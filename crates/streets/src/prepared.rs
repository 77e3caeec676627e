//! Weights, and the hierarchy that searches from many places at once stand on, each part made when
//! it is first needed and kept.
//!
//! The order of contraction is of the network and serves all weights. Where weights are an edit of
//! others (a year of a plan that closes a street), the links that the edit concerns are customized
//! again and all others kept (Dibbelt, Strasser & Wagner 2016, partial customization), if the others'
//! have been customized before.

use std::sync::{Arc, OnceLock};

use allways_base::IdxVec;

use crate::hierarchy::{ArcIdx, Graph, Hierarchy, Metric, MetricWork, SearchGraph};
use crate::network::StreetNetwork;
use crate::weights::Weights;

/// The hierarchy of a network, made when it is first needed.
pub type Order = Arc<OnceLock<Hierarchy>>;

/// See the module docs.
#[derive(Debug)]
pub struct Prepared {
    weights: Weights,
    order: Order,
    base: Option<Arc<Self>>,
    customized: OnceLock<Customized>,
    graph: OnceLock<SearchGraph>,
}

#[derive(Debug)]
struct Customized {
    arcs: IdxVec<ArcIdx, u32>,
    metric: Metric,
    how: Customization,
}

/// What a customization was, and its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Customization {
    /// Arcs whose weight differs from the base's; `None`: of a full customization.
    pub changed: Option<usize>,
    /// Links and triangles looked at.
    pub work: MetricWork,
}

/// Above this share of arcs changed, one in so many, a full customization is less work.
const MOST_CHANGED: usize = 20;

impl Prepared {
    /// `order` is of the network that the weights are of.
    pub const fn new(weights: Weights, order: Order) -> Self {
        Self { weights, order, base: None, customized: OnceLock::new(), graph: OnceLock::new() }
    }

    /// Weights that differ little from others of the same network.
    pub fn edited(weights: Weights, base: Arc<Self>) -> Self {
        let order = Arc::clone(&base.order);
        Self { base: Some(base), ..Self::new(weights, order) }
    }

    /// The weights.
    pub const fn weights(&self) -> &Weights {
        &self.weights
    }

    /// What many places at once are searched with. `net` is the network of the weights.
    pub fn graph(&self, net: &StreetNetwork) -> &SearchGraph {
        self.graph.get_or_init(|| {
            let Customized { metric, .. } = self.customized(net);
            SearchGraph::new(self.hierarchy(net), metric)
        })
    }

    /// How the hierarchy was, or is now, customized. `net` is the network of the weights.
    pub fn customization(&self, net: &StreetNetwork) -> Customization {
        self.customized(net).how
    }

    fn hierarchy(&self, net: &StreetNetwork) -> &Hierarchy {
        self.order.get_or_init(|| Hierarchy::new(&Graph::from_network(net, &self.weights)))
    }

    fn customized(&self, net: &StreetNetwork) -> &Customized {
        self.customized.get_or_init(|| {
            let hierarchy = self.hierarchy(net);
            let arcs = Graph::weights_on(net, &self.weights);
            let base = self.base.as_ref().and_then(|base| base.customized.get());
            if let Some(base) = base {
                let differs = |&arc: &ArcIdx| arcs[arc] != base.arcs[arc];
                let changed: Vec<ArcIdx> = arcs.indices().filter(differs).collect();
                if changed.len() <= arcs.len() / MOST_CHANGED {
                    let mut metric = base.metric.clone();
                    metric.update(hierarchy, &arcs, &changed);
                    let how = Customization { changed: Some(changed.len()), work: metric.work() };
                    return Customized { arcs, metric, how };
                }
            }
            let metric = hierarchy.customize(&arcs);
            let how = Customization { changed: None, work: metric.work() };
            Customized { arcs, metric, how }
        })
    }
}
