import { customResourceDefinitions, KindFilter, type KubernetesObject } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../registry/test/support/open-registry.js";
import type { CustomResourceDefinition, DefinitionConversion } from "../src/definition.js";
import { checkDefinition } from "../src/definition-validation.js";
import { content, texts, widgetDefinition } from "./widgets.js";

// The smallest valid CA bundle: a DER sequence.
const certificate = "-----BEGIN CERTIFICATE-----\nMAkwBAYCKgMCAQE=\n-----END CERTIFICATE-----\n";
const service = { namespace: "default", name: "hook", path: "/convert", port: 443 };
const review = ["v1", "v1beta1"];

function withConversion(conversion: DefinitionConversion): CustomResourceDefinition {
  const definition = widgetDefinition({ type: "object", "x-kubernetes-preserve-unknown-fields": true });
  const [first] = definition.spec?.versions ?? [];
  const versions = [first, { ...first, name: "v2", storage: false }];
  return { ...definition, spec: { ...definition.spec, conversion, versions } } as CustomResourceDefinition;
}

const webhook = (clientConfig: object, conversionReviewVersions: readonly string[] = review): DefinitionConversion => ({
  strategy: "Webhook",
  webhook: { clientConfig, conversionReviewVersions },
});

describe("cases API 6: spec.conversion of a definition", () => {
  const client = "spec.conversion.webhookClientConfig";
  const reviews = "spec.conversion.conversionReviewVersions";
  const form = "; desired format: https://host[/path]";
  it.each<[DefinitionConversion, readonly string[]]>([
    [webhook({ service }), []],
    [webhook({ url: "https://hook.example.com/convert" }), []],
    [
      { strategy: "Webhook" },
      [`${client}: Required value: required when strategy is set to Webhook`, `${reviews}: Required value`],
    ],
    [
      { strategy: "Other" },
      ['spec.conversion.strategy: Unsupported value: "Other": supported values: "None", "Webhook"'],
    ],
    [webhook({}), [`${client}: Required value: exactly one of url or service is required`]],
    [webhook({ url: "https://a", service }), [`${client}: Required value: exactly one of url or service is required`]],
    [
      webhook({ url: "http://user@/p?q#f" }),
      [
        `${client}.url: Invalid value: "http": 'https' is the only allowed URL scheme${form}`,
        `${client}.url: Invalid value: "": host must be specified${form}`,
        `${client}.url: Invalid value: "user": user information is not permitted in the URL`,
        `${client}.url: Invalid value: "f": fragments are not permitted in the URL`,
        `${client}.url: Invalid value: "q": query parameters are not permitted in the URL`,
      ],
    ],
    // As upstream swaps them.
    [webhook({ service: { ...service, name: "" } }), [`${client}.service.namespace: Required value`]],
    [
      webhook({ service: { ...service, port: 0 } }),
      [`${client}.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive`],
    ],
    [
      webhook({ service: { ...service, path: "a//b" } }),
      [
        `${client}.service.path: Invalid value: "a//b": must start with a '/'`,
        `${client}.service.path: Invalid value: "a//b": segment[0] may not be empty`,
        `${client}.service.path: Invalid value: "a//b": segment[1] may not be empty`,
      ],
    ],
    [webhook({ service }, []), [`${reviews}: Required value`]],
    [webhook({ service }, ["v2"]), [`${reviews}: Invalid value: ["v2"]: must include at least one of v1, v1beta1`]],
    [webhook({ service }, ["v1", "v1"]), [`${reviews}[1]: Invalid value: "v1": duplicate version`]],
    [
      { strategy: "None", webhook: { clientConfig: { service }, conversionReviewVersions: review } },
      [
        `${client}: Forbidden: should not be set when strategy is not set to Webhook`,
        `${reviews}: Forbidden: should not be set when strategy is not set to Webhook`,
      ],
    ],
  ])("%j", (conversion, expected) => {
    const definition = withConversion(conversion);
    const status = { storedVersions: ["v1"] };
    expect(texts(checkDefinition({ ...definition, status } as CustomResourceDefinition))).toEqual(expected);
  });

  it("defaults the port of a service to 443", async () => {
    const { store } = openRegistry();
    const { port: _port, ...portless } = service;
    const created = await store.create(withConversion(webhook({ service: portless })));
    expect(content(created).spec).toMatchObject({
      conversion: { strategy: "Webhook", webhook: { clientConfig: { service } } },
    });
  });

  it("with an invalid CA bundle leaves the definition not Established, and cannot be set later", async () => {
    const { store } = openRegistry();
    const name = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      name: "widgets.example.com",
    };
    await store.create(withConversion(webhook({ service, caBundle: btoa("nothing") })));
    const broken = await store.get(customResourceDefinitions, name);
    expect(broken.status?.conditions?.[1]).toMatchObject({
      type: "Established",
      status: "False",
      reason: "InvalidCABundle",
      message: "The conversion webhook CABundle is invalid",
    });
    const next = (conversion: DefinitionConversion) =>
      store.update({
        ...broken,
        metadata: { ...broken.metadata, resourceVersion: "" },
        spec: { ...broken.spec, conversion },
      });
    const current = async (conversion: DefinitionConversion) => {
      const { metadata } = await store.get(customResourceDefinitions, name);
      return store.update({ ...broken, metadata, spec: { ...broken.spec, conversion } } as KubernetesObject);
    };
    await expect(next(webhook({ service }))).rejects.toMatchObject({ code: "Invalid" });
    await current(webhook({ service, caBundle: btoa(certificate) }));
    const mended = await store.get(customResourceDefinitions, name);
    expect(mended.status?.conditions?.[1]).toMatchObject({ type: "Established", status: "True" });
    await expect(current(webhook({ service, caBundle: btoa("nothing") }))).rejects.toMatchObject({
      message: expect.stringContaining("caBundle: Invalid value"),
    });
  });
});

describe("cases API 6: objects of a kind with webhook conversion, in a server without a client for webhooks", () => {
  const kind = "Widget";
  const v1 = { apiVersion: "example.com/v1", kind } as const;
  const v2 = { apiVersion: "example.com/v2", kind } as const;
  const one = { namespace: "default", name: "one" };
  const widget = (version: typeof v1 | typeof v2, name = "one") => ({
    ...version,
    metadata: { ...one, name },
    spec: { size: 1 },
  });
  const failure = (version: string) => ({
    code: "InternalError",
    message: `conversion webhook for ${version}, Kind=Widget failed: this server calls no webhooks`,
  });

  async function open() {
    const opened = openRegistry();
    await opened.store.create(withConversion(webhook({ service })));
    return opened;
  }

  it("are served in their stored version: read, written, watched, deleted", async () => {
    const { store } = await open();
    const created = await store.create(widget(v1));
    const watch = store.watch({ kinds: KindFilter.kind({ group: "example.com", kind, version: "v1" }) });
    await store.patch(v1, one, { type: "merge", value: { spec: { size: 2 } } });
    expect(content((await store.list(v1)).items[0] as KubernetesObject).spec).toEqual({ size: 2 });
    expect(await store.delete(v1, one)).toMatchObject({ type: "deleted" });
    expect(await watch.next()).toMatchObject({ events: [{ type: "MODIFIED" }, { type: "DELETED" }] });
    expect(created.apiVersion).toBe("example.com/v1");
    watch.close();
  });

  it("are neither returned nor written where they would have to be converted", async () => {
    const { store } = await open();
    await store.create(widget(v1));
    const version = "example.com/v1";
    await expect(store.get(v2, one)).rejects.toMatchObject(failure(version));
    await expect(store.list(v2)).rejects.toMatchObject(failure(version));
    await expect(store.patch(v2, one, { type: "merge", value: {} })).rejects.toMatchObject(failure(version));
    await expect(store.update({ ...widget(v2) })).rejects.toMatchObject(failure(version));
    await expect(store.delete(v2, one)).rejects.toMatchObject(failure(version));
    for (const dryRun of [false, true]) {
      await expect(store.create(widget(v2, "two"), { dryRun })).rejects.toMatchObject(failure("example.com/v2"));
    }
    const watch = store.watch({ kinds: KindFilter.kind({ group: "example.com", kind, version: "v2" }) });
    await store.patch(v1, one, { type: "merge", value: { spec: { size: 2 } } });
    await expect(watch.next()).rejects.toMatchObject(failure(version));
    expect((await store.list(v1)).items).toHaveLength(1);
  });

  it("stored in two versions cannot be listed in either, and are still deleted with their definition", async () => {
    const { store } = await open();
    await store.create(widget(v1));
    const name = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      name: "widgets.example.com",
    };
    const definition = await store.get(customResourceDefinitions, name);
    const versions = (definition.spec?.versions ?? []).map((version) => ({
      ...version,
      storage: version.name === "v2",
    }));
    await store.update({ ...definition, spec: { ...definition.spec, versions } } as KubernetesObject);
    await store.create(widget(v2, "two"));
    await expect(store.list(v1)).rejects.toMatchObject(failure("example.com/v2"));
    await expect(store.list(v2)).rejects.toMatchObject(failure("example.com/v1"));
    const watch = store.watch({ kinds: KindFilter.kind("CustomResourceDefinition") });
    await store.delete(customResourceDefinitions, name);
    for (let events = 0; events < 10; events++) {
      const signal = await watch.next();
      if (signal?.type === "events" && signal.events.some(({ type }) => type === "DELETED")) break;
    }
    await expect(store.get(customResourceDefinitions, name)).rejects.toMatchObject({ code: "NotFound" });
    watch.close();
  });
});
