import { groupOf, type Store } from "@engenho/core";
import type { AuthorizationAttributes, AuthorizationDecision } from "@engenho/registry";
import { bootstrapPolicy } from "../bootstrap/parse-policy.js";
import { type PolicyRule, ruleMatcher } from "../rbac/rule-matching.js";
import { NodeRelations, type RelatedType } from "./node-relations.js";

const allow: AuthorizationDecision = { decision: "Allow", reason: "" };
const reads: ReadonlySet<string> = new Set(["get", "list", "watch"]);
const writesOwn: ReadonlySet<string> = new Set(["get", "create", "update", "patch", "delete"]);
const leaseNamespace = "kube-node-lease";

function refuse(reason: string): AuthorizationDecision {
  return { decision: "NoOpinion", reason };
}

/** Decides about the requests of kubelets, by the objects of a store. */
export class NodeDecisions {
  readonly #store: Store;
  readonly #relations: NodeRelations;
  /** The rules of the ClusterRole system:node, for permissions that all nodes have. */
  readonly #rules: readonly PolicyRule[];

  constructor(store: Store) {
    this.#store = store;
    this.#relations = new NodeRelations(store);
    const role = bootstrapPolicy().clusterRoles.find(({ metadata }) => metadata.name === "system:node");
    this.#rules = role?.rules ?? [];
  }

  /** The decision about a request of the kubelet of `node`. Throws what the store throws. */
  async decide(node: string, attributes: AuthorizationAttributes): Promise<AuthorizationDecision> {
    const asked = { relations: this.#relations, node, attributes };
    const { isResource, group, resource } = attributes;
    switch (isResource ? (group === "" ? resource : `${resource}.${group}`) : "") {
      case "secrets":
        return ofNamespaced(asked, "secret");
      case "configmaps":
        return ofNamespaced(asked, "configMap");
      case "persistentvolumeclaims":
        return attributes.subresource === "status" ? ofStatus(asked, "claim") : ofGet(asked, "claim");
      case "persistentvolumes":
        return ofGet(asked, "volume");
      case "resourceclaims.resource.k8s.io":
        return ofGet(asked, "resourceClaim");
      case "volumeattachments.storage.k8s.io":
        return ofGet(asked, "attachment");
      case "serviceaccounts":
        return ofServiceAccount(asked);
      case "leases.coordination.k8s.io":
        return ofLease(asked);
      case "csinodes.storage.k8s.io":
        return ofCsiNode(asked);
      case "resourceslices.resource.k8s.io":
        return ofSlice(asked);
      case "podcertificaterequests.certificates.k8s.io":
        return (await this.#serves("PodCertificateRequest")) ? ofPodCertificate(asked) : refuse("");
      case "clustertrustbundles.certificates.k8s.io":
        return reads.has(attributes.verb) && (await this.#serves("ClusterTrustBundle")) ? allow : refuse("");
      case "nodes":
        return ofNode(asked);
      case "pods":
        return ofPod(asked);
      default:
        return this.#rules.some(ruleMatcher(attributes)) ? allow : refuse("");
    }
  }

  /** Whether a kind of certificates.k8s.io is served: kubelets need those behind a feature gate only if it is on. */
  async #serves(kind: string): Promise<boolean> {
    const kinds = await this.#store.kinds();
    return kinds.some((served) => served.kind === kind && groupOf(served.apiVersion) === "certificates.k8s.io");
  }
}

/** A request of a kubelet. */
interface Asked {
  readonly relations: NodeRelations;
  readonly node: string;
  readonly attributes: AuthorizationAttributes;
}

async function ofRelated({ relations, node, attributes }: Asked, type: RelatedType): Promise<AuthorizationDecision> {
  const { namespace, name } = attributes;
  if (name === "") return refuse("No Object name found");
  if (await relations.isRelated(node, { type, namespace, name })) return allow;
  return refuse(`no relationship found between node '${node}' and this object`);
}

async function ofNamespaced(asked: Asked, type: RelatedType): Promise<AuthorizationDecision> {
  const { verb, subresource, namespace } = asked.attributes;
  if (!reads.has(verb)) return refuse("can only read resources of this type");
  if (subresource !== "") return refuse("cannot read subresource");
  if (namespace === "") return refuse("can only read namespaced object of this type");
  return ofRelated(asked, type);
}

async function ofGet(asked: Asked, type: RelatedType): Promise<AuthorizationDecision> {
  if (asked.attributes.verb !== "get") return refuse("can only get individual resources of this type");
  if (asked.attributes.subresource !== "") return refuse("cannot get subresource");
  return ofRelated(asked, type);
}

async function ofStatus(asked: Asked, type: RelatedType): Promise<AuthorizationDecision> {
  const { verb } = asked.attributes;
  return verb === "update" || verb === "patch" ? ofRelated(asked, type) : refuse("can only get/update/patch this type");
}

async function ofServiceAccount(asked: Asked): Promise<AuthorizationDecision> {
  const { verb, subresource, name } = asked.attributes;
  if (verb === "get" && subresource === "") return ofNamespaced(asked, "serviceAccount");
  if (verb !== "create" || name === "") return refuse("can only create tokens for individual service accounts");
  if (subresource !== "token") return refuse("can only create token subresource of serviceaccount");
  return ofRelated(asked, "serviceAccount");
}

function ofLease({ node, attributes }: Asked): AuthorizationDecision {
  const { verb, namespace, name } = attributes;
  if (!writesOwn.has(verb)) return refuse("can only get, create, update, patch, or delete a node lease");
  if (namespace !== leaseNamespace) return refuse(`can only access leases in the "${leaseNamespace}" system namespace`);
  // A creation has no name in its path: the NodeRestriction plugin checks it.
  if (verb === "create" || name === node) return allow;
  return refuse("can only access node lease with the same name as the requesting node");
}

function ofCsiNode({ node, attributes }: Asked): AuthorizationDecision {
  const { verb, subresource, name } = attributes;
  if (!writesOwn.has(verb)) return refuse("can only get, create, update, patch, or delete a CSINode");
  if (subresource !== "") return refuse("cannot authorize CSINode subresources");
  if (verb === "create" || name === node) return allow;
  return refuse("can only access CSINode with the same name as the requesting node");
}

async function ofSlice(asked: Asked): Promise<AuthorizationDecision> {
  const { verb, subresource } = asked.attributes;
  if (subresource !== "") return refuse("cannot authorize ResourceSlice subresources");
  switch (verb) {
    case "create":
      return allow;
    case "get":
    case "update":
    case "patch":
    case "delete":
      return ofRelated(asked, "slice");
    case "watch":
    case "list":
    case "deletecollection":
      if (selectsNode(asked)) return allow;
      return refuse("can only list/watch/deletecollection resourceslices with nodeName field selector");
    default:
      return refuse(
        "only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, patch, delete, deletecollection",
      );
  }
}

async function ofPodCertificate(asked: Asked): Promise<AuthorizationDecision> {
  const { verb, subresource } = asked.attributes;
  if (subresource !== "") return refuse("nodes may not access the status subresource of PodCertificateRequests");
  switch (verb) {
    // The NodeRestriction plugin checks whom it is for.
    case "create":
      return allow;
    case "get":
      return ofRelated(asked, "podCertificateRequest");
    case "list":
    case "watch":
      if (selectsNode(asked)) return allow;
      return refuse("can only list/watch podcertificaterequests with nodeName field selector");
    default:
      return refuse(`nodes may not ${verb} podcertificaterequests`);
  }
}

function ofNode({ node, attributes }: Asked): AuthorizationDecision {
  const { verb, subresource, name } = attributes;
  const writes = verb === "update" || verb === "patch";
  if (subresource === "status") return writes ? allow : refuse("");
  if (subresource !== "") return refuse("");
  // The NodeRestriction plugin keeps a node from writing another one.
  if (writes || verb === "create") return allow;
  if (!reads.has(verb)) return refuse("");
  if (name === node) return allow;
  if (name === "") return refuse(`node '${node}' cannot read all nodes, only its own Node object`);
  return refuse(`node '${node}' cannot read '${name}', only its own Node object`);
}

async function ofPod(asked: Asked): Promise<AuthorizationDecision> {
  const { verb, subresource, name } = asked.attributes;
  if (subresource === "status") return verb === "update" || verb === "patch" ? allow : refuse("");
  if (subresource === "eviction") return verb === "create" ? allow : refuse("");
  if (subresource !== "") return refuse("");
  switch (verb) {
    case "get":
      return ofGet(asked, "pod");
    case "list":
    case "watch":
      if (selectsNode(asked)) return allow;
      if (name !== "") return ofRelated(asked, "pod");
      return refuse("can only list/watch pods with spec.nodeName field selector");
    case "create":
    case "delete":
      return allow;
    default:
      return refuse("");
  }
}

/** Whether the field selector restricts the request to objects on the node. */
function selectsNode({ node, attributes }: Asked): boolean {
  return (attributes.fieldSelector ?? []).some(
    ({ field, operator, value }) => field === "spec.nodeName" && operator === "=" && value === node,
  );
}
