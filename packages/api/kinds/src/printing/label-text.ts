import { type Fields, list, object, sorted, text, texts } from "@engenho/registry";

/** `a=1,b=2` in the order of the keys, `<none>` without labels (labels.FormatLabels). */
export function labelsText(labels: unknown): string {
  const map = object(labels);
  const pairs = sorted(Object.keys(map)).map((key) => `${key}=${text(map[key])}`);
  return pairs.length === 0 ? "<none>" : pairs.join(",");
}

function requirementText(expression: Fields): { readonly key: string; readonly text: string } | undefined {
  const key = text(expression.key);
  const values = sorted(texts(expression.values)).join(",");
  const hasValues = texts(expression.values).length > 0;
  switch (expression.operator) {
    case "In":
      return hasValues ? { key, text: `${key} in (${values})` } : undefined;
    case "NotIn":
      return hasValues ? { key, text: `${key} notin (${values})` } : undefined;
    case "Exists":
      return hasValues ? undefined : { key, text: key };
    case "DoesNotExist":
      return hasValues ? undefined : { key, text: `!${key}` };
    default:
      return undefined;
  }
}

/**
 * A meta/v1 LabelSelector as a string, requirements ordered by key: `""` for an absent or empty one, undefined for an invalid
 * one.
 */
export function selectorText(selector: unknown): string | undefined {
  const { matchLabels, matchExpressions } = object(selector);
  const labels = object(matchLabels);
  const requirements = Object.keys(labels).map((key) => ({ key, text: `${key}=${text(labels[key])}` }));
  for (const expression of list(matchExpressions)) {
    const requirement = requirementText(expression);
    if (requirement === undefined) return undefined;
    requirements.push(requirement);
  }
  requirements.sort((left, right) => (left.key < right.key ? -1 : left.key > right.key ? 1 : 0));
  return requirements.map((requirement) => requirement.text).join(",");
}

/** A selector as a cell: `<none>` if it is empty, `<error>` if it is invalid (meta/v1 FormatLabelSelector). */
export function selectorCell(selector: unknown): string {
  const shown = selectorText(selector);
  if (shown === undefined) return "<error>";
  return shown === "" ? "<none>" : shown;
}
