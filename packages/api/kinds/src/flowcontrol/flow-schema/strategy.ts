import type { FlowSchema, StatusCause } from "@engenho/core";
import { Causes, dns1123LabelFaults, dns1123SubdomainFaults } from "@engenho/machinery";
import { type Strategy, statusSubresource } from "@engenho/registry";
import { sameByMeaning } from "../../shared/equality.js";
import { goStructValue } from "../../shared/go-diff/go-struct-value.js";
import { mandatoryFlowSchemas } from "../mandatory.js";
import { statusOnly, validateStatus } from "../status.js";
import { checkNonResourceRule, checkResourceRule } from "./rules.js";

type Spec = NonNullable<FlowSchema["spec"]>;
type Rule = NonNullable<Spec["rules"]>[number];
type Subject = Rule["subjects"][number];

const maxPrecedence = 10_000;
const methods = ["ByNamespace", "ByUser"];
const subjectKinds = ["Group", "ServiceAccount", "User"] as const;
/** The field of a subject of each kind, and the order in which upstream refuses the others. */
const subjectFields = { ServiceAccount: "serviceAccount", User: "user", Group: "group" } as const;
const foreign = {
  ServiceAccount: ["User", "Group"],
  User: ["ServiceAccount", "Group"],
  Group: ["ServiceAccount", "User"],
} as const;

const sameSpec = sameByMeaning("io.k8s.api.flowcontrol.v1.FlowSchemaSpec");

/** FlowSchema of flowcontrol.apiserver.k8s.io/v1. */
export const flowSchemaStrategy: Strategy = {
  ...statusSubresource({}),
  prepareForStatusUpdate: statusOnly,
  validateCreate: validate,
  validateUpdate: validate,
  validateStatusUpdate: ({ status }: FlowSchema) => validateStatus(status),
};

/** Upstream: ValidateFlowSchema. */
function validate({ metadata, spec, status }: FlowSchema): readonly StatusCause[] {
  const causes = new Causes();
  const name = metadata.name ?? "";
  checkSpec(name, spec ?? ({} as Spec), causes);
  const fixed = mandatoryFlowSchemas.get(name);
  if (fixed !== undefined && !sameSpec(spec, fixed)) {
    causes.invalid("spec", goStructValue("FlowSchemaSpec", spec), `spec of '${name}' must equal the fixed value`);
  }
  causes.add(validateStatus(status));
  return causes.list;
}

function checkSpec(name: string, spec: Spec, causes: Causes): void {
  const { matchingPrecedence: precedence = 0, distinguisherMethod: method, rules = [] } = spec;
  const path = "spec.matchingPrecedence";
  if (precedence <= 0) causes.invalid(path, precedence, "must be a positive value");
  if (precedence > maxPrecedence) causes.invalid(path, precedence, `must not be greater than ${maxPrecedence}`);
  if (precedence === 1 && name !== "exempt") {
    causes.invalid(path, precedence, "only the schema named 'exempt' may have matchingPrecedence 1");
  }
  if (method !== undefined && !methods.includes(method.type)) {
    causes.notSupported("spec.distinguisherMethod.type", goStructValue("FlowDistinguisherMethod", method), methods);
  }
  const level = spec.priorityLevelConfiguration?.name ?? "";
  const levelPath = "spec.priorityLevelConfiguration.name";
  if (level === "") causes.required(levelPath, "must reference a priority level");
  else causes.invalidEach(levelPath, level, dns1123SubdomainFaults(level));
  for (const [index, rule] of rules.entries()) checkRule(rule, `spec.rules[${index}]`, causes);
}

/** Upstream: ValidateFlowSchemaPolicyRulesWithSubjects. */
function checkRule(rule: Rule, path: string, causes: Causes): void {
  const { subjects = [], resourceRules = [], nonResourceRules = [] } = rule;
  for (const [index, subject] of subjects.entries()) checkSubject(subject, `${path}.subjects[${index}]`, causes);
  if (subjects.length === 0) causes.required(`${path}.subjects`, "subjects must contain at least one value");
  if (resourceRules.length === 0 && nonResourceRules.length === 0) {
    causes.required(path, "at least one of resourceRules and nonResourceRules has to be non-empty");
  }
  for (const [index, inner] of resourceRules.entries()) {
    checkResourceRule(inner, `${path}.resourceRules[${index}]`, causes);
  }
  for (const [index, inner] of nonResourceRules.entries()) {
    checkNonResourceRule(inner, `${path}.nonResourceRules[${index}]`, causes);
  }
}

/** Upstream: ValidateFlowSchemaSubject. */
function checkSubject(subject: Subject, path: string, causes: Causes): void {
  const kind = subjectKinds.find((known) => known === subject.kind);
  if (kind === undefined) {
    causes.notSupported(`${path}.kind`, subject.kind ?? "", subjectKinds);
    return;
  }
  checkIdentity(subject, kind, { path: `${path}.${subjectFields[kind]}`, causes });
  for (const other of foreign[kind]) {
    const field = subjectFields[other];
    if (subject[field] === undefined) continue;
    causes.forbidden(`${path}.${field}`, `${field} is forbidden when subject kind is not '${other}'`);
  }
}

function checkIdentity(
  subject: Subject,
  kind: (typeof subjectKinds)[number],
  { path, causes }: { readonly path: string; readonly causes: Causes },
): void {
  const field = subjectFields[kind];
  const identity = subject[field];
  if (identity === undefined) {
    causes.required(path, `${field} is required when subject kind is '${kind}'`);
    return;
  }
  const { name = "" } = identity;
  if (name === "") causes.required(`${path}.name`);
  if (kind !== "ServiceAccount") return;
  if (name !== "" && name !== "*") causes.invalidEach(`${path}.name`, name, dns1123SubdomainFaults(name));
  const namespace = subject.serviceAccount?.namespace ?? "";
  if (namespace === "") causes.required(`${path}.namespace`, "must specify namespace for service account");
  else causes.invalidEach(`${path}.namespace`, namespace, dns1123LabelFaults(namespace));
}
