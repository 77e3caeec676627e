//! What part of the world a map shows, and its furniture: scale bar, north, graticule.

use allways_base::LonLat;

use super::markup::{each, esc, px};
use crate::frame::{Bounds, Frame, bounds};
use crate::quantity::{number, round_step};

/// Width of every map in its own units (pixels on a desk).
pub(super) const WIDTH: f64 = 560.0;
/// Evidence that spans more than this, in metres, is no longer about a city.
const FAR: f64 = 300_000.0;
/// A map shows at least so many metres.
const LEAST: f64 = 3_000.0;

/// A window on the ground.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    frame: Frame,
    x0: f64,
    y1: f64,
    scale: f64,
    pub(super) height: f64,
    /// Too large for the city's base map.
    pub(super) world: bool,
}

impl View {
    /// Around all points: in the city's frame, or in one of their own if they lie far apart or
    /// there is no city. `None` without points.
    pub(super) fn around(points: &[LonLat], city: Option<&Frame>) -> Option<Self> {
        let own = Frame::around(points)?;
        let own_box = bounds(points.iter().map(|&p| own.xy(p)))?;
        let far = own_box.width().hypot(own_box.height()) > FAR;
        let Some(city) = city.filter(|_| !far) else {
            return Some(Self::fit(own, own_box, far));
        };
        Some(Self::fit(*city, bounds(points.iter().map(|&p| city.xy(p)))?, false))
    }

    fn fit(frame: Frame, b: Bounds, world: bool) -> Self {
        let pad = b.width().max(b.height()) * 0.09;
        let width = (b.width() + 2.0 * pad).max(LEAST);
        let height = (b.height() + 2.0 * pad).max(LEAST * 0.6);
        let shape = (height / width).clamp(0.56, 1.12);
        let width = width.max(height / shape);
        let height = width * shape;
        let (cx, cy) = (f64::midpoint(b.x0, b.x1), f64::midpoint(b.y0, b.y1));
        let scale = WIDTH / width;
        Self {
            frame,
            x0: cx - width / 2.0,
            y1: cy + height / 2.0,
            scale,
            height: (height * scale).round(),
            world,
        }
    }

    pub(super) fn at(&self, p: LonLat) -> (f64, f64) {
        let (x, y) = self.frame.xy(p);
        ((x - self.x0) * self.scale, (self.y1 - y) * self.scale)
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

    /// A round length of about a quarter of the width, at the bottom left.
    pub(super) fn scale_bar(&self) -> String {
        let metres = round_step(WIDTH / self.scale * 0.25, 1.3);
        let length = self.length(metres);
        let text = if metres < 1000.0 {
            format!("{}\u{a0}m", number(metres))
        } else {
            format!("{}\u{a0}km", number(metres / 1000.0))
        };
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

    pub(super) fn north() -> String {
        let x = WIDTH - 20.0;
        format!(
            "<g class=\"m-furniture\"><path class=\"m-solid\" d=\"M{x},10l6,17-6-4-6,4z\"/>\
             <text x=\"{x}\" y=\"41\" text-anchor=\"middle\">N</text></g>",
            x = px(x)
        )
    }

    /// Meridians and parallels at round degrees, named at the edges.
    pub(super) fn graticule(&self) -> String {
        let (lon0, lat1) = self.frame.degrees(self.x0, self.y1);
        let (lon1, lat0) =
            self.frame.degrees(self.x0 + WIDTH / self.scale, self.y1 - self.height / self.scale);
        let step = degree_step((lon1 - lon0).max(lat1 - lat0));
        let meridians = each(multiples(lon0, lon1, step), |lon| {
            let x = px((lon - lon0) / (lon1 - lon0) * WIDTH);
            format!(
                "<path d=\"M{x},0V{h}\"/><text x=\"{x}\" y=\"12\" dx=\"3\">{}</text>",
                esc(&longitude(lon)),
                h = px(self.height),
            )
        });
        let parallels = each(multiples(lat0, lat1, step), |lat| {
            let y = (lat1 - lat) / (lat1 - lat0) * self.height;
            format!(
                "<path d=\"M0,{}H{WIDTH}\"/><text x=\"4\" y=\"{}\">{}</text>",
                px(y),
                px(y - 3.0),
                esc(&latitude(lat)),
            )
        });
        format!("<g class=\"m-grid\">{meridians}{parallels}</g>")
    }
}

fn degree_step(span: f64) -> f64 {
    [0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0]
        .into_iter()
        .find(|s| span / s <= 9.0)
        .unwrap_or(45.0)
}

fn multiples(from: f64, to: f64, step: f64) -> Vec<f64> {
    let mut out = Vec::new();
    let mut k = (from / step).ceil();
    while k * step < to && out.len() < 64 {
        out.push(k * step);
        k += 1.0;
    }
    out
}

fn longitude(lon: f64) -> String {
    let lon = if lon > 180.0 { lon - 360.0 } else { lon };
    let side = if lon < 0.0 { "° W" } else { "° E" };
    format!("{}{side}", number(lon.abs()))
}

fn latitude(lat: f64) -> String {
    format!("{}{}", number(lat.abs()), if lat < 0.0 { "° S" } else { "° N" })
}
