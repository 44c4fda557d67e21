import { type KubernetesObject, type Stored, StoreError, type User } from "@engenho/core";
import type { AuthorizationAttributes, Authorizer } from "@engenho/registry";
import { createCertificateRequest } from "@engenho/x509";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";

const { subtle } = globalThis.crypto;
const jane: User = { name: "jane", groups: ["system:authenticated"] };

async function requestOf(...organization: readonly string[]) {
  const keys = await subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  return btoa(await createCertificateRequest({ subject: { commonName: ["jane"], organization }, keys }));
}
const request = await requestOf();

const csr = (spec: object = {}) =>
  ({
    apiVersion: "certificates.k8s.io/v1",
    kind: "CertificateSigningRequest",
    metadata: { name: "jane" },
    spec: { request, signerName: "example.com/one", usages: ["client auth"], ...spec },
  }) as unknown as KubernetesObject;

/** A registry in which `allowed`, such as `approve example.com/one`, may be done to signers. */
async function open(...allowed: readonly string[]) {
  const asked: AuthorizationAttributes[] = [];
  const authorizer: Authorizer = {
    authorize(attributes) {
      asked.push(attributes);
      if (attributes.name === "fails.example.com/one") throw new StoreError("InternalError", "out of order");
      const isAllowed = allowed.includes(`${attributes.verb} ${attributes.name}`);
      return { decision: isAllowed ? "Allow" : "NoOpinion", reason: "" };
    },
    rulesFor: () => ({ resourceRules: [], nonResourceRules: [], incomplete: false, evaluationError: "" }),
  };
  const { store } = openRegistry({ authorizer });
  const write = async (subresource: string, status: object, { byProgram = false, spec = {} } = {}) => {
    const stored = await store.create(csr(spec));
    asked.length = 0;
    return store.update({ ...stored, status } as unknown as Stored, {
      subresource,
      ...(byProgram ? {} : { user: jane }),
    });
  };
  return { store, asked, write };
}
const approved = { conditions: [{ type: "Approved", status: "True" }] };
const failed = { conditions: [{ type: "Failed", status: "True" }] };

describe.each([
  { plugin: "CertificateApproval", verb: "approve", subresource: "approval", status: approved },
  { plugin: "CertificateSigning", verb: "sign", subresource: "status", status: failed },
])("$plugin", ({ verb, subresource, status }) => {
  it.each([
    ["who may for the signer", `${verb} example.com/one`],
    ["who may for the signer's domain", `${verb} example.com/*`],
  ])("lets those write who may: %s", async (_, allowed) => {
    const { write, asked } = await open(allowed);
    await write(subresource, status);
    expect(asked[0]).toEqual({
      user: jane,
      verb,
      group: "certificates.k8s.io",
      version: "*",
      resource: "signers",
      subresource: "",
      namespace: "",
      name: "example.com/one",
      isResource: true,
      path: "",
    });
  });

  it.each([
    ["who may for others only", [`${verb} example.com/other`, `${verb} example.org/*`, "get example.com/one"], {}],
    [
      "who may do the other verb only",
      ["approve", "sign"].filter((each) => each !== verb).map((each) => `${each} example.com/*`),
      {},
    ],
    ["where the authorizer fails", [], { signerName: "fails.example.com/one" }],
  ])("refuses others: %s", async (_, allowed, spec) => {
    const { write } = await open(...allowed);
    const { signerName = "example.com/one" } = spec as { signerName?: string };
    await expect(write(subresource, status, { spec })).rejects.toMatchObject({
      code: "Forbidden",
      message: `certificatesigningrequests.certificates.k8s.io "jane" is forbidden: user not permitted to ${verb} requests with signerName "${signerName}"`,
    });
  });

  it("lets the program itself write", async () => {
    const { write, asked } = await open();
    await write(subresource, status, { byProgram: true });
    expect(asked).toEqual([]);
  });
});

describe("CertificateSigning", () => {
  it("asks nothing of a write of /status that changes neither certificate nor conditions", async () => {
    const { write, asked } = await open();
    await write("status", {});
    expect(asked).toEqual([]);
  });
});

describe("CertificateSubjectRestriction", () => {
  it("refuses client certificates of system:masters", async () => {
    const { store } = await open();
    const masters = await requestOf("a", "system:masters");
    const signerName = "kubernetes.io/kube-apiserver-client";
    await expect(store.create(csr({ request: masters, signerName }), { user: jane })).rejects.toMatchObject({
      code: "Forbidden",
      message:
        'certificatesigningrequests.certificates.k8s.io "jane" is forbidden: use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed',
    });
    await store.create(csr({ request: masters }), { user: jane });
    const other = { ...csr({ signerName }), metadata: { name: "other" } };
    await store.create(other as KubernetesObject, { user: jane });
  });
});
