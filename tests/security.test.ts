import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Held, keptForClients } from "./support/kept-for-clients.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const api = "packages/api/apiserver/test/api";
const connections = "packages/api/apiserver/test/http/connections.test.ts";

const unread = `${api}/unread.test.ts`;

/** What holds each sentence of SECURITY.md's lists. */
const claims: Readonly<Record<string, Held>> = {
  "The manager listens on 127.0.0.1 only.": [
    ["apps/manager/test/manager-options.test.ts", "listens on loopback alone"],
  ],
  "It serves TLS, with a certificate authority of its own that is made at each start, and whose key nobody keeps.": [
    [
      "apps/manager/test/certificates/serving-certificate.test.ts",
      "is taken by a client that trusts the authority, and",
      "has keys and serial numbers of its own each time",
    ],
  ],
  "Every API call needs the random bearer token of the kubeconfig.": [
    [`${api}/endpoints.test.ts`, "is 401 with %j"],
    ["tests/manager.test.ts", "answers about its health and version without a token, and about its metrics with one"],
  ],
  "Its file is for its owner only, with mode 0600.": [
    [
      "apps/manager/test/private-file.test.ts",
      "H5: replaces an older file whole, readable by its owner only",
      "H5: follows links",
    ],
    ["tests/manager.test.ts", "prints one line when ready, writes its kubeconfig for its owner only"],
  ],
  "`/healthz`, `/livez`, `/readyz` and `/version` can be read by anybody, and no more than read.": [
    [
      `${api}/endpoints.test.ts`,
      "tells health and version to anybody",
      "H18: lets health and version be read, and no more",
    ],
  ],
  "Whoever holds the token may do everything: there is no authorization.": [
    ["packages/api/apiserver/test/authentication/no-authorization.test.ts", "may do everything, RBAC objects or not"],
  ],
  "RBAC objects are stored, not enforced.": [
    ["packages/api/apiserver/test/authentication/no-authorization.test.ts", "may do everything, RBAC objects or not"],
  ],
  "Requests in the name of somebody else (`kubectl --as`) are refused.": [
    [
      "packages/api/apiserver/test/authentication/refuse-impersonation.test.ts",
      "is refused on every path, and for writes",
    ],
  ],
  "TLS and headers have 32 s, those of later requests of a connection too.": [
    [
      connections,
      "H10: a silent TCP",
      "H10: a TLS handshake that",
      "H10: headers may take 32 s",
      "H10: so may those of the second request",
    ],
  ],
  "A connection without a request is closed after 90 s; watches are no such connections.": [
    [connections, "H10: an idle HTTP/1.1", "H10: an idle HTTP/2", "H10: watches are not idle"],
  ],
  "Where the operating system limits open files, connections on which nothing is under way make room for new ones.": [
    [connections, "H10: a further client gets in", "H10: silent connections keep nobody out"],
    ["apps/manager/test/open-files.test.ts", "H10: leave descriptors"],
    ["tests/open-files.test.ts", "H10: with 64 open files"],
  ],
  "A request has a minute, whatever it waits for, bodies that do not end and answers that nobody takes included.": [
    [`${api}/limits.test.ts`, "H10: is over after a minute for a body", "H10: is over after a minute for an answer"],
  ],
  "A watch whose client takes nothing for a minute is cut.": [
    ["packages/api/apiserver/test/watch/watch-writer.test.ts", "cuts off a client that takes nothing for a minute"],
  ],
  "400 requests that read and 200 that write are served at once, each until its answer is taken; others wait for 15 s at most, and are then answered with 429.":
    [
      [
        "packages/api/apiserver/test/limits/request-slots.test.ts",
        "H14: serves so many at once",
        "H14: refuses with 429",
      ],
      [`${api}/limits.test.ts`, "H14: are limited for those that read", "H14: who waits too long"],
      [unread, "H14: %s is one of the requests at once"],
      ["apps/manager/test/manager-options.test.ts", "limits requests as kube-apiserver does"],
    ],
  "What a client resets is not worked on.": [[`${api}/limits.test.ts`, "H14: cost nothing that their answers"]],
  "Watches are limited to 10,000; what they show first counts as a list.": [
    [unread, "H14: are limited in number", "H14: %s is one of the requests at once"],
  ],
  "Bodies above 3 MiB are refused.": [
    [
      "packages/api/apiserver/test/http/listener.test.ts",
      "does not close a connection on which a refused body",
      "takes the next request after",
    ],
  ],
  "So are bodies that would make more than 64 MiB together with those of others.": [
    [`${api}/limits.test.ts`, "H14: are limited in bytes, whatever never ends"],
  ],
  "Objects above about 1.5 MiB are refused, also when a patch or an apply makes them so long.": [
    [
      "packages/api/registry/test/object-size.test.ts",
      "H18: is limited to 1.5 MiB",
      "H18: is so when it is updated",
      "H18: holds for what %s makes",
    ],
  ],
  "Managed fields count.": [
    [
      "packages/api/registry/test/object-size.test.ts",
      "H18: an object that only its managed fields",
      "H18: an apply that would make its managed fields",
    ],
  ],
  "JSON that is nested too deeply is refused.": [
    [`${api}/writes.test.ts`, "lives on after JSON that is nested too deeply"],
  ],
  "Aliases and merges in YAML have a budget.": [["packages/api/apiserver/test/body/parse-yaml.test.ts", "H6: "]],
  "Long answers are written in pieces, at the pace of their client, indented and as YAML too.": [
    ["packages/api/apiserver/test/http/write-pieces.test.ts", "sends a long one in chunks", "gives other work a turn"],
    ["packages/api/apiserver/test/encoding/indent-json.test.ts", "H15: asks for no more of its input"],
    ["packages/api/apiserver/test/encoding/yaml.test.ts", "H15: takes an item only when"],
  ],
  "Regular expressions of users (CustomResourceDefinitions, rules) run on a linear-time engine.": [
    ["packages/api/registry/test/custom-resources/schema-validation.test.ts", "a hostile pattern answers at once"],
    ["packages/api/registry/test/custom-resources/cel-rules.test.ts", "with a hostile pattern answer at once"],
  ],
  "Rules of users (`x-kubernetes-validations`) are estimated when a definition is written, and counted when they run, with Kubernetes' numbers: one evaluation stops at a cost of 1,000,000, all of an object's at 10,000,000.":
    [
      [
        "packages/api/registry/test/custom-resources/cel/definition-rules.test.ts",
        "cases CEL in CRDs, conformance 'estimated",
      ],
      [
        "packages/api/registry/test/custom-resources/cel/hostile-rules.test.ts",
        "an evaluation that costs too much ends all",
        "is shared by its rules",
        "conformance 'runtime cost limit'",
      ],
    ],
  "What takes longer than a millisecond or two of that gives way to other requests, as often as it takes, and so do many of them together.":
    [
      ["packages/api/cel/test/hostile.test.ts", "does little between two pauses", "stops within one operation"],
      [
        "packages/api/registry/test/custom-resources/cel/giving-way.test.ts",
        "happens in the middle of %s",
        "twenty of them go on by turns",
      ],
    ],
  "Keys such as `__proto__` are data.": [
    ["tests/bad-input.test.ts", "takes keys such as __proto__ as data"],
    [
      "packages/api/apiserver/test/encoding/serialized-objects.test.ts",
      "loses nothing of any object, keys such as __proto__",
    ],
  ],
  "All objects together have a quota: above it growth is refused, while reads and deletions go on.": [
    [
      "packages/stores/store-memory/test/bounds.test.ts",
      "refuses growth as a full etcd does",
      "lets go of what is held",
    ],
  ],
  "Events go an hour after they were written last; the oldest go before when there are too many.": [
    ["apps/manager/test/event-expiry.test.ts", "H4: deletes an Event an hour after it was written last"],
    ["apps/manager/test/event-ledger.test.ts", "names the oldest of a namespace", "names the oldest of all"],
  ],
  "The history for watches and pages of lists is bounded in number, bytes and age.": [
    ["packages/api/registry/test/commit-log.test.ts", "AP-80: says Expired for a version before its oldest"],
    [
      "packages/stores/store-memory/test/bounds.test.ts",
      "is bounded in bytes",
      "is bounded in age, and with it the pages",
    ],
  ],
  "A watch that is slower is told that it missed something.": [
    ["packages/api/registry/test/commit-log.test.ts", "tells a waiting reader of a burst longer"],
  ],
  "Bodies of more than 100,000 values (fields, items, objects, lists) are refused, and so are objects that would have more.":
    [
      [`${api}/body-values.test.ts`, "%s: is limited to 100,000"],
      ["packages/api/registry/test/object-size.test.ts", "H6: is limited to 100,000 values"],
    ],
  "What is large is taken in by phases, between which others have their turns.": [
    [`${api}/body-values.test.ts`, "what is large is read in turns"],
    ["tests/turns.test.ts", "%s"],
  ],
  "The longer one is, the shorter are the texts that it is run on: 2,000,000 is the most for characters times instructions.":
    [["packages/api/registry/test/custom-resources/pattern.test.ts", "%s would take minutes"]],
  "What a request costs grows with its length, whichever part of it grows: lengths, depths, keys, operations, references, patterns.":
    [["tests/growth.test.ts", "$title"]],
  "What a client asks for and does not take is cut off: above 64 MiB of all clients, after a minute, and when the history no longer reaches back to it.":
    [
      [
        unread,
        "H14: is bounded in bytes",
        "H10: has a minute, short answers",
        "H3: %s is cut off when the history",
        "H3: events of a watch are held no longer",
      ],
    ],
  "Metrics have no label that a client can make up but by the kinds that it defines, and end at 4,096 sets of labels.":
    keptForClients.Metrics as Held,
  "Lines of the log are cut where users' words are long.": keptForClients["Lines of the log"] as Held,
  "[docs/kept-for-clients.md](docs/kept-for-clients.md) lists everything that clients can make the server keep, with its bound.":
    [["tests/security.test.ts", "lists nothing that no test holds"]],
};

/** The sentences of the lists. */
function sentencesOf(markdown: string): readonly string[] {
  const items = [...markdown.matchAll(/^- ((?:.*\n)(?: {2}.*\n)*)/gm)].map(([, item = ""]) =>
    item.replaceAll(/\s+/g, " ").trim(),
  );
  return items.flatMap((item) => item.split(/(?<=\.) (?=[A-Z0-9`])/));
}

const sentences = sentencesOf(await readFile(`${root}SECURITY.md`, "utf8"));

describe("SECURITY.md", () => {
  it("says nothing in its lists that no test holds", () => {
    expect([...sentences].sort()).toEqual(Object.keys(claims).sort());
  });

  it.each(Object.entries(claims))("%s", (_sentence, held) => expectTests(held));
});

describe("docs/kept-for-clients.md", () => {
  it("lists nothing that no test holds", async () => {
    const table = await readFile(`${root}docs/kept-for-clients.md`, "utf8");
    const rows = [...table.matchAll(/^\| (.+?) \| .+ \|$/gm)].map(([, what]) => what);
    expect(rows.filter((what) => what !== "What" && what !== "---").sort()).toEqual(Object.keys(keptForClients).sort());
  });

  it.each(Object.entries(keptForClients))("%s", (_row, held) => expectTests(held));
});

/** Each is the title of a test, and not of one that is skipped. */
async function expectTests(held: Held): Promise<void> {
  expect(held.length).toBeGreaterThan(0);
  for (const [file, ...titles] of held) {
    const source = await readFile(root + file, "utf8");
    for (const title of titles) {
      const beginnings = [`it("${title}`, `test("${title}`, `)("${title}`, `(\n    "${title}`];
      expect(
        beginnings.some((beginning) => source.includes(beginning)),
        `${file}: ${title}`,
      ).toBe(true);
    }
  }
}
