import type { KubernetesObject, Stored, User } from "@engenho/core";
import type {
  AdmissionContext,
  AdmissionOperation,
  AdmissionPlugin,
  AdmissionRequest,
  Resource,
  WithObject,
} from "@engenho/registry";
import { openRegistry } from "../../../registry/test/support/open-registry.js";

/** A request that is put to a plugin directly: also one that no API server would let through to it. */
export interface PluginCall {
  readonly operation: AdmissionOperation;
  /** Its storage kind and group: `Pod`, `Lease.coordination.k8s.io`. */
  readonly kind: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name: string;
  readonly object?: KubernetesObject;
  readonly oldObject?: KubernetesObject;
  readonly user?: User;
  readonly dryRun?: boolean;
}

/** What a plugin said to a request. */
export type PluginAnswer =
  | { readonly type: "accepted"; readonly object: KubernetesObject | undefined }
  | { readonly type: "refused"; readonly message: string; readonly code: string };

/** A registry with stored objects, and a way to call plugins as it would. */
export async function pluginCalls(objects: readonly KubernetesObject[], authorizer?: AdmissionContext["authorizer"]) {
  const resources = new Map<string, Resource>();
  let context: AdmissionContext | undefined;
  const { store } = openRegistry({
    admission: [
      {
        name: "Observer",
        handles(_operation, resource) {
          const { group, kind } = resource.stored;
          resources.set(group === "" ? kind : `${kind}.${group}`, resource);
          return true;
        },
        mutate(request, its) {
          context = its;
          return request.object;
        },
      },
    ],
    ...(authorizer === undefined ? {} : { authorizer }),
  });
  const stored = new Map<string, Stored>();
  for (const object of objects) {
    const created = await store.create(object);
    stored.set(`${created.kind}/${created.metadata.name}`, created);
  }
  const learn = async (kind: string) => {
    if (resources.has(kind)) return;
    const [name = "", ...group] = kind.split(".");
    const served = store.definitions().find((one) => one.kind === name && one.group === group.join("."));
    if (served === undefined) throw new Error(`no kind ${kind}`);
    const apiVersion = served.group === "" ? served.version : `${served.group}/${served.version}`;
    const reference = { apiVersion, kind: name, metadata: { name: "none", namespace: "ns" } };
    await store.create(reference as KubernetesObject, { dryRun: true }).catch(() => undefined);
  };
  return {
    store,
    stored: (key: string) => stored.get(key) as Stored,
    async call(plugin: AdmissionPlugin, call: PluginCall): Promise<PluginAnswer> {
      await learn(call.kind);
      const resource = resources.get(call.kind) as Resource;
      const { subresource = "", namespace = "", dryRun = false, ...rest } = call;
      const request = {
        ...{ operation: rest.operation, resource, subresource, namespace, name: rest.name, dryRun },
        ...{ object: rest.object, oldObject: rest.oldObject, user: rest.user },
        onWarning: () => {},
        options: {},
      } as AdmissionRequest & WithObject;
      if (!plugin.handles(call.operation, resource, subresource)) return { type: "accepted", object: rest.object };
      const its = context as AdmissionContext;
      try {
        if (call.operation === "DELETE") {
          await plugin.beforeDeletion?.(request, its);
          await plugin.validate?.(request, its);
          return { type: "accepted", object: undefined };
        }
        const passes = {
          isSecond: false,
          requestSecond: () => {},
          memoryOf: <T>(_: string, create: () => T) => create(),
        };
        const object = (await plugin.mutate?.(request, its, passes)) ?? rest.object;
        await plugin.validate?.({ ...request, object }, its);
        return { type: "accepted", object };
      } catch (error) {
        const { message, code } = error as { readonly message: string; readonly code: string };
        return { type: "refused", message, code };
      }
    },
  };
}
