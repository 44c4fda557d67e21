// Writes to a data directory on a disk that fails now and then, compares what it reads with what was acknowledged, and tells, a line each: ["sent", name, value],
// ["told", name, value, resourceVersion] (no value: a deletion), ["refused", name, code, message], ["wrong", why]. Ends when its input does.
import { setTimeout as sleep } from "node:timers/promises";
import { silentLogger } from "@engenho/core";
import { seededRandom } from "@engenho/core/testing";
import { createLmdbStore } from "@engenho/store-lmdb";
import { hurriedClock } from "./hurried-clock.mjs";
import { sayLine as say } from "./say-line.mjs";

const [, , directory, seed] = process.argv;
const random = seededRandom(Number(seed));
const below = (limit) => Math.floor(random.next() * limit);

const kind = { apiVersion: "v1", kind: "ConfigMap" };
const store = await createLmdbStore({ directory, clock: hurriedClock, logger: silentLogger });
say(["open"]);

/** What was acknowledged, by name; in the beginning what a process before has left. */
const told = new Map((await store.list(kind)).items.map((object) => [object.metadata.name, object]));
let isOver = false;
process.stdin.resume().on("end", () => {
  isOver = true;
});

async function write(writer) {
  let count = 0;
  while (!isOver) {
    const name = `w${writer}-${below(12)}`;
    const current = told.get(name);
    // Nobody else writes this object.
    const found = await store.get(kind, { namespace: "default", name }).catch(() => undefined);
    if (found?.metadata.resourceVersion !== current?.metadata.resourceVersion) {
      say([
        "wrong",
        name,
        `${found?.metadata.resourceVersion} is read, ${current?.metadata.resourceVersion} was acknowledged`,
      ]);
    }
    const value = `${count++}`.repeat(below(3) === 0 ? below(9000) : below(50));
    const isDeleted = current !== undefined && below(3) === 0;
    say(["sent", name, isDeleted ? undefined : value]);
    try {
      if (current === undefined)
        keep(await store.create({ ...kind, metadata: { namespace: "default", name }, data: { value } }));
      else if (!isDeleted) keep(await store.update({ ...current, data: { value } }));
      else {
        await store.delete(kind, { namespace: "default", name });
        told.delete(name);
        say(["told", name]);
      }
    } catch (error) {
      say(["refused", name, error.code, error.message]);
      await sleep(5);
    }
  }
}

function keep(object) {
  told.set(object.metadata.name, object);
  say(["told", object.metadata.name, object.data.value, Number(object.metadata.resourceVersion)]);
}

await Promise.all([0, 1, 2, 3].map(write));
await store.close();
say(["closed"]);
