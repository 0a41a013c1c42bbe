/// The manifests, held against the types of Kubernetes, against each other and against the hub.
@NullMarked
package dev.tidings.k8s;

import org.jspecify.annotations.NullMarked;
