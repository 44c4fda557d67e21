import { readFileSync } from "node:fs";
import type { Strategy } from "@engenho/registry";
import { describe, expect, it } from "vitest";
import { validatingAdmissionPolicyStrategy } from "../../src/admissionregistration/validating-admission-policy/strategy.js";
import { validatingAdmissionPolicyBindingStrategy } from "../../src/admissionregistration/validating-admission-policy-binding/strategy.js";
import { mutatingAdmissionPolicyStrategy } from "../../src/optional/admissionregistration/mutating-admission-policy/strategy.js";
import { mutatingAdmissionPolicyBindingStrategy } from "../../src/optional/admissionregistration/mutating-admission-policy-binding/strategy.js";
import { causeTexts } from "../support/cause-texts.js";

/** A case of upstream's table (apis/admissionregistration/validation/validation_test.go). */
interface Case {
  readonly kind: keyof typeof strategies;
  readonly update: boolean;
  readonly name: string;
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

/** The file with the table, as JSON; without it the cases are skipped. */
const file = process.env.ENGENHO_UPSTREAM_POLICIES;
if (file === undefined) console.warn("skipped: upstream's policies (ENGENHO_UPSTREAM_POLICIES names no file)");
const cases = file === undefined ? [] : (JSON.parse(readFileSync(file, "utf8")) as readonly Case[]);

describe.skipIf(file === undefined)("upstream's table of policies and bindings", () => {
  it.each(cases.map(({ kind, name, ...rest }) => [kind, name, rest] as const))("%s: %s", (kind, _, one) => {
    const { validateCreate, validateUpdate }: Strategy = strategies[kind];
    const config = one.config as never;
    const found = one.update ? validateUpdate?.(config, one.old as never) : validateCreate?.(config);
    const text = causeTexts(found).join(", ");
    if (one.expectedError === "") expect(text).toBe("");
    else expect(text).toContain(one.expectedError);
  });
});
