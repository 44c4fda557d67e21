import { controllerReference, type ReplicationController } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { replicationControllerKind } from "../src/replication-controller-kind.js";
import { replicationController } from "./world.js";

describe("replicationControllerKind", () => {
  const kind = replicationControllerKind();
  const withSelector = (selector: Readonly<Record<string, string>> | undefined): ReplicationController => {
    const { selector: _selector, ...spec } = replicationController("web").spec ?? {};
    return { ...replicationController("web"), spec: { ...spec, ...(selector === undefined ? {} : { selector }) } };
  };

  it.each([
    [
      "a plain map of labels selects by equality",
      { app: "web", tier: "front" },
      { matchLabels: { app: "web", tier: "front" } },
    ],
    [
      "labels named like the fields of a LabelSelector are labels",
      { matchLabels: "x" },
      { matchLabels: { matchLabels: "x" } },
    ],
    ["an empty map is equivalent to an empty LabelSelector", {}, { matchLabels: {} }],
    ["an absent selector selects nothing", undefined, undefined],
  ])("%s", (_title, selector, expected) => {
    expect(kind.selectorOf(withSelector(selector))).toEqual(expected);
  });

  it("no spec selects nothing", () => {
    const { spec: _spec, ...bare } = replicationController("web");
    expect(kind.selectorOf(bare)).toBeUndefined();
  });

  it("versions with the same selector object share the converted selector, so that it is compiled once", () => {
    const first = replicationController("web");
    const next = { ...first, spec: { ...first.spec, replicas: 5 } };
    expect(kind.selectorOf(next)).toBe(kind.selectorOf(first));
    expect(kind.selectorOf(withSelector({ app: "web" }))).not.toBe(kind.selectorOf(first));
  });

  it("its apiVersion and kind are those of the pods' owner references", () => {
    const { apiVersion, kind: name } = controllerReference({
      ...replicationController("web"),
      metadata: { name: "web", uid: "u" },
    });
    expect(kind).toMatchObject({ apiVersion, kind: name });
  });
});
