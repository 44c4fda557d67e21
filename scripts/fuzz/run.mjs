import { Agent, request as httpsRequest } from "node:https";
import { Random } from "./random.mjs";
import { nextRequest } from "./requests.mjs";
import { samples } from "./samples.mjs";

/** Messages for which upstream responds with 500 too. */
const foreseen = [
  "failed to create typed patch object",
  "etcdserver: ",
  "resourceVersion should not be set on objects to be created",
  // A get returns the storage's error unchanged.
  "strconv.ParseUint: parsing ",
  "does not contain declared merge key",
  "no elements in any of the given slices",
  "list element types are not identical",
  "doesn't match $setElementOrder list",
  "unknown patch type: ",
  "unable to find api field in struct",
  "merging an object in json but data type is not struct",
  "expected a []interface {}, but received",
  "expected slice or array type",
  "cannot be specified in the patch",
  "cannot yet be specified in the patch",
  "cannot merge lists without merge key",
  "error trying to reach service: ",
];

const setupEvery = 50;

/** The objects that most requests concern. */
const setup = ["namespaces", "customresourcedefinitions"].map((wanted) => {
  const [groupVersion, plural, , kind, content] = samples.find(([, other]) => other === wanted);
  const metadata = { name: wanted === "namespaces" ? "fuzz" : "things.fuzz.example" };
  const body = JSON.stringify({ apiVersion: groupVersion, kind, metadata, ...content });
  const root = groupVersion === "v1" ? "/api/v1" : `/apis/${groupVersion}`;
  return { method: "POST", path: `${root}/${plural}`, headers: { "content-type": "application/json" }, body };
});

/**
 * Sends seeded requests to a server and watches over it from a second connection.
 *
 * @param {{ address: string, token: string, ca: string, seed: number, requests: number, hangMs: number, until?: number }} options
 *   `hangMs`: how long a request may take; `until`: when to stop, by `Date.now`.
 * @returns {Promise<{ sent: number, longestWaitMs: number, codes: Record<string, number>, faults: string[] }>} what went wrong, and
 *   the longest that the watchdog had to wait for an answer.
 */
export async function fuzz(options) {
  const { seed, requests, hangMs, until = Number.POSITIVE_INFINITY } = options;
  const random = new Random(seed);
  const client = connection(options);
  const faults = [];
  const codes = {};
  const watchdog = watch(options);
  const messages = await messagesOf(client, hangMs);
  let sent = 0;
  for (; sent < requests && faults.length < 20 && Date.now() < until; sent++) {
    // Deletions of collections remove it again and again.
    if (sent % setupEvery === 0) for (const made of setup) await client.send(made, hangMs);
    const made = nextRequest(random, messages);
    const shown = `#${sent} ${made.method} ${made.path} ${made.headers["content-type"] ?? ""} ${shownBody(made.body)}`;
    try {
      const answer = await client.send(made, hangMs);
      codes[answer.code] = (codes[answer.code] ?? 0) + 1;
      // The response to a HEAD does not contain the reason.
      const isMute = made.method === "HEAD" && answer.code >= 500;
      const { code, text } = isMute ? await client.send({ ...made, method: "GET" }, hangMs) : answer;
      if (code >= 500 && code !== 504 && !foreseen.some((words) => text.includes(words)))
        faults.push(`${code} to ${shown}: ${text.slice(0, 300)}`);
    } catch (error) {
      // Requests that Node's client refuses to send do not count.
      if (error.code?.startsWith("ERR_")) continue;
      faults.push(`${error.message} after ${shown}`);
      if (error.code === "ECONNREFUSED") break;
    }
  }
  if (faults.length === 0) faults.push(...(await inconsistencies(client, hangMs)));
  const longestWaitMs = await watchdog.end();
  client.close();
  return { sent, longestWaitMs, codes, faults };
}

/** A body in a fault report: bytes in base64. */
function shownBody(body) {
  if (body === undefined) return "";
  return typeof body === "string" ? body.slice(0, 400) : `base64:${body.subarray(0, 900).toString("base64")}`;
}

/**
 * The samples in protobuf, as the server encodes them, by group version and kind; not for kinds without a protobuf
 * representation, such as custom resources.
 */
async function messagesOf(client, hangMs) {
  for (const made of setup) await client.send(made, hangMs);
  const messages = new Map();
  const headers = { "content-type": "application/json", accept: "application/vnd.kubernetes.protobuf" };
  for (const [groupVersion, plural, namespaced, kind, content] of samples) {
    const root = groupVersion === "v1" ? "/api/v1" : `/apis/${groupVersion}`;
    const metadata = { name: "seed", labels: { app: "web" }, annotations: { a: "b" }, finalizers: ["a.b/c"] };
    const body = JSON.stringify({ apiVersion: groupVersion, kind, metadata, ...content });
    const path = `${root}${namespaced ? "/namespaces/fuzz" : ""}/${plural}?dryRun=All`;
    const { code, bytes } = await client.send({ method: "POST", path, headers, body }, hangMs);
    if (code === 201 && bytes.subarray(0, 3).toString() === "k8s") messages.set(`${groupVersion} ${kind}`, bytes);
  }
  return messages;
}

function connection({ address, token, ca }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ca });
  const send = ({ method, path, headers, body }, hangMs) =>
    new Promise((resolve, reject) => {
      const bytes = body === undefined ? undefined : Buffer.from(body);
      const length = bytes === undefined ? {} : { "content-length": String(bytes.length) };
      const outgoing = httpsRequest(
        `${address}${path}`,
        { method, agent, headers: { authorization: `Bearer ${token}`, ...length, ...headers } },
        (answer) => {
          const chunks = [];
          answer.on("data", (chunk) => chunks.push(chunk));
          answer.on("end", () => {
            const bytes = Buffer.concat(chunks);
            resolve({ code: answer.statusCode, bytes, text: bytes.toString() });
          });
          answer.on("error", reject);
        },
      );
      outgoing.setTimeout(hangMs, () => outgoing.destroy(new Error(`no answer within ${hangMs} ms`)));
      outgoing.on("error", reject);
      outgoing.end(bytes);
    });
  return { send, close: () => agent.destroy() };
}

/** Requests /livez all the time; reports the longest wait at the end. */
function watch(options) {
  const client = connection(options);
  let ended = false;
  let longestMs = 0;
  const probing = (async () => {
    while (!ended) {
      const startedMs = performance.now();
      try {
        await client.send({ method: "GET", path: "/livez", headers: {} }, options.hangMs * 2);
      } catch {
        if (ended) break;
      }
      longestMs = Math.max(longestMs, performance.now() - startedMs);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    client.close();
    return Math.round(longestMs);
  })();
  return {
    end() {
      ended = true;
      return probing;
    },
  };
}

/** Contradictions in the server's state: each object must be the same in its list and on its own. */
async function inconsistencies(client, hangMs) {
  const found = [];
  const uids = new Set();
  const get = (path) => client.send({ method: "GET", path, headers: {} }, hangMs);
  for (const [groupVersion, plural, , kind] of samples) {
    const root = groupVersion === "v1" ? "/api/v1" : `/apis/${groupVersion}`;
    const { code, text } = await get(`${root}/${plural}`);
    if (code !== 200) {
      if (code !== 404 && code !== 405) found.push(`${code} to the list of ${plural}: ${text.slice(0, 200)}`);
      continue;
    }
    const list = JSON.parse(text);
    for (const item of list.items.slice(0, 50)) {
      const { namespace, name, uid } = item.metadata;
      if (uids.has(uid)) found.push(`two objects have the uid ${uid}`);
      uids.add(uid);
      const path = `${root}${namespace === undefined ? "" : `/namespaces/${namespace}`}/${plural}/${encodeURIComponent(name)}`;
      const single = await get(path);
      if (single.code === 404) continue;
      const object = single.code === 200 ? JSON.parse(single.text) : undefined;
      const same =
        object?.metadata.resourceVersion !== item.metadata.resourceVersion ||
        JSON.stringify({ ...object, kind, apiVersion: groupVersion }) ===
          JSON.stringify({ ...item, kind, apiVersion: groupVersion }) ||
        sameFields(object, item);
      if (object === undefined || !same) found.push(`${path} is not what its list has: ${single.text.slice(0, 200)}`);
    }
  }
  return found;
}

function sameFields(object, item) {
  const { kind: _kind, apiVersion: _version, ...rest } = object;
  const { kind: _itemKind, apiVersion: _itemVersion, ...itemRest } = item;
  return JSON.stringify(rest) === JSON.stringify(itemRest);
}
