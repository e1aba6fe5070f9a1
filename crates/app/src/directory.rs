//! Services as the request path sees them.

/// A service with its keys, members, safelist and senders, as of one moment.
pub struct ServiceView;
