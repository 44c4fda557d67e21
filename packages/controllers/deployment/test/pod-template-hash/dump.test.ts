import { describe, expect, it } from "vitest";
import type { PodTemplate } from "../../src/pod-template.js";
import { computeHash } from "../../src/pod-template-hash/compute-hash.js";
import { dumpPodTemplate, textOf } from "../../src/pod-template-hash/dump.js";
import { safeEncode } from "../../src/pod-template-hash/safe-encode.js";
import { podTemplateTypes } from "../../src/pod-template-hash/type-tree.js";

const dumped = (template: unknown) => textOf((out) => dumpPodTemplate(template as PodTemplate, out));
const withContainer = (container: unknown) => ({ spec: { containers: [container] } });

describe("dumpPodTemplate", () => {
  const table: [title: string, template: unknown, part: string][] = [
    [
      "a pointer to a struct",
      { spec: { affinity: {} } },
      "Affinity:(*v1.Affinity){NodeAffinity:(*v1.NodeAffinity)<nil> PodAffinity:(*v1.PodAffinity)<nil> PodAntiAffinity:(*v1.PodAntiAffinity)<nil>}",
    ],
    ["a pointer to 0", { spec: { terminationGracePeriodSeconds: 0 } }, "TerminationGracePeriodSeconds:(*int64)0 "],
    ["an empty map as nil", { metadata: { annotations: {} } }, "Annotations:(map[string]string)<nil>"],
    ["an empty list as nil", { spec: { tolerations: [] } }, "Tolerations:([]v1.Toleration)<nil>"],
    [
      "a list of numbers",
      { spec: { securityContext: { supplementalGroups: [1, 2] } } },
      "SupplementalGroups:([]int64)[1 2]",
    ],
    ["an absent count as 0", withContainer({ ports: [{}] }), "ContainerPort:(int32)0 "],
    [
      "an embedded struct, named after its type",
      { spec: { volumes: [{ name: "v" }] } },
      "[{Name:(string)v VolumeSource:(v1.VolumeSource){",
    ],
    [
      "a field with a different JSON name",
      { spec: { serviceAccount: "robot" } },
      "DeprecatedServiceAccount:(string)robot ",
    ],
    [
      "an int port",
      withContainer({ readinessProbe: { tcpSocket: { port: 80 } } }),
      "Port:(intstr.IntOrString){Type:(intstr.Type)0 IntVal:(int32)80 StrVal:(string)}",
    ],
    [
      "a quantity behind a pointer",
      { spec: { volumes: [{ emptyDir: { sizeLimit: "1Gi" } }] } },
      "SizeLimit:(*resource.Quantity){i:(resource.int64Amount){value:(int64)1073741824 scale:(resource.Scale)0} d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)1Gi Format:(resource.Format)BinarySI}",
    ],
    [
      "a quantity beyond an int64, as words starting with the lowest",
      withContainer({ resources: { limits: { "ephemeral-storage": "100Ti" } } }),
      `Dec:(*inf.Dec){unscaled:(big.Int){neg:(bool)false abs:(big.nat)[${((100n << 40n) * 10n ** 9n) & ((1n << 64n) - 1n)} ${((100n << 40n) * 10n ** 9n) >> 64n}]} scale:(inf.Scale)9}`,
    ],
    [
      "a time in seconds since the year 1",
      { metadata: { creationTimestamp: "1970-01-01T00:00:01Z" } },
      "CreationTimestamp:(v1.Time){Time:(time.Time){wall:(uint64)0 ext:(int64)62135596801 loc:(*time.Location){name:(string)UTC ",
    ],
    [
      "a managedFields entry's fieldsV1 as bytes",
      { metadata: { managedFields: [{ fieldsV1: { a: {} } }] } },
      "FieldsV1:(*v1.FieldsV1){Raw:([]uint8)[123 34 97 34 58 123 125 125]}",
    ],
    [
      "map keys in byte order",
      { metadata: { annotations: { "\u{1F600}": "2", "\uFFFD": "1", Z: "0" } } },
      "map[Z:0 \uFFFD:1 \u{1F600}:2]",
    ],
  ];
  for (const [title, template, part] of table) {
    it(`DEP-48: prints ${title}`, () => expect(dumped(template)).toContain(part));
  }

  it("DEP-47: omits fields unknown to 1.34, and properties of Object.prototype", () => {
    expect(dumped({ spec: { fieldOfTheFuture: 1 }, constructor: 1 })).toBe(dumped({}));
  });

  it("has every struct that its fields refer to", () => {
    const special = new Set(["v1.Time", "v1.FieldsV1", "resource.Quantity", "intstr.IntOrString"]);
    const scalars = /^(v1\.(?:[A-Z]\w*)|types\.UID|string|bool|int32|int64)$/;
    for (const fields of podTemplateTypes.values()) {
      for (const field of fields.split(" ")) {
        const type = (field.split(":")[1] as string).replace(/^(\*|\[\])/, "");
        const known =
          podTemplateTypes.has(type) || special.has(type) || scalars.test(type) || type === "map[string]string";
        expect(known, field).toBe(true);
      }
    }
  });
});

describe("computeHash", () => {
  it("DEP-45: small changes of a template give different hashes", () => {
    const containers = [{ name: "main", image: "app:1" }];
    const templates = [
      { spec: { containers } },
      { spec: { containers: [{ name: "main", image: "app:2" }] } },
      { spec: { containers: [{ name: "main", image: "app:1", env: [{ name: "A" }] }] } },
      { metadata: { labels: { a: "b" } }, spec: { containers } },
      { metadata: { annotations: { a: "b" } }, spec: { containers } },
      { spec: { containers, hostNetwork: true } },
    ] as PodTemplate[];
    expect(new Set(templates.map((each) => computeHash(each, undefined))).size).toBe(templates.length);
  });

  it("DEP-45: hashes characters by their UTF-8 bytes", () => {
    const hash = (value: string) => computeHash({ metadata: { annotations: { a: value } } }, undefined);
    expect(hash("é")).not.toBe(hash("e"));
    // FNV-1a of the dump, computed from its bytes independently.
    const bytes = Buffer.from(dumped({ metadata: { annotations: { a: "é" } } }), "utf8");
    let expected = 2166136261n;
    for (const byte of bytes) expected = ((expected ^ BigInt(byte)) * 16777619n) % 2n ** 32n;
    expect(hash("é")).toBe(safeEncode(String(expected)));
  });
});

describe("safeEncode", () => {
  it("DEP-46: maps the ten digits", () => expect(safeEncode("0123456789")).toBe("456789bcdf"));
});
