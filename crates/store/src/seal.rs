//! Sealing values and tagging them.
