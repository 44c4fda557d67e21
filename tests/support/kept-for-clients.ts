/** Tests by the beginning of their titles, as they stand in a file. */
export type Held = readonly (readonly [file: string, ...titles: readonly string[]])[];

const server = "packages/api/apiserver/test";
const unread = `${server}/api/unread.test.ts`;
const bounds = "packages/stores/store-memory/test/bounds.test.ts";
const size = "packages/api/registry/test/object-size.test.ts";
const collections = "packages/core/test/collections";

/** What holds each row of docs/kept-for-clients.md. */
export const keptForClients: Readonly<Record<string, Held>> = {
  Connections: [
    [
      `${server}/http/connections.test.ts`,
      "H10: a further client gets in",
      "H10: an idle HTTP/2",
      "H10: headers may take",
    ],
    ["apps/manager/test/open-files.test.ts", "H10: leave descriptors"],
  ],
  "Streams of an HTTP/2 connection": [[`${server}/http/listener.test.ts`, "H14: takes 2,000 streams"]],
  "Requests being served": [
    [`${server}/limits/request-slots.test.ts`, "H14: serves so many at once"],
    [`${server}/api/limits.test.ts`, "H10: is over after a minute for an answer"],
    [unread, "H14: %s is one of the requests at once"],
  ],
  "Queued requests": [[`${server}/limits/request-slots.test.ts`, "H14: refuses with 429 who waits"]],
  "Request bodies in flight": [[`${server}/api/limits.test.ts`, "H14: are limited in bytes, whatever never ends"]],
  "Warnings of a request": [[`${server}/http/warning-headers.test.ts`, "shortens texts that are too long together"]],
  "Lists being written": [
    [`${server}/http/write-pieces.test.ts`, "sends a long one in chunks"],
    [unread, "H14: %s is one of the requests at once", "H3: %s is cut off when the history"],
  ],
  "Initial events of a watch": [
    [unread, "H14: %s is one of the requests at once", "H3: that wait for events hold neither"],
  ],
  Watches: [[unread, "H14: are limited in number"]],
  "Pending events of a slow watch": [
    [unread, "H3: events of a watch are held no longer"],
    [`${server}/watch/watch-writer.test.ts`, "cuts off a client that takes nothing for a minute"],
  ],
  "Objects held by an idle watch": [[unread, "H3: that wait for events hold neither"]],
  "Responses and watches written but not yet read": [
    [
      `${server}/limits/unread-answers.test.ts`,
      "are bounded in bytes together",
      "are cut off when the store has let go",
    ],
    [`${server}/watch/watch-writer.test.ts`, "hands a slow client one chunk at a time"],
    [unread, "H14: is bounded in bytes", "H10: has a minute, short answers"],
  ],
  "All objects": [[bounds, "refuses growth as a full etcd does"]],
  "One object": [[size, "H18: is limited to 1.5 MiB"]],
  "Managed fields of an object": [
    [size, "H18: an object that only its managed fields", "H18: an apply that would make its managed fields"],
    ["packages/api/registry/test/apply/record-update.test.ts", "the oldest beyond ten become ancient-changes"],
  ],
  Events: [
    ["apps/manager/test/event-expiry.test.ts", "H4: deletes an Event an hour after it was written last"],
    ["apps/manager/test/event-ledger.test.ts", "names the oldest of a namespace", "names the oldest of all"],
  ],
  "Watch history": [
    [bounds, "is bounded in bytes", "is bounded in age"],
    ["packages/api/registry/test/commit-log.test.ts", "AP-80: says Expired for a version before its oldest"],
  ],
  "Pages of lists (`continue`)": [[bounds, "are kept of 64 lists", "is bounded in age, and with it the pages"]],
  Indexes: [
    [
      "packages/api/registry/test/object-table.test.ts",
      "indexes more label keys",
      "holds nothing of what was taken out",
    ],
  ],
  "Kinds removed again": [[bounds, "leave nothing behind"]],
  "Serialised objects (JSON, protobuf, watch frames)": [
    [`${server}/encoding/serialized-objects.test.ts`, "lets go of what was not used for a while"],
  ],
  "Custom objects converted to other versions": [
    ["packages/api/registry/test/custom-resources/kept-objects.test.ts", "is remembered up to 64 MiB"],
  ],
  "Values derived from objects (defaults, validation, sizes...)": [
    [`${collections}/recent-memo.test.ts`, "keeps at most two generations"],
  ],
  "Compiled patterns": [["packages/api/registry/test/custom-resources/pattern.test.ts", "are kept up to a number"]],
  "Compiled validation rules": [
    [
      "packages/api/registry/test/custom-resources/cel/definition-rules.test.ts",
      "cases CEL in CRDs, conformance 'estimated",
    ],
  ],
  "OpenAPI documents": [[`${server}/open-api/documents.test.ts`, "keep the group versions in which nothing"]],
  "Equal parts of pods": [
    [`${collections}/shared-values.test.ts`, "keeps at most `limit` values", "does not keep a long value"],
  ],
  "Quantities, time zones, selectors": [[`${collections}/lru-map.test.ts`, "keeps the most recently set or read"]],
  "Accept headers": [[`${server}/http/negotiate.test.ts`, "remembers few headers"]],
  Metrics: [
    [`${server}/request-labels.test.ts`, "cannot be made up by a client"],
    [`${server}/api/metric-labels.test.ts`, "are those of what is served, whatever"],
    ["apps/manager/test/metrics/measure.test.ts", "counts what has labels beyond 4,096"],
  ],
  "Log lines": [["apps/manager/test/logging/bounded.test.ts", "is bounded in length, width and depth"]],
  "Events not yet written by controllers": [
    ["packages/core/test/events/event-recorder.test.ts", "drops Events that exceed the queue"],
  ],
  "Events remembered for aggregation": [
    ["packages/core/test/events/event-correlator.test.ts", "evicts the least recently seen event"],
  ],
  "Keys of controllers": [["packages/core/test/engine/keyed-reconciler.test.ts", "a forgotten key is not reconciled"]],
};
