//! The best start for a route that is already chosen.

use crate::clock::Span;
use crate::network::Arc;
use crate::search::{each_boarding, start_span};
use crate::view::{Came, View};

/// The shortest time along `arcs`, and when it is there; `None` if they cannot be travelled or a
/// time is unknown.
pub(crate) fn best_start(view: &View<'_>, arcs: &[Arc]) -> Option<Span> {
    let net = view.net;
    let mut spans = vec![start_span(view, net.tail(*arcs.first()?))];
    for (k, &arc) in arcs.iter().enumerate() {
        let came = Came::between(net, k.checked_sub(1).map(|before| arcs[before].link), arc);
        let (crossing, ride) = (view.crossing(came, arc)?, view.links[arc.link].ride?);
        let mut next: Vec<Span> = Vec::new();
        for span in spans {
            each_boarding(view, span, net.tail(arc), arc, &crossing, &mut |span| {
                let span = span.later(ride);
                if !next.iter().any(|other| other.serves(span)) {
                    next.retain(|other| !span.serves(*other));
                    next.push(span);
                }
            });
        }
        spans = next;
    }
    spans.into_iter().min()
}
