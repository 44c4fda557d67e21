import { certificateSigningRequests, type KubernetesObject, type Stored, type User } from "@engenho/core";
import { createCertificateRequest, encodePem } from "@engenho/x509";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";
import { problemsOf, type Sent } from "./attempts.js";

const { subtle } = globalThis.crypto;
const keys = await subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
const pem = await createCertificateRequest({ subject: { commonName: ["jane"] }, keys });
const request = btoa(pem);

const jane: User = { name: "jane", uid: "7", groups: ["a", "b"], extra: { key: ["value"] } };
const csr = (spec: Sent = {}, rest: Sent = {}): Sent => ({
  apiVersion: "certificates.k8s.io/v1",
  kind: "CertificateSigningRequest",
  metadata: { name: "jane" },
  spec: { request, signerName: "example.com/signer", usages: ["client auth"], ...spec },
  ...rest,
});

async function open(sent: Sent = csr()) {
  const { store, clock } = openRegistry();
  const stored = await store.create(sent as unknown as KubernetesObject, { user: jane });
  const write = (change: Sent, subresource?: string) =>
    store.update({ ...stored, metadata: { name: "jane" }, ...change } as unknown as Stored, {
      ...(subresource === undefined ? {} : { subresource }),
    });
  const current = () => store.get(certificateSigningRequests, { name: "jane" });
  return { store, clock, stored, write, current };
}
const conditions = (...types: readonly string[]) => ({
  status: { conditions: types.map((type) => ({ type, status: "True" })) },
});

describe("A CertificateSigningRequest", () => {
  it("names the user who has created it, whatever the client sends, and has no status", async () => {
    const { stored } = await open(csr({ username: "root", groups: ["system:masters"] }, conditions("Approved")));
    expect(stored).toMatchObject({
      spec: { username: "jane", uid: "7", groups: ["a", "b"], extra: { key: ["value"] } },
      status: {},
    });
    expect((stored as unknown as { status: object }).status).toEqual({});
    const { store } = openRegistry();
    const own = await store.create(csr({ username: "root", uid: "0" }) as unknown as KubernetesObject);
    expect(Object.keys((own as unknown as { spec: object }).spec).sort()).toEqual(["request", "signerName", "usages"]);
  });

  it("may have any name that a path can have", async () => {
    await open(csr({}, { metadata: { name: "Jane@example.com" } }));
    expect(await problemsOf(() => open(csr({}, { metadata: { name: "a/b" } })))).toEqual([
      "metadata.name: Invalid value: \"a/b\": may not contain '/'",
    ]);
  });

  it.each<[string, () => Sent, readonly string[]]>([
    ["has usages", () => ({ usages: [] }), ["spec.usages: Required value"]],
    [
      "has known usages, each once",
      () => ({ usages: ["client auth", "client auth", "fun"] }),
      [
        'spec.usages[2]: Unsupported value: "fun": supported values: "any", "cert sign", "client auth", "code signing", "content commitment", "crl sign", "data encipherment", "decipher only", "digital signature", "email protection", "encipher only", "ipsec end system", "ipsec tunnel", "ipsec user", "key agreement", "key encipherment", "microsoft sgc", "netscape sgc", "ocsp signing", "s/mime", "server auth", "signing", "timestamping"',
        'spec.usages[1]: Duplicate value: "client auth"',
      ],
    ],
    ["lives for ten minutes", () => ({ expirationSeconds: 600 }), []],
    [
      "lives for no less than that",
      () => ({ expirationSeconds: 599 }),
      ["spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 600 seconds (10 minutes)"],
    ],
    [
      "is for a signer of this version",
      () => ({ signerName: "kubernetes.io/legacy-unknown" }),
      [
        'spec.signerName: Invalid value: "kubernetes.io/legacy-unknown": the legacy signerName is not allowed via this API version',
      ],
    ],
    ["names a signer", () => ({ signerName: "" }), ["spec.signerName: Required value"]],
    [
      "names one with a domain and a path",
      () => ({ signerName: "signer" }),
      [
        "spec.signerName: Invalid value: \"signer\": must be a fully qualified domain and path of the form 'example.com/signer-name'",
      ],
    ],
    [
      "names one with a domain of two segments, and a path of names",
      () => ({ signerName: "example/Signer" }),
      [
        'spec.signerName: Invalid value: "example": should be a domain with at least two segments separated by dots',
        "spec.signerName: Invalid value: \"Signer\": validating label \"Signer\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
      ],
    ],
    [
      "has a request in PEM",
      () => ({ request: btoa("hello") }),
      [`spec.request: Invalid value: "${btoa("hello")}": PEM block type must be CERTIFICATE REQUEST`],
    ],
    [
      "has a request that is signed",
      () => ({ request: btoa(changedSignature(pem)) }),
      [`spec.request: Invalid value: "${btoa(changedSignature(pem))}": x509: ECDSA verification failure`],
    ],
  ])("%s", async (_, spec, problems) => {
    expect(await problemsOf(() => open(csr(spec())))).toEqual(problems);
  });

  it("is approved through /approval alone, whose times are filled in", async () => {
    const { write, current, clock } = await open();
    await write({ ...conditions("Approved"), spec: {} });
    expect((await current()).status).toEqual({});
    expect(await problemsOf(() => write(conditions("Approved"), "status"))).toEqual([
      'status.conditions: Forbidden: updates may not add a condition of type "Approved"',
    ]);
    const time = new Date(clock.now()).toISOString().replace(/\.\d+/, "");
    await write({ ...conditions("Approved"), spec: {} }, "approval");
    const approved = { type: "Approved", status: "True", lastUpdateTime: time, lastTransitionTime: time };
    expect(await current()).toMatchObject({ spec: { username: "jane" }, status: { conditions: [approved] } });
    clock.pass(60_000);
    await write(conditions("Approved"), "approval");
    expect((await current()).status?.conditions?.[0]).toEqual({
      ...approved,
      lastUpdateTime: new Date(clock.now()).toISOString().replace(/\.\d+/, ""),
    });
    expect(await problemsOf(() => write({ status: {} }, "approval"))).toEqual([
      'status.conditions: Forbidden: updates may not remove a condition of type "Approved"',
    ]);
    expect(await problemsOf(() => write(conditions("Approved", "Denied"), "approval"))).toEqual([
      'status.conditions: Invalid value: "Denied": Approved and Denied conditions are mutually exclusive',
    ]);
  });

  it.each<[string, Sent, readonly string[]]>([
    ["have a type", { type: "", status: "True" }, ["status.conditions[0].type: Required value"]],
    ["have a status", { type: "Own", status: "" }, ["status.conditions[0].status: Required value"]],
    ["of one's own may be false", { type: "Own", status: "False" }, []],
    [
      "that decide are true",
      { type: "Failed", status: "False" },
      ['status.conditions[0].status: Unsupported value: "False": supported values: "True"'],
    ],
  ])("conditions %s", async (_, condition, problems) => {
    const { write } = await open();
    expect(await problemsOf(() => write({ status: { conditions: [condition] } }, "status"))).toEqual(problems);
  });

  it("gets its certificate through /status alone, once", async () => {
    const { write, current } = await open();
    const certificate = btoa(certificatePem);
    await write({ status: { certificate } });
    await write({ status: { certificate, conditions: [] } }, "approval");
    expect((await current()).status).toEqual({});
    await write({ status: { certificate } }, "status");
    expect((await current()).status).toEqual({ certificate });
    expect(
      await problemsOf(() => write({ status: { certificate: btoa(certificatePem.repeat(2)) } }, "status")),
    ).toEqual(["status.certificate: Forbidden: updates may not modify existing certificate content"]);
  });

  it.each([
    ["no PEM", "hello", "must contain at least one CERTIFICATE PEM block"],
    [
      "another block",
      encodePem("EC PRIVATE KEY", Uint8Array.of(1)),
      'only CERTIFICATE PEM blocks are allowed, found "EC PRIVATE KEY"',
    ],
    [
      "headers",
      "-----BEGIN CERTIFICATE-----\nA: b\n\nAQID\n-----END CERTIFICATE-----\n",
      "no PEM block headers are permitted",
    ],
    ["nothing", encodePem("CERTIFICATE", new Uint8Array()), "found CERTIFICATE PEM block containing 0 certificates"],
    ["no certificate", encodePem("CERTIFICATE", Uint8Array.of(1, 2, 3)), "x509: malformed certificate"],
  ])("a certificate is one: %s", async (_, text, fault) => {
    const { write } = await open();
    expect(await problemsOf(() => write({ status: { certificate: btoa(text) } }, "status"))).toEqual([
      `status.certificate: Invalid value: "<certificate data>": ${fault}`,
    ]);
  });

  it("has managed fields for its metadata, its conditions and its certificate only", async () => {
    const { store } = openRegistry();
    const owners = { fieldManager: "test" };
    const sent = csr({}, { metadata: { name: "jane", labels: { a: "b" } } }) as unknown as KubernetesObject;
    const created = await store.create(sent, owners);
    const fieldsOf = (object: KubernetesObject) =>
      object.metadata.managedFields?.map(({ subresource = "", fieldsV1 }) => [
        subresource,
        Object.keys(fieldsV1 ?? {}),
      ]);
    expect(fieldsOf(created)).toEqual([["", ["f:metadata"]]]);
    const approved = { ...created, ...conditions("Approved") } as unknown as Stored;
    const next = await store.update(approved, { ...owners, subresource: "approval" });
    expect(fieldsOf(next)).toEqual([
      ["", ["f:metadata"]],
      ["approval", ["f:status"]],
    ]);
  });
});

/** The request with another last byte of its signature. */
function changedSignature(text: string): string {
  const bytes = atob(text.split("\n").slice(1, -2).join(""));
  const last = bytes.charCodeAt(bytes.length - 1) ^ 1;
  const changed = bytes.slice(0, -1) + String.fromCharCode(last);
  return encodePem(
    "CERTIFICATE REQUEST",
    Uint8Array.from(changed, (one) => one.charCodeAt(0)),
  );
}

/** A self-signed certificate on P-256. */
const certificatePem = `-----BEGIN CERTIFICATE-----
MIIBezCCASGgAwIBAgIUXikFDfhVuBDk3tNe4v2EHtZiwigwCgYIKoZIzj0EAwIw
EjEQMA4GA1UEAwwHZXhhbXBsZTAgFw0yNjExMjgxODQ1MzBaGA8yMTI2MTEwNDE4
NDUzMFowEjEQMA4GA1UEAwwHZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEH
A0IABNuQMovmjwvsoR2t8i9c8aITW7NUaoqMPVnGMIVi3KFXW+AG9gHuK3Hbdw9n
KgLtiMei7mwg2JGN2+t8SpZsuISjUzBRMB0GA1UdDgQWBBTnMx/pj0GPew1lPYwH
5mzgStz79jAfBgNVHSMEGDAWgBTnMx/pj0GPew1lPYwH5mzgStz79jAPBgNVHRMB
Af8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIQCY+zZgKIwXaPDupDIqRiROPytO
24AHQa/mgffwUT1PVwIgIVgD0flG83CMnORz69IdiPStNGLdl3s9IlrgCpvW5lE=
-----END CERTIFICATE-----
`;
