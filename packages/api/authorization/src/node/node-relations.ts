import {
  findObject,
  type KubernetesObject,
  type PersistentVolume,
  persistentVolumes,
  pods,
  type Store,
  type Stored,
} from "@engenho/core";
import { type PodReferences, podReferences } from "./pod-references.js";
import { volumeSecrets } from "./volume-secrets.js";

/** Kinds of objects that a node may read if something on it needs them. */
export type RelatedType =
  | "secret"
  | "configMap"
  | "claim"
  | "volume"
  | "resourceClaim"
  | "serviceAccount"
  | "pod"
  | "attachment"
  | "podCertificateRequest"
  | "slice";

/** An object, by its name. `namespace` is `""` for cluster-scoped kinds. */
export interface RelatedObject {
  readonly type: RelatedType;
  readonly namespace: string;
  readonly name: string;
}

const attachments = { apiVersion: "storage.k8s.io/v1", kind: "VolumeAttachment" } as const;
const podCertificateRequests = { apiVersion: "certificates.k8s.io/v1alpha1", kind: "PodCertificateRequest" } as const;
const slices = { apiVersion: "resource.k8s.io/v1", kind: "ResourceSlice" } as const;

/** An object whose spec names a node. */
type OnNode = KubernetesObject & { readonly spec?: { readonly nodeName?: string } };

/**
 * The objects that are related to a node, read from the store for each check: always current, and without cost when it
 * is not used. Upstream keeps a graph instead (plugin/pkg/auth/authorizer/node/graph.go), because its informers have no
 * index of Pods by node.
 */
export class NodeRelations {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Whether something on the node needs the object. Throws what the store throws. */
  async isRelated(node: string, { type, namespace, name }: RelatedObject): Promise<boolean> {
    const refers = (field: keyof PodReferences) => this.#podRefers(node, { namespace, name, field });
    switch (type) {
      case "configMap":
        return refers("configMaps");
      case "claim":
        return refers("claims");
      case "resourceClaim":
        return refers("resourceClaims");
      case "serviceAccount":
        return refers("serviceAccounts");
      case "secret":
        return (await refers("secrets")) || (await this.#volumeRefers(node, namespace, name));
      case "volume": {
        const volume = await findObject(this.#store, persistentVolumes, { name });
        return volume !== undefined && this.#usesVolume(node, volume);
      }
      case "pod":
        return this.#isOn(node, await findObject(this.#store, pods, { namespace, name }));
      case "attachment":
        return this.#isOn(node, await findObject<OnNode>(this.#store, attachments, { name }));
      case "podCertificateRequest":
        return this.#isOn(node, await findObject<OnNode>(this.#store, podCertificateRequests, { namespace, name }));
      case "slice":
        return this.#isOn(node, await findObject<OnNode>(this.#store, slices, { name }));
    }
  }

  #isOn(node: string, object: OnNode | undefined): boolean {
    return object?.spec?.nodeName === node;
  }

  async #podRefers(
    node: string,
    {
      namespace,
      name,
      field,
    }: { readonly namespace: string; readonly name: string; readonly field: keyof PodReferences },
  ): Promise<boolean> {
    const onNode = [{ field: "spec.nodeName", operator: "=", value: node }] as const;
    const { items } = await this.#store.list(pods, { namespace, fieldSelector: onNode });
    return items.some((pod) => podReferences(pod)[field].has(name));
  }

  async #volumeRefers(node: string, namespace: string, name: string): Promise<boolean> {
    const { items } = await this.#store.list(persistentVolumes);
    for (const volume of items) {
      const needs = volumeSecrets(volume).some((secret) => secret.namespace === namespace && secret.name === name);
      if (needs && (await this.#usesVolume(node, volume))) return true;
    }
    return false;
  }

  async #usesVolume(node: string, { spec }: Stored<PersistentVolume>): Promise<boolean> {
    const { namespace = "", name = "" } = spec?.claimRef ?? {};
    return namespace !== "" && this.#podRefers(node, { namespace, name, field: "claims" });
  }
}
