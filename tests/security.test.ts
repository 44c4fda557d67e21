import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Held, keptForClients } from "./support/kept-for-clients.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const api = "packages/api/apiserver/test/api";
const connections = "packages/api/apiserver/test/http/connections.test.ts";

const authentication = "packages/api/authentication/test";
const authorization = "packages/api/authorization/test";
const managerCredentials = "apps/manager/test/credentials.test.ts";
const managerAuthentication = "apps/manager/test/authentication.test.ts";
const flowControl = "packages/api/apiserver/test/flow-control/served.test.ts";
const unread = `${api}/unread.test.ts`;

/** The tests that prove each sentence of SECURITY.md's lists. */
const claims: Readonly<Record<string, Held>> = {
  "The manager listens on 127.0.0.1 only.": [["apps/manager/test/manager-options.test.ts", "listens on loopback only"]],
  "It serves TLS with its own certificate authority, which is generated at each start, or kept in the data directory.":
    [
      [managerCredentials, "are generated once, and readable by their owner only"],
      [
        "apps/manager/test/certificates/serving-certificate.test.ts",
        "is accepted by a client that trusts the CA",
        "has new keys and serial numbers each time",
      ],
    ],
  "Every API call needs credentials: the random bearer token of the kubeconfig (or, with `--kubeconfig-auth=certificate`, its certificate), a ServiceAccount token, or what `--client-ca-file` and `--token-auth-file` say.":
    [
      [`${api}/endpoints.test.ts`, "is 401 with %j"],
      [managerAuthentication, "accepts the administrator, by the token or the certificate", "knows the users of"],
      ["tests/manager.test.ts", "serves health and version without a token, and metrics with one"],
    ],
  "The kubeconfig file has mode 0600.": [
    [
      "apps/manager/test/private-file.test.ts",
      "H5: replaces an older file atomically",
      "H5: follows absolute, relative and nested links",
    ],
    ["tests/manager.test.ts", "prints one line when ready, writes its kubeconfig with mode 0600, and stops cleanly"],
  ],
  "`/healthz`, `/livez`, `/readyz` and `/version` need no authentication, and accept read requests only.": [
    [
      `${api}/endpoints.test.ts`,
      "serves health and version without credentials, but not with a wrong token",
      "H18: health and version are read-only",
    ],
  ],
  "Client certificates are accepted from the given authorities and from the program's own, for client authentication, and while their chain is valid.":
    [
      [
        "packages/api/apiserver/test/http/listener.test.ts",
        "authenticates clients by their certificates, but only those of its authority",
      ],
      [managerAuthentication, "refuses a certificate for servers, an expired one and one of another authority"],
      [`${authentication}/request/request-authenticator.test.ts`, "one that %s is rejected"],
    ],
  "The program's own signs what an approved CertificateSigningRequest asks, by the rules of its signer, and no certificate of `system:masters`.":
    [
      [
        "packages/controllers/certificatesigningrequest/test/signing.test.ts",
        "issues the certificate of an approved request, and of no other",
      ],
      [
        "packages/api/admission/test/certificates/certificate-requests.test.ts",
        "refuses client certificates of system:masters",
      ],
      ["tests/kubectl-certificates.test.ts", "approve: the holder of the certificate is the user that it names"],
    ],
  "ServiceAccount tokens are signed by a key that is generated at each start, kept in the data directory, or given by a file.":
    [
      [managerCredentials, "let clients continue after a restart with the same authority and token"],
      [managerAuthentication, "signs with a generated key, or the one of the file"],
    ],
  "A token is accepted if one of the keys has signed it by the key's own algorithm, while it has not expired, for its audiences, and while its ServiceAccount and the Pod, Secret or Node that it is bound to exist with the same UIDs: deletion ends it at once.":
    [
      [
        `${authentication}/service-accounts/refused-tokens.test.ts`,
        "are rejected with an error and without a user: %s",
      ],
      [
        `${authentication}/service-accounts/tokens.test.ts`,
        "contains its Pod and Node, and is invalid after the Pod's deletion",
        "bound to a Node is invalid after the Node's deletion",
      ],
    ],
  "The keys and the token in a data directory have mode 0600.": [
    [managerCredentials, "are generated once, and readable by their owner only"],
  ],
  "Secrets are compared in constant time, and no token is logged.": [
    [`${authentication}/tokens/token-hash.test.ts`, "compares hashes of equal length"],
    [`${authentication}/tokens/token-file.test.ts`, "logs empty and repeated tokens by their number, and no token"],
    [`${api}/bad-credentials.test.ts`, "are refused with a 401, and nothing of them is logged: %s"],
  ],
  "What a user may do is said by RBAC, or by the modes of `--authorization-mode`: a request that no mode allows is refused.":
    [
      [`${authorization}/create-authorizer.test.ts`, "%j: %s"],
      [
        "packages/api/apiserver/test/authorization/authorize-request.test.ts",
        "that %s is a 403 with upstream's message",
      ],
      ["tests/kubectl-authorization.test.ts", "refuses each verb with kube-apiserver's message"],
    ],
  "Members of `system:masters`, which the kubeconfig's administrator belongs to, may do everything.": [
    [
      `${authorization}/create-authorizer.test.ts`,
      "members of system:masters may do everything, whatever the modes say and before roles are known",
    ],
    ["tests/kubectl-authorization.test.ts", "whoami: the administrator is in system:masters, and may do everything"],
  ],
  "A request is judged by the roles and bindings as they are: by a binding from the request after its creation on, and no longer after its deletion.":
    [
      [`${authorization}/create-authorizer.test.ts`, "knows what was written as soon as its writer does anything else"],
      ["tests/kubectl-authorization.test.ts", "a new binding holds for the next request, and a deleted one no longer"],
    ],
  "While they are not known, and when an authorizer fails, everybody else is refused.": [
    [
      `${authorization}/create-authorizer.test.ts`,
      "refuses with an error until it is attached, and after the store is closed",
    ],
    ["packages/api/apiserver/test/authorization/authorize-request.test.ts", "that %s is a 500 with upstream's text"],
  ],
  "Nobody can grant by a role or binding what they do not have, unless they may `escalate` that role or `bind` it.": [
    [
      `${authorization}/escalation.test.ts`,
      "refuses more rules by %s of a role that exists, and of one that does not",
      "a binding needs all rules of its role, in the namespace of the binding",
      "lets a user with the verb bind bind that role, and no other",
    ],
  ],
  "Impersonation (`kubectl --as`) needs the permission to impersonate.": [
    ["packages/api/apiserver/test/impersonation/impersonate.test.ts", "is refused on every path, and for writes"],
  ],
  "A server of `createApiServer` without an `authorizer` lets every authenticated user do everything, and refuses impersonation.":
    [
      [
        "packages/api/apiserver/test/authentication/no-authorization.test.ts",
        "may do everything, with or without RBAC objects",
      ],
    ],
  "So does `engenho kube-apiserver` without `--authorization-mode`, as kube-apiserver does, except for impersonation, which it allows.":
    [
      [
        "apps/manager/test/kube-apiserver/command.test.ts",
        "allows everything, as kube-apiserver does, unless authorization modes are given",
      ],
    ],
  "The TLS handshake and request headers must complete within 32 s, also for later requests on the same connection.": [
    [
      connections,
      "H10: a silent TCP connection is closed after 32 s",
      "H10: a TLS handshake that does not complete is closed after 32 s",
      "H10: headers may take 32 s",
      "H10: so may those of the second request of a connection, however slowly they arrive",
    ],
  ],
  "A connection without a request is closed after 90 s; an open watch counts as a request.": [
    [
      connections,
      "H10: an idle HTTP/1.1 connection is closed after 90 s, and clients are told how long they",
      "H10: an idle HTTP/2 connection is closed after 90 s with GOAWAY, whether or not it sends",
      "H10: a watch is not idle, and neither is any other active request",
    ],
  ],
  "Where the operating system limits open files, idle connections are closed to make room for new ones.": [
    [
      connections,
      "H10: a further client is accepted by closing the connection that has been idle for the",
      "H10: silent connections keep no other clients out",
    ],
    ["apps/manager/test/open-files.test.ts", "H10: leave descriptors"],
    [
      "tests/open-files.test.ts",
      "H10: with 64 open files, 200 silent connections keep no other clients out, and nothing is logged or",
    ],
  ],
  "A request times out after one minute, including one whose body does not end and one whose response is not read.": [
    [
      `${api}/limits.test.ts`,
      "H10: is a minute for a body that does not end",
      "H10: is a minute for a response that is not read",
    ],
  ],
  "A watch whose client reads nothing for a minute is closed.": [
    ["packages/api/apiserver/test/watch/watch-writer.test.ts", "disconnects a client that reads nothing for a minute"],
  ],
  "At most 600 requests of one seat are served at once, each until its response has been read: API Priority and Fairness divides the seats among priority levels.":
    [
      [
        "packages/api/apiserver/test/flow-control/pure.test.ts",
        "are those of upstream's levels: 600 by 245 shares, rounded up",
      ],
      [flowControl, "a request beyond them and their queues gets a 429 with upstream's text, and Retry-After"],
    ],
  "Others queue for up to 15 s and are then answered with 429; a client with many requests does not starve others.": [
    [flowControl, "a request waits for %s", "one user with 1,000 requests at once does not starve another"],
  ],
  "Members of `system:masters` need no seat.": [[flowControl, "administrators and health checks are served at once"]],
  "Without it (`--enable-priority-and-fairness=false`) at most 400 read requests and 200 mutating requests are served at once.":
    [
      [
        "packages/api/apiserver/test/limits/request-slots.test.ts",
        "H14: limits concurrent requests, and serves the others in order",
        "H14: refuses with 429 those that wait too long, and those behind too many",
      ],
      [
        `${api}/limits.test.ts`,
        "H14: read-only ones are limited; watches, health checks and writes are not held up",
        "H14: one that waits too long is answered with 429 and Retry-After",
      ],
      [unread, "H14: %s occupies a request slot until it has been read"],
      ["apps/manager/test/manager-options.test.ts", "limits requests as kube-apiserver does"],
    ],
  "No further work is done for a request that its client has reset.": [
    [`${api}/limits.test.ts`, "H14: cost nothing that their responses would have cost"],
  ],
  "At most 10,000 watches are open at once; the initial events of a watch count as a list request.": [
    [
      unread,
      "H14: are limited in number; further ones are refused with 429, and accepted when one has",
      "H14: %s occupies a request slot until it has been read",
    ],
  ],
  "Request bodies above 3 MiB are refused.": [
    [
      "packages/api/apiserver/test/http/listener.test.ts",
      "does not close a connection on which a refused body is still being sent",
      "serves the next request after a refused body",
    ],
  ],
  "So are bodies that would bring the total of all bodies in flight above 64 MiB.": [
    [`${api}/limits.test.ts`, "H14: are limited in bytes, including those that never end; others are received"],
  ],
  "Objects above about 1.5 MiB are refused, also when the result of a patch or an apply is that large.": [
    [
      "packages/api/registry/test/object-size.test.ts",
      "H18: is limited to 1.5 MiB on create, with etcd's message",
      "H18: is limited on update, and nothing is written",
      "H18: applies to the result of %s",
    ],
  ],
  "Managed fields count.": [
    [
      "packages/api/registry/test/object-size.test.ts",
      "H18: an object that only its managed fields make too large is stored without them, as",
      "H18: an apply that would make its managed fields too large is refused",
    ],
  ],
  "JSON that is nested too deeply is refused.": [
    [`${api}/writes.test.ts`, "keeps serving after JSON that is nested too deeply to be parsed"],
  ],
  "Aliases and merge keys in YAML have a budget.": [["packages/api/apiserver/test/body/parse-yaml.test.ts", "H6: "]],
  "Long responses are written in chunks, at the speed of their client, including indented JSON and YAML.": [
    [
      "packages/api/apiserver/test/answer/write-pieces.test.ts",
      "sends a long one in chunks of approximately 64 KiB",
      "yields to other work every few milliseconds",
    ],
    [
      "packages/api/apiserver/test/encoding/indent-json.test.ts",
      "H15: reads no more of its input than the current chunk needs, however deep the nesting",
    ],
    [
      "packages/api/apiserver/test/encoding/yaml.test.ts",
      "H15: reads an item only when everything before it has been consumed",
    ],
  ],
  "User-defined regular expressions (in CustomResourceDefinitions and validation rules) run on a linear-time engine.": [
    ["packages/api/custom-resources/test/schema-validation.test.ts", "a hostile pattern answers at once"],
    ["packages/api/custom-resources/test/cel-rules.test.ts", "a hostile pattern answers at once: patterns run on RE2"],
  ],
  "The cost of validation rules (`x-kubernetes-validations`) is estimated when a definition is written and metered at run time, with Kubernetes' limits: 1,000,000 for one evaluation, 10,000,000 for all rules of an object.":
    [
      [
        "packages/api/custom-resources/test/cel/definition-rules.test.ts",
        "cases CEL in CRDs, conformance 'estimated cost limit': a rule whose estimate is too high",
      ],
      [
        "packages/api/custom-resources/test/cel/hostile-rules.test.ts",
        "an evaluation that exceeds its limit ends validation",
        "is shared by its rules: those after the last affordable one are not evaluated",
        "conformance 'runtime cost limit': the cost of a rule matches upstream's numbers",
      ],
    ],
  "An evaluation that takes longer than a millisecond or two yields to other requests as often as needed, and so do many evaluations together.":
    [
      [
        "packages/api/cel/test/hostile.test.ts",
        "does little work between two pauses, whatever its total",
        "is stopped within a single operation that would take long",
      ],
      [
        "packages/api/custom-resources/test/cel/giving-way.test.ts",
        "in the middle of %s",
        "twenty of them continue alternately, and block others no longer than one",
      ],
    ],
  "Keys such as `__proto__` are data.": [
    ["tests/bad-input.test.ts", "treats keys such as __proto__ as data"],
    [
      "packages/api/apiserver/test/encoding/serialized-objects.test.ts",
      "loses nothing of any object, including keys such as __proto__",
    ],
  ],
  "All objects together have a storage quota: above it, growth is refused while reads and deletions still work.": [
    [
      "packages/stores/store-memory/test/bounds.test.ts",
      "rejects growth as a full etcd does",
      "objects with finalizers can be deleted",
    ],
  ],
  "Events expire an hour after their last write; the oldest expire earlier when there are too many.": [
    ["apps/manager/test/event-expiry.test.ts", "H4: deletes an Event an hour after its last write"],
    ["apps/manager/test/event-ledger.test.ts", "returns the oldest of a namespace", "returns the oldest of all"],
  ],
  "The history kept for watches and continue tokens is bounded in number, bytes and age.": [
    [
      "packages/api/storage/test/commit-log.test.ts",
      "AP-80: reports Expired for a version before its oldest commit, and only then",
    ],
    ["packages/stores/store-memory/test/bounds.test.ts", "is bounded in bytes", "is bounded in age, as are the pages"],
  ],
  "A watch that falls behind it is told that it missed events.": [
    [
      "packages/api/storage/test/commit-log.test.ts",
      "reports lag to a waiting reader after a burst longer than the log",
    ],
  ],
  "Bodies with more than 100,000 values (fields, items, objects, lists) are refused, and so are objects that would have more.":
    [
      [`${api}/body-values.test.ts`, "%s: is limited to 100,000, and the error says so"],
      [
        "packages/api/registry/test/object-size.test.ts",
        "H6: is limited to 100,000 values, also for the result of a patch",
      ],
    ],
  "Large bodies and large objects are processed in steps that yield to other requests: parsing, decoding, defaults, managed fields, checks, comparison, commit and the response.":
    [
      [`${api}/body-values.test.ts`, "a large body is parsed in several turns, a small one in none"],
      ["packages/api/registry/test/large-writes.test.ts", "a creation, in more turns the more fields it has"],
      ["tests/turns.test.ts", "%s"],
    ],
  "The longest step of the largest object is one call of the JSON parser or serialiser.": [
    ["packages/api/registry/test/large-writes.test.ts", "%s"],
    ["packages/api/machinery/test/apply/fields.test.ts", "is encoded in pieces if it is large"],
  ],
  "The longer a pattern, the shorter the text that it is matched against: the product of characters and instructions is limited to 500,000, or to 2,000,000 for patterns with at most 48 instructions.":
    [["packages/api/custom-resources/test/pattern.test.ts", "%s would take minutes"]],
  "The cost of a request is linear in its length, whichever part grows: lengths, depths, keys, operations, references, patterns.":
    [["tests/growth.test.ts", "$title"]],
  "A client that does not read its responses is disconnected: when all unread responses exceed 64 MiB, after a minute, and when the history no longer covers the response.":
    [
      [
        unread,
        "H14: is bounded in bytes",
        "H10: has a minute, also when it is short or an error",
        "H3: %s is closed when the history no longer covers it",
        "H3: events of a watch are held no longer",
      ],
    ],
  "Metric labels cannot be chosen by clients except through the kinds that they define, and each metric has at most 4,096 label sets.":
    keptForClients.Metrics as Held,
  "Log lines truncate long values that come from users.": keptForClients["Log lines"] as Held,
  "[docs/kept-for-clients.md](docs/kept-for-clients.md) lists everything that clients can make the server retain, with its bound.":
    [["tests/security.test.ts", "has no row that no test proves"]],
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
  it("has no sentence in its lists that no test proves", () => {
    expect([...sentences].sort()).toEqual(Object.keys(claims).sort());
  });

  it.each(Object.entries(claims))("%s", (_sentence, held) => expectTests(held));
});

describe("docs/kept-for-clients.md", () => {
  it("has no row that no test proves", async () => {
    const table = await readFile(`${root}docs/kept-for-clients.md`, "utf8");
    const rows = [...table.matchAll(/^\| (.+?) \| .+ \|$/gm)].map(([, what]) => what);
    expect(rows.filter((what) => what !== "What" && what !== "---").sort()).toEqual(Object.keys(keptForClients).sort());
  });

  it.each(Object.entries(keptForClients))("%s", (_row, held) => expectTests(held));
});

/** Each is the title of a test that is not skipped. */
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
