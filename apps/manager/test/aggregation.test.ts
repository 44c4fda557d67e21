import { configMaps } from "@engenho/core";
import { createMemoryStore } from "@engenho/store-memory";
import { describe, expect, it } from "vitest";
import { frontProxyOf, publishAuthentication } from "../src/aggregation/front-proxy.js";
import { defaultManagerOptions } from "../src/manager-options.js";

const place = { namespace: "kube-system", name: "extension-apiserver-authentication" };

describe("the ConfigMap that extension servers read", () => {
  it("says who signs users' certificates and front proxies', and keeps what others have written", async () => {
    const store = createMemoryStore();
    await store.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: place.namespace } });
    const frontProxy = await frontProxyOf(defaultManagerOptions, Date.UTC(2025, 0, 1));
    const publish = (clientAuthority: string | undefined) =>
      publishAuthentication(store, { frontProxy, clientAuthority, flags: defaultManagerOptions });
    await publish("CA");
    const first = await store.get(configMaps, place);
    expect(first.data).toEqual({
      "client-ca-file": "CA",
      "requestheader-allowed-names": '["front-proxy-client"]',
      "requestheader-client-ca-file": expect.stringMatching(/^-----BEGIN CERTIFICATE-----/),
      "requestheader-extra-headers-prefix": '["X-Remote-Extra-"]',
      "requestheader-group-headers": '["X-Remote-Group"]',
      "requestheader-uid-headers": '["X-Remote-Uid"]',
      "requestheader-username-headers": '["X-Remote-User"]',
    });
    await store.update({ ...first, data: { ...first.data, other: "kept" } });
    await publish(undefined);
    expect((await store.get(configMaps, place)).data).toMatchObject({ "client-ca-file": "CA", other: "kept" });
    await store.close();
  });

  it("names what the flags accept as well", async () => {
    const store = createMemoryStore();
    await store.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: place.namespace } });
    const flags = {
      ...defaultManagerOptions,
      requestheaderAllowedNames: ["mine"],
      requestheaderUsernameHeaders: ["X-User"],
    };
    const frontProxy = await frontProxyOf(flags, Date.UTC(2025, 0, 1));
    await publishAuthentication(store, { frontProxy, clientAuthority: undefined, flags });
    expect((await store.get(configMaps, place)).data).toMatchObject({
      "requestheader-allowed-names": '["mine","front-proxy-client"]',
      "requestheader-username-headers": '["X-User","X-Remote-User"]',
    });
    await store.close();
  });

  it("needs files that can be read", async () => {
    const flags = { ...defaultManagerOptions, proxyClientCertFile: "/none/cert", proxyClientKeyFile: "/none/key" };
    await expect(frontProxyOf(flags, 0)).rejects.toThrow("cannot read /none/cert of --proxy-client-cert-file: ENOENT");
    const others = { ...defaultManagerOptions, requestheaderClientCaFile: "/none/ca" };
    await expect(frontProxyOf(others, 0)).rejects.toThrow(
      "cannot read /none/ca of --requestheader-client-ca-file: ENOENT",
    );
  });
});
