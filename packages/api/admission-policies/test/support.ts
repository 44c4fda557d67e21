import type { CreateOptions, KubernetesObject, Store, Stored, StoreError, User } from "@engenho/core";
import type { Authorizer } from "@engenho/registry";
import { createMemoryStore } from "@engenho/store-memory";
import { validatingAdmissionPolicy } from "../src/index.js";

const group = "admissionregistration.k8s.io/v1";

/** A rule for writes of these resources of a group. */
export function rule(
  apiGroup: string,
  resources: readonly string[],
  operations: readonly string[] = ["CREATE", "UPDATE"],
) {
  return { apiGroups: [apiGroup], apiVersions: ["v1"], operations, resources };
}

const deployments = { resourceRules: [rule("apps", ["deployments"])] };

/** A ValidatingAdmissionPolicy for Deployments, unless `spec` says otherwise. */
export function policy(name: string, spec: object): KubernetesObject {
  return {
    apiVersion: group,
    kind: "ValidatingAdmissionPolicy",
    metadata: { name },
    spec: { failurePolicy: "Fail", matchConstraints: deployments, ...spec },
  } as KubernetesObject;
}

/** A binding of the policy `policyName` that denies, unless `spec` says otherwise. */
export function binding(name: string, policyName: string, spec: object = {}): KubernetesObject {
  return {
    apiVersion: group,
    kind: "ValidatingAdmissionPolicyBinding",
    metadata: { name },
    spec: { policyName, validationActions: ["Deny"], ...spec },
  } as KubernetesObject;
}

export function namespace(name: string, labels: Readonly<Record<string, string>> = {}): KubernetesObject {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

/** A Deployment in `default`, with this many replicas. */
export function deployment(
  name: string,
  replicas: number,
  changes: { namespace?: string; labels?: Record<string, string>; image?: string } = {},
): KubernetesObject {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: changes.namespace ?? "default", labels: changes.labels ?? labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: "app", image: changes.image ?? "example.com/app:v1" }] },
      },
    },
  } as KubernetesObject;
}

export function configMap(
  name: string,
  data: Readonly<Record<string, string>>,
  inNamespace = "default",
): KubernetesObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: inNamespace }, data } as KubernetesObject;
}

/** A store in which policies are in effect, with these objects and the namespace `default`. */
export async function storeWith(objects: readonly KubernetesObject[], authorizer?: Authorizer): Promise<Store> {
  const store = createMemoryStore({ admission: [validatingAdmissionPolicy()], authorizer });
  for (const object of [namespace("default"), ...objects]) await store.create(object);
  return store;
}

/** The outcome of a write. */
export interface Outcome {
  readonly written: Stored | undefined;
  readonly error: StoreError | undefined;
  readonly warnings: readonly string[];
  readonly notes: Readonly<Record<string, string>>;
}

/** Creates an object, and says what came of it. */
export function creating(store: Store, object: KubernetesObject, options: CreateOptions = {}): Promise<Outcome> {
  return outcomeOf((heard) => store.create(object, { ...options, ...heard }));
}

/** Makes a write, and says what came of it. */
export async function outcomeOf(
  write: (heard: Pick<CreateOptions, "onWarning" | "onAuditAnnotation">) => Promise<unknown>,
): Promise<Outcome> {
  const warnings: string[] = [];
  const notes: Record<string, string> = {};
  const heard = {
    onWarning: (text: string) => warnings.push(text),
    onAuditAnnotation: (key: string, value: string) => {
      notes[key] = value;
    },
  };
  try {
    return { written: (await write(heard)) as Stored, error: undefined, warnings, notes };
  } catch (error) {
    return { written: undefined, error: error as StoreError, warnings, notes };
  }
}

export const alice: User = { name: "alice", groups: ["developers", "system:authenticated"] };
