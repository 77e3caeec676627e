//! Meridians and parallels of a corridor map, named where they enter the picture.

use allways_base::LonLat;

use super::markup::{add, esc, px};
use super::view::{View, WIDTH};
use crate::frame::Bounds;
use crate::quantity::number;

/// Lines are sampled so often, in degrees: finer is not seen.
const SAMPLE: f64 = 2.5;
/// Meridians end here: at the poles they would all meet.
const TOP: f64 = 85.0;

/// The lines and their names, and the ground that the names take.
pub(super) fn graticule(view: &View) -> (String, Vec<Bounds>) {
    let step = degree_step(view.ground_width() / 111_000.0);
    let mut out = String::from("<g class=\"m-grid\">");
    let mut names = String::new();
    let mut taken: Vec<Bounds> = Vec::new();
    let mut line = |points: Vec<LonLat>, name: String| {
        let pixels: Vec<(f64, f64)> = points.into_iter().map(|p| view.at(p)).collect();
        let d = visible(&pixels, view);
        if d.is_empty() {
            return;
        }
        add(&mut out, format_args!("<path d=\"{d}\"/>"));
        if let Some((x, y)) = entry(&pixels, view) {
            let b = Bounds { x0: x - 2.0, y0: y - 11.0, x1: x + 44.0, y1: y + 3.0 };
            let free = |t: &Bounds| b.x1 < t.x0 || b.x0 > t.x1 || b.y1 < t.y0 || b.y0 > t.y1;
            if taken.iter().chain(&view.furniture()).all(free) {
                add(
                    &mut names,
                    format_args!("<text x=\"{}\" y=\"{}\">{}</text>", px(x), px(y), esc(&name)),
                );
                taken.push(b);
            }
        }
    };
    for lon in multiples(-180.0 + step, 180.0, step) {
        let points = multiples(-TOP, TOP, SAMPLE).into_iter().rev();
        line(points.map(|lat| LonLat::new(lon, lat)).collect(), longitude(lon));
    }
    for lat in multiples(-TOP, TOP, step) {
        let points = multiples(-180.0, 180.0, SAMPLE).into_iter();
        line(points.map(|lon| LonLat::new(lon, lat)).collect(), latitude(lat));
    }
    out.push_str(&names);
    out.push_str("</g>");
    (out, taken)
}

/// The parts of a sampled line in the picture, with one sample beyond each edge.
fn visible(pixels: &[(f64, f64)], view: &View) -> String {
    let seen: Vec<bool> = pixels.iter().map(|&p| view.shows(p)).collect();
    let near = |k: usize| {
        let before = k.checked_sub(1).and_then(|k| seen.get(k)).copied().unwrap_or(false);
        seen[k] || before || seen.get(k + 1).copied().unwrap_or(false)
    };
    let mut d = String::new();
    let mut open = false;
    for (k, &(x, y)) in pixels.iter().enumerate() {
        if !near(k) || !x.is_finite() || !y.is_finite() {
            open = false;
            continue;
        }
        add(&mut d, format_args!("{}{},{}", if open { 'L' } else { 'M' }, px(x), px(y)));
        open = true;
    }
    d
}

/// Where the line first comes into the picture, moved so far inside that its name is read.
fn entry(pixels: &[(f64, f64)], view: &View) -> Option<(f64, f64)> {
    let (out, inside) =
        pixels.windows(2).map(|w| (w[0], w[1])).find(|&(a, b)| !view.shows(a) && view.shows(b))?;
    // Halve the step until the edge is met.
    let (mut out, mut inside) = (out, inside);
    for _ in 0..8 {
        let mid = (f64::midpoint(out.0, inside.0), f64::midpoint(out.1, inside.1));
        if view.shows(mid) {
            inside = mid;
        } else {
            out = mid;
        }
    }
    let (x, y) = inside;
    Some(((x + 3.0).clamp(4.0, WIDTH - 44.0), (y - 3.0).clamp(12.0, view.height - 5.0)))
}

fn degree_step(span: f64) -> f64 {
    [0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 20.0].into_iter().find(|s| span / s <= 7.0).unwrap_or(30.0)
}

fn multiples(from: f64, to: f64, step: f64) -> Vec<f64> {
    let mut out = Vec::new();
    let mut k = (from / step).ceil();
    while k * step <= to && out.len() < 800 {
        out.push(k * step);
        k += 1.0;
    }
    out
}

fn longitude(lon: f64) -> String {
    match lon {
        l if l.abs() < 0.01 || l.abs() > 179.99 => format!("{}°", number(l.abs())),
        l if l < 0.0 => format!("{}° W", number(-l)),
        l => format!("{}° E", number(l)),
    }
}

fn latitude(lat: f64) -> String {
    match lat {
        l if l.abs() < 0.01 => "equator".to_owned(),
        l if l < 0.0 => format!("{}° S", number(-l)),
        l => format!("{}° N", number(l)),
    }
}
