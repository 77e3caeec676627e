//! Distances, a local plane, polygons, spatial index, datums: space without modes.
