import type { LabelSelector, LabelSelectorRequirement } from "@engenho/core";

/** A label selector as upstream prints it on one line: `app=web,tier in (a,b),!old` (metav1.FormatLabelSelector). */
export function formatLabelSelector(selector: LabelSelector): string {
  const requirements = [
    ...Object.entries(selector.matchLabels ?? {}).map(([key, value]) => ({ key, text: `${key}=${value}` })),
    ...(selector.matchExpressions ?? []).map((requirement) => ({ key: requirement.key, text: textOf(requirement) })),
  ];
  requirements.sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0));
  return requirements.map((requirement) => requirement.text).join(",");
}

function textOf({ key, operator, values }: LabelSelectorRequirement): string {
  const list = [...(values ?? [])].sort().join(",");
  switch (operator) {
    case "In":
      return `${key} in (${list})`;
    case "NotIn":
      return `${key} notin (${list})`;
    case "DoesNotExist":
      return `!${key}`;
    default:
      return key;
  }
}
