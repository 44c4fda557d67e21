import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { equalIgnoringHash, type PodTemplate } from "../packages/deployment/src/template-equality.js";
import { typeOf } from "../packages/registry/src/decode/type-node.js";
import { equalityOf } from "../packages/registry/src/semantic-equality.js";
import { meaningOf, pairsOf } from "./support/value-pairs.js";

const definitions = [
  "io.k8s.api.core.v1.PodTemplateSpec",
  "io.k8s.api.core.v1.PodSpec",
  "io.k8s.api.core.v1.PersistentVolumeClaimSpec",
  "io.k8s.api.core.v1.Service",
  "io.k8s.api.apps.v1.StatefulSetSpec",
  "io.k8s.api.batch.v1.CronJobSpec",
  "io.k8s.api.networking.v1.NetworkPolicySpec",
  "io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector",
];
const { numRuns = 100 } = fc.readConfigureGlobal() ?? {};

describe("equality by meaning", () => {
  it.each(definitions)("CM-19, cases API 1: two %s are equal exactly when each means what the other means", (name) => {
    const schema = { $ref: name };
    const type = typeOf(schema);
    const equal = equalityOf(name);
    fc.assert(
      fc.property(pairsOf(schema, 4), ([left, right]) => {
        const place = { type, byValue: false };
        expect(equal(left, right)).toBe(meaningOf(place, left) === meaningOf(place, right));
        expect(equal(right, left)).toBe(equal(left, right));
      }),
      { numRuns: 5 * numRuns },
    );
  });

  it("DEP-25, cases API 1: the Deployment controller, which has no schemas, sees in templates what the API server sees", () => {
    const name = "io.k8s.api.core.v1.PodTemplateSpec";
    const equal = equalityOf(name);
    fc.assert(
      fc.property(pairsOf({ $ref: name }, 6), ([left, right]) => {
        expect(equalIgnoringHash(left as PodTemplate, right as PodTemplate)).toBe(equal(left, right));
      }),
      { numRuns: 20 * numRuns },
    );
  });
});
