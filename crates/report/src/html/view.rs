//! What part of the world a map shows, and its furniture: scale bar and north.

use allways_base::LonLat;

use super::markup::px;
use crate::frame::{Bounds, Frame, bounds};
use crate::globe::{Globe, great_circles};
use crate::quantity::{number, round_step};

/// Width of every map in its own units (pixels on a desk).
pub(super) const WIDTH: f64 = 560.0;
/// Evidence that spans more than this, in metres, is no longer about a city.
const FAR: f64 = 300_000.0;
/// Evidence that spans so many times the city would leave the city in a corner of its own map.
const BEYOND: f64 = 1.05;
/// A map shows at least so many metres.
const LEAST: f64 = 3_000.0;

/// How places come onto the paper.
#[derive(Clone, Copy, Debug)]
enum Ground {
    /// A city: flat.
    Flat(Frame),
    /// A corridor: round, seen from the hub.
    Round(Globe),
}

impl Ground {
    fn xy(&self, p: LonLat) -> (f64, f64) {
        match self {
            Self::Flat(frame) => frame.xy(p),
            Self::Round(globe) => globe.xy(p),
        }
    }
}

/// A window on the ground.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    ground: Ground,
    x0: f64,
    y1: f64,
    scale: f64,
    pub(super) height: f64,
    /// Too large for the city's base map.
    pub(super) world: bool,
}

impl View {
    /// Around all lines (a point is a line of one): in the frame of the city, given with its width
    /// in metres; in one of their own if there is no city; or on the globe seen from `hub` if they lie far apart. `None` without
    /// points.
    pub(super) fn around(
        lines: &[Vec<LonLat>],
        hub: Option<LonLat>,
        city: Option<(&Frame, f64)>,
    ) -> Option<Self> {
        let points = lines.concat();
        let own = Frame::around(&points)?;
        let own_box = bounds(points.iter().map(|&p| own.xy(p)))?;
        let span = own_box.width().max(own_box.height());
        let far = span > city.map_or(FAR, |(_, width)| (width * BEYOND).clamp(LEAST, FAR));
        if far {
            let globe = hub.map(Globe::at).or_else(|| Globe::around(&points))?;
            let ways = lines.iter().flat_map(|line| great_circles(line));
            let b = bounds(ways.map(|p| globe.xy(p)))?;
            return Some(Self::fit(Ground::Round(globe), b, true));
        }
        let Some((city, _)) = city else {
            return Some(Self::fit(Ground::Flat(own), own_box, false));
        };
        Some(Self::fit(Ground::Flat(*city), bounds(points.iter().map(|&p| city.xy(p)))?, false))
    }

    fn fit(ground: Ground, b: Bounds, world: bool) -> Self {
        let pad = b.width().max(b.height()) * 0.09;
        // Names stand beside their points: a corridor map needs more room at its sides.
        let sides = if world { pad * 1.8 } else { pad };
        let width = (b.width() + 2.0 * sides).max(LEAST);
        let height = (b.height() + 2.0 * pad).max(LEAST * 0.6);
        let shape = (height / width).clamp(0.42, 1.12);
        let width = width.max(height / shape);
        let height = width * shape;
        let (cx, cy) = (f64::midpoint(b.x0, b.x1), f64::midpoint(b.y0, b.y1));
        let scale = WIDTH / width;
        Self {
            ground,
            x0: cx - width / 2.0,
            y1: cy + height / 2.0,
            scale,
            height: (height * scale).round(),
            world,
        }
    }

    pub(super) fn at(&self, p: LonLat) -> (f64, f64) {
        let (x, y) = self.ground.xy(p);
        ((x - self.x0) * self.scale, (self.y1 - y) * self.scale)
    }

    /// A line as it is drawn: over the globe by the shortest way.
    pub(super) fn way(&self, line: &[LonLat]) -> Vec<LonLat> {
        if self.world { great_circles(line) } else { line.to_vec() }
    }

    /// Pixels for a length on the ground.
    pub(super) fn length(&self, metres: f64) -> f64 {
        metres * self.scale
    }

    /// Metres from the left edge to the right.
    pub(super) fn ground_width(&self) -> f64 {
        WIDTH / self.scale
    }

    pub(super) fn shows(&self, (x, y): (f64, f64)) -> bool {
        (0.0..=WIDTH).contains(&x) && (0.0..=self.height).contains(&y)
    }

    /// From the base layer's metres (x east, y south of the frame's middle) to this map.
    pub(super) fn base_transform(&self) -> String {
        format!(
            "matrix({s:.7} 0 0 {s:.7} {:.2} {:.2})",
            -self.x0 * self.scale,
            self.y1 * self.scale,
            s = self.scale
        )
    }

    /// `500 m`, `20 km`.
    pub(super) fn distance(metres: f64) -> String {
        if metres < 1000.0 {
            format!("{} m", number(metres))
        } else {
            format!("{} km", number(metres / 1000.0))
        }
    }

    /// A round length of about a quarter of the width, at the bottom left.
    pub(super) fn scale_bar(&self) -> String {
        let metres = round_step(WIDTH / self.scale * 0.25, 1.3);
        let length = self.length(metres);
        let text = Self::distance(metres).replace(' ', "\u{a0}");
        let text = if self.world { format!("{text} from the middle") } else { text };
        let y = self.height - 14.0;
        let text_y = px(y - 6.0);
        format!(
            "<g class=\"m-furniture\"><path d=\"M14,{top}V{y}H{end}V{top}\"/>\
             <text x=\"18\" y=\"{text_y}\">{text}</text></g>",
            top = px(y - 5.0),
            y = px(y),
            end = px(14.0 + length),
        )
    }

    /// Where the scale bar and the arrow stand; labels keep clear of them.
    pub(super) fn furniture(&self) -> [Bounds; 2] {
        let bar = WIDTH * 0.45;
        [
            Bounds { x0: 0.0, y0: self.height - 36.0, x1: bar, y1: self.height },
            Bounds { x0: WIDTH - 34.0, y0: 0.0, x1: WIDTH, y1: 48.0 },
        ]
    }

    /// Nothing on a corridor map: there the meridians show where north is.
    pub(super) fn north(&self) -> String {
        if self.world {
            return String::new();
        }
        let x = WIDTH - 20.0;
        format!(
            "<g class=\"m-furniture\"><path class=\"m-solid\" d=\"M{x},10l6,17-6-4-6,4z\"/>\
             <text x=\"{x}\" y=\"41\" text-anchor=\"middle\">N</text></g>",
            x = px(x)
        )
    }
}
