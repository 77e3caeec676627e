//! Verdicts as tables, JSON, GeoJSON and a self-contained HTML page.
