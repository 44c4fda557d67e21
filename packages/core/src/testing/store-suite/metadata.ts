import assert from "node:assert/strict";
import type { OwnerReference } from "../../objects/object.js";
import { assertCause, refusal } from "./expectations.js";
import { configMap } from "./objects.js";
import type { Scenario } from "./scenario.js";

const owner = (uid: string, more: Partial<OwnerReference> = {}): OwnerReference => ({
  apiVersion: "apps/v1",
  kind: "ReplicaSet",
  name: `owner-${uid}`,
  uid,
  ...more,
});

/** Tests of metadata. */
export function metadataTests(scenario: Scenario): void {
  const refused: readonly (readonly [claim: string, metadata: object, field: string, text: string])[] = [
    ["a name with uppercase letters", { name: "Web" }, "metadata.name", "RFC 1123 subdomain"],
    ["a malformed label key", { labels: { "a b": "x" } }, "metadata.labels", "name part must consist of"],
    ["a malformed label value", { labels: { a: "x y" } }, "metadata.labels", "a valid label must be"],
    [
      "a malformed annotation key",
      { annotations: { "/x": "" } },
      "metadata.annotations",
      "prefix part must be non-empty",
    ],
    ["a malformed finalizer", { finalizers: ["a b"] }, "metadata.finalizers", "name part must consist of"],
    [
      "both garbage collector finalizers (AP-20)",
      { finalizers: ["orphan", "foregroundDeletion"] },
      "metadata.finalizers",
      "finalizer orphan and foregroundDeletion cannot be both set",
    ],
    [
      "two controllers (AP-50)",
      { ownerReferences: [owner("1", { controller: true }), owner("2", { controller: true })] },
      "metadata.ownerReferences",
      "Only one reference can have Controller set to true",
    ],
    [
      "an Event as an owner (AP-50)",
      { ownerReferences: [owner("1", { apiVersion: "v1", kind: "Event" })] },
      "metadata.ownerReferences",
      "is disallowed from being an owner",
    ],
    [
      "an owner without a uid (AP-50)",
      { ownerReferences: [owner("")] },
      "metadata.ownerReferences.uid",
      "must not be empty",
    ],
    [
      "an owner without a name (AP-50)",
      { ownerReferences: [owner("1", { name: "" })] },
      "metadata.ownerReferences.name",
      "must not be empty",
    ],
  ];
  for (const [claim, metadata, field, text] of refused) {
    scenario(`${claim} is Invalid`, async ({ store }) => {
      const error = await refusal(store.create(configMap("x", { metadata })), "Invalid");
      assertCause(error, field, text);
    });
  }

  scenario("annotations above 256 KiB are Invalid", async ({ store }) => {
    const annotations = { big: "x".repeat(256 * 1024) };
    const error = await refusal(store.create(configMap("x", { metadata: { annotations } })), "Invalid");
    assertCause(error, "metadata.annotations", "Too long: may not be more than 262144 bytes");
  });

  scenario("AP-50: a duplicate owner reference is dropped, with a warning", async ({ store }) => {
    const warnings: string[] = [];
    const metadata = { ownerReferences: [owner("1"), owner("2"), owner("1")] };
    const created = await store.create(configMap("x", { metadata }), { onWarning: (text) => warnings.push(text) });
    assert.deepEqual(created.metadata.ownerReferences, [owner("1"), owner("2")]);
    assert.equal(warnings.length, 1);
    assert.ok(warnings[0]?.includes("duplicate UID(s) observed: 1"), warnings[0]);
  });

  scenario("AP-50: whether an owner exists is not checked", async ({ store }) => {
    const created = await store.create(configMap("x", { metadata: { ownerReferences: [owner("gone")] } }));
    assert.equal(created.metadata.ownerReferences?.length, 1);
  });

  scenario("AP-51: blockOwnerDeletion is allowed for any owner", async ({ store }) => {
    const metadata = { ownerReferences: [owner("1", { blockOwnerDeletion: true, controller: true })] };
    const created = await store.create(configMap("x", { metadata }));
    assert.deepEqual(created.metadata.ownerReferences, metadata.ownerReferences);
  });

  scenario("keys such as __proto__ and constructor are data", async ({ store }) => {
    const text = '{"__proto__":"a","constructor":"b","toString":"c"}';
    const created = await store.create(configMap("x", { data: JSON.parse(text) }));
    assert.deepEqual(Object.entries(created.data ?? {}), Object.entries(JSON.parse(text)));
    const value = JSON.parse('{"data":{"__proto__":"d","constructor":null}}');
    const patched = await store.patch(created, created.metadata, { type: "merge", value });
    assert.deepEqual(Object.entries(patched.data ?? {}), [
      ["__proto__", "d"],
      ["toString", "c"],
    ]);
  });
}
