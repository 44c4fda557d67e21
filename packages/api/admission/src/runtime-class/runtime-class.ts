import {
  compareQuantities,
  copyWith,
  type coreV1,
  type KubernetesObject,
  type nodeV1,
  type PodSpec,
  parseResources,
} from "@engenho/core";
import { andThen, type MaybePromise } from "@engenho/machinery";
import {
  type AdmissionContext,
  type AdmissionPlugin,
  type AdmissionRequest,
  admissionForbidden,
} from "@engenho/registry";
import { isPod } from "../shared/is-pod.js";
import { mergeTolerations } from "../shared/tolerations.js";

type RuntimeClass = KubernetesObject & Omit<nodeV1.RuntimeClass, keyof KubernetesObject>;
type Pod = KubernetesObject & { readonly spec?: PodSpec };
type Overhead = Readonly<Record<string, string>> | undefined;

/** Options of {@link runtimeClass}. */
export interface RuntimeClassOptions {
  /** Whether Pods are rejected whose RuntimeClass does not exist, as by kube-apiserver. Default false. */
  readonly requireClasses?: boolean | undefined;
}

/**
 * Gives new Pods the overhead, the node selector and the tolerations of their RuntimeClass, and rejects those with
 * other values (upstream: plugin/pkg/admission/runtimeclass).
 */
export function runtimeClass({ requireClasses = false }: RuntimeClassOptions = {}): AdmissionPlugin {
  const find = (request: AdmissionRequest, context: AdmissionContext): MaybePromise<RuntimeClass | undefined> => {
    const name = (request.object as Pod).spec?.runtimeClassName;
    if (name === undefined) return undefined;
    const key = { group: "node.k8s.io", kind: "RuntimeClass", namespace: "", name };
    return andThen(context.get(key), (found) => {
      if (found === undefined && requireClasses) {
        throw admissionForbidden(request, { reason: `pod rejected: RuntimeClass ${JSON.stringify(name)} not found` });
      }
      return found as RuntimeClass | undefined;
    });
  };
  const isMissing = (request: AdmissionRequest, found: RuntimeClass | undefined) =>
    found === undefined && (request.object as Pod).spec?.runtimeClassName !== undefined;
  return {
    name: "RuntimeClass",
    handles: (operation, resource, subresource) => operation === "CREATE" && subresource === "" && isPod(resource),
    mutate: (request, context) =>
      andThen(find(request, context), (found) => (found === undefined ? request.object : applied(request, found))),
    validate: (request, context) =>
      andThen(find(request, context), (found) => {
        // Without `requireClasses`, the class need not exist.
        if (!isMissing(request, found)) refuseOverhead(request, found);
      }),
  };
}

/** The Pod with the fields of its class. */
function applied(request: AdmissionRequest, { overhead, scheduling }: RuntimeClass): KubernetesObject {
  const pod = request.object as Pod;
  let spec = pod.spec as PodSpec;
  if (overhead !== undefined) {
    if (Object.keys(spec.overhead ?? {}).length > 0 && !sameOverhead(spec.overhead, overhead.podFixed)) {
      throw admissionForbidden(request, { reason: mismatch });
    }
    spec = copyWith(spec, { overhead: overhead.podFixed }) as PodSpec;
  }
  if (scheduling !== undefined) {
    spec = copyWith(spec, {
      nodeSelector: mergedSelector(request, spec.nodeSelector, scheduling.nodeSelector),
      tolerations: mergeTolerations(spec.tolerations ?? [], scheduling.tolerations ?? []) as coreV1.Toleration[],
    }) as PodSpec;
  }
  return spec === pod.spec ? pod : (copyWith(pod, { spec }) as KubernetesObject);
}

const mismatch = "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead";

function mergedSelector(
  request: AdmissionRequest,
  ofPod: Readonly<Record<string, string>> = {},
  ofClass: Readonly<Record<string, string>> = {},
): Record<string, string> {
  for (const [key, value] of Object.entries(ofClass)) {
    if (!Object.hasOwn(ofPod, key) || ofPod[key] === value) continue;
    throw admissionForbidden(request, {
      reason: `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${ofPod[key]}`,
    });
  }
  return { ...ofPod, ...ofClass };
}

function refuseOverhead(request: AdmissionRequest, found: RuntimeClass | undefined): void {
  const { overhead } = (request.object as Pod).spec ?? {};
  if (found?.overhead !== undefined) {
    if (!sameOverhead(overhead, found.overhead.podFixed)) throw admissionForbidden(request, { reason: mismatch });
  } else if (overhead !== undefined) {
    throw admissionForbidden(request, {
      reason: "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead",
    });
  }
}

function sameOverhead(left: Overhead, right: Overhead): boolean {
  const [mine, other] = [parseResources(left), parseResources(right)];
  return (
    mine.size === other.size &&
    [...mine].every(([name, quantity]) => {
      const same = other.get(name);
      return same !== undefined && compareQuantities(quantity, same) === 0;
    })
  );
}
