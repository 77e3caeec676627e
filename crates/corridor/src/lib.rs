//! Terminals and services beyond the city: long-distance passengers and freight.
