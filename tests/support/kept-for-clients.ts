/** Tests by the beginning of their titles, by file. */
export type Held = readonly (readonly [file: string, ...titles: readonly string[]])[];

const server = "packages/api/apiserver/test";
const unread = `${server}/api/unread.test.ts`;
const bounds = "packages/stores/store-memory/test/bounds.test.ts";
const size = "packages/api/registry/test/object-size.test.ts";
const collections = "packages/core/test/collections";

/** The tests that prove each row of docs/kept-for-clients.md. */
export const keptForClients: Readonly<Record<string, Held>> = {
  Connections: [
    [
      `${server}/http/connections.test.ts`,
      "H10: a further client is accepted by closing the connection that has been idle for the",
      "H10: an idle HTTP/2 connection is closed after 90 s with GOAWAY, whether or not it sends",
      "H10: headers may take",
    ],
    ["apps/manager/test/open-files.test.ts", "H10: leave descriptors"],
  ],
  "Streams of an HTTP/2 connection": [
    [`${server}/http/listener.test.ts`, "H14: accepts 2,000 concurrent streams per connection, and announces it"],
  ],
  "Requests being served": [
    [`${server}/limits/request-slots.test.ts`, "H14: limits concurrent requests, and serves the others in order"],
    [`${server}/api/limits.test.ts`, "H10: is a minute for a response that is not read"],
    [unread, "H14: %s occupies a request slot until it has been read"],
  ],
  "Queued requests": [
    [
      `${server}/limits/request-slots.test.ts`,
      "H14: refuses with 429 those that wait too long, and those behind too many",
    ],
    [
      `${server}/flow-control/queue-set.test.ts`,
      "where room to wait is scarce, those wait whose queue is shorter than others",
      "who gives up leaves its place to others, and nothing remains of it",
    ],
  ],
  "Request bodies in flight": [
    [`${server}/api/limits.test.ts`, "H14: are limited in bytes, including those that never end; others are received"],
  ],
  "Warnings of a request": [
    [`${server}/http/warning-headers.test.ts`, "truncates texts that are too long together, and stops at 4 KiB"],
  ],
  "Lists being written": [
    [`${server}/answer/write-pieces.test.ts`, "sends a long one in chunks of approximately 64 KiB"],
    [
      unread,
      "H14: %s occupies a request slot until it has been read",
      "H3: %s is closed when the history no longer covers it",
    ],
  ],
  "Initial events of a watch": [
    [
      unread,
      "H14: %s occupies a request slot until it has been read",
      "H3: while they wait for events they hold neither earlier events nor their initial state",
    ],
  ],
  Watches: [[unread, "H14: are limited in number; further ones are refused with 429, and accepted when one has"]],
  "Pending events of a slow watch": [
    [unread, "H3: events of a watch are held no longer"],
    [`${server}/watch/watch-writer.test.ts`, "disconnects a client that reads nothing for a minute"],
  ],
  "Connections that proxies carry in another protocol": [
    [
      `${server}/connect/proxy/proxied.test.ts`,
      "H10: has a limited number of such connections, further ones are refused with 429",
      "H10: is closed when nothing has been sent for four hours, and not before",
    ],
  ],
  "Pages that proxies rewrite": [
    [`${server}/connect/proxy/html-links.test.ts`, "are not held back for longer than a tag may be"],
  ],
  "Requests that wait for an audit webhook (`blocking`)": [
    ["packages/api/audit/test/webhook.test.ts", "that hangs delays at most a thousand requests"],
  ],
  "Objects held by an idle watch": [
    [unread, "H3: while they wait for events they hold neither earlier events nor their initial state"],
  ],
  "Connections to containers (exec, attach, port-forward)": [
    [
      `${server}/connect/received-bytes.test.ts`,
      "is bounded in bytes for all streams together",
      "is bounded in chunks, however short they are",
      "is bounded for all connections",
    ],
  ],
  "Responses and watches written but not yet read": [
    [
      `${server}/limits/unread-answers.test.ts`,
      "are bounded in bytes together: those that have waited longest are closed",
      "are closed when the history no longer covers what they hold, and not before",
    ],
    [`${server}/watch/watch-writer.test.ts`, "passes one chunk at a time to a slow client, however much is pending"],
    [unread, "H14: is bounded in bytes", "H10: has a minute, also when it is short or an error"],
  ],
  "All objects": [[bounds, "rejects growth as a full etcd does"]],
  "One object": [[size, "H18: is limited to 1.5 MiB on create, with etcd's message"]],
  "Managed fields of an object": [
    [
      size,
      "H18: an object that only its managed fields make too large is stored without them, as",
      "H18: an apply that would make its managed fields too large is refused",
    ],
    ["packages/api/machinery/test/apply/record-update.test.ts", "the oldest beyond ten become ancient-changes"],
  ],
  Events: [
    ["apps/manager/test/event-expiry.test.ts", "H4: deletes an Event an hour after its last write"],
    ["apps/manager/test/event-ledger.test.ts", "returns the oldest of a namespace", "returns the oldest of all"],
  ],
  "Watch history": [
    [bounds, "is bounded in bytes", "is bounded in age"],
    [
      "packages/api/storage/test/commit-log.test.ts",
      "AP-80: reports Expired for a version before its oldest commit, and only then",
    ],
  ],
  "Pages of lists (`continue`)": [[bounds, "are retained for 64 lists", "is bounded in age, as are the pages"]],
  Indexes: [
    [
      "packages/api/storage/test/object-table.test.ts",
      "stays correct with more label keys than it keeps indexes",
      "holds no removed objects in an index that no list uses any more",
    ],
  ],
  "Kinds removed again": [[bounds, "leave no table"]],
  "Serialised objects (JSON, protobuf, watch frames)": [
    [
      `${server}/encoding/serialized-objects.test.ts`,
      "evicts entries that were not used recently when there are too many, and keeps those in use",
    ],
  ],
  "Custom objects converted to other versions": [
    ["packages/api/custom-resources/test/kept-objects.test.ts", "are cached up to 64 MiB, in whatever versions"],
  ],
  "Values derived from objects (defaults, validation, sizes...)": [
    [`${collections}/recent-memo.test.ts`, "keeps at most two generations"],
  ],
  "Compiled patterns": [
    [
      "packages/api/custom-resources/test/pattern.test.ts",
      "are cached up to a number of instructions, however short the patterns are",
    ],
  ],
  "Compiled validation rules": [
    [
      "packages/api/custom-resources/test/cel/definition-rules.test.ts",
      "cases CEL in CRDs, conformance 'estimated cost limit': a rule whose estimate is too high",
    ],
  ],
  "OpenAPI documents of remote APIServices": [
    [
      "apps/manager/test/remote-open-api.test.ts",
      "are not kept if they are too large",
      "are gone with their APIService",
    ],
  ],
  "OpenAPI documents": [[`${server}/open-api/documents.test.ts`, "keep the group versions in which nothing"]],
  "Equal parts of pods": [
    [
      "packages/controllers/hollow-node/test/pods/shared-values.test.ts",
      "keeps at most `limit` values",
      "does not keep a long value",
    ],
  ],
  "Quantities, time zones, selectors": [[`${collections}/lru-map.test.ts`, "keeps the most recently set or read"]],
  "Bindings by subject (RBAC)": [
    ["packages/api/authorization/test/rbac-index.properties.test.ts", "holds nothing of bindings that are gone"],
  ],
  "Permissions of users (RBAC)": [
    [
      "packages/api/authorization/test/rbac-index.properties.test.ts",
      "is bounded: more permissions than the limit are judged, and those of after are remembered",
    ],
  ],
  "Answers of the authorization webhook": [
    [
      "packages/api/authorization/test/webhook-authorizer.test.ts",
      "remembers allowances for five minutes and refusals for half a minute",
      "remembers 8,192 answers, and fewer if they are long",
    ],
  ],
  "Verified ServiceAccount tokens": [
    [
      "packages/api/authentication/test/service-accounts/tokens.test.ts",
      "is verified once, until it is evicted by 8 MiB of other tokens",
    ],
  ],
  "Priority and fairness": [
    [
      `${server}/flow-control/memory.test.ts`,
      "are the hands of 1,000 flows of a FlowSchema",
      "are the statistics of FlowSchemas that exist, and of others until there are 1,000",
    ],
    [`${server}/flow-control/queue-set.test.ts`, "who gives up leaves its place to others, and nothing remains of it"],
    [`${server}/flow-control/pure.test.ts`, "watches are counted by their scope"],
    [`${server}/flow-control/served.test.ts`, "a level that is deleted serves those that wait, and is gone"],
  ],
  "Logs of hollow kubelets": [
    [
      "packages/controllers/hollow-node/test/kubelet/hollow-kubelet.test.ts",
      "keeps its latest mebibyte, and all logs together their latest 32",
    ],
  ],
  "Accept headers": [
    [`${server}/http/negotiate.test.ts`, "caches few of the headers that clients send, and no long ones"],
  ],
  Metrics: [
    [`${server}/request-labels.test.ts`, "cannot be made up by a client"],
    [
      `${server}/api/metric-labels.test.ts`,
      "are those of served resources, whatever verbs, paths, resources, queries, bodies and",
    ],
    ["apps/manager/test/metrics/measure.test.ts", "counts label values beyond 4,096"],
  ],
  "Audit events not yet sent to a webhook": [
    ["packages/api/audit/test/batches.test.ts", "that do not fit the buffer are dropped and logged"],
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
