import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type KubernetesObject, type PodSpec, StoreError } from "@engenho/core";
import { FakeClock } from "@engenho/core/testing";
import type { AdmissionPlugin } from "@engenho/registry";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRegistry } from "../../../../packages/api/registry/test/support/open-registry.js";
import { startHook } from "../../../../packages/api/webhooks/test/support/hook-server.js";
import { selectAdmission } from "../../src/admission-catalogue.js";
import { configuredPlugins } from "../../src/configuration/configured-plugins.js";
import { readWebhookCredentials } from "../../src/configuration/webhook-kubeconfig.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "engenho-plugins-"));
});
afterAll(() => rm(folder, { recursive: true }));

const clock = new FakeClock();
const group = "apiserver.config.k8s.io/v1";

async function plugins(content: unknown, runs: (name: string) => boolean = () => true) {
  const file = join(folder, "admission.yaml");
  await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
  return configuredPlugins({ file, runs, clock });
}

/** The plugin of a configuration with one entry. */
async function plugin(name: string, configuration: unknown): Promise<AdmissionPlugin> {
  const made = await plugins({ apiVersion: group, kind: "AdmissionConfiguration", plugins: [{ name, configuration }] });
  expect(made.map((one) => one.name)).toEqual([name]);
  return made[0] as AdmissionPlugin;
}

const limits = (more: object) => ({
  apiVersion: "eventratelimit.admission.k8s.io/v1alpha1",
  kind: "Configuration",
  limits: [{ type: "Server", qps: 1, burst: 1, ...more }],
});
const security = (more: object) => ({
  apiVersion: "pod-security.admission.config.k8s.io/v1",
  kind: "PodSecurityConfiguration",
  ...more,
});
const quota = (more: object) => ({
  apiVersion: group,
  kind: "ResourceQuotaConfiguration",
  limitedResources: [{ resource: "pods", ...more }],
});

const pod = (name: string, spec: Partial<PodSpec> = {}) =>
  ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "n" },
    spec: { containers: [{ name: "web", image: "nginx" }], ...spec },
  }) as KubernetesObject;

describe("--admission-control-config-file (upstream: admission/config_test.go)", () => {
  const file = (content: string) => content.replaceAll("GROUP", `apiVersion: ${group}\nkind: AdmissionConfiguration\n`);
  it.each([
    ["plugins: [", "is not YAML"],
    ["apiVersion: v1\nkind: Pod", 'no kind "Pod" is registered for version "v1"'],
    ["{}", 'no kind "" is registered for version ""'],
    ["GROUPplugins: [{foo: bar, name: A}]", 'strict decoding error: unknown field "plugins[0].foo"'],
    ["GROUPplugins: [{name: A, name: B}]", "is not YAML: duplicated mapping key"],
    ["GROUPplugins: {}", "plugins: must be a list"],
    ["GROUPplugins: [{name: 1}]", "plugins[0].name: must be a string"],
    ["GROUPplugins: [{name: EventRateLimit, path: gone.yaml}]", "gone.yaml of the plugin EventRateLimit"],
  ])("%j is refused, and the file named", async (content, message) => {
    const refused = plugins(file(content));
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toThrow("admission.yaml of --admission-control-config-file");
  });

  it("a missing file is refused", async () => {
    const options = { file: join(folder, "gone"), runs: () => true, clock };
    await expect(configuredPlugins(options)).rejects.toThrow("ENOENT");
  });

  it.each([
    ["EventRateLimit", { ...limits({}), limits: [] }, "limits: Invalid value: must not be empty"],
    ["EventRateLimit", limits({ type: "Own" }), 'limits[0].type: Unsupported value: "Own"'],
    ["EventRateLimit", limits({ burst: 0 }), "limits[0].burst: Invalid value: 0: must be positive"],
    ["EventRateLimit", limits({ qps: -1 }), "limits[0].qps: Invalid value: -1: must be positive"],
    ["EventRateLimit", limits({ type: "User", cacheSize: -1 }), "limits[0].cacheSize: Invalid value: -1"],
    ["EventRateLimit", limits({ speed: 1 }), 'unknown field "limits[0].speed"'],
    ["EventRateLimit", security({}), 'no kind "PodSecurityConfiguration" is registered'],
    ["PodSecurity", security({ defaults: { enforce: "strict" } }), 'defaults.enforce: Invalid value: "strict"'],
    ["PodSecurity", security({ defaults: { "warn-version": "1" } }), 'defaults.warn-version: Invalid value: "1"'],
    ["PodSecurity", security({ defaults: { enforced: "baseline" } }), 'unknown field "defaults.enforced"'],
    ["PodSecurity", security({ exemptions: { usernames: [""] } }), "username must not be empty"],
    ["PodSecurity", security({ exemptions: { namespaces: ["A"] } }), 'exemptions.namespaces[0]: Invalid value: "A"'],
    [
      "PodSecurity",
      security({ exemptions: { runtimeClasses: ["a", "a"] } }),
      "exemptions.runtimeClasses[1]: Duplicate",
    ],
    ["ResourceQuota", quota({ resource: "" }), "limitedResources[0].resource: Required value"],
    ["ResourceQuota", quota({ match: [] }), 'unknown field "limitedResources[0].match"'],
    [
      "MutatingAdmissionWebhook",
      { apiVersion: group, kind: "WebhookAdmissionConfiguration", kubeConfigFile: "relative" },
      'kubeConfigFile: Invalid value: "relative": must be an absolute file path',
    ],
    [
      "ValidatingAdmissionWebhook",
      { apiVersion: group, kind: "WebhookAdmissionConfiguration", kubeConfigFile: "/gone" },
      "ENOENT",
    ],
    ["ImagePolicyWebhook", { imagePolicy: { kubeConfigFile: "/gone" } }, "ENOENT"],
    ["ImagePolicyWebhook", { imagePolicy: { allowTTL: 3600 } }, "imagePolicy.allowTTL: valid value is between"],
    ["PodNodeSelector", { podNodeSelectorPluginConfig: { n: "a" } }, "podNodeSelectorPluginConfig.n: invalid selector"],
  ])("the configuration of %s is refused: %j", async (name, configuration, message) => {
    await expect(plugin(name, configuration)).rejects.toThrow(message);
    await expect(plugin(name, configuration)).rejects.toThrow(`couldn't init admission plugin "${name}": `);
  });

  it("ignores the configurations of plugins that do not run or are unknown", async () => {
    const entries = [{ name: "EventRateLimit", configuration: {} }, { name: "Unknown" }];
    const configuration = { apiVersion: group, kind: "AdmissionConfiguration", plugins: entries };
    expect(await plugins(configuration, (name) => name !== "EventRateLimit")).toEqual([]);
  });

  it("reads a file of a plugin that is named relative to it, and the files before there were versions", async () => {
    await writeFile(join(folder, "limits.yaml"), JSON.stringify(limits({})));
    const entries = [{ name: "EventRateLimit", path: "limits.yaml" }];
    const versioned = { apiVersion: "apiserver.k8s.io/v1alpha1", kind: "AdmissionConfiguration", plugins: entries };
    expect((await plugins(versioned)).map(({ name }) => name)).toEqual(["EventRateLimit"]);
    const legacy = { podNodeSelectorPluginConfig: { n: "a=b" } };
    expect((await plugins(legacy, (name) => name === "PodNodeSelector")).map(({ name }) => name)).toEqual([
      "PodNodeSelector",
    ]);
  });

  it("EventRateLimit and ImagePolicyWebhook do not start without a configuration", () => {
    for (const name of ["EventRateLimit", "ImagePolicyWebhook"]) {
      expect(() => selectAdmission({ enable: [name], disable: [] })).toThrow(
        `couldn't init admission plugin "${name}": no config specified`,
      );
    }
  });
});

describe("configured plugins do what their configuration says", () => {
  it("PodSecurity: defaults and exemptions", async () => {
    const configuration = security({ defaults: { enforce: "baseline" }, exemptions: { namespaces: ["free"] } });
    const { store } = openRegistry({ admission: [await plugin("PodSecurity", configuration)] });
    const privileged = pod("p", { hostNetwork: true });
    await expect(store.create(privileged)).rejects.toMatchObject({ code: "Forbidden" });
    await store.create({ ...privileged, metadata: { name: "p", namespace: "free" } });
  });

  it("PodNodeSelector and PodTolerationRestriction: labels and tolerations", async () => {
    const selector = { podNodeSelectorPluginConfig: { clusterDefaultNodeSelector: "pool=common", n: "pool=own" } };
    const restriction = {
      apiVersion: "podtolerationrestriction.admission.k8s.io/v1alpha1",
      kind: "Configuration",
      whitelist: [{ key: "gpu", operator: "Exists" }],
    };
    const { store } = openRegistry({ admission: [await plugin("PodNodeSelector", selector)] });
    await expect(store.create(pod("p"))).rejects.toThrow("conflict with its namespace whitelist");
    const other = openRegistry({ admission: [await plugin("PodTolerationRestriction", restriction)] });
    const tolerations = [{ key: "other", operator: "Exists" }] as const;
    await expect(other.store.create(pod("p", { tolerations }))).rejects.toThrow("conflict with its cluster whitelist");
  });

  it("ImagePolicyWebhook: asks the cluster of its kubeconfig, and fails closed", async () => {
    const reviews: unknown[] = [];
    const hook = await startHook((review) => {
      reviews.push(review);
      return { raw: JSON.stringify({ ...review, status: { allowed: false, reason: "no nginx" } }) };
    });
    const cluster = { server: hook.url, "certificate-authority-data": hook.caBundle };
    const kubeConfigFile = join(folder, "images.kubeconfig");
    const contexts = [{ name: "c", context: { cluster: "images" } }];
    const kubeconfig = { "current-context": "c", clusters: [{ name: "images", cluster }], contexts };
    await writeFile(kubeConfigFile, JSON.stringify(kubeconfig));
    const { store } = openRegistry({
      admission: [await plugin("ImagePolicyWebhook", { imagePolicy: { kubeConfigFile } })],
    });
    await expect(store.create(pod("p"))).rejects.toThrow(
      'pods "p" is forbidden: image policy webhook backend denied one or more images: no nginx',
    );
    expect(reviews).toMatchObject([{ spec: { containers: [{ image: "nginx" }], namespace: "n" } }]);
    await hook.close();
    await expect(store.create(pod("q", { containers: [{ name: "a", image: "other" }] }))).rejects.toSatisfy(
      (error) => error instanceof StoreError && error.code === "Forbidden" && error.message.includes("refused"),
    );
  });
});

describe("credentials of webhooks by kubeConfigFile (upstream: util/webhook/authentication_test.go)", () => {
  const users = (...names: readonly string[]) => names.map((name) => ({ name, user: { token: name } }));
  it.each([
    ["foo.com:443", ["foo.com", "*.com", "*"], "foo.com"],
    ["foo.com:443", ["foo.com:443", "foo.com"], "foo.com:443"],
    ["one.two.foo.com:8443", ["*.foo.com:8443", "*.foo.com"], "*.foo.com:8443"],
    ["one.two.foo.com:8443", ["*.foo.com"], undefined],
    ["one.foo.com:443", ["*.foo.com:443", "*.com"], "*.foo.com:443"],
    ["foo.com:443", ["*.foo.com"], undefined],
    ["foo.com:443", ["bar.com", "*"], "*"],
    ["hook.ns.svc:443", ["hook.ns.svc"], "hook.ns.svc"],
    ["hook.ns.svc:443", ["*.ns.svc"], "*.ns.svc"],
    ["other.com:443", ["foo.com"], undefined],
  ])("%s among %j is %s", async (target, names, expected) => {
    const file = join(folder, "hooks.kubeconfig");
    await writeFile(file, JSON.stringify({ users: users(...names) }));
    expect((await readWebhookCredentials(file, "f"))(target)?.token).toBe(expected);
  });

  it("falls back to the user of the current context, and refuses users that it cannot be", async () => {
    const file = join(folder, "hooks.kubeconfig");
    const contexts = [{ name: "c", context: { user: "me" } }];
    await writeFile(file, JSON.stringify({ users: users("me"), contexts, "current-context": "c" }));
    expect((await readWebhookCredentials(file, "f"))("any:443")?.token).toBe("me");
    for (const field of ["exec", "auth-provider", "as"]) {
      await writeFile(file, JSON.stringify({ users: [{ name: "me", user: { [field]: {} } }] }));
      await expect(readWebhookCredentials(file, "f")).rejects.toThrow(`users with ${field} are not supported`);
    }
    await writeFile(file, JSON.stringify({ users: [{ name: "me", user: { tokenFile: "gone" } }] }));
    await expect(readWebhookCredentials(file, "f")).rejects.toThrow("ENOENT");
  });
});
