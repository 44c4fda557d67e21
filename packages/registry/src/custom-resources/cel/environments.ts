import { type Environment, type KubernetesEnvironments, kubernetesEnvironments } from "@engenho/cel";
import {
  dns1035LabelFaults,
  dns1123LabelFaults,
  dns1123SubdomainFaults,
  labelValueFaults,
  namePrefixFaults,
  qualifiedNameFaults,
  type TextCheck,
} from "../../validation/names.js";
import { hasFormat } from "../formats.js";
import { expressionPatterns } from "./expression-patterns.js";

const ofFormat =
  (format: string, fault: string): TextCheck =>
  (text) =>
    hasFormat(text, format) ? [] : [fault];

let environments: KubernetesEnvironments | undefined;

/** What rules can use. Made once: to build the environments takes longer than to compile a rule. */
export function ruleEnvironments(): KubernetesEnvironments {
  environments ??= kubernetesEnvironments({
    regularExpressions: expressionPatterns,
    formats: {
      dns1123Label: dns1123LabelFaults,
      dns1123Subdomain: dns1123SubdomainFaults,
      dns1035Label: dns1035LabelFaults,
      qualifiedName: qualifiedNameFaults,
      dns1123LabelPrefix: (text) => namePrefixFaults(text, "dns1123-label"),
      dns1123SubdomainPrefix: (text) => namePrefixFaults(text, "dns1123-subdomain"),
      dns1035LabelPrefix: (text) => namePrefixFaults(text, "dns1035-label"),
      labelValue: labelValueFaults,
      uuid: ofFormat("uuid", "does not match the UUID format"),
      byte: ofFormat("byte", "invalid base64"),
      date: ofFormat("date", "invalid date"),
      datetime: ofFormat("datetime", "invalid datetime"),
    },
  });
  return environments;
}

/** Which of the environments an expression is compiled in: that of a rule, or of its message. */
export type ChooseEnvironment = (
  expression: string,
  kind: "rules" | "messages",
  environments: KubernetesEnvironments,
) => Environment;

/** For what is stored already: all that any version of Kubernetes has accepted. */
export const storedEnvironment: ChooseEnvironment = (_expression, _kind, { storedExpressions }) => storedExpressions;
