import { type coreV1, type KubernetesObject, type PodSpec, pods, serviceAccounts } from "@engenho/core";
import type { RegistryStore } from "@engenho/registry";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";

const container = { name: "web", image: "nginx" };
type PodInput = { metadata?: object; spec?: Partial<PodSpec> };
const pod = ({ metadata = {}, spec = {} }: PodInput = {}) =>
  ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", namespace: "n", ...metadata },
    spec: { containers: [container], ...spec },
  }) as KubernetesObject & { spec: PodSpec };
const account = (fields: Partial<coreV1.ServiceAccount> = {}, name = "default") =>
  ({
    apiVersion: "v1",
    kind: "ServiceAccount",
    ...fields,
    metadata: { name, namespace: "n", ...fields.metadata },
  }) as coreV1.ServiceAccount;

async function created(store: RegistryStore, input: PodInput = {}): Promise<PodSpec> {
  return ((await store.create(pod(input))) as { spec: PodSpec }).spec;
}

const tokenPath = "/var/run/secrets/kubernetes.io/serviceaccount";
const mountsOf = (spec: PodSpec) =>
  spec.containers.map(({ volumeMounts = [] }) => volumeMounts.map(({ name }) => name));

describe("a Pod's ServiceAccount", () => {
  it("is default, and need not exist in a library", async () => {
    const { store } = openRegistry();
    const spec = await created(store);
    expect(spec).toMatchObject({ serviceAccountName: "default", serviceAccount: "default" });
    expect(spec.volumes).toBeUndefined();
  });

  it("has to exist where it is required, and another name than default is not waited for", async () => {
    const { store } = openRegistry({ requireServiceAccounts: true });
    await expect(store.create(pod({ spec: { serviceAccountName: "robot" } }))).rejects.toMatchObject({
      code: "Forbidden",
      message: 'pods "p" is forbidden: error looking up service account n/robot: serviceaccount "robot" not found',
    });
    await store.create(account({}, "robot"));
    expect((await created(store, { spec: { serviceAccountName: "robot" } })).serviceAccountName).toBe("robot");
  });

  it("is waited for about a second if it is default, and refused afterwards", async () => {
    const { store, clock } = openRegistry({ requireServiceAccounts: true });
    const late = created(store);
    await clock.advance(40);
    await store.create(account());
    await clock.advance(40);
    expect((await late).volumes).toHaveLength(1);

    const never = created(store, { metadata: { namespace: "m" } });
    const refused = expect(never).rejects.toMatchObject({
      message: 'pods "p" is forbidden: error looking up service account m/default: serviceaccount "default" not found',
    });
    await clock.advance(2_000);
    await refused;
  });
});

describe("the token volume", () => {
  it("cases conformance: is upstream's projected volume, mounted into every container at the path of the token", async () => {
    const { store } = openRegistry();
    await store.create(account());
    const spec = await created(store, { spec: { initContainers: [{ name: "init", image: "busybox" }] } });
    const [volume] = spec.volumes ?? [];
    expect(volume?.name).toMatch(/^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(volume?.projected).toEqual({
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
        { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
        {
          downwardAPI: {
            items: [{ path: "namespace", fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } }],
          },
        },
      ],
      defaultMode: 420,
    });
    const mount = { name: volume?.name, readOnly: true, mountPath: tokenPath };
    for (const { volumeMounts } of [...spec.containers, ...(spec.initContainers ?? [])]) {
      expect(volumeMounts).toEqual([mount]);
    }
  });

  const wishes: readonly [account: boolean | undefined, pod: boolean | undefined, mounted: boolean][] = [
    [undefined, undefined, true],
    [true, undefined, true],
    [false, undefined, false],
    [undefined, true, true],
    [true, true, true],
    [false, true, true],
    [undefined, false, false],
    [true, false, false],
    [false, false, false],
  ];
  it.each(wishes)(
    "with automount %s in the account and %s in the Pod: mounted %s",
    async (ofAccount, ofPod, mounted) => {
      const { store } = openRegistry();
      await store.create(account(ofAccount === undefined ? {} : { automountServiceAccountToken: ofAccount }));
      const spec = await created(store, ofPod === undefined ? {} : { spec: { automountServiceAccountToken: ofPod } });
      expect(spec.volumes ?? []).toHaveLength(mounted ? 1 : 0);
    },
  );

  it("is one that the Pod has, if its name begins like it", async () => {
    const { store } = openRegistry();
    await store.create(account());
    const spec = await created(store, { spec: { volumes: [{ name: "kube-api-access-mine", emptyDir: {} }] } });
    expect(spec.volumes).toHaveLength(1);
    expect(mountsOf(spec)).toEqual([["kube-api-access-mine"]]);
  });

  it("is not mounted where a container mounts something else, and not added if no container needs it", async () => {
    const { store } = openRegistry();
    await store.create(account());
    const own = { ...container, volumeMounts: [{ name: "own", mountPath: tokenPath }] };
    const volumes = [{ name: "own", emptyDir: {} }];
    const both = await created(store, { spec: { volumes, containers: [own, { name: "other", image: "nginx" }] } });
    expect(mountsOf(both)).toEqual([["own"], [both.volumes?.[1]?.name]]);
    const alone = await created(store, { metadata: { name: "alone" }, spec: { volumes, containers: [own] } });
    expect(alone.volumes).toEqual([expect.objectContaining({ name: "own" })]);
  });

  it("is shared by Pods that share a spec, until their account changes", async () => {
    const { store } = openRegistry();
    await store.create(account());
    const spec = pod().spec;
    const make = (name: string) => created(store, { metadata: { name }, spec });
    const first = await make("a");
    expect(await make("b")).toEqual(first);
    await store.update({ ...account(), automountServiceAccountToken: false });
    expect((await make("c")).volumes).toBeUndefined();
  });
});

describe("the image pull secrets of an account", () => {
  it("are those of a Pod that has none of its own", async () => {
    const { store } = openRegistry();
    await store.create(account({ imagePullSecrets: [{ name: "registry" }, { name: "mirror" }] }));
    expect((await created(store)).imagePullSecrets).toEqual([{ name: "registry" }, { name: "mirror" }]);
    const own = await created(store, { metadata: { name: "own" }, spec: { imagePullSecrets: [{ name: "mine" }] } });
    expect(own.imagePullSecrets).toEqual([{ name: "mine" }]);
  });
});

describe("an account that enforces its mountable secrets", () => {
  const envOf = (name: string) => [{ name: "TOKEN", valueFrom: { secretKeyRef: { name, key: "k" } } }];
  const suffix = "is not allowed because service account default does not reference that secret";
  const refused: readonly [title: string, spec: (secret: string) => Partial<PodSpec>, message: string][] = [
    [
      "a volume",
      (secretName) => ({ volumes: [{ name: "v", secret: { secretName } }] }),
      `volume with secret.secretName="other" ${suffix}`,
    ],
    [
      "a variable of an init container",
      (name) => ({ initContainers: [{ ...container, name: "init", env: envOf(name) }] }),
      `init container init with envVar TOKEN referencing secret.secretName="other" ${suffix}`,
    ],
    [
      "a variable",
      (name) => ({ containers: [{ ...container, env: envOf(name) }] }),
      `container web with envVar TOKEN referencing secret.secretName="other" ${suffix}`,
    ],
    [
      "all variables",
      (name) => ({ containers: [{ ...container, envFrom: [{ secretRef: { name } }] }] }),
      `container web with envFrom referencing secret.secretName="other" ${suffix}`,
    ],
    [
      "a pull secret",
      (name) => ({ imagePullSecrets: [{ name }] }),
      'imagePullSecrets[0].name="other" is not allowed because service account default does not reference that imagePullSecret',
    ],
  ];
  const enforcing = account({
    metadata: { name: "default", annotations: { "kubernetes.io/enforce-mountable-secrets": "true" } },
    secrets: [{ name: "mine" }],
    imagePullSecrets: [{ name: "mine" }],
  });

  it.each(refused)("accepts its own secret in %s, and refuses another", async (_title, spec, message) => {
    const { store } = openRegistry();
    await store.create(enforcing);
    await store.create(pod({ spec: spec("mine") }));
    await expect(store.create(pod({ metadata: { name: "q" }, spec: spec("other") }))).rejects.toMatchObject({
      code: "Forbidden",
      message: `pods "q" is forbidden: ${message}`,
    });
  });

  it("refuses another secret in an ephemeral container", async () => {
    const { store } = openRegistry();
    await store.create(enforcing);
    const stored = await store.create(pod());
    const ephemeralContainers = [{ name: "debug", image: "busybox", env: envOf("other") }];
    const next = { ...stored, spec: { ...pod().spec, ...stored.spec, ephemeralContainers } };
    await expect(store.update(next as typeof stored, { subresource: "ephemeralcontainers" })).rejects.toMatchObject({
      message: `pods "p" is forbidden: ephemeral container debug with envVar TOKEN referencing secret.secretName="other" ${suffix}`,
    });
  });
});

describe("a mirror pod", () => {
  const metadata = { annotations: { "kubernetes.io/config.mirror": "digest" } };
  const refused: readonly [spec: Partial<PodSpec>, reason: string][] = [
    [{ serviceAccountName: "default" }, "a mirror pod may not reference service accounts"],
    [{ volumes: [{ name: "v", secret: { secretName: "s" } }] }, "a mirror pod may not reference secrets"],
    [{ imagePullSecrets: [{ name: "s" }] }, "a mirror pod may not reference secrets"],
    [
      { volumes: [{ name: "v", projected: { sources: [{ serviceAccountToken: { path: "token" } }] } }] },
      "a mirror pod may not use ServiceAccountToken volume projections",
    ],
  ];

  it.each(refused)("with %j is refused", async (spec, reason) => {
    const { store } = openRegistry({ requireServiceAccounts: true });
    await expect(store.create(pod({ metadata, spec }))).rejects.toMatchObject({
      message: `pods "p" is forbidden: ${reason}`,
    });
  });

  it("gets no account and no volume", async () => {
    const { store } = openRegistry({ requireServiceAccounts: true });
    await store.create(account());
    const spec = await created(store, { metadata, spec: { nodeName: "node" } });
    expect(spec.serviceAccountName).toBeUndefined();
    expect(spec.volumes).toBeUndefined();
  });
});

it("without the plugin a Pod has no account", async () => {
  const { store } = openRegistry({ disableAdmissionPlugins: ["ServiceAccount"], requireServiceAccounts: true });
  await store.create(pod());
  expect((await store.get(pods, { namespace: "n", name: "p" })).spec).not.toHaveProperty("serviceAccountName");
  expect((await store.list(serviceAccounts)).items).toEqual([]);
});
