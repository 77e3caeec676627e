//! Where walking meets riding: access, egress, footpaths, travel times, percentiles.
