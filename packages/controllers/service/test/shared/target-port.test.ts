import type { ServicePort } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { findTargetPort } from "../../src/shared/target-port.js";
import { makePod } from "../objects.js";

const web = { name: "http", containerPort: 8080, hostPort: 9999 };
const dns = { name: "dns", containerPort: 53, protocol: "UDP" };
const other = { name: "http", containerPort: 1234 };

describe("findTargetPort", () => {
  it.each<[string, object, Partial<ServicePort>, number | undefined]>([
    ["a number is used as it is, whatever the pod's ports", { containers: [] }, { targetPort: 93 }, 93],
    ["without a targetPort it is the port", { containers: [] }, {}, 80],
    ["a name in the only container", { containers: [{ ports: [dns, web] }] }, { targetPort: "http" }, 8080],
    ["a name in the second container", { containers: [{}, { ports: [web] }] }, { targetPort: "http" }, 8080],
    [
      "the first of two containers",
      { containers: [{ ports: [web] }, { ports: [other] }] },
      { targetPort: "http" },
      8080,
    ],
    ["no such name", { containers: [{ ports: [web] }] }, { targetPort: "admin" }, undefined],
    ["the protocol has to match", { containers: [{ ports: [dns] }] }, { targetPort: "dns" }, undefined],
    ["and does", { containers: [{ ports: [dns] }] }, { targetPort: "dns", protocol: "UDP" }, 53],
    [
      "the same name with another protocol is another port",
      { containers: [{ ports: [{ name: "dns", containerPort: 54 }, dns] }] },
      { targetPort: "dns", protocol: "UDP" },
      53,
    ],
    [
      "a sidecar's",
      { containers: [{}], initContainers: [{ restartPolicy: "Always", ports: [web] }] },
      { targetPort: "http" },
      8080,
    ],
    [
      "not that of an ordinary init container",
      { containers: [{}], initContainers: [{ ports: [web] }] },
      { targetPort: "http" },
      undefined,
    ],
    [
      "an app container's before a sidecar's",
      { containers: [{ ports: [other] }], initContainers: [{ restartPolicy: "Always", ports: [web] }] },
      { targetPort: "http" },
      1234,
    ],
  ])("EP-21: %s", (_, spec, port, expected) => {
    expect(findTargetPort(makePod("a", { spec: spec as never }), { port: 80, ...port })).toBe(expected);
  });
});
