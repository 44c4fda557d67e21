import type { authorizationV1, User } from "@engenho/core";
import { afterEach, describe, expect, it } from "vitest";
import { createCertificateApproving } from "../src/index.js";
import { node, requestOf, run } from "./support.js";

type Review = authorizationV1.SubjectAccessReviewSpec;

const kubelet = "kubernetes.io/kube-apiserver-client-kubelet";
const bootstrap: User = {
  name: "system:bootstrap:abc",
  uid: "1",
  groups: ["system:bootstrappers"],
  extra: { a: ["b"] },
};
const itself: User = { name: "system:node:a", groups: ["system:nodes"] };

let world: ReturnType<typeof start>;
afterEach(() => world.end());

/** A controller where `allowed` may be created. */
function start(...subresources: readonly string[]) {
  const allowed = new Set(subresources);
  const reviews: Review[] = [];
  const running = run((options) =>
    createCertificateApproving({
      ...options,
      reviewAccess(review) {
        reviews.push(review);
        return allowed.has(review.resourceAttributes?.subresource ?? "");
      },
    }),
  );
  return { ...running, reviews, allow: (subresource: string) => allowed.add(subresource) };
}

const leftToOthers: [string, object, User][] = [
  ["of another signer", { signerName: "kubernetes.io/kubelet-serving" }, itself],
  ["of the client signer", { signerName: "kubernetes.io/kube-apiserver-client" }, itself],
  ["for other usages", { usages: ["client auth"] }, itself],
  ["of no node", { request: await requestOf({ ...node, commonName: ["jane"] }) }, itself],
  ["of another group", { request: await requestOf({ ...node, organization: ["system:nodes", "more"] }) }, itself],
  ["with a DNS name", { request: await requestOf(node, { dnsNames: ["a"] }) }, itself],
];

describe("the approving controller", () => {
  it.each<[string, User, readonly string[], string]>([
    [
      "the first certificate of a node, for who may create nodeclient",
      bootstrap,
      ["nodeclient"],
      "Auto approving kubelet client certificate after SubjectAccessReview.",
    ],
    [
      "the next one, for a node that may create selfnodeclient",
      itself,
      ["selfnodeclient", "nodeclient"],
      "Auto approving self kubelet client certificate after SubjectAccessReview.",
    ],
    [
      "one of a node itself that may create nodeclient alone",
      itself,
      ["nodeclient"],
      "Auto approving kubelet client certificate after SubjectAccessReview.",
    ],
  ])("approves %s", async (_, user, allowed, message) => {
    world = start(...allowed);
    await world.create({ request: await requestOf(), signerName: kubelet }, user);
    const status = await world.status();
    const approved = { type: "Approved", status: "True", reason: "AutoApproved", message };
    expect(status?.conditions).toEqual([expect.objectContaining(approved)]);
    expect(world.reviews.at(-1)).toEqual({
      user: user.name,
      ...(user.uid === undefined ? {} : { uid: user.uid }),
      groups: user.groups,
      ...(user.extra === undefined ? {} : { extra: user.extra }),
      resourceAttributes: {
        group: "certificates.k8s.io",
        version: "*",
        resource: "certificatesigningrequests",
        subresource: message.includes("self") ? "selfnodeclient" : "nodeclient",
        verb: "create",
      },
    });
  });

  it.each(leftToOthers)("leaves requests to others: %s", async (_, spec, user) => {
    world = start("nodeclient", "selfnodeclient");
    await world.create({ request: await requestOf(), signerName: kubelet, ...spec }, user);
    expect(await world.status()).toEqual({});
    expect(world.reviews).toEqual([]);
  });

  it("does not ask for selfnodeclient for who requests for another", async () => {
    world = start("selfnodeclient");
    await world.create({ request: await requestOf(), signerName: kubelet }, { name: "system:node:b" });
    expect(await world.status()).toEqual({});
    expect(world.reviews.map(({ resourceAttributes }) => resourceAttributes?.subresource)).toEqual(["nodeclient"]);
  });

  it("does not decide what is decided", async () => {
    world = start();
    await world.create({ request: await requestOf(), signerName: kubelet }, bootstrap);
    await world.status();
    await world.decide("Denied");
    world.allow("nodeclient");
    await world.clock.advance(10_000);
    expect((await world.status())?.conditions?.map(({ type }) => type)).toEqual(["Denied"]);
  });

  it("asks again, ever less often, because the permission may come later", async () => {
    world = start();
    await world.create({ request: await requestOf(), signerName: kubelet }, bootstrap);
    await world.status();
    for (let second = 0; second < 25; second++) await world.clock.advance(1000);
    expect(world.reviews.length).toBeGreaterThan(4);
    expect(world.reviews.length).toBeLessThan(12);
    world.allow("nodeclient");
    await world.clock.advance(60_000);
    expect((await world.status())?.conditions).toHaveLength(1);
  });
});
