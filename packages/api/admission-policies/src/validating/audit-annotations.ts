import type { admissionregistrationV1 } from "@engenho/core";
import type { ExpressionResult } from "@engenho/expressions";
import { textOfBytes } from "./text-of-bytes.js";

/** The outcome of an audit annotation. */
export type AuditNote =
  | { readonly type: "publish"; readonly key: string; readonly value: string }
  | { readonly type: "exclude" }
  | { readonly type: "error"; readonly message: string };

/** The longest value of an audit annotation, in bytes. */
const longestValueBytes = 10 * 1024;

/** The outcomes of a policy's audit annotations. */
export function auditNotes(
  annotations: readonly Partial<admissionregistrationV1.AuditAnnotation>[],
  results: readonly (ExpressionResult | undefined)[],
  ignoresFailures: boolean,
): readonly AuditNote[] {
  return results.map((result, index): AuditNote => {
    const { key = "", valueExpression = "" } = annotations[index] ?? {};
    if (result === undefined) return { type: "exclude" };
    if (result.type === "error") {
      return ignoresFailures ? { type: "exclude" } : { type: "error", message: result.message };
    }
    const { value } = result;
    if (value === null) return { type: "exclude" };
    if (typeof value !== "string") {
      const told = `valueExpression '${valueExpression}' resulted in unsupported return type`;
      return { type: "error", message: `${told}. Return type must be either string or null.` };
    }
    const text = value.trim();
    return text === "" ? { type: "exclude" } : { type: "publish", key, value: textOfBytes(text, longestValueBytes) };
  });
}

/** Collects the values of one policy's annotations: different values of one key are joined. */
export class AuditValues {
  readonly #values = new Map<string, Set<string>>();

  add(key: string, value: string): void {
    const known = this.#values.get(key);
    if (known === undefined) this.#values.set(key, new Set([value]));
    else known.add(value);
  }

  /** Passes on the annotations of the policy with this name. */
  publish(policyName: string, annotate: (key: string, value: string) => void): void {
    for (const [key, values] of this.#values) annotate(`${policyName}/${key}`, [...values].join(", "));
  }
}
