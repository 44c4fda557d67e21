import { describe, expect, it } from "vitest";
import { renderKubeconfig } from "../src/kubeconfig.js";

const access = { server: "https://127.0.0.1:6443", caCertificate: "PEM", token: "secret" };

describe("the kubeconfig", () => {
  it("names one cluster, user and context, and uses them", () => {
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
