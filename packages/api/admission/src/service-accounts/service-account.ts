import {
  type Clock,
  copyWith,
  type coreV1,
  type KubernetesObject,
  type PodSpec,
  RecentMemo,
  type Stored,
} from "@engenho/core";
import { andThen, isPending, type MaybePromise } from "@engenho/machinery";
import {
  type AdmissionContext,
  type AdmissionPlugin,
  type AdmissionRequest,
  admissionForbidden,
} from "@engenho/registry";
import { isPod } from "../shared/is-pod.js";
import { findMirrorPodFault, isMirrorPod } from "./mirror-pod.js";
import { findSecretFault, findSecretFaultOfEphemeralContainers } from "./mountable-secrets.js";
import { withServiceAccount } from "./with-service-account.js";

/** Options of {@link serviceAccount}. */
export interface ServiceAccountOptions {
  /**
   * Whether Pods are rejected whose ServiceAccount does not exist, as by kube-apiserver. Default false: such a Pod only gets
   * the account's name.
   */
  readonly requireServiceAccounts?: boolean | undefined;
}

type ServiceAccount = Stored<coreV1.ServiceAccount>;
type Pod = KubernetesObject & { readonly spec?: PodSpec };

/** How often a missing account `default` is looked up, because a controller creates it shortly after the namespace. */
const attempts = 10;

/**
 * The ServiceAccount of Pods: `default` if none is set; its token as a projected volume `kube-api-access-*` in each container,
 * and its image pull secrets. Rejects Pods whose account does not exist, if required, and Secrets that an account with the
 * annotation `kubernetes.io/enforce-mountable-secrets` does not list (upstream: plugin/pkg/admission/serviceaccount).
 */
export function serviceAccount({ requireServiceAccounts = false }: ServiceAccountOptions = {}): AdmissionPlugin {
  /** Results by spec, so that Pods that share a spec continue to share it while the account is the same. */
  const specs = new RecentMemo<PodSpec, { readonly account: ServiceAccount | undefined; readonly spec: PodSpec }>();

  const resolved = (spec: PodSpec, name: string, account: ServiceAccount | undefined): PodSpec => {
    const known = specs.get(spec);
    if (known !== undefined && known.account === account) return known.spec;
    const complete = withServiceAccount(spec, name, account);
    specs.set(spec, { account, spec: complete });
    return complete;
  };

  const find = (request: AdmissionRequest, name: string, context: AdmissionContext) =>
    andThen(findAccount(request.namespace, name, context, requireServiceAccounts), (account) => {
      if (account !== undefined || !requireServiceAccounts) return account;
      const reason = `error looking up service account ${request.namespace}/${name}: serviceaccount "${name}" not found`;
      throw admissionForbidden(request, { reason });
    });

  return {
    name: "ServiceAccount",
    handles: (operation, resource, subresource) =>
      isPod(resource) &&
      ((operation === "CREATE" && subresource === "") ||
        (operation === "UPDATE" && subresource === "ephemeralcontainers")),
    mutate(request, context) {
      if (request.operation !== "CREATE") return request.object;
      const pod = request.object as Pod;
      if (isMirrorPod(pod)) {
        refuse(request, findMirrorPodFault(pod));
        return pod;
      }
      const before = pod.spec ?? noContainers;
      const name = before.serviceAccountName || "default";
      return andThen(find(request, name, context), (account) => {
        const spec = resolved(before, name, account);
        if (account !== undefined) refuse(request, findSecretFault(spec, account));
        return spec === before ? pod : (copyWith(pod, { spec }) as Pod);
      });
    },
    validate(request, context) {
      const pod = request.object as Pod;
      if (request.operation === "CREATE" && isMirrorPod(pod)) return refuse(request, findMirrorPodFault(pod));
      const name = pod.spec?.serviceAccountName ?? "";
      if (name === "") {
        // Stored Pods may be from a store that did not require accounts.
        if (!requireServiceAccounts) return undefined;
        const reason = `no service account specified for pod ${request.namespace}/${request.name}`;
        throw admissionForbidden(request, { reason });
      }
      return andThen(find(request, name, context), (account) => {
        if (account === undefined || pod.spec === undefined) return;
        const find = request.operation === "CREATE" ? findSecretFault : findSecretFaultOfEphemeralContainers;
        refuse(request, find(pod.spec, account));
      });
    },
  };
}

const noContainers: PodSpec = Object.freeze({ containers: [] });

function refuse(request: AdmissionRequest, fault: string | undefined): void {
  if (fault !== undefined) throw admissionForbidden(request, { reason: fault });
}

/** The account. A required account `default` that is missing is waited for, about a second as upstream. */
function findAccount(
  namespace: string,
  name: string,
  context: AdmissionContext,
  waits: boolean,
): MaybePromise<ServiceAccount | undefined> {
  const key = { group: "", kind: "ServiceAccount", namespace, name };
  const found = context.get(key) as MaybePromise<ServiceAccount | undefined>;
  if (!waits || name !== "default") return found;
  if (isPending(found)) return found.then((account) => account ?? awaitAccount(key, context));
  return found ?? awaitAccount(key, context);
}

async function awaitAccount(
  key: Parameters<AdmissionContext["get"]>[0],
  context: AdmissionContext,
): Promise<ServiceAccount | undefined> {
  for (let attempt = 1; attempt < attempts; attempt++) {
    // 2, 4, 8... 512 ms, about a second together: controllers of the same process need a few milliseconds.
    await elapsed(2 ** attempt, context.clock);
    const found = await context.get(key);
    if (found !== undefined) return found as ServiceAccount;
  }
  return undefined;
}

function elapsed(ms: number, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    clock.setTimer(resolve, ms);
  });
}
