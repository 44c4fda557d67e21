import { generateKeyPairSync } from "node:crypto";
import { createTokenIssuer, signingKey } from "@engenho/authentication";
import { type KubernetesObject, serviceAccounts, type TokenIssuer } from "@engenho/core";
import { FakeClock } from "@engenho/core/testing";
import { admissionForbidden } from "@engenho/registry";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/test-server.js";

const key = signingKey(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey);
const issuerOptions = { issuer: "https://issuer.test", key: () => key, audiences: ["api"] };
const path = "/api/v1/namespaces/default/serviceaccounts/robot/token";
const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());

interface Issued {
  readonly message?: string;
  readonly status: { readonly token: string; readonly expirationTimestamp: string };
  readonly metadata: object;
  readonly spec: object;
}

describe("TokenRequest", () => {
  const clock = new FakeClock();
  const now = Math.floor(clock.now() / 1000);
  let server: TestServer;
  let issuer: TokenIssuer;
  const uids = new Map<string, string>();
  beforeAll(async () => {
    issuer = createTokenIssuer(issuerOptions);
    const tokenIssuer: TokenIssuer = {
      get audiences() {
        return issuer.audiences;
      },
      get maxExpirationSeconds() {
        return issuer.maxExpirationSeconds;
      },
      get extendExpiration() {
        return issuer.extendExpiration;
      },
      issue: (token) => issuer.issue(token),
    };
    server = await startServer({
      clock,
      tokenIssuer,
      admission: [
        {
          name: "NoTokensForVisitors",
          handles: (_operation, { kind }, subresource) => kind === "ServiceAccount" && subresource === "token",
          validate(request) {
            if (request.name === "visitor") throw admissionForbidden(request, { reason: "visitors get no tokens" });
          },
        },
      ],
    });
    const containers = [{ name: "c", image: "i" }];
    for (const object of [
      { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "robot", namespace: "default" } },
      { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "visitor", namespace: "default" } },
      { apiVersion: "v1", kind: "Node", metadata: { name: "n" } },
      { apiVersion: "v1", kind: "Secret", metadata: { name: "s", namespace: "default" } },
      ...[
        ["placed", { nodeName: "n" }],
        ["nowhere", { nodeName: "gone" }],
        ["free", {}],
      ].map(([name, spec]) => ({
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name, namespace: "default" },
        spec: { containers, serviceAccountName: "robot", ...(spec as object) },
      })),
      { apiVersion: "v1", kind: "Pod", metadata: { name: "other", namespace: "default" }, spec: { containers } },
    ]) {
      const { kind, metadata } = await server.store.create(object as KubernetesObject);
      uids.set(`${kind} ${metadata.name}`, metadata.uid);
    }
  });
  afterAll(() => server.close());

  const request = async (body: object, query = "") => {
    const { code, json, headers } = await server.send("POST", path + query, { body });
    return { code, json: json as Issued, headers };
  };
  const uidOf = (name: string) => uids.get(name) as string;
  const bound = (kind: string, name: string, more: object = {}) => ({
    spec: { boundObjectRef: { apiVersion: "v1", kind, name, ...more } },
  });

  it("has defaults: the API server's audiences, an hour; the answer names the ServiceAccount", async () => {
    const { code, json } = await request({});
    expect(code).toBe(201);
    expect(json).toEqual({
      kind: "TokenRequest",
      apiVersion: "authentication.k8s.io/v1",
      metadata: {
        name: "robot",
        namespace: "default",
        uid: uidOf("ServiceAccount robot"),
        creationTimestamp: new Date(now * 1000).toISOString().replace(".000", ""),
      },
      spec: { audiences: ["api"], expirationSeconds: 3600, boundObjectRef: null },
      status: {
        token: expect.any(String),
        expirationTimestamp: new Date((now + 3600) * 1000).toISOString().replace(".000", ""),
      },
    });
    expect(claimsOf(json.status.token)).toMatchObject({
      iss: "https://issuer.test",
      aud: ["api"],
      exp: now + 3600,
      sub: "system:serviceaccount:default:robot",
      "kubernetes.io": {
        namespace: "default",
        serviceaccount: { name: "robot", uid: uidOf("ServiceAccount robot") },
      },
    });
  });

  it("is admitted, as writes are", async () => {
    const { code, json } = await server.send("POST", path.replace("robot", "visitor"), { body: {} });
    expect([code, (json as Issued).message]).toEqual([
      403,
      'serviceaccounts "visitor" is forbidden: visitors get no tokens',
    ]);
  });

  it("is answered by the Store, for programs in its process", async () => {
    const tokens = server.store.subresource(serviceAccounts, { namespace: "default", name: "robot" }, "token");
    const { status } = await tokens.create({
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      metadata: {},
      spec: { audiences: ["x"] },
    });
    expect(claimsOf(status?.token ?? "")).toMatchObject({ aud: ["x"], exp: now + 3600 });
  });

  it("is in the audit log by its ID, never itself", async () => {
    const notes: Record<string, string> = {};
    const reference = { apiVersion: "v1", kind: "ServiceAccount", namespace: "default", name: "robot" } as const;
    const body = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", metadata: {}, spec: {} };
    const onAuditAnnotation = (key: string, value: string) => {
      notes[key] = value;
    };
    const issued = await server.store
      .subresource(serviceAccounts, reference, "token")
      .create(body as never, { onAuditAnnotation });
    const { jti } = claimsOf((issued as unknown as Issued).status.token);
    expect(notes).toEqual({ "authentication.kubernetes.io/issued-credential-id": `JTI=${jti}` });
  });

  it("takes audiences and a lifetime", async () => {
    const { json } = await request({ spec: { audiences: ["vault", "x"], expirationSeconds: 600 } });
    expect(claimsOf(json.status.token)).toMatchObject({ aud: ["vault", "x"], exp: now + 600 });
  });

  it("null is absence, as everywhere", async () => {
    const { json } = await request({ spec: { audiences: null, expirationSeconds: null, boundObjectRef: null } });
    expect(claimsOf(json.status.token)).toMatchObject({ aud: ["api"], exp: now + 3600 });
  });

  it.each([
    [
      "a Pod with its Node",
      "Pod",
      "placed",
      () => ({ pod: { name: "placed", uid: uidOf("Pod placed") }, node: { name: "n", uid: uidOf("Node n") } }),
    ],
    [
      "a Pod on a Node that is gone",
      "Pod",
      "nowhere",
      () => ({ pod: { name: "nowhere", uid: uidOf("Pod nowhere") }, node: { name: "gone" } }),
    ],
    ["a Pod without a Node", "Pod", "free", () => ({ pod: { name: "free", uid: uidOf("Pod free") } })],
    ["a Secret", "Secret", "s", () => ({ secret: { name: "s", uid: uidOf("Secret s") } })],
    ["a Node", "Node", "n", () => ({ node: { name: "n", uid: uidOf("Node n") } })],
  ])("binds to %s", async (_title, kind, name, claims) => {
    const { json } = await request(bound(kind, name, { uid: uidOf(`${kind} ${name}`) }));
    const { namespace: _, serviceaccount: __, ...rest } = claimsOf(json.status.token)["kubernetes.io"];
    expect(rest).toEqual(claims());
  });

  it.each<[string, object, number, string]>([
    [
      "a short lifetime",
      { spec: { expirationSeconds: 599 } },
      422,
      'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 599: may not specify a duration less than 10 minutes',
    ],
    [
      "no lifetime",
      { spec: { expirationSeconds: 0 } },
      422,
      'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 0: may not specify a duration less than 10 minutes',
    ],
    [
      "a long lifetime",
      { spec: { expirationSeconds: 2 ** 32 + 1 } },
      422,
      'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 4294967297: may not specify a duration larger than 2^32 seconds',
    ],
    [
      "another name",
      { metadata: { name: "x" } },
      422,
      'TokenRequest.authentication.k8s.io "robot" is invalid: metadata.name: Invalid value: "x": must match the service account name if specified',
    ],
    [
      "another namespace",
      { metadata: { namespace: "x" } },
      400,
      "the namespace of the provided object does not match the namespace sent on the request",
    ],
    [
      "a Pod of another ServiceAccount",
      bound("Pod", "other"),
      400,
      'cannot bind token for serviceaccount "robot" to pod running with different serviceaccount name.',
    ],
    ["a Pod that does not exist", bound("Pod", "nope"), 404, 'pods "nope" not found'],
    ["a Node that does not exist", bound("Node", "nope"), 404, 'nodes "nope" not found'],
    ["another kind", bound("ConfigMap", "c"), 400, "cannot bind token to object of type /v1, Kind=ConfigMap"],
    [
      "another group",
      bound("Pod", "free", { apiVersion: "apps/v1" }),
      400,
      "cannot bind token to object of type apps/v1, Kind=Pod",
    ],
    [
      "another UID",
      bound("Secret", "s", { uid: "x" }),
      409,
      'Operation cannot be fulfilled on Secret "s": the UID in the bound object reference (x) does not match the UID in record. The object might have been deleted and then recreated',
    ],
    [
      "a wrong type",
      { spec: { expirationSeconds: "1h" } },
      400,
      'TokenRequest in version "v1" cannot be handled as a TokenRequest: json: cannot unmarshal string into Go struct field TokenRequestSpec.spec.expirationSeconds of type int64',
    ],
  ])("is refused with %s", async (_title, body, code, message) => {
    const answer = await request(body);
    expect([answer.code, answer.json.message]).toEqual([code, message]);
  });

  it("is refused for another UID of the ServiceAccount, and for one that does not exist", async () => {
    const uid = uidOf("ServiceAccount robot");
    const { code, json } = await request({ metadata: { uid: "x" } });
    expect([code, json.message]).toEqual([
      409,
      `Operation cannot be fulfilled on TokenRequest.authentication.k8s.io "robot": the UID in the token request (x) does not match the UID of the service account (${uid})`,
    ]);
    const nobody = await server.send("POST", path.replace("robot", "nobody"), { body: {} });
    expect([nobody.code, (nobody.json as Issued).message]).toEqual([404, 'serviceaccounts "nobody" not found']);
  });

  it("a longer lifetime than the maximum is shortened, with a warning", async () => {
    issuer = createTokenIssuer({ ...issuerOptions, maxExpirationSeconds: 7200 });
    const { json, headers } = await request({ spec: { expirationSeconds: 9000 } });
    expect(headers.warning).toBe('299 - "requested expiration of 9000 seconds shortened to 7200 seconds"');
    expect(json.spec).toMatchObject({ expirationSeconds: 7200 });
    expect(claimsOf(json.status.token).exp).toBe(now + 7200);
  });

  it.each<[string, object, boolean, boolean]>([
    ["a kubelet's request for a Pod", { expirationSeconds: 3607 }, true, true],
    ["one for other audiences", { expirationSeconds: 3607, audiences: ["vault"] }, true, false],
    ["another lifetime", { expirationSeconds: 3600 }, true, false],
    ["where extension is off", { expirationSeconds: 3607 }, false, false],
  ])(
    "only a kubelet's token lives for a year and warns after an hour: %s",
    async (_title, spec, extendExpiration, extended) => {
      issuer = createTokenIssuer({ ...issuerOptions, extendExpiration });
      const { json } = await request({ spec: { ...bound("Pod", "free").spec, ...spec } });
      const claims = claimsOf(json.status.token);
      expect(claims.exp - now > 9000).toBe(extended);
      expect(claims["kubernetes.io"].warnafter).toBe(extended ? now + 3607 : undefined);
      expect(Date.parse(json.status.expirationTimestamp) / 1000 - now).toBeLessThan(4000);
    },
  );
});
