import { type Causes, parseRequestUri } from "@engenho/machinery";
import type { CustomResourceDefinition } from "./definition.js";

const annotation = "api-approved.kubernetes.io";
const enhancement = "see https://github.com/kubernetes/enhancements/pull/1111";

type ApprovalState = "missing" | "bypassed" | "approved" | "invalid";

/**
 * The groups of the Kubernetes community are protected: they need an approval annotation (upstream: validateAPIApproval). An
 * update may keep the value of the stored definition.
 */
export function checkApproval(
  definition: CustomResourceDefinition,
  current: CustomResourceDefinition | undefined,
  causes: Causes,
): void {
  if (!isProtectedGroup(definition.spec?.group ?? "")) return;
  const state = approvalState(definition);
  if (current !== undefined && approvalState(current) === state) return;
  const path = `metadata.annotations[${annotation}]`;
  const must = `protected groups must have approval annotation "${annotation}"`;
  if (state === "missing") causes.required(path, `${must}, ${enhancement}`);
  if (state !== "invalid") return;
  const detail = `${must} with either a URL or a reason starting with "unapproved", ${enhancement}`;
  causes.invalid(path, definition.metadata.annotations?.[annotation] ?? "", detail);
}

function isProtectedGroup(group: string): boolean {
  return ["k8s.io", "kubernetes.io"].some((domain) => group === domain || group.endsWith(`.${domain}`));
}

function approvalState({ metadata }: CustomResourceDefinition): ApprovalState {
  const text = metadata.annotations?.[annotation] ?? "";
  if (text === "") return "missing";
  if (text.startsWith("unapproved")) return "bypassed";
  const uri = parseRequestUri(text);
  return !("fault" in uri) && uri.scheme !== "" && uri.host !== "" ? "approved" : "invalid";
}
