import assert from "node:assert/strict";
import { KindFilter } from "../../objects/kind-filter.js";
import { eventsOf, isSilent, refusal, summary, take, version } from "./expectations.js";
import { configMap, pod, replicaSet } from "./objects.js";
import type { Scenario } from "./scenario.js";

/** Tests of `watch`. */
export function watchTests(scenario: Scenario): void {
  scenario("a watch starts at once and delivers every commit in order", async ({ store }) => {
    const watch = store.watch();
    const created = await store.create(configMap("x"));
    const updated = await store.update({ ...created, data: { a: "1" } });
    await store.delete(created, created.metadata);
    const events = await take(watch, 3);
    assert.deepEqual(summary(events), ["ADDED a/x", "MODIFIED a/x", "DELETED a/x"]);
    assert.deepEqual(events[0]?.object, created);
    assert.deepEqual(events[1]?.object, updated);
    watch.close();
  });

  scenario("MODIFIED and DELETED events carry the previous object", async ({ store }) => {
    const watch = store.watch();
    const created = await store.create(configMap("x"));
    const updated = await store.update({ ...created, data: { a: "1" } });
    await store.delete(created, created.metadata);
    const [, modified, deleted] = await take(watch, 3);
    assert.ok(modified?.type === "MODIFIED" && deleted?.type === "DELETED");
    assert.deepEqual(modified.previous, created);
    assert.deepEqual(deleted.previous, updated);
    watch.close();
  });

  scenario(
    "AP-80: with concurrent writers each commit is delivered once, in the order of resourceVersions",
    async ({ store }) => {
      const watch = store.watch();
      const writers = Array.from({ length: 10 }, async (_, writer) => {
        for (let index = 0; index < 5; index++) {
          const created = await store.create(configMap(`w${writer}-${index}`));
          await store.patch(created, created.metadata, { type: "merge", value: { data: { a: "1" } } });
          if (index % 2 === 0) await store.delete(created, created.metadata);
        }
      });
      await Promise.all(writers);
      const events = await take(watch, 10 * (5 + 5 + 3));
      const versions = events.map((event) => version(event.object));
      assert.deepEqual(
        versions,
        [...new Set(versions)].sort((left, right) => left - right),
      );
      watch.close();
    },
  );

  scenario("commits of one burst are delivered as one signal", async ({ store }) => {
    const watch = store.watch();
    await Promise.all(Array.from({ length: 20 }, (_, index) => store.create(configMap(`x${index}`))));
    assert.equal(eventsOf(await watch.next()).length, 20);
    watch.close();
  });

  scenario("a watch from a resourceVersion delivers the commits after it", async ({ store }) => {
    const first = await store.create(configMap("first"));
    await store.create(configMap("second"));
    const watch = store.watch({ resourceVersion: first.metadata.resourceVersion });
    await store.create(configMap("third"));
    assert.deepEqual(summary(await take(watch, 2)), ["ADDED a/second", "ADDED a/third"]);
    watch.close();
  });

  scenario("other kinds and namespaces are not delivered", async ({ store }) => {
    const pods = store.watch({ kinds: KindFilter.kind("Pod") });
    const grouped = store.watch({
      kinds: KindFilter.kinds([
        { group: "apps", kind: "ReplicaSet" },
        { group: "", kind: "ReplicaSet" },
      ]),
    });
    const elsewhere = store.watch({ namespace: "b" });
    await store.create(configMap("x"));
    await store.create(replicaSet("web"));
    await store.create(pod("p"));
    await store.create(pod("p", { metadata: { namespace: "b" } }));
    assert.deepEqual(summary(await take(pods, 2)), ["ADDED a/p", "ADDED b/p"]);
    assert.deepEqual(summary(await take(grouped, 1)), ["ADDED a/web"]);
    assert.deepEqual(summary(await take(elsewhere, 1)), ["ADDED b/p"]);
    for (const watch of [pods, grouped, elsewhere]) watch.close();
  });

  scenario("a pending next() resolves only for a commit that matches the watch", async ({ store }) => {
    const watch = store.watch({ kinds: KindFilter.kind("Pod"), namespace: "b" });
    const next = watch.next();
    await store.create(configMap("x"));
    await store.create(pod("p"));
    assert.ok(await isSilent(next));
    await store.create(pod("q", { metadata: { namespace: "b" } }));
    assert.deepEqual(summary(eventsOf(await next)), ["ADDED b/q"]);
    watch.close();
  });

  scenario(
    "the resourceVersion of a watch is that of the last commit it has delivered or skipped",
    async ({ store }) => {
      const created = await store.create(configMap("x"));
      const watch = store.watch({ kinds: KindFilter.kind("Pod") });
      assert.equal(Number(watch.resourceVersion) >= version(created), true);
      const next = watch.next();
      const passed = await store.create(configMap("y"));
      assert.ok(await isSilent(next));
      assert.equal(watch.resourceVersion, passed.metadata.resourceVersion);
      const delivered = await store.create(pod("p"));
      await next;
      assert.equal(watch.resourceVersion, delivered.metadata.resourceVersion);
      watch.close();
    },
  );

  scenario(
    "a reader that is too slow gets the number of missed commits, and continues after them",
    async ({ store }) => {
      const watch = store.watch();
      for (let index = 0; index < 20; index++) await store.create(configMap(`x${index}`));
      assert.deepEqual(await watch.next(), { type: "lagged", missed: 12 });
      const events = await take(watch, 8);
      assert.equal(events[7]?.object.metadata.name, "x19");
      watch.close();
    },
    { watchHistoryLimit: 8 },
  );

  scenario(
    "a watch for other kinds does not lag however many commits there are",
    async ({ store }) => {
      const watch = store.watch({ kinds: KindFilter.kind("Pod") });
      const next = watch.next();
      for (let index = 0; index < 20; index++) await store.create(configMap(`x${index}`));
      await store.create(pod("p"));
      assert.deepEqual(summary(eventsOf(await next)), ["ADDED a/p"]);
      watch.close();
    },
    { watchHistoryLimit: 8 },
  );

  scenario(
    "a resourceVersion that is no longer available is Expired",
    async ({ store }) => {
      const first = await store.create(configMap("first"));
      for (let index = 0; index < 20; index++) await store.create(configMap(`x${index}`));
      const watch = store.watch({ resourceVersion: first.metadata.resourceVersion });
      const error = await refusal(watch.next(), "Expired");
      assert.ok(error.message.startsWith("too old resource version"), error.message);
      assert.equal(await watch.next(), undefined);
    },
    { watchHistoryLimit: 8 },
  );

  scenario("a resourceVersion that is not a number is BadRequest", async ({ store }) => {
    const open = async () => store.watch({ resourceVersion: "yesterday" }).next();
    await refusal(open(), "BadRequest");
  });

  scenario("closing a watch ends it and a pending next(); closing again has no effect", async ({ store }) => {
    const watch = store.watch();
    const next = watch.next();
    watch.close();
    watch.close();
    assert.equal(await next, undefined);
    assert.equal(await watch.next(), undefined);
    await store.create(configMap("x"));
    assert.equal(await watch.next(), undefined);
  });

  scenario("leaving a for await loop closes the watch", async ({ store }) => {
    const watch = store.watch();
    await store.create(configMap("x"));
    for await (const signal of watch) {
      assert.equal(signal.type, "events");
      break;
    }
    assert.equal(await watch.next(), undefined);
  });

  scenario("watches are independent of each other", async ({ store }) => {
    const watches = Array.from({ length: 5 }, () => store.watch());
    await store.create(configMap("x"));
    for (const watch of watches) {
      assert.deepEqual(summary(await take(watch, 1)), ["ADDED a/x"]);
      watch.close();
    }
  });

  scenario("a delivered commit is visible to reads", async ({ store }) => {
    const watch = store.watch();
    const reading = watch.next().then(async (signal) => {
      const [event] = eventsOf(signal);
      assert.ok(event !== undefined);
      return [event.object, await store.get(event.object, event.object.metadata)];
    });
    await store.create(configMap("x"));
    const [delivered, read] = await reading;
    assert.deepEqual(delivered, read);
    watch.close();
  });
}
