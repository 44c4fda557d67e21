import { exactValue, parseFieldSelector } from "@engenho/machinery";

/** The value that a request's field selector requires of a field; undefined: none, or the selector is malformed. */
export function selectedValue(query: URLSearchParams, field: string): string | undefined {
  const text = query.get("fieldSelector");
  if (text === null || !text.includes(field)) return undefined;
  try {
    return exactValue(parseFieldSelector(text), field);
  } catch {
    return undefined;
  }
}
