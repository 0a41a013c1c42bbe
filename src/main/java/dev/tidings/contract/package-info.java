/// What the hub offers, in forms that tools read: `/openapi` for its requests, `/asyncapi` for its
/// streams.
///
/// The paths and methods of the first are what the resources' annotations say, written down by
/// MicroProfile OpenAPI when the hub is built; what they refer to stands in
/// `contract/openapi.yaml`. A test holds both documents against a running hub.
@NullMarked
package dev.tidings.contract;

import org.jspecify.annotations.NullMarked;
