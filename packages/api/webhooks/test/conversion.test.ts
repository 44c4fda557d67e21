import { KindFilter } from "@engenho/core";
import { afterEach, describe, expect, it } from "vitest";
import type { Answering, HookServer, ReceivedReview } from "./support/hook-server.js";
import { type HookedServer, startHooked } from "./support/hooked-server.js";
import { customKind, definitionOfTwoVersions, widgets } from "./support/two-versions.js";

let server: HookedServer;
afterEach(() => server.close());

// biome-ignore lint/suspicious/noExplicitAny: objects as webhooks see them
type Any = any;

/** v1 has `spec.size`, v2 has `spec.width`. */
const convert = (object: Any, apiVersion: string) => {
  const { size, width, ...others } = object.spec ?? {};
  const value = size ?? width;
  const spec =
    value === undefined ? others : { ...others, [apiVersion === "example.com/v1" ? "size" : "width"]: value };
  return { ...object, apiVersion, spec };
};
const convertAll: Answering = ({ request }: ReceivedReview) => ({
  result: { status: "Success" },
  convertedObjects: request.objects.map((object: Any) => convert(object, request.desiredAPIVersion)),
});

async function start(
  answer: Answering = convertAll,
  { reviews = ["v1"], fields = {} }: { readonly reviews?: readonly string[]; readonly fields?: object } = {},
): Promise<HookServer> {
  server = await startHooked();
  const hook = await server.hook(answer);
  const webhook = { clientConfig: { url: hook.url, caBundle: hook.caBundle }, conversionReviewVersions: reviews };
  await server.store.create(definitionOfTwoVersions({ strategy: "Webhook", webhook }, fields));
  return hook;
}

const one = `${widgets("v2")}/one`;
const merge = { headers: { "content-type": "application/merge-patch+json" } };
const definition = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com";

describe("cases API 7: objects whose versions a webhook converts", () => {
  it.each(["v1", "v1beta1"])(
    "are written and read in each version, and stored in the storage version (%s)",
    async (review) => {
      const hook = await start(convertAll, { reviews: [review] });
      const created = await server.send("POST", widgets("v2"), { body: customKind("v2", "one", { width: 3 }) });
      expect(created).toMatchObject({ code: 201, json: { apiVersion: "example.com/v2", spec: { width: 3 } } });
      expect((await server.send("GET", `${widgets("v1")}/one`)).json).toMatchObject({
        apiVersion: "example.com/v1",
        spec: { size: 3 },
      });
      expect(hook.reviews[0]).toMatchObject({
        kind: "ConversionReview",
        apiVersion: `apiextensions.k8s.io/${review}`,
        url: "/hook?timeout=30s",
        request: {
          uid: expect.any(String),
          desiredAPIVersion: "example.com/v1",
          objects: [{ apiVersion: "example.com/v2", spec: { width: 3 } }],
        },
      });
      const { metadata } = created.json as Any;
      const replaced = { ...customKind("v2", "one", { width: 4 }), metadata };
      expect((await server.send("PUT", one, { body: replaced })).json).toMatchObject({ spec: { width: 4 } });
      expect(
        (await server.send("PATCH", one, { body: JSON.stringify({ spec: { width: 5 } }), ...merge })).json,
      ).toMatchObject({ spec: { width: 5 } });
      const applied = await server.send("PATCH", `${one}?fieldManager=test&force=true`, {
        body: JSON.stringify(customKind("v2", "one", { width: 6 })),
        headers: { "content-type": "application/apply-patch+yaml" },
      });
      expect(applied.json).toMatchObject({ apiVersion: "example.com/v2", spec: { width: 6 } });
      expect((await server.send("GET", `${widgets("v1")}/one`)).json).toMatchObject({ spec: { size: 6 } });
      expect((await server.send("GET", definition)).json).toMatchObject({ status: { storedVersions: ["v1"] } });
      expect((await server.send("DELETE", one)).code).toBe(200);
      expect((await server.send("GET", `${widgets("v1")}/one`)).code).toBe(404);
    },
  );

  it("are converted once for each list, and not again while they do not change", async () => {
    const hook = await start();
    for (const name of ["a", "b", "c"])
      await server.send("POST", widgets("v1"), { body: customKind("v1", name, { size: 1 }) });
    expect(hook.reviews).toEqual([]);
    const list = async () => ((await server.send("GET", widgets("v2"))).json as Any).items.map(({ spec }: Any) => spec);
    expect(await list()).toEqual([{ width: 1 }, { width: 1 }, { width: 1 }]);
    expect(hook.reviews.map(({ request }) => request.objects.length)).toEqual([3]);
    await list();
    expect(hook.reviews).toHaveLength(1);
    await server.send("PATCH", `${widgets("v1")}/b`, { body: JSON.stringify({ spec: { size: 2 } }), ...merge });
    expect(await list()).toEqual([{ width: 1 }, { width: 2 }, { width: 1 }]);
    expect(hook.reviews[1]?.request.objects).toHaveLength(1);
  });

  it("are selected by their fields in the version of the request", async () => {
    const properties = { spec: { type: "object", properties: { colour: { type: "string" } } } };
    const fields = {
      schema: { openAPIV3Schema: { type: "object", properties } },
      selectableFields: [{ jsonPath: ".spec.colour" }],
    };
    const louder: Answering = ({ request }) => ({
      result: { status: "Success" },
      convertedObjects: request.objects.map((object: Any) => ({
        ...object,
        apiVersion: request.desiredAPIVersion,
        spec: { colour: object.spec.colour.toUpperCase() },
      })),
    });
    const hook = await start(louder, { fields });
    for (const colour of ["red", "blue"])
      await server.send("POST", widgets("v1"), { body: customKind("v1", colour, { colour }) });
    const namesOf = async (path: string) =>
      ((await server.send("GET", path)).json as Any).items.map(({ metadata }: Any) => metadata.name);
    expect(await namesOf(`${widgets("v2")}?fieldSelector=spec.colour=RED`)).toEqual(["red"]);
    expect(await namesOf(`${widgets("v2")}?fieldSelector=spec.colour=red`)).toEqual([]);
    expect(await namesOf(`${widgets("v1")}?fieldSelector=spec.colour=red`)).toEqual(["red"]);
    expect(hook.reviews.map(({ request }) => request.objects.length)).toEqual([2]);
  });

  it("are watched in each version: the events of a burst are one review", async () => {
    const hook = await start();
    const watch = server.store.watch({
      kinds: KindFilter.kind({ group: "example.com", kind: "Widget", version: "v2" }),
    });
    const v1 = { apiVersion: "example.com/v1", kind: "Widget" };
    const create = (name: string) =>
      server.store.create({ ...v1, metadata: { name, namespace: "default" }, spec: { size: 1 } } as Any);
    await Promise.all(["a", "b", "c"].map(create));
    const signal = (await watch.next()) as Any;
    expect(signal.events.map(({ type, object }: Any) => [type, object.apiVersion, object.spec])).toEqual(
      ["a", "b", "c"].map(() => ["ADDED", "example.com/v2", { width: 1 }]),
    );
    expect(hook.reviews).toHaveLength(1);
    watch.close();
    const stream = await server.watch(`${widgets("v2")}?watch=true&resourceVersion=0`);
    expect(await stream.next()).toMatchObject({
      type: "ADDED",
      object: { apiVersion: "example.com/v2", spec: { width: 1 } },
    });
    stream.close();
  });

  it("keep their metadata, except for labels and annotations", async () => {
    await start(({ request }) => ({
      result: { status: "Success" },
      convertedObjects: request.objects.map((object: Any) => {
        const { name, namespace, uid } = object.metadata;
        const labels = { converted: "yes" };
        return {
          ...convert(object, request.desiredAPIVersion),
          metadata: { name, namespace, uid, labels, finalizers: ["example.com/x"], generation: 99 },
        };
      }),
    }));
    const sent = {
      ...customKind("v1", "one", { size: 1 }),
      metadata: { name: "one", annotations: { a: "b" }, labels: { c: "d" } },
    };
    const created = (await server.send("POST", widgets("v1"), { body: sent })).json as Any;
    const { metadata } = (await server.send("GET", one)).json as Any;
    const { annotations: _gone, ...kept } = created.metadata;
    expect(metadata).toEqual({ ...kept, labels: { converted: "yes" } });
  });
});

describe("cases API 7: a conversion that goes wrong", () => {
  const failed = "conversion webhook for example.com/v1, Kind=Widget ";
  const converting =
    (change: (object: Any) => Any): Answering =>
    ({ request }) => ({
      result: { status: "Success" },
      convertedObjects: request.objects.map((object: Any) => change(convert(object, request.desiredAPIVersion))),
    });
  const withMetadata = (fields: object) =>
    converting((object) => ({ ...object, metadata: { ...object.metadata, ...fields } }));

  it.each<[string, Answering, string | RegExp]>([
    [
      "that fails with a message",
      () => ({ result: { status: "Failure", message: "cannot" } }),
      `${failed}failed: cannot`,
    ],
    ["without a status", () => ({ result: {} }), `${failed}failed: response.result.status was '', not 'Success'`],
    [
      "with too few objects",
      () => ({ result: { status: "Success" }, convertedObjects: [] }),
      `${failed}returned 0 objects, expected 1`,
    ],
    [
      "with the uid of another",
      () => ({ uid: "x", result: { status: "Success" } }),
      /failed: expected response\.uid="[0-9a-f-]+", got "x"$/,
    ],
    [
      "with a uid that is no text",
      () => ({ uid: { toString: "x" }, result: { status: "Success" } }),
      `${failed}failed: json: cannot unmarshal object into Go struct field ConversionResponse.response.uid of type types.UID`,
    ],
    [
      "with a status that is no text",
      () => ({ result: { status: { toString: null } } }),
      `${failed}failed: json: cannot unmarshal object into Go struct field Status.response.result.status of type string`,
    ],
    [
      "with a message that is no text",
      () => ({ result: { message: [{ toString: 1 }] } }),
      `${failed}failed: json: cannot unmarshal array into Go struct field Status.response.result.message of type string`,
    ],
    [
      "of a kind that is no text",
      () => ({ raw: '{"kind":{"toString":"x"}}' }),
      `${failed}failed: couldn't get version/kind; json parse error: json: cannot unmarshal object into Go struct field .kind of type string`,
    ],
    [
      "without a response",
      () => ({ raw: '{"kind":"ConversionReview","apiVersion":"apiextensions.k8s.io/v1"}' }),
      `${failed}failed: no response provided`,
    ],
    [
      "without a kind",
      () => ({ raw: "{}" }),
      `${failed}failed: expected webhook response of apiextensions.k8s.io/v1, Kind=ConversionReview, got /, Kind=`,
    ],
    [
      "that is no JSON",
      () => ({ raw: "oops" }),
      /failed: couldn't get version\/kind; json parse error: invalid character 'o' looking for beginning of value$/,
    ],
    [
      "a 500",
      () => ({ raw: "no", status: 500, contentType: "text/plain" }),
      `${failed}failed: an error on the server ("no") has prevented the request from succeeding`,
    ],
    [
      "to another version",
      converting((object) => ({ ...object, apiVersion: "example.com/v3" })),
      `${failed}returned invalid object at index 0: invalid groupVersion (expected example.com/v2, received example.com/v3)`,
    ],
    [
      "to another kind",
      converting((object) => ({ ...object, kind: "Gadget" })),
      `${failed}returned invalid object at index 0: invalid kind (expected Widget, received Gadget)`,
    ],
    [
      "to a version that is no text",
      converting((object) => ({ ...object, apiVersion: { toString: "x" } })),
      `${failed}returned invalid object at index 0: invalid groupVersion (expected example.com/v2, received /)`,
    ],
    [
      "to a kind that is no text",
      converting((object) => ({ ...object, kind: { toString: "x" } })),
      `${failed}returned invalid object at index 0: invalid kind (expected Widget, received )`,
    ],
    [
      "to another name",
      withMetadata({ name: "two" }),
      `${failed}returned invalid object: must have the same name: one != two`,
    ],
    [
      "to another namespace",
      withMetadata({ namespace: "other" }),
      `${failed}returned invalid object: must have the same namespace: default != other`,
    ],
    ["to another uid", withMetadata({ uid: "1" }), /returned invalid object: must have the same UID: [0-9a-f-]+ != 1$/],
    [
      "to invalid labels",
      withMetadata({ labels: { "a b": "c" } }),
      /returned invalid metadata: metadata\.labels: Invalid value: "a b": name part must consist of/,
    ],
    [
      "to labels that are no texts",
      withMetadata({ labels: { a: 1 } }),
      `${failed}returned invalid metadata: metadata.labels[a] must be a string, but is int64 in converted object`,
    ],
    [
      "without metadata",
      converting(({ metadata: _metadata, ...object }) => object),
      `${failed}returned invalid object: must have the same name: one != `,
    ],
  ])("%s is a 500, and the object stays as it is", async (_title, answer, message) => {
    await start(answer);
    await server.send("POST", widgets("v1"), { body: customKind("v1", "one", { size: 1 }) });
    const expected = {
      code: 500,
      json: {
        kind: "Status",
        status: "Failure",
        message: typeof message === "string" ? message : expect.stringMatching(message),
      },
    };
    expect(await server.send("GET", one)).toMatchObject(expected);
    expect(await server.send("GET", widgets("v2"))).toMatchObject(expected);
    expect(await server.send("PATCH", one, { body: "{}", ...merge })).toMatchObject({ code: 500 });
    expect(await server.send("DELETE", one)).toMatchObject({ code: 500 });
    expect((await server.send("GET", `${widgets("v1")}/one`)).json).toMatchObject({ spec: { size: 1 } });
  });

  it.each<[string, Answering, string]>([
    ["a success", convertAll, ""],
    ["no answer", () => ({ raw: "busy", status: 500 }), "conversion_webhook_call_failure"],
    ["a refusal", () => ({ result: { status: "Failure" } }), "conversion_webhook_malformed_response_failure"],
    [
      "too few objects",
      () => ({ result: { status: "Success" }, convertedObjects: [] }),
      "conversion_webhook_partial_response_failure",
    ],
    ["another object", withMetadata({ name: "other" }), "conversion_webhook_invalid_converted_object_failure"],
  ])("is told for metrics: %s", async (_what, answer, failure) => {
    await start(answer);
    await server.send("POST", widgets("v2"), { body: customKind("v2", "one", { width: 3 }) });
    expect(server.conversions[0]).toBe(failure);
  });

  it("with connection refused is a 500 with upstream's words", async () => {
    const hook = await start();
    await server.send("POST", widgets("v1"), { body: customKind("v1", "one", { size: 1 }) });
    await hook.close();
    expect((await server.send("GET", one)).json).toMatchObject({
      message: expect.stringMatching(
        /^conversion webhook for example\.com\/v1, Kind=Widget failed: Post "https:\/\/127\.0\.0\.1:\d+\/hook\?timeout=30s": dial tcp 127\.0\.0\.1:\d+: connect: connection refused$/,
      ),
    });
  });
});
