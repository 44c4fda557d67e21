import { Agent, request } from "node:https";
import { type CampaignClient, campaignLabels, campaignNamespace, type Wish } from "./campaign-client.js";
import type { Outcome } from "./history.js";
import type { WatchedEvent } from "./judge-watch.js";

/** The address of a program, and the credentials for it. */
export interface Access {
  readonly address: string;
  readonly ca: string;
  readonly token: string;
}

const path = `/api/v1/namespaces/${campaignNamespace}/configmaps`;
const selector = "labelSelector=campaign";

/** The fields of a ConfigMap that are used here. */
interface ConfigMap {
  readonly metadata: { readonly name: string; readonly resourceVersion: string };
  readonly data?: { readonly value?: string };
}

/**
 * An HTTP client of a program. A connection that is silent for `silenceMs` while a response is awaited is closed, also that of a watch,
 * which then resumes over another one.
 */
export function programClient(access: () => Access, silenceMs = 20_000): CampaignClient {
  const agent = new Agent({ keepAlive: true });
  return {
    async perform(wish) {
      try {
        const { status, body } = await send(access(), { agent, silenceMs }, requestOf(wish));
        return outcomeOf(wish, status, body);
      } catch {
        return { type: "unknown" };
      }
    },
    follow: (from, onEvent) => follow(access(), { from, silenceMs }, onEvent),
    close: () => agent.destroy(),
  };
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
    metadata: { name: key, labels: campaignLabels, ...version },
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
  // The response to a deletion is a Status, which does not contain its version.
  if (type === "delete") return { type: "deleted" };
  const { metadata, data } = JSON.parse(body) as ConfigMap;
  return { type: "done", version: Number(metadata.resourceVersion), value: data?.value ?? "" };
}

function send(
  { address, ca, token }: Access,
  { agent, silenceMs }: { readonly agent: Agent; readonly silenceMs: number },
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
    outgoing.setTimeout(silenceMs, () => outgoing.destroy(new Error("no answer")));
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** One connection of a watch. */
function follow(
  { address, ca, token }: Access,
  { from, silenceMs }: { readonly from: number; readonly silenceMs: number },
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
    outgoing.setTimeout(silenceMs, () => outgoing.destroy());
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
