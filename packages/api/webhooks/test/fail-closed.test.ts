import { afterEach, describe, expect, it } from "vitest";
import type { HookAnswer } from "./support/hook-server.js";
import { patch } from "./support/hook-server.js";
import { clientConfig, configuration, type HookedServer, map, maps, startHooked } from "./support/hooked-server.js";

let server: HookedServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

interface Setup {
  readonly server: HookedServer;
}

type Kind = "Mutating" | "Validating";
const both: readonly Kind[] = ["Mutating", "Validating"];
const failed = 'Internal error occurred: failed calling webhook "one-0.example.com": ';
const review = "expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got";

/** What a broken webhook is registered as. */
type Broken = (setup: Setup) => Promise<Readonly<Record<string, unknown>>>;

const answering =
  (answer: HookAnswer | ((asked: string) => HookAnswer), hosts?: readonly string[]): Broken =>
  async ({ server }) => {
    const hook = await server.hook(
      ({ request }) => (typeof answer === "function" ? answer(request.uid) : answer),
      hosts === undefined ? {} : { hosts },
    );
    return clientConfig(hook);
  };
const raw = (body: unknown): Broken => answering({ raw: JSON.stringify(body) });
const own = { kind: "AdmissionReview", apiVersion: "admission.k8s.io/v1" };

const broken: readonly (readonly [title: string, broken: Broken, message: string | RegExp, kinds?: readonly Kind[]])[] =
  [
    [
      "connection refused",
      async ({ server }) => {
        const hook = await server.hook(() => ({}));
        await hook.close();
        return clientConfig(hook);
      },
      /failed to call webhook: Post "https:\/\/127\.0\.0\.1:\d+\/hook\?timeout=10s": dial tcp 127\.0\.0\.1:\d+: connect: connection refused$/,
    ],
    [
      "a certificate of another authority",
      async ({ server }) => {
        const hook = await server.hook(() => ({}));
        const other = await server.hook(() => ({}), { hosts: ["other"] });
        return { clientConfig: { url: hook.url, caBundle: other.caBundle } };
      },
      /tls: failed to verify certificate: x509: certificate signed by unknown authority$/,
    ],
    [
      "no authority that is known",
      async ({ server }) => ({ clientConfig: { url: (await server.hook(() => ({}))).url } }),
      /tls: failed to verify certificate: x509: certificate signed by unknown authority$/,
    ],
    [
      "a certificate for another name",
      answering({}, ["hooks.example.com"]),
      /x509: cannot validate certificate for 127\.0\.0\.1 because it doesn't contain any IP SANs$/,
    ],
    [
      "a bundle that is none",
      async ({ server }) => ({ clientConfig: { url: (await server.hook(() => ({}))).url, caBundle: btoa("nothing") } }),
      `${failed}could not get REST client: unable to load root certificates: unable to parse bytes as PEM block`,
    ],
    [
      "no TLS",
      async ({ server }) => clientConfig(await server.hook(() => ({}), { plain: true })),
      /http: server gave HTTP response to HTTPS client$/,
    ],
    [
      "a 500",
      answering({ raw: "no luck", status: 500, contentType: "text/plain" }),
      `${failed}failed to call webhook: an error on the server ("no luck") has prevented the request from succeeding`,
    ],
    [
      "a 404",
      answering({ raw: "", status: 404 }),
      `${failed}failed to call webhook: the server could not find the requested resource`,
    ],
    [
      "a redirect, which is not followed",
      answering({ raw: "", status: 307, location: "https://127.0.0.1:1/" }),
      `${failed}failed to call webhook: the server responded with the status code 307 but did not return more information`,
    ],
    [
      "an empty answer",
      answering({ raw: "" }),
      /failed to call webhook: 0-length response with status code: 200 and content type: application\/json$/,
    ],
    [
      "no JSON",
      answering({ raw: "hello" }),
      `${failed}failed to call webhook: couldn't get version/kind; json parse error: invalid character 'h' looking for beginning of value`,
    ],
    [
      "no object",
      answering({ raw: "[]" }),
      /failed to call webhook: couldn't get version\/kind; json parse error: json: cannot unmarshal array/,
    ],
    ["no response", raw(own), `${failed}received invalid webhook response: webhook response was absent`],
    [
      "a response of the wrong type",
      raw({ ...own, response: { allowed: "yes" } }),
      `${failed}failed to call webhook: json: cannot unmarshal string into Go struct field AdmissionResponse.response.allowed of type bool`,
    ],
    [
      "another kind",
      raw({ kind: "Status", apiVersion: "v1" }),
      /failed to call webhook: no kind "Status" is registered for version "v1" in scheme/,
    ],
    [
      "a version that is no text",
      raw({ ...own, apiVersion: { toString: "x" } }),
      `${failed}failed to call webhook: couldn't get version/kind; json parse error: json: cannot unmarshal object into Go struct field .apiVersion of type string`,
    ],
    [
      "a kind that is no text",
      raw({ ...own, kind: [1] }),
      `${failed}failed to call webhook: couldn't get version/kind; json parse error: json: cannot unmarshal array into Go struct field .kind of type string`,
    ],
    [
      "another version",
      answering((uid) => ({
        raw: JSON.stringify({ ...own, apiVersion: "admission.k8s.io/v1beta1", response: { uid, allowed: true } }),
      })),
      `${failed}failed to call webhook: converting (v1beta1.AdmissionReview) to (v1.AdmissionReview): unknown conversion`,
    ],
    [
      "no kind",
      answering((uid) => ({ raw: JSON.stringify({ response: { uid, allowed: true } }) })),
      `${failed}received invalid webhook response: ${review} /, Kind=`,
    ],
    [
      "the uid of another request",
      answering({ uid: "other" }),
      /received invalid webhook response: expected response\.uid="[0-9a-f-]{36}", got "other"$/,
    ],
    [
      "an endless answer",
      answering("endless"),
      /failed to call webhook: Post ".*": the response is larger than 16777216 bytes$/,
    ],
    [
      "no answer in time",
      async (setup) => ({ ...(await answering("never")(setup)), timeoutSeconds: 1 }),
      /failed to call webhook: Post "https:.*timeout=1s": context deadline exceeded$/,
    ],
    [
      "a patch of a validating webhook",
      answering(patch({ op: "add", path: "/data", value: {} })),
      `${failed}received invalid webhook response: validating webhook may not return response.patch`,
      ["Validating"],
    ],
    [
      "a patch without its type",
      answering({ patch: btoa("[]") }),
      `${failed}received invalid webhook response: webhook returned response.patch but not response.patchType`,
      ["Mutating"],
    ],
    [
      "a patch that is no base64",
      answering({ patch: "%%%", patchType: "JSONPatch" }),
      `${failed}failed to call webhook: illegal base64 data at input byte 0`,
      ["Mutating"],
    ],
    [
      "a patch that is no JSON",
      answering({ patch: btoa("{"), patchType: "JSONPatch" }),
      `${failed}received undecodable patch in webhook response: unexpected end of JSON input`,
      ["Mutating"],
    ],
    [
      "a patch of an unknown type",
      answering({ ...patch({ op: "add", path: "/data", value: {} }), patchType: "MergePatch" }),
      `${failed}unsupported patch type "MergePatch"`,
      ["Mutating"],
    ],
    [
      "a patch that does not apply",
      answering(patch({ op: "add", path: "/a/b", value: 1 })),
      /^Internal error occurred: .*doc is missing path/,
      ["Mutating"],
    ],
    [
      "a patch to a value of another type",
      answering(patch({ op: "add", path: "/data", value: "text" })),
      /^Internal error occurred: .*cannot unmarshal string/,
      ["Mutating"],
    ],
    [
      "a patch to another kind",
      answering(patch({ op: "replace", path: "/kind", value: "Secret" })),
      /^Internal error occurred: .*no kind "Secret" is registered for version "v1"/,
      ["Mutating"],
    ],
  ];

describe("cases admission 5: a webhook that is broken refuses the request", () => {
  it.each(
    broken.flatMap(([title, setup, message, kinds = both]) =>
      kinds.map((kind) => [title, kind, setup, message] as const),
    ),
  )("%s (%s)", async (_title, kind, setup, message) => {
    server = await startHooked();
    await server.store.create(configuration(kind, await setup({ server })));
    const { code, json } = await server.send("POST", maps, { body: map("one") });
    expect(json).toMatchObject({
      kind: "Status",
      status: "Failure",
      reason: "InternalError",
      message: typeof message === "string" ? message : expect.stringMatching(message),
    });
    expect(code).toBe(500);
    expect((await server.send("GET", `${maps}/one`)).code).toBe(404);
  });

  it("unless its failures are ignored", async () => {
    server = await startHooked();
    const hook = await server.hook(() => ({ raw: "hello" }));
    for (const kind of both)
      await server.store.create(configuration(kind, { ...clientConfig(hook), failurePolicy: "Ignore" }));
    expect((await server.send("POST", maps, { body: map("one") })).code).toBe(201);
    expect(hook.reviews).toHaveLength(2);
    expect(server.observed.map(({ failsOpen, rejected, code }) => ({ failsOpen, rejected, code }))).toEqual([
      { failsOpen: true, rejected: false, code: 503 },
      { failsOpen: true, rejected: false, code: 503 },
    ]);
  });

  it("a patch that makes the object invalid refuses it with the object's own errors", async () => {
    server = await startHooked();
    const hook = await server.hook(() => patch({ op: "add", path: "/data", value: { "no/key": "" } }));
    await server.store.create(configuration("Mutating", clientConfig(hook)));
    const { code, json } = await server.send("POST", maps, { body: map("one") });
    expect(code).toBe(422);
    expect(json).toMatchObject({ reason: "Invalid", message: expect.stringContaining("data[no/key]: Invalid value") });
  });

  it("a patch cannot move the object to another namespace, and may rename it", async () => {
    server = await startHooked();
    let operation = { op: "replace", path: "/metadata/namespace", value: "kube-system" };
    const hook = await server.hook(() => patch(operation));
    await server.store.create(configuration("Mutating", clientConfig(hook)));
    expect(await server.send("POST", maps, { body: map("one") })).toMatchObject({
      code: 400,
      json: {
        message: "the namespace of the provided object does not match the namespace sent on the request",
      },
    });
    operation = { op: "replace", path: "/metadata/name", value: "two" };
    expect((await server.send("POST", maps, { body: map("one") })).code).toBe(201);
    expect((await server.send("GET", `${maps}/two`)).code).toBe(200);
    expect((await server.send("GET", `${maps}/one`)).code).toBe(404);
  });

  it("a match condition that fails refuses the request, or skips the webhook if failures are ignored", async () => {
    server = await startHooked();
    const hook = await server.hook(() => ({}));
    const matchConditions = [{ name: "fails", expression: "object.data.missing == 'a'" }];
    await server.store.create(configuration("Validating", { ...clientConfig(hook), matchConditions }));
    const refused = await server.send("POST", maps, { body: map("one") });
    expect(refused).toMatchObject({
      code: 403,
      json: { reason: "Forbidden", message: expect.stringContaining('configmaps "one" is forbidden: expression') },
    });
    await server.store.delete(
      { apiVersion: "admissionregistration.k8s.io/v1", kind: "ValidatingWebhookConfiguration" },
      { name: "one" },
    );
    await server.store.create(
      configuration("Validating", { ...clientConfig(hook), matchConditions, failurePolicy: "Ignore" }),
    );
    expect((await server.send("POST", maps, { body: map("one") })).code).toBe(201);
    expect(hook.reviews).toEqual([]);
  });
});
