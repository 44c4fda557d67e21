// Written by packages/api/kinds/scripts/generate-types.mjs: do not edit. Kubernetes' API definitions, Apache-2.0: see NOTICE.
import type { KubernetesObject, ObjectMeta } from "../object.js";
import type { ListMeta } from "./meta-v1.js";

/**
 * ClusterTrustBundle is a cluster-scoped container for X.509 trust anchors (root certificates).
 *
 * ClusterTrustBundle objects are considered to be readable by any authenticated user in the cluster, because they can
 * be mounted by pods using the `clusterTrustBundle` projection.  All service accounts have read access to
 * ClusterTrustBundles by default.  Users who only have namespace-level access to a cluster can read
 * ClusterTrustBundles by impersonating a serviceaccount that they have access to.
 *
 * It can be optionally associated with a particular assigner, in which case it contains one valid set of trust
 * anchors for that signer. Signers may have multiple associated ClusterTrustBundles; each is an independent set of
 * trust anchors for that signer. Admission control is used to enforce that only users with permissions on the signer
 * can create or modify the corresponding bundle.
 */
export interface ClusterTrustBundle extends KubernetesObject {
  readonly apiVersion: "certificates.k8s.io/v1beta1";
  readonly kind: "ClusterTrustBundle";
  readonly metadata: ObjectMeta;
  /** spec contains the signer (if any) and trust anchors. */
  readonly spec: ClusterTrustBundleSpec;
}

/** ClusterTrustBundleList is a collection of ClusterTrustBundle objects */
export interface ClusterTrustBundleList {
  readonly apiVersion: "certificates.k8s.io/v1beta1";
  readonly kind: "ClusterTrustBundleList";
  /** metadata contains the list metadata. */
  readonly metadata: ListMeta;
  /** items is a collection of ClusterTrustBundle objects */
  readonly items: readonly ClusterTrustBundle[];
}

/** ClusterTrustBundleSpec contains the signer and trust anchors. */
export interface ClusterTrustBundleSpec {
  /**
   * signerName indicates the associated signer, if any.
   *
   * In order to create or update a ClusterTrustBundle that sets signerName, you must have the following
   * cluster-scoped permission: group=certificates.k8s.io resource=signers resourceName=<the signer name> verb=attest.
   *
   * If signerName is not empty, then the ClusterTrustBundle object must be named with the signer name as a prefix
   * (translating slashes to colons). For example, for the signer name `example.com/foo`, valid ClusterTrustBundle
   * object names include `example.com:foo:abc` and `example.com:foo:v1`.
   *
   * If signerName is empty, then the ClusterTrustBundle object's name must not have such a prefix.
   *
   * List/watch requests for ClusterTrustBundles can filter on this field using a `spec.signerName=NAME` field
   * selector.
   */
  readonly signerName?: string;
  /**
   * trustBundle contains the individual X.509 trust anchors for this bundle, as PEM bundle of PEM-wrapped,
   * DER-formatted X.509 certificates.
   *
   * The data must consist only of PEM certificate blocks that parse as valid X.509 certificates.  Each certificate
   * must include a basic constraints extension with the CA bit set.  The API server will reject objects that contain
   * duplicate certificates, or that use PEM block headers.
   *
   * Users of ClusterTrustBundles, including Kubelet, are free to reorder and deduplicate certificate blocks in this
   * file according to their own logic, as well as to drop PEM block headers and inter-block data.
   */
  readonly trustBundle: string;
}
