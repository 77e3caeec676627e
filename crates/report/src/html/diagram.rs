//! Time against cost of the options of a corridor.
//!
//! The options are a Pareto set of four criteria (time, cost, CO2e, handlings): the two that a trade
//! planner asks for first are the axes, the other two are columns of the table. The stair joins the
//! options that no other beats in time *and* cost; one above it is there for its CO2e or its
//! handlings. An option whose cost is not known has a row in a band of its own, for it belongs at no
//! height. Costs that differ by more than ten times are drawn on a logarithmic axis.

use allways_city::corridor::OptionRecord;
use allways_city::verdict::MapRole;

use super::axis::Axis;
use super::labels::{Placed, Wanted, placed, svg};
use super::markup::{add, each, esc, px};
use super::modes::{self, MARK, main_mode, mark};
use crate::corridor::cells::{by, hours};
use crate::frame::Bounds;
use crate::quantity::{decimal, number};

/// In its own units: pixels on a desk, nine tenths of one on a phone.
const WIDTH: f64 = 440.0;
/// Height of the frame of known costs.
const PLOT: f64 = 220.0;
/// The frame: left edge (the numbers of the costs stand left of it), right edge.
const LEFT: f64 = 62.0;
const RIGHT: f64 = WIDTH - 14.0;
/// Above the frame: the name of the axis of costs.
const TOP: f64 = 26.0;
/// One option without a known cost.
const ROW: f64 = 22.0;
/// Costs beyond so many times the least are drawn on a logarithmic axis.
const TIMES: f64 = 10.0;
/// From so many hours on, time is told in days; below so many, in minutes.
const DAYS: f64 = 96.0;
const MINUTES: f64 = 3.0;

/// The diagram with its legend; nothing if no option can be drawn.
pub(super) fn figure(options: &[OptionRecord]) -> String {
    let Some(sheet) = Sheet::of(options) else { return String::new() };
    let height = px(sheet.height());
    format!(
        "<figure class=\"map costs\"><svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\">\
         <title>Time and cost of {n}</title><desc>{desc}</desc>\
         {axes}{stair}{whiskers}{marks}{labels}</svg><figcaption>{caption}{legend}</figcaption></figure>\n",
        n = counted(sheet.dots.len()),
        desc = esc(&sheet.spoken()),
        axes = sheet.axes(),
        stair = sheet.stair(),
        whiskers = each(&sheet.dots, |dot| sheet.whisker(dot)),
        marks = each(&sheet.dots, |dot| mark(dot.mode, sheet.at(dot))),
        labels = sheet.labels(),
        caption = sheet.caption(),
        legend = legend(&sheet.dots),
    )
}

fn counted(n: usize) -> String {
    if n == 1 { "one option".to_owned() } else { format!("{n} options") }
}

/// One option.
struct Dot<'a> {
    n: usize,
    option: &'a OptionRecord,
    mode: &'static str,
    /// US dollars, or the row in the band of those whose cost is not known.
    place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Cost(f64),
    Row(f64),
}

/// What the axes span.
struct Sheet<'a> {
    dots: Vec<Dot<'a>>,
    rows: f64,
    /// In hours.
    time: Axis,
    /// What times are told in: hours of one, and its name.
    unit: (f64, &'static str),
    cost: Option<Axis>,
}

impl<'a> Sheet<'a> {
    fn of(options: &'a [OptionRecord]) -> Option<Self> {
        let mut rows = 0.0;
        let mut dots = Vec::new();
        for (n, option) in options.iter().enumerate() {
            let (low, high) = option.usual_h;
            let drawn = [option.time_h, low, high].into_iter().all(|h| h.is_finite() && h >= 0.0);
            if !drawn {
                continue;
            }
            // Nothing is free: a cost of zero is one that no row states.
            let known = option.known_cost_usd().filter(|usd| usd.is_finite() && *usd > 0.0);
            let place = known.map_or(Place::Row(rows), Place::Cost);
            if known.is_none() {
                rows += 1.0;
            }
            dots.push(Dot { n: n + 1, option, mode: main_mode(option), place });
        }
        let most = |dot: &Dot<'_>| dot.option.time_h.max(dot.option.usual_h.1);
        let least = |dot: &Dot<'_>| dot.option.time_h.min(dot.option.usual_h.0);
        let last = dots.iter().map(most).reduce(f64::max)?;
        let first = dots.iter().map(least).reduce(f64::min)?;
        // As in the table.
        let unit = match last {
            h if h >= DAYS => (24.0, "days"),
            h if h < MINUTES => (1.0 / 60.0, "minutes"),
            _ => (1.0, "hours"),
        };
        let days = Axis::linear(first / unit.0, (last / unit.0).max(0.1), 6.0);
        let time = Axis {
            low: days.low * unit.0,
            high: days.high * unit.0,
            step: days.step * unit.0,
            ..days
        };
        let costs = || {
            dots.iter().filter_map(|dot| match dot.place {
                Place::Cost(usd) => Some(usd),
                Place::Row(_) => None,
            })
        };
        let cost = costs().reduce(f64::min).zip(costs().reduce(f64::max)).map(|(low, high)| {
            if high > low * TIMES {
                Axis::logarithmic(low, high)
            } else {
                Axis::linear(low, high, 5.0)
            }
        });
        Some(Self { dots, rows, time, unit, cost })
    }

    /// Lower edge of the frame of known costs; without any the band is all there is.
    fn floor(&self) -> f64 {
        if self.cost.is_some() { TOP + PLOT } else { TOP }
    }

    /// Lower edge of the band of those whose cost is not known.
    fn bottom(&self) -> f64 {
        let band = if self.rows > 0.0 { self.rows * ROW + ROW } else { 0.0 };
        self.floor() + band
    }

    fn height(&self) -> f64 {
        self.bottom() + 42.0
    }

    fn x(&self, h: f64) -> f64 {
        LEFT + self.time.share(h) * (RIGHT - LEFT)
    }

    fn y(&self, place: Place) -> f64 {
        match (place, &self.cost) {
            (Place::Cost(usd), Some(axis)) => self.floor() - axis.share(usd) * PLOT,
            (Place::Row(row) | Place::Cost(row), _) => self.floor() + ROW * (row + 1.4),
        }
    }

    fn at(&self, dot: &Dot<'_>) -> (f64, f64) {
        (self.x(dot.option.time_h), self.y(dot.place))
    }

    fn axes(&self) -> String {
        let (unit, word) = self.unit;
        let (top, floor, bottom) = (px(TOP), px(self.floor()), px(self.bottom()));
        let mut out = String::from("<g class=\"c-axes\">");
        let mut line = |x0: &str, y0: &str, x1: &str, y1: &str| {
            add(&mut out, format_args!("<path d=\"M{x0},{y0}L{x1},{y1}\"/>"));
        };
        let (left, right) = (px(LEFT), px(RIGHT));
        let mut texts = String::new();
        for h in self.time.ticks() {
            let x = px(self.x(h));
            line(&x, &top, &x, &bottom);
            let y = px(self.bottom() + 16.0);
            let said = number(h / unit);
            add(
                &mut texts,
                format_args!("<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\">{said}</text>"),
            );
        }
        for usd in self.cost.iter().flat_map(Axis::ticks) {
            let y = self.y(Place::Cost(usd));
            line(&left, &px(y), &right, &px(y));
            let (x, y) = (px(LEFT - 7.0), px(y + 4.0));
            let said = number(usd);
            add(
                &mut texts,
                format_args!("<text x=\"{x}\" y=\"{y}\" text-anchor=\"end\">{said}</text>"),
            );
        }
        out += &texts;
        if let Some(axis) = &self.cost {
            let log = if axis.is_log { ", logarithmic" } else { "" };
            add(&mut out, format_args!("<text x=\"4\" y=\"14\">US dollars{log}</text>"));
        }
        let below = px(self.bottom() + 35.0);
        add(
            &mut out,
            format_args!("<text x=\"{right}\" y=\"{below}\" text-anchor=\"end\">{word}</text>"),
        );
        if self.rows > 0.0 {
            let (high, y) = (px(self.bottom() - self.floor()), px(self.floor() + 15.0));
            let wide = px(RIGHT - LEFT);
            add(
                &mut out,
                format_args!(
                    "<rect class=\"c-band\" x=\"{left}\" y=\"{floor}\" width=\"{wide}\" \
                     height=\"{high}\"/><text x=\"{}\" y=\"{y}\">cost not known</text>",
                    px(LEFT + 6.0)
                ),
            );
        }
        out + "</g>"
    }

    /// The options that no other beats in time and cost, fastest first.
    fn front(&self) -> Vec<(f64, f64)> {
        let mut known: Vec<(f64, f64)> = self
            .dots
            .iter()
            .filter_map(|dot| match dot.place {
                Place::Cost(usd) => Some((dot.option.time_h, usd)),
                Place::Row(_) => None,
            })
            .collect();
        known.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut least = f64::INFINITY;
        known.retain(|&(_, usd)| {
            let better = usd < least;
            least = least.min(usd);
            better
        });
        known
    }

    /// The least cost within each time: down at every option of the front.
    fn stair(&self) -> String {
        let front = self.front();
        let Some(&(first, _)) = front.first() else { return String::new() };
        let mut d = format!("M{},{}", px(self.x(first)), px(TOP));
        for (h, usd) in front {
            add(&mut d, format_args!("H{}V{}", px(self.x(h)), px(self.y(Place::Cost(usd)))));
        }
        format!("<path class=\"c-stair\" d=\"{d}H{}\"/>", px(RIGHT))
    }

    /// The usual range of the time; nothing if no row states one.
    fn whisker(&self, dot: &Dot<'_>) -> String {
        let (low, high) = dot.option.usual_h;
        if high - low < 1e-6 {
            return String::new();
        }
        let y = self.y(dot.place);
        let (x0, x1, up, down) = (px(self.x(low)), px(self.x(high)), px(y - 4.0), px(y + 4.0));
        format!(
            "<path class=\"c-whisker\" d=\"M{x0},{up}V{down}M{x1},{up}V{down}M{x0},{y}H{x1}\"/>",
            y = px(y)
        )
    }

    /// Number and modes, in the band also what the cost is at least; less where there is no room.
    fn labels(&self) -> String {
        let mut taken: Vec<Bounds> = self.dots.iter().flat_map(|dot| self.ground(dot)).collect();
        // Beside the frame stand the numbers of the axes.
        let bottom = self.bottom();
        taken.push(Bounds { x0: 0.0, y0: 0.0, x1: LEFT, y1: self.height() });
        taken.push(Bounds { x0: 0.0, y0: 0.0, x1: 170.0, y1: 18.0 });
        taken.push(Bounds { x0: 0.0, y0: bottom, x1: WIDTH, y1: self.height() });
        if self.rows > 0.0 {
            let (y0, x1) = (self.floor() - 1.0, LEFT + 110.0);
            taken.push(Bounds { x0: LEFT, y0, x1, y1: y0 + 20.0 });
        }
        let size = (WIDTH, self.height());
        let want = |dot: &Dot<'_>, text: String| Wanted {
            text,
            spots: self.spots(dot),
            role: MapRole::Place,
            reach: 0.0,
            base: false,
        };
        let mut all: Vec<Placed> = Vec::new();
        for text in [Dot::text, Dot::short, |dot: &Dot<'_>| dot.n.to_string()] {
            let is_missing = |dot: &&Dot<'_>| !all.iter().any(|p| dot.owns(&p.label.text));
            let wanted =
                self.dots.iter().filter(is_missing).map(|dot| want(dot, text(dot))).collect();
            all.extend(placed(wanted, &mut taken, size));
        }
        each(&all, svg)
    }

    /// At the mark, or past either end of its whisker.
    fn spots(&self, dot: &Dot<'_>) -> Vec<(f64, f64)> {
        let ((x, y), (low, high)) = (self.at(dot), dot.option.usual_h);
        vec![(x, y), (self.x(high).max(x), y), (self.x(low).min(x), y)]
    }

    /// What no label may cover: mark and whisker.
    fn ground(&self, dot: &Dot<'_>) -> [Bounds; 2] {
        let (x, y) = self.at(dot);
        let (low, high) = dot.option.usual_h;
        [
            Bounds { x0: x - MARK, y0: y - MARK, x1: x + MARK, y1: y + MARK },
            Bounds { x0: self.x(low), y0: y - 2.0, x1: self.x(high), y1: y + 2.0 },
        ]
    }

    fn caption(&self) -> String {
        let known = self.dots.iter().filter(|dot| matches!(dot.place, Place::Cost(_))).count();
        let above = if self.front().len() < known {
            " An option off the line is there for its CO2e or its handlings."
        } else {
            ""
        };
        let line = if self.cost.is_some() { " Line: the least cost within each time." } else { "" };
        format!(
            "Whisker: the usual range of the time. Shape: the mode with the most hours under \
             way.{line}{above} Numbers as in the table."
        )
    }

    fn spoken(&self) -> String {
        let said: Vec<String> = self
            .dots
            .iter()
            .map(|dot| {
                let cost = match dot.place {
                    Place::Cost(usd) => format!("{} US dollars", decimal(usd, 0)),
                    Place::Row(_) => dot.bound(),
                };
                format!(
                    "option {} by {}: {}, {cost}",
                    dot.n,
                    by(dot.option),
                    hours(dot.option.time_h)
                )
            })
            .collect();
        format!("{}.", said.join("; "))
    }
}

impl Dot<'_> {
    fn text(&self) -> String {
        let modes = by(self.option);
        match self.place {
            Place::Row(_) if self.option.cost_usd > 0.0 => {
                format!("{} {modes}: ≥ {} USD", self.n, decimal(self.option.cost_usd, 0))
            }
            _ => format!("{} {modes}", self.n),
        }
    }

    /// Without the modes.
    fn short(&self) -> String {
        match self.place {
            Place::Row(_) if self.option.cost_usd > 0.0 => {
                format!("{}: ≥ {} USD", self.n, decimal(self.option.cost_usd, 0))
            }
            _ => self.n.to_string(),
        }
    }

    /// True of a label that begins with its number.
    fn owns(&self, label: &str) -> bool {
        label.split(|c: char| !c.is_ascii_digit()).next() == Some(&self.n.to_string())
    }

    fn bound(&self) -> String {
        if self.option.cost_usd > 0.0 {
            format!("cost not known, at least {} US dollars", decimal(self.option.cost_usd, 0))
        } else {
            "cost not known".to_owned()
        }
    }
}

/// The shapes that are drawn.
fn legend(dots: &[Dot<'_>]) -> String {
    let used = modes::ALL.into_iter().filter(|mode| dots.iter().any(|dot| dot.mode == *mode));
    let items = each(used, |mode| {
        format!(
            "<li><svg width=\"16\" height=\"16\" aria-hidden=\"true\">{}</svg><span>{}</span></li>",
            mark(mode, (8.0, 8.0)),
            modes::name(mode)
        )
    });
    format!("<ul class=\"legend\" aria-label=\"Legend\">{items}</ul>")
}
