import { FakeClock } from "@engenho/core/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startServer, type TestServer } from "../support/test-server.js";

// Unusual values of every query parameter, for the verbs that read it; upstream: ParameterCodec of apimachinery,
// meta/v1/validation, internalversion/validation, storage.ValidateListOptions, endpoints/handlers.
const maps = "/api/v1/namespaces/default/configmaps";
const old = "/api/v1/watch/namespaces/default/configmaps";
const apply = "application/apply-patch+yaml";
const merge = "application/merge-patch+json";
const integer = (text: string, why: string) => `strconv.ParseInt: parsing "${text}": ${why}`;
const version = (text: string, why = "invalid syntax") =>
  `resourceVersion: Invalid value: "${text}": strconv.ParseUint: parsing "${text}": ${why}`;
const options = (kind: string, causes: string) => `${kind}.meta.k8s.io "" is invalid: ${causes}`;
const list = (causes: string) => options("ListOptions", causes);
const deletion = (causes: string) => options("DeleteOptions", causes);
const policies = 'supported values: "Foreground", "Background", "Orphan", "nil"';
const tooLong = "x".repeat(129);

type Row = readonly [request: string, code: number, message?: string];

/** `METHOD query`, on the collection or the object `a` (lower case: on the object). */
const rows: readonly Row[] = [
  ["GET limit=", 400, integer("", "invalid syntax")],
  ["GET limit=x", 400, integer("x", "invalid syntax")],
  ["GET limit=1.5", 400, integer("1.5", "invalid syntax")],
  ["GET limit=1_0", 400, integer("1_0", "invalid syntax")],
  ["GET limit=%201", 400, integer(" 1", "invalid syntax")],
  ["GET limit=9223372036854775808", 400, integer("9223372036854775808", "value out of range")],
  ["GET limit=-9223372036854775809", 400, integer("-9223372036854775809", "value out of range")],
  [`GET limit=${"9".repeat(400)}`, 400, integer("9".repeat(400), "value out of range")],
  ["GET limit=9223372036854775807", 200],
  ["GET limit=-9223372036854775808", 200],
  ["GET limit=-1", 200],
  ["GET limit=%2B1", 200],
  ["GET limit=0&limit=x", 200],
  [`GET limit=${"0".repeat(400)}1`, 200],
  ["GET timeoutSeconds=", 400, integer("", "invalid syntax")],
  ["GET timeoutSeconds=1s", 400, integer("1s", "invalid syntax")],
  ["GET timeoutSeconds=-1", 200],
  ["GET continue=", 200],
  ["GET continue=abc&resourceVersion=1", 400, "specifying resource version is not allowed when using continue"],
  ["GET continue=abc&resourceVersion=x", 400, "specifying resource version is not allowed when using continue"],
  ["GET resourceVersion=", 200],
  ["GET resourceVersion=0001", 200],
  ["GET resourceVersion=x", 400, `invalid resource version: ${version("x")}`],
  ["GET resourceVersion=-1", 400, `invalid resource version: ${version("-1")}`],
  ["GET resourceVersion=%2B1", 400, `invalid resource version: ${version("+1")}`],
  [
    "GET resourceVersion=18446744073709551616",
    400,
    `invalid resource version: ${version("18446744073709551616", "value out of range")}`,
  ],
  ["GET resourceVersion=18446744073709551615", 504],
  ["GET resourceVersionMatch=", 200],
  [
    "GET resourceVersionMatch=exact&resourceVersion=1",
    422,
    list('resourceVersionMatch: Unsupported value: "exact": supported values: "Exact", "NotOlderThan", ""'),
  ],
  [
    "GET resourceVersionMatch=x&resourceVersion=x",
    422,
    list('resourceVersionMatch: Unsupported value: "x": supported values: "Exact", "NotOlderThan", ""'),
  ],
  ["GET sendInitialEvents=", 422, list("sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list")],
  ["GET sendInitialEvents=false", 422, list("sendInitialEvents: Forbidden: sendInitialEvents is forbidden for list")],
  ["GET allowWatchBookmarks=x", 200],
  ["GET watch=0&resourceVersion=x", 400, `invalid resource version: ${version("x")}`],
  ["GET watch=1&resourceVersion=x", 500, version("x")],
  ["GET watch=1&limit=x", 400, integer("x", "invalid syntax")],
  ["GET watch=1&timeoutSeconds=9223372036854775808", 400, integer("9223372036854775808", "value out of range")],
  [
    "GET watch=1&sendInitialEvents=0",
    422,
    list("resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"),
  ],
  [
    "GET watch=1&resourceVersionMatch=Exact",
    422,
    list(
      '[resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided, resourceVersionMatch: Unsupported value: "Exact": supported values: "NotOlderThan"]',
    ),
  ],
  ["GET pretty=x", 200],
  ["GET includeObject=x", 200],
  ["GET unknown=x&dryRun=x&force=x&gracePeriodSeconds=x", 200],
  ["get resourceVersion=", 200],
  ["get resourceVersion=0", 200],
  ["get resourceVersion=x", 500, version("x")],
  ["get resourceVersion=99999999", 504],
  ["get resourceVersion=1&limit=x&timeoutSeconds=x", 200],
  ["get export=false", 200],
  ["get export=", 400, "the export parameter, deprecated since v1.14, is no longer supported"],
  ["get pretty=false&pretty=true", 200],
  ...["POST", "put", "patch", "apply"].flatMap((verb): readonly Row[] => {
    const kind = { POST: "CreateOptions", put: "UpdateOptions" }[verb] ?? "PatchOptions";
    const manager = verb === "apply" ? "&fieldManager=me" : "";
    const of = (causes: string) => options(kind, causes);
    return [
      [`${verb} dryRun=${manager}`, 422, of('dryRun: Unsupported value: []string{""}: supported values: "All"')],
      [`${verb} dryRun=all${manager}`, 422, of('dryRun: Unsupported value: []string{"all"}: supported values: "All"')],
      [
        `${verb} dryRun=All&dryRun=x${manager}`,
        422,
        of('dryRun: Unsupported value: []string{"All", "x"}: supported values: "All"'),
      ],
      [
        `${verb} fieldValidation=strict${manager}`,
        422,
        of('fieldValidation: Unsupported value: "strict": supported values: "", "Ignore", "Strict", "Warn"'),
      ],
      [`${verb} fieldManager=${tooLong}`, 422, of("fieldManager: Too long: may not be more than 128 bytes")],
      [
        `${verb} fieldManager=${"%C3%A9".repeat(65)}`,
        422,
        of("fieldManager: Too long: may not be more than 128 bytes"),
      ],
      [
        `${verb} fieldManager=%C3%A9%0A%C2%A0`,
        422,
        of(
          '[fieldManager: Invalid value: "é\\n\u00a0": invalid character U+000A (at position 2), fieldManager: Invalid value: "é\\n\u00a0": invalid character U+00A0 (at position 3)]',
        ),
      ],
      [`${verb} dryRun=All&dryRun=All&fieldValidation=&fieldManager=${"x".repeat(128)}`, verb === "POST" ? 201 : 200],
      [`${verb} dryRun=All&fieldManager=a%20b%2Fc&gracePeriodSeconds=x&limit=x`, verb === "POST" ? 201 : 200],
    ];
  }),
  ["POST dryRun=All&force=x", 201],
  ["patch force=", 422, options("PatchOptions", "force: Forbidden: may not be specified for non-apply patch")],
  ["patch force=false", 422, options("PatchOptions", "force: Forbidden: may not be specified for non-apply patch")],
  ["apply fieldManager=", 422, options("PatchOptions", "fieldManager: Required value: is required for apply patch")],
  ["apply force=x&fieldManager=me&dryRun=All", 200],
  ...["delete", "DELETE"].flatMap((verb): readonly Row[] => [
    [`${verb} gracePeriodSeconds=`, 400, integer("", "invalid syntax")],
    [`${verb} gracePeriodSeconds=1s`, 400, integer("1s", "invalid syntax")],
    [`${verb} propagationPolicy=`, 422, deletion(`propagationPolicy: Unsupported value: "": ${policies}`)],
    [`${verb} propagationPolicy=orphan`, 422, deletion(`propagationPolicy: Unsupported value: "orphan": ${policies}`)],
    [
      `${verb} propagationPolicy=Orphan&orphanDependents=`,
      422,
      deletion(
        'propagationPolicy: Invalid value: "Orphan": orphanDependents and deletionPropagation cannot be both set',
      ),
    ],
    [`${verb} dryRun=`, 422, deletion('dryRun: Unsupported value: []string{""}: supported values: "All"')],
    [`${verb} dryRun=All&gracePeriodSeconds=-1&ignoreStoreReadErrorWithClusterBreakingPotential=true`, 200],
    [`${verb} dryRun=All&gracePeriodSeconds=9223372036854775807`, 200],
    [`${verb} dryRun=All&fieldManager=${tooLong}&fieldValidation=x`, 200],
  ]),
  ["delete dryRun=All&limit=x&resourceVersion=x", 200],
  ["DELETE dryRun=All&limit=x", 400, integer("x", "invalid syntax")],
  ["DELETE dryRun=All&resourceVersion=x", 400, `invalid resource version: ${version("x")}`],
  ["DELETE dryRun=All&sendInitialEvents=1", 422],
];

describe("unusual values of query parameters", () => {
  let server: TestServer;
  const clock = new FakeClock();
  beforeAll(async () => {
    server = await startServer({ clock });
    await server.send("POST", maps, { body: map("a") });
  });
  afterAll(() => server.close());

  const map = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } });

  const cases = rows.map(([request, code, message]) => ({ request, code, message }));
  it.each(cases)("$request is $code", async ({ request, code, message }) => {
    const [verb = "", query] = request.split(" ");
    const isPatch = verb === "patch" || verb === "apply";
    const path = verb === verb.toLowerCase() ? `${maps}/a` : maps;
    const body = verb === "POST" ? map("b") : verb === "put" || isPatch ? map("a") : undefined;
    const headers = isPatch ? { "content-type": verb === "apply" ? apply : merge } : undefined;
    const answer = await server.send(isPatch ? "PATCH" : verb.toUpperCase(), `${path}?${query}`, {
      ...(body === undefined ? {} : { body: isPatch ? JSON.stringify(body) : body }),
      ...(headers === undefined ? {} : { headers }),
    });
    expect({ code: answer.code, text: answer.text }).toMatchObject({ code });
    if (message !== undefined) expect(answer.json).toMatchObject({ status: "Failure", message, code });
  });

  it("a 500 for an invalid resource version has no reason, as upstream's errors that are not a Status", async () => {
    const { json } = await server.send("GET", `${maps}?watch=1&resourceVersion=x`);
    expect(json).not.toHaveProperty("reason");
  });

  it.each(["-1", "-9223372036854775808", "9223372036854775807", "10000000000"])(
    "a watch with timeoutSeconds=%s ends immediately",
    async (seconds) => {
      const watch = await server.watch(
        `${maps}?watch=1&resourceVersion=${Number.MAX_SAFE_INTEGER}&timeoutSeconds=${seconds}`,
      );
      expect(watch.code).toBe(200);
      await clock.advance(0);
      await watch.next();
      expect(await watch.next()).toBeUndefined();
      watch.close();
    },
  );

  it.each(["18446744073709551615", "9223372036854775808", "9007199254740993"])(
    "a watch from version %s is told that it is in the future",
    async (wanted) => {
      const watch = await server.watch(`${maps}?watch=1&resourceVersion=${wanted}`);
      expect(await watch.next()).toMatchObject({ type: "ERROR", object: { reason: "Timeout", code: 504 } });
      watch.close();
    },
  );

  it("leading zeros in a resource version are ignored", async () => {
    const { metadata } = (await server.send("GET", maps)).json as { metadata: { resourceVersion: string } };
    const wanted = `resourceVersion=${"0".repeat(40)}${metadata.resourceVersion}`;
    expect((await server.send("GET", `${maps}?${wanted}&resourceVersionMatch=Exact`)).code).toBe(200);
    const watch = await server.watch(`${maps}?watch=1&${wanted}`);
    await server.send("POST", maps, { body: map("d") });
    expect((await watch.next())?.object.metadata.name).toBe("d");
    watch.close();
  });

  it("a watch with timeoutSeconds=0 continues as one without", async () => {
    const watch = await server.watch(
      `${maps}?watch=1&sendInitialEvents=false&resourceVersionMatch=NotOlderThan&timeoutSeconds=0`,
    );
    await clock.advance(1_799_000);
    await server.send("POST", maps, { body: map("c") });
    expect((await watch.next())?.object.metadata.name).toBe("c");
    watch.close();
  });

  it.each(["watch=1", "watch=1&resourceVersion=0"])(
    "%s with bookmarks gets a bookmark at the end of its initial events without requesting it",
    async (query) => {
      const watch = await server.watch(`${maps}?${query}&allowWatchBookmarks=1&fieldSelector=metadata.name%3Da`);
      expect((await watch.next())?.type).toBe("ADDED");
      expect(await watch.next()).toMatchObject({
        type: "BOOKMARK",
        object: { metadata: { annotations: { "k8s.io/initial-events-end": "true" } } },
      });
      watch.close();
    },
  );

  it("the deprecated watch path is validated as a list, and gets no bookmark after its initial events", async () => {
    const refused = await server.send("GET", `${old}?sendInitialEvents=true&resourceVersionMatch=NotOlderThan`);
    expect(refused.code).toBe(422);
    const watch = await server.watch(`${old}/a?allowWatchBookmarks=1`);
    expect((await watch.next())?.type).toBe("ADDED");
    await server.send("PATCH", `${maps}/a`, {
      headers: { "content-type": merge },
      body: JSON.stringify({ data: { x: "y" } }),
    });
    expect((await watch.next())?.type).toBe("MODIFIED");
    watch.close();
  });
});
