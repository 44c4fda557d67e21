import { type KubernetesObject, namespaces, type PodSpec, pods, type WriteOptions } from "@engenho/core";
import type { RegistryStore } from "@engenho/registry";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../registry/test/support/open-registry.js";
import { type PodSecurityOptions, podSecurity } from "../src/index.js";

const label = (name: string) => `pod-security.kubernetes.io/${name}`;
const labelled = (labels: Record<string, string>) =>
  Object.fromEntries(Object.entries(labels).map(([name, value]) => [label(name), value]));
const namespace = (labels: Record<string, string>, name = "n"): KubernetesObject => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, labels: labelled(labels) },
});
const pod = (name: string, spec: Partial<PodSpec> = {}, metadata: object = {}) =>
  ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "n", ...metadata },
    spec: { containers: [{ name: "web", image: "nginx" }], ...spec },
  }) as KubernetesObject;
const template = {
  metadata: { labels: { app: "web" } },
  spec: { hostNetwork: true, containers: [{ name: "web", image: "nginx" }] },
};
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "n" },
  spec: { selector: { matchLabels: { app: "web" } }, template },
} as KubernetesObject;

function open(options: PodSecurityOptions = {}) {
  const { store } = openRegistry({ admission: [podSecurity(options)] });
  const warnings: string[] = [];
  const notes: Record<string, string> = {};
  const write: WriteOptions = {
    onWarning: (text) => warnings.push(text),
    onAuditAnnotation: (key, value) => {
      notes[key] = value;
    },
  };
  return { store, warnings, notes, write };
}
const violation = "host namespaces (hostNetwork=true)";

describe("a Pod in a namespace with labels", () => {
  it("is refused if it violates what is enforced, and the audit log says so", async () => {
    const { store, warnings, notes, write } = open();
    await store.create(namespace({ enforce: "baseline" }));
    await expect(store.create(pod("p", { hostNetwork: true }), write)).rejects.toMatchObject({
      code: "Forbidden",
      message: `pods "p" is forbidden: violates PodSecurity "baseline:latest": ${violation}`,
    });
    expect(warnings).toEqual([]);
    expect(notes).toEqual({ [label("enforce-policy")]: "baseline:latest" });
    await store.create(pod("p"), write);
  });

  it("is accepted with a warning and a note if it violates nothing but these", async () => {
    const { store, warnings, notes, write } = open();
    await store.create(
      namespace({ audit: "baseline", "audit-version": "v1.20", warn: "baseline", "warn-version": "v1.34" }),
    );
    await store.create(pod("p", { hostNetwork: true }), write);
    expect(warnings).toEqual([`would violate PodSecurity "baseline:v1.34": ${violation}`]);
    expect(notes).toEqual({
      [label("enforce-policy")]: "privileged:latest",
      [label("audit-violations")]: `would violate PodSecurity "baseline:v1.20": ${violation}`,
    });
  });

  it("may be anything without labels, and in a namespace that does not exist", async () => {
    const { store, notes, write } = open();
    await store.create(pod("p", { hostNetwork: true }), write);
    await store.create(namespace({}));
    await store.create(pod("q", { hostNetwork: true }), write);
    expect(notes).toEqual({ [label("enforce-policy")]: "privileged:latest" });
  });

  it("is checked again only when its images change", async () => {
    const { store, write } = open();
    const created = await store.create(pod("p", { hostNetwork: true }));
    await store.create(namespace({ enforce: "baseline" }));
    const relabelled = await store.update({ ...created, metadata: { ...created.metadata, labels: { a: "b" } } }, write);
    const status = { ...relabelled, status: { phase: "Running" } } as KubernetesObject;
    const running = await store.update(status, { ...write, subresource: "status" });
    const { spec } = running as KubernetesObject & { spec: PodSpec };
    const containers = spec.containers.map((container) => ({ ...container, image: "nginx:2" }));
    const changed = { ...running, spec: { ...spec, containers } };
    await expect(store.update(changed as KubernetesObject, write)).rejects.toMatchObject({ code: "Forbidden" });
  });

  it("is checked with an ephemeral container that is added", async () => {
    const { store } = open();
    const created = await store.create(pod("p"));
    await store.create(namespace({ enforce: "baseline" }));
    const ephemeralContainers = [{ name: "debug", image: "busybox", securityContext: { privileged: true } }];
    const next = {
      ...created,
      spec: { ...(created as KubernetesObject & { spec: PodSpec }).spec, ephemeralContainers },
    };
    await expect(store.update(next as KubernetesObject, { subresource: "ephemeralcontainers" })).rejects.toMatchObject({
      message:
        'pods "p" is forbidden: violates PodSecurity "baseline:latest": privileged (container "debug" must not set securityContext.privileged=true)',
    });
  });

  it("fails closed where the level that is enforced is unknown: it counts as restricted", async () => {
    const { store, backend } = openRegistry({ admission: [podSecurity()] });
    const key = { group: "", kind: "Namespace", namespace: "", name: "n" };
    await backend.commit({ type: "create", key, object: namespace({ enforce: "strict" }) });
    await expect(store.create(pod("p"))).rejects.toMatchObject({
      message: expect.stringContaining('violates PodSecurity "restricted:latest": '),
    });
  });
});

describe("the template of a workload", () => {
  it("is warned about at the level that is enforced, and created", async () => {
    const { store, warnings, notes, write } = open();
    await store.create(namespace({ enforce: "baseline", "enforce-version": "v1.30" }));
    await store.create(deployment, write);
    expect(warnings).toEqual([`would violate PodSecurity "baseline:v1.30": ${violation}`]);
    expect(notes).toEqual({});
  });

  it("is not warned about where warnings are privileged", async () => {
    const { store, warnings, write } = open();
    await store.create(namespace({ enforce: "baseline", warn: "privileged" }));
    await store.create(deployment, write);
    expect(warnings).toEqual([]);
  });

  it.each([
    ["apps/v1", "StatefulSet", { selector: { matchLabels: { app: "web" } }, serviceName: "s", template }],
    ["apps/v1", "DaemonSet", { selector: { matchLabels: { app: "web" } }, template }],
    ["apps/v1", "ReplicaSet", { selector: { matchLabels: { app: "web" } }, template }],
    ["v1", "ReplicationController", { selector: { app: "web" }, template }],
    ["batch/v1", "Job", { template: { spec: { ...template.spec, restartPolicy: "Never" } } }],
    [
      "batch/v1",
      "CronJob",
      {
        schedule: "* * * * *",
        jobTemplate: { spec: { template: { spec: { ...template.spec, restartPolicy: "Never" } } } },
      },
    ],
  ])("of %s %s is found", async (apiVersion, kind, spec) => {
    const { store, warnings, write } = open();
    await store.create(namespace({ warn: "baseline" }));
    await store.create(
      { apiVersion, kind, metadata: { name: "web", namespace: "n" }, spec } as KubernetesObject,
      write,
    );
    expect(warnings).toEqual([`would violate PodSecurity "baseline:latest": ${violation}`]);
  });
});

describe("a namespace", () => {
  const relabel = async (store: RegistryStore, labels: Record<string, string>, write: WriteOptions) => {
    const current = await store.get(namespaces, { name: "n" });
    await store.update({ ...current, metadata: { ...current.metadata, labels: labelled(labels) } }, write);
  };

  it("with a new level warns of the Pods that violate it, alike ones together", async () => {
    const { store, warnings, write } = open();
    await store.create(namespace({}));
    for (const name of ["c", "b", "a"]) await store.create(pod(name, { hostNetwork: true }));
    await store.create(pod("d", { hostNetwork: true, hostPID: true }));
    await store.create(
      pod("e", { hostIPC: true, containers: [{ name: "w", image: "i", securityContext: { privileged: true } }] }),
    );
    await store.create(pod("fine"));
    await relabel(store, { enforce: "baseline" }, write);
    expect(warnings).toEqual([
      'existing pods in namespace "n" violate the new PodSecurity enforce level "baseline:latest"',
      "a (and 3 other pods): host namespaces",
      "e: host namespaces, privileged",
    ]);
  });

  it("does not check its Pods if its level is not stricter", async () => {
    const { store, warnings, write } = open();
    await store.create(namespace({ enforce: "restricted" }));
    await relabel(store, { enforce: "baseline" }, write);
    await relabel(store, { enforce: "baseline", warn: "restricted" }, write);
    await relabel(store, {}, write);
    expect(warnings).toEqual([]);
  });

  it("with invalid labels is refused, each with its reason; unchanged ones of old may stay", async () => {
    const { store, write } = open();
    await store.create(namespace({}));
    await expect(relabel(store, { enforce: "x", "warn-version": "1.2" }, write)).rejects.toMatchObject({
      code: "Invalid",
      message:
        'Namespace "n" is invalid: [metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: "x": must be one of privileged, baseline, restricted, ' +
        'metadata.labels[pod-security.kubernetes.io/warn-version]: Invalid value: "1.2": must be "latest" or "v1.x"]',
    });
  });
});

describe("exemptions", () => {
  const defaults: PodSecurityOptions["defaults"] = {
    enforce: { level: "baseline", version: "latest" },
    audit: { level: "privileged", version: "latest" },
    warn: { level: "privileged", version: "latest" },
  };
  it.each([
    ["a namespace", { namespaces: ["n"] }, {}, "namespace"],
    ["a user", { usernames: ["robot"] }, { user: { name: "robot" } }, "user"],
    ["a RuntimeClass", { runtimeClasses: ["gvisor"] }, {}, "runtimeClass"],
  ] as const)("of %s let a Pod pass, and are noted", async (_title, exemptions, options, reason) => {
    const { store, notes, write } = open({ defaults, exemptions });
    const spec = { hostNetwork: true, runtimeClassName: "gvisor" };
    await store.create(pod("p", spec), { ...write, ...options });
    expect(notes).toEqual({ [label("exempt")]: reason });
  });

  it("without one the defaults hold", async () => {
    const { store } = open({ defaults });
    await expect(store.create(pod("p", { hostNetwork: true }))).rejects.toMatchObject({ code: "Forbidden" });
    expect((await store.list(pods)).items).toEqual([]);
  });

  it("warn that a namespace's labels have no effect", async () => {
    const { store, warnings, write } = open({ exemptions: { namespaces: ["n"] } });
    await store.create(namespace({ enforce: "baseline", warn: "restricted", "warn-version": "v1.30" }), write);
    expect(warnings).toEqual([
      'namespace "n" is exempt from Pod Security, and the policy (enforce=baseline:latest, warn=restricted:v1.30) will be ignored',
    ]);
  });
});
