import { isStoreError, type Stored } from "@engenho/core";
import { jsonOf, objectOf } from "@engenho/machinery";
import { openRegistry } from "../../../registry/test/support/open-registry.js";

/** Any object, loosely typed, as a client sends it. */
export type Sent = Readonly<Record<string, unknown>>;

/** A new object as the server returns it. */
export async function created(object: Sent): Promise<Sent> {
  const { store } = openRegistry();
  return jsonOf(await store.create(objectOf(object)));
}

/** The errors for a new object, each as `field: message`; empty if it is accepted. */
export function createProblems(object: Sent): Promise<readonly string[]> {
  return problemsOf(() => created(object));
}

/** Creates an object, changes it, and updates it. */
export async function updated(
  object: Sent,
  change: (stored: Sent) => Sent,
  subresource?: string,
): Promise<{ readonly before: Sent; readonly after: Sent }> {
  const { store } = openRegistry();
  const before = await store.create(objectOf(object));
  const next = objectOf(change(jsonOf(before))) as Stored;
  const after = await store.update(next, subresource === undefined ? {} : { subresource });
  return { before: jsonOf(before), after: jsonOf(after) };
}

/** The errors for an update. */
export function updateProblems(
  object: Sent,
  change: (stored: Sent) => Sent,
  subresource?: string,
): Promise<readonly string[]> {
  return problemsOf(() => updated(object, change, subresource));
}

/** The causes of an Invalid error of a call; none if it succeeds. */
export async function problemsOf(call: () => Promise<unknown>): Promise<readonly string[]> {
  try {
    await call();
    return [];
  } catch (error) {
    if (!isStoreError(error, "Invalid")) throw error;
    return (error.details.causes ?? []).map(({ field, message }) => `${field}: ${message}`);
  }
}

/** The object with fields of its spec replaced. */
export function withSpec(object: Sent, spec: Sent): Sent {
  return { ...object, spec: { ...(object.spec as Sent), ...spec } };
}

/** A Pod of one container. */
export function pod(spec: Sent = {}, metadata: Sent = {}): Sent {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "one", namespace: "default", ...metadata },
    spec: { containers: [{ name: "main", image: "nginx:1.27" }], ...spec },
  };
}

/** A workload of apps/v1 with a template of one container. */
export function workload(kind: string, spec: Sent = {}, podSpec: Sent = {}): Sent {
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: { name: "one", namespace: "default" },
    spec: {
      selector: { matchLabels: { app: "one" } },
      template: {
        metadata: { labels: { app: "one" } },
        spec: { containers: [{ name: "main", image: "nginx:1.27" }], ...podSpec },
      },
      ...spec,
    },
  };
}

/** A Service with one port. */
export function service(spec: Sent = {}, metadata: Sent = {}): Sent {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "one", namespace: "default", ...metadata },
    spec: { selector: { app: "one" }, ports: [{ port: 80 }], ...spec },
  };
}
