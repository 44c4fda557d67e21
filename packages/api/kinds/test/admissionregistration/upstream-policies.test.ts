import type { Strategy } from "@engenho/registry";
import { describe, expect, it } from "vitest";
import { readCases } from "../../../../../tests/upstream/read-cases.js";
import { mutatingAdmissionPolicyStrategy } from "../../src/admissionregistration/mutating-admission-policy/strategy.js";
import { mutatingAdmissionPolicyBindingStrategy } from "../../src/admissionregistration/mutating-admission-policy-binding/strategy.js";
import { validatingAdmissionPolicyStrategy } from "../../src/admissionregistration/validating-admission-policy/strategy.js";
import { validatingAdmissionPolicyBindingStrategy } from "../../src/admissionregistration/validating-admission-policy-binding/strategy.js";

/** A case of upstream's table (apis/admissionregistration/validation/validation_test.go). */
interface Case {
  readonly kind: keyof typeof strategies;
  readonly update: boolean;
  readonly config: object;
  readonly old: object | null;
  /** A part of the errors, joined by commas; `""`: there are none. */
  readonly expectedError: string;
}

const strategies = {
  ValidatingAdmissionPolicy: validatingAdmissionPolicyStrategy,
  ValidatingAdmissionPolicyBinding: validatingAdmissionPolicyBindingStrategy,
  MutatingAdmissionPolicy: mutatingAdmissionPolicyStrategy,
  MutatingAdmissionPolicyBinding: mutatingAdmissionPolicyBindingStrategy,
} as const;

interface Cause {
  readonly field: string;
  readonly message: string;
}

describe("upstream's table of policies and bindings", () => {
  const cases = readCases<Case>("policies.jsonl");
  it.each(cases.map((one) => [one.kind, one.expectedError || "valid", one] as const))("%$: %s: %s", (kind, _, one) => {
    const { validateCreate, validateUpdate }: Strategy = strategies[kind];
    const config = one.config as never;
    const found = one.update ? validateUpdate?.(config, one.old as never) : validateCreate?.(config);
    const text = [...(found as readonly Cause[])].map(({ field, message }) => `${field}: ${message}`).join(", ");
    if (one.expectedError === "") expect(text).toBe("");
    else expect(text).toContain(one.expectedError);
  });
});
