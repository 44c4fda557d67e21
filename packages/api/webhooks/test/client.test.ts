import { FakeClock } from "@engenho/core/testing";
import type { StoredObjects } from "@engenho/registry";
import { afterEach, describe, expect, it } from "vitest";
import { createReviewClient, createWebhookClient, type KeptWebhookClient, type PostedReviews } from "../src/index.js";
import { type HookAnswer, type HookServer, startHook } from "./support/hook-server.js";

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close();
});

const stored: StoredObjects = { get: () => undefined, list: () => ({ items: [], resourceVersion: "1" }) as never };
const options = {
  timeoutMs: 5000,
  tellsTimeout: false,
  maxAnswerBytes: 1024,
  expects: { group: "g", version: "v1", kind: "Review" },
};

async function start(answer: (asked: number) => HookAnswer, plain = false): Promise<HookServer> {
  let asked = 0;
  const hook = await startHook(() => answer(++asked), { plain });
  opened.push(hook);
  return hook;
}

function client(): KeptWebhookClient {
  const made = createWebhookClient({ stored });
  opened.push(made);
  return made;
}

const busy = (status: number, retryAfter?: string): HookAnswer => ({
  raw: "busy",
  status,
  contentType: "text/plain",
  ...(retryAfter === undefined ? {} : { retryAfter }),
});
const done: HookAnswer = { raw: JSON.stringify({ apiVersion: "g/v1", kind: "Review" }) };

describe("the caBundle of a webhook", () => {
  it("may be the server's own certificate, as envtest has it (Go trusts each certificate of a pool)", async () => {
    const hook = await start(() => done);
    await client().post({ url: hook.url, caBundle: hook.ownBundle }, {}, options);
    expect(hook.reviews).toHaveLength(1);
  });

  it("trusts no other certificate than it has", async () => {
    const hook = await start(() => done);
    const other = await startHook(() => done, { hosts: ["127.0.0.1"] });
    opened.push(other);
    const posted = client().post({ url: hook.url, caBundle: other.ownBundle }, {}, options);
    await expect(posted).rejects.toThrow("certificate signed by unknown authority");
    expect(hook.reviews).toEqual([]);
  });
});

it.each([
  ["//mutate", "/mutate"],
  ["/a//b/../c/", "/a/c"],
  ["", "/"],
])("the path %j of a webhook's URL is asked for as %j (client-go joins it by path.Join)", async (path, asked) => {
  const hook = await start(() => done);
  const { origin } = new URL(hook.url);
  await client().post({ url: `${origin}${path}`, caBundle: hook.caBundle }, {}, options);
  expect(hook.reviews.map(({ url }) => url)).toEqual([asked]);
});

describe("a webhook's answer with Retry-After (client-go rest/with_retry.go)", () => {
  it.each([429, 500, 502, 503, 504])("%i is followed by another attempt", async (status) => {
    const hook = await start((asked) => (asked < 4 ? busy(status, "0") : done));
    await client().post(hook, {}, options);
    expect(hook.reviews).toHaveLength(4);
  });

  it.each<[string, HookAnswer]>([
    ["429 without the header", busy(429)],
    ["500 without the header", busy(500)],
    ["503 with a date", busy(503, "Wed, 21 Oct 2026 07:28:00 GMT")],
    ["404 with the header", busy(404, "0")],
  ])("%s is not", async (_what, answer) => {
    const hook = await start(() => answer);
    await expect(client().post(hook, {}, options)).rejects.toThrow();
    expect(hook.reviews).toHaveLength(1);
  });

  it("gives up after ten more attempts, with what the last one said", async () => {
    const hook = await start(() => busy(429, "0"));
    await expect(client().post(hook, {}, options)).rejects.toThrow("the server has received too many requests");
    expect(hook.reviews).toHaveLength(11);
  });

  it("waits no longer than the call may take", async () => {
    const clock = new FakeClock();
    const hook = await start(() => busy(503, "3600"));
    const made = createWebhookClient({ stored, clock });
    opened.push(made);
    const posted = made.post(hook, {}, options);
    const failed = expect(posted).rejects.toMatchObject({ name: "TimeoutError" });
    await hook.received(1);
    await clock.advance(5000);
    await failed;
    expect(hook.reviews).toHaveLength(1);
  });
});

describe("the credentials of a server", () => {
  it("are sent to the webhooks that they are for", async () => {
    const hook = await start(() => done);
    const { port } = hook;
    const credentialsFor = (target: string) => (target === `127.0.0.1:${port}` ? { token: "t" } : undefined);
    await client().post(hook, {}, { ...options, credentialsFor });
    await client().post(hook, {}, { ...options, credentialsFor: () => ({ username: "u", password: "p" }) });
    await client().post(hook, {}, { ...options, credentialsFor: () => undefined });
    await client().post(hook, {}, options);
    const basic = `Basic ${Buffer.from("u:p").toString("base64")}`;
    expect(hook.reviews.map(({ authorization }) => authorization)).toEqual(["Bearer t", basic, undefined, undefined]);
  });

  it("that are not certificates fail the call", async () => {
    const hook = await start(() => done);
    const credentialsFor = () => ({ certificate: "none", key: "none" });
    await expect(client().post(hook, {}, { ...options, credentialsFor })).rejects.toThrow();
    expect(hook.reviews).toEqual([]);
  });
});

describe("createReviewClient", () => {
  function reviews(hook: HookServer, more: object = {}): PostedReviews {
    const ca = Buffer.from(hook.caBundle, "base64").toString();
    const made = createReviewClient({ url: new URL(hook.url), ca, ...more });
    opened.push(made);
    return made;
  }

  it("speaks plain HTTP where the URL does", async () => {
    const hook = await start(() => done, true);
    const url = new URL(hook.url.replace("https:", "http:"));
    expect(await reviews(hook, { url }).review({ a: 1 })).toEqual({ apiVersion: "g/v1", kind: "Review" });
  });

  it.each<[number, string | undefined, boolean]>([
    [400, undefined, false],
    [401, undefined, false],
    [429, undefined, true],
    [500, undefined, true],
    [502, undefined, false],
    [503, undefined, false],
    [503, "0", true],
    [504, undefined, true],
  ])(
    "says whether another attempt may help: %i, Retry-After %s (webhook.DefaultShouldRetry)",
    async (status, after, expected) => {
      const hook = await start(() => busy(status, after));
      await expect(reviews(hook).review({})).rejects.toMatchObject({ isTransient: expected });
    },
  );

  it("trusts only its own CA bundle", async () => {
    const hook = await start(() => done);
    await expect(reviews(hook, { ca: undefined }).review({})).rejects.toThrow(
      "certificate signed by unknown authority",
    );
    await expect(reviews(hook, { serverName: "example.com" }).review({})).rejects.toThrow("not example.com");
    await reviews(hook, { ca: undefined, insecure: true }).review({});
  });
});
