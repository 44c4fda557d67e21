import { schemas } from "@engenho/kinds";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type MessageField,
  type MessageType,
  messageOfDefinition,
} from "../packages/api/apiserver/src/protobuf/message-type.js";
import { type TypeNode, typeOf } from "../packages/api/machinery/src/decode/type-node.js";
import { equalityOf } from "../packages/api/machinery/src/equality/semantic-equality.js";
import type { PodTemplate } from "../packages/controllers/deployment/src/pod-template.js";
import { equalIgnoringHash } from "../packages/controllers/deployment/src/template-equality.js";
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

describe("semantic equality", () => {
  it.each(definitions)("CM-19, cases API 1: two %s are equal exactly when they have the same meaning", (name) => {
    const schema = schemas.reference(name);
    const type = typeOf(schema);
    const equal = equalityOf(() => schemas.reference(name));
    fc.assert(
      fc.property(pairsOf(schema, 4), ([left, right]) => {
        const place = { type, byValue: false };
        expect(equal(left, right)).toBe(meaningOf(place, left) === meaningOf(place, right));
        expect(equal(right, left)).toBe(equal(left, right));
      }),
      { numRuns: 5 * numRuns },
    );
  });

  it("DEP-25, cases API 1: the Deployment controller, which has no schemas, compares templates like the API server", () => {
    const name = "io.k8s.api.core.v1.PodTemplateSpec";
    const equal = equalityOf(() => schemas.reference(name));
    fc.assert(
      fc.property(pairsOf(schemas.reference(name), 6), ([left, right]) => {
        expect(equalIgnoringHash(left as PodTemplate, right as PodTemplate)).toBe(equal(left, right));
      }),
      { numRuns: 20 * numRuns },
    );
  });
});

describe("the types for semantic equality", () => {
  it.each(
    schemas.names().flatMap((name) => {
      const message = messageOfDefinition(name);
      const type = typeOf(schemas.reference(name));
      return message === undefined || type.kind !== "struct" ? [] : [{ name, message, type }];
    }),
  )("CM-19: $name has value fields where Go's type is not a pointer", ({ message, type }) => {
    for (const [name, { pointer, shape }] of fieldsOf(message)) {
      const field = type.field(name);
      // Empty lists and maps are absent either way, and a zero time cannot be written.
      if (field === undefined || shape !== "one" || !hasZero(field)) continue;
      expect([name, field.byValue]).toEqual([name, !pointer]);
    }
  });
});

function hasZero({ type }: { readonly type: TypeNode }): boolean {
  return type.kind === "struct" || (type.kind === "scalar" && type.scalar !== "time" && type.scalar !== "microTime");
}

/** Including the fields of embedded structs. */
function fieldsOf(message: MessageType): readonly (readonly [string, MessageField])[] {
  return message.fields.flatMap((field) =>
    field.inline && typeof field.value === "object" ? fieldsOf(field.value.message) : [[field.name, field] as const],
  );
}
