import type { coreV1, KubernetesObject, PodSpec } from "@engenho/core";
import { andThen } from "@engenho/machinery";
import { type AdmissionPlugin, type AdmissionRequest, admissionForbidden } from "@engenho/registry";
import { derivedFrom } from "../shared/derived-from.js";
import { isPod } from "../shared/is-pod.js";
import { findClaimFaults, findPodFaults } from "./constraints.js";
import { createPodDefaults } from "./pod-defaults.js";

type Pod = KubernetesObject & { readonly spec?: PodSpec };

/** The LimitRanges of each namespace. The same list until one of them was written. */
const byNamespace = derivedFrom({ group: "", kind: "LimitRange" }, (objects) => {
  const lists = new Map<string, coreV1.LimitRange[]>();
  for (const object of objects as readonly unknown[] as readonly coreV1.LimitRange[]) {
    const { namespace = "" } = object.metadata;
    const list = lists.get(namespace);
    if (list === undefined) lists.set(namespace, [object]);
    else list.push(object);
  }
  return lists;
});

/**
 * Sets default requests and limits of the containers of new Pods, and rejects Pods, resizes of Pods and PersistentVolumeClaims
 * outside the LimitRanges of their namespace (upstream: plugin/pkg/admission/limitranger).
 */
export function limitRanger(): AdmissionPlugin {
  const withDefaults = createPodDefaults();
  return {
    name: "LimitRanger",
    handles(operation, resource, subresource) {
      if (operation === "DELETE" || operation === "CONNECT") return false;
      if (isPod(resource)) {
        return operation === "CREATE" ? subresource === "" : subresource === "resize";
      }
      return subresource === "" && resource.stored.kind === "PersistentVolumeClaim" && resource.stored.group === "";
    },
    mutate(request, context) {
      if (isExempt(request) || !isPod(request.resource)) return request.object;
      return andThen(byNamespace(context), (lists) => {
        const ranges = lists.get(request.namespace);
        return ranges === undefined
          ? request.object
          : (withDefaults(request.object as Pod, ranges) as KubernetesObject);
      });
    },
    validate(request, context) {
      if (isExempt(request)) return undefined;
      return andThen(byNamespace(context), (lists) => {
        for (const range of lists.get(request.namespace) ?? []) refuseOutside(request, range);
      });
    },
  };
}

/** An object that is being deleted is not checked. */
function isExempt({ oldObject }: AdmissionRequest): boolean {
  return oldObject?.metadata.deletionTimestamp !== undefined;
}

function refuseOutside(request: AdmissionRequest, range: coreV1.LimitRange): void {
  const faults = isPod(request.resource)
    ? findPodFaults((request.object as Pod).spec ?? { containers: [] }, range)
    : findClaimFaults(request.object as coreV1.PersistentVolumeClaim, range);
  if (faults.length === 0) return;
  const distinct = [...new Set(faults)];
  throw admissionForbidden(request, {
    reason: distinct.length === 1 ? (distinct[0] as string) : `[${distinct.join(", ")}]`,
  });
}
