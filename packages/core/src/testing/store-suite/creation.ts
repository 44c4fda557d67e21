import assert from "node:assert/strict";
import type { Pod } from "@engenho/types";
import { assertCause, refusal, version } from "./expectations.js";
import { configMap, kinds, pod, replicaSet } from "./objects.js";
import type { Scenario } from "./scenario.js";

const uuid4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Tests of `create`. */
export function creationTests(scenario: Scenario): void {
  scenario(
    "AP-1: a created object has a uid, a resourceVersion and a creationTimestamp of whole seconds",
    async ({ store, clock }) => {
      await clock.advance(1_234);
      const created = await store.create(configMap("x"));
      assert.match(created.metadata.uid, uuid4);
      assert.match(created.metadata.resourceVersion, /^[1-9][0-9]*$/);
      assert.equal(created.metadata.creationTimestamp, "2025-01-01T00:00:01Z");
    },
  );

  scenario("AP-1: metadata that only the server sets is ignored in a create", async ({ store }) => {
    const metadata = {
      uid: "mine",
      creationTimestamp: "2001-01-01T00:00:00Z",
      deletionTimestamp: "2001-01-01T00:00:00Z",
      deletionGracePeriodSeconds: 5,
    };
    const created = await store.create(configMap("x", { metadata }));
    assert.match(created.metadata.uid, uuid4);
    assert.equal(created.metadata.creationTimestamp, "2025-01-01T00:00:00Z");
    assert.equal(created.metadata.deletionTimestamp, undefined);
    assert.equal(created.metadata.deletionGracePeriodSeconds, undefined);
  });

  scenario(
    "AP-1: status in a create is ignored: a ReplicaSet's is cleared, a Pod starts Pending",
    async ({ store }) => {
      const set = await store.create({ ...replicaSet("web"), status: { replicas: 7 } });
      assert.notEqual(set.status?.replicas, 7);
      const created = await store.create<Pod>({ ...pod("p"), status: { phase: "Running" } });
      assert.equal(created.status?.phase, "Pending");
      assert.equal(created.status?.qosClass, "BestEffort");
    },
  );

  scenario("uids are never reused, not even for the same name", async ({ store }) => {
    const first = await store.create(configMap("x"));
    await store.delete(first, first.metadata);
    const second = await store.create(configMap("x"));
    assert.notEqual(second.metadata.uid, first.metadata.uid);
    assert.ok(version(second) > version(first));
  });

  scenario("AP-2: a resourceVersion on an object to be created is rejected", async ({ store }) => {
    const error = await refusal(store.create(configMap("x", { metadata: { resourceVersion: "5" } })), "InternalError");
    assert.equal(error.message, "resourceVersion should not be set on objects to be created");
  });

  scenario("AP-2: what is no number above 0 is ignored as such a resourceVersion", async ({ store }) => {
    for (const [name, resourceVersion] of [
      ["a", "0"],
      ["b", "abc"],
    ] as const) {
      const created = await store.create(configMap(name, { metadata: { resourceVersion } }));
      assert.notEqual(created.metadata.resourceVersion, resourceVersion);
    }
  });

  scenario("AP-2: a dry run accepts a resourceVersion", async ({ store }) => {
    const sent = configMap("x", { metadata: { resourceVersion: "5" } });
    const tried = await store.create(sent, { dryRun: true });
    assert.equal(tried.metadata.resourceVersion, "5");
  });

  scenario("AP-2: an invalid object is Invalid, also with a resourceVersion", async ({ store }) => {
    await refusal(store.create(configMap("Bad_Name", { metadata: { resourceVersion: "5" } })), "Invalid");
  });

  scenario("AP-4: an existing name is AlreadyExists", async ({ store }) => {
    await store.create(replicaSet("web"));
    const error = await refusal(store.create(replicaSet("web")), "AlreadyExists");
    assert.equal(error.message, 'replicasets.apps "web" already exists');
    assert.equal(error.details.name, "web");
    assert.equal(error.details.kind, "replicasets");
    assert.equal(error.details.group, "apps");
  });

  scenario("AP-4: the message says so if the existing object is being deleted", async ({ store }) => {
    const kept = await store.create(configMap("x", { metadata: { finalizers: ["example.com/keep"] } }));
    await store.delete(kept, kept.metadata);
    const error = await refusal(store.create(configMap("x")), "AlreadyExists");
    assert.equal(error.message, 'object is being deleted: configmaps "x" already exists');
  });

  scenario("of concurrent creates of one name exactly one succeeds", async ({ store }) => {
    const calls = Array.from({ length: 8 }, (_, index) =>
      store.create(configMap("x", { data: { index: String(index) } })),
    );
    const outcomes = await Promise.allSettled(calls);
    const failures = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    assert.equal(failures.length, 7);
    for (const failure of failures) assert.equal(failure.code, "AlreadyExists");
  });

  scenario(
    "AP-10: the name is generateName plus five characters of upstream's alphabet; generateName is kept",
    async ({ store }) => {
      const created = await store.create(configMap("", { metadata: { generateName: "web-" } }));
      assert.match(created.metadata.name, /^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
      assert.equal(created.metadata.generateName, "web-");
    },
  );

  scenario("AP-10: a long generateName is truncated to 58 characters", async ({ store }) => {
    const created = await store.create(configMap("", { metadata: { generateName: `${"x".repeat(70)}` } }));
    assert.equal(created.metadata.name.length, 63);
    assert.ok(created.metadata.name.startsWith("x".repeat(58)));
  });

  scenario("AP-10: name takes precedence over generateName", async ({ store }) => {
    const created = await store.create(configMap("x", { metadata: { generateName: "web-" } }));
    assert.equal(created.metadata.name, "x");
  });

  scenario("an object without a name is Invalid", async ({ store }) => {
    const error = await refusal(store.create(configMap("")), "Invalid");
    assertCause(error, "metadata.name", "name or generateName is required");
  });

  scenario("a namespaced object without a namespace is Invalid", async ({ store }) => {
    const error = await refusal(store.create({ ...kinds.configMap, metadata: { name: "x" } }), "Invalid");
    assertCause(error, "metadata.namespace", "Required value");
  });

  scenario("a kind that is not served is NoKindMatch", async ({ store }) => {
    await refusal(
      store.create({ apiVersion: "example.com/v1", kind: "Nothing", metadata: { name: "x" } }),
      "NoKindMatch",
    );
    await refusal(store.create({ apiVersion: "apps/v2", kind: "ReplicaSet", metadata: { name: "x" } }), "NoKindMatch");
  });

  scenario("an unknown field is BadRequest unless fieldValidation is Warn or Ignore", async ({ store }) => {
    const odd = { ...configMap("x"), unheard: 1 };
    const error = await refusal(store.create(odd), "BadRequest");
    assert.ok(error.message.includes('unknown field "unheard"'), error.message);
    const warnings: string[] = [];
    const created = await store.create(odd, { fieldValidation: "Warn", onWarning: (text) => warnings.push(text) });
    assert.equal("unheard" in created, false);
    assert.deepEqual(warnings, ['unknown field "unheard"']);
    await store.create({ ...odd, metadata: { name: "y", namespace: "a" } }, { fieldValidation: "Ignore" });
  });

  scenario("a field of the wrong type is BadRequest", async ({ store }) => {
    const wrong = { ...configMap("x"), data: "text" };
    await refusal(store.create(wrong as never), "BadRequest");
  });

  scenario("a dry run returns the object as if written, and writes nothing", async ({ store }) => {
    const created = await store.create(configMap("x"), { dryRun: true });
    assert.match(created.metadata.uid, uuid4);
    await refusal(store.get(created, created.metadata), "NotFound");
    await store.create(configMap("x"));
    await refusal(store.create(configMap("x"), { dryRun: true }), "AlreadyExists");
  });

  scenario("read your own writes: a created object is visible to the next get and list", async ({ store }) => {
    const created = await store.create(configMap("x"));
    assert.deepEqual(await store.get(created, created.metadata), created);
    const list = await store.list(kinds.configMap);
    assert.deepEqual(list.items, [created]);
    assert.ok(Number(list.resourceVersion) >= version(created));
  });
}
