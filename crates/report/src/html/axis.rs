//! An axis of a diagram with round ticks: even, or logarithmic.

use crate::quantity::round_step;

/// A round step, and round ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) step: f64,
    pub(super) is_log: bool,
}

impl Axis {
    /// From zero, unless that would leave half of the axis empty; values that hardly differ are
    /// seen to hardly differ.
    pub(super) fn linear(low: f64, high: f64, parts: f64) -> Self {
        let from = if low > 0.5 * high && high - low > 0.1 * high { low } else { 0.0 };
        let step = round_step((high - from).max(high * 0.02).max(1e-9), parts);
        let low = (from / step - 1e-9).floor().max(0.0) * step;
        let low = if from > 0.0 && low >= from && low >= step { low - step } else { low };
        let high = ((high / step + 1e-9).floor() + 1.0) * step;
        Self { low, high, step, is_log: false }
    }

    /// Ends at 1, 2 or 5 times a power of ten.
    pub(super) fn logarithmic(low: f64, high: f64) -> Self {
        let decade = |x: f64| 10f64.powf(x.log10().floor());
        let down = [5.0, 2.0, 1.0].into_iter().find(|f| f * decade(low) < low * 0.999);
        let up = [2.0, 5.0, 10.0].into_iter().find(|f| f * decade(high) > high * 1.001);
        let low = down.map_or(decade(low) / 2.0, |f| f * decade(low));
        Self { low, high: up.unwrap_or(20.0) * decade(high), step: 0.0, is_log: true }
    }

    /// 0 at the low end, 1 at the high one.
    pub(super) fn share(&self, x: f64) -> f64 {
        if self.is_log {
            (x / self.low).log10() / (self.high / self.low).log10()
        } else {
            (x - self.low) / (self.high - self.low)
        }
    }

    pub(super) fn ticks(&self) -> Vec<f64> {
        let mut out = Vec::new();
        if self.is_log {
            let mut power = 10f64.powf(self.low.log10().floor());
            while power <= self.high && out.len() < 60 {
                let each = [1.0, 2.0, 5.0].map(|f| f * power);
                let seen = |x: &f64| (self.low * 0.999..=self.high * 1.001).contains(x);
                out.extend(each.into_iter().filter(seen));
                power *= 10.0;
            }
            return out;
        }
        let mut k = 0.0;
        while self.low + k * self.step <= self.high + self.step * 1e-6 && out.len() < 60 {
            out.push(self.low + k * self.step);
            k += 1.0;
        }
        out
    }
}
