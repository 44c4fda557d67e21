import { FakeClock } from "@engenho/core/testing";
import { createMemoryStore } from "@engenho/store-memory";
import { describe, expect, it } from "vitest";
import { bootstrapTokens, createAuthenticator } from "../../src/index.js";

const clock = new FakeClock();
const token = "abcdef.0123456789abcdef";
const valid = {
  "token-id": "abcdef",
  "token-secret": "0123456789abcdef",
  "usage-bootstrap-authentication": "true",
};

async function authenticate(
  data: Record<string, string>,
  { type = "bootstrap.kubernetes.io/token", namespace = "kube-system", sent = token, audiences }: Given = {},
) {
  const store = createMemoryStore({ clock });
  const encoded = Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString("base64")]);
  await store.create({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "bootstrap-token-abcdef", namespace },
    type,
    data: Object.fromEntries(encoded),
  } as never);
  const authenticator = createAuthenticator({
    tokens: [bootstrapTokens({ store, clock, audiences: ["api"] })],
    audiences: ["api"],
  });
  return authenticator.authenticate({ authorization: `Bearer ${sent}`, certificate: undefined, audiences });
}

interface Given {
  readonly type?: string;
  readonly namespace?: string;
  readonly sent?: string;
  readonly audiences?: readonly string[];
}

const at = (ms: number) => new Date(clock.now() + ms).toISOString().replace(/\.\d+Z/, "Z");

describe("bootstrap tokens (upstream: bootstrap/bootstrap_test.go)", () => {
  it("authenticate system:bootstrap:ID, with the groups of the token", async () => {
    const groups = ["system:bootstrappers", "system:authenticated"];
    expect(await authenticate(valid)).toEqual({
      user: { name: "system:bootstrap:abcdef", groups },
      audiences: ["api"],
    });
    const extra = { ...valid, "auth-extra-groups": "system:bootstrappers:foo,system:bootstrappers:bar" };
    expect((await authenticate(extra)).user?.groups).toEqual([
      "system:bootstrappers",
      "system:bootstrappers:bar",
      "system:bootstrappers:foo",
      "system:authenticated",
    ]);
    expect((await authenticate({ ...valid, expiration: at(60_000) })).user).toBeDefined();
  });

  it.each<[string, Record<string, string>, Given?]>([
    ["another secret", { ...valid, "token-secret": "abcdef0123456789" }],
    ["another ID", { ...valid, "token-id": "fedcba" }],
    ["no usage", { ...valid, "usage-bootstrap-authentication": "false" }],
    ["one that is over", { ...valid, expiration: at(-1000) }],
    ["a time that is none", { ...valid, expiration: "soon" }],
    ["a group of others", { ...valid, "auth-extra-groups": "system:masters" }],
    ["no data", {}],
    ["another type of Secret", valid, { type: "Opaque" }],
    ["another namespace", valid, { namespace: "default" }],
    ["no such Secret", valid, { sent: "000000.0123456789abcdef" }],
    ["another form", valid, { sent: "abcdef.0123456789abcde" }],
    ["capital letters", valid, { sent: "ABCDEF.0123456789abcdef" }],
    ["another audience", valid, { audiences: ["vault"] }],
  ])("%s is rejected", async (_what, data, given) => {
    expect(await authenticate(data, given)).toEqual({ user: undefined, error: "invalid bearer token" });
  });
});
