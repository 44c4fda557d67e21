import { findObject, type Secret, type ServiceAccount, secrets, serviceAccounts, silentLogger } from "@engenho/core";
import { ControllerProcess, FakeClock, type StoreFault, seededRandom } from "@engenho/core/testing";
import { createMemoryStore, type MemoryStore } from "@engenho/store-memory";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createServiceAccountTokenController } from "../src/index.js";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const accountAnnotation = "kubernetes.io/service-account.name";
const uidAnnotation = "kubernetes.io/service-account.uid";
const tokenType = "kubernetes.io/service-account-token";

const accountNamed = (name: string): ServiceAccount => ({
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: { name, namespace: "ns" },
});

function tokenSecret(name: string, account: string, more: Partial<Secret> = {}): Secret {
  const metadata = { name, namespace: "ns", annotations: { [accountAnnotation]: account } };
  return { apiVersion: "v1", kind: "Secret", type: tokenType, metadata, ...more };
}

/** A store and the controller, which signs nothing: its tokens say what they would be for. */
class World {
  readonly clock = new FakeClock();
  readonly store: MemoryStore = createMemoryStore({ clock: this.clock, random: seededRandom(1) });
  readonly process: ControllerProcess;

  constructor({ withCa = true } = {}) {
    const { clock } = this;
    this.process = new ControllerProcess({
      store: this.store,
      clock,
      create: (store) =>
        createServiceAccountTokenController({
          store,
          clock,
          rootCa: withCa ? "PEM" : undefined,
          logger: silentLogger,
          issueToken: ({ namespace, name, uid, secretName }) => `${namespace}/${name}/${uid} in ${secretName}`,
        }),
    });
    this.process.start();
  }

  async secrets() {
    return (await this.store.list(secrets)).items;
  }

  secret(name: string) {
    return findObject(this.store, secrets, { namespace: "ns", name });
  }

  account(name: string) {
    return findObject(this.store, serviceAccounts, { namespace: "ns", name });
  }
}

describe("the ServiceAccount token controller", () => {
  let world: World;
  beforeEach(async () => {
    world = new World();
    await world.clock.settle();
  });
  afterEach(async () => {
    await world.process.stop();
    expect(world.clock.pendingTimers, "leaked timers").toBe(0);
  });

  it("fills a Secret: token, namespace, CA and the UID; other data and annotations stay", async () => {
    const { metadata } = await world.store.create(accountNamed("robot"));
    const secret = tokenSecret("s", "robot", { data: { extra: base64("mine") } });
    await world.store.create({ ...secret, metadata: { ...secret.metadata, labels: { mine: "yes" } } });
    await world.clock.settle();
    const filled = await world.secret("s");
    expect(filled?.data).toEqual({
      extra: base64("mine"),
      token: base64(`ns/robot/${metadata.uid} in s`),
      namespace: base64("ns"),
      "ca.crt": base64("PEM"),
    });
    expect(filled?.metadata).toMatchObject({
      labels: { mine: "yes" },
      annotations: { [accountAnnotation]: "robot", [uidAnnotation]: metadata.uid },
    });
  });

  it("keeps a token that is there, repairs the CA, and writes nothing when nothing is missing", async () => {
    await world.store.create(accountNamed("robot"));
    await world.store.create(tokenSecret("s", "robot", { data: { token: base64("given"), "ca.crt": base64("old") } }));
    await world.clock.settle();
    const filled = await world.secret("s");
    expect(filled?.data).toMatchObject({ token: base64("given"), "ca.crt": base64("PEM") });
    await world.store.patch(
      secrets,
      { namespace: "ns", name: "s" },
      { type: "merge", value: { metadata: { labels: { a: "b" } } } },
    );
    const written = world.process.scripted.writes().length;
    await world.clock.settle();
    expect(world.process.scripted.writes()).toHaveLength(written);
  });

  it("makes a new token for one that was removed", async () => {
    await world.store.create(accountNamed("robot"));
    await world.store.create(tokenSecret("s", "robot"));
    await world.clock.settle();
    const { data } = (await world.secret("s")) as Secret;
    await world.store.patch(
      secrets,
      { namespace: "ns", name: "s" },
      { type: "json", value: [{ op: "remove", path: "/data/token" }] },
    );
    await world.clock.settle();
    expect((await world.secret("s"))?.data).toEqual(data);
  });

  it("without a CA, Secrets have none", async () => {
    await world.process.stop();
    world = new World({ withCa: false });
    await world.store.create(accountNamed("robot"));
    await world.store.create(tokenSecret("s", "robot"));
    await world.clock.settle();
    expect(Object.keys((await world.secret("s"))?.data ?? {}).sort()).toEqual(["namespace", "token"]);
  });

  it.each<[string, string, Partial<Secret["metadata"]>]>([
    ["no such ServiceAccount", "nobody", {}],
    ["another one's UID", "robot", { annotations: { [accountAnnotation]: "robot", [uidAnnotation]: "other" } }],
  ])("deletes a Secret of %s", async (_title, account, metadata) => {
    await world.store.create(accountNamed("robot"));
    const secret = tokenSecret("s", account);
    await world.store.create({ ...secret, metadata: { ...secret.metadata, ...metadata } });
    await world.clock.settle();
    expect(await world.secret("s")).toBeUndefined();
  });

  it("deletes the Secrets of a deleted ServiceAccount, and leaves those of others and of other types alone", async () => {
    for (const name of ["robot", "other"]) await world.store.create(accountNamed(name));
    await world.store.create(tokenSecret("a", "robot"));
    await world.store.create(tokenSecret("b", "other"));
    await world.store.create(tokenSecret("c", "robot", { type: "Opaque" }));
    await world.clock.settle();
    expect((await world.secret("c"))?.data).toBeUndefined();
    await world.store.delete(serviceAccounts, { namespace: "ns", name: "robot" });
    await world.clock.settle();
    expect((await world.secrets()).map(({ metadata }) => metadata.name)).toEqual(["b", "c"]);
  });

  it("removes the reference to a deleted Secret, and no other", async () => {
    await world.store.create({ ...accountNamed("robot"), secrets: [{ name: "s" }, { name: "kept" }] });
    await world.store.create(tokenSecret("s", "robot"));
    await world.store.create({ ...tokenSecret("kept", "robot", { type: "Opaque" }) });
    await world.clock.settle();
    for (const name of ["s", "kept"]) await world.store.delete(secrets, { namespace: "ns", name });
    await world.clock.settle();
    expect((await world.account("robot"))?.secrets).toEqual([{ name: "kept" }]);
  });
});

type Step =
  | { readonly type: "account" | "no account" | "secret" | "no secret" | "no token"; readonly target: number }
  | { readonly type: "fault"; readonly fault: StoreFault }
  | { readonly type: "restart" | "rest" };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constantFrom(
        "account" as const,
        "no account" as const,
        "secret" as const,
        "no secret" as const,
        "no token" as const,
      ),
      target: fc.nat({ max: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("fault" as const),
      fault: fc.oneof<fc.Arbitrary<StoreFault>[]>(
        fc.record({
          type: fc.constantFrom("refuse" as const, "lose-answer" as const),
          code: fc.constantFrom("Conflict" as const, "Timeout" as const, "TooManyRequests" as const),
        }),
        fc.constant({ type: "crash" as const }),
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom("restart" as const, "rest" as const) }) },
);

describe("whatever users and failures do", () => {
  it("each token Secret ends with its own ServiceAccount's token, or not at all, and then nothing is written", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const world = new World();
        const { store, clock, process } = world;
        const tolerate = (write: Promise<unknown>) => write.catch(() => undefined);
        for (const next of steps) {
          if (next.type === "fault") process.scripted.inject(next.fault);
          else if (next.type === "restart") await process.restart();
          else if (next.type === "rest") await clock.advance(1_000);
          else if ("target" in next) {
            const key = { namespace: "ns", name: `x${next.target}` };
            const account = `x${next.target % 2}`;
            if (next.type === "account") await tolerate(store.create(accountNamed(account)));
            if (next.type === "no account") await tolerate(store.delete(serviceAccounts, { ...key, name: account }));
            if (next.type === "secret") await tolerate(store.create(tokenSecret(key.name, account)));
            if (next.type === "no secret") await tolerate(store.delete(secrets, key));
            const patch = { type: "json" as const, value: [{ op: "remove", path: "/data/token" }] };
            if (next.type === "no token") await tolerate(store.patch(secrets, key, patch));
          }
        }
        process.scripted.withdrawFaults();
        await clock.advance(60_000);
        for (const secret of await world.secrets()) {
          const account = await world.account(secret.metadata.annotations?.[accountAnnotation] ?? "");
          expect(account, secret.metadata.name).toBeDefined();
          const uid = account?.metadata.uid;
          expect(secret.metadata.annotations?.[uidAnnotation]).toBe(uid);
          expect(secret.data?.token).toBe(base64(`ns/${account?.metadata.name}/${uid} in ${secret.metadata.name}`));
        }
        const written = process.scripted.writes().length;
        await process.restart();
        await clock.advance(1_000);
        expect(process.scripted.writes()).toHaveLength(written);
        await process.stop();
      }),
    );
  });
});
