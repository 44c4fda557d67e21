import { setTimeout as sleep } from "node:timers/promises";
import type { RandomSource } from "@engenho/core";
import type { CampaignClient, Wish } from "./campaign-client.js";
import type { Commit, Operation } from "./history.js";
import { judgeOperations } from "./judge-operations.js";
import { judgeWatch, type WatchedEvent } from "./judge-watch.js";

/** The system under test. */
export interface Target {
  /** The client whose responses and events are checked. */
  readonly client: CampaignClient;
  /** Reports all commits at the end, by a watch from the start. Default: the client. */
  readonly witness?: CampaignClient;
  /** Whether clients also list. Default true. */
  readonly lists?: boolean;
  /** Injects a fault, and resolves when requests are served again. */
  readonly breakSomething: () => Promise<void>;
}

/** The size of a campaign. */
export interface CampaignSize {
  /** The number of faults. */
  readonly faults: number;
  /** Requests of all clients between two faults. */
  readonly requestsPerFault: number;
}

/** The result of a campaign. */
export interface CampaignResult {
  readonly faults: readonly string[];
  readonly requests: number;
  readonly commits: number;
  /** Writes without a response, whose outcome is unknown; without any, no fault has hit a request. */
  readonly unknown: number;
}

const clients = 4;
const watches = 2;
const keys = ["a", "b", "c", "d"];
/** The last write of a campaign. */
const lastWish: Wish = { type: "create", key: "last", value: "last" };

function isLast(event: WatchedEvent): boolean {
  return "key" in event && event.key === lastWish.key;
}

/**
 * Several clients write and read a few objects concurrently, watches resume across connections, and faults are injected at random moments
 * of the traffic. At the end every response and every event is checked against the commits that a new watch from the start reports.
 */
export async function runCampaign(target: Target, random: RandomSource, size: CampaignSize): Promise<CampaignResult> {
  const { client: judged, witness = judged, lists = true } = target;
  const wishes = ["get", ...(lists ? (["list"] as const) : []), "create", "update", "update", "delete"] as const;
  const operations: Operation[] = [];
  let counter = 0;
  let values = 0;
  let isOver = false;

  async function request(client: number, wish: Wish): Promise<Operation> {
    const startedAt = ++counter;
    const outcome = await judged.perform(wish);
    const endedAt = outcome.type === "unknown" ? Number.POSITIVE_INFINITY : ++counter;
    const operation = { client, ...wish, startedAt, endedAt, outcome };
    operations.push(operation);
    // A server that is starting refuses connections: requests need not be repeated a thousand times.
    if (outcome.type === "unknown") await sleep(5);
    return operation;
  }

  const pick = <T>(list: readonly T[]): T => list[Math.floor(random.next() * list.length)] as T;

  /** The next request of a client, given the last version that it has seen of each key. */
  function nextWish(seen: ReadonlyMap<string, number>): Wish {
    const key = pick(keys);
    const expects = seen.get(key);
    const value = String(++values);
    switch (pick(wishes)) {
      case "get":
        return { type: "get", key };
      case "list":
        return { type: "list", key: "" };
      case "delete":
        return expects === undefined ? { type: "create", key, value } : { type: "delete", key, expects };
      case "update":
        return expects === undefined ? { type: "create", key, value } : { type: "update", key, value, expects };
      case "create":
        return { type: "create", key, value };
    }
  }

  async function runClient(client: number): Promise<void> {
    const seen = new Map<string, number>();
    while (!isOver) {
      const { key, outcome } = await request(client, nextWish(seen));
      if (outcome.type === "done") seen.set(key, outcome.version);
      else if (outcome.type !== "unknown" && outcome.type !== "listed") seen.delete(key);
    }
  }

  const start = await currentVersion(witness);
  const followed = Array.from({ length: watches }, () => [] as WatchedEvent[]);

  async function runWatch(events: WatchedEvent[]): Promise<void> {
    let last = start;
    for (let seenAll = false; !seenAll; ) {
      last = await judged.follow(last, (event) => {
        events.push(event);
        seenAll = isLast(event);
        return seenAll;
      });
      // A server that is being started refuses connections.
      if (!seenAll) await sleep(5);
    }
  }

  const running = Promise.all([
    ...Array.from({ length: clients }, (_, client) => runClient(client)),
    breakAgainAndAgain(),
  ]);
  const broken: string[] = [];
  const watching = Promise.all(
    followed.map((events) => runWatch(events).catch((error: unknown) => void broken.push(`a watch ended: ${error}`))),
  );

  async function breakAgainAndAgain(): Promise<void> {
    for (let fault = 0; fault < size.faults; fault++) {
      const until = operations.length + Math.ceil(random.next() * 2 * size.requestsPerFault);
      while (operations.length < until) await sleep(1);
      await target.breakSomething();
    }
    isOver = true;
  }

  try {
    await running;
    // A last commit, which every watch must reach.
    let { outcome } = await request(clients, lastWish);
    while (outcome.type === "unknown") ({ outcome } = await request(clients, lastWish));
    await watching;
    const commits: Commit[] = [];
    await witness.follow(start, (event) => {
      if (!("bookmark" in event)) commits.push(event);
      return isLast(event);
    });
    const faults = [
      ...broken,
      ...judgeOperations(start, commits, operations),
      ...followed.flatMap((events, index) => judgeWatch(start, commits, events, `watch ${index}`)),
    ];
    const unknown = operations.filter(({ outcome }) => outcome.type === "unknown").length;
    return { faults, requests: operations.length, commits: commits.length, unknown };
  } finally {
    isOver = true;
    judged.close();
    witness.close();
  }
}

async function currentVersion(client: CampaignClient): Promise<number> {
  const outcome = await client.perform({ type: "list", key: "" });
  if (outcome.type !== "listed") throw new Error("the campaign's first list failed");
  return outcome.version;
}
