import assert from "node:assert/strict";
import { refusal } from "./expectations.js";
import { configMap, kinds } from "./objects.js";
import type { Scenario } from "./scenario.js";

/** Tests of `close`. */
export function lifeTests(scenario: Scenario): void {
  scenario("closing ends every watch", async ({ store }) => {
    const waiting = store.watch().next();
    const idle = store.watch();
    await store.close();
    assert.equal(await waiting, undefined);
    assert.equal(await idle.next(), undefined);
  });

  scenario("a closed store fails every call with Closed", async ({ store }) => {
    const created = await store.create(configMap("x"));
    await store.close();
    await refusal(store.get(created, created.metadata), "Closed");
    await refusal(store.list(kinds.configMap), "Closed");
    await refusal(store.create(configMap("y")), "Closed");
    await refusal(store.update(created), "Closed");
    await refusal(store.patch(created, created.metadata, { type: "merge", value: {} }), "Closed");
    await refusal(store.delete(created, created.metadata), "Closed");
    const open = async () => store.watch().next();
    await refusal(open(), "Closed");
  });

  scenario("closing twice has no effect", async ({ store }) => {
    await store.close();
    await store.close();
  });

  scenario("a store has no timer a minute after its last write", async ({ store, clock }) => {
    await store.create(configMap("x"));
    const watch = store.watch();
    watch.close();
    await clock.advance(60_000);
    assert.equal(clock.pendingTimers, 0);
  });
}
