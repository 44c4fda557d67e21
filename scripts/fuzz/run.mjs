import { catalogueOf } from "./catalogue.mjs";
import { connection } from "./connection.mjs";
import { startHookServer } from "./hook-server.mjs";
import { messagesOf } from "./messages.mjs";
import { Random } from "./random.mjs";
import { nextRequest } from "./requests.mjs";
import { setupOf } from "./setup.mjs";
import { engineWords } from "./wrong-values.mjs";

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
  "unsupported role reference kind: ",
  "error trying to reach service: ",
  "no endpoints available for service ",
  "Component not found: ",
  // The campaign's own webhooks answer nonsense; the last is upstream's text for an authorizer that fails.
  "failed calling webhook ",
  "conversion webhook for ",
  'Internal Server Error: "/',
];

/** Objects that a webhook must see, in the namespace where it allows nothing. */
const closed = /\/namespaces\/closed\/(?:secrets|things|others)(?:\/[^/?]+)?(?:\?|$)/;

/** What every authenticated user may read. */
const openToAll = /^\/+(?:healthz|livez|readyz|version)\b/;

const setupEvery = 50;

/**
 * Sends seeded requests to a server and watches over it from a second connection.
 *
 * @param {{ address: string, token: string, ca: string, seed: number, requests: number, hangMs: number, until?: number,
 *   asOther?: (random: Random, made: object) => object }} options `hangMs`: how long a request may take; `until`: when to stop, by
 *   `Date.now`; `asOther`: makes requests those of other users.
 * @returns {Promise<{ sent: number, longestWaitMs: number, codes: Record<string, number>, faults: string[] }>} what went wrong, and
 *   the longest that the watchdog had to wait for an answer.
 */
export async function fuzz(options) {
  const { seed, requests, hangMs, until = Number.POSITIVE_INFINITY } = options;
  const random = new Random(seed);
  const client = connection(options);
  const hooks = await startHookServer({ client, random: new Random(seed + 1) });
  const setup = setupOf({ hooks, ca: options.ca });
  const setUp = async () => {
    for (const made of setup) await client.send(made, hangMs);
  };
  await setUp();
  const { certificateRequest } = hooks;
  const world = await catalogueOf(client.get, { certificateRequest, ca: options.ca });
  world.messages = await messagesOf(client, world.resources);
  world.live = [];
  const faults = [];
  const codes = {};
  const watchdog = watch(options);
  let sent = 0;
  for (; sent < requests && faults.length < 20 && Date.now() < until; sent++) {
    // Deletions of collections remove it again and again.
    if (sent > 0 && sent % setupEvery === 0) await setUp();
    const own = nextRequest(random, world);
    const made = options.asOther?.(random, own) ?? own;
    const shown = `#${sent} ${made.method} ${made.path} ${made.headers["content-type"] ?? ""} ${shownBody(made.body)}`;
    try {
      const answer = await client.send(made, hangMs);
      codes[answer.code] = (codes[answer.code] ?? 0) + 1;
      if (answer.code === 201 && made.target !== undefined) remember(world.live, made.target);
      // The response to a HEAD does not contain the reason.
      const isMute = made.method === "HEAD" && answer.code >= 500;
      const fault = faultOf(made, isMute ? await client.send({ ...made, method: "GET" }, hangMs) : answer);
      if (fault !== undefined) faults.push(`${fault} to ${shown}: ${answer.text.slice(0, 300)}`);
    } catch (error) {
      // Requests that Node's client refuses to send do not count.
      if (error.code?.startsWith("ERR_")) continue;
      faults.push(`${error.message} after ${shown}`);
      if (error.code === "ECONNREFUSED") break;
    }
  }
  if (faults.length === 0) faults.push(...(await inconsistencies(client, { world, hangMs })));
  const longestWaitMs = await watchdog.end();
  client.close();
  hooks.close();
  return { sent, longestWaitMs, codes, faults };
}

/** Keeps the objects that were created last, for requests about them. */
function remember(live, target) {
  live.push(target);
  if (live.length > 100) live.shift();
}

/** What is wrong with an answer; undefined if nothing is. */
function faultOf({ method, path, refuses }, { code, headers, text }) {
  if (refuses === true && code < 300 && !openToAll.test(path)) return `${code}, which no webhook allowed,`;
  // What cannot be done with a webhook's answer is an internal error upstream as well.
  const isForeseen = /\/namespaces\/(?:hooked|closed)\//.test(path) || foreseen.some((words) => text.includes(words));
  if (code >= 500 && code !== 504 && !isForeseen) return String(code);
  if (code >= 400 && engineWords.test(text)) return `${code} in the words of JavaScript`;
  if (engineWords.test(headers.warning ?? "")) return `the warning ${headers.warning}`;
  const isCollection = method === "DELETE" && /\/closed\/[a-z]+(?:\/\.)?(?:\?|$)/.test(path);
  const isWrite = method !== "GET" && method !== "HEAD" && !isCollection;
  if (code < 300 && isWrite && closed.test(path)) return `${code}, which its webhook did not allow,`;
  return undefined;
}

/** A body in a fault report: bytes in base64. */
function shownBody(body) {
  if (body === undefined) return "";
  return typeof body === "string" ? body.slice(0, 400) : `base64:${body.subarray(0, 900).toString("base64")}`;
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
async function inconsistencies(client, { world, hangMs }) {
  const found = [];
  const uids = new Map();
  const get = (path) => client.send({ method: "GET", path, headers: {} }, hangMs);
  // What the conversion webhook makes of the others is no state.
  for (const { groupVersion, plural, kind } of world.resources.filter(({ plural }) => plural !== "others")) {
    const root = groupVersion === "v1" ? "/api/v1" : `/apis/${groupVersion}`;
    const { code, text } = await get(`${root}/${plural}`);
    if (code !== 200) {
      if (code !== 404 && code !== 405) found.push(`${code} to the list of ${plural}: ${text.slice(0, 200)}`);
      continue;
    }
    const list = JSON.parse(text);
    for (const item of list.items.slice(0, 50)) {
      const { namespace, name, uid } = item.metadata;
      // Some kinds are served in several groups and versions.
      const other = uids.get(uid);
      if (other !== undefined && (other.kind !== kind || other.groupVersion === groupVersion))
        found.push(`two objects have the uid ${uid}`);
      if (uid !== undefined) uids.set(uid, { kind, groupVersion });
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
