import {
  type DeleteOptions,
  definedFields,
  type Preconditions,
  type PropagationPolicy,
  type StatusCause,
} from "@engenho/core";
import { jsonTypeName } from "@engenho/machinery";
import { invalid, unsupported } from "../status/causes.js";
import { badRequest, invalidOptions } from "../status/refusals.js";
import { booleanValue, integerValue, presentValue } from "./query-values.js";
import { dryRunCauses } from "./write-query.js";

/** A parsed deletion (AP-30), and whether the response may be 202 (AP-36). */
export interface DeletionRequest {
  readonly options: DeleteOptions;
  /** Whether `orphanDependents: false`, the deprecated way to request cascading deletion, was sent. */
  readonly orphanDependentsFalse: boolean;
}

interface Sent {
  readonly propagationPolicy: string | undefined;
  readonly orphanDependents: boolean | undefined;
  readonly gracePeriodSeconds: number | undefined;
  readonly dryRun: readonly string[];
  readonly preconditions: Preconditions | undefined;
}

const policies: readonly string[] = ["Foreground", "Background", "Orphan"];

/**
 * Parses DeleteOptions from the body, or from the query where there is no body. Throws StoreError `BadRequest` for anything
 * that is not DeleteOptions, `Invalid` for contradictory options.
 */
export function parseDeletion(body: unknown, query: URLSearchParams): DeletionRequest {
  const sent = body === undefined ? fromQuery(query) : fromBody(body);
  const causes: StatusCause[] = [];
  const { propagationPolicy, orphanDependents } = sent;
  if (propagationPolicy !== undefined && orphanDependents !== undefined) {
    causes.push(
      invalid(
        "propagationPolicy",
        JSON.stringify(propagationPolicy),
        "orphanDependents and deletionPropagation cannot be both set",
      ),
    );
  }
  if (propagationPolicy !== undefined && !policies.includes(propagationPolicy)) {
    causes.push(unsupported("propagationPolicy", JSON.stringify(propagationPolicy), [...policies, "nil"]));
  }
  causes.push(...dryRunCauses(sent.dryRun));
  if (causes.length > 0) throw invalidOptions("DeleteOptions", causes);

  const policy =
    propagationPolicy ?? (orphanDependents === undefined ? undefined : orphanDependents ? "Orphan" : "Background");
  return {
    options: definedFields({
      propagationPolicy: policy as PropagationPolicy | undefined,
      gracePeriodSeconds: sent.gracePeriodSeconds,
      preconditions: sent.preconditions,
      dryRun: sent.dryRun.length > 0 ? true : undefined,
    }),
    orphanDependentsFalse: orphanDependents === false,
  };
}

function fromQuery(query: URLSearchParams): Sent {
  return {
    propagationPolicy: presentValue(query, "propagationPolicy"),
    orphanDependents: booleanValue(query, "orphanDependents"),
    gracePeriodSeconds: integerValue(query, "gracePeriodSeconds"),
    dryRun: query.getAll("dryRun"),
    preconditions: undefined,
  };
}

function fromBody(body: unknown): Sent {
  if (!isRecord(body))
    throw badRequest(
      "couldn't get version/kind; json parse error: json: cannot unmarshal into Go value of type struct",
    );
  const kind = body.kind;
  if (kind !== undefined && kind !== "" && kind !== "DeleteOptions") {
    throw badRequest("decoded object cannot be converted to DeleteOptions");
  }
  const dryRun = field(body, "dryRun", texts) ?? [];
  const preconditions = field(body, "preconditions", record);
  return {
    propagationPolicy: field(body, "propagationPolicy", text),
    orphanDependents: field(body, "orphanDependents", boolean),
    gracePeriodSeconds: field(body, "gracePeriodSeconds", integer),
    dryRun,
    preconditions: preconditions === undefined ? undefined : preconditionsOf(preconditions),
  };
}

function preconditionsOf(sent: Readonly<Record<string, unknown>>): Preconditions {
  const uid = field(sent, "uid", text);
  const resourceVersion = field(sent, "resourceVersion", text);
  return definedFields({ uid, resourceVersion });
}

interface FieldType<T> {
  readonly goType: string;
  readonly is: (value: unknown) => value is T;
}

const text: FieldType<string> = { goType: "string", is: (value) => typeof value === "string" };
const boolean: FieldType<boolean> = { goType: "bool", is: (value) => typeof value === "boolean" };
const integer: FieldType<number> = {
  goType: "int64",
  is: (value): value is number => Number.isInteger(value) && Math.abs(value as number) <= 2 ** 63,
};
const texts: FieldType<readonly string[]> = {
  goType: "[]string",
  is: (value): value is readonly string[] => Array.isArray(value) && value.every((item) => typeof item === "string"),
};
const record: FieldType<Readonly<Record<string, unknown>>> = { goType: "Preconditions", is: isRecord };

function field<T>(body: Readonly<Record<string, unknown>>, name: string, type: FieldType<T>): T | undefined {
  const value = Object.hasOwn(body, name) ? body[name] : undefined;
  if (value === undefined || value === null) return undefined;
  if (type.is(value)) return value;
  throw badRequest(
    `json: cannot unmarshal ${jsonTypeName(value)} into Go struct field DeleteOptions.${name} of type ${type.goType}`,
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
