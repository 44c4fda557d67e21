import { ageOf, type Fields, isSet, list, nameOf, object, sorted, text, texts } from "@engenho/registry";
import { ageColumn, column, nameColumn, type Printer } from "../../printing/printer.js";

/** The bindings of both kinds of admission policies; upstream misspells `configration`. */
export const policyBindingPrinter: Printer = {
  columns: [
    nameColumn,
    column("PolicyName", "string", "PolicyName indicates the policy definition which the policy binding binded to"),
    column("ParamRef", "string", "ParamRef indicates the param resource which sets the configration param"),
    ageColumn,
  ],
  cells(item, nowMs) {
    const { policyName, paramRef } = object(item.spec);
    return [nameOf(item), text(policyName), paramRefText(paramRef), ageOf(item, nowMs)];
  },
};

function paramRefText(paramRef: unknown): string {
  const { name, namespace, selector } = object(paramRef);
  if (text(name) !== "") return `${text(namespace) === "" ? "*" : text(namespace)}/${text(name)}`;
  return isSet(selector) ? goSelectorText(object(selector)) : "<unset>";
}

/** A selector as the generated String method of Go's LabelSelector prints it. */
function goSelectorText({ matchLabels, matchExpressions }: Fields): string {
  const labels = object(matchLabels);
  const pairs = sorted(Object.keys(labels)).map((key) => `${key}: ${text(labels[key])},`);
  const requirements = list(matchExpressions).map(
    ({ key, operator, values }) =>
      `LabelSelectorRequirement{Key:${text(key)},Operator:${text(operator)},Values:[${texts(values).join(" ")}],},`,
  );
  const expressions = `[]LabelSelectorRequirement{${requirements.join("")}}`;
  return `&LabelSelector{MatchLabels:map[string]string{${pairs.join("")}},MatchExpressions:${expressions},}`;
}
