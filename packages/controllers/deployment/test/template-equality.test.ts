import { describe, expect, it } from "vitest";
import type { PodTemplate } from "../src/pod-template.js";
import { equalIgnoringHash, withoutHash } from "../src/template-equality.js";

function template(
  name: string,
  nodeName: string,
  { annotations = {}, labels }: { annotations?: Record<string, string>; labels: Record<string, string> },
): PodTemplate {
  return { metadata: { name, annotations, labels }, spec: { nodeName, containers: [] } };
}

const hash = (value: string) => ({ "pod-template-hash": value });
const other = { something: "else" };

describe("equalIgnoringHash", () => {
  const table: [string, PodTemplate, PodTemplate, boolean][] = [
    [
      "the same hash",
      template("foo", "node", { labels: { ...hash("1"), ...other } }),
      template("foo", "node", { labels: { ...hash("1"), ...other } }),
      true,
    ],
    [
      "another hash",
      template("foo", "node", { labels: { ...hash("1"), ...other } }),
      template("foo", "node", { labels: { ...hash("2"), ...other } }),
      true,
    ],
    [
      "a hash on one side",
      template("foo", "node", { labels: other }),
      template("foo", "node", { labels: { ...hash("2"), ...other } }),
      true,
    ],
    ["a hash, and no labels", { metadata: { labels: hash("1") } }, {}, true],
    [
      "other labels",
      template("foo", "node", { labels: hash("1") }),
      template("foo", "node", { labels: { ...hash("1"), ...other } }),
      false,
    ],
    [
      "other annotations",
      template("foo", "node", { labels: other, annotations: { former: "value" } }),
      template("foo", "node", { labels: other, annotations: { latter: "value" } }),
      false,
    ],
    ["another name", template("foo-1", "node", { labels: other }), template("foo-2", "node", { labels: other }), false],
    [
      "another node",
      template("foo", "node-1", { labels: other }),
      template("foo", "node-2", { labels: { ...hash("2"), ...other } }),
      false,
    ],
  ];
  for (const [title, left, right, expected] of table) {
    it(`DEP-25: ${title}: ${expected}, in both directions`, () => {
      expect(equalIgnoringHash(left, right)).toBe(expected);
      expect(equalIgnoringHash(right, left)).toBe(expected);
      expect(equalIgnoringHash(left, right), "asked again").toBe(expected);
    });
  }

  it("DEP-25, CM-19: semantic equality: quantities by value, empty equals absent, times by instant", () => {
    const left: PodTemplate = {
      metadata: { labels: other, annotations: {}, creationTimestamp: null as never },
      spec: {
        containers: [{ name: "a", image: "i", command: [], resources: { limits: { cpu: "1", memory: "1Ki" } } }],
      },
    };
    const right: PodTemplate = {
      metadata: { labels: { ...other, ...hash("1") } },
      spec: { containers: [{ name: "a", image: "i", resources: { limits: { cpu: "1000m", memory: "1024" } } }] },
    };
    expect(equalIgnoringHash(left, right)).toBe(true);
  });

  const container = (fields: object) =>
    ({ spec: { containers: [{ name: "a", image: "i", ...fields }] } }) as PodTemplate;
  const differing: [name: string, left: object, right: object][] = [
    [
      "a node selector value that looks like a quantity",
      { nodeSelector: { storage: "1" } },
      { nodeSelector: { storage: "1000m" } },
    ],
    ["a node selector without a value", { nodeSelector: { hostname: "" } }, {}],
    ["an explicit false behind a pointer", { shareProcessNamespace: false }, {}],
    ["an empty struct behind a pointer", { securityContext: {} }, {}],
    ["an empty source", { volumes: [{ name: "v", emptyDir: {} }] }, { volumes: [{ name: "v" }] }],
  ];
  it.each(differing)("DEP-25, cases API 1: %s is a difference", (_name, left, right) => {
    const [one, other] = [left, right].map((fields) => ({ spec: { containers: [], ...fields } }) as PodTemplate);
    expect(equalIgnoringHash(one, other)).toBe(false);
    expect(equalIgnoringHash(other, one)).toBe(false);
  });

  it("DEP-25, cases API 1: annotations and labels are data, embedded structs are compared by field", () => {
    const annotated = (value: string): PodTemplate => ({ metadata: { annotations: { limits: value } } });
    expect(equalIgnoringHash(annotated("1"), annotated("1000m"))).toBe(false);
    const probe = (fields: object) => container({ livenessProbe: { tcpSocket: { port: 1 }, ...fields } });
    expect(equalIgnoringHash(probe({ initialDelaySeconds: 0 }), probe({}))).toBe(true);
    expect(equalIgnoringHash(probe({ terminationGracePeriodSeconds: 0 }), probe({}))).toBe(false);
  });

  it("DEP-26: a different order of containers is a different template", () => {
    const [a, b] = [
      { name: "a", image: "i" },
      { name: "b", image: "i" },
    ];
    expect(equalIgnoringHash({ spec: { containers: [a, b] } }, { spec: { containers: [b, a] } })).toBe(false);
  });

  it("an absent template is equal only to an absent one", () => {
    expect(equalIgnoringHash(undefined, undefined)).toBe(true);
    expect(equalIgnoringHash({}, undefined)).toBe(false);
  });

  it("does not read the fields of a shared spec", () => {
    const spec = {
      get containers(): never {
        throw new Error("looked");
      },
    };
    const left = { metadata: { labels: other }, spec };
    const right = { metadata: { labels: { ...other, ...hash("1") } }, spec };
    expect(equalIgnoringHash(left, right)).toBe(true);
  });
});

describe("withoutHash", () => {
  it("DEP-95: removes only the hash label, and shares the spec", () => {
    const from = template("foo", "node", { labels: { ...hash("1"), ...other } });
    const without = withoutHash(from);
    expect(without.metadata?.labels).toEqual(other);
    expect(without.spec).toBe(from.spec);
    expect(withoutHash(without)).toBe(without);
  });
});
