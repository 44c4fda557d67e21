import { describe, expect, it } from "vitest";
import { renderKubeconfig } from "../src/kubeconfig.js";

const access = { server: "https://127.0.0.1:6443", caCertificate: "PEM", user: { token: "secret" } };

describe("the kubeconfig", () => {
  it("has a certificate and its key instead of a token", () => {
    const user = { certificate: "CERT", privateKey: "KEY" };
    const fields = { "client-certificate-data": "Q0VSVA==", "client-key-data": "S0VZ" };
    expect(JSON.parse(renderKubeconfig({ ...access, user })).users).toEqual([{ name: "engenho", user: fields }]);
  });

  it("has one cluster, user and context, which are selected", () => {
    expect(JSON.parse(renderKubeconfig(access))).toEqual({
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "engenho", cluster: { server: access.server, "certificate-authority-data": "UEVN" } }],
      users: [{ name: "engenho", user: { token: "secret" } }],
      contexts: [{ name: "engenho", context: { cluster: "engenho", user: "engenho" } }],
      "current-context": "engenho",
    });
  });
});
