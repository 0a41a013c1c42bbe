/// What is measured: the hub, or a peer of it, as processes of their own, and what the kernel knows
/// of them.
///
/// Knows how each is started, addressed and metered; loads nothing and judges nothing.
@NullMarked
package dev.tidings.benchmark.server;

import org.jspecify.annotations.NullMarked;
