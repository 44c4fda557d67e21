import { copyWith, definedFields, type KubernetesObject, type StatusCause, type Stored } from "@engenho/core";
import { Causes, delegated, followed, type LongWork, type MaybeWork, type SchemaNode } from "@engenho/machinery";
import { type KindDefinition, type ScalePaths, type Sections, type Strategy, withStatus } from "@engenho/registry";
import { compileRuleValidator, type RuleTimes, type RuleValidator } from "./cel/index.js";
import { CorrelatedValue } from "./correlated-value.js";
import { checkEmbeddedObjects } from "./embedded-objects.js";
import { checkListTypes } from "./list-types.js";
import { hasRules } from "./rule-presence.js";
import { ruleTools } from "./rule-tools.js";
import { checkScale, checkScaleStatus } from "./scale-values.js";
import { compileSchema, type ValueValidator } from "./schema-validator.js";

const anything: SchemaNode = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

/** After any of these errors CEL rules are not evaluated, because they may depend on the invalid values. */
const blocking = new Set([
  "FieldValueNotSupported",
  "FieldValueRequired",
  "FieldValueTooLong",
  "FieldValueTooMany",
  "FieldValueTypeInvalid",
]);

/**
 * The strategy of custom resources: validation by the kind's schema, its list types and its rules, with `/status` and `/scale`
 * as the definition specifies (AP-22). Pruning and defaulting, which also follow the schema, happen before. The schema is
 * compiled by the first write.
 */
export function customResourceStrategy(kind: KindDefinition, times?: RuleTimes): Strategy {
  const node = kind.schema ?? anything;
  const hasStatus = kind.subresources.some((subresource) => subresource.name === "status");
  const scale = kind.subresources.find((subresource) => subresource.name === "scale")?.scale;
  const checks = compileOnce(node, times);
  return {
    allowUnconditionalUpdate: false,
    ...(hasStatus ? statusRules : {}),
    validateCreate(object) {
      const causes = new Causes();
      const { causes: found, matches } = checks().schema(object, "");
      causes.add(found);
      if (scale !== undefined) checkScale(object, scale, causes);
      const rest = () => {
        checkEmbeddedObjects(node, object, { path: "", causes });
        checkListTypes(node, object, { path: "", causes });
        return withRuleCauses(checks().rules, { value: object }, causes);
      };
      return matches < manyChecks ? rest() : inNextPiece(rest);
    },
    validateUpdate: (next, current, onWarning) =>
      validateUpdate({ node, scale, checks: checks(), onWarning }, next, current),
    validateStatusUpdate: (next, current, onWarning) =>
      validateStatus({ node, scale, checks: checks(), onWarning }, next, current),
  };
}

interface Checks {
  readonly schema: ValueValidator;
  /** Absent if the schema has no status. */
  readonly status: ValueValidator | undefined;
  readonly rules: RuleValidator | undefined;
}

function compileOnce(node: SchemaNode, times: RuleTimes | undefined): () => Checks {
  let compiled: Checks | undefined;
  const { status } = node.properties ?? {};
  return () => {
    compiled ??= {
      schema: compileSchema(node),
      status: status === undefined ? undefined : compileSchema(status),
      rules: hasRules(node) ? compileRuleValidator(node, true, { ...ruleTools, times }) : undefined,
    };
    return compiled;
  };
}

const statusRules: Strategy = {
  prepareForCreate: (object) => withStatus(object, undefined),
  prepareForUpdate: (next, current) => withStatus(next, (current as Sections).status),
  /** Takes only the status and its managed fields from the request. */
  prepareForStatusUpdate(next: KubernetesObject, current: Stored): KubernetesObject {
    const metadata = definedFields(copyWith(current.metadata, { managedFields: next.metadata.managedFields }));
    return withStatus<KubernetesObject>({ ...current, metadata }, (next as Sections).status);
  },
};

interface Rules {
  readonly node: SchemaNode;
  readonly scale: ScalePaths | undefined;
  readonly checks: Checks;
  readonly onWarning: ((text: string) => void) | undefined;
}

function validateUpdate(
  { node, scale, checks, onWarning }: Rules,
  next: KubernetesObject,
  current: Stored,
): MaybeWork<readonly StatusCause[]> {
  const causes = new Causes();
  const correlated = new CorrelatedValue(next, current, node);
  const { causes: found, matches } = checks.schema(next, "", correlated);
  causes.add(found);
  if (scale !== undefined) checkScale(next, scale, causes);
  const rest = () => {
    checkEmbeddedObjects(node, next, { path: "", causes });
    if (listCauses(node, current).length === 0) causes.add(listCauses(node, next));
    return withRuleCauses(checks.rules, { value: next, old: current, correlated, onWarning }, causes);
  };
  return matches < manyChecks ? rest() : inNextPiece(rest);
}

/** So many checks by a schema take some milliseconds: what follows them is a piece of its own. */
const manyChecks = 20_000;

function* inNextPiece<T>(work: () => MaybeWork<T>): LongWork<T> {
  yield;
  return yield* delegated(work());
}

function validateStatus(
  { node, scale, checks, onWarning }: Rules,
  next: KubernetesObject,
  current: Stored,
): MaybeWork<readonly StatusCause[]> {
  const causes = new Causes();
  const status = (next as Sections).status;
  const correlated = new CorrelatedValue(next, current, node);
  if (status !== undefined && checks.status !== undefined) {
    // The status is validated by its own schema: messages do not contain the field `status`.
    const found = checks.status(status, "", correlated.key("status")).causes;
    causes.add(
      found.map((cause) => ({ ...cause, field: cause.field === "<nil>" ? "status" : `status.${cause.field}` })),
    );
  }
  if (scale !== undefined) checkScaleStatus(next, scale, causes);
  if (listCauses(node, current).length === 0) causes.add(listCauses(node, next));
  return withRuleCauses(checks.rules, { value: next, old: current, correlated, onWarning }, causes);
}

function listCauses(node: SchemaNode, object: KubernetesObject): readonly StatusCause[] {
  const causes = new Causes();
  checkListTypes(node, object, { path: "", causes });
  return causes.list;
}

/** The values that rules are evaluated for; on create there is no old value. */
interface RuleValues {
  readonly value: unknown;
  readonly old?: unknown;
  readonly correlated?: CorrelatedValue;
  readonly onWarning?: Rules["onWarning"];
}

/** All causes, including those of the rules. */
function withRuleCauses(
  rules: RuleValidator | undefined,
  { value, old, correlated, onWarning }: RuleValues,
  causes: Causes,
): MaybeWork<readonly StatusCause[]> {
  if (rules === undefined) return causes.list;
  if (causes.list.some((cause) => blocking.has(cause.reason ?? ""))) {
    const detail =
      "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation";
    causes.invalid("<nil>", null, detail);
    return causes.list;
  }
  const ratcheted = new Causes();
  const ratchet = correlated === undefined ? undefined : { correlated, causes: ratcheted };
  return followed(rules({ value, old, path: "", ratchet }, causes), () => {
    for (const { field, message } of ratcheted.list) onWarning?.(`${field}: ${message}`);
    return causes.list;
  });
}
