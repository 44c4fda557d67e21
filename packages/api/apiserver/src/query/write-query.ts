import type { FieldValidation, StatusCause } from "@engenho/core";
import { forbidden, invalid, required, tooLong, unsupported } from "../status/causes.js";
import { invalidOptions } from "../status/refusals.js";
import { booleanValue, textValue } from "./query-values.js";

/** The options of a create, update or patch in its query (metav1.CreateOptions, UpdateOptions, PatchOptions). */
export interface WriteQuery {
  readonly dryRun: boolean;
  /** As the client specifies it; absent when it does not. */
  readonly fieldManager: string | undefined;
  readonly fieldValidation: FieldValidation;
  /** Patches only. */
  readonly force: boolean | undefined;
}

const nothing: WriteQuery = Object.freeze({
  dryRun: false,
  fieldManager: undefined,
  fieldValidation: "Warn",
  force: undefined,
});

const fieldValidations: readonly string[] = ["Ignore", "Warn", "Strict"];
const longestManager = 128;

/** The kind of the options; patches distinguish apply from the others. */
export type WriteKind = "CreateOptions" | "UpdateOptions" | "PatchOptions" | "ApplyOptions";

/** Parses and validates the query. Throws StoreError `Invalid`. */
export function parseWriteQuery(query: URLSearchParams, kind: WriteKind): WriteQuery {
  if (query.size === 0 && kind !== "ApplyOptions") return nothing;
  const fieldManager = textValue(query, "fieldManager");
  const dryRun = query.getAll("dryRun");
  const fieldValidation = textValue(query, "fieldValidation") ?? "Warn";
  const force = kind === "PatchOptions" || kind === "ApplyOptions" ? booleanValue(query, "force") : undefined;

  const causes: StatusCause[] = [];
  if (kind === "ApplyOptions" && fieldManager === undefined) {
    causes.push(required("fieldManager", "is required for apply patch"));
  }
  if (kind === "PatchOptions" && force !== undefined) {
    causes.push(forbidden("force", "may not be specified for non-apply patch"));
  }
  causes.push(...managerCauses(fieldManager ?? ""), ...dryRunCauses(dryRun));
  if (!fieldValidations.includes(fieldValidation)) {
    causes.push(unsupported("fieldValidation", JSON.stringify(fieldValidation), ["", ...fieldValidations].sort()));
  }
  if (causes.length > 0) throw invalidOptions(kind === "ApplyOptions" ? "PatchOptions" : kind, causes);
  return { dryRun: dryRun.length > 0, fieldManager, fieldValidation: fieldValidation as FieldValidation, force };
}

/** Errors in the values of `dryRun`. */
export function dryRunCauses(values: readonly string[]): readonly StatusCause[] {
  if (values.every((value) => value === "All")) return [];
  const shown = `[]string{${values.map((value) => JSON.stringify(value)).join(", ")}}`;
  return [unsupported("dryRun", shown, ["All"])];
}

function managerCauses(manager: string): readonly StatusCause[] {
  const causes: StatusCause[] = [];
  if (Buffer.byteLength(manager) > longestManager) causes.push(tooLong("fieldManager", longestManager));
  let position = 0;
  for (const character of manager) {
    if (!/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character)) {
      const code = (character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, "0");
      const text = `invalid character U+${code} (at position ${position})`;
      causes.push(invalid("fieldManager", JSON.stringify(manager), text));
    }
    position += Buffer.byteLength(character);
  }
  return causes;
}

/** The default field manager: the part of the User-Agent before the first `/`, as upstream. */
export function managerOfUserAgent(userAgent: string | undefined): string {
  const name = [...((userAgent ?? "").split("/")[0] ?? "")].filter((character) =>
    /[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character),
  );
  let text = "";
  for (const character of name) {
    if (Buffer.byteLength(text) + Buffer.byteLength(character) > longestManager) break;
    text += character;
  }
  return text === "" ? "unknown" : text;
}
