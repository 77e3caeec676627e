//! Labels that do not overlap: greedy, most important first, a few places tried for each.
//!
//! Plain greedy placement with eight positions (after Christensen, Marks and Shieber, 1995, who
//! compare it with better ones); a label that finds no room is left out, except those of ends.

use allways_city::verdict::MapRole;

use super::markup::{each, esc, px};
use super::view::{View, WIDTH};
use crate::frame::Bounds;
use crate::width::{cut, display_width};
use crate::words::{label_words, short_name};

/// Most labels on one map; more are noise.
const MOST: usize = 44;
/// Longest label, in columns.
const LONGEST: usize = 34;
const LINE_HEIGHT: f64 = 15.0;

/// A label that wants to be at one of its spots.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) text: String,
    /// Where it may stand, best first; never empty. A point is the first one; it may have two more,
    /// right and left of it, beyond what is drawn at its sides.
    pub(super) spots: Vec<(f64, f64)>,
    pub(super) role: MapRole,
    /// Among equals the farther goes first: on a corridor map the gateways.
    pub(super) reach: f64,
    /// Belongs to the base map: gives way to the evidence.
    pub(super) base: bool,
}

impl Wanted {
    fn priority(&self) -> u8 {
        // The outline of the plan's own area is what every map is about.
        if self.base && self.role == MapRole::Area {
            return 6;
        }
        let own = match self.role {
            MapRole::End => 0,
            MapRole::Place => 1,
            MapRole::Ride | MapRole::NewLine | MapRole::Link => 2,
            MapRole::Stop => 3,
            MapRole::District | MapRole::Area => 4,
            _ => 5,
        };
        own + if self.base { 6 } else { 0 }
    }

    fn class(&self) -> &'static str {
        match self.role {
            MapRole::End => "l-end",
            MapRole::District | MapRole::Area => "l-district",
            MapRole::Line | MapRole::NewLine | MapRole::Ride | MapRole::Link => "l-line",
            _ if self.base => "l-base",
            _ => "l-point",
        }
    }

    /// Estimated, since nothing measures text without a font: 7 to 8 pixels a column, as for a wide font.
    fn width(&self) -> f64 {
        let columns = allways_base::cast::f64_from(display_width(&self.text));
        match self.role {
            MapRole::End => columns * 8.8,
            MapRole::District | MapRole::Area => columns * 8.2,
            _ => columns * 7.3,
        }
    }

    fn at(&self) -> (f64, f64) {
        self.spots.first().copied().unwrap_or_default()
    }

    fn is_point(&self) -> bool {
        matches!(self.role, MapRole::End | MapRole::Place | MapRole::Stop)
    }

    /// Each place to try, best first. The text is anchored on the side of its point, so that a font
    /// wider than estimated runs away from the point and not over it.
    fn candidates(&self) -> Vec<Spot> {
        let (x, y) = self.at();
        let spot = |dx: f64, dy: f64, anchor| Spot { x: x + dx, y: y + dy, anchor };
        let (start, middle, end) = (Anchor::Start, Anchor::Middle, Anchor::End);
        if self.is_point() {
            let gap = if self.role == MapRole::End { 13.0 } else { 8.0 };
            let slant = gap * 0.7;
            let mut tried = vec![
                spot(gap, 4.5, start),
                spot(-gap, 4.5, end),
                spot(0.0, -gap, middle),
                spot(0.0, gap + 10.0, middle),
                spot(slant, -slant, start),
                spot(slant, gap + 6.0, start),
                spot(-slant, -slant, end),
                spot(-slant, gap + 6.0, end),
            ];
            if let [_, right, left] = self.spots[..] {
                tried.push(Spot { x: right.0 + gap, y: right.1 + 4.5, anchor: start });
                tried.push(Spot { x: left.0 - gap, y: left.1 + 4.5, anchor: end });
            }
            return tried;
        }
        // On the line or in the ring, wherever there is room; never beside it.
        self.spots.iter().map(|&(x, y)| Spot { x, y: y + 4.5, anchor: middle }).collect()
    }

    fn bounds(&self, at: Spot) -> Bounds {
        let w = self.width();
        let x0 = match at.anchor {
            Anchor::Start => at.x,
            Anchor::Middle => at.x - w / 2.0,
            Anchor::End => at.x - w,
        };
        Bounds { x0, y0: at.y - 11.5, x1: x0 + w, y1: at.y - 11.5 + LINE_HEIGHT }
    }
}

#[derive(Clone, Copy, Debug)]
enum Anchor {
    Start,
    Middle,
    End,
}

impl Anchor {
    const fn attribute(self) -> &'static str {
        match self {
            Self::Start => "",
            Self::Middle => " text-anchor=\"middle\"",
            Self::End => " text-anchor=\"end\"",
        }
    }
}

/// Where a text is anchored, and its baseline.
#[derive(Clone, Copy, Debug)]
struct Spot {
    x: f64,
    y: f64,
    anchor: Anchor,
}

fn overlap(a: &Bounds, b: &Bounds) -> bool {
    a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1
}

/// The labels of a map as SVG text; `taken` is ground that no label may cover, besides the furniture.
pub(super) fn place(mut wanted: Vec<Wanted>, mut taken: Vec<Bounds>, view: &View) -> String {
    wanted.retain(|w| view.shows(w.at()));
    taken.extend(view.furniture());
    each(&placed(wanted, &mut taken, (WIDTH, view.height)), svg)
}

/// A label and where it found room.
pub(super) struct Placed {
    pub(super) label: Wanted,
    at: Spot,
}

/// Finds room on a paper of this width and height; what is placed is `taken` after it.
pub(super) fn placed(
    mut wanted: Vec<Wanted>,
    taken: &mut Vec<Bounds>,
    (width, height): (f64, f64),
) -> Vec<Placed> {
    for w in &mut wanted {
        w.text = label_words(&w.text);
        // What stands in brackets may tell two places apart: it goes only where it must.
        if display_width(&w.text) > LONGEST {
            w.text = cut(short_name(&w.text), LONGEST);
        }
    }
    wanted.retain(|w| !w.text.is_empty() && !w.spots.is_empty());
    wanted
        .sort_by(|a, b| a.priority().cmp(&b.priority()).then_with(|| b.reach.total_cmp(&a.reach)));
    let mut placed: Vec<Placed> = Vec::new();
    for w in wanted {
        if placed.len() >= MOST || placed.iter().any(|p| same_place(&p.label, &w)) {
            continue;
        }
        let room = |at: &Spot| {
            let b = w.bounds(*at);
            let inside = b.x0 >= 3.0 && b.x1 <= width - 3.0 && b.y0 >= 3.0;
            inside && b.y1 <= height - 3.0 && !taken.iter().any(|t| overlap(t, &b))
        };
        let forced = (w.role == MapRole::End && !w.base).then(|| {
            let left = (w.at().0 + 12.0).min(width - 8.0 - w.width()).max(6.0);
            let y = (w.at().1 - 12.0).clamp(14.0, height - 6.0);
            Spot { x: left, y, anchor: Anchor::Start }
        });
        let Some(at) = w.candidates().into_iter().find(room).or(forced) else { continue };
        taken.push(w.bounds(at));
        placed.push(Placed { label: w, at });
    }
    placed
}

pub(super) fn svg(Placed { label, at }: &Placed) -> String {
    format!(
        "<text class=\"{}\" x=\"{}\" y=\"{}\"{}>{}</text>",
        label.class(),
        px(at.x),
        px(at.y),
        at.anchor.attribute(),
        esc(&label.text)
    )
}

/// The same name twice within 120 pixels is one place that two tables name; so is a name that only
/// lengthens one that is there (`Line 5`, `Line 5 / Jiangtiao`) if the base map says it.
fn same_place(there: &Wanted, new: &Wanted) -> bool {
    let (a, b) = (there.at(), new.at());
    let apart = (a.0 - b.0).hypot(a.1 - b.1);
    let near = apart < if new.is_point() { 120.0 } else { 240.0 };
    let longer = new.base && new.text.starts_with(&there.text);
    let place = |text: &str| text.split_whitespace().next().map(str::to_owned);
    let touching = apart < 6.0;
    let named = new.base && touching && place(&there.text) == place(&new.text);
    near && (there.text == new.text || longer) || named
}
