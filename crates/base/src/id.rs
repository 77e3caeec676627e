//! Dense indices: one type per table, so that a trip can never index a stop.
//!
//! An `Idx` is a row number of *this* build of *this* artifact. It is never shown to a person and
//! never written to a file that outlives the build; external identity is an `Id` (a string).

/// A row number in one table.
pub trait Idx: Copy + Ord + std::fmt::Debug {
    /// The row at `i`. Panics past `u32::MAX` rows: a city has no such table.
    fn from_usize(i: usize) -> Self;
    /// The row number, for slicing. The only place an index becomes a bare integer.
    fn to_usize(self) -> usize;
}

/// Declares an index type. Each call makes a *distinct* type; tags cannot be shared by mistake.
#[macro_export]
macro_rules! define_idx {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(transparent)]
        pub struct $name(u32);

        impl $crate::id::Idx for $name {
            #[inline]
            fn from_usize(i: usize) -> Self {
                Self($crate::cast::u32_from(i))
            }
            #[inline]
            fn to_usize(self) -> usize {
                $crate::cast::usize_from(self.0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "#{}"), self.0)
            }
        }
    )+};
}
