/**
 * The manifests of the folder {@code kubernetes}, as kustomize puts them together and the API understands them. There is
 * no cluster here: what is tried is all that can be known without one.
 */
package dev.tidegate.kubernetes;
