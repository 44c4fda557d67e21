import { type Agent, request } from "node:https";
import type { Operation, Outcome } from "./history.js";
import type { WatchedEvent } from "./judge-watch.js";

/** Where a program serves, and by what it is known. */
export interface Access {
  readonly address: string;
  readonly ca: string;
  readonly token: string;
}

/** The path of the objects. */
const path = "/api/v1/namespaces/default/configmaps";
/** Marks the objects of a campaign: other ConfigMaps are no part of it. */
const selector = "labelSelector=campaign";

/** The parts of a ConfigMap that count here. */
interface ConfigMap {
  readonly metadata: { readonly name: string; readonly resourceVersion: string };
  readonly data?: { readonly value?: string };
}

/** A request of {@link perform}. */
export type Wish = Pick<Operation, "type" | "key" | "value" | "expects">;

/** Sends one request, and says how it ended; a connection that breaks is `unknown`. */
export async function perform(access: Access, agent: Agent, wish: Wish): Promise<Outcome> {
  try {
    const { status, body } = await send(access, agent, requestOf(wish));
    return outcomeOf(wish, status, body);
  } catch {
    return { type: "unknown" };
  }
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
}

function requestOf({ type, key, value, expects }: Wish): Sent {
  const version = expects === undefined ? {} : { resourceVersion: String(expects) };
  const object = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: key, labels: { campaign: "yes" }, ...version },
    data: { value },
  };
  switch (type) {
    case "create":
      return { method: "POST", path, body: object };
    case "update":
      return { method: "PUT", path: `${path}/${key}`, body: object };
    case "delete":
      return { method: "DELETE", path: `${path}/${key}`, body: { preconditions: version } };
    case "get":
      return { method: "GET", path: `${path}/${key}` };
    case "list":
      return { method: "GET", path: `${path}?${selector}` };
  }
}

function outcomeOf({ type }: Wish, status: number, body: string): Outcome {
  if (status === 404) return { type: "absent" };
  if (status === 409) return { type: JSON.parse(body).reason === "AlreadyExists" ? "exists" : "conflict" };
  if (status >= 300) return { type: "unknown" };
  if (type === "list") {
    const list = JSON.parse(body) as { metadata: { resourceVersion: string }; items: ConfigMap[] };
    const values = new Map(list.items.map(({ metadata, data }) => [metadata.name, data?.value ?? ""]));
    return { type: "listed", version: Number(list.metadata.resourceVersion), values };
  }
  // A deletion answers with a Status, which does not name its version.
  if (type === "delete") return { type: "deleted" };
  const { metadata, data } = JSON.parse(body) as ConfigMap;
  return { type: "done", version: Number(metadata.resourceVersion), value: data?.value ?? "" };
}

function send(
  { address, ca, token }: Access,
  agent: Agent,
  { method, path: target, body }: Sent,
): Promise<{ readonly status: number; readonly body: string }> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return new Promise((resolve, reject) => {
    const outgoing = request(`${address}${target}`, { method, ca, agent, headers }, (incoming) => {
      let text = "";
      incoming.setEncoding("utf8");
      incoming.on("data", (chunk: string) => {
        text += chunk;
      });
      incoming.on("end", () => resolve({ status: incoming.statusCode ?? 0, body: text }));
      incoming.on("error", reject);
    });
    outgoing.on("error", reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/**
 * Follows the objects after a version over one connection, until it breaks or `onEvent` returns true. Resolves with the last version, from
 * which the next connection goes on. Rejects with an Error if the server says that it cannot go on from there.
 */
export function follow(
  { address, ca, token }: Access,
  from: number,
  onEvent: (event: WatchedEvent) => boolean,
): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  const target = `${address}${path}?${selector}&watch=1&allowWatchBookmarks=true&resourceVersion=${from}`;
  return new Promise((resolve, reject) => {
    let last = from;
    let rest = "";
    const outgoing = request(target, { ca, agent: false, headers }, (incoming) => {
      incoming.setEncoding("utf8");
      incoming.on("data", (chunk: string) => {
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) {
          const event = eventOf(line);
          if (event instanceof Error) {
            reject(event);
            outgoing.destroy();
            return;
          }
          last = "bookmark" in event ? event.bookmark : event.version;
          if (onEvent(event)) outgoing.destroy();
        }
      });
      incoming.on("close", () => resolve(last));
      incoming.on("error", () => resolve(last));
    });
    outgoing.on("error", () => resolve(last));
    outgoing.end();
  });
}

function eventOf(line: string): WatchedEvent | Error {
  const { type, object } = JSON.parse(line) as { readonly type: string; readonly object: ConfigMap };
  if (type === "ERROR") return new Error(line);
  const version = Number(object.metadata.resourceVersion);
  if (type === "BOOKMARK") return { bookmark: version };
  return { key: object.metadata.name, version, value: type === "DELETED" ? undefined : (object.data?.value ?? "") };
}
