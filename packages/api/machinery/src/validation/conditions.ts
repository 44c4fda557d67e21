import { byteLength } from "../text/text-encoding.js";
import type { Causes } from "./causes.js";
import { qualifiedNameFaults, regexFault } from "./names.js";

/** A meta/v1 condition as sent by a client. */
export interface SentCondition {
  /** CamelCase, perhaps with a domain: `Ready`, `example.com/Ready`. Unique within a list. */
  readonly type?: string;
  /** `True`, `False` or `Unknown`. */
  readonly status?: string;
  /** The `metadata.generation` on which the condition is based; 0 or more. */
  readonly observedGeneration?: number | undefined;
  /** When `status` changed last, in RFC 3339. Required. */
  readonly lastTransitionTime?: string | null | undefined;
  /** One CamelCase word for programs, at most 1024 bytes. */
  readonly reason?: string;
  /** A sentence for people, at most 32 KiB; may be empty. */
  readonly message?: string;
}

const statuses = ["False", "True", "Unknown"] as const;
const maxReasonLength = 1024;
const maxMessageLength = 32 * 1024;
const reasonFormat = "[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?";
const reasonPattern = new RegExp(`^${reasonFormat}$`);
const reasonFault = regexFault(
  "a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_'",
  reasonFormat,
  ["my_name", "MY_NAME", "MyName", "ReasonA,ReasonB", "ReasonA:ReasonB"],
);

/** Checks a list of meta/v1 conditions, in which types must be unique. Upstream: ValidateConditions. */
export function checkConditions(conditions: readonly SentCondition[] | undefined, path: string, causes: Causes): void {
  const seen = new Set<string>();
  for (const [index, condition] of (conditions ?? []).entries()) {
    const at = `${path}[${index}]`;
    const { type = "" } = condition;
    if (seen.has(type)) causes.duplicate(`${at}.type`, type);
    seen.add(type);
    checkCondition(condition, at, causes);
  }
}

function checkCondition(condition: SentCondition, path: string, causes: Causes): void {
  const { type = "", status = "", observedGeneration = 0, lastTransitionTime, reason = "", message = "" } = condition;
  causes.invalidEach(`${path}.type`, type, qualifiedNameFaults(type));
  if (!(statuses as readonly string[]).includes(status)) causes.notSupported(`${path}.status`, status, statuses);
  if (observedGeneration < 0) {
    causes.invalid(`${path}.observedGeneration`, observedGeneration, "must be greater than or equal to zero");
  }
  if ((lastTransitionTime ?? "") === "") causes.required(`${path}.lastTransitionTime`);
  checkReason(reason, `${path}.reason`, causes);
  if (byteLength(message) > maxMessageLength) causes.tooLong(`${path}.message`, maxMessageLength);
}

function checkReason(reason: string, path: string, causes: Causes): void {
  if (reason === "") {
    causes.required(path);
    return;
  }
  if (!reasonPattern.test(reason)) causes.invalid(path, reason, reasonFault);
  if (byteLength(reason) > maxReasonLength) causes.tooLong(path, maxReasonLength);
}
