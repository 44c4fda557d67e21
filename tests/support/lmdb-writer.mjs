// Writes to a data directory until it is killed, and tells what it sends and what was acknowledged, a line each: ["sent", name, value],
// ["told", name, value, resourceVersion]; no value: a deletion. With "lagging", LMDB follows the journal as in a program.
import { silentLogger, systemClock } from "@engenho/core";
import { seededRandom } from "@engenho/core/testing";
import { createLmdbStore } from "@engenho/store-lmdb";
import { hurriedClock } from "./hurried-clock.mjs";
import { sayLine as say } from "./say-line.mjs";

const [, , directory, seed, pace] = process.argv;
const random = seededRandom(Number(seed));
const below = (limit) => Math.floor(random.next() * limit);

const kind = { apiVersion: "v1", kind: "ConfigMap" };

const clock = pace === "lagging" ? systemClock : hurriedClock;
const store = await createLmdbStore({ directory, clock, logger: silentLogger });
say(["open"]);

async function write(writer) {
  for (let count = 0; ; count++) {
    const name = `w${writer}-${below(12)}`;
    const key = { namespace: "default", name };
    const current = await store.get(kind, key).catch(() => undefined);
    const value = `${seed}-${writer}-${count}-${"x".repeat(below(3) === 0 ? below(9000) : 10)}`;
    if (current === undefined) {
      say(["sent", name, value]);
      const made = await store.create({ ...kind, metadata: key, data: { value } });
      say(["told", name, value, Number(made.metadata.resourceVersion)]);
    } else if (below(3) > 0) {
      say(["sent", name, value]);
      const made = await store.update({ ...current, data: { value } });
      say(["told", name, value, Number(made.metadata.resourceVersion)]);
    } else {
      say(["sent", name, null]);
      const before = store.watch();
      await store.delete(kind, key);
      const signal = await before.next();
      before.close();
      const deleted = signal.events?.find(({ type, object }) => type === "DELETED" && object.metadata.name === name);
      if (deleted !== undefined) say(["told", name, null, Number(deleted.object.metadata.resourceVersion)]);
    }
    if (below(8) === 0) {
      const metadata = { generateName: "s-", namespace: "default" };
      await store.create({ apiVersion: "v1", kind: "Service", metadata, spec: { ports: [{ port: 80 }] } });
    }
  }
}

await Promise.all(Array.from({ length: 8 }, (_, writer) => write(writer)));
