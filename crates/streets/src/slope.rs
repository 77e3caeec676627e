//! Slopes and speed.
//!
//! *Walking*: Tobler's hiking function (Three Presentations on Geographical Analysis and Modeling,
//! NCGIA 93-1, 1993), 6 exp(−3.5 |S + 0.05|) km/h at a grade S, divided by its value on the level:
//! a traveller's speed is the speed on the level, and the function says what slopes make of it.
//!
//! *Cycling*: the power balance of Martin, Milliken, Cobb, McFadden and Coggan (Journal of Applied
//! Biomechanics 14, 1998), their equation for a steady speed without wind, solved for the speed:
//!
//! P·E = ½ρ(CdA + Fw)·v³ + (0.091 + 0.0087 v)·v + Crr·m·g·cos(atan G)·v + m·g·sin(atan G)·v
//!
//! with air drag (the wheels' own Fw = 0.0044 m²), wheel bearings, rolling and climbing.

/// Steeper than this a height is an error of the model, or a cliff beside the road: slopes count up
/// to it.
pub const STEEPEST: f64 = 0.6;

/// Parameters of Tobler's function.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tobler {
    /// How fast speed falls with the grade, per unit of grade; 3.5.
    pub decay: f64,
    /// Grade at which one is fastest; −0.05, gently down.
    pub best_grade: f64,
}

impl Tobler {
    /// Tobler's own values.
    pub const HIKING: Self = Self { decay: 3.5, best_grade: -0.05 };

    /// Speed at a grade (rise over run, up is positive) over speed on the level.
    pub fn factor(&self, grade: f64) -> f64 {
        let off = |g: f64| (g.clamp(-STEEPEST, STEEPEST) - self.best_grade).abs();
        (self.decay * (off(0.0) - off(grade))).exp()
    }
}

/// Parameters of the power balance. The defaults are Martin's where the paper has a value for
/// everyone, and assumptions for an ordinary rider where it has not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PowerModel {
    /// What the rider gives, W.
    pub power: f64,
    /// Rider and bicycle, kg.
    pub mass: f64,
    /// Drag coefficient times frontal area, m².
    pub drag_area: f64,
    /// Air, kg/m³.
    pub air_density: f64,
    /// Share of the power that reaches the wheel; Martin: 0.976.
    pub efficiency: f64,
}

const GRAVITY: f64 = 9.81;
/// Martin: drag of turning wheels, m².
const WHEEL_DRAG_AREA: f64 = 0.0044;

impl PowerModel {
    /// An upright rider on a city bicycle, 90 kg together, 75 W: about 18.5 km/h on level asphalt.
    pub const EVERYDAY: Self =
        Self { power: 75.0, mass: 90.0, drag_area: 0.6, air_density: 1.2, efficiency: 0.976 };

    /// Power that a speed in m/s takes at a grade and a coefficient of rolling resistance, W.
    pub fn power_at(&self, speed: f64, grade: f64, rolling: f64) -> f64 {
        let [cubic, square, linear] = self.terms(grade, rolling);
        ((cubic * speed + square) * speed + linear) * speed / self.efficiency
    }

    /// Speed in m/s that the power gives, at most `top`: where it would be more, one brakes. 0 where
    /// there is no power to move at all.
    ///
    /// For a speed above 0 the balance bends upward and has one root, so Newton's steps from a point
    /// above it come down to it without passing it.
    pub fn speed(&self, grade: f64, rolling: f64, top: f64) -> f64 {
        let [cubic, square, linear] = self.terms(grade.clamp(-STEEPEST, STEEPEST), rolling);
        let given = self.power * self.efficiency;
        let excess = |v: f64| ((cubic * v + square) * v + linear) * v - given;
        let mut speed = top;
        if excess(top).is_nan() || excess(top) <= 0.0 {
            return top;
        }
        for _ in 0..100 {
            let slope = (3.0 * cubic * speed + 2.0 * square) * speed + linear;
            let next = (speed - excess(speed) / slope).max(0.0);
            if slope <= 0.0 || speed - next < 1e-12 {
                break;
            }
            speed = next;
        }
        speed
    }

    /// This rider with the power that a speed on the level takes.
    #[must_use]
    pub fn at_level_speed(self, speed: f64, rolling: f64) -> Self {
        Self { power: self.power_at(speed, 0.0, rolling), ..self }
    }

    /// Coefficients of v³, v² and v.
    fn terms(&self, grade: f64, rolling: f64) -> [f64; 3] {
        let angle = grade.atan();
        let weight = self.mass * GRAVITY;
        [
            0.5 * self.air_density * (self.drag_area + WHEEL_DRAG_AREA),
            0.0087,
            0.091 + weight * (rolling * angle.cos() + angle.sin()),
        ]
    }
}
