import type { admissionregistrationV1, StatusCause, ValidatingAdmissionPolicy } from "@engenho/core";
import { expressionTypes } from "@engenho/expressions";
import { byteLength, Causes, type LongWork, qualifiedNameFaults } from "@engenho/machinery";
import { PolicyExpressions } from "../policies/expression-validation.js";
import { checkPolicySpec } from "../policies/policy-spec-validation.js";

const maxAuditAnnotations = 20;
const maxValueExpressionBytes = 5 * 1024;
const reasons = ["Forbidden", "Invalid", "RequestEntityTooLarge"];
const missing = "validations or auditAnnotations must contain at least one item";

type Spec = admissionregistrationV1.ValidatingAdmissionPolicySpec;

/** The expressions of the stored policy, which are compiled with everything that any version of Kubernetes has accepted. */
interface StoredExpressions {
  readonly validations: ReadonlySet<string>;
  readonly messages: ReadonlySet<string>;
  readonly values: ReadonlySet<string>;
}

function storedExpressions({ validations = [], auditAnnotations = [] }: Partial<Spec>): StoredExpressions {
  return {
    validations: new Set(validations.map(({ expression }) => expression)),
    messages: new Set(validations.flatMap(({ messageExpression }) => messageExpression ?? [])),
    values: new Set(auditAnnotations.map(({ valueExpression }) => valueExpression)),
  };
}

/** Upstream: validateValidatingAdmissionPolicySpec; `before` is the stored policy of an update. */
export function* validatePolicySpec(
  { metadata, spec = {} }: ValidatingAdmissionPolicy,
  before: ValidatingAdmissionPolicy | undefined,
): LongWork<readonly StatusCause[]> {
  const causes = new Causes();
  yield* checkPolicySpec(spec, before?.spec, { causes });
  const { variables = [], validations = [], auditAnnotations = [], paramKind } = spec;
  const params = paramKind !== undefined;
  const expressions = new PolicyExpressions(causes, { composes: variables.length > 0, params });
  const stored = storedExpressions(before?.spec ?? {});
  for (const [index, variable] of variables.entries()) {
    const isStored = stored.validations.has(variable.expression);
    yield* expressions.checkVariable(variable, `spec.variables[${index}]`, { isStored });
  }
  if (validations.length === 0 && auditAnnotations.length === 0) {
    causes.required("spec.validations", missing);
    causes.required("spec.auditAnnotations", missing);
    return causes.list;
  }
  const checks = { causes, expressions, stored };
  for (const [index, validation] of validations.entries()) {
    yield* checkValidation(validation, `spec.validations[${index}]`, checks);
  }
  yield* checkAuditAnnotations(auditAnnotations, metadata.name ?? "", checks);
  return causes.list;
}

interface Checks {
  readonly causes: Causes;
  readonly expressions: PolicyExpressions;
  readonly stored: StoredExpressions;
}

/** Upstream: validateValidation. */
function* checkValidation(
  { expression = "", message = "", messageExpression = "", reason }: Partial<admissionregistrationV1.Validation>,
  path: string,
  { causes, expressions, stored }: Checks,
): LongWork<void> {
  const { bool, string } = expressionTypes();
  if (expression.trim() === "") causes.required(`${path}.expression`, "expression is not specified");
  else {
    const isStored = stored.validations.has(expression);
    yield* expressions.check({ source: expression, path: `${path}.expression`, returns: [bool] }, { isStored });
  }
  if (messageExpression !== "" && messageExpression.trim() === "") {
    causes.invalid(`${path}.messageExpression`, messageExpression, "must be non-empty if specified");
  } else if (messageExpression !== "") {
    const message = { source: messageExpression, path: `${path}.messageExpression`, returns: [string] };
    yield* expressions.check(message, { isStored: stored.messages.has(messageExpression), authorizer: false });
  }
  if (message !== "" && message.trim() === "") {
    causes.invalid(`${path}.message`, message, "must be non-empty if specified");
  } else if (/[\n\r]/.test(message.trim())) {
    causes.invalid(`${path}.message`, message, "must not contain line breaks");
  }
  if (reason !== undefined && !reasons.includes(reason)) causes.notSupported(`${path}.reason`, reason, reasons);
}

/** Upstream: validateAuditAnnotation. */
function* checkAuditAnnotations(
  annotations: readonly Partial<admissionregistrationV1.AuditAnnotation>[],
  policyName: string,
  { causes, expressions, stored }: Checks,
): LongWork<void> {
  const path = "spec.auditAnnotations";
  if (annotations.length > maxAuditAnnotations) {
    causes.invalid(path, annotations, `must not have more than ${maxAuditAnnotations} auditAnnotations`);
  }
  const { string, null: nothing } = expressionTypes();
  const keys = new Set<string>();
  for (const [index, { key = "", valueExpression = "" }] of annotations.entries()) {
    const at = `${path}[${index}]`;
    if (policyName === "") causes.invalid(`${at}.key`, key, "requires metadata.name be non-empty");
    else {
      const full = `${policyName}/${key}`;
      causes.invalidEach(`${at}.key`, full, qualifiedNameFaults(full));
    }
    const source = valueExpression.trim();
    if (source === "") causes.required(`${at}.valueExpression`, "valueExpression is not specified");
    else if (byteLength(source) > maxValueExpressionBytes) {
      causes.required(`${at}.valueExpression`, `must not exceed ${maxValueExpressionBytes} bytes in length`);
    } else {
      const isStored = stored.values.has(valueExpression);
      const value = { source, shown: valueExpression, path: `${at}.valueExpression`, returns: [string, nothing] };
      yield* expressions.check(value, { isStored });
    }
    if (keys.has(key)) causes.duplicate(`${at}.key`, key);
    keys.add(key);
  }
}
