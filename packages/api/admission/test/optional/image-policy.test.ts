import type { KubernetesObject, PodSpec, User } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { openRegistry } from "../../../registry/test/support/open-registry.js";
import { type ImagePolicyOptions, imagePolicyWebhook } from "../../src/index.js";

type Review = { readonly spec: object };
type Answer = (review: Review, asked: number) => unknown;

const answered = (status: object) => ({ apiVersion: "imagepolicy.k8s.io/v1alpha1", kind: "ImageReview", status });
const transient = Object.assign(new Error("busy"), { isTransient: true });
const image = (name: string, ...init: readonly string[]): Partial<PodSpec> => ({
  containers: [{ name: "c", image: name }],
  initContainers: init.map((one, index) => ({ name: `i${index}`, image: one })),
});

function open(answer: Answer, options: Partial<ImagePolicyOptions> = {}) {
  const reviews: Review[] = [];
  const client = {
    async review(review: object) {
      reviews.push(review as Review);
      return answer(review as Review, reviews.length);
    },
  };
  const { store, clock } = openRegistry({ admission: [imagePolicyWebhook({ client, ...options })] });
  const notes: Record<string, string> = {};
  let number = 0;
  const create = async (spec: Partial<PodSpec> = image("nginx"), annotations: Record<string, string> = {}) => {
    const metadata = { name: `p${number++}`, namespace: "n", annotations };
    const pod = { apiVersion: "v1", kind: "Pod", metadata, spec: { containers: [], ...spec } } as KubernetesObject;
    const user: User = { name: "jane" };
    const onAuditAnnotation = (key: string, value: string) => {
      notes[key] = value;
    };
    return store.create(pod, { user, onAuditAnnotation }).then(
      () => "accepted",
      (error: { readonly message: string }) => error.message.replace(/^pods "p\d+" is forbidden: /, ""),
    );
  };
  return { store, clock, create, reviews, notes };
}

describe("ImagePolicyWebhook (upstream: imagepolicy/admission_test.go)", () => {
  it("asks about the images of all containers, with the annotations that are for it", async () => {
    const { create, reviews } = open(() => answered({ allowed: true }));
    const annotations = { "x.image-policy.k8s.io/a": "1", other: "2" };
    expect(await create(image("nginx", "init"), annotations)).toBe("accepted");
    expect(reviews.map(({ spec }) => spec)).toEqual([
      {
        containers: [{ image: "nginx" }, { image: "init" }],
        annotations: { "x.image-policy.k8s.io/a": "1" },
        namespace: "n",
      },
    ]);
  });

  it.each([
    [{ allowed: false }, "one or more images rejected by webhook backend"],
    [{ allowed: false, reason: "bad" }, "image policy webhook backend denied one or more images: bad"],
    [{}, "one or more images rejected by webhook backend"],
  ])("refuses what is answered with %j", async (status, message) => {
    expect(await open(() => answered(status)).create()).toBe(message);
  });

  it.each([
    ["another kind", { ...answered({ allowed: true }), kind: "Other" }],
    ["another version", { ...answered({ allowed: true }), apiVersion: "v1" }],
    ["no status", { apiVersion: "imagepolicy.k8s.io/v1alpha1", kind: "ImageReview" }],
    ["a status of another type", answered({ allowed: "yes" })],
    ["annotations that are no texts", answered({ allowed: true, auditAnnotations: { a: { toString: "x" } } })],
    ["nothing", null],
  ])("fails closed for an answer of %s", async (_what, answer) => {
    expect(await open(() => answer).create()).toMatch(/^the webhook/);
  });

  it("fails closed when the webhook cannot be called, and open only with defaultAllow, which it annotates", async () => {
    const fails = () => {
      throw new Error("connection refused");
    };
    expect(await open(fails).create()).toBe("connection refused");
    const lenient = open(fails, { defaultAllow: true });
    expect(await lenient.create()).toBe("accepted");
    expect(lenient.notes).toEqual({ "imagepolicywebhook.image-policy.k8s.io/failed-open": "true" });
  });

  it("asks up to five times where that may help", async () => {
    const { create, clock, reviews } = open((_review, asked) => {
      if (asked < 5) throw transient;
      return answered({ allowed: true });
    });
    const created = create();
    await clock.advance(60_000);
    expect(await created).toBe("accepted");
    expect(reviews).toHaveLength(5);
    const never = open(() => {
      throw transient;
    });
    const refused = never.create();
    await never.clock.advance(60_000);
    expect(await refused).toBe("busy");
    expect(never.reviews).toHaveLength(5);
  });

  it("remembers what was allowed and refused, for the configured time", async () => {
    const { create, clock, reviews } = open(
      ({ spec }) => answered({ allowed: !JSON.stringify(spec).includes("bad") }),
      {
        allowTtlMs: 2000,
        denyTtlMs: 1000,
      },
    );
    for (const name of ["good", "bad", "good", "bad"]) await create(image(name));
    expect(reviews).toHaveLength(2);
    await clock.advance(1001);
    for (const name of ["good", "bad"]) await create(image(name));
    expect(reviews).toHaveLength(3);
    const forgetful = open(() => answered({ allowed: true }), { allowTtlMs: 0 });
    await forgetful.create();
    await forgetful.create();
    expect(forgetful.reviews).toHaveLength(2);
  });

  it("passes the webhook's annotations to the audit log", async () => {
    const { create, notes } = open(() => answered({ allowed: true, auditAnnotations: { a: "b" } }));
    await create();
    expect(notes).toEqual({ "imagepolicywebhook.image-policy.k8s.io/a": "b" });
  });
});
