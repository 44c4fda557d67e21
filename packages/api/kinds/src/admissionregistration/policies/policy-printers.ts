import { ageOf, isSet, list, nameOf, object, text } from "@engenho/registry";
import { ageColumn, column, nameColumn, type Printer } from "../../printing/printer.js";

const paramKindColumn = column(
  "ParamKind",
  "string",
  "ParamKind specifies the kind of resources used to parameterize this policy",
);

/** The apiVersion and the kind of parameters, `<unset>` without any. */
function paramKindText(paramKind: unknown): string {
  if (!isSet(paramKind)) return "<unset>";
  const { apiVersion, kind } = object(paramKind);
  return `${text(apiVersion)}/${text(kind)}`;
}

/** admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy. */
export const validatingAdmissionPolicyPrinter: Printer = {
  columns: [
    nameColumn,
    column(
      "Validations",
      "integer",
      "Validations indicates the number of validation rules defined in this configuration",
    ),
    paramKindColumn,
    ageColumn,
  ],
  cells(item, nowMs) {
    const { validations, paramKind } = object(item.spec);
    return [nameOf(item), list(validations).length, paramKindText(paramKind), ageOf(item, nowMs)];
  },
};

/** admissionregistration.k8s.io/v1beta1 MutatingAdmissionPolicy. */
export const mutatingAdmissionPolicyPrinter: Printer = {
  columns: [
    nameColumn,
    column("Mutations", "integer", "Mutation indicates the number of mutations rules defined in this configuration"),
    paramKindColumn,
    ageColumn,
  ],
  cells(item, nowMs) {
    const { mutations, paramKind } = object(item.spec);
    return [nameOf(item), list(mutations).length, paramKindText(paramKind), ageOf(item, nowMs)];
  },
};
