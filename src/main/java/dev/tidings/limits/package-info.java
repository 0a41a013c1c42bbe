/// How much one client may ask of the hub: streams, connects and publications of a subject or an
/// address, and whose address it is behind a proxy.
@NullMarked
package dev.tidings.limits;

import org.jspecify.annotations.NullMarked;
